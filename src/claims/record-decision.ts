import type { Transaction } from '../database/unit-of-work.js';
import { currencyCode, dateInZone } from '../kernel/index.js';
import { claimApproved } from '../ledger/entries.js';
import { postJournal } from '../ledger/journal.js';
import { storedAssessment } from './assessment.js';
import { type Moment, moveClaim } from './claim-command.js';
import { startDeadline, stopDeadline } from './claim-deadlines.js';
import { tellClaim } from './claim-events.js';
import { type ClaimRow, partiesOf } from './claim-row.js';
import type { Reassessed } from './reassessment.js';

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
           rejection_code = $7, decided_by = $8, decided_at = $9 WHERE id = $1`,
};
const CLOSE = { name: 'claim.close', text: 'UPDATE claim SET closed_at = $2 WHERE id = $1' };

/** Writes a decision with its figures, books what was approved, and closes what was rejected. */
export async function recordDecision(
  tx: Transaction,
  {
    claim,
    decision,
    assessed,
  }: { readonly claim: ClaimRow; readonly decision: Decision; readonly assessed: Reassessed },
  moment: Moment,
): Promise<void> {
  const { at, cause } = moment;
  const { outcome, approvedMinor } = decision;
  await tx.run(DECIDE, [
    claim.id,
    outcome,
    approvedMinor === null ? null : String(approvedMinor),
    JSON.stringify(storedAssessment(assessed)),
    String(assessed.indemnityMinor),
    decision.reason,
    decision.rejectionCode,
    decision.decidedBy,
    at,
  ]);
  await moveClaim(tx, claim, 'DECIDED', moment);
  const on = dateInZone(at, assessed.loan.timeZone);
  if (approvedMinor !== null) {
    await postJournal(tx, {
      ...partiesOf(claim),
      kind: 'CLAIM_APPROVED',
      subjectId: claim.id,
      bookedOn: on,
      recordedAt: at,
      postings: claimApproved(currencyCode(claim.currency), approvedMinor),
    });
    await startDeadline(tx, claim, { kind: 'PAYMENT', loan: assessed.loan, moment });
  } else {
    await stopDeadline(tx, claim, { how: 'DONE', on });
  }
  await tellClaim(tx, claim.id, { kind: 'claim.decided', at, cause });
  if (outcome === 'REJECTED') await closeClaim(tx, claim, moment);
}

export async function closeClaim(tx: Transaction, claim: ClaimRow, moment: Moment): Promise<void> {
  const { at, cause } = moment;
  await moveClaim(tx, claim, 'CLOSED', moment);
  await tx.run(CLOSE, [claim.id, at]);
  await tellClaim(tx, claim.id, { kind: 'claim.closed', at, cause });
}
