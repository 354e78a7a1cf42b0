import { createHmac } from 'node:crypto';

// Crockford's base 32: no I, L, O or U, so that a number survives being read out and typed again.
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const HALF_BITS = 20n;
const HALF_MASK = (1n << HALF_BITS) - 1n;
const ROUNDS = 4;

/** What `businessNumber` numbers at most: positions 0 to 2^40 - 1. */
export const MAX_POSITION = (1n << (2n * HALF_BITS)) - 1n;

const roundOf = (half: bigint, round: number, key: string): bigint =>
  BigInt(createHmac('sha256', key).update(`${round}:${half}`).digest().readUIntBE(0, 3)) & HALF_MASK;

/**
 * A keyed permutation of 0 to 2^40 - 1: a Feistel network of four rounds (Luby and Rackoff 1988). Different positions
 * give different numbers, and without the key neither the order nor the count can be told from them.
 */
function permuted(position: bigint, key: string): bigint {
  let [left, right] = [position >> HALF_BITS, position & HALF_MASK];
  for (let round = 1; round <= ROUNDS; round += 1) {
    [left, right] = [right, left ^ roundOf(right, round, key)];
  }
  return (left << HALF_BITS) | right;
}

/**
 * A number for people, `CL-2026-7K3M-Q9XP`: kind, year and eight digits of base 32. It comes from a running number that
 * costs no lock, yet nobody who sees numbers, a competitor on the same platform for instance, learns how many there are.
 * @param position 0 to 2^40 - 1, each used once
 * @throws RangeError
 */
export function businessNumber(
  kind: string,
  year: number,
  { position, key }: { position: bigint; key: string },
): string {
  if (position < 0n || position > MAX_POSITION) throw new RangeError(`${position} is not a position`);
  let rest = permuted(position, `${kind}:${key}`);
  let text = '';
  for (let digit = 0; digit < 8; digit += 1) {
    text = `${DIGITS[Number(rest & 31n)]}${text}`;
    rest >>= 5n;
  }
  return `${kind}-${year}-${text.slice(0, 4)}-${text.slice(4)}`;
}
