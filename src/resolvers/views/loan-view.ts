import { bucketOf } from '../../collections/buckets.js';
import type { Loan } from '../../entities/index.js';
import { type CalendarDate, type Clock, today } from '../../kernel/index.js';
import { claimableFrom, daysBehind } from '../../policies/delinquency.js';
import type { BranchedLoan, ScheduleText } from '../../policies/loan-branch.js';
import type { WrittenRow } from '../../schema/written-list.js';
import { minorTextView, moneyView } from './money-view.js';

/**
 * A loan as the API shows it on its business date; `schedule` when it is at hand, else a loader brings it; `on` when
 * that is another day. A page
 * has many of these, so what is reckoned is reckoned when it is asked for.
 */
export class LoanView {
  readonly __typename = 'Loan';

  constructor(
    private readonly loan: Loan,
    private readonly clock: Clock,
    private readonly read: Partial<Pick<BranchedLoan, 'schedule' | 'on'>> = {},
  ) {}

  get scheduleText() {
    return this.read.schedule;
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
  get excess() {
    return moneyView(this.loan.excessMinor, this.currency);
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

/** The columns of a schedule's text. */
export const INSTALMENT_ROW: WrittenRow = {
  columns: {
    number: 'NUMBER',
    dueOn: 'TEXT',
    principal: 'AMOUNT',
    interest: 'AMOUNT',
    paidPrincipal: 'AMOUNT',
    paidInterest: 'AMOUNT',
  },
};

/** An instalment of a schedule's text; amounts are formatted when they are asked for. */
class InstalmentView {
  private readonly row: readonly string[];

  constructor(
    text: string,
    private readonly currency: string,
  ) {
    this.row = text.split(',');
  }

  get number() {
    return Number(this.row[0]);
  }
  get dueOn() {
    return this.row[1];
  }
  get principal() {
    return this.amount(2);
  }
  get interest() {
    return this.amount(3);
  }
  get total() {
    const [, , principal = '', interest = ''] = this.row;
    return moneyView(BigInt(principal) + BigInt(interest), this.currency);
  }
  get paidPrincipal() {
    return this.amount(4);
  }
  get paidInterest() {
    return this.amount(5);
  }

  private amount(column: number) {
    return minorTextView(this.row[column] ?? '', this.currency);
  }
}

/** The instalments of a schedule. */
export const scheduleView = (text: ScheduleText, currency: string): InstalmentView[] =>
  text === '' ? [] : text.split(';').map((row) => new InstalmentView(row, currency));
