import { ArgumentError, type CalendarDate, type CurrencyCode } from '../kernel/index.js';
import { type Rate, type Ratio, ratioOf } from './ratio.js';

/** Refusals of wrong input, shared by the calculations. Each names the argument it refuses. */

export function requireWhole(value: number, argument: string, range: { from: number; to: number }): void {
  if (!Number.isInteger(value) || value < range.from || value > range.to) {
    throw new ArgumentError('OUT_OF_RANGE', argument, `${value} is not a whole number ${range.from} to ${range.to}`);
  }
}

/** More than none and at most one a day; not always whole: 365 / 10 for periods of ten days. */
export function requirePeriodsPerYear(value: number): void {
  if (!(value > 0 && value <= 366)) {
    throw new ArgumentError('OUT_OF_RANGE', 'periodsPerYear', `${value} is not above 0 and at most 366`);
  }
}

export function requireNotNegative(minor: bigint, argument: string): void {
  if (minor < 0n) throw new ArgumentError('NEGATIVE_AMOUNT', argument, `${minor} must not be negative`);
}

export function requirePositive(minor: bigint, argument: string): void {
  if (minor <= 0n) throw new ArgumentError('NOT_POSITIVE', argument, `${minor} must be more than zero`);
}

export function requireAtMost(minor: bigint, limit: bigint, argument: string): void {
  if (minor > limit) throw new ArgumentError('OUT_OF_RANGE', argument, `${minor} must be at most ${limit}`);
}

/** 0 to 1, both included. */
export function requireProbability(value: number, argument: string): void {
  if (!(value >= 0 && value <= 1)) {
    throw new ArgumentError('NOT_A_PROBABILITY', argument, `${value} is not between 0 and 1`);
  }
}

/** A share of a whole, 0 to 1 both included, as an exact fraction. */
export function requireShare(value: Rate, argument: string): Ratio {
  const share = ratioOf(value, argument);
  if (share.numerator < 0n || share.numerator > share.denominator) {
    throw new ArgumentError('OUT_OF_RANGE', argument, `${value.toString()} is not between 0 and 1`);
  }
  return share;
}

/** A rate of zero or more, as an exact fraction. */
export function requireRateNotNegative(value: Rate, argument: string): Ratio {
  const rate = ratioOf(value, argument);
  if (rate.numerator < 0n) {
    throw new ArgumentError('OUT_OF_RANGE', argument, `${value.toString()} must not be negative`);
  }
  return rate;
}

/** An annual rate of -100 % or more, as an exact fraction. */
export function requireAnnualRate(value: Rate, argument: string): Ratio {
  const rate = ratioOf(value, argument);
  if (rate.numerator < -rate.denominator) {
    throw new ArgumentError('RATE_BELOW_MINUS_ONE', argument, `${value.toString()} is below -100 %`);
  }
  return rate;
}

export function requireNotBefore(date: CalendarDate, earliest: CalendarDate, argument: string): void {
  if (date < earliest) throw new ArgumentError('DATE_ORDER', argument, `${date} is before ${earliest}`);
}

export function requireSame<T>(values: readonly T[], other: readonly unknown[], argument: string): void {
  if (values.length !== other.length) {
    throw new ArgumentError('LENGTH_MISMATCH', argument, `${values.length} values where ${other.length} are needed`);
  }
}

export function requireSomething(values: readonly unknown[], argument: string): void {
  if (values.length === 0) throw new ArgumentError('EMPTY', argument, 'must not be empty');
}

/** All currencies must be the same; undefined members do not count. */
export function requireOneCurrency(currencies: readonly (CurrencyCode | undefined)[], argument: string): void {
  const known = currencies.filter((currency) => currency !== undefined);
  const other = known.find((currency) => currency !== known[0]);
  if (other !== undefined) {
    throw new ArgumentError('CURRENCY_MISMATCH', argument, `${other} cannot be combined with ${known[0]}`);
  }
}
