import { isAllowedAddress, refusedTarget } from '../../src/outgoing/address.js';

const PRIVATE = [
  '127.0.0.1',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '240.0.0.1',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::127.0.0.1',
  '::7f00:1',
  '::a00:1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001::1',
  'fe80::1',
  'fec0::1',
  'fc00::1',
  'ff02::1',
  '2001:db8::1',
  '100::1',
  '4000::1',
  '0x7f.1',
  '2130706433',
  'not an address',
  '',
];
const PUBLIC = ['8.8.8.8', '93.184.216.34', '2606:4700::1111', '::ffff:8.8.8.8'];

describe('isAllowedAddress', () => {
  it.each(PRIVATE)('refuses %s', (address) => {
    expect(isAllowedAddress(address, { allowLoopback: false })).toBe(false);
  });

  it.each(PUBLIC)('allows %s', (address) => {
    expect(isAllowedAddress(address, { allowLoopback: false })).toBe(true);
  });

  it('allows loopback, and nothing else private, where that is asked for', () => {
    expect(PRIVATE.filter((address) => isAllowedAddress(address, { allowLoopback: true }))).toEqual([
      '127.0.0.1',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::127.0.0.1',
      '0x7f.1',
      '2130706433',
    ]);
  });
});

describe('refusedTarget', () => {
  const strict = { allowLoopback: false };

  it.each([
    ['bureau.example', 'must be a URL'],
    ['http://bureau.example/', 'must begin with https://'],
    ['ftp://bureau.example/', 'must begin with https://'],
    ['https://user:word@bureau.example/', 'must not hold a user or a password'],
    ['https://localhost/', 'must not lead to a private address'],
    ['https://127.1/', 'must not lead to a private address'],
    ['https://0x7f000001/', 'must not lead to a private address'],
    ['https://2130706433/', 'must not lead to a private address'],
    ['https://[::ffff:7f00:1]/', 'must not lead to a private address'],
    ['https://[::1]/', 'must not lead to a private address'],
    ['https://169.254.169.254/latest', 'must not lead to a private address'],
  ])('%s %s', (url, why) => {
    expect(refusedTarget(url, strict)).toBe(why);
  });

  it('takes https, and plain http only to our own machine when that is allowed', () => {
    expect(refusedTarget('https://bureau.example:8443/reports', strict)).toBeUndefined();
    expect(refusedTarget('http://127.0.0.1:4010/', { allowLoopback: true })).toBeUndefined();
    expect(refusedTarget('http://localhost:4010/', { allowLoopback: true })).toBeUndefined();
    expect(refusedTarget('http://bureau.example/', { allowLoopback: true })).toBe('must begin with https://');
    expect(refusedTarget('http://10.0.0.1/', { allowLoopback: true })).toBe('must not lead to a private address');
  });
});
