import { type CurrencyCode, minorUnitDecimals } from './currency.js';
import { Decimal } from './decimal.js';
import { ArgumentError } from './errors.js';
import { failure, type Result, success } from './result.js';

/** An exact amount: whole minor units (cents of EUR, yen of JPY) and the currency they are units of. */
export interface Money {
  readonly minor: bigint;
  readonly currency: CurrencyCode;
}

export const money = (minor: bigint, currency: CurrencyCode): Money => ({ minor, currency });
export const zero = (currency: CurrencyCode): Money => ({ minor: 0n, currency });

const AMOUNT_PATTERN = /^(-?)(\d{1,15})(?:\.(\d+))?$/;

export type AmountProblem = 'MALFORMED_AMOUNT' | 'TOO_MANY_DECIMALS';

/**
 * Reads `"12.34"` as minor units of `currency`. Decimals beyond the minor unit are refused even when they are zeros:
 * a sender that writes them thinks in another unit. At most 15 integer digits.
 */
export function parseAmount(text: string, currency: CurrencyCode): Result<Money, AmountProblem> {
  const match = AMOUNT_PATTERN.exec(text);
  if (!match) return failure('MALFORMED_AMOUNT');
  const [, sign, whole = '', fraction = ''] = match;
  const decimals = minorUnitDecimals(currency);
  if (fraction.length > decimals) return failure('TOO_MANY_DECIMALS');
  const minor = BigInt(whole + fraction.padEnd(decimals, '0'));
  return success(money(sign === '-' ? -minor : minor, currency));
}

const LARGEST_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

/** The exact decimal text of minor units, with all decimals of the currency: `1234n EUR` is `"12.34"`. */
export function formatMinor(minor: bigint, currency: CurrencyCode): string {
  const decimals = minorUnitDecimals(currency);
  const magnitude = minor < 0n ? -minor : minor;
  const sign = minor < 0n ? '-' : '';
  // Cents of nearly every amount: numbers are exact here and several times faster than text.
  if (decimals === 2 && magnitude <= LARGEST_EXACT) {
    const units = Number(magnitude);
    const cents = units % 100;
    return `${sign}${(units - cents) / 100}${cents < 10 ? '.0' : '.'}${cents}`;
  }
  return sign + formatMinorText(String(magnitude), currency);
}

/** The same for minor units that are text without a sign: `"1234" EUR` is `"12.34"`. */
export function formatMinorText(minorText: string, currency: CurrencyCode): string {
  const decimals = minorUnitDecimals(currency);
  if (decimals === 0) return minorText;
  const digits = minorText.length > decimals ? minorText : minorText.padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

function sameCurrency(left: Money, right: Money): CurrencyCode {
  if (left.currency !== right.currency) {
    throw new ArgumentError(
      'CURRENCY_MISMATCH',
      'currency',
      `${left.currency} cannot be combined with ${right.currency}`,
    );
  }
  return left.currency;
}

export const add = (left: Money, right: Money): Money => money(left.minor + right.minor, sameCurrency(left, right));
export const subtract = (left: Money, right: Money): Money =>
  money(left.minor - right.minor, sameCurrency(left, right));
export const minMinor = (left: bigint, right: bigint): bigint => (left < right ? left : right);
export const maxMinor = (left: bigint, right: bigint): bigint => (left > right ? left : right);

/** `numerator / denominator` rounded half up (away from zero) to an integer. @throws ArgumentError `DIVISION_BY_ZERO` */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new ArgumentError('DIVISION_BY_ZERO', 'denominator', 'must not be zero');
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const rounded = (2n * n + d) / (2n * d);
  return negative ? -rounded : rounded;
}

/** A decimal number of minor units rounded half up (away from zero) to whole minor units. */
export const roundToMinor = (value: Decimal): bigint => BigInt(value.toFixed(0, Decimal.ROUND_HALF_UP));

/** `minor` x `factor`, rounded half up once. */
export const multiplyMinor = (minor: bigint, factor: Decimal): bigint =>
  roundToMinor(new Decimal(minor.toString()).times(factor));

/**
 * Splits `total` in proportion to `weights` by largest remainder; ties go to the earlier part. The parts always add up
 * to `total`, whose sign they share.
 * @throws ArgumentError `NEGATIVE_WEIGHT`, `WEIGHTS_ARE_ZERO`
 */
export function allocate(total: bigint, weights: readonly bigint[]): bigint[] {
  const negativeAt = weights.findIndex((weight) => weight < 0n);
  if (negativeAt >= 0) throw new ArgumentError('NEGATIVE_WEIGHT', `weights[${negativeAt}]`, 'must not be negative');
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  if (whole === 0n) throw new ArgumentError('WEIGHTS_ARE_ZERO', 'weights', 'must add up to more than zero');
  const magnitude = total < 0n ? -total : total;
  const parts = weights.map((weight) => (magnitude * weight) / whole);
  const remainders = weights.map((weight, at) => ({ at, remainder: (magnitude * weight) % whole }));
  remainders.sort((a, b) => (a.remainder === b.remainder ? a.at - b.at : a.remainder > b.remainder ? -1 : 1));
  let left = magnitude - parts.reduce((sum, part) => sum + part, 0n);
  for (const { at } of remainders) {
    if (left === 0n) break;
    parts[at] = (parts[at] ?? 0n) + 1n;
    left -= 1n;
  }
  return total < 0n ? parts.map((part) => -part) : parts;
}
