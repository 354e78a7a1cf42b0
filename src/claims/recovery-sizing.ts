import type { Transaction } from '../database/unit-of-work.js';
import { appendEvents } from '../events/event-log.js';
import { invariant, newId } from '../kernel/index.js';
import type { Moment } from './claim-command.js';
import type { ClaimRow } from './claim-row.js';
import { lockInsuredLoan } from './insured-loan.js';
import { bookEntry } from './recovery-entry.js';
import { type RecoveryRow, readRecovery, recoveriesOfClaims, recoveryEvent } from './recovery-row.js';
import { lockRecovery, settleOrResume, tellRecovery } from './recovery-step.js';

const OPEN = {
  name: 'recovery.open',
  text: `INSERT INTO recovery (id, claim_id, policy_id, partner_id, insurer_id, lender_id, status, rule, collateral_rule,
           currency, indemnity_minor, uncompensated_minor, opened_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'OPEN', $7, $8, $9, $10, $11, $12)`,
};

export interface RecoverySizes {
  readonly indemnityMinor: bigint;
  readonly uncompensatedMinor: bigint;
  /** Recovery waterfall of the product. */
  readonly rule: string;
}

/** A claim has at most one case. */
export async function recoveryOfClaim(tx: Transaction, claim: ClaimRow): Promise<RecoveryRow | undefined> {
  const [recovery] = await recoveriesOfClaims(tx, [claim.id]);
  return recovery;
}

/**
 * The case follows what the claim has paid: the first payment opens it; another one, or a lower decision, changes what
 * insurer and lender lack, the allocation runs again and the differences are booked.
 */
export async function sizeRecovery(
  tx: Transaction,
  { claim, sizes, on }: { readonly claim: ClaimRow; readonly sizes: RecoverySizes; readonly on: string },
  moment: Moment,
): Promise<void> {
  const { at, cause, assessor } = moment;
  const known = await recoveryOfClaim(tx, claim);
  if (known) {
    const recovery = await lockRecovery(tx, known.id);
    invariant(recovery, `recovery ${known.id} of a locked claim is there`);
    const { indemnityMinor, uncompensatedMinor } = sizes;
    const id = newId('recoveryReceipt');
    const entry = {
      kind: 'REALLOCATION' as const,
      reference: `reallocation ${id}`,
      receivedOn: on,
      amountMinor: 0n,
      costsMinor: 0n,
      isCollateral: false,
      sizes: { indemnityMinor, uncompensatedMinor },
    };
    const { after } = await bookEntry(tx, recovery, { entry, at });
    await tellRecovery(tx, recovery.id, { kind: 'recovery.resized', at, cause });
    await settleOrResume(tx, after, moment);
    return;
  }
  const loan = await lockInsuredLoan(tx, claim.policyId);
  invariant(loan, `claim ${claim.id} has no loan`);
  const { collateralWaterfall } = await assessor.claimTerms(tx, loan);
  const id = newId('recovery');
  await tx.run(OPEN, [
    id,
    claim.id,
    claim.policyId,
    claim.partnerId,
    claim.insurerId,
    claim.lenderId,
    sizes.rule,
    collateralWaterfall,
    claim.currency,
    String(sizes.indemnityMinor),
    String(sizes.uncompensatedMinor),
    at,
  ]);
  const recovery = await readRecovery(tx, id);
  invariant(recovery, `recovery ${id} vanished inside its own transaction`);
  await appendEvents(tx, [recoveryEvent('recovery.opened', recovery, { at, cause })]);
}
