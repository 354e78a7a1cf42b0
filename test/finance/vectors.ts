import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CalendarDate, calendarDate, Decimal } from '../../src/kernel/index.js';

/** Reads a file of worked cases from test/vectors; each names its source. */
export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(join(process.cwd(), 'test', 'vectors', name), 'utf8')) as T;
}

/** Cents of a two-decimal amount given as text or number. */
export function cents(amount: string | number): bigint {
  const scaled = new Decimal(amount).times(100);
  if (!scaled.isInteger()) throw new Error(`${amount} has more than two decimals`);
  return BigInt(scaled.toFixed());
}

export const day = (text: string): CalendarDate => calendarDate(text);
export const rate = (text: string | number): Decimal => new Decimal(text);

/** Seed of every property run: fixed, so that a failure repeats; FC_SEED sets another. */
export const seed = Number(process.env.FC_SEED ?? 20260101);
