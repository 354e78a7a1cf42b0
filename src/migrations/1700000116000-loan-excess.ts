import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

/** What was received of a loan beyond what its schedule asks; of loans from before, as of their next report. */
export class LoanExcess1700000116000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'ALTER TABLE loan ADD COLUMN excess_minor bigint NOT NULL DEFAULT 0 CHECK (excess_minor >= 0)',
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['ALTER TABLE loan DROP COLUMN excess_minor']);
  }
}
