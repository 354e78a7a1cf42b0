import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from './row-level-security.js';
import { runAll } from './run-all.js';

/** Moratoria over a programme or a lender, and what came of each for every policy it was applied to. */
export class Moratoria1700000103300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE moratorium (
         id text COLLATE "C" NOT NULL,
         owner_id text COLLATE "C" NOT NULL,
         programme_id text COLLATE "C",
         partner_id text COLLATE "C",
         lender_id text COLLATE "C",
         insurer_id text COLLATE "C",
         reason text NOT NULL,
         held_from date NOT NULL,
         held_until date NOT NULL CHECK (held_until >= held_from),
         postpone_months integer CHECK (postpone_months BETWEEN 1 AND 12),
         is_interest_charged boolean NOT NULL,
         note text,
         lifted_on date,
         swept_at timestamptz,
         recorded_at timestamptz NOT NULL,
         PRIMARY KEY (id, owner_id),
         FOREIGN KEY (programme_id, partner_id) REFERENCES programme (id, partner_id),
         CHECK ((programme_id IS NULL) = (partner_id IS NULL)),
         CHECK (programme_id IS NOT NULL OR lender_id IS NOT NULL))`,
      'CREATE INDEX moratorium_running ON moratorium (held_until) WHERE lifted_on IS NULL',
      ...protect('moratorium', ['owner_id', 'partner_id', 'lender_id', 'insurer_id'], 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE moratorium_policy (
         moratorium_id text COLLATE "C" NOT NULL,
         owner_id text COLLATE "C" NOT NULL,
         policy_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         moved_instalments integer NOT NULL CHECK (moved_instalments >= 0),
         refusal text,
         applied_at timestamptz NOT NULL,
         PRIMARY KEY (moratorium_id, policy_id, partner_id),
         FOREIGN KEY (moratorium_id, owner_id) REFERENCES moratorium (id, owner_id),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id))`,
      ...protect('moratorium_policy', ['owner_id', 'partner_id', 'insurer_id', 'lender_id'], 'SELECT, INSERT'),
      'ALTER TABLE policy_hold ADD COLUMN moratorium_id text COLLATE "C"',
      `CREATE INDEX policy_hold_of_moratorium ON policy_hold (moratorium_id) WHERE state = 'PLACED' AND moratorium_id IS NOT NULL`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'ALTER TABLE policy_hold DROP COLUMN moratorium_id',
      'DROP TABLE moratorium_policy, moratorium',
    ]);
  }
}
