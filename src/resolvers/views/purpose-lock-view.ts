import type { PurposeLock, StateChange } from '../../entities/index.js';
import type { PurposeLockState } from '../../lifecycle/machines.js';
import type { PurposeEvidence } from '../../scenarios/contract/index.js';
import { moneyView } from './money-view.js';

function evidenceView(stored: unknown) {
  if (!stored) return null;
  const { verifiedAt, ...evidence } = stored as PurposeEvidence & { readonly verifiedAt: string };
  return { ...evidence, verifiedAt: new Date(verifiedAt) };
}

export const purposeLockView = (lock: PurposeLock) => ({
  id: lock.id,
  lockedAt: lock.lockedAt,
  state: lock.state,
  thing: lock.key,
  label: lock.label,
  payee: lock.payee,
  amount: moneyView(lock.amountMinor, lock.currency),
  evidence: evidenceView(lock.evidence),
});

export type PurposeLockView = ReturnType<typeof purposeLockView>;

/** The lock's whole life: the bind that took it, then every change of its state. */
export const purposeLockHistory = ({ lockedAt }: PurposeLockView, changes: readonly StateChange[]) => [
  { state: 'HELD' satisfies PurposeLockState, at: lockedAt, cause: 'policyBind' },
  ...changes.map(({ toState, occurredAt, cause }) => ({ state: toState, at: occurredAt, cause })),
];
