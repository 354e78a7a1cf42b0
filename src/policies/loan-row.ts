import { interestForDays } from '../finance/settlement.js';
import {
  addDays,
  addMonths,
  type CalendarDate,
  dayOf,
  daysBetween,
  daysInMonth,
  decimal,
  maxMinor,
  monthOf,
  yearOf,
} from '../kernel/index.js';
import type { LoanRequest } from '../scenarios/contract/index.js';
import type { InstalmentParts, ServicedInstalment } from './instalments.js';
import type { ExtensionTerms } from './loan-entry.js';

type Kept = ServicedInstalment & InstalmentParts;

/** An instalment in the making. */
export type LoanRow = { -readonly [K in keyof Kept]: Kept[K] } & {
  /** Interest that no schedule computes: for a postponement, or taken over from an older schedule. */
  addedInterestMinor: bigint;
};

export const unpaidPrincipal = (row: ServicedInstalment): bigint => row.principalMinor - row.paidPrincipalMinor;
export const unpaidInterest = (row: ServicedInstalment): bigint => row.interestMinor - row.paidInterestMinor;
export const isPaid = (row: ServicedInstalment): boolean => unpaidPrincipal(row) === 0n && unpaidInterest(row) === 0n;

/** A postponed due date: months keep the day of the loan's first due date where a shorter month had clamped it. */
export function postponedDate(dueOn: CalendarDate, { by }: ExtensionTerms, loan: LoanRequest): CalendarDate {
  if (by.unit === 'DAY') return addDays(dueOn, by.count);
  const isMonthEnd = dayOf(dueOn) === daysInMonth(yearOf(dueOn), monthOf(dueOn));
  const anchor = isMonthEnd ? Math.max(dayOf(dueOn), dayOf(loan.firstDueOn)) : dayOf(dueOn);
  return addMonths(dueOn, by.count, anchor);
}

export const isPostponed = (row: ServicedInstalment, { dueFrom, dueThrough }: ExtensionTerms): boolean =>
  !isPaid(row) && row.dueOn >= dueFrom && (dueThrough === null || row.dueOn <= dueThrough);

/**
 * Moves the unpaid instalments of a range; their unpaid principal bears interest for the days won, ACT/365F. Reports
 * that come late can leave an instalment behind one that was postponed past it: it then falls due a day after that one.
 */
export function postpone(rows: readonly LoanRow[], terms: ExtensionTerms, loan: LoanRequest): void {
  for (const [at, row] of rows.entries()) {
    const before = rows[at - 1];
    const wished = isPostponed(row, terms) ? postponedDate(row.dueOn, terms, loan) : row.dueOn;
    const dueOn = before && wished <= before.dueOn ? addDays(before.dueOn, 1) : wished;
    if (dueOn === row.dueOn) continue;
    if (terms.isInterestCharged) {
      const days = daysBetween(row.dueOn, dueOn);
      const interestMinor = interestForDays(unpaidPrincipal(row), decimal(loan.annualRate), days);
      row.interestMinor += interestMinor;
      row.addedInterestMinor += interestMinor;
    }
    row.dueOn = dueOn;
  }
}

/**
 * What a new schedule takes over on its date: all unpaid principal, the unpaid interest of instalments due by then, and
 * the interest accrued since on principal not yet due (ACT/365F) less what was paid of it ahead.
 */
export function arrearsOf(
  rows: readonly LoanRow[],
  loan: LoanRequest,
  on: CalendarDate,
): { readonly principalMinor: bigint; readonly interestMinor: bigint } {
  const due = rows.filter(({ dueOn }) => dueOn <= on);
  const notDue = rows.filter(({ dueOn }) => dueOn > on);
  const sum = (some: readonly LoanRow[], of: (row: LoanRow) => bigint) => some.reduce((all, row) => all + of(row), 0n);
  const notDueMinor = sum(notDue, unpaidPrincipal);
  const days = Math.max(0, daysBetween(due.at(-1)?.dueOn ?? loan.disbursedOn, on));
  const accruedMinor = interestForDays(notDueMinor, decimal(loan.annualRate), days);
  const paidAheadMinor = sum(notDue, ({ paidInterestMinor }) => paidInterestMinor);
  return {
    principalMinor: sum(rows, unpaidPrincipal),
    interestMinor: sum(due, unpaidInterest) + maxMinor(0n, accruedMinor - paidAheadMinor),
  };
}
