import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

/**
 * Requests that wait for a person, one row for each insurer's product that referred one. Partner and insurer see the row;
 * what the insurer's people write about it is the insurer's alone.
 */
export class Referrals1700000013100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE referral (
         id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         quote_id text COLLATE "C" NOT NULL,
         product_version_id text COLLATE "C" NOT NULL,
         status text NOT NULL CHECK (status IN ('OPEN', 'ASSIGNED', 'DECIDED', 'EXPIRED')),
         outcome text CHECK (outcome IN ('APPROVED', 'DECLINED')),
         scenario text NOT NULL,
         currency text NOT NULL,
         principal_minor bigint NOT NULL CHECK (principal_minor > 0),
         sum_insured_minor bigint NOT NULL CHECK (sum_insured_minor > 0),
         premium_minor bigint NOT NULL CHECK (premium_minor >= 0),
         loan jsonb NOT NULL,
         obligor jsonb NOT NULL,
         risk jsonb NOT NULL,
         facts jsonb NOT NULL,
         decision jsonb NOT NULL,
         assigned_to text COLLATE "C",
         created_at timestamptz NOT NULL,
         deadline timestamptz NOT NULL,
         decided_at timestamptz,
         PRIMARY KEY (id, partner_id),
         UNIQUE (id, insurer_id),
         UNIQUE (quote_id, product_version_id, insurer_id),
         FOREIGN KEY (quote_id, partner_id) REFERENCES quote (id, partner_id))`,
      'CREATE INDEX referral_by_insurer ON referral (insurer_id, id)',
      `CREATE INDEX referral_due ON referral (deadline) WHERE status IN ('OPEN', 'ASSIGNED')`,
      ...protect('referral', ['partner_id', 'insurer_id'], 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE referral_entry (
         id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         referral_id text COLLATE "C" NOT NULL,
         kind text NOT NULL CHECK (kind IN ('ASSIGNMENT', 'NOTE', 'APPROVAL', 'DECISION')),
         key_id text COLLATE "C" NOT NULL,
         text text,
         terms jsonb,
         recorded_at timestamptz NOT NULL,
         PRIMARY KEY (id, insurer_id),
         FOREIGN KEY (referral_id, insurer_id) REFERENCES referral (id, insurer_id))`,
      'CREATE INDEX referral_entry_by_referral ON referral_entry (referral_id, id)',
      ...appendOnly('referral_entry'),
      ...protect('referral_entry', ['insurer_id'], 'SELECT, INSERT'),
      // What persons decided, beside what the rules decided, which stays as it was for replay.
      'ALTER TABLE quote ADD COLUMN desk_decision jsonb',
      // An offer of other terms than were asked for carries its own loan; one made later ends at its own time.
      'ALTER TABLE offer ADD COLUMN alternative jsonb, ADD COLUMN conditions jsonb, ADD COLUMN expires_at timestamptz',
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'ALTER TABLE offer DROP COLUMN alternative, DROP COLUMN conditions, DROP COLUMN expires_at',
      'ALTER TABLE quote DROP COLUMN desk_decision',
      'DROP TABLE referral_entry, referral',
    ]);
  }
}
