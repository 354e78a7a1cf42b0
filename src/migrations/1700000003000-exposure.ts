import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from './row-level-security.js';
import { runAll } from './run-all.js';

/** Limits of insurers and the exposures that use them; used capacity can never pass the cap. */
export class Exposure1700000003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE exposure_limit (
         id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL REFERENCES organisation (id),
         dimension text NOT NULL CHECK (dimension IN ('INSURER', 'PROGRAMME', 'OBLIGOR')),
         subject text COLLATE "C" NOT NULL,
         currency text NOT NULL,
         cap_minor bigint NOT NULL CHECK (cap_minor >= 0),
         reserved_minor bigint NOT NULL DEFAULT 0 CHECK (reserved_minor >= 0),
         utilised_minor bigint NOT NULL DEFAULT 0 CHECK (utilised_minor >= 0),
         PRIMARY KEY (id, insurer_id),
         UNIQUE (insurer_id, dimension, subject, currency),
         CONSTRAINT exposure_within_cap CHECK (reserved_minor + utilised_minor <= cap_minor))`,
      ...protect('exposure_limit', ['insurer_id'], 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE exposure (
         id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         quote_id text COLLATE "C" NOT NULL,
         offer_id text COLLATE "C" NOT NULL,
         policy_id text COLLATE "C",
         limit_ids text[] NOT NULL,
         currency text NOT NULL,
         amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
         state text NOT NULL CHECK (state IN ('RESERVED', 'UTILISED', 'RELEASED', 'EXPIRED')),
         changed_at timestamptz NOT NULL,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (quote_id, partner_id) REFERENCES quote (id, partner_id))`,
      'CREATE INDEX exposure_by_quote ON exposure (quote_id)',
      'CREATE INDEX exposure_by_policy ON exposure (policy_id) WHERE policy_id IS NOT NULL',
      ...protect('exposure', ['partner_id', 'insurer_id'], 'SELECT, INSERT, UPDATE'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP TABLE exposure, exposure_limit']);
  }
}
