import type { Transaction } from '../database/unit-of-work.js';
import { appendEvents } from '../events/event-log.js';
import type { HistoryPlan } from './history/plan.js';
import { policyEvent } from './policy-events.js';
import type { PolicyFile } from './policy-file.js';

// The lender of a loan is named on everything that lives on. What is written once and for all stays with the lender of its
// time, who can look it up no more; the lender of today reads it (`LendersOfToday`).
const FOLLOW_LENDER = [
  ...['purpose_lock', 'loan', 'policy_insurer_share', 'claim'].map((table) => ({ table, of: 'policy_id = $1' })),
  // A complaint that the old lender made for itself stays its own.
  { table: 'complaint', of: `policy_id = $1 AND complainant <> 'LENDER' AND closed_at IS NULL` },
  { table: 'claim_evidence', of: 'claim_id IN (SELECT id FROM claim WHERE policy_id = $1)' },
  {
    table: 'document',
    of: `id IN (SELECT e.document_id FROM claim_evidence e JOIN claim c ON c.id = e.claim_id AND c.partner_id = e.partner_id
           WHERE c.policy_id = $1)`,
  },
].map(({ table, of }) => ({
  name: `party.lender.${table}`,
  text: `UPDATE ${table} SET lender_id = $2 WHERE ${of}`,
}));
const ROLES_FOLLOW_LENDER = {
  name: 'party.lender.roles',
  text: `UPDATE policy_role SET lender_id = $2, organisation_id = CASE WHEN organisation_id = $3
           AND role IN ('LENDER', 'INSURED', 'POLICYHOLDER', 'BENEFICIARY', 'LOSS_PAYEE') THEN $2 ELSE organisation_id END
         WHERE policy_id = $1`,
};
const LOAN_FOLLOWS_LENDER = ['instalment', 'monitoring_warning', 'payment_promise'].map((table) => ({
  name: `party.lender.${table}`,
  text: `UPDATE ${table} SET lender_id = $2 WHERE loan_id = $1`,
}));
// Its own holds are the next lender's to lift.
const HOLDS_FOLLOW_LENDER = {
  name: 'party.lender.holds',
  text: `UPDATE policy_hold SET lender_id = $2, placed_by = CASE WHEN placed_by = lender_id THEN $2 ELSE placed_by END
         WHERE loan_id = $1`,
};
// Whether cover is about to end is the next lender's to know.
const NOTICE_FOLLOWS_LENDER = {
  name: 'party.lender.notice',
  text: "UPDATE cancellation_notice SET lender_id = $2 WHERE policy_id = $1 AND state = 'GIVEN'",
};
const SET_BENEFICIARY = {
  name: 'party.beneficiary',
  text: `UPDATE policy_role SET organisation_id = $2 WHERE policy_id = $1 AND role IN ('BENEFICIARY', 'LOSS_PAYEE')`,
};
const CORRECT_OBLIGOR = {
  name: 'party.obligor',
  text: "UPDATE policy_role SET obligor_reference = $2 WHERE policy_id = $1 AND obligor_reference IS NOT NULL AND role <> 'CO_OBLIGOR'",
};

/** Puts changed parties where they are named. The lender that gives a loan away is told in its own log. */
export async function followParties(
  tx: Transaction,
  { file, plan }: { readonly file: PolicyFile; readonly plan: HistoryPlan },
  { at, cause }: { readonly at: Date; readonly cause: string },
): Promise<void> {
  const { policy, loan } = file;
  const { before, after } = plan;
  if (after.lenderId !== before.lenderId) {
    for (const statement of FOLLOW_LENDER) await tx.run(statement, [policy.id, after.lenderId]);
    await tx.run(ROLES_FOLLOW_LENDER, [policy.id, after.lenderId, before.lenderId]);
    await tx.run(NOTICE_FOLLOWS_LENDER, [policy.id, after.lenderId]);
    if (loan) {
      for (const statement of LOAN_FOLLOWS_LENDER) await tx.run(statement, [loan.id, after.lenderId]);
      await tx.run(HOLDS_FOLLOW_LENDER, [loan.id, after.lenderId]);
    }
    await appendEvents(tx, [
      policyEvent(policy, { kind: 'policy.assigned', at, cause, details: { to: after.lenderId } }),
    ]);
  }
  if (after.beneficiaryId !== before.beneficiaryId) await tx.run(SET_BENEFICIARY, [policy.id, after.beneficiaryId]);
  if (after.obligorReference !== before.obligorReference) {
    await tx.run(CORRECT_OBLIGOR, [policy.id, after.obligorReference]);
  }
}
