import type { Transaction } from '../database/unit-of-work.js';
import { currencyCode, dateInZone, invalidInput, issue, type Refusal, refuse, stateConflict } from '../kernel/index.js';
import { claimApproved, reversed } from '../ledger/entries.js';
import { postJournal } from '../ledger/journal.js';
import { lockClaimFor, moveClaim, type Step } from './claim-command.js';
import { partiesOf } from './claim-decision.js';
import { tellClaim } from './claim-events.js';
import type { ClaimRow } from './claim-row.js';
import { lockInsuredLoan } from './insured-loan.js';

const MAX_REASON_LENGTH = 2_000;

const LIVE = {
  name: 'claim.otherLive',
  text: `SELECT number, status FROM claim
         WHERE policy_id = $1 AND partner_id = $2 AND id <> $3 AND status NOT IN ('CLOSED', 'WITHDRAWN')`,
};
const APPROVAL = {
  name: 'claim.approvalJournal',
  text: `SELECT j.id FROM journal j WHERE j.policy_id = $1 AND j.subject_id = $2 AND j.kind = 'CLAIM_APPROVED'
         ORDER BY j.id DESC LIMIT 1`,
};
const CLEAR = {
  name: 'claim.clearDecision',
  text: `UPDATE claim SET outcome = NULL, approved_minor = NULL, decision_reason = NULL, decided_by = NULL,
           decided_at = NULL, closed_at = NULL WHERE id = $1`,
};
const CLOSE = { name: 'claim.closeWithdrawn', text: 'UPDATE claim SET closed_at = $2 WHERE id = $1' };

export interface ReopeningInput {
  readonly claim: string;
  /** 1 to 2,000 characters. */
  readonly reason: string;
}

const cannotReopen = (claim: ClaimRow, message: string): Refusal => ({
  problem: 'StateConflict',
  message,
  from: claim.status,
  to: 'REOPENED',
});

async function requireReopenable(tx: Transaction, claim: ClaimRow): Promise<{ timeZone: string }> {
  if (claim.status !== 'DECIDED' && claim.status !== 'CLOSED') {
    refuse(stateConflict('claim', claim.status, 'REOPENED'));
  }
  if (claim.paidMinor > 0n) refuse(cannotReopen(claim, 'The claim was paid; what was paid is final.'));
  const loan = await lockInsuredLoan(tx, claim.policyId);
  if (loan?.loanStatus !== 'ACTIVE') {
    return refuse(cannotReopen(claim, `The loan is ${loan?.loanStatus}; nothing can be claimed for it.`));
  }
  const [other] = await tx.rows<{ number: string; status: string }>(LIVE, [claim.policyId, claim.partnerId, claim.id]);
  if (other) refuse(cannotReopen(claim, `Claim ${other.number} of the same policy is ${other.status}.`));
  return loan;
}

/**
 * Takes a decision back before anything was paid. An approval is reversed in the books; the decision stays in the event
 * log. For the insurer.
 */
export async function reopenClaim(tx: Transaction, input: ReopeningInput, step: Step): Promise<void> {
  const { viewer, at, cause } = step;
  const claim = await lockClaimFor(tx, input.claim, { viewer, sides: ['INSURER'] });
  const { timeZone } = await requireReopenable(tx, claim);
  const reason = input.reason.trim();
  if (reason.length === 0 || reason.length > MAX_REASON_LENGTH) {
    refuse(invalidInput([issue('reason', 'BAD_LENGTH', `must have 1 to ${MAX_REASON_LENGTH} characters`)]));
  }
  if (claim.approvedMinor !== null) {
    const [approval] = await tx.rows<{ id: string }>(APPROVAL, [claim.policyId, claim.id]);
    await postJournal(tx, {
      ...partiesOf(claim),
      kind: 'CLAIM_APPROVAL_REVERSED',
      subjectId: claim.id,
      bookedOn: dateInZone(at, timeZone),
      recordedAt: at,
      ...(approval ? { reverses: approval.id } : {}),
      postings: reversed(claimApproved(currencyCode(claim.currency), claim.approvedMinor)),
    });
  }
  await tx.run(CLEAR, [claim.id]);
  await moveClaim(tx, claim, 'REOPENED', step);
  await tellClaim(tx, claim.id, { kind: 'claim.reopened', at, cause, details: { reason } });
}

/** Gives a claim up before it is decided. For the partner and the lender. */
export async function withdrawClaim(tx: Transaction, input: { readonly claim: string }, step: Step): Promise<void> {
  const { viewer, at, cause } = step;
  const claim = await lockClaimFor(tx, input.claim, { viewer, sides: ['INSURED'] });
  await moveClaim(tx, claim, 'WITHDRAWN', step);
  await tx.run(CLOSE, [claim.id, at]);
  await tellClaim(tx, claim.id, { kind: 'claim.withdrawn', at, cause });
  await step.afterWithdrawal?.(tx, { policyId: claim.policyId, at, cause });
}
