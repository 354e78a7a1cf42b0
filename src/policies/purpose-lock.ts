import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { PurposeLock } from '../entities/index.js';
import { newId, refuse } from '../kernel/index.js';
import type { PurposeLockProposal } from '../scenarios/contract/index.js';

const LOCK = {
  name: 'purpose.lock',
  text: `INSERT INTO purpose_lock (id, partner_id, insurer_id, lender_id, policy_id, scenario, key, label, payee, currency,
           amount_minor, state, locked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'LIVE', $12)
         ON CONFLICT (scenario, key) WHERE state = 'LIVE' DO NOTHING`,
};
const RELEASE = {
  name: 'purpose.release',
  text: `UPDATE purpose_lock SET state = 'RELEASED', released_at = $2 WHERE policy_id = $1 AND state = 'LIVE'`,
};
const LIVE = {
  name: 'purpose.live',
  text: `SELECT ${selectList(PurposeLock)} FROM purpose_lock WHERE policy_id = $1 AND state = 'LIVE'`,
};
const PROVE = { name: 'purpose.prove', text: 'UPDATE purpose_lock SET evidence = $2 WHERE id = $1' };

export interface LockRequest {
  readonly policy: {
    readonly id: string;
    readonly partnerId: string;
    readonly insurerId: string;
    readonly lenderId: string;
    readonly scenario: string;
    readonly currency: string;
  };
  readonly proposal: PurposeLockProposal;
  readonly amountMinor: bigint;
  readonly at: Date;
}

/** Locks the real thing for this policy. The refusal says that it is taken and nothing about by whom. */
export async function lockPurpose(tx: Transaction, { policy, proposal, amountMinor, at }: LockRequest): Promise<void> {
  const locked = await tx.run(LOCK, [
    newId('purposeLock'),
    policy.partnerId,
    policy.insurerId,
    policy.lenderId,
    policy.id,
    policy.scenario,
    proposal.key,
    proposal.label,
    proposal.payee,
    policy.currency,
    String(amountMinor),
    at,
  ]);
  if (locked === 0) {
    refuse({ problem: 'PurposeLocked', message: 'The thing this loan is for already has live cover.' });
  }
}

export async function releasePurposeLock(tx: Transaction, policyId: string, at: Date): Promise<void> {
  await tx.run(RELEASE, [policyId, at]);
}

export async function livePurposeLock(tx: Transaction, policyId: string): Promise<PurposeLock | undefined> {
  const [lock] = await tx.rows<PurposeLock>(LIVE, [policyId]);
  return lock;
}

/** Keeps the evidence that proved the purpose with the lock. */
export async function recordPurposeEvidence(tx: Transaction, lockId: string, evidence: object): Promise<void> {
  await tx.run(PROVE, [lockId, JSON.stringify(evidence)]);
}
