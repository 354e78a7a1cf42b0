import {
  ArgumentError,
  addMonths,
  type CalendarDate,
  dateClamped,
  dayOf,
  daysBetween,
  daysInMonth,
  isLeapYear,
  monthOf,
  unreachable,
  yearOf,
} from '../kernel/index.js';
import { addRatios, multiplyRatios, type Ratio, ratio } from './ratio.js';

/**
 * How days and fractions of a year are counted between two dates.
 * `THIRTY_360_US` (SIA, with the end-of-February rule), `THIRTY_360_BOND` (ISDA 2006 4.16(f), bond basis),
 * `THIRTY_E_360` (4.16(g), Eurobond), `THIRTY_E_360_ISDA` (4.16(h)), `ACT_360`, `ACT_365F`,
 * `ACT_ACT_ISDA` (4.16(b), split by calendar year), `ACT_ACT_ISMA` (ICMA rule 251, by coupon period),
 * `ACT_ACT_AFB` (Euro master agreement, whole years counted back from the end).
 */
export type DayCount =
  | 'THIRTY_360_US'
  | 'THIRTY_360_BOND'
  | 'THIRTY_E_360'
  | 'THIRTY_E_360_ISDA'
  | 'ACT_360'
  | 'ACT_365F'
  | 'ACT_ACT_ISDA'
  | 'ACT_ACT_ISMA'
  | 'ACT_ACT_AFB';

export const DAY_COUNTS: readonly DayCount[] = [
  'THIRTY_360_US',
  'THIRTY_360_BOND',
  'THIRTY_E_360',
  'THIRTY_E_360_ISDA',
  'ACT_360',
  'ACT_365F',
  'ACT_ACT_ISDA',
  'ACT_ACT_ISMA',
  'ACT_ACT_AFB',
];

export interface DayCountOptions {
  /** `THIRTY_E_360_ISDA`: the contract's last day, whose end of February is not moved to the 30th. */
  readonly terminationOn?: CalendarDate;
  /** `ACT_ACT_ISMA`: the regular coupon period that the dates belong to; by default the dates themselves. */
  readonly referenceStartsOn?: CalendarDate;
  readonly referenceEndsOn?: CalendarDate;
}

const isMonthEnd = (date: CalendarDate): boolean => dayOf(date) === daysInMonth(yearOf(date), monthOf(date));
const isFebruaryEnd = (date: CalendarDate): boolean => monthOf(date) === 2 && isMonthEnd(date);

const thirtyDays = (from: CalendarDate, to: CalendarDate, days: { from: number; to: number }): number =>
  360 * (yearOf(to) - yearOf(from)) + 30 * (monthOf(to) - monthOf(from)) + days.to - days.from;

function thirty360Us(from: CalendarDate, to: CalendarDate): number {
  const first = isFebruaryEnd(from) ? 30 : Math.min(dayOf(from), 30);
  const bothFebruary = isFebruaryEnd(from) && isFebruaryEnd(to);
  const last = bothFebruary || (dayOf(to) === 31 && first === 30) ? 30 : dayOf(to);
  return thirtyDays(from, to, { from: first, to: last });
}

function thirty360Bond(from: CalendarDate, to: CalendarDate): number {
  const first = Math.min(dayOf(from), 30);
  return thirtyDays(from, to, { from: first, to: dayOf(to) === 31 && first === 30 ? 30 : dayOf(to) });
}

const thirtyE360 = (from: CalendarDate, to: CalendarDate): number =>
  thirtyDays(from, to, { from: Math.min(dayOf(from), 30), to: Math.min(dayOf(to), 30) });

function thirtyE360Isda(from: CalendarDate, to: CalendarDate, terminationOn?: CalendarDate): number {
  const movesEnd = dayOf(to) === 31 || (isFebruaryEnd(to) && to !== terminationOn);
  return thirtyDays(from, to, {
    from: isMonthEnd(from) ? 30 : Math.min(dayOf(from), 30),
    to: movesEnd ? 30 : dayOf(to),
  });
}

/**
 * Days from `from` to `to` under a convention (calendar days for the ACT conventions). Negative when `to` is earlier.
 */
