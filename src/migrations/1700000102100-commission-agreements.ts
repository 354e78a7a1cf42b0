import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView } from './invariant-view.js';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const PARTIES = ['partner_id', 'insurer_id'] as const;

/** Least and greatest commission of a payout period as insurers agree it, and what it added or took. */
export class CommissionAgreements1700000102100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE commission_agreement (
         id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         programme_id text COLLATE "C",
         currency text NOT NULL,
         period text NOT NULL CHECK (period IN ('MONTH', 'QUARTER', 'YEAR')),
         minimum_minor bigint NOT NULL CHECK (minimum_minor >= 0),
         maximum_minor bigint CHECK (maximum_minor >= minimum_minor),
         from_on date NOT NULL CHECK (from_on = date_trunc(period, from_on)),
         created_at timestamptz NOT NULL,
         PRIMARY KEY (id, insurer_id),
         FOREIGN KEY (programme_id, partner_id) REFERENCES programme (id, partner_id))`,
      'CREATE INDEX commission_agreement_by_pair ON commission_agreement (insurer_id, partner_id, currency, from_on)',
      'CREATE INDEX commission_agreement_by_partner ON commission_agreement (partner_id, id)',
      ...appendOnly('commission_agreement'),
      ...protect('commission_agreement', PARTIES, 'SELECT, INSERT'),
      `CREATE TABLE commission_adjustment (
         id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         programme_id text COLLATE "C",
         currency text NOT NULL,
         period_on date NOT NULL,
         amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
         recorded_at timestamptz NOT NULL,
         PRIMARY KEY (id, insurer_id),
         FOREIGN KEY (programme_id, partner_id) REFERENCES programme (id, partner_id))`,
      'CREATE INDEX commission_adjustment_by_pair ON commission_adjustment (insurer_id, partner_id, currency, period_on)',
      ...appendOnly('commission_adjustment'),
      ...protect('commission_adjustment', PARTIES, 'SELECT, INSERT'),
      ...invariantView(
        'i4_commission_adjustments',
        'I4 what the bounds of a payout period did to commission is what it did to the books',
        `SELECT a.id, a.amount_minor::text AS amount FROM commission_adjustment a WHERE a.amount_minor <> coalesce((
           SELECT -sum(p.amount_minor) FROM journal j JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
           WHERE j.subject_id = a.id AND j.insurer_id = a.insurer_id AND j.partner_id = a.partner_id
             AND p.account = 'COMMISSION_PAYABLE' AND p.currency = a.currency), 0)`,
      ),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP VIEW invariant_i4_commission_adjustments',
      'DROP TABLE commission_adjustment, commission_agreement',
    ]);
  }
}
