import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const PARTIES = ['partner_id', 'insurer_id', 'lender_id'] as const;

/** Insured loans, their repayment schedule as it stands, and the servicing feed it is computed from. */
export class Loans1700000005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE loan (
         id text COLLATE "C" NOT NULL,
         policy_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         reference text NOT NULL,
         currency text NOT NULL,
         time_zone text NOT NULL,
         terms jsonb NOT NULL,
         status text NOT NULL CHECK (status IN ('ACTIVE', 'SETTLED', 'CLAIMED')),
         principal_minor bigint NOT NULL CHECK (principal_minor > 0),
         outstanding_principal_minor bigint NOT NULL CHECK (outstanding_principal_minor >= 0),
         overdue_state text NOT NULL CHECK (overdue_state IN ('CURRENT', 'LATE', 'NOTICE_DUE', 'CLAIMABLE')),
         oldest_unpaid_due_on date,
         notice_days integer NOT NULL,
         waiting_days integer NOT NULL,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id),
         CONSTRAINT loan_once_per_policy UNIQUE (policy_id, partner_id))`,
      `CREATE INDEX loan_due ON loan (oldest_unpaid_due_on) WHERE status = 'ACTIVE'`,
      ...protect('loan', PARTIES, 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE instalment (
         loan_id text COLLATE "C" NOT NULL,
         number integer NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         due_on date NOT NULL,
         principal_minor bigint NOT NULL CHECK (principal_minor >= 0),
         interest_minor bigint NOT NULL CHECK (interest_minor >= 0),
         paid_principal_minor bigint NOT NULL DEFAULT 0,
         paid_interest_minor bigint NOT NULL DEFAULT 0,
         PRIMARY KEY (loan_id, partner_id, number),
         FOREIGN KEY (loan_id, partner_id) REFERENCES loan (id, partner_id),
         CHECK (paid_principal_minor BETWEEN 0 AND principal_minor),
         CHECK (paid_interest_minor BETWEEN 0 AND interest_minor))`,
      ...protect('instalment', PARTIES, 'SELECT, INSERT, UPDATE, DELETE'),
      `CREATE TABLE loan_report (
         id text COLLATE "C" NOT NULL,
         loan_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         source text NOT NULL CHECK (source IN ('SERVICER', 'CHANGE')),
         sequence bigint NOT NULL CHECK (sequence > 0),
         kind text NOT NULL CHECK (kind IN ('REPAYMENT', 'MISSED', 'PREPAYMENT', 'SETTLED', 'RETURN')),
         effective_on date NOT NULL,
         amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
         content_hash text NOT NULL,
         received_at timestamptz NOT NULL,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (loan_id, partner_id) REFERENCES loan (id, partner_id),
         CONSTRAINT loan_report_sequence UNIQUE (loan_id, partner_id, source, sequence))`,
      ...appendOnly('loan_report'),
      ...protect('loan_report', PARTIES, 'SELECT, INSERT'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP TABLE loan_report, instalment, loan']);
  }
}
