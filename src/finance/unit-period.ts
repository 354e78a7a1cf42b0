import {
  addMonths,
  type CalendarDate,
  dayOf,
  daysBetween,
  daysInMonth,
  monthOf,
  unreachable,
  yearOf,
} from '../kernel/index.js';
import { requireNotBefore, requireSomething } from './arguments.js';

/**
 * Unit-periods of Regulation Z, Appendix J (12 CFR 1026), paragraphs (b)(4) and (b)(5). A `MONTH` of count 12 is
 * written as a `YEAR`.
 */
export type UnitPeriod =
  | { readonly unit: 'DAY' | 'WEEK' | 'MONTH'; readonly count: number }
  | { readonly unit: 'SEMIMONTH' | 'YEAR'; readonly count: 1 };

/** Full unit-periods and the fraction of one (0 to under 1) before them. */
export interface UnitPeriodCount {
  readonly full: number;
  readonly fraction: number;
}

export function unitPeriodsPerYear(period: UnitPeriod): number {
  switch (period.unit) {
    case 'DAY':
      return 365 / period.count;
    case 'WEEK':
      return 52 / period.count;
    case 'SEMIMONTH':
      return 24;
    case 'MONTH':
      return 12 / period.count;
    case 'YEAR':
      return 1;
    default:
      return unreachable(period);
  }
}

/** The day of month that clamped month ends belong to, when all dates share one; else undefined. */
export function commonAnchor(dates: readonly CalendarDate[]): number | undefined {
  const anchor = Math.max(...dates.map(dayOf));
  const fits = dates.every((date) => dayOf(date) === Math.min(anchor, daysInMonth(yearOf(date), monthOf(date))));
  return fits ? anchor : undefined;
}

/** Full months measured back from the later date, and the days left before them. */
function monthsBack(from: CalendarDate, to: CalendarDate, anchor = dayOf(to)): { months: number; days: number } {
  const roughly = (yearOf(to) - yearOf(from)) * 12 + monthOf(to) - monthOf(from);
  const months = addMonths(to, -roughly, anchor) >= from ? roughly : roughly - 1;
  return { months, days: daysBetween(from, addMonths(to, -months, anchor)) };
}

const split = (units: number, per: number): UnitPeriodCount => ({
  full: Math.floor(units / per),
  fraction: (units % per) / per,
});

/**
 * Unit-periods from the start of the term to a date, counted back from the date; odd days are a fraction (of 30 days a
 * month, 365 a year).
 * @param anchorDay day of month of a series clamped at month ends; default: the day of `to`
 */
export function countUnitPeriods(
  period: UnitPeriod,
  from: CalendarDate,
  to: CalendarDate,
  anchorDay?: number,
): UnitPeriodCount {
  requireNotBefore(to, from, 'to');
  switch (period.unit) {
    case 'DAY':
      return split(daysBetween(from, to), period.count);
    case 'WEEK':
      return split(daysBetween(from, to), 7 * period.count);
    case 'SEMIMONTH':
    case 'MONTH': {
      const { months, days } = monthsBack(from, to, anchorDay);
      if (period.unit === 'SEMIMONTH') return split(30 * months + days, 15);
      if (period.count === 1) return { full: months, fraction: days / 30 };
      return split(30 * months + days, 30 * period.count);
    }
    case 'YEAR': {
      const { months, days } = monthsBack(from, to, anchorDay);
      const full = Math.floor(months / 12);
      if (days === 0) return { full, fraction: (months % 12) / 12 };
      return { full, fraction: daysBetween(from, addMonths(to, -12 * full, anchorDay ?? dayOf(to))) / 365 };
    }
    default:
      return unreachable(period);
  }
}

/**
 * Unit-periods from the start of the term to each payment. Half-months are not equally long: a payment a half-month after
 * the one before is one unit-period after it.
 * @param dates in order of time
 */
export function countSeries(
  period: UnitPeriod,
  from: CalendarDate,
  dates: readonly CalendarDate[],
): readonly UnitPeriodCount[] {
  const anchor = commonAnchor(dates);
  const counts: UnitPeriodCount[] = [];
  dates.forEach((to, at) => {
    const before = counts[at - 1];
    const isNext = period.unit === 'SEMIMONTH' && before !== undefined && isHalfMonth(dates, at - 1);
    counts.push(isNext ? { ...before, full: before.full + 1 } : countUnitPeriods(period, from, to, anchor));
  });
  return counts;
}

interface Candidate {
  readonly period: UnitPeriod;
  readonly days: number;
  readonly rank: number;
  count: number;
}

const yearIfTwelve = (months: number): UnitPeriod =>
  months >= 12 ? { unit: 'YEAR', count: 1 } : { unit: 'MONTH', count: months };

function tally(): { readonly add: (key: string, found: Omit<Candidate, 'count'>) => void; readonly all: Candidate[] } {
  const byKey = new Map<string, Candidate>();
  const all: Candidate[] = [];
  return {
    all,
    add: (key, found) => {
      const known = byKey.get(key);
      if (known) known.count += 1;
      else {
        const candidate = { ...found, count: 1 };
        byKey.set(key, candidate);
        all.push(candidate);
      }
    },
  };
}

