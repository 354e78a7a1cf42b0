import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const DIMENSIONS = `('INSURER', 'PROGRAMME', 'PARTNER', 'LENDER', 'SCENARIO', 'PRODUCT', 'REGION', 'OBLIGOR', 'OBLIGOR_GROUP')`;

/**
 * Limits in every dimension, on live exposure or on new business in a rolling window, set by people or derived from
 * rules; what exposures give back without a lock; what limits are computed from; shares of co-insurers.
 */
export class Limits1700000020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `SELECT set_config('app.scope', 'system', true)`,
      ...LIMIT_COLUMNS,
      `UPDATE exposure_limit SET rule = 'TERMS' WHERE dimension = 'OBLIGOR'`,
      `CREATE TABLE limit_change (
         limit_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         revision integer NOT NULL CHECK (revision > 0),
         cap_minor bigint NOT NULL,
         used_minor bigint NOT NULL,
         reason text NOT NULL,
         changed_by text COLLATE "C" NOT NULL,
         changed_at timestamptz NOT NULL,
         PRIMARY KEY (limit_id, insurer_id, revision),
         FOREIGN KEY (limit_id, insurer_id) REFERENCES exposure_limit (id, insurer_id))`,
      ...appendOnly('limit_change'),
      ...protect('limit_change', ['insurer_id'], 'SELECT, INSERT'),
      // What live exposures no longer take, written without touching the limit; the next grant folds it in.
      `CREATE TABLE limit_move (
         id bigint GENERATED ALWAYS AS IDENTITY,
         limit_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         reserved_minor bigint NOT NULL,
         utilised_minor bigint NOT NULL,
         CHECK (reserved_minor + utilised_minor <= 0),
         PRIMARY KEY (id, insurer_id))`,
      'CREATE INDEX limit_move_by_limit ON limit_move (limit_id)',
      ...protect('limit_move', ['insurer_id'], 'SELECT, INSERT, DELETE'),
      // New business of a limit with a window, by the day it was taken.
      `CREATE TABLE limit_volume (
         limit_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         day date NOT NULL,
         used_minor bigint NOT NULL CHECK (used_minor >= 0),
         PRIMARY KEY (limit_id, insurer_id, day),
         FOREIGN KEY (limit_id, insurer_id) REFERENCES exposure_limit (id, insurer_id))`,
      ...protect('limit_volume', ['insurer_id'], 'SELECT, INSERT, UPDATE'),
      'ALTER TABLE exposure ADD COLUMN counted jsonb',
      `CREATE TABLE exchange_rate (
         insurer_id text COLLATE "C" NOT NULL REFERENCES organisation (id),
         from_currency text NOT NULL,
         to_currency text NOT NULL,
         version integer NOT NULL CHECK (version > 0),
         rate numeric(30, 15) NOT NULL CHECK (rate > 0),
         source text NOT NULL,
         stated_at timestamptz NOT NULL,
         PRIMARY KEY (insurer_id, from_currency, to_currency, version),
         CHECK (from_currency <> to_currency))`,
      ...appendOnly('exchange_rate'),
      ...protect('exchange_rate', ['insurer_id'], 'SELECT, INSERT'),
      `CREATE TABLE insurer_figures (
         insurer_id text COLLATE "C" NOT NULL REFERENCES organisation (id),
         version integer NOT NULL CHECK (version > 0),
         effective_on date NOT NULL,
         currency text NOT NULL,
         net_assets_minor bigint NOT NULL CHECK (net_assets_minor >= 0),
         is_specialist boolean NOT NULL,
         inclusive_share numeric(7, 6) NOT NULL CHECK (inclusive_share BETWEEN 0 AND 1),
         source text NOT NULL,
         stated_at timestamptz NOT NULL,
         PRIMARY KEY (insurer_id, version))`,
      ...appendOnly('insurer_figures'),
      ...protect('insurer_figures', ['insurer_id'], 'SELECT, INSERT'),
      `ALTER TABLE programme ADD COLUMN rule_packs text[] NOT NULL DEFAULT '{}'`,
      // Why an insurer of the programme made no offer: the insurer's own business, hidden from the partner.
      `CREATE TABLE insurer_answer (
         quote_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         outcome text NOT NULL CHECK (outcome IN ('DECLINED', 'REFERRED', 'NO_ROOM', 'UNAVAILABLE')),
         reasons jsonb NOT NULL,
         limit_facts jsonb,
         answered_at timestamptz NOT NULL,
         PRIMARY KEY (quote_id, partner_id, insurer_id),
         FOREIGN KEY (quote_id, partner_id) REFERENCES quote (id, partner_id))`,
      'CREATE INDEX insurer_answer_by_insurer ON insurer_answer (insurer_id, quote_id)',
      ...protect('insurer_answer', ['insurer_id'], 'SELECT, INSERT'),
      // Co-insurance: who carries how much of a policy. A policy without rows is carried by its insurer alone.
      `CREATE TABLE policy_insurer_share (
         policy_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         leader_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         position integer NOT NULL CHECK (position > 0),
         share numeric(7, 6) NOT NULL CHECK (share > 0 AND share < 1),
         sum_insured_minor bigint NOT NULL CHECK (sum_insured_minor >= 0),
         premium_minor bigint NOT NULL CHECK (premium_minor >= 0),
         currency text NOT NULL,
         PRIMARY KEY (policy_id, partner_id, insurer_id),
         UNIQUE (policy_id, partner_id, position),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id),
         CHECK ((position = 1) = (insurer_id = leader_id)))`,
      ...protect(
        'policy_insurer_share',
        ['partner_id', 'lender_id', 'leader_id', 'insurer_id'],
        'SELECT, INSERT, UPDATE',
      ),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `SELECT set_config('app.scope', 'system', true)`,
      'ALTER TABLE programme DROP COLUMN rule_packs',
      'ALTER TABLE exposure DROP COLUMN counted',
      `DROP TABLE policy_insurer_share, insurer_answer, insurer_figures, exchange_rate, limit_volume, limit_move, limit_change`,
      'ALTER TABLE exposure_limit DROP CONSTRAINT exposure_limit_once',
      'ALTER TABLE exposure_limit DROP CONSTRAINT exposure_within_cap',
      'ALTER TABLE exposure_limit DROP CONSTRAINT exposure_limit_dimension_check',
      `ALTER TABLE exposure_limit DROP COLUMN measure, DROP COLUMN window_days, DROP COLUMN basis, DROP COLUMN obligor_kind,
         DROP COLUMN converts, DROP COLUMN rule, DROP COLUMN template_id, DROP COLUMN carried_minor, DROP COLUMN revision`,
      'ALTER TABLE exposure_limit ADD UNIQUE (insurer_id, dimension, subject, currency)',
      `ALTER TABLE exposure_limit ADD CONSTRAINT exposure_limit_dimension_check
         CHECK (dimension IN ('INSURER', 'PROGRAMME', 'OBLIGOR'))`,
      `ALTER TABLE exposure_limit ADD CONSTRAINT exposure_within_cap CHECK (reserved_minor + utilised_minor <= cap_minor)`,
    ]);
  }
}

