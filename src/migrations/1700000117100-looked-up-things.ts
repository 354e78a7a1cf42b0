import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

/** What support looks things up by: the order number, VIN or title of a policy, and who asked for a quote. */
export class LookedUpThings1700000117100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `SELECT set_config('app.scope', 'system', true)`,
      'ALTER TABLE purpose_lock ADD COLUMN reference text',
      `UPDATE purpose_lock SET reference = lower(substr(key, strpos(key, ':') + 1))`,
      'ALTER TABLE purpose_lock ALTER COLUMN reference SET NOT NULL',
      'CREATE INDEX purpose_lock_by_reference ON purpose_lock (reference)',
      'CREATE INDEX quote_by_obligor_reference ON quote (obligor_reference, id)',
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP INDEX quote_by_obligor_reference, purpose_lock_by_reference',
      'ALTER TABLE purpose_lock DROP COLUMN reference',
    ]);
  }
}
