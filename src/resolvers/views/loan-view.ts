import { bucketOf } from '../../collections/buckets.js';
import type { Instalment, Loan } from '../../entities/index.js';
import { type CalendarDate, type Clock, today } from '../../kernel/index.js';
import { claimableFrom, daysBehind } from '../../policies/delinquency.js';
import type { BranchedInstalment, BranchedLoan } from '../../policies/loan-branch.js';
import { minorTextView, moneyView } from './money-view.js';

/**
 * A loan as the API shows it on its business date; `instalments` when they are at hand, else a loader brings them; `on` when
 * that is another day. A page
 * has many of these, so what is reckoned is reckoned when it is asked for.
 */
export class LoanView {
  readonly __typename = 'Loan';

  constructor(
    private readonly loan: Loan,
    private readonly clock: Clock,
    private readonly read: Partial<Pick<BranchedLoan, 'instalments' | 'on'>> = {},
  ) {}

  get instalments() {
    return this.read.instalments;
  }

  get id() {
    return this.loan.id;
  }
  get reference() {
    return this.loan.reference;
  }
  get status() {
    return this.loan.status;
  }
  get overdueState() {
    return this.loan.overdueState;
  }
  get currency() {
    return this.loan.currency;
  }
  get principal() {
    return moneyView(this.loan.principalMinor, this.currency);
  }
  get outstandingMinor() {
    return this.loan.outstandingPrincipalMinor;
  }
  get outstandingPrincipal() {
    return moneyView(this.outstandingMinor, this.currency);
  }
  get oldestUnpaidDueOn() {
    return this.loan.oldestUnpaidDueOn as CalendarDate | null;
  }
  get daysPastDue() {
    const on = this.read.on ?? today(this.clock, this.loan.timeZone);
    return this.status === 'SETTLED' ? 0 : daysBehind(this.oldestUnpaidDueOn, on, this.loan.stoppedDays);
  }
  get bucket() {
    return bucketOf(this.daysPastDue);
  }
  get policyId() {
    return this.loan.policyId;
  }
  get claimableOn() {
    return this.oldestUnpaidDueOn && claimableFrom(this.oldestUnpaidDueOn, this.loan);
  }
}

export const instalmentView = (row: Instalment, currency: string) => ({
  number: row.number,
  dueOn: row.dueOn,
  principal: moneyView(row.principalMinor, currency),
  interest: moneyView(row.interestMinor, currency),
  total: moneyView(row.principalMinor + row.interestMinor, currency),
  paidPrincipal: moneyView(row.paidPrincipalMinor, currency),
  paidInterest: moneyView(row.paidInterestMinor, currency),
});

/** The same from a branch, whose amounts are text; each is formatted when it is asked for. */
export class BranchedInstalmentView {
  constructor(
    private readonly row: BranchedInstalment,
    private readonly currency: string,
  ) {}

  get number() {
    return Number(this.row[0]);
  }
  get dueOn() {
    return this.row[1];
  }
  get principal() {
    return minorTextView(this.row[2], this.currency);
  }
  get interest() {
    return minorTextView(this.row[3], this.currency);
  }
  get total() {
    return moneyView(BigInt(this.row[2]) + BigInt(this.row[3]), this.currency);
  }
  get paidPrincipal() {
    return minorTextView(this.row[4], this.currency);
  }
  get paidInterest() {
    return minorTextView(this.row[5], this.currency);
  }
}
