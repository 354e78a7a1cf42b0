import type { Transaction } from '../database/unit-of-work.js';
import { appendEvents } from '../events/event-log.js';
import { invariant } from '../kernel/index.js';
import type { JsonObject } from '../scenarios/contract/index.js';
import { type ClaimRow, claimSnapshot, readClaim } from './claim-row.js';

/** What can happen to a claim; every event carries the claim as it then was. */
export type ClaimEventKind =
  | 'claim.notified'
  | 'claim.evidenceRequested'
  | 'claim.evidenceAdded'
  | 'claim.reviewStarted'
  | 'claim.decided'
  | 'claim.partPaid'
  | 'claim.paid'
  | 'claim.settled'
  | 'claim.overpaymentReturned'
  | 'claim.closed'
  | 'claim.withdrawn'
  | 'claim.reopened'
  | 'claim.deadlineApproaching'
  | 'claim.deadlineMissed'
  | 'claim.otherInsuranceDeclared';

/** What the insurer alone is told. */
export type InsurerEventKind = 'claim.assigned' | 'claim.decisionProposed';

export interface ClaimEventContext {
  /** Business time. */
  readonly at: Date;
  /** Operation or job. */
  readonly cause: string;
  /** Beside the claim: the payment, the new evidence, a reason. */
  readonly details?: JsonObject;
}

export const claimEvent = (kind: ClaimEventKind, claim: ClaimRow, { at, cause, details }: ClaimEventContext) => ({
  ownerId: claim.partnerId,
  insurerId: claim.insurerId,
  lenderId: claim.lenderId,
  policyId: claim.policyId,
  kind,
  subjectKind: 'claim',
  subjectId: claim.id,
  payload: { claim: claimSnapshot(claim), ...details },
  occurredAt: at,
  cause,
  module: claim.scenario,
  moduleVersion: claim.scenarioVersion,
});

/** Reads the claim as the transaction has made it and tells about it. */
export async function tellClaim(
  tx: Transaction,
  id: string,
  { kind, ...context }: ClaimEventContext & { readonly kind: ClaimEventKind },
): Promise<ClaimRow> {
  const claim = await readClaim(tx, id);
  invariant(claim, `claim ${id} vanished inside its own transaction`);
  await appendEvents(tx, [claimEvent(kind, claim, context)]);
  return claim;
}

/** The same for steps that are the insurer's own business: nobody else reads the event. */
export async function tellInsurer(
  tx: Transaction,
  claim: ClaimRow,
  { kind, at, cause, details }: ClaimEventContext & { readonly kind: InsurerEventKind },
): Promise<void> {
  const event = {
    ownerId: claim.insurerId,
    insurerId: claim.insurerId,
    kind,
    subjectKind: 'claim',
    subjectId: claim.id,
    payload: { claim: claimSnapshot(claim), ...details },
    occurredAt: at,
    cause,
  };
  await appendEvents(tx, [event]);
}
