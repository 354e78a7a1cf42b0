import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './row-level-security.js';
import { runAll } from './run-all.js';

/** What a policy transaction was made of, so that an earlier one can be put before it; and schedules that change. */
export class PolicyHistory1700000030000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `ALTER TABLE policy_transaction
         ADD COLUMN change text,
         ADD COLUMN details jsonb NOT NULL DEFAULT '{}',
         ADD COLUMN reverses text COLLATE "C",
         ADD COLUMN refund_to text CHECK (refund_to IN ('PAYER', 'LENDER')),
         ADD CONSTRAINT policy_transaction_reverses
           FOREIGN KEY (reverses, partner_id) REFERENCES policy_transaction (id, partner_id),
         ADD CONSTRAINT policy_transaction_reversed_once UNIQUE (reverses, partner_id),
         ADD CONSTRAINT policy_transaction_reversal CHECK ((kind = 'REVERSAL') = (reverses IS NOT NULL))`,
      `ALTER TABLE loan_report DROP CONSTRAINT loan_report_kind_check,
         ADD CONSTRAINT loan_report_kind_check CHECK (kind IN ('REPAYMENT', 'MISSED', 'PREPAYMENT', 'SETTLED', 'RETURN',
           'EXTENSION', 'RESCHEDULED', 'INCREASE', 'REVERSED')),
         ADD COLUMN terms jsonb`,
      `GRANT UPDATE ON policy_role TO ${APP_ROLE}`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `REVOKE UPDATE ON policy_role FROM ${APP_ROLE}`,
      `ALTER TABLE loan_report DROP COLUMN terms, DROP CONSTRAINT loan_report_kind_check,
         ADD CONSTRAINT loan_report_kind_check CHECK (kind IN ('REPAYMENT', 'MISSED', 'PREPAYMENT', 'SETTLED', 'RETURN'))`,
      `ALTER TABLE policy_transaction DROP CONSTRAINT policy_transaction_reversal,
         DROP COLUMN change, DROP COLUMN details, DROP COLUMN reverses, DROP COLUMN refund_to`,
    ]);
  }
}