const LIMIT_COLUMNS = [
  'ALTER TABLE exposure_limit DROP CONSTRAINT exposure_limit_insurer_id_dimension_subject_currency_key',
  'ALTER TABLE exposure_limit DROP CONSTRAINT exposure_limit_dimension_check',
  'ALTER TABLE exposure_limit DROP CONSTRAINT exposure_within_cap',
  `ALTER TABLE exposure_limit
     ADD COLUMN measure text NOT NULL DEFAULT 'BALANCE' CHECK (measure IN ('BALANCE', 'VOLUME', 'COUNT')),
     ADD COLUMN window_days integer NOT NULL DEFAULT 0 CHECK (window_days BETWEEN 0 AND 366),
     ADD COLUMN basis text NOT NULL DEFAULT 'GROSS' CHECK (basis IN ('GROSS', 'RETAINED')),
     ADD COLUMN obligor_kind text NOT NULL DEFAULT 'ANY' CHECK (obligor_kind IN ('ANY', 'PERSON', 'COMPANY')),
     ADD COLUMN converts boolean NOT NULL DEFAULT false,
     ADD COLUMN rule text COLLATE "C" NOT NULL DEFAULT '',
     ADD COLUMN template_id text COLLATE "C",
     ADD COLUMN carried_minor bigint NOT NULL DEFAULT 0 CHECK (carried_minor >= 0),
     ADD COLUMN revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
     ADD CONSTRAINT exposure_limit_dimension_check CHECK (dimension IN ${DIMENSIONS}),
     ADD CONSTRAINT exposure_limit_window_check CHECK ((measure = 'BALANCE') = (window_days = 0)),
     ADD CONSTRAINT exposure_within_cap CHECK (reserved_minor + utilised_minor <= greatest(cap_minor, carried_minor)),
     ADD CONSTRAINT exposure_limit_once
       UNIQUE (insurer_id, dimension, subject, currency, rule, measure, window_days, basis, obligor_kind)`,
  `CREATE INDEX exposure_limit_of_template ON exposure_limit (template_id) WHERE template_id IS NOT NULL`,
];
