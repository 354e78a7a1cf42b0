import { claimKey } from '../database/idempotency.js';
import type { Transaction } from '../database/unit-of-work.js';
import type { Policy } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { utilisePolicyCapacity } from '../exposure/exposure-store.js';
import { requireToken } from '../kernel/index.js';
import { type PolicyStatus, policyLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import { writePremium } from '../premium/book-premium.js';
import { activationFigures } from './activation-figures.js';
import {
  type ActivateRequest,
  type Activation,
  type ActivationContext,
  planActivation,
  policyToActivate,
} from './activation-plan.js';
import { noteCertificateDue } from './certificate-due.js';
import { setInvestors } from './investors.js';
import { openLoan } from './loan.js';
import { policyEvent } from './policy-events.js';
import { verifyPurposeLock } from './purpose-lock.js';

export interface ActivateContext extends ActivationContext {
  readonly idempotencyKey: string;
}

const SET_ACTIVE = {
  name: 'policy.setActive',
  text: 'UPDATE policy SET activated_at = $2, starts_on = $3 WHERE id = $1',
};

/**
 * Starts the cover once the lender shows that the loan went where it was meant to go: the reserve becomes utilised, the
 * insured loan opens with its schedule, the premium is written.
 */
export async function activatePolicy(
  tx: Transaction,
  request: ActivateRequest,
  context: ActivateContext,
): Promise<Policy> {
  const { actorId, idempotencyKey } = context;
  const { amount, ...disbursement } = request.disbursement;
  const input = { ...request, disbursement: { ...disbursement, minor: String(amount.minor), in: amount.currency } };
  const first = await claimKey(
    tx,
    { tenantId: actorId, key: idempotencyKey, operation: 'policyActivate', input },
    { policy: request.policy },
  );
  const policy = await policyToActivate(tx, request.policy, { actorId, lock: true });
  if (first) return policy;
  const activation = await planActivation(tx, policy, { request, context, lock: true });
  const { token } = request;
  if (token !== undefined) requireToken(token, await activationFigures(tx, activation, { lock: true }));
  return activate(tx, activation, { request, at: context.at });
}

async function activate(
  tx: Transaction,
  { policy, purpose, loan, timeZone, terms, booking, earned }: Activation,
  { request, at }: { readonly request: ActivateRequest; readonly at: Date },
): Promise<Policy> {
  const cause = 'policyActivate';
  const { id, partnerId, insurerId, lenderId } = policy;
  const parties = { partnerId, insurerId, lenderId };
  await transition<PolicyStatus>(tx, {
    machine: policyLifecycle,
    table: 'policy',
    id,
    to: 'ACTIVE',
    cause,
    at,
    parties,
  });
  await tx.run(SET_ACTIVE, [id, at, loan.disbursedOn]);
  await verifyPurposeLock(tx, purpose, request.purposeEvidence, { at, cause });
  await utilisePolicyCapacity(tx, id, { at, cause });
  await openLoan(tx, {
    policy,
    request: loan,
    timeZone,
    noticeDays: terms.noticeDays,
    waitingDays: terms.waitingDays,
    reference: request.disbursement.loanReference.trim(),
  });
  await writePremium(tx, booking, earned);
  await noteCertificateDue(tx, id);
  const active: Policy = { ...policy, status: 'ACTIVE', activatedAt: at, startsOn: loan.disbursedOn };
  await appendEvents(tx, [policyEvent(active, { kind: 'policy.activated', at, cause })]);
  if (request.investors) await setInvestors(tx, active, { investors: request.investors, at, cause });
  return active;
}
