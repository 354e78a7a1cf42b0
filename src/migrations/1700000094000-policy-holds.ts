import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from './row-level-security.js';
import { runAll } from './run-all.js';

/** Holds: days on which cover does not lapse. A hold is never edited, only lifted or over. */
export class PolicyHolds1700000094000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE policy_hold (
         id text COLLATE "C" NOT NULL,
         loan_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         state text NOT NULL CHECK (state IN ('PLACED', 'LIFTED', 'ENDED')),
         reason text NOT NULL CHECK (reason IN ('MORATORIUM', 'DISPUTE', 'DISASTER', 'DECEASED', 'HARDSHIP')),
         held_from date NOT NULL,
         held_until date NOT NULL CHECK (held_until >= held_from),
         lifted_on date,
         note text,
         placed_by text NOT NULL,
         recorded_at timestamptz NOT NULL,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (loan_id, partner_id) REFERENCES loan (id, partner_id),
         CHECK (lifted_on IS NULL OR state = 'LIFTED'))`,
      'CREATE INDEX policy_hold_by_loan ON policy_hold (loan_id)',
      `CREATE INDEX policy_hold_to_end ON policy_hold (held_until) WHERE state = 'PLACED'`,
      ...protect('policy_hold', ['partner_id', 'insurer_id', 'lender_id'], 'SELECT, INSERT, UPDATE'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP TABLE policy_hold']);
  }
}
