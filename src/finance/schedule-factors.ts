import type { CalendarDate } from '../kernel/index.js';
import { type DayCount, yearFraction } from './day-count.js';
import { multiplyRatios, type Ratio, ratio, reduced } from './ratio.js';
import { anchorDayOf, dueDates, isFirstPeriodRegular, periodStart } from './schedule-dates.js';
import { periodOf, type ScheduleTerms } from './schedule-terms.js';

/**
 * The interest factors of a schedule: interest of a period = opening balance x factor. `first` and `others` when all
 * later periods are alike (the cheap path), otherwise one factor a period. `solveOver` are the factors that a level
 * payment is solved over.
 */
export interface PeriodFactors {
  readonly interest: readonly Ratio[] | Ratio;
  readonly first: Ratio | undefined;
  readonly solveOver: readonly Ratio[] | Ratio;
}

/** The factor of period `at` (0 is the first). */
export function factorAt(factors: PeriodFactors, at: number): Ratio {
  if (at === 0 && factors.first) return factors.first;
  return Array.isArray(factors.interest) ? (factors.interest[at] as Ratio) : (factors.interest as Ratio);
}

/** The factor of a regular period: annual rate / 12 a month, days / 365 for weeks and days. */
export function regularFactor(terms: ScheduleTerms, annual: Ratio): Ratio {
  const { unit, count } = periodOf(terms);
  const days = unit === 'WEEK' ? 7 : 1;
  const year = unit === 'MONTH' ? ratio(BigInt(count), 12n) : ratio(BigInt(count * days), 365n);
  return reduced(multiplyRatios(annual, year));
}

function dayFactors(terms: ScheduleTerms, annual: Ratio, setting: { dayCount: DayCount; count: number }): Ratio[] {
  const dates = dueDates(terms, setting.count);
  const period = periodOf(terms);
  const anchor = anchorDayOf(terms);
  const terminationOn = dates[dates.length - 1] as CalendarDate;
  const isIsma = setting.dayCount === 'ACT_ACT_ISMA';
  const cache = new Map<string, Ratio>();
  return dates.map((to, at) => {
    const from = at === 0 ? terms.disbursedOn : (dates[at - 1] as CalendarDate);
    const reference = isIsma ? { referenceStartsOn: periodStart(to, period, anchor), referenceEndsOn: to } : {};
    const fraction = yearFraction(setting.dayCount, from, to, { terminationOn, ...reference });
    const key = `${fraction.numerator}/${fraction.denominator}`;
    const known = cache.get(key);
    if (known) return known;
    const factor = reduced(multiplyRatios(annual, fraction));
    cache.set(key, factor);
    return factor;
  });
}

/**
 * The factors of `count` periods (more than the instalments for a balloon amortised further).
 * See `OddFirstPeriod` and `ScheduleTerms.dayCount` for the rules.
 */
export function periodFactors(terms: ScheduleTerms, annual: Ratio, count: number): PeriodFactors {
  const regular = regularFactor(terms, annual);
  const alike: PeriodFactors = { interest: regular, first: undefined, solveOver: regular };
  if (annual.numerator === 0n) return alike;
  const odd = terms.oddFirstPeriod ?? 'REGULAR';
  const isOdd = odd !== 'REGULAR' && !isFirstPeriodRegular(terms);
  if (terms.dayCount) {
    const actual = dayFactors(terms, annual, { dayCount: terms.dayCount, count });
    return { interest: actual, first: undefined, solveOver: odd === 'KEEP' && isOdd ? regular : actual };
  }
  if (!isOdd) return alike;
  if (odd === 'RESOLVE') {
    const actual = dayFactors(terms, annual, { dayCount: 'ACT_365F', count });
    return { interest: actual, first: undefined, solveOver: actual };
  }
  const fraction = yearFraction('ACT_365F', terms.disbursedOn, terms.firstDueOn);
  return { interest: regular, first: reduced(multiplyRatios(annual, fraction)), solveOver: regular };
}
