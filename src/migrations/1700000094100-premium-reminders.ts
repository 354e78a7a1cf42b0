import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

/** Which reminders of unpaid premium were told, and when: cover does not lapse without the last one. */
export class PremiumReminders1700000094100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE premium_reminder (
         policy_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         oldest_due_on date NOT NULL,
         level integer NOT NULL CHECK (level > 0),
         told_on date NOT NULL CHECK (told_on > oldest_due_on),
         currency text NOT NULL,
         overdue_minor bigint NOT NULL CHECK (overdue_minor > 0),
         recorded_at timestamptz NOT NULL,
         PRIMARY KEY (policy_id, partner_id, oldest_due_on, level),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id))`,
      ...appendOnly('premium_reminder'),
      ...protect('premium_reminder', ['partner_id', 'insurer_id', 'lender_id'], 'SELECT, INSERT'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP TABLE premium_reminder']);
  }
}
