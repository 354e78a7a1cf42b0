import type { Transaction } from '../database/unit-of-work.js';
import { currencyCode, dateInZone, refuse, stateConflict } from '../kernel/index.js';
import { claimApproved, reversed } from '../ledger/entries.js';
import { postJournal } from '../ledger/journal.js';
import { lockClaimFor, type Moment, moveClaim, type Step } from './claim-command.js';
import { stopDeadline } from './claim-deadlines.js';
import { tellClaim } from './claim-events.js';
import { type ClaimRow, partiesOf } from './claim-row.js';
import { lockInsuredLoan } from './insured-loan.js';

const APPROVAL = {
  name: 'claim.approvalJournal',
  text: `SELECT j.id FROM journal j WHERE j.policy_id = $1 AND j.subject_id = $2 AND j.kind = 'CLAIM_APPROVED'
         ORDER BY j.id DESC LIMIT 1`,
};
const CLEAR = {
  name: 'claim.clearDecision',
  text: `UPDATE claim SET outcome = NULL, approved_minor = $2, decision_reason = NULL, rejection_code = NULL,
           decided_by = NULL, decided_at = NULL, closed_at = NULL WHERE id = $1`,
};
const CLOSE = { name: 'claim.closeWithdrawn', text: 'UPDATE claim SET closed_at = $2 WHERE id = $1' };

/**
 * Takes a decision off a claim; it stays in the event log. What was approved and not paid is reversed in the books, what
 * was paid stays approved.
 */
export async function clearDecision(tx: Transaction, claim: ClaimRow, { at }: Moment): Promise<void> {
  const loan = await lockInsuredLoan(tx, claim.policyId);
  const on = dateInZone(at, loan?.timeZone ?? 'UTC');
  const unpaidMinor = (claim.approvedMinor ?? 0n) - claim.paidMinor;
  if (unpaidMinor > 0n) {
    const [approval] = await tx.rows<{ id: string }>(APPROVAL, [claim.policyId, claim.id]);
    await postJournal(tx, {
      ...partiesOf(claim),
      kind: 'CLAIM_APPROVAL_REVERSED',
      subjectId: claim.id,
      bookedOn: on,
      recordedAt: at,
      ...(approval ? { reverses: approval.id } : {}),
      postings: reversed(claimApproved(currencyCode(claim.currency), unpaidMinor)),
    });
  }
  await tx.run(CLEAR, [claim.id, claim.paidMinor > 0n ? String(claim.paidMinor) : null]);
  await stopDeadline(tx, claim, { how: 'DROPPED', on });
}

/** Ends a claim on which nothing was paid: an approval is taken back with it. */
export async function giveUpClaim(tx: Transaction, claim: ClaimRow, moment: Moment): Promise<void> {
  const { at, cause } = moment;
  await clearDecision(tx, claim, moment);
  await moveClaim(tx, claim, 'WITHDRAWN', moment);
  await tx.run(CLOSE, [claim.id, at]);
  await tellClaim(tx, claim.id, { kind: 'claim.withdrawn', at, cause });
  await moment.afterNoLoss?.(tx, { policyId: claim.policyId, at, cause });
}

/** Gives a claim up before anything was paid on it. For the partner and the lender. */
export async function withdrawClaim(tx: Transaction, input: { readonly claim: string }, step: Step): Promise<void> {
  const claim = await lockClaimFor(tx, input.claim, { viewer: step.viewer, sides: ['INSURED'] });
  if (claim.paidMinor > 0n) refuse(stateConflict('claim', claim.status, 'WITHDRAWN'));
  await giveUpClaim(tx, claim, step);
}
