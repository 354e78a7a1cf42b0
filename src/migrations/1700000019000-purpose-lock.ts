import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

/** A purpose lock is held from the bind and verified by the activation, until it is released. */
export class PurposeLock1700000019000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `SELECT set_config('app.scope', 'system', true)`,
      'DROP INDEX purpose_lock_live',
      'ALTER TABLE purpose_lock DROP CONSTRAINT purpose_lock_state_check',
      `UPDATE purpose_lock SET state = CASE WHEN evidence IS NULL THEN 'HELD' ELSE 'VERIFIED' END WHERE state = 'LIVE'`,
      `INSERT INTO state_change (machine, subject_id, partner_id, insurer_id, lender_id, from_state, to_state, cause, occurred_at)
       SELECT 'PurposeLock', id, partner_id, insurer_id, lender_id, 'HELD', state, 'migration', coalesce(released_at, locked_at)
       FROM purpose_lock WHERE state <> 'HELD'`,
      `ALTER TABLE purpose_lock ADD CONSTRAINT purpose_lock_state_check CHECK (state IN ('HELD', 'VERIFIED', 'RELEASED'))`,
      'ALTER TABLE purpose_lock ADD CONSTRAINT purpose_lock_amount_check CHECK (amount_minor >= 0)',
      // Deliberately without the tenant: one live lock per real thing, whoever sold the cover.
      `CREATE UNIQUE INDEX purpose_lock_live ON purpose_lock (scenario, key) WHERE state <> 'RELEASED'`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `SELECT set_config('app.scope', 'system', true)`,
      'DROP INDEX purpose_lock_live',
      'ALTER TABLE purpose_lock DROP CONSTRAINT purpose_lock_amount_check',
      'ALTER TABLE purpose_lock DROP CONSTRAINT purpose_lock_state_check',
      `UPDATE purpose_lock SET state = 'LIVE' WHERE state <> 'RELEASED'`,
      `ALTER TABLE purpose_lock ADD CONSTRAINT purpose_lock_state_check CHECK (state IN ('LIVE', 'RELEASED'))`,
      `CREATE UNIQUE INDEX purpose_lock_live ON purpose_lock (scenario, key) WHERE state = 'LIVE'`,
    ]);
  }
}
