import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { Recovery } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { invalidInput, invariant, issue, notFound, refuse } from '../kernel/index.js';
import { type RecoveryStatus, recoveryLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import type { Viewer } from '../partners/viewer.js';
import { closeClaim } from './claim-closing.js';
import { isParty, type Moment, type Side, type Step } from './claim-command.js';
import type { ClaimEventContext } from './claim-events.js';
import { lockClaim } from './claim-row.js';
import { endPlan } from './recovery-plan-row.js';
import {
  isInsurerWhole,
  type RecoveryEventKind,
  type RecoveryRow,
  readRecovery,
  recoveryEvent,
} from './recovery-row.js';

const MAX_REASON_LENGTH = 2_000;

const CLAIM_OF = { name: 'recovery.claimOf', text: 'SELECT claim_id AS "claimId" FROM recovery WHERE id = $1' };
const LOCK = {
  name: 'recovery.lock',
  text: `SELECT ${selectList(Recovery)} FROM recovery WHERE id = $1 FOR NO KEY UPDATE`,
};
const RESUME = {
  name: 'recovery.resume',
  text: 'UPDATE recovery SET closed_at = NULL, write_off_code = NULL, write_off_reason = NULL WHERE id = $1',
};
const END = { name: 'recovery.end', text: 'UPDATE recovery SET closed_at = $2 WHERE id = $1' };
const EXPLAIN = {
  name: 'recovery.explainWriteOff',
  text: 'UPDATE recovery SET write_off_code = $2, write_off_reason = $3 WHERE id = $1',
};

/** The id of its claim; undefined when the recovery does not exist or is not visible. */
export async function claimOfRecovery(tx: Transaction, id: string): Promise<string | undefined> {
  const [found] = await tx.rows<{ claimId: string }>(CLAIM_OF, [id]);
  return found?.claimId;
}

/** The recovery, locked after its claim; undefined when it does not exist or is not visible. */
export async function lockRecovery(tx: Transaction, id: string): Promise<RecoveryRow | undefined> {
  const claimId = await claimOfRecovery(tx, id);
  if (claimId === undefined) return undefined;
  await lockClaim(tx, claimId);
  const [recovery] = await tx.rows<RecoveryRow>(LOCK, [id]);
  return recovery;
}

/** The same for somebody on the right side; everybody else is told that there is none. */
export async function lockRecoveryFor(
  tx: Transaction,
  id: string,
  { viewer, sides }: { readonly viewer: Viewer; readonly sides: readonly Side[] },
): Promise<RecoveryRow> {
  const recovery = await lockRecovery(tx, id);
  if (!recovery || !sides.some((side) => isParty(viewer, recovery, side))) return refuse(notFound('recovery', id));
  return recovery;
}

const moveRecovery = (
  tx: Transaction,
  recovery: RecoveryRow,
  { to, moment: { cause, at } }: { readonly to: RecoveryStatus; readonly moment: Moment },
): Promise<void> =>
  transition(tx, { machine: recoveryLifecycle, table: 'recovery', id: recovery.id, to, cause, at, parties: recovery });

export type RecoveryPursuit = 'IN_COLLECTION' | 'INSTALMENT_PLAN' | 'LEGAL';

/** Goes after the money, also after it had been given up or was thought to be there. */
export async function resumeRecovery(
  tx: Transaction,
  recovery: RecoveryRow,
  { to, moment }: { readonly to: RecoveryPursuit; readonly moment: Moment },
): Promise<void> {
  await moveRecovery(tx, recovery, { to, moment });
  if (recovery.closedAt) await tx.run(RESUME, [recovery.id]);
}

/** Tells about the recovery as the transaction has made it, and answers it. */
export async function tellRecovery(
  tx: Transaction,
  id: string,
  { kind, ...context }: ClaimEventContext & { readonly kind: RecoveryEventKind },
): Promise<RecoveryRow> {
  const recovery = await readRecovery(tx, id);
  invariant(recovery, `recovery ${id} vanished inside its own transaction`);
  await appendEvents(tx, [recoveryEvent(kind, recovery, context)]);
  return recovery;
}

/** Ends a recovery and its plan, and with them the claim that was waiting for its end. */
export async function settleRecovery(
  tx: Transaction,
  recovery: RecoveryRow,
  { to, moment, details }: { to: 'RECOVERED' | 'WRITTEN_OFF'; moment: Moment; details?: ClaimEventContext['details'] },
): Promise<void> {
  const { at, cause } = moment;
  await moveRecovery(tx, recovery, { to, moment });
  await tx.run(END, [recovery.id, at]);
  await endPlan(tx, recovery.id, at);
  const kind = to === 'RECOVERED' ? 'recovery.recovered' : 'recovery.writtenOff';
  await tellRecovery(tx, recovery.id, { kind, at, cause, ...(details ? { details } : {}) });
  const claim = await lockClaim(tx, recovery.claimId);
  if (claim?.status === 'PAID') await closeClaim(tx, claim, moment);
}

/** Brings the state of a case in line with its money: ended when the insurer is whole, pursued again when it no longer is. */
export async function settleOrResume(tx: Transaction, recovery: RecoveryRow, moment: Moment): Promise<void> {
  const isWhole = isInsurerWhole(recovery);
  if (isWhole && recovery.status !== 'RECOVERED') await settleRecovery(tx, recovery, { to: 'RECOVERED', moment });
  if (!isWhole && recovery.status === 'RECOVERED') await resumeRecovery(tx, recovery, { to: 'IN_COLLECTION', moment });
}

/** How the insurer goes after the money; a plan is agreed by itself. */
export async function moveRecoveryTo(
  tx: Transaction,
  input: { readonly recovery: string; readonly to: 'IN_COLLECTION' | 'LEGAL' },
  step: Step,
): Promise<void> {
  const { viewer, at, cause } = step;
  const recovery = await lockRecoveryFor(tx, input.recovery, { viewer, sides: ['INSURER'] });
  await resumeRecovery(tx, recovery, { to: input.to, moment: step });
  await endPlan(tx, recovery.id, at);
  await tellRecovery(tx, recovery.id, { kind: 'recovery.moved', at, cause });
}

/** Why the insurer gives up what is missing. Not the lender's charge-off, which changes nothing here. */
export const WRITE_OFF_CODES = [
  'INSOLVENT',
  'DECEASED',
  'UNTRACEABLE',
  'TIME_BARRED',
  'UNECONOMIC',
  'SETTLED_FOR_LESS',
  'OTHER',
] as const;

export interface WriteOffInput {
  readonly recovery: string;
  readonly code: (typeof WRITE_OFF_CODES)[number];
  /** 1 to 2,000 characters. */
  readonly reason: string;
}

/** Gives up what is still missing. Money that arrives later is recorded all the same. */
export async function writeOffRecovery(tx: Transaction, input: WriteOffInput, step: Step): Promise<void> {
  const recovery = await lockRecoveryFor(tx, input.recovery, { viewer: step.viewer, sides: ['INSURER'] });
  const reason = input.reason.trim();
  if (reason.length === 0 || reason.length > MAX_REASON_LENGTH) {
    refuse(invalidInput([issue('reason', 'BAD_LENGTH', `must have 1 to ${MAX_REASON_LENGTH} characters`)]));
  }
  await tx.run(EXPLAIN, [recovery.id, input.code, reason]);
  await settleRecovery(tx, recovery, { to: 'WRITTEN_OFF', moment: step, details: { code: input.code, reason } });
}
