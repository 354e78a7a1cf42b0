import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

/** What people look things up by, and recoveries as a list of their own. */
export class ListsNarrowed1700000115000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'CREATE INDEX policy_by_obligor_reference ON policy (obligor_reference, id)',
      'CREATE INDEX loan_by_reference ON loan (reference)',
      'CREATE INDEX recovery_by_partner ON recovery (partner_id, id)',
      'CREATE INDEX recovery_by_lender ON recovery (lender_id, id)',
      'CREATE INDEX recovery_by_insurer ON recovery (insurer_id, id)',
      'CREATE INDEX recovery_by_policy ON recovery (policy_id, id)',
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP INDEX policy_by_obligor_reference, loan_by_reference, recovery_by_partner, recovery_by_lender, recovery_by_insurer, recovery_by_policy',
    ]);
  }
}
