import {
  ArgumentError,
  type CalendarDate,
  type CurrencyCode,
  divideHalfUp,
  epochDay,
  monthOf,
  unreachable,
  yearOf,
} from '../kernel/index.js';
import { requireOneCurrency, requireWhole } from './arguments.js';
import { addRatios, type Ratio, ratio } from './ratio.js';

/** Premium written for cover from `startsOn` up to, not including, `endsOn`. Minor units. */
export interface EarningInput {
  readonly writtenMinor: bigint;
  readonly startsOn: CalendarDate;
  /** The anniversary: the first day without cover. After `startsOn`. */
  readonly endsOn: CalendarDate;
  /** Counts as elapsed. */
  readonly valuedOn: CalendarDate;
}

/** Days of cover elapsed and in all; the start date is day 1 and the valuation day counts. */
export function coverDays(input: Omit<EarningInput, 'writtenMinor'>): { elapsed: number; total: number } {
  const start = epochDay(input.startsOn);
  const total = epochDay(input.endsOn) - start;
  if (total <= 0) throw new ArgumentError('DATE_ORDER', 'endsOn', `${input.endsOn} is not after ${input.startsOn}`);
  const elapsed = epochDay(input.valuedOn) - start + 1;
  return { elapsed: Math.min(Math.max(elapsed, 0), total), total };
}

/**
 * Earned premium pro rata temporis by days, rounded half up; monotone in `valuedOn` and exactly the written premium at
 * the end. Unearned = written - earned.
 * @throws ArgumentError `DATE_ORDER` when the cover has no day
 */
export function earnedPremium(input: EarningInput): bigint {
  const { elapsed, total } = coverDays(input);
  return divideHalfUp(input.writtenMinor * BigInt(elapsed), BigInt(total));
}

export const unearnedPremium = (input: EarningInput): bigint => input.writtenMinor - earnedPremium(input);

/**
 * Portfolio methods that take the day of writing for granted: `TWELFTHS` policies start on the first of the month,
 * `TWENTY_FOURTHS` in the middle of the month, `EIGHTHS` in the middle of the quarter, `DAYS` uses the dates.
 */
export type PortfolioEarning = 'DAYS' | 'TWELFTHS' | 'TWENTY_FOURTHS' | 'EIGHTHS';

export interface WrittenPremium {
  readonly writtenMinor: bigint;
  readonly startsOn: CalendarDate;
  /** Months of cover, 1 to 600. Default 12. For `EIGHTHS` a multiple of 3. */
  readonly months?: number;
  /** For `DAYS`. */
  readonly endsOn?: CalendarDate;
  /** When given, all premiums must have the same. */
  readonly currency?: CurrencyCode;
}

const monthIndex = (date: CalendarDate): number => yearOf(date) * 12 + monthOf(date) - 1;

function clampedShare(numerator: number, denominator: number): Ratio {
  return ratio(BigInt(Math.min(Math.max(numerator, 0), denominator)), BigInt(denominator));
}

/**
 * The share of a premium earned at the end of the month (quarter) of `valuedOn`; 0 to 1. A policy written this month
 * has earned one 24th of a year's premium, last month's three.
 */
export function earnedShare(method: PortfolioEarning, written: WrittenPremium, valuedOn: CalendarDate): Ratio {
  const months = written.months ?? 12;
  requireWhole(months, 'months', { from: 1, to: 600 });
  const passed = monthIndex(valuedOn) - monthIndex(written.startsOn);
  switch (method) {
    case 'DAYS': {
      const endsOn = written.endsOn ?? written.startsOn;
      const days = coverDays({ startsOn: written.startsOn, endsOn, valuedOn });
      return clampedShare(days.elapsed, days.total);
    }
    case 'TWELFTHS':
      return clampedShare(passed + 1, months);
    case 'TWENTY_FOURTHS':
      return clampedShare(passed < 0 ? 0 : 2 * passed + 1, 2 * months);
    case 'EIGHTHS': {
      requireWhole(months / 3, 'months / 3', { from: 1, to: 200 });
      const quarters = Math.floor(monthIndex(valuedOn) / 3) - Math.floor(monthIndex(written.startsOn) / 3);
      return clampedShare(quarters < 0 ? 0 : 2 * quarters + 1, (2 * months) / 3);
    }
    default:
      return unreachable(method);
  }
}

/**
 * Unearned premium of many policies at a valuation date: the exact shares are added and the sum is rounded once.
 * @throws ArgumentError `OUT_OF_RANGE`, `DATE_ORDER`, `CURRENCY_MISMATCH`
 */
export function portfolioUnearned(
  method: PortfolioEarning,
  written: readonly WrittenPremium[],
  valuedOn: CalendarDate,
): bigint {
  requireOneCurrency(
    written.map(({ currency }) => currency),
    'written',
  );
  let unearned = ratio(0n, 1n);
  for (const tranche of written) {
    const { numerator, denominator } = earnedShare(method, tranche, valuedOn);
    const left = tranche.writtenMinor * (denominator - numerator);
    unearned = addRatios(unearned, ratio(left, denominator));
  }
  return divideHalfUp(unearned.numerator, unearned.denominator);
}
