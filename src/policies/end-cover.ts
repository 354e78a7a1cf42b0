import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import type { Policy } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { releasePolicyCapacity } from '../exposure/exposure-store.js';
import { retakePolicyCapacity } from '../exposure/policy-capacity.js';
import { type CalendarDate, dateInZone, invariant } from '../kernel/index.js';
import { type PolicyStatus, policyLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import { endEarning, moveCoverEnd } from '../premium/book-premium.js';
import { settleNotice } from './cancellation-notices.js';
import { noteCertificateDue } from './certificate-due.js';
import { type PolicyEventContext, policyEvent } from './policy-events.js';
import { lockPolicy } from './policy-rows.js';
import { releasePurposeLock, retakePurposeLock } from './purpose-lock.js';

export type CoverEnd = 'CLOSED' | 'NOT_TAKEN_UP' | 'EXPIRED' | 'CANCELLED' | 'LAPSED';

export interface EndContext {
  readonly at: Date;
  readonly cause: string;
  /** Whether it is the insurer that cancels. */
  readonly byInsurer?: boolean;
  /** Told with the event. */
  readonly details?: PolicyEventContext['details'];
}

const SET_CLOSED = { name: 'policy.setClosed', text: 'UPDATE policy SET closed_at = $2 WHERE id = $1' };
const EVENT_OF = {
  CLOSED: 'policy.closed',
  NOT_TAKEN_UP: 'policy.notTakenUp',
  EXPIRED: 'policy.expired',
  CANCELLED: 'policy.cancelled',
  LAPSED: 'policy.lapsed',
} as const;

/** Ends a policy's cover: its state, its capacity, its lock on the real thing, and word to everybody. */
export async function endCover(
  tx: Transaction,
  policy: Policy,
  to: CoverEnd,
  { at, cause, byInsurer = false, details = {} }: EndContext,
): Promise<void> {
  const { id, partnerId, insurerId, lenderId } = policy;
  const parties = { partnerId, insurerId, lenderId };
  await transition<PolicyStatus>(tx, { machine: policyLifecycle, table: 'policy', id, to, cause, at, parties });
  await tx.run(SET_CLOSED, [id, at]);
  await releasePolicyCapacity(tx, id, { at, cause });
  await releasePurposeLock(tx, id, { at, cause });
  await endEarning(tx, policy, at);
  await noteCertificateDue(tx, id);
  await settleNotice(tx, id, { at, cause, byInsurer });
  await appendEvents(tx, [
    policyEvent({ ...policy, status: to, closedAt: at }, { kind: EVENT_OF[to], at, cause, details }),
  ]);
}

/** Puts ended cover back in force, with its lock on the real thing; its exposure must have been taken before. */
export async function resumeCover(
  tx: Transaction,
  policy: Policy,
  { at, cause, details = {} }: EndContext,
): Promise<void> {
  const { id, partnerId, insurerId, lenderId } = policy;
  const parties = { partnerId, insurerId, lenderId };
  const move = { machine: policyLifecycle, table: 'policy', id, to: 'ACTIVE', cause, at, parties } as const;
  await transition<PolicyStatus>(tx, move);
  await tx.run(SET_CLOSED, [id, null]);
  await retakePurposeLock(tx, id, { at, cause });
  const active: Policy = { ...policy, status: 'ACTIVE', closedAt: null };
  await appendEvents(tx, [policyEvent(active, { kind: 'policy.reinstated', at, cause, details })]);
}

/**
 * Puts cover back in force that ended because its loan was repaid, when the loan was not. Premium that was earned at that end
 * is earned by days again. Refuses without room in the limits, and when the thing has other cover by now.
 */
export async function reopenCover(
  tx: Transaction,
  policy: Policy,
  { on, timeZone, ...context }: EndContext & { readonly on: CalendarDate; readonly timeZone: string },
): Promise<void> {
  const { id, partnerId, insurerId, lenderId, closedAt } = policy;
  invariant(closedAt, `policy ${id} was closed`);
  await joinTenants(tx, [partnerId, insurerId, lenderId]);
  await retakePolicyCapacity(tx, id, policy.sumInsuredMinor, context);
  await resumeCover(tx, policy, context);
  const from = dateInZone(closedAt, timeZone);
  const endsOn = policy.endsOn as CalendarDate;
  if (from < endsOn) await moveCoverEnd(tx, policy, { from, endsOn, on });
}

const LOAN_STATUS = { name: 'policy.loanStatus', text: 'SELECT status FROM loan WHERE policy_id = $1' };

/** Ends the cover of a policy that only a claim, since given up or rejected, kept open after its loan was settled. */
export async function endCoverIfSettled(tx: Transaction, policyId: string, context: EndContext): Promise<void> {
  const [loan] = await tx.rows<{ status: string }>(LOAN_STATUS, [policyId]);
  if (loan?.status !== 'SETTLED') return;
  const policy = await lockPolicy(tx, policyId);
  if (policy?.status === 'ACTIVE') await endCover(tx, policy, 'CLOSED', context);
}

/** Ends the cover of a policy whose loss was paid, if it has not ended already. */
export async function endCoverAfterLoss(tx: Transaction, policyId: string, context: EndContext): Promise<void> {
  const policy = await lockPolicy(tx, policyId);
  if (policy?.status === 'ACTIVE') await endCover(tx, policy, 'CLOSED', context);
}
