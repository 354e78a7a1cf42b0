import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

/** Whose exposure it is since the obligor of its policy was corrected. */
export class CorrectedObligors1700000103100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['ALTER TABLE exposure ADD COLUMN obligor_key text, ADD COLUMN group_key text']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['ALTER TABLE exposure DROP COLUMN obligor_key, DROP COLUMN group_key']);
  }
}
