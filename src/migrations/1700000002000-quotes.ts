import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from './row-level-security.js';
import { runAll } from './run-all.js';

/** Quotes with their decision, and the immutable offers of each insurer. */
export class Quotes1700000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE quote (
         id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL REFERENCES organisation (id),
         programme_id text COLLATE "C" NOT NULL,
         scenario text NOT NULL,
         scenario_version text NOT NULL,
         status text NOT NULL
           CHECK (status IN ('REFERRED', 'OFFERED', 'DECLINED', 'BOUND', 'EXPIRED', 'REFUSED', 'SUPERSEDED')),
         outcome text NOT NULL CHECK (outcome IN ('APPROVED', 'REFERRED', 'DECLINED')),
         obligor_reference text NOT NULL,
         obligor_key text,
         currency text NOT NULL,
         principal_minor bigint NOT NULL CHECK (principal_minor > 0),
         loan jsonb NOT NULL,
         obligor jsonb NOT NULL,
         risk jsonb NOT NULL,
         facts jsonb NOT NULL,
         decision jsonb NOT NULL,
         binding_limit jsonb,
         refusal_reason text,
         requested_on date NOT NULL,
         created_at timestamptz NOT NULL,
         expires_at timestamptz NOT NULL,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (programme_id, partner_id) REFERENCES programme (id, partner_id))`,
      'CREATE INDEX quote_by_partner ON quote (partner_id, id)',
      `CREATE INDEX quote_expiring ON quote (expires_at) WHERE status IN ('OFFERED', 'REFERRED')`,
      ...protect('quote', ['partner_id'], 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE offer (
         id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         quote_id text COLLATE "C" NOT NULL,
         product_version_id text COLLATE "C" NOT NULL,
         position integer NOT NULL,
         currency text NOT NULL,
         sum_insured_minor bigint NOT NULL CHECK (sum_insured_minor > 0),
         insured_percentage numeric(7, 6) NOT NULL CHECK (insured_percentage > 0 AND insured_percentage <= 1),
         premium_minor bigint NOT NULL CHECK (premium_minor >= 0),
         premium_lines jsonb NOT NULL,
         pricing jsonb NOT NULL,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (quote_id, partner_id) REFERENCES quote (id, partner_id))`,
      'CREATE INDEX offer_by_quote ON offer (quote_id, position)',
      ...protect('offer', ['partner_id', 'insurer_id'], 'SELECT, INSERT'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP TABLE offer, quote']);
  }
}