/** The intervals of one series of dates, each under every standard name that fits it. */
function addIntervals(dates: readonly CalendarDate[], add: ReturnType<typeof tally>['add']): void {
  const anchor = commonAnchor(dates);
  const isMonthsApart = (from: CalendarDate, to: CalendarDate): number => {
    const { months, days } = monthsBack(from, to, anchor);
    return days === 0 ? months : 0;
  };
  dates.slice(1).forEach((to, at) => {
    const from = dates[at] as CalendarDate;
    const days = daysBetween(from, to);
    const months = isMonthsApart(from, to);
    if (months > 0)
      add(`M${Math.min(months, 12)}`, { period: yearIfTwelve(months), days: Math.min(months, 12) * 30, rank: 0 });
    if (isHalfMonth(dates, at)) add('S', { period: { unit: 'SEMIMONTH', count: 1 }, days: 15, rank: 1 });
    if (days > 0 && days <= 364 && days % 7 === 0) {
      add(`W${days}`, { period: { unit: 'WEEK', count: days / 7 }, days, rank: 2 });
    }
    if (days > 0) add(`D${days}`, { period: dayPeriod(days), days, rank: 3 });
  });
}

/** Whether the interval after `at` is a half-month: with the one before or after it, it makes a month. */
function isHalfMonth(dates: readonly CalendarDate[], at: number): boolean {
  const days = daysBetween(dates[at] as CalendarDate, dates[at + 1] as CalendarDate);
  if (days < 13 || days > 17) return false;
  const isMonth = (from: CalendarDate | undefined, to: CalendarDate | undefined): boolean => {
    if (!from || !to) return false;
    const isBothEnd = [from, to].every((date) => dayOf(date) === daysInMonth(yearOf(date), monthOf(date)));
    const months = (yearOf(to) - yearOf(from)) * 12 + monthOf(to) - monthOf(from);
    return months === 1 && (dayOf(from) === dayOf(to) || isBothEnd);
  };
  return isMonth(dates[at], dates[at + 2]) || isMonth(dates[at - 1], dates[at + 1]);
}

const dayPeriod = (days: number): UnitPeriod =>
  days > 365 ? { unit: 'YEAR', count: 1 } : { unit: 'DAY', count: days };

/** The standard interval nearest to an average number of days; the shorter one when two are equally near. */
function nearestStandard(days: number): UnitPeriod {
  const weeks = Array.from({ length: 52 }, (_, at) => ({
    period: { unit: 'WEEK', count: at + 1 } as const,
    days: 7 * (at + 1),
  }));
  const months = Array.from({ length: 12 }, (_, at) => ({ period: yearIfTwelve(at + 1), days: (365 / 12) * (at + 1) }));
  const standard: readonly { period: UnitPeriod; days: number }[] = [
    ...months,
    { period: { unit: 'SEMIMONTH', count: 1 }, days: 365 / 24 },
    ...weeks,
    { period: { unit: 'DAY', count: 1 }, days: 1 },
  ];
  const distance = (candidate: { days: number }): number => Math.abs(candidate.days - days);
  return standard.reduce((best, next) => {
    const gain = distance(best) - distance(next);
    return gain > 0 || (gain === 0 && next.days < best.days) ? next : best;
  }).period;
}

/** A single advance repaid by a single payment: the unit-period is the term, at most a year. */
function termPeriod(from: CalendarDate, to: CalendarDate): UnitPeriod {
  const { months, days } = monthsBack(from, to);
  if (months >= 12) return { unit: 'YEAR', count: 1 };
  return days === 0 && months > 0 ? { unit: 'MONTH', count: months } : dayPeriod(daysBetween(from, to));
}

/**
 * The unit-period of a transaction: the period, at most a year, that occurs most often between advances or between
 * payments; the smaller of two that occur equally often; without a common period the average, rounded to the nearest
 * standard interval; for one advance and one payment the term.
 * @param advances in order of time
 * @param payments in order of time
 * @throws ArgumentError `EMPTY`
 */
export function unitPeriodOf(advances: readonly CalendarDate[], payments: readonly CalendarDate[]): UnitPeriod {
  requireSomething(advances, 'advances');
  requireSomething(payments, 'payments');
  const [firstAdvance, lastPayment] = [advances[0] as CalendarDate, payments[payments.length - 1] as CalendarDate];
  if (advances.length === 1 && payments.length === 1) return termPeriod(firstAdvance, lastPayment);
  const { add, all } = tally();
  addIntervals(advances, add);
  addIntervals(payments, add);
  const common = all.filter(({ count }) => count > 1);
  if (common.length === 0) return averagePeriod([advances, payments]);
  return common.reduce((best, next) => {
    if (next.count !== best.count) return next.count > best.count ? next : best;
    if (Math.abs(next.days - best.days) > 3) return next.days < best.days ? next : best;
    return next.rank < best.rank ? next : best;
  }).period;
}

function averagePeriod(series: readonly (readonly CalendarDate[])[]): UnitPeriod {
  const intervals = series.flatMap((dates) =>
    dates.slice(1).map((to, at) => daysBetween(dates[at] as CalendarDate, to)),
  );
  const apart = intervals.filter((days) => days > 0);
  const average = apart.reduce((sum, days) => sum + days, 0) / Math.max(1, apart.length);
  return nearestStandard(average);
}
