import type { Transaction } from '../database/unit-of-work.js';
import { refuse, stateConflict } from '../kernel/index.js';
import { type Lifecycle, sourcesOf } from './machine.js';

/** The tables a lifecycle moves, and the column that holds the state. */
const STATE_COLUMN = {
  quote: 'status',
  referral: 'status',
  policy: 'status',
  claim: 'status',
  recovery: 'status',
  complaint: 'status',
  purpose_lock: 'state',
  programme: 'status',
  payment_promise: 'state',
  policy_hold: 'state',
  cancellation_notice: 'state',
} as const;
export type LifecycleTable = keyof typeof STATE_COLUMN;

export interface TransitionOptions<State extends string> {
  readonly machine: Lifecycle<State>;
  readonly table: LifecycleTable;
  readonly id: string;
  readonly to: State;
  /** Narrows the allowed sources to one expected state. */
  readonly from?: State;
  /** Operation or job that moves it, e.g. `policyActivate`. */
  readonly cause: string;
  /** Business time. */
  readonly at: Date;
  readonly parties: { readonly partnerId: string; readonly insurerId: string | null; readonly lenderId: string | null };
}

/**
 * Moves one row from an allowed state to `to` and records it; the row's new state is visible only together with its
 * history line. Refuses with a StateConflict that names both states; the caller's transaction then rolls back.
 */
export async function transition<State extends string>(
  tx: Transaction,
  options: TransitionOptions<State>,
): Promise<void> {
  const { machine, table, id, to, cause, at, parties } = options;
  const column = STATE_COLUMN[table];
  const sources = options.from
    ? sourcesOf(machine, to).filter((state) => state === options.from)
    : sourcesOf(machine, to);
  const [current] = await tx.rows<{ status: string }>(
    {
      name: `lifecycle.lock.${table}`,
      text: `SELECT ${column} AS status FROM ${table} WHERE id = $1 FOR NO KEY UPDATE`,
    },
    [id],
  );
  const from = current?.status ?? 'absent';
  if (!(sources as string[]).includes(from)) refuse(stateConflict(table, from, to));
  await tx.run(
    { name: `lifecycle.move.${table}`, text: `UPDATE ${table} SET ${column} = $2 WHERE id = $1 AND ${column} = $3` },
    [id, to, from],
  );
  await tx.run(
    {
      name: 'lifecycle.record',
      text: `INSERT INTO state_change (machine, subject_id, partner_id, insurer_id, lender_id, from_state, to_state, cause, occurred_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    },
    [machine.name, id, parties.partnerId, parties.insurerId, parties.lenderId, from, to, cause, at],
  );
}
