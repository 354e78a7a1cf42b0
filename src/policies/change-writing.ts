import type { Transaction } from '../database/unit-of-work.js';
import type { Loan, Policy } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { reducePolicyExposure } from '../exposure/exposure-store.js';
import { addDays, type CalendarDate, type CurrencyCode, canonicalHash, formatMinor, newId } from '../kernel/index.js';
import { reducePremium } from '../premium/book-premium.js';
import type { ProposedChange } from './change-basis.js';
import { writeChange } from './change-rows.js';
import { endCover } from './end-cover.js';
import { postEntries } from './loan-posting.js';
import { entriesOfLoans, type StoredEntry } from './loan-rows.js';
import { policyEvent } from './policy-events.js';

export interface ChangeTarget {
  /** Locked, as it was before the change. */
  readonly policy: Policy;
  /** Locked; undefined before activation. */
  readonly loan: Loan | undefined;
  readonly cause: string;
  readonly at: Date;
  /** Business date in a time zone. */
  today(timeZone: string): CalendarDate;
}

async function bookRefund(
  tx: Transaction,
  { figures, on }: ProposedChange,
  { policy, at, transactionId }: ChangeTarget & { readonly transactionId: string },
): Promise<void> {
  // Before activation no premium has been written; it will be written at its new amount.
  if (policy.status !== 'ACTIVE' || figures.refundMinor === 0n) return;
  const startsOn = policy.startsOn as CalendarDate;
  // The day of the change was covered as before, unless nothing counts as earned.
  const from = figures.effectiveOn <= startsOn ? startsOn : addDays(figures.effectiveOn, 1);
  await reducePremium(tx, { policy, subjectId: transactionId, lines: figures.refundLines, on, at }, from);
}

/** The loan shrinks by an entry of its own, so that late reports find it in its place. */
async function shrinkLoan(tx: Transaction, proposed: ProposedChange, target: ChangeTarget & { readonly loan: Loan }) {
  const { loan } = target;
  const content = { kind: 'RETURN', effectiveOn: proposed.on, amountMinor: proposed.figures.reductionMinor } as const;
  const entry: StoredEntry = {
    source: 'CHANGE',
    sequence: BigInt(proposed.sequence),
    ...content,
    contentHash: canonicalHash(content),
  };
  const known = await entriesOfLoans(tx, [loan.id]);
  const posting = { loan, known: known.get(loan.id) ?? [], added: [entry] };
  await postEntries(tx, [posting], { ...target, kind: 'loan.reduced' });
}

/** Writes a proposed change and all that follows from it. */
export async function carryOutChange(tx: Transaction, proposed: ProposedChange, target: ChangeTarget): Promise<void> {
  const { figures, reduction, sequence } = proposed;
  const { policy, loan, cause, at } = target;
  const transactionId = newId('policyTransaction');
  await writeChange(tx, {
    id: transactionId,
    sequence,
    policy,
    risk: reduction.risk,
    figures,
    effectiveOn: figures.effectiveOn,
    recordedAt: at,
    reason: reduction.summary,
  });
  await reducePolicyExposure(tx, policy.id, figures.sumInsuredAfterMinor, { at, cause });
  await bookRefund(tx, proposed, { ...target, transactionId });
  const { sumInsuredAfterMinor: sumInsuredMinor, premiumAfterMinor: premiumMinor } = figures;
  const changed: Policy = { ...policy, risk: reduction.risk, sumInsuredMinor, premiumMinor };
  const currency = policy.currency as CurrencyCode;
  const details = {
    change: cause,
    summary: reduction.summary,
    principalReduction: formatMinor(figures.reductionMinor, currency),
    premiumRefund: formatMinor(figures.refundMinor, currency),
  };
  await appendEvents(tx, [policyEvent(changed, { kind: 'policy.changed', at, cause, details })]);
  if (loan) await shrinkLoan(tx, proposed, { ...target, loan });
  // Everything came back before the loan was paid out: nothing is left to cover.
  else if (sumInsuredMinor === 0n) await endCover(tx, changed, 'NOT_TAKEN_UP', { at, cause });
}
