import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { Recovery } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { invalidInput, invariant, issue, notFound, refuse } from '../kernel/index.js';
import { type RecoveryStatus, recoveryLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import type { Viewer } from '../partners/viewer.js';
import { isParty, type Side, type Step } from './claim-command.js';
import type { ClaimEventContext } from './claim-events.js';
import { lockClaim } from './claim-row.js';
import { closeClaim } from './record-decision.js';
import { type RecoveryEventKind, type RecoveryRow, readRecovery, recoveryEvent } from './recovery-row.js';

const MAX_REASON_LENGTH = 2_000;

const CLAIM_OF = { name: 'recovery.claimOf', text: 'SELECT claim_id AS "claimId" FROM recovery WHERE id = $1' };
const LOCK = {
  name: 'recovery.lock',
  text: `SELECT ${selectList(Recovery)} FROM recovery WHERE id = $1 FOR NO KEY UPDATE`,
};
const RESUME = { name: 'recovery.resume', text: 'UPDATE recovery SET closed_at = NULL WHERE id = $1' };
const END = { name: 'recovery.end', text: 'UPDATE recovery SET closed_at = $2 WHERE id = $1' };

/** The recovery, locked after its claim, for somebody on the right side; everybody else is told that there is none. */
export async function lockRecoveryFor(
  tx: Transaction,
  id: string,
  { viewer, sides }: { readonly viewer: Viewer; readonly sides: readonly Side[] },
): Promise<RecoveryRow> {
  const [found] = await tx.rows<{ claimId: string }>(CLAIM_OF, [id]);
  if (!found) return refuse(notFound('recovery', id));
  await lockClaim(tx, found.claimId);
  const [recovery] = await tx.rows<RecoveryRow>(LOCK, [id]);
  if (!recovery || !sides.some((side) => isParty(viewer, recovery, side))) return refuse(notFound('recovery', id));
  return recovery;
}

const moveRecovery = (tx: Transaction, recovery: RecoveryRow, to: RecoveryStatus, { cause, at }: Step): Promise<void> =>
  transition(tx, { machine: recoveryLifecycle, table: 'recovery', id: recovery.id, to, cause, at, parties: recovery });

/** Goes after the money, also after it had been given up. */
export async function resumeRecovery(
  tx: Transaction,
  recovery: RecoveryRow,
  to: RecoveryPursuit,
  step: Step,
): Promise<void> {
  await moveRecovery(tx, recovery, to, step);
  if (recovery.closedAt) await tx.run(RESUME, [recovery.id]);
}

export async function tellRecovery(
  tx: Transaction,
  id: string,
  { kind, ...context }: ClaimEventContext & { readonly kind: RecoveryEventKind },
): Promise<void> {
  const recovery = await readRecovery(tx, id);
  invariant(recovery, `recovery ${id} vanished inside its own transaction`);
  await appendEvents(tx, [recoveryEvent(kind, recovery, context)]);
}

/** Ends a recovery, and with it the claim that was waiting for its end. */
export async function settleRecovery(
  tx: Transaction,
  recovery: RecoveryRow,
  to: 'RECOVERED' | 'WRITTEN_OFF',
  step: Step & { readonly details?: ClaimEventContext['details'] },
): Promise<void> {
  const { at, cause, details } = step;
  await moveRecovery(tx, recovery, to, step);
  await tx.run(END, [recovery.id, at]);
  const kind = to === 'RECOVERED' ? 'recovery.recovered' : 'recovery.writtenOff';
  await tellRecovery(tx, recovery.id, { kind, at, cause, ...(details ? { details } : {}) });
  const claim = await lockClaim(tx, recovery.claimId);
  if (claim?.status === 'PAID') await closeClaim(tx, claim, step);
}

export type RecoveryPursuit = 'IN_COLLECTION' | 'INSTALMENT_PLAN' | 'LEGAL';

/** How the insurer goes after the money. */
export async function pursueRecovery(
  tx: Transaction,
  input: { readonly recovery: string; readonly status: RecoveryPursuit },
  step: Step,
): Promise<void> {
  const { viewer, at, cause } = step;
  const recovery = await lockRecoveryFor(tx, input.recovery, { viewer, sides: ['INSURER'] });
  await resumeRecovery(tx, recovery, input.status, step);
  await tellRecovery(tx, recovery.id, { kind: 'recovery.pursued', at, cause });
}

/** Gives up what is still missing. Money that arrives later is recorded all the same. */
export async function writeOffRecovery(
  tx: Transaction,
  input: { readonly recovery: string; readonly reason: string },
  step: Step,
): Promise<void> {
  const recovery = await lockRecoveryFor(tx, input.recovery, { viewer: step.viewer, sides: ['INSURER'] });
  const reason = input.reason.trim();
  if (reason.length === 0 || reason.length > MAX_REASON_LENGTH) {
    refuse(invalidInput([issue('reason', 'BAD_LENGTH', `must have 1 to ${MAX_REASON_LENGTH} characters`)]));
  }
  await settleRecovery(tx, recovery, 'WRITTEN_OFF', { ...step, details: { reason } });
}
