import { bucketOf } from '../../collections/buckets.js';
import type { Instalment, Loan } from '../../entities/index.js';
import { triggerDate } from '../../finance/indemnity.js';
import { type CalendarDate, type Clock, today } from '../../kernel/index.js';
import { daysBehind } from '../../policies/delinquency.js';
import type { BranchedInstalment } from '../../policies/loan-branch.js';
import { minorTextView, moneyView } from './money-view.js';

/** A loan as the API shows it on its business date; `instalments` when they are at hand, else a loader brings them. */
export function loanView(loan: Loan, clock: Clock, instalments?: readonly BranchedInstalment[]) {
  const oldest = loan.oldestUnpaidDueOn as CalendarDate | null;
  const daysPastDue = loan.status === 'SETTLED' ? 0 : daysBehind(oldest, today(clock, loan.timeZone));
  return {
    __typename: 'Loan',
    id: loan.id,
    reference: loan.reference,
    status: loan.status,
    principal: moneyView(loan.principalMinor, loan.currency),
    outstandingPrincipal: moneyView(loan.outstandingPrincipalMinor, loan.currency),
    overdueState: loan.overdueState,
    daysPastDue,
    bucket: bucketOf(daysPastDue),
    policyId: loan.policyId,
    oldestUnpaidDueOn: oldest,
    claimableOn: oldest && triggerDate(oldest, loan.waitingDays),
    currency: loan.currency,
    instalments,
  };
}

export type LoanView = ReturnType<typeof loanView>;

export const instalmentView = (row: Instalment, currency: string) => ({
  number: row.number,
  dueOn: row.dueOn,
  principal: moneyView(row.principalMinor, currency),
  interest: moneyView(row.interestMinor, currency),
  total: moneyView(row.principalMinor + row.interestMinor, currency),
  paidPrincipal: moneyView(row.paidPrincipalMinor, currency),
  paidInterest: moneyView(row.paidInterestMinor, currency),
});

/** The same from a branch, whose amounts are text. */
export function branchedInstalmentView(row: BranchedInstalment, currency: string) {
  const [number, dueOn, principal, interest, total, paidPrincipal, paidInterest] = row;
  return {
    number,
    dueOn,
    principal: minorTextView(principal, currency),
    interest: minorTextView(interest, currency),
    total: minorTextView(total, currency),
    paidPrincipal: minorTextView(paidPrincipal, currency),
    paidInterest: minorTextView(paidInterest, currency),
  };
}
