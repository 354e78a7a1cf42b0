import type { Transaction } from '../database/unit-of-work.js';
import type { Policy } from '../entities/index.js';
import { addDays, type CalendarDate, laterOf } from '../kernel/index.js';
import { moveCoverEnd, reducePremium, writePremium } from '../premium/book-premium.js';
import { type CoverStep, negated, totalOf } from './history/cover.js';

/** What a transaction does to the premium. */
export interface PremiumMove extends Pick<CoverStep, 'on' | 'countsFrom' | 'premiumLines' | 'sets'> {
  /** The transaction. */
  readonly subjectId: string;
}

/** Books what a transaction gives back or charges, and the days over which the rest is earned. */
export async function bookPremiumMove(
  tx: Transaction,
  { subjectId, on: changedOn, countsFrom, premiumLines, sets }: PremiumMove,
  { policy, on, at }: { readonly policy: Policy; readonly on: CalendarDate; readonly at: Date },
): Promise<void> {
  const startsOn = policy.startsOn as CalendarDate;
  const from = laterOf(countsFrom, startsOn);
  const endsOn = policy.endsOn as CalendarDate;
  if (sets.term) await moveCoverEnd(tx, policy, { from: addDays(changedOn, 1), endsOn: sets.term.endsOn, on });
  const deltaMinor = totalOf(premiumLines);
  const booking = { policy, subjectId, on, at };
  if (deltaMinor < 0n) await reducePremium(tx, { ...booking, lines: negated(premiumLines) }, from);
  if (deltaMinor <= 0n) return;
  const toOn = laterOf(endsOn, addDays(from, 1));
  await writePremium(tx, { ...booking, lines: premiumLines }, [{ fromOn: from, toOn, weight: 1n }]);
}
