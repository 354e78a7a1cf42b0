import { type CalendarDate, minMinor } from '../kernel/index.js';
import { requireNotNegative } from './arguments.js';
import { daysPastDue } from './indemnity.js';
import type { Instalment } from './schedule-rows.js';

/** What has been paid of one instalment. */
export interface InstalmentPayment {
  readonly number: number;
  readonly dueOn: CalendarDate;
  readonly paidInterestMinor: bigint;
  readonly paidPrincipalMinor: bigint;
  readonly unpaidInterestMinor: bigint;
  readonly unpaidPrincipalMinor: bigint;
}

export interface PaymentAllocation {
  readonly instalments: readonly InstalmentPayment[];
  /** Received beyond the whole schedule. */
  readonly surplusMinor: bigint;
}

/**
 * Counts everything received against the oldest unpaid instalment first, interest before principal. Paid amounts and
 * the surplus add up to what was received.
 * @throws ArgumentError `NEGATIVE_AMOUNT`
 */
export function allocatePayments(instalments: readonly Instalment[], receivedMinor: bigint): PaymentAllocation {
  requireNotNegative(receivedMinor, 'receivedMinor');
  let left = receivedMinor;
  const take = (wanted: bigint): bigint => {
    const taken = wanted > 0n ? minMinor(left, wanted) : 0n;
    left -= taken;
    return taken;
  };
  const paid = instalments.map((instalment) => {
    // A negative principal (an unpaid part of the interest was added to the balance) is not owed on this date.
    const owedInterest = minMinor(instalment.interestMinor, instalment.paymentMinor);
    const owedPrincipal = instalment.paymentMinor - owedInterest;
    const paidInterestMinor = take(owedInterest);
    const paidPrincipalMinor = take(owedPrincipal);
    return {
      number: instalment.number,
      dueOn: instalment.dueOn,
      paidInterestMinor,
      paidPrincipalMinor,
      unpaidInterestMinor: owedInterest - paidInterestMinor,
      unpaidPrincipalMinor: owedPrincipal - paidPrincipalMinor,
    };
  });
  return { instalments: paid, surplusMinor: left };
}

const isUnpaid = (paid: InstalmentPayment): boolean => paid.unpaidInterestMinor + paid.unpaidPrincipalMinor > 0n;

/** Where a loan stands on a date: the amounts an indemnity is computed from. */
export interface LoanStanding {
  /** Of the oldest instalment due on or before the date that is not paid in full. */
  readonly oldestUnpaidDueOn: CalendarDate | undefined;
  readonly daysPastDue: number;
  /** Due on or before the date and unpaid. */
  readonly overdueMinor: bigint;
  readonly unpaidInterestMinor: bigint;
  readonly outstandingPrincipalMinor: bigint;
  readonly notDuePrincipalMinor: bigint;
  /** The last due date on or before the date. */
  readonly lastDueOn: CalendarDate | undefined;
}

/** The standing of a loan on `asOf` after `receivedMinor` in all. */
export function loanStanding(
  instalments: readonly Instalment[],
  receivedMinor: bigint,
  asOf: CalendarDate,
): LoanStanding {
  const { instalments: paid } = allocatePayments(instalments, receivedMinor);
  const due = paid.filter((instalment) => instalment.dueOn <= asOf);
  const oldest = due.find(isUnpaid);
  const sum = (of: readonly InstalmentPayment[], field: 'unpaidInterestMinor' | 'unpaidPrincipalMinor'): bigint =>
    of.reduce((total, instalment) => total + instalment[field], 0n);
  const unpaidInterestMinor = sum(due, 'unpaidInterestMinor');
  const outstandingPrincipalMinor = sum(paid, 'unpaidPrincipalMinor');
  const duePrincipalMinor = sum(due, 'unpaidPrincipalMinor');
  return {
    oldestUnpaidDueOn: oldest?.dueOn,
    daysPastDue: oldest ? daysPastDue(oldest.dueOn, asOf) : 0,
    overdueMinor: unpaidInterestMinor + duePrincipalMinor,
    unpaidInterestMinor,
    outstandingPrincipalMinor,
    notDuePrincipalMinor: outstandingPrincipalMinor - duePrincipalMinor,
    lastDueOn: due[due.length - 1]?.dueOn,
  };
}
