import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const PARTIES = ['partner_id', 'insurer_id', 'lender_id'] as const;

/** Policies with their roles, transactions and purpose lock; the history of every state machine. */
export class Policies1700000004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'CREATE SEQUENCE policy_number',
      'GRANT USAGE ON SEQUENCE policy_number TO covergraph_app',
      `CREATE TABLE policy (
         id text COLLATE "C" NOT NULL,
         number text NOT NULL UNIQUE,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL REFERENCES organisation (id),
         programme_id text COLLATE "C" NOT NULL,
         product_version_id text COLLATE "C" NOT NULL,
         quote_id text COLLATE "C" NOT NULL,
         offer_id text COLLATE "C" NOT NULL,
         scenario text NOT NULL,
         scenario_version text NOT NULL,
         status text NOT NULL CHECK (status IN
           ('PENDING_ACTIVATION', 'ACTIVE', 'CLOSED', 'NOT_TAKEN_UP', 'CANCELLED', 'LAPSED', 'EXPIRED')),
         obligor_reference text NOT NULL,
         risk jsonb NOT NULL,
         facts jsonb NOT NULL DEFAULT '{}',
         currency text NOT NULL,
         sum_insured_minor bigint NOT NULL CHECK (sum_insured_minor >= 0),
         insured_percentage numeric(7, 6) NOT NULL,
         premium_minor bigint NOT NULL CHECK (premium_minor >= 0),
         premium_lines jsonb NOT NULL,
         indemnity_paid_minor bigint NOT NULL DEFAULT 0 CHECK (indemnity_paid_minor >= 0),
         starts_on date NOT NULL,
         ends_on date NOT NULL,
         activation_deadline timestamptz NOT NULL,
         bound_at timestamptz NOT NULL,
         activated_at timestamptz,
         closed_at timestamptz,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (quote_id, partner_id) REFERENCES quote (id, partner_id),
         FOREIGN KEY (offer_id, partner_id) REFERENCES offer (id, partner_id),
         FOREIGN KEY (product_version_id, insurer_id) REFERENCES product_version (id, insurer_id),
         CONSTRAINT policy_once_per_quote UNIQUE (quote_id, partner_id),
         CHECK (starts_on < ends_on),
         CONSTRAINT indemnity_within_sum_insured CHECK (indemnity_paid_minor <= sum_insured_minor))`,
      'CREATE INDEX policy_by_partner ON policy (partner_id, id)',
      'CREATE INDEX policy_by_insurer ON policy (insurer_id, id)',
      'CREATE INDEX policy_by_lender ON policy (lender_id, id)',
      `CREATE INDEX policy_activating ON policy (activation_deadline) WHERE status = 'PENDING_ACTIVATION'`,
      `CREATE INDEX policy_ending ON policy (ends_on) WHERE status = 'ACTIVE'`,
      ...protect('policy', PARTIES, 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE policy_role (
         policy_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         role text NOT NULL CHECK (role IN
           ('OBLIGOR', 'LENDER', 'POLICYHOLDER', 'INSURED', 'BENEFICIARY', 'LOSS_PAYEE', 'PRODUCER', 'INSURER')),
         organisation_id text COLLATE "C" REFERENCES organisation (id),
         obligor_reference text,
         PRIMARY KEY (policy_id, partner_id, role),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id),
         CHECK (num_nonnulls(organisation_id, obligor_reference) = 1))`,
      ...protect('policy_role', PARTIES, 'SELECT, INSERT'),
      `CREATE TABLE policy_transaction (
         id text COLLATE "C" NOT NULL,
         policy_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         sequence integer NOT NULL,
         kind text NOT NULL CHECK (kind IN
           ('ISSUANCE', 'CHANGE', 'RENEWAL', 'CANCELLATION', 'REINSTATEMENT', 'REVERSAL')),
         effective_on date NOT NULL,
         recorded_at timestamptz NOT NULL,
         currency text NOT NULL,
         sum_insured_delta_minor bigint NOT NULL,
         premium_delta_minor bigint NOT NULL,
         premium_lines jsonb NOT NULL,
         reason text NOT NULL,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id),
         UNIQUE (policy_id, partner_id, sequence))`,
      ...appendOnly('policy_transaction'),
      ...protect('policy_transaction', PARTIES, 'SELECT, INSERT'),
      `CREATE TABLE purpose_lock (
         id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         policy_id text COLLATE "C" NOT NULL,
         scenario text NOT NULL,
         key text COLLATE "C" NOT NULL,
         label text NOT NULL,
         payee text NOT NULL,
         currency text NOT NULL,
         amount_minor bigint NOT NULL,
         evidence jsonb,
         state text NOT NULL CHECK (state IN ('LIVE', 'RELEASED')),
         locked_at timestamptz NOT NULL,
         released_at timestamptz,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id))`,
      // Deliberately without the tenant: one live lock per real thing, whoever sold the cover.
      `CREATE UNIQUE INDEX purpose_lock_live ON purpose_lock (scenario, key) WHERE state = 'LIVE'`,
      'CREATE INDEX purpose_lock_by_policy ON purpose_lock (policy_id)',
      ...protect('purpose_lock', PARTIES, 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE state_change (
         id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
         machine text NOT NULL,
         subject_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C",
         lender_id text COLLATE "C",
         from_state text NOT NULL,
         to_state text NOT NULL,
         cause text NOT NULL,
         occurred_at timestamptz NOT NULL)`,
      'CREATE INDEX state_change_by_subject ON state_change (subject_id, id)',
      ...appendOnly('state_change'),
      ...protect('state_change', PARTIES, 'SELECT, INSERT'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP TABLE state_change, purpose_lock, policy_transaction, policy_role, policy',
      'DROP SEQUENCE policy_number',
    ]);
  }
}
