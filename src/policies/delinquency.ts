import { dayAfter, daysCounted, type HeldDays } from '../finance/held-days.js';
import { addDays, type CalendarDate } from '../kernel/index.js';
import type { OverdueState } from '../lifecycle/machines.js';

/** When a late loan moves on, in calendar days after its oldest unpaid due date; both ends are reached inclusively. */
export interface DelinquencyTerms {
  /** Notice of the overdue must be given to the insurer. */
  readonly noticeDays: number;
  /** The waiting period: a claim may be made. */
  readonly waitingDays: number;
  /** Days on which the counter stands still, as the loan's row has them. */
  readonly stoppedDays: string;
}

/** A multirange of dates as PostgreSQL writes it, `{[2026-04-01,2026-07-01),...}`: sorted, apart from each other. */
export const stoppedOf = (stoppedDays: string): HeldDays[] =>
  [...stoppedDays.matchAll(/\[([^,]+),([^)]+)\)/g)].map(([, from, after]) => ({
    from: from as CalendarDate,
    until: addDays(after as CalendarDate, -1),
  }));

/** DPD: days since the oldest unpaid due date on which the counter ran, zero while nothing due is unpaid. */
export const daysBehind = (oldestUnpaidDueOn: CalendarDate | null, today: CalendarDate, stoppedDays: string): number =>
  oldestUnpaidDueOn === null ? 0 : daysCounted(oldestUnpaidDueOn, today, stoppedOf(stoppedDays));

/**
 * The first day a claim may be made: the waiting period, longer by the days on which the counter stands still.
 * @param more days on which it will stand still as well
 */
export function claimableFrom(
  oldestUnpaidDueOn: CalendarDate,
  { waitingDays, stoppedDays }: Pick<DelinquencyTerms, 'waitingDays' | 'stoppedDays'>,
  more: readonly HeldDays[] = [],
): CalendarDate {
  const stopped = [...stoppedOf(stoppedDays), ...more].sort((a, b) => (a.from < b.from ? -1 : 1));
  return dayAfter(oldestUnpaidDueOn, waitingDays, stopped);
}

/** The overdue state of a loan on the business date `today` of its own time zone. */
export function overdueStateOf(
  oldestUnpaidDueOn: CalendarDate | null,
  terms: DelinquencyTerms,
  today: CalendarDate,
): OverdueState {
  const days = daysBehind(oldestUnpaidDueOn, today, terms.stoppedDays);
  if (days === 0) return 'CURRENT';
  if (days >= terms.waitingDays) return 'CLAIMABLE';
  return days >= terms.noticeDays ? 'NOTICE_DUE' : 'LATE';
}

/**
 * The same in SQL, over loans `l`: whether so many days have been counted since the oldest unpaid due date. Most loans
 * were never stopped and cost no call.
 */
export const hasCounted = (days: string, on: string): string =>
  `CASE WHEN l.stopped_days = '{}' THEN ${on} - l.oldest_unpaid_due_on >= ${days}
        ELSE ${on} >= counted_day(l.oldest_unpaid_due_on, ${days}, l.stopped_days) END`;

/** Over loans `l`: the first day a claim may be made. */
export const CLAIMABLE_FROM = `CASE WHEN l.stopped_days = '{}' THEN l.oldest_unpaid_due_on + l.waiting_days
        ELSE counted_day(l.oldest_unpaid_due_on, l.waiting_days, l.stopped_days) END`;

/** The event that tells of reaching each overdue state. */
export const OVERDUE_EVENTS: Readonly<Record<OverdueState, string>> = {
  CURRENT: 'loan.cured',
  LATE: 'loan.overdue',
  NOTICE_DUE: 'loan.noticeDue',
  CLAIMABLE: 'loan.claimable',
};
