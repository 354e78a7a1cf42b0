import { type CurrencyCode, formatMinor, maxMinor } from '../kernel/index.js';
import type { LoanRequest } from '../scenarios/contract/index.js';
import type { LoanEntry } from './loan-entry.js';
import { type ServicedLoan, serviceLoan, serviceLoanWith } from './servicing.js';

/**
 * What may come in all beyond what the schedule asks, in minor units: a tenth of the principal, for fees, late interest and
 * interest of a broken period, which lenders charge and do not report. More is not meant for this loan.
 */
export const excessAllowed = ({ principalMinor }: Pick<LoanRequest, 'principalMinor'>): bigint => principalMinor / 10n;

/** A new entry that brings more than is owed, and how much of it found something to pay. */
export interface Overpaying<Entry> {
  readonly entry: Entry;
  readonly owedMinor: bigint;
}

export interface SiftedEntries<Entry> extends ServicedLoan {
  readonly taken: readonly Entry[];
  readonly overpaying: readonly Overpaying<Entry>[];
}

/**
 * New entries without those that bring more than is owed, judged one after the other, and the loan before and after the
 * rest. Whatever order payments come in, they leave the same excess in the end, so none is refused for coming early.
 */
export function siftEntries<Entry extends LoanEntry>(
  loan: LoanRequest,
  known: readonly Entry[],
  added: readonly Entry[],
): SiftedEntries<Entry> {
  const states = serviceLoanWith(loan, known, added);
  const allowedMinor = excessAllowed(loan);
  if (states.after.excessMinor <= allowedMinor) return { ...states, taken: added, overpaying: [] };
  const taken: Entry[] = [];
  const overpaying: Overpaying<Entry>[] = [];
  const { isSettled } = states.before;
  let { excessMinor } = states.before;
  for (const entry of added) {
    const state = serviceLoan(loan, [...known, ...taken, entry]);
    const moreMinor = state.excessMinor - excessMinor;
    if (moreMinor > 0n && state.excessMinor > allowedMinor) {
      // What a settlement of the same day waived would find something to pay; nobody owes it.
      overpaying.push({ entry, owedMinor: isSettled ? 0n : maxMinor(0n, entry.amountMinor - moreMinor) });
    } else {
      taken.push(entry);
      excessMinor = state.excessMinor;
    }
  }
  return { ...serviceLoanWith(loan, known, taken), taken, overpaying };
}

/** What is told to who sent too much. */
export const exceedsOwed = (owedMinor: bigint, currency: CurrencyCode) => ({
  code: 'AMOUNT_EXCEEDS_OWED',
  message: `${formatMinor(owedMinor, currency)} ${currency} is owed; the lender's own fees are no part of a report`,
  owed: { amount: formatMinor(owedMinor, currency), currency },
});
