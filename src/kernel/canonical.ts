import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

export { canonicalJson };

/** SHA-256 of the canonical JSON, in hexadecimal. */
export const canonicalHash = (value: unknown): string => hash('sha256', canonicalJson(value), 'hex');
