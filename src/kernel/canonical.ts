import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

export { canonicalJson };

/** SHA-256 of the canonical JSON, in hexadecimal. */
export const canonicalHash = (value: unknown): string => hash('sha256', canonicalJson(value), 'hex');

/**
 * The same with a secret before and after it, for values that hold what nobody should find by trying: whoever has the
 * hash and all the rest of a request tries a billion identity numbers in minutes.
 */
export const secretHash = (secret: string, value: unknown): string =>
  hash('sha256', `${secret}\n${canonicalJson(value)}\n${secret}`, 'hex');
