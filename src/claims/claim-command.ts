import { checkKey, claimKey } from '../database/idempotency.js';
import type { Transaction, UnitOfWork } from '../database/unit-of-work.js';
import { type Clock, notFound, type Outcome, outcomeOf, refuse } from '../kernel/index.js';
import { type ClaimStatus, claimLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import type { ClaimRules } from '../scenarios/contract/index.js';
import { type ClaimRow, lockClaim } from './claim-row.js';
import type { LoanAssessor } from './loan-assessor.js';
import { reserveLosses } from './loss-reserve.js';

export interface ClaimDependencies {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly assessor: LoanAssessor;
  /** What proves a loss in this scenario; throws for a scenario that is not installed. */
  readonly claimRules: (scenario: string) => ClaimRules;
  /** The number for people of a running position, in a year. */
  readonly claimNumber: (position: bigint, year: number) => string;
  readonly complaintNumber: (position: bigint, year: number) => string;
  /** Runs in the transaction after which nothing of a loss is left to pay, to end cover. */
  readonly afterPayment?: (tx: Transaction, policy: ClaimedPolicy) => Promise<void>;
  readonly afterNoLoss?: (tx: Transaction, policy: ClaimedPolicy) => Promise<void>;
}

export interface ClaimedPolicy {
  readonly policyId: string;
  readonly at: Date;
  readonly cause: string;
}

/** What the log calls the machine's decisions. */
export const AUTOMATIC_CAUSE = 'automaticDecision';

/** One request of one key. */
export interface Request {
  readonly viewer: Viewer;
  /** 1 to 200 characters, chosen by the caller. */
  readonly idempotencyKey: string;
}

/** What a step is given that nobody asked for: the machine's own, or a consequence of somebody's. */
export interface Moment extends ClaimDependencies {
  readonly cause: string;
  readonly at: Date;
}

/** What somebody's step of a claim is given besides its input. */
export interface Step extends Moment {
  readonly viewer: Viewer;
}

/** One step on an object that exists: its preconditions, its writes, its events. Throws `Refused`. */
export type StepOf<Input> = (tx: Transaction, input: Input, step: Step) => Promise<void>;

export interface Command<Input, Answer> {
  readonly operation: string;
  readonly input: Input;
  /** Id of the object that is answered; made beforehand when the command creates it. */
  readonly id: string;
  readonly work: (tx: Transaction, step: Step) => Promise<void>;
  readonly read: (tx: Transaction, id: string) => Promise<Answer | undefined>;
}

/**
 * Runs a command once per idempotency key, in one transaction with the key, and answers the object as it now stands.
 * A refusal rolls everything back.
 */
export function runCommand<Input, Answer>(
  dependencies: ClaimDependencies,
  { viewer, idempotencyKey }: Request,
  { operation, input, id, work, read }: Command<Input, Answer>,
): Promise<Outcome<Answer>> {
  const { units, clock } = dependencies;
  return outcomeOf(async () => {
    const checked = checkKey(idempotencyKey);
    if (!checked.ok) refuse(checked.error);
    return units.run(scopeOf(viewer), async (tx) => {
      const request = { tenantId: viewer.organisationId, key: idempotencyKey, operation, input };
      const first = await claimKey(tx, request, { id });
      if (!first) await work(tx, { ...dependencies, viewer, cause: operation, at: clock.now() });
      const answer = await read(tx, first?.id ?? id);
      return answer ?? refuse(notFound('object', first?.id ?? id));
    });
  });
}

/** The insurer that decides; the insured side, which is the partner that sold the cover and the lender; the lender alone. */
export type Side = 'INSURER' | 'INSURED' | 'LENDER';

export interface Parties {
  readonly partnerId: string;
  readonly insurerId: string;
  readonly lenderId: string;
}

/** Whether the viewer acts on this side; the operator acts on every side. */
export function isParty({ role, organisationId }: Viewer, parties: Parties, side: Side): boolean {
  if (role === 'OPERATOR') return true;
  if (side === 'INSURER') return parties.insurerId === organisationId;
  if (side === 'LENDER') return parties.lenderId === organisationId;
  return parties.partnerId === organisationId || parties.lenderId === organisationId;
}

/** The claim, locked, for somebody on the right side of it; everybody else is told that there is none. */
export async function lockClaimFor(
  tx: Transaction,
  id: string,
  { viewer, sides }: { readonly viewer: Viewer; readonly sides: readonly Side[] },
): Promise<ClaimRow> {
  const claim = await lockClaim(tx, id);
  if (!claim || !sides.some((side) => isParty(viewer, claim, side))) return refuse(notFound('claim', id));
  return claim;
}

/** Moves a claim in its lifecycle, and with it what is reserved for it. */
export async function moveClaim(
  tx: Transaction,
  claim: ClaimRow,
  to: ClaimStatus,
  { cause, at }: Moment,
): Promise<void> {
  await transition(tx, { machine: claimLifecycle, table: 'claim', id: claim.id, to, cause, at, parties: claim });
  await reserveLosses(tx, [claim.id], at);
}
