import type { Transaction } from '../database/unit-of-work.js';
import type { Policy } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { moveToLender, moveToObligor } from '../exposure/obligor-move.js';
import { changePolicyExposure, retakePolicyCapacity } from '../exposure/policy-capacity.js';
import { type CalendarDate, type CurrencyCode, canonicalHash, formatMinor, newId } from '../kernel/index.js';
import type { Obligor } from '../underwriting/obligor.js';
import { noteCertificateDue } from './certificate-due.js';
import { storedPremiumLines } from './change-rows.js';
import { giveNoticeOfStep } from './cover-notices.js';
import { type EndContext, endCover, resumeCover } from './end-cover.js';
import { type Cover, negated, termOf, totalOf } from './history/cover.js';
import type { HistoryPlan } from './history/plan.js';
import type { PlannedStep } from './history/step.js';
import { splitAgain } from './insurer-shares.js';
import { postEntries } from './loan-posting.js';
import type { StoredEntry } from './loan-rows.js';
import { followParties } from './party-changes.js';
import { policyEvent } from './policy-events.js';
import type { PolicyFile } from './policy-file.js';
import { bookPremiumMove, type PremiumMove } from './premium-moves.js';
import { changePurposeLock } from './purpose-lock.js';
import { insertReversal, insertStep } from './transaction-rows.js';

export interface WritingContext {
  readonly cause: string;
  readonly at: Date;
  /** Business date in a time zone. */
  today(timeZone: string): CalendarDate;
}

const UPDATE_POLICY = {
  name: 'history.policy',
  text: `UPDATE policy SET risk = $2, sum_insured_minor = $3, premium_minor = $4, premium_lines = $5, ends_on = $6,
           obligor_reference = $7, lender_id = $8 WHERE id = $1`,
};
const SET_WAITING = { name: 'history.waitingDays', text: 'UPDATE loan SET waiting_days = $2 WHERE id = $1' };

/** Who is given a refund of this transaction. */
function refundTo({ loan, terms }: PolicyFile, step: PlannedStep): 'PAYER' | 'LENDER' | null {
  if (totalOf(step.premiumLines) >= 0n) return null;
  const toLender = terms.changes.refundTo === 'LENDER_WHILE_OPEN' && loan?.status === 'ACTIVE';
  return toLender ? 'LENDER' : 'PAYER';
}

/** The policy's row after the plan. */
function policyAfter(policy: Policy, after: Cover): Policy {
  return {
    ...policy,
    risk: after.risk,
    sumInsuredMinor: after.sumInsuredMinor,
    premiumMinor: totalOf(after.premiumLines),
    premiumLines: storedPremiumLines(after.premiumLines),
    endsOn: termOf(after).endsOn,
    obligorReference: after.obligorReference,
    lenderId: after.lenderId,
  };
}

async function updatePolicy(tx: Transaction, changed: Policy): Promise<void> {
  await tx.run(UPDATE_POLICY, [
    changed.id,
    JSON.stringify(changed.risk),
    String(changed.sumInsuredMinor),
    String(changed.premiumMinor),
    JSON.stringify(changed.premiumLines),
    changed.endsOn,
    changed.obligorReference,
    changed.lenderId,
  ]);
}

/** Writes the transactions and answers what they do to the premium, in their order. */
async function writeTransactions(
  tx: Transaction,
  { file, plan }: { readonly file: PolicyFile; readonly plan: HistoryPlan },
  { at }: WritingContext,
): Promise<PremiumMove[]> {
  const moves: PremiumMove[] = [];
  const { policy } = file;
  let sequence = file.history.nextSequence;
  for (const step of plan.reversed) {
    const id = newId('policyTransaction');
    const isAgain = plan.placed.some((placed) => placed.step.request === step.request);
    await insertReversal(tx, { id, policy, at, refundTo: null }, { step, sequence, isAgain });
    moves.push({ subjectId: id, ...step, premiumLines: negated(step.premiumLines), sets: {} });
    sequence += 1;
  }
  for (const { step, before } of plan.placed) {
    const id = newId('policyTransaction');
    // Its new lender sees an assignment as the first transaction; those before it stay with the lender of their time.
    const owner = { ...policy, lenderId: step.sets.lenderId ?? before.lenderId };
    await insertStep(tx, { id, policy: owner, at, refundTo: refundTo(file, step) }, { step, before });
    moves.push({ subjectId: id, ...step });
  }
  return moves;
}

/** The loan takes the changes as entries of its own, so that late reports find them in their place. */
async function postLoanEntries(
  tx: Transaction,
  { file, plan }: { readonly file: PolicyFile; readonly plan: HistoryPlan },
  context: WritingContext,
): Promise<void> {
  const { loan, entries, history } = file;
  if (!loan) return;
  const ours = new Set(entries.filter(({ source }) => source === 'CHANGE').map(({ sequence }) => sequence));
  const reversals = plan.reversed.flatMap((step, at) =>
    ours.has(BigInt(step.sequence))
      ? {
          sequence: BigInt(history.nextSequence + at),
          effectiveOn: step.on,
          kind: 'REVERSED' as const,
          amountMinor: 0n,
          terms: { reverses: String(step.sequence) },
        }
      : [],
  );
  const added = plan.placed.flatMap(({ step }) =>
    step.entry ? { sequence: BigInt(step.sequence), effectiveOn: step.on, ...step.entry } : [],
  );
  const stored: StoredEntry[] = [...reversals, ...added].map(({ sequence, ...content }) => ({
    source: 'CHANGE',
    sequence,
    ...content,
    contentHash: canonicalHash(content),
  }));
  if (stored.length === 0) return;
  const changed = { ...loan, waitingDays: plan.after.waitingDays, lenderId: plan.after.lenderId };
  if (changed.waitingDays !== loan.waitingDays) await tx.run(SET_WAITING, [loan.id, changed.waitingDays]);
  await postEntries(tx, [{ loan: changed, known: entries, added: stored }], { ...context, kind: kindOf(plan) });
}

