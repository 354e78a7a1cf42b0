import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

/** Payments are taken back once, by a report that may come before them. */
export class PaymentReversals1700000116100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE UNIQUE INDEX loan_report_reversed_once ON loan_report (loan_id, partner_id, (terms->>'reverses'))
         WHERE source = 'SERVICER' AND kind = 'REVERSED'`,
      `ALTER TABLE loan_report_batch ADD COLUMN waiting_lines integer[] NOT NULL DEFAULT '{}'`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'ALTER TABLE loan_report_batch DROP COLUMN waiting_lines',
      'DROP INDEX loan_report_reversed_once',
    ]);
  }
}
