import type { Instalment, Loan } from '../../entities/index.js';
import { type CalendarDate, type Clock, today } from '../../kernel/index.js';
import { daysPastDue, triggerDate } from '../../policies/delinquency.js';
import { moneyView } from './money-view.js';

/** A loan as the API shows it on its business date; `instalments` when they are at hand, else a loader brings them. */
export function loanView(loan: Loan, clock: Clock, instalments?: readonly Instalment[]) {
  const oldest = loan.oldestUnpaidDueOn as CalendarDate | null;
  return {
    __typename: 'Loan',
    id: loan.id,
    reference: loan.reference,
    status: loan.status,
    principal: moneyView(loan.principalMinor, loan.currency),
    outstandingPrincipal: moneyView(loan.outstandingPrincipalMinor, loan.currency),
    overdueState: loan.overdueState,
    daysPastDue: loan.status === 'SETTLED' ? 0 : daysPastDue(oldest, today(clock, loan.timeZone)),
    oldestUnpaidDueOn: oldest,
    claimableOn: oldest && triggerDate(oldest, loan),
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
