import { daysPastDue } from '../finance/indemnity.js';
import type { CalendarDate } from '../kernel/index.js';
import type { OverdueState } from '../lifecycle/machines.js';

/** When a late loan moves on, in calendar days after its oldest unpaid due date; both ends are reached inclusively. */
export interface DelinquencyTerms {
  /** Notice of the overdue must be given to the insurer. */
  readonly noticeDays: number;
  /** The waiting period: a claim may be made. */
  readonly waitingDays: number;
}

/** DPD: days since the oldest unpaid due date, zero while nothing due is unpaid. */
export const daysBehind = (oldestUnpaidDueOn: CalendarDate | null, today: CalendarDate): number =>
  oldestUnpaidDueOn === null ? 0 : daysPastDue(oldestUnpaidDueOn, today);

/** The overdue state of a loan on the business date `today` of its own time zone. */
export function overdueStateOf(
  oldestUnpaidDueOn: CalendarDate | null,
  terms: DelinquencyTerms,
  today: CalendarDate,
): OverdueState {
  const days = daysBehind(oldestUnpaidDueOn, today);
  if (days === 0) return 'CURRENT';
  if (days >= terms.waitingDays) return 'CLAIMABLE';
  return days >= terms.noticeDays ? 'NOTICE_DUE' : 'LATE';
}

/** The event that tells of reaching each overdue state. */
export const OVERDUE_EVENTS: Readonly<Record<OverdueState, string>> = {
  CURRENT: 'loan.cured',
  LATE: 'loan.overdue',
  NOTICE_DUE: 'loan.noticeDue',
  CLAIMABLE: 'loan.claimable',
};
