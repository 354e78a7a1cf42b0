import type { Transaction } from '../database/unit-of-work.js';
import { decideAutomatically } from './automatic-decision.js';
import { type Moment, moveClaim } from './claim-command.js';
import { startDeadline } from './claim-deadlines.js';
import { tellClaim } from './claim-events.js';
import { type ClaimRow, readClaim } from './claim-row.js';
import { missingEvidence } from './evidence-rows.js';
import { lockInsuredLoan } from './insured-loan.js';

/** The claim has come under review: from now on the insurer's days count, and the machine looks at it first. */
export async function reviewBegun(tx: Transaction, claim: ClaimRow, moment: Moment): Promise<void> {
  // What a person took back is for a person, whose days count since then.
  if (claim.status === 'REOPENED') return;
  const loan = await lockInsuredLoan(tx, claim.policyId);
  if (!loan) return;
  await startDeadline(tx, claim, { kind: 'DECISION', loan, moment });
  const now = await readClaim(tx, claim.id);
  if (now) await decideAutomatically(tx, now, moment);
}

/** Starts the review of a claim that waits for evidence and has it all. */
export async function startReviewIfComplete(tx: Transaction, claim: ClaimRow, moment: Moment): Promise<void> {
  if (claim.status !== 'EVIDENCE_PENDING' && claim.status !== 'REOPENED') return;
  if ((await missingEvidence(tx, claim, moment.claimRules)).length > 0) return;
  const { at, cause } = moment;
  await moveClaim(tx, claim, 'UNDER_REVIEW', moment);
  await tellClaim(tx, claim.id, { kind: 'claim.reviewStarted', at, cause });
  await reviewBegun(tx, claim, moment);
}
