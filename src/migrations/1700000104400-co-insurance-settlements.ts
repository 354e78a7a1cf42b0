import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView } from './invariant-view.js';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

/** Money between a leading insurer and those that follow it. */
export class CoInsuranceSettlements1700000104400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE co_insurance_settlement (
         id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL REFERENCES organisation (id),
         follower_id text COLLATE "C" NOT NULL REFERENCES organisation (id),
         currency text NOT NULL,
         amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
         up_to date,
         paid_on date NOT NULL,
         reference text NOT NULL,
         recorded_at timestamptz NOT NULL,
         PRIMARY KEY (id, insurer_id),
         CONSTRAINT co_insurance_settlement_once UNIQUE (insurer_id, follower_id, reference),
         CHECK (insurer_id <> follower_id))`,
      ...appendOnly('co_insurance_settlement'),
      ...protect('co_insurance_settlement', ['insurer_id', 'follower_id'], 'SELECT, INSERT'),
      ...invariantView(
        'i4_settlements',
        'I4 what co-insurers settled left the books of one and came into those of the other',
        `SELECT s.id, b.insurer_id, b.minor::text FROM co_insurance_settlement s
         CROSS JOIN LATERAL (VALUES (s.insurer_id, -s.amount_minor), (s.follower_id, s.amount_minor)) AS b (insurer_id, minor)
         WHERE b.minor <> coalesce((
           SELECT sum(p.amount_minor) FROM journal j JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
           WHERE j.subject_id = s.id AND j.insurer_id = b.insurer_id AND p.account = 'CASH_CLEARING'
             AND p.currency = s.currency), 0)`,
      ),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP VIEW invariant_i4_settlements', 'DROP TABLE co_insurance_settlement']);
  }
}