const kindOf = ({ placed }: HistoryPlan): 'loan.reduced' | 'loan.changed' =>
  placed.some(({ step }) => step.change === 'RETURN') ? 'loan.reduced' : 'loan.changed';

/** What an event says of a plan. */
function detailsOf({ before, after, placed, reversed }: HistoryPlan, currency: CurrencyCode, change: string) {
  const [first] = placed;
  const deltaMinor = totalOf(after.premiumLines) - totalOf(before.premiumLines);
  return {
    change,
    kind: first?.step.change ?? null,
    effectiveOn: first?.step.effectiveOn ?? null,
    summary: first?.step.summary ?? null,
    principalReduction: formatMinor(before.lentMinor - after.lentMinor, currency),
    premiumRefund: formatMinor(deltaMinor < 0n ? -deltaMinor : 0n, currency),
    premiumCharge: formatMinor(deltaMinor > 0n ? deltaMinor : 0n, currency),
    computedAgain: reversed.length,
  };
}

/** The limits of the right obligor, and of whoever owns the loan now, count the policy. */
export async function followLimits(
  tx: Transaction,
  { file, plan }: { readonly file: PolicyFile; readonly plan: HistoryPlan },
  context: Pick<WritingContext, 'at' | 'cause'>,
): Promise<void> {
  const { obligorKey, lenderId } = plan.after;
  if (lenderId !== plan.before.lenderId) await moveToLender(tx, file.policy.id, lenderId, context);
  if (obligorKey === null || obligorKey === plan.before.obligorKey) return;
  const groupKey = (file.origin.obligor as Obligor).groupKey ?? obligorKey;
  await moveToObligor(tx, file.policy.id, { obligorKey, groupKey }, context);
}

/** Writes a planned transaction and all that follows from it: books, exposure, purpose lock, loan, parties, state, events. */
export async function carryOut(
  tx: Transaction,
  { file, plan }: { readonly file: PolicyFile; readonly plan: HistoryPlan },
  context: WritingContext,
): Promise<void> {
  const { policy, origin } = file;
  const { before, after } = plan;
  const moves = await writeTransactions(tx, { file, plan }, context);
  const changed = policyAfter(policy, after);
  await updatePolicy(tx, changed);
  await splitAgain(tx, changed);
  await followLimits(tx, { file, plan }, context);
  if (after.status === before.status && after.sumInsuredMinor !== before.sumInsuredMinor) {
    await changePolicyExposure(tx, policy.id, after.sumInsuredMinor, context);
  }
  const on = context.today(file.loan?.timeZone ?? origin.timeZone);
  // Before activation no premium has been written; it will be written at its new amount.
  if (policy.activatedAt)
    for (const move of moves) await bookPremiumMove(tx, move, { policy: changed, on, at: context.at });
  await changePurposeLock(tx, policy.id, after.lentMinor - before.lentMinor);
  await followParties(tx, { file, plan }, context);
  const details = detailsOf(plan, policy.currency as CurrencyCode, context.cause);
  if (after.status === before.status) {
    const { at, cause } = context;
    await appendEvents(tx, [policyEvent(changed, { kind: 'policy.changed', at, cause, details })]);
  }
  await postLoanEntries(tx, { file, plan }, context);
  await settleStatus(tx, { plan, changed }, { ...context, details });
  await noteCertificateDue(tx, policy.id);
  const [first] = plan.placed;
  const id = moves[plan.reversed.length]?.subjectId;
  if (first && id !== undefined) {
    const written = { id, step: first.step, refundTo: refundTo(file, first.step) };
    await giveNoticeOfStep(tx, { file, written }, { on, at: context.at });
  }
}

/** Cover ends or comes back, or has become empty. */
async function settleStatus(
  tx: Transaction,
  { plan, changed }: { readonly plan: HistoryPlan; readonly changed: Policy },
  context: EndContext,
): Promise<void> {
  const { before, after } = plan;
  if (after.status === before.status) {
    // Everything came back before the loan was paid out: nothing is left to cover.
    const isEmpty = after.status === 'PENDING_ACTIVATION' && after.sumInsuredMinor === 0n;
    if (isEmpty) await endCover(tx, changed, 'NOT_TAKEN_UP', context);
  } else if (after.status === 'CANCELLED' || after.status === 'LAPSED') {
    const request = plan.placed[0]?.step.request;
    const byInsurer = request?.change === 'CANCELLATION' && request.by === 'INSURER';
    await endCover(tx, changed, after.status, { ...context, byInsurer });
  } else {
    await retakePolicyCapacity(tx, changed.id, after.sumInsuredMinor, context);
    await resumeCover(tx, changed, context);
  }
}
