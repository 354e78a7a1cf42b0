import { type RepaymentSchedule, repaymentSchedule } from '../finance/schedule.js';
import { type CalendarDate, decimal, divideHalfUp, minMinor } from '../kernel/index.js';
import type { LoanRequest } from '../scenarios/contract/index.js';
import { loanSchedule } from '../underwriting/loan-schedule.js';

/** One instalment as it stands; minor units. Paid parts never exceed what is due. */
export interface ServicedInstalment {
  /** 1 for the first. */
  readonly number: number;
  readonly dueOn: CalendarDate;
  readonly principalMinor: bigint;
  readonly interestMinor: bigint;
  readonly paidPrincipalMinor: bigint;
  readonly paidInterestMinor: bigint;
}

/** What an instalment asks for, and the interest accrued up to it that only later instalments ask for. */
export interface InstalmentParts {
  readonly principalMinor: bigint;
  readonly interestMinor: bigint;
  readonly carriedInterestMinor: bigint;
}

/**
 * Splits the payments of a schedule into parts of zero or more. When a long first period accrues more interest than the
 * level payment, the payment is all interest and the rest of it is carried to the following ones; no payment changes
 * and both sums stay exact. `carriedMinor` is such interest from before, part of the balance the schedule starts with.
 */
function partsOf(schedule: RepaymentSchedule, carriedMinor: bigint): InstalmentParts[] {
  let carried = carriedMinor;
  return schedule.instalments.map(({ interestMinor, paymentMinor }) => {
    const owed = interestMinor + carried;
    const paid = minMinor(owed, paymentMinor);
    carried = owed - paid;
    return { principalMinor: paymentMinor - paid, interestMinor: paid, carriedInterestMinor: carried };
  });
}

/** The instalments of a loan on the day it is paid out. */
export function openingInstalments(loan: LoanRequest): (ServicedInstalment & InstalmentParts)[] {
  const schedule = loanSchedule(loan);
  return partsOf(schedule, 0n).map((parts, at) => ({
    number: at + 1,
    dueOn: schedule.instalments[at]?.dueOn as CalendarDate,
    ...parts,
    paidPrincipalMinor: 0n,
    paidInterestMinor: 0n,
  }));
}

/** The last instalments of a loan, none of them begun, whose principal shrinks. */
export interface Tail {
  readonly dueDates: readonly CalendarDate[];
  /** The due date before the tail; undefined when the tail is the whole loan. */
  readonly previousDueOn: CalendarDate | undefined;
  readonly oldMinor: bigint;
  /** Zero or more, at most `oldMinor`. */
  readonly newMinor: bigint;
  /** What is left for the last instalment on top of its level payment. */
  readonly balloonMinor: bigint;
  /** Interest carried into the tail from before. */
  readonly carriedInterestMinor: bigint;
}

export interface RescheduledTail {
  readonly parts: readonly InstalmentParts[];
  readonly balloonMinor: bigint;
}

const NOTHING: InstalmentParts = { principalMinor: 0n, interestMinor: 0n, carriedInterestMinor: 0n };

/** The tail over its smaller principal: same method, rate, number and due dates; a balloon shrinks in proportion. */
export function rescheduleTail(loan: LoanRequest, tail: Tail): RescheduledTail {
  const { dueDates, previousDueOn, oldMinor, newMinor, carriedInterestMinor } = tail;
  if (newMinor === 0n) return { parts: dueDates.map(() => NOTHING), balloonMinor: 0n };
  // Rounding of earlier payments can leave less principal than the balloon.
  const balloonMinor = minMinor(divideHalfUp(tail.balloonMinor * newMinor, oldMinor), newMinor);
  const balloon = loan.method === 'LEVEL_WITH_BALLOON' ? { balloonMinor } : {};
  if (previousDueOn === undefined) {
    return { parts: partsOf(loanSchedule({ ...loan, principalMinor: newMinor, ...balloon }), 0n), balloonMinor };
  }
  const schedule = repaymentSchedule({
    principalMinor: newMinor + carriedInterestMinor,
    annualRate: decimal(loan.annualRate),
    instalments: dueDates.length,
    method: loan.method,
    disbursedOn: previousDueOn,
    firstDueOn: dueDates[0] as CalendarDate,
    ...(loan.method === 'LEVEL_WITH_BALLOON' ? { residualMinor: balloonMinor } : {}),
  });
  return { parts: partsOf(schedule, carriedInterestMinor), balloonMinor };
}

/** More principal lent while a loan runs: repaid with the instalments due on `dueDates`, by the same method and rate. */
export interface Increase {
  /** Above zero. */
  readonly amountMinor: bigint;
  readonly on: CalendarDate;
  readonly dueDates: readonly CalendarDate[];
}

/** The loan that an increase is for itself: from its date over the instalments left, interest by actual days at first. */
export const increaseLoan = (loan: LoanRequest, { amountMinor, on, dueDates }: Increase): LoanRequest => {
  const { balloonMinor: _, ...rest } = loan;
  const method = loan.method === 'LEVEL_WITH_BALLOON' ? 'LEVEL_PAYMENT' : loan.method;
  const firstDueOn = dueDates[0] ?? on;
  return { ...rest, method, principalMinor: amountMinor, instalments: dueDates.length, disbursedOn: on, firstDueOn };
};

/** What an increase adds to each of the instalments left. */
export const withIncrease = (loan: LoanRequest, increase: Increase): InstalmentParts[] =>
  increase.dueDates.length === 0 ? [] : partsOf(loanSchedule(increaseLoan(loan, increase)), 0n);
