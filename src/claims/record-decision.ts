import type { Transaction } from '../database/unit-of-work.js';
import { currencyCode, dateInZone, minMinor } from '../kernel/index.js';
import { claimApproved, claimOverpaid } from '../ledger/entries.js';
import { postJournal } from '../ledger/journal.js';
import { storedAssessment } from './assessment.js';
import { closeClaim } from './claim-closing.js';
import { type Moment, moveClaim } from './claim-command.js';
import { startDeadline, stopDeadline } from './claim-deadlines.js';
import { tellClaim } from './claim-events.js';
import { type ClaimRow, partiesOf } from './claim-row.js';
import type { Reassessed } from './reassessment.js';
import { recoveryOfClaim, sizeRecovery } from './recovery-sizing.js';

export type ClaimOutcome = 'APPROVED' | 'PARTLY_APPROVED' | 'REJECTED';

/** Who decided when it was nobody. */
export const MACHINE = 'MACHINE';

/** A decision ready to be written. */
export interface Decision {
  readonly outcome: ClaimOutcome;
  /** Minor units; null for a rejection. */
  readonly approvedMinor: bigint | null;
  readonly reason: string | null;
  readonly rejectionCode: string | null;
  /** The key of the person, or `MACHINE`. */
  readonly decidedBy: string;
}

const DECIDE = {
  name: 'claim.decide',
  text: `UPDATE claim SET outcome = $2, approved_minor = $3, assessment = $4, computed_minor = $5, decision_reason = $6,
           rejection_code = $7, decided_by = $8, decided_at = $9, paid_minor = $10, overpaid_minor = $11 WHERE id = $1`,
};
const TAKE_FROM_POLICY = {
  name: 'claim.takeFromPolicy',
  text: 'UPDATE policy SET indemnity_paid_minor = indemnity_paid_minor + $2 WHERE id = $1',
};

interface Recorded {
  readonly claim: ClaimRow;
  readonly decision: Decision;
  readonly assessed: Reassessed;
}

/**
 * What the decision makes of money that left before it: as much as is approved may be kept, the rest is overpaid and
 * owed back; both are taken out of, or put back into, what the policy has paid.
 */
async function settlePaid(tx: Transaction, { claim, decision, assessed }: Recorded, moment: Moment): Promise<bigint> {
  const left = claim.paidMinor + claim.overpaidMinor;
  const paidMinor = minMinor(left, decision.approvedMinor ?? 0n);
  const changeMinor = paidMinor - claim.paidMinor;
  await tx.run(DECIDE, [
    claim.id,
    decision.outcome,
    decision.approvedMinor === null ? null : String(decision.approvedMinor),
    JSON.stringify(storedAssessment(assessed)),
    String(assessed.indemnityMinor),
    decision.reason,
    decision.rejectionCode,
    decision.decidedBy,
    moment.at,
    String(paidMinor),
    String(left - paidMinor),
  ]);
  if (changeMinor === 0n) return paidMinor;
  const on = dateInZone(moment.at, assessed.loan.timeZone);
  await tx.run(TAKE_FROM_POLICY, [claim.policyId, String(changeMinor)]);
  await postJournal(tx, {
    ...partiesOf(claim),
    kind: 'CLAIM_OVERPAID',
    subjectId: claim.id,
    bookedOn: on,
    recordedAt: moment.at,
    postings: claimOverpaid(currencyCode(claim.currency), -changeMinor),
  });
  const { coveredLossMinor, otherInsurersMinor, terms } = assessed;
  const uncompensatedMinor = coveredLossMinor - otherInsurersMinor - paidMinor;
  const sizes = { indemnityMinor: paidMinor, uncompensatedMinor, rule: terms.waterfall };
  await sizeRecovery(tx, { claim, sizes, on }, moment);
  return paidMinor;
}

/**
 * Writes a decision with its figures and books what is approved beyond what was paid before. A rejected claim is closed;
 * one with nothing left to pay is PAID.
 */
export async function recordDecision(tx: Transaction, recorded: Recorded, moment: Moment): Promise<void> {
  const { claim, decision, assessed } = recorded;
  const { at, cause } = moment;
  const on = dateInZone(at, assessed.loan.timeZone);
  await moveClaim(tx, claim, 'DECIDED', moment);
  const paidMinor = await settlePaid(tx, recorded, moment);
  const unpaidMinor = (decision.approvedMinor ?? 0n) - paidMinor;
  if (unpaidMinor > 0n) {
    await postJournal(tx, {
      ...partiesOf(claim),
      kind: 'CLAIM_APPROVED',
      subjectId: claim.id,
      bookedOn: on,
      recordedAt: at,
      postings: claimApproved(currencyCode(claim.currency), unpaidMinor),
    });
    await startDeadline(tx, claim, { kind: 'PAYMENT', loan: assessed.loan, moment });
  } else {
    await stopDeadline(tx, claim, { how: 'DONE', on });
  }
  await tellClaim(tx, claim.id, { kind: 'claim.decided', at, cause });
  if (decision.outcome === 'REJECTED') {
    await closeClaim(tx, claim, moment);
    await moment.afterNoLoss?.(tx, { policyId: claim.policyId, at, cause });
  } else if (unpaidMinor === 0n) await settleClaim(tx, claim, moment);
}

/** Nothing is left to pay: cover ends as with a last payment, and the claim waits for its recovery, or ends with it. */
async function settleClaim(tx: Transaction, claim: ClaimRow, moment: Moment): Promise<void> {
  const { at, cause } = moment;
  await moveClaim(tx, claim, 'PAID', moment);
  await tellClaim(tx, claim.id, { kind: 'claim.settled', at, cause });
  await moment.afterPayment?.(tx, { policyId: claim.policyId, at, cause });
  const recovery = await recoveryOfClaim(tx, claim);
  if (recovery?.closedAt) await closeClaim(tx, claim, moment);
}
