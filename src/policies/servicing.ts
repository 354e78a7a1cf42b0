import type { LoanRequest } from '../scenarios/contract/index.js';
import { LoanBook } from './loan-book.js';
import { compareEntries, entriesInForce, type LoanEntry, type LoanState } from './loan-entry.js';

export type { LoanEntry, LoanEntryKind, LoanEntrySource, LoanState } from './loan-entry.js';

/**
 * The state of a loan after all its entries, whatever order and how often they arrived.
 *
 * - `REPAYMENT` pays the oldest unpaid instalment first, interest before principal; what exceeds the instalments due
 *   pays the following ones in order.
 * - `PREPAYMENT` pays what is due on its date, then takes principal off the instalments not yet due, which are
 *   scheduled anew at the same method, rate and number; covering all principal settles the loan.
 * - `RETURN` takes principal off the instalments not yet due in the same way, then off due ones, the latest first; it
 *   pays no interest.
 * - `SETTLED` acts as a prepayment of its amount; whatever is then still unpaid is waived.
 * - `EXTENSION` moves due dates of what is unpaid; the postponed principal bears interest for the days won.
 * - `RESCHEDULED` puts everything unpaid into a new schedule from its date; unpaid and accrued interest goes into the
 *   first new instalment and bears none.
 * - `INCREASE` lends more over the instalments not yet due.
 * - `REVERSED` takes another entry back: nothing of it ever counted.
 *
 * A repeated entry counts once. Amounts that find nothing to pay are `excessMinor`.
 * @throws ArgumentError when the loan has no schedule
 */
export const serviceLoan = (loan: LoanRequest, entries: readonly LoanEntry[]): LoanState =>
  bookOf(loan, entries).state();

/** A loan before and after entries that were not known yet. */
export interface ServicedLoan {
  readonly before: LoanState;
  readonly after: LoanState;
}

/** The state before and after entries that were not known yet, wherever they fall among the known ones. */
export function serviceLoanWith(
  loan: LoanRequest,
  known: readonly LoanEntry[],
  added: readonly LoanEntry[],
): ServicedLoan {
  const book = bookOf(loan, known);
  const before = book.state();
  // What takes another entry back may stand before it and still be known first.
  const isPlain = [...known, ...added].every(({ kind }) => kind !== 'REVERSED');
  const isLater = isPlain && added.every((entry) => known.every((other) => compareEntries(other, entry) < 0));
  if (!isLater) return { before, after: serviceLoan(loan, [...known, ...added]) };
  for (const entry of entriesInForce(added)) book.apply(entry);
  return { before, after: book.state() };
}

function bookOf(loan: LoanRequest, entries: readonly LoanEntry[]): LoanBook {
  const book = new LoanBook(loan);
  for (const entry of entriesInForce(entries)) book.apply(entry);
  return book;
}
