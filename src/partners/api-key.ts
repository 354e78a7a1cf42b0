import { createHash, randomBytes } from 'node:crypto';

/** `cg_<12 hex prefix>_<43 characters of 256 random bits><6 characters of checksum>`. */
const PATTERN = /^cg_([0-9a-f]{12})_([A-Za-z0-9_-]{43})([A-Za-z0-9_-]{6})$/;

const checksum = (prefix: string, secret: string): string =>
  createHash('sha256').update(`${prefix}.${secret}`).digest('base64url').slice(0, 6);

export interface NewKey {
  /** Shown once, never stored. */
  readonly token: string;
  /** Safe to show: tells keys apart in lists and logs. */
  readonly prefix: string;
  readonly hash: Buffer;
}

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

export function generateKey(): NewKey {
  const prefix = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const token = `cg_${prefix}_${secret}${checksum(prefix, secret)}`;
  return { token, prefix, hash: hashToken(token) };
}

/** Whether `token` has the form and checksum of a key; a mistyped key is refused without asking the database. */
export function isWellFormedKey(token: string): boolean {
  const match = PATTERN.exec(token);
  return match !== null && checksum(match[1] ?? '', match[2] ?? '') === match[3];
}
