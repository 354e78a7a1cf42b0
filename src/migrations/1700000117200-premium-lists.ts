import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

/** Invoices and payments as lists across policies, each organisation's own in the order they were made. */
export class PremiumLists1700000117200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'CREATE INDEX premium_invoice_by_partner ON premium_invoice (partner_id, id)',
      'CREATE INDEX premium_invoice_by_insurer ON premium_invoice (insurer_id, id)',
      'CREATE INDEX premium_invoice_by_lender ON premium_invoice (lender_id, id)',
      'CREATE INDEX premium_payment_by_insurer ON premium_payment (insurer_id, id)',
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP INDEX premium_invoice_by_partner, premium_invoice_by_insurer, premium_invoice_by_lender, premium_payment_by_insurer',
    ]);
  }
}
