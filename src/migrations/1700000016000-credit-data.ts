import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

/** What obligors agreed to, and the figures a bureau reported because of it. */
export class CreditData1700000016000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE consent (
         id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL REFERENCES organisation (id),
         obligor_key text COLLATE "C" NOT NULL,
         obligor_reference text NOT NULL,
         purpose text NOT NULL CHECK (purpose IN ('CREDIT_ASSESSMENT', 'CREDIT_MONITORING')),
         given_at timestamptz NOT NULL,
         until date NOT NULL,
         reference text,
         recorded_at timestamptz NOT NULL,
         PRIMARY KEY (id, partner_id))`,
      ...protect('consent', ['partner_id'], 'SELECT, INSERT'),
      ...appendOnly('consent'),
      `CREATE TABLE credit_report (
         id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         obligor_key text COLLATE "C" NOT NULL,
         consent_id text COLLATE "C" NOT NULL,
         reported_by text NOT NULL,
         figures jsonb NOT NULL,
         identity text CHECK (identity IN ('VERIFIED', 'NOT_VERIFIED')),
         obtained_at timestamptz NOT NULL,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (consent_id, partner_id) REFERENCES consent (id, partner_id))`,
      'CREATE INDEX credit_report_newest ON credit_report (partner_id, obligor_key, obtained_at DESC)',
      ...protect('credit_report', ['partner_id'], 'SELECT, INSERT'),
      ...appendOnly('credit_report'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP TABLE credit_report, consent']);
  }
}
