import type { Loan } from '../entities/index.js';
import type { NewEvent } from '../events/event-log.js';
import { type CalendarDate, type CurrencyCode, formatMinor } from '../kernel/index.js';
import type { OverdueState } from '../lifecycle/machines.js';
import { claimableFrom, daysBehind, OVERDUE_EVENTS } from './delinquency.js';
import type { ReversalTerms } from './loan-entry.js';
import type { LoanMove } from './loan-rows.js';

export interface LoanEventContext {
  readonly at: Date;
  readonly cause: string;
}

type Told = Pick<Loan, 'id' | 'policyId' | 'partnerId' | 'insurerId' | 'lenderId'>;

/** An event about a loan, told to its partner, insurer and lender. */
export const loanEvent = (
  loan: Told,
  kind: string,
  { at, cause, ...details }: LoanEventContext & Readonly<Record<string, unknown>>,
): NewEvent => ({
  ownerId: loan.partnerId,
  insurerId: loan.insurerId,
  lenderId: loan.lenderId,
  kind,
  subjectKind: 'loan',
  subjectId: loan.id,
  payload: { policy: loan.policyId, ...details },
  occurredAt: at,
  cause,
});

export interface OverdueMove {
  readonly from: OverdueState;
  readonly to: OverdueState;
  readonly oldestUnpaidDueOn: CalendarDate | null;
  readonly waitingDays: number;
  readonly stoppedDays: string;
  readonly today: CalendarDate;
}

/** The overdue state a loan has come to: `loan.overdue`, `loan.noticeDue`, `loan.claimable` or `loan.cured`. */
export const overdueEvent = (loan: Told, move: OverdueMove, context: LoanEventContext): NewEvent => ({
  ...loanEvent(loan, OVERDUE_EVENTS[move.to], {
    ...context,
    from: move.from,
    to: move.to,
    daysPastDue: daysBehind(move.oldestUnpaidDueOn, move.today, move.stoppedDays),
    oldestUnpaidDueOn: move.oldestUnpaidDueOn,
    claimableOn: move.oldestUnpaidDueOn && claimableFrom(move.oldestUnpaidDueOn, move),
  }),
  policyId: loan.policyId,
});

const reversalEvent = (
  loan: Loan,
  { fact, reversal }: LoanMove['takenBack'][number],
  context: LoanEventContext,
): NewEvent =>
  loanEvent(loan, 'loan.paymentReversed', {
    ...context,
    sequence: Number(fact.sequence),
    reversal: Number(reversal.sequence),
    reason: (reversal.terms as ReversalTerms).reason ?? null,
    amount: formatMinor(fact.amountMinor, loan.currency as CurrencyCode),
    currency: loan.currency,
    paidOn: fact.effectiveOn,
    reversedOn: reversal.effectiveOn,
  });

/** What one call did to one loan: that entries came in, whether it moved between overdue states, whether it is settled. */
export function movedEvents(
  move: LoanMove,
  kind: 'loan.reported' | 'loan.reduced' | 'loan.changed',
  { today, ...context }: LoanEventContext & { readonly today: CalendarDate },
): NewEvent[] {
  const { loan, added, after, overdueState } = move;
  const events = [
    loanEvent(loan, kind, {
      ...context,
      entries: added.length,
      currency: loan.currency,
      outstandingPrincipal: formatMinor(after.outstandingPrincipalMinor, loan.currency as CurrencyCode),
      oldestUnpaidDueOn: after.oldestUnpaidDueOn,
      overdueState,
      ...(after.excessMinor > 0n ? { excess: formatMinor(after.excessMinor, loan.currency as CurrencyCode) } : {}),
    }),
  ];
  events.push(...move.takenBack.map((back) => reversalEvent(loan, back, context)));
  if (loan.status === 'SETTLED' && move.status === 'ACTIVE') events.push(loanEvent(loan, 'loan.reopened', context));
  const from = loan.overdueState as OverdueState;
  if (from !== overdueState) {
    const { oldestUnpaidDueOn } = after;
    const { waitingDays, stoppedDays } = loan;
    const overdue = { from, to: overdueState, oldestUnpaidDueOn, waitingDays, stoppedDays, today };
    events.push(overdueEvent(loan, overdue, context));
  }
  if (loan.status === 'ACTIVE' && move.status === 'SETTLED') events.push(loanEvent(loan, 'loan.settled', context));
  return events;
}
