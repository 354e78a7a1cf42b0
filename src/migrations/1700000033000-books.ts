import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const PARTIES = ['partner_id', 'insurer_id', 'lender_id'] as const;

const isSystem = `(SELECT current_setting('app.scope', true)) = 'system'`;
const tenants = `(SELECT nullif(current_setting('app.tenants', true), ''))::text[]`;

/** What an insurer passes on is nobody else's business: partner and lender see every entry but these. */
const hidesFromOthers = (table: 'journal' | 'posting', isPublic: string): string[] => {
  const sees = `${isSystem} OR insurer_id = ANY (${tenants})
    OR ((partner_id = ANY (${tenants}) OR lender_id = ANY (${tenants})) AND ${isPublic})`;
  return [
    `DROP POLICY ${table}_tenancy ON ${table}`,
    `CREATE POLICY ${table}_tenancy ON ${table} USING (${sees}) WITH CHECK (${sees})`,
  ];
};

/**
 * Earned premium and risk transfer: over which days each part of a premium is earned, what every business date's close
 * found, and which share of a policy an insurer passes on.
 */
export class Books1700000033000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      // A close books the premium of all policies of a programme in one journal.
      'ALTER TABLE journal ALTER COLUMN policy_id DROP NOT NULL',
      'CREATE INDEX journal_by_subject ON journal (subject_id, id)',
      'CREATE INDEX journal_by_day ON journal (insurer_id, booked_on, id)',
      ...hidesFromOthers('journal', `kind NOT LIKE 'CEDED_%'`),
      ...hidesFromOthers(
        'posting',
        `account NOT IN ('REINSURERS_UNEARNED', 'REINSURANCE_RECOVERABLE', 'REINSURANCE_PAYABLE',
           'DEFERRED_CEDING_COMMISSION', 'CEDED_PREMIUM', 'CEDING_COMMISSION', 'CEDED_CLAIMS', 'CEDED_RECOVERIES')`,
      ),
      `CREATE TABLE earning_segment (
         policy_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         programme_id text COLLATE "C" NOT NULL,
         number integer NOT NULL,
         currency text NOT NULL,
         booked_on date NOT NULL,
         from_on date NOT NULL,
         to_on date NOT NULL CHECK (from_on < to_on),
         premium_minor bigint NOT NULL,
         commission_minor bigint NOT NULL,
         ceded_minor bigint NOT NULL,
         ceding_commission_minor bigint NOT NULL,
         PRIMARY KEY (policy_id, partner_id, number),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id),
         FOREIGN KEY (programme_id, partner_id) REFERENCES programme (id, partner_id))`,
      'CREATE INDEX earning_segment_by_programme ON earning_segment (programme_id, booked_on)',
      ...protect('earning_segment', PARTIES, 'SELECT, INSERT, UPDATE, DELETE'),
      // Day 1 is from_on and the valuation day counts; the end is exclusive. Rounded half up.
      `CREATE FUNCTION earned_minor(amount bigint, from_on date, to_on date, valued_on date) RETURNS bigint
         LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
         SELECT round(amount::numeric * least(greatest(valued_on - from_on + 1, 0), to_on - from_on) / (to_on - from_on))::bigint $$`,
      `CREATE TABLE premium_close (
         id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         programme_id text COLLATE "C" NOT NULL,
         currency text NOT NULL,
         closed_on date NOT NULL,
         earned_minor bigint NOT NULL,
         commission_minor bigint NOT NULL,
         ceded_minor bigint NOT NULL,
         ceding_commission_minor bigint NOT NULL,
         closed_at timestamptz NOT NULL,
         PRIMARY KEY (id, insurer_id),
         CONSTRAINT premium_close_once UNIQUE (programme_id, partner_id, insurer_id, lender_id, currency, closed_on),
         FOREIGN KEY (programme_id, partner_id) REFERENCES programme (id, partner_id))`,
      ...appendOnly('premium_close'),
      ...protect('premium_close', ['insurer_id'], 'SELECT, INSERT'),
      // How far the books of a programme are closed.
      `CREATE TABLE closing (
         programme_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         closed_on date NOT NULL,
         PRIMARY KEY (programme_id, partner_id),
         FOREIGN KEY (programme_id, partner_id) REFERENCES programme (id, partner_id))`,
      ...protect('closing', ['partner_id'], 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE treaty (
         id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL REFERENCES organisation (id),
         reinsurer text NOT NULL,
         share numeric(7, 6) NOT NULL CHECK (share > 0 AND share <= 1),
         ceding_commission numeric(7, 6) NOT NULL CHECK (ceding_commission >= 0 AND ceding_commission < 1),
         from_on date NOT NULL,
         to_on date,
         created_at timestamptz NOT NULL,
         PRIMARY KEY (id, insurer_id),
         CHECK (to_on IS NULL OR from_on < to_on))`,
      'CREATE INDEX treaty_in_force ON treaty (insurer_id, from_on)',
      ...protect('treaty', ['insurer_id'], 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE risk_transfer (
         policy_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         treaty_id text COLLATE "C",
         ceded_share numeric(7, 6) NOT NULL CHECK (ceded_share BETWEEN 0 AND 1),
         ceding_commission numeric(7, 6) NOT NULL CHECK (ceding_commission BETWEEN 0 AND 1),
         co_insured_share numeric(7, 6) NOT NULL CHECK (co_insured_share >= 0 AND co_insured_share < 1),
         PRIMARY KEY (policy_id, partner_id),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id),
         FOREIGN KEY (treaty_id, insurer_id) REFERENCES treaty (id, insurer_id))`,
      ...protect('risk_transfer', ['insurer_id'], 'SELECT, INSERT, UPDATE'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP TABLE risk_transfer, treaty, closing, premium_close, earning_segment',
      'DROP FUNCTION earned_minor(bigint, date, date, date)',
      'DROP INDEX journal_by_day, journal_by_subject',
    ]);
  }
}
