import ipaddr from 'ipaddr.js';

/** Which addresses may be called: anybody's on the internet, and with the flag for tests our own machine's. */
export interface AddressRules {
  readonly allowLoopback: boolean;
}

// All that the registry has handed out for the global internet. Outside lie spellings such as ::7f00:1 for 127.0.0.1.
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether an address in any spelling, IPv4 inside IPv6 included, is a public one, or loopback where that is allowed. */
export function isAllowedAddress(text: string, { allowLoopback }: AddressRules): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (allowLoopback && address.range() === 'loopback') return true;
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(GLOBAL_IPV6);
}

/** The host of a URL without the brackets of an IPv6 address. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

const isLocalName = (host: string): boolean => host === 'localhost' || host === 'localhost.';

/**
 * Why a URL must not be called, before its name is resolved; undefined when it may. For settings that name a URL, and
 * checked again at each call.
 */
export function refusedTarget(text: string, rules: AddressRules): string | undefined {
  if (!URL.canParse(text)) return 'must be a URL';
  const url = new URL(text);
  const host = hostOf(url);
  const isAddress = ipaddr.isValid(host);
  if (url.username !== '' || url.password !== '') return 'must not hold a user or a password';
  if (isAddress && !isAllowedAddress(host, rules)) return 'must not lead to a private address';
  if (!rules.allowLoopback && isLocalName(host)) return 'must not lead to a private address';
  const isLocal = isLocalName(host) || (isAddress && ipaddr.process(host).range() === 'loopback');
  if (url.protocol === 'https:' || (url.protocol === 'http:' && rules.allowLoopback && isLocal)) return undefined;
  return 'must begin with https://';
}
