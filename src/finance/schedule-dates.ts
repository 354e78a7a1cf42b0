import {
  ArgumentError,
  addDays,
  addMonths,
  type CalendarDate,
  dateClamped,
  dayOf,
  daysInMonth,
  epochDay,
  fromEpochDay,
  monthOf,
  yearOf,
} from '../kernel/index.js';
import { periodOf, type RepaymentPeriod, type ScheduleTerms } from './schedule-terms.js';

const DAYS_PER_UNIT = { WEEK: 7, DAY: 1 } as const;

/** The day of month that monthly due dates come back to: a first due date clamped at a month's end keeps the longer day. */
export function anchorDayOf(terms: Pick<ScheduleTerms, 'anchorDay' | 'disbursedOn' | 'firstDueOn' | 'period'>): number {
  if (terms.anchorDay !== undefined) return terms.anchorDay;
  const due = terms.firstDueOn;
  const disbursedDay = dayOf(terms.disbursedOn);
  const isClamped = dayOf(due) === daysInMonth(yearOf(due), monthOf(due)) && disbursedDay > dayOf(due);
  const count = terms.period?.count ?? 1;
  return isClamped && addMonths(terms.disbursedOn, count) === due ? disbursedDay : dayOf(due);
}

function monthlyDates(firstDueOn: CalendarDate, step: number, anchor: number, count: number): CalendarDate[] {
  const start = yearOf(firstDueOn) * 12 + monthOf(firstDueOn) - 1;
  const dates: CalendarDate[] = [firstDueOn];
  for (let at = 1; at < count; at += 1) {
    const index = start + at * step;
    dates.push(dateClamped(Math.floor(index / 12), (index % 12) + 1, anchor));
  }
  return dates;
}

function dayStepDates(firstDueOn: CalendarDate, days: number, count: number): CalendarDate[] {
  const start = epochDay(firstDueOn);
  const dates: CalendarDate[] = [firstDueOn];
  for (let at = 1; at < count; at += 1) dates.push(fromEpochDay(start + at * days));
  return dates;
}

/**
 * `count` due dates from the first on, without drift at month ends.
 * @throws ArgumentError `OUT_OF_RANGE` when the last one lies beyond the year 2299
 */
export function dueDates(terms: ScheduleTerms, count = terms.instalments): CalendarDate[] {
  const period = periodOf(terms);
  const dates =
    period.unit === 'MONTH'
      ? monthlyDates(terms.firstDueOn, period.count, anchorDayOf(terms), count)
      : dayStepDates(terms.firstDueOn, period.count * DAYS_PER_UNIT[period.unit], count);
  const last = dates[dates.length - 1];
  if (last === undefined || last.length !== 10 || yearOf(last) > 2299) {
    throw new ArgumentError('OUT_OF_RANGE', 'instalments', 'the last due date lies beyond the year 2299');
  }
  return dates;
}

/** The start of the regular period that ends with `dueOn`. */
export function periodStart(dueOn: CalendarDate, period: RepaymentPeriod, anchorDay: number): CalendarDate {
  if (period.unit === 'MONTH') return addMonths(dueOn, -period.count, anchorDay);
  return addDays(dueOn, -period.count * DAYS_PER_UNIT[period.unit]);
}

/** Whether the first instalment is due exactly one regular period after disbursement. */
export function isFirstPeriodRegular(terms: ScheduleTerms): boolean {
  const period = periodOf(terms);
  if (periodStart(terms.firstDueOn, period, anchorDayOf(terms)) === terms.disbursedOn) return true;
  return period.unit === 'MONTH' && addMonths(terms.disbursedOn, period.count) === terms.firstDueOn;
}
