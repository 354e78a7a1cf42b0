import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

/** A limit made over a large book counts what was there in many transactions, and knows how far it is. */
export class LimitsCountedInParts1700000101200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'ALTER TABLE exposure_limit ADD COLUMN counted_after text COLLATE "C"',
      'CREATE INDEX exposure_limit_counting ON exposure_limit (id) WHERE counted_after IS NOT NULL',
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['ALTER TABLE exposure_limit DROP COLUMN counted_after']);
  }
}
