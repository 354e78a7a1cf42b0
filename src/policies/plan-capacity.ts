import type { Transaction } from '../database/unit-of-work.js';
import { requireRoomToChange, requireRoomToRetake } from '../exposure/policy-capacity.js';
import type { HistoryPlan } from './history/plan.js';

/** Refuses a plan that limits have no room for, as carrying it out would now; for who only looks, nothing is locked. */
export async function requireCapacity(
  tx: Transaction,
  policyId: string,
  { before, after }: HistoryPlan,
): Promise<void> {
  const isBack = after.status !== before.status && after.status !== 'CANCELLED' && after.status !== 'LAPSED';
  if (isBack) await requireRoomToRetake(tx, policyId, after.sumInsuredMinor);
  else if (after.status === before.status && after.sumInsuredMinor !== before.sumInsuredMinor) {
    await requireRoomToChange(tx, policyId, after.sumInsuredMinor);
  }
}
