import type { Transaction } from '../database/unit-of-work.js';
import { invalidInput, issue, type Refusal, refuse, stateConflict } from '../kernel/index.js';
import { storedAssessment } from './assessment.js';
import { lockClaimFor, moveClaim, type Step } from './claim-command.js';
import { startDeadline } from './claim-deadlines.js';
import { tellClaim } from './claim-events.js';
import { type ClaimRow, readClaim } from './claim-row.js';
import { clearDecision } from './claim-withdrawal.js';
import { lockInsuredLoan } from './insured-loan.js';
import { reassess } from './reassessment.js';
import { recoveryOfClaim } from './recovery-sizing.js';

const MAX_REASON_LENGTH = 2_000;

const LIVE = {
  name: 'claim.otherLive',
  text: `SELECT number, status FROM claim
         WHERE policy_id = $1 AND partner_id = $2 AND id <> $3 AND status NOT IN ('CLOSED', 'WITHDRAWN')`,
};

export interface ReopeningInput {
  readonly claim: string;
  /** 1 to 2,000 characters. */
  readonly reason: string;
}

const COMPUTED = {
  name: 'claim.computedAgain',
  text: 'UPDATE claim SET assessment = $2, computed_minor = $3 WHERE id = $1',
};

const cannotReopen = (claim: ClaimRow, message: string): Refusal => ({
  problem: 'StateConflict',
  message,
  from: claim.status,
  to: 'REOPENED',
});

async function requireReopenable(tx: Transaction, claim: ClaimRow): Promise<void> {
  if (!['DECIDED', 'PAID', 'CLOSED'].includes(claim.status)) refuse(stateConflict('claim', claim.status, 'REOPENED'));
  const loan = await lockInsuredLoan(tx, claim.policyId);
  // The first payment made the loan the insurer's and opened the case, also when all of it was given back since.
  const wasPaid = (await recoveryOfClaim(tx, claim)) !== undefined;
  if (!wasPaid && loan?.loanStatus !== 'ACTIVE') {
    refuse(cannotReopen(claim, `The loan is ${loan?.loanStatus}; nothing can be claimed for it.`));
  }
  const [other] = await tx.rows<{ number: string; status: string }>(LIVE, [claim.policyId, claim.partnerId, claim.id]);
  if (other) refuse(cannotReopen(claim, `Claim ${other.number} of the same policy is ${other.status}.`));
}

/**
 * Takes a decision back, whether it was carried out or not, and computes the claim again: what is expected of it must not
 * be more than the loan and its cover have come to meanwhile. What was approved and not paid is reversed in the books; what
 * was paid stands until the next decision, which asks for more of it, less, or leaves it. For the insurer.
 */
export async function reopenClaim(tx: Transaction, input: ReopeningInput, step: Step): Promise<void> {
  const { viewer, at, cause } = step;
  const claim = await lockClaimFor(tx, input.claim, { viewer, sides: ['INSURER'] });
  await requireReopenable(tx, claim);
  const reason = input.reason.trim();
  if (reason.length === 0 || reason.length > MAX_REASON_LENGTH) {
    refuse(invalidInput([issue('reason', 'BAD_LENGTH', `must have 1 to ${MAX_REASON_LENGTH} characters`)]));
  }
  await clearDecision(tx, claim, step);
  const assessed = await reassess(tx, claim, step);
  await tx.run(COMPUTED, [claim.id, JSON.stringify(storedAssessment(assessed)), String(assessed.indemnityMinor)]);
  await moveClaim(tx, claim, 'REOPENED', step);
  const cleared = await readClaim(tx, claim.id);
  if (cleared) await startDeadline(tx, cleared, { kind: 'DECISION', loan: assessed.loan, moment: step });
  await tellClaim(tx, claim.id, { kind: 'claim.reopened', at, cause, details: { reason } });
}
