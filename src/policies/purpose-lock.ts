import { selectList } from '../database/columns.js';
import { isUniqueViolation } from '../database/failures.js';
import type { Transaction } from '../database/unit-of-work.js';
import { PurposeLock } from '../entities/index.js';
import { invariant, newId, type Refusal, refuse } from '../kernel/index.js';
import { type PurposeLockState, purposeLockLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import type { PurposeEvidence, PurposeLockProposal } from '../scenarios/contract/index.js';

// Takes the key's place in the one index over all partners. Whoever holds it, the same statement waits for the same
// index entry and answers the same zero: neither words nor work tell a stranger's lock from one's own.
const LOCK = {
  name: 'purpose.lock',
  text: `INSERT INTO purpose_lock (id, partner_id, insurer_id, lender_id, policy_id, scenario, key, reference, label, payee,
           currency, amount_minor, state, locked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'HELD', $13)
         ON CONFLICT (scenario, key) WHERE state <> 'RELEASED' DO NOTHING`,
};
const LIVE = {
  name: 'purpose.live',
  text: `SELECT ${selectList(PurposeLock)} FROM purpose_lock WHERE policy_id = $1 AND state <> 'RELEASED'`,
};
const PROVE = { name: 'purpose.prove', text: 'UPDATE purpose_lock SET evidence = $2 WHERE id = $1' };
const CHANGE = {
  name: 'purpose.change',
  text: `UPDATE purpose_lock SET amount_minor = amount_minor + $2 WHERE policy_id = $1 AND state <> 'RELEASED'`,
};
const TAKEN: Refusal = { problem: 'PurposeLocked', message: 'The thing this loan is for already has live cover.' };
const SET_RELEASED = { name: 'purpose.setReleased', text: 'UPDATE purpose_lock SET released_at = $2 WHERE id = $1' };

/** An order number, VIN or title as it is compared: however it was typed. */
export const lookUpReference = (typed: string): string => typed.trim().toLowerCase();

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

export interface LockMove {
  readonly at: Date;
  readonly cause: string;
}

/**
 * Locks the real thing for this policy. Taken at the bind, not at the quote: many may ask what cover of one thing would
 * cost, and a lock on asking would let one partner keep another out, and tell it so. The refusal says that the thing is
 * taken and nothing about by whom.
 */
export async function lockPurpose(tx: Transaction, { policy, proposal, amountMinor, at }: LockRequest): Promise<void> {
  const locked = await tx.run(LOCK, [
    newId('purposeLock'),
    policy.partnerId,
    policy.insurerId,
    policy.lenderId,
    policy.id,
    policy.scenario,
    proposal.key,
    lookUpReference(proposal.key.slice(proposal.key.indexOf(':') + 1)),
    proposal.label,
    proposal.payee,
    policy.currency,
    String(amountMinor),
    at,
  ]);
  if (locked === 0) {
    refuse(TAKEN);
  }
}

export async function livePurposeLock(tx: Transaction, policyId: string): Promise<PurposeLock | undefined> {
  const [lock] = await tx.rows<PurposeLock>(LIVE, [policyId]);
  return lock;
}

const moveLock = (tx: Transaction, lock: PurposeLock, to: PurposeLockState, move: LockMove): Promise<void> =>
  transition<PurposeLockState>(tx, {
    machine: purposeLockLifecycle,
    table: 'purpose_lock',
    id: lock.id,
    to,
    ...move,
    parties: { partnerId: lock.partnerId, insurerId: lock.insurerId, lenderId: lock.lenderId },
  });

/** Keeps the evidence that proved the purpose with the lock. */
export async function verifyPurposeLock(
  tx: Transaction,
  lock: PurposeLock,
  evidence: PurposeEvidence,
  move: LockMove,
): Promise<void> {
  await moveLock(tx, lock, 'VERIFIED', move);
  await tx.run(PROVE, [lock.id, JSON.stringify({ ...evidence, verifiedAt: move.at.toISOString() })]);
}

/** What was lent for the thing is another amount. @param byMinor below zero when part of it came back */
export async function changePurposeLock(tx: Transaction, policyId: string, byMinor: bigint): Promise<void> {
  if (byMinor !== 0n) await tx.run(CHANGE, [policyId, String(byMinor)]);
}

/** Frees the thing for other cover. Of a policy without a live lock there is nothing to free. */
export async function releasePurposeLock(tx: Transaction, policyId: string, move: LockMove): Promise<void> {
  const lock = await livePurposeLock(tx, policyId);
  if (!lock) return;
  await moveLock(tx, lock, 'RELEASED', move);
  await tx.run(SET_RELEASED, [lock.id, move.at]);
}

const LAST = {
  name: 'purpose.last',
  text: `SELECT ${selectList(PurposeLock)} FROM purpose_lock WHERE policy_id = $1 ORDER BY id DESC LIMIT 1`,
};
// Who else holds the thing cannot be seen; that it is held is what the one index over all partners answers.
const TAKE_AGAIN = {
  name: 'purpose.takeAgain',
  text: `UPDATE purpose_lock SET released_at = NULL WHERE id = $1`,
};

/** Locks the thing of a policy again whose cover comes back. Refuses with `PurposeLocked` when it has other cover by now. */
export async function retakePurposeLock(tx: Transaction, policyId: string, move: LockMove): Promise<void> {
  const [lock] = await tx.rows<PurposeLock>(LAST, [policyId]);
  invariant(lock, `policy ${policyId} had a purpose lock`);
  try {
    await moveLock(tx, lock, 'VERIFIED', move);
  } catch (error) {
    if (isUniqueViolation(error, 'purpose_lock_live')) refuse(TAKEN);
    throw error;
  }
  await tx.run(TAKE_AGAIN, [lock.id]);
}
