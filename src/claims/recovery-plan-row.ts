import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { RecoveryPlan } from '../entities/index.js';
import { nextDueOn, type PlanInstalment } from './recovery-plan.js';

export type PlanRow = RecoveryPlan;

const COLUMNS = selectList(RecoveryPlan);
const OF_RECOVERIES = {
  name: 'recoveryPlan.ofRecoveries',
  text: `SELECT ${COLUMNS} FROM recovery_plan WHERE recovery_id = ANY($1) ORDER BY recovery_id, id`,
};
const ACTIVE = {
  name: 'recoveryPlan.active',
  text: `SELECT ${COLUMNS} FROM recovery_plan WHERE recovery_id = $1 AND status = 'ACTIVE' FOR NO KEY UPDATE`,
};
const RECEIVE = {
  name: 'recoveryPlan.receive',
  text: `UPDATE recovery_plan SET received_minor = $2, next_due_on = $3, status = $4, ended_at = $5 WHERE id = $1`,
};
const END = {
  name: 'recoveryPlan.end',
  text: `UPDATE recovery_plan SET status = CASE WHEN received_minor >= total_minor THEN 'FULFILLED' ELSE 'ENDED' END,
           ended_at = $2 WHERE recovery_id = $1 AND status = 'ACTIVE'`,
};

export const instalmentsOf = (plan: PlanRow): readonly PlanInstalment[] =>
  plan.instalments as readonly PlanInstalment[];

/** Oldest first. */
export const plansOfRecoveries = (tx: Transaction, recoveryIds: readonly string[]): Promise<PlanRow[]> =>
  tx.rows<PlanRow>(OF_RECOVERIES, [recoveryIds]);

/** The plan that runs, locked; the recovery must be locked before. */
export async function activePlan(tx: Transaction, recoveryId: string): Promise<PlanRow | undefined> {
  const [plan] = await tx.rows<PlanRow>(ACTIVE, [recoveryId]);
  return plan;
}

/** Counts money against the plan that runs. Whether that fulfilled it. */
export async function receiveForPlan(
  tx: Transaction,
  { recoveryId, amountMinor, at }: { readonly recoveryId: string; readonly amountMinor: bigint; readonly at: Date },
): Promise<boolean> {
  const plan = await activePlan(tx, recoveryId);
  if (!plan) return false;
  const receivedMinor = plan.receivedMinor + amountMinor;
  const isFulfilled = receivedMinor >= plan.totalMinor;
  await tx.run(RECEIVE, [
    plan.id,
    String(receivedMinor),
    nextDueOn(instalmentsOf(plan), receivedMinor),
    isFulfilled ? 'FULFILLED' : 'ACTIVE',
    isFulfilled ? at : null,
  ]);
  return isFulfilled;
}

/** The plan that runs, if any, no longer does. */
export const endPlan = (tx: Transaction, recoveryId: string, at: Date): Promise<number> =>
  tx.run(END, [recoveryId, at]);
