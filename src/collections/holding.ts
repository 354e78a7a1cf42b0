import type { Transaction } from '../database/unit-of-work.js';
import type { Policy, PolicyHold } from '../entities/index.js';
import { type CalendarDate, notFound, refuse } from '../kernel/index.js';
import { policyHoldLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import { liveClaimStatus } from '../policies/change-rows.js';
import { lockLoan } from '../policies/loan-rows.js';
import { followStops } from '../policies/stopped-days.js';
import type { ProductTerms } from '../underwriting/terms.js';
import type { CollectionEvent } from './collection-rows.js';

const LIFT = {
  name: 'policyHold.liftedOn',
  text: `UPDATE policy_hold h SET lifted_on = ($2::timestamptz AT TIME ZONE l.time_zone)::date, lifted_at = $2
         FROM loan l WHERE h.id = $1 AND l.id = h.loan_id AND l.partner_id = h.partner_id
         RETURNING h.lifted_on AS "liftedOn"`,
};

/**
 * Whether the product stops the overdue for such a hold. Never for a partner's, whose borrower is not its own to wait
 * for, and not under a claim: what has begun goes on.
 */
export async function stopsClaims(
  tx: Transaction,
  { policy, terms }: { readonly policy: Policy; readonly terms: ProductTerms },
  { reason, by }: { readonly reason: string; readonly by: string },
): Promise<boolean> {
  const isPartner = by === policy.partnerId && by !== policy.lenderId;
  const reasons: readonly string[] = terms.changes.holdStopsClaims;
  return !isPartner && reasons.includes(reason) && !(await liveClaimStatus(tx, policy.id));
}

/** Ends a hold before its last day: from today on, in the loan's zone, its days count again. Answers what is to be told. */
export async function liftHold(
  tx: Transaction,
  hold: PolicyHold,
  { at, cause }: { readonly at: Date; readonly cause: string },
): Promise<CollectionEvent> {
  const { id, reason } = hold;
  const loan = await lockLoan(tx, hold.loanId);
  const machine = policyHoldLifecycle;
  await transition(tx, { machine, table: 'policy_hold', id, to: 'LIFTED', cause, at, parties: hold });
  const [lifted] = await tx.rows<{ liftedOn: CalendarDate }>(LIFT, [id, at]);
  if (!lifted || !loan) return refuse(notFound('policyHold', id));
  if (hold.stopsClaims) await followStops(tx, loan, { at, cause, on: lifted.liftedOn });
  const payload = { hold: id, reason, liftedOn: lifted.liftedOn };
  return { kind: 'policy.released', subjectKind: 'policy', subjectId: loan.policyId, payload };
}