export function dayCountDays(
  convention: DayCount,
  from: CalendarDate,
  to: CalendarDate,
  options: DayCountOptions = {},
): number {
  if (to < from) return -dayCountDays(convention, to, from, options);
  switch (convention) {
    case 'THIRTY_360_US':
      return thirty360Us(from, to);
    case 'THIRTY_360_BOND':
      return thirty360Bond(from, to);
    case 'THIRTY_E_360':
      return thirtyE360(from, to);
    case 'THIRTY_E_360_ISDA':
      return thirtyE360Isda(from, to, options.terminationOn);
    case 'ACT_360':
    case 'ACT_365F':
    case 'ACT_ACT_ISDA':
    case 'ACT_ACT_ISMA':
    case 'ACT_ACT_AFB':
      return daysBetween(from, to);
    default:
      return unreachable(convention);
  }
}

function isdaFraction(from: CalendarDate, to: CalendarDate): Ratio {
  let [common, leap] = [0, 0];
  for (let year = yearOf(from); year <= yearOf(to); year += 1) {
    const start = year === yearOf(from) ? from : dateClamped(year, 1, 1);
    const end = year === yearOf(to) ? to : dateClamped(year + 1, 1, 1);
    if (isLeapYear(year)) leap += daysBetween(start, end);
    else common += daysBetween(start, end);
  }
  return ratio(BigInt(common) * 366n + BigInt(leap) * 365n, 133_590n);
}

function ismaFraction(
  from: CalendarDate,
  to: CalendarDate,
  reference: { start: CalendarDate; end: CalendarDate },
): Ratio {
  const referenceDays = daysBetween(reference.start, reference.end);
  if (referenceDays <= 0) throw new ArgumentError('DATE_ORDER', 'referenceEndsOn', 'must be after its start');
  // A coupon period is a whole number of months; one under half a month cannot be told from the dates themselves.
  const months = Math.max(1, Math.round((12 * referenceDays) / 365));
  const anchor = Math.max(dayOf(reference.start), dayOf(reference.end));
  let total = ratio(0n, 1n);
  let shift = 0;
  const boundary = (steps: number): CalendarDate => {
    if (steps === 0) return reference.start;
    return steps === 1 ? reference.end : addMonths(reference.start, steps * months, anchor);
  };
  while (boundary(shift) > from) shift -= 1;
  for (; boundary(shift) < to; shift += 1) {
    const [start, end] = [boundary(shift), boundary(shift + 1)];
    const days = daysBetween(from > start ? from : start, to < end ? to : end);
    if (days > 0) {
      const part = ratio(BigInt(months) * BigInt(days), 12n * BigInt(daysBetween(start, end)));
      total = addRatios(total, part);
    }
  }
  return total;
}

function yearEarlier(date: CalendarDate): CalendarDate {
  const earlier = addMonths(date, -12);
  const isLeapFebruary28 = earlier.slice(5) === '02-28' && isLeapYear(yearOf(earlier));
  return isLeapFebruary28 ? dateClamped(yearOf(earlier), 2, 29) : earlier;
}

function afbFraction(from: CalendarDate, to: CalendarDate): Ratio {
  let years = 0n;
  let end = to;
  for (let earlier = yearEarlier(end); earlier >= from; earlier = yearEarlier(end)) {
    end = earlier;
    years += 1n;
  }
  const leapDays = [yearOf(end), yearOf(from)].filter(isLeapYear).map((year) => dateClamped(year, 2, 29));
  const denominator = leapDays.some((leapDay) => from <= leapDay && leapDay < end) ? 366n : 365n;
  return ratio(years * denominator + BigInt(daysBetween(from, end)), denominator);
}

/**
 * The exact fraction of a year from `from` to `to`. Negative when `to` is earlier.
 * @throws ArgumentError `DATE_ORDER` when an ISMA reference period is empty
 */
export function yearFraction(
  convention: DayCount,
  from: CalendarDate,
  to: CalendarDate,
  options: DayCountOptions = {},
): Ratio {
  if (from === to) return ratio(0n, 1n);
  if (to < from) return multiplyRatios(yearFraction(convention, to, from, options), ratio(-1n, 1n));
  switch (convention) {
    case 'ACT_365F':
      return ratio(BigInt(daysBetween(from, to)), 365n);
    case 'ACT_ACT_ISDA':
      return isdaFraction(from, to);
    case 'ACT_ACT_ISMA': {
      const reference = { start: options.referenceStartsOn ?? from, end: options.referenceEndsOn ?? to };
      return ismaFraction(from, to, reference);
    }
    case 'ACT_ACT_AFB':
      return afbFraction(from, to);
    default:
      return ratio(BigInt(dayCountDays(convention, from, to, options)), 360n);
  }
}
