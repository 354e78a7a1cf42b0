import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const PARTIES = ['partner_id', 'insurer_id', 'lender_id'] as const;

/** Claims with evidence and documents, and the recovery of what was paid. */
export class Claims1700000006000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'CREATE SEQUENCE claim_number',
      'GRANT USAGE ON SEQUENCE claim_number TO covergraph_app',
      `CREATE TABLE claim (
         id text COLLATE "C" NOT NULL,
         number text NOT NULL UNIQUE,
         policy_id text COLLATE "C" NOT NULL,
         loan_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         status text NOT NULL CHECK (status IN
           ('NOTIFIED', 'EVIDENCE_PENDING', 'UNDER_REVIEW', 'DECIDED', 'PAID', 'CLOSED', 'WITHDRAWN', 'REOPENED')),
         outcome text CHECK (outcome IN ('APPROVED', 'PARTLY_APPROVED', 'REJECTED')),
         origin text NOT NULL CHECK (origin IN ('FEED', 'LENDER')),
         defaulted_on date NOT NULL,
         triggered_on date NOT NULL,
         currency text NOT NULL,
         assessment jsonb NOT NULL,
         computed_minor bigint NOT NULL CHECK (computed_minor >= 0),
         approved_minor bigint CHECK (approved_minor >= 0),
         paid_minor bigint NOT NULL DEFAULT 0 CHECK (paid_minor >= 0),
         decision_reason text,
         decided_by text,
         notified_at timestamptz NOT NULL,
         decided_at timestamptz,
         paid_at timestamptz,
         closed_at timestamptz,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id),
         FOREIGN KEY (loan_id, partner_id) REFERENCES loan (id, partner_id),
         CONSTRAINT paid_within_approved CHECK (paid_minor <= coalesce(approved_minor, 0)))`,
      `CREATE UNIQUE INDEX claim_live ON claim (policy_id, partner_id) WHERE status NOT IN ('CLOSED', 'WITHDRAWN')`,
      'CREATE INDEX claim_by_policy ON claim (policy_id, id)',
      'CREATE INDEX claim_by_insurer ON claim (insurer_id, id)',
      'CREATE INDEX claim_by_lender ON claim (lender_id, id)',
      'CREATE INDEX claim_by_partner ON claim (partner_id, id)',
      ...protect('claim', PARTIES, 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE document (
         id text COLLATE "C" NOT NULL,
         owner_id text COLLATE "C" NOT NULL REFERENCES organisation (id),
         partner_id text COLLATE "C",
         insurer_id text COLLATE "C",
         lender_id text COLLATE "C",
         file_name text NOT NULL,
         media_type text NOT NULL,
         size_bytes integer NOT NULL CHECK (size_bytes > 0),
         sha256 text NOT NULL,
         content bytea NOT NULL,
         stored_at timestamptz NOT NULL,
         PRIMARY KEY (id, owner_id))`,
      ...protect('document', ['owner_id', ...PARTIES], 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE claim_evidence (
         id text COLLATE "C" NOT NULL,
         claim_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         kind text NOT NULL,
         note text,
         document_id text COLLATE "C" NOT NULL,
         document_owner_id text COLLATE "C" NOT NULL,
         added_at timestamptz NOT NULL,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (claim_id, partner_id) REFERENCES claim (id, partner_id),
         FOREIGN KEY (document_id, document_owner_id) REFERENCES document (id, owner_id))`,
      'CREATE INDEX claim_evidence_by_claim ON claim_evidence (claim_id, id)',
      ...protect('claim_evidence', PARTIES, 'SELECT, INSERT'),
      `CREATE TABLE recovery (
         id text COLLATE "C" NOT NULL,
         claim_id text COLLATE "C" NOT NULL,
         policy_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         status text NOT NULL CHECK (status IN
           ('OPEN', 'IN_COLLECTION', 'INSTALMENT_PLAN', 'LEGAL', 'RECOVERED', 'WRITTEN_OFF')),
         rule text NOT NULL,
         currency text NOT NULL,
         indemnity_minor bigint NOT NULL CHECK (indemnity_minor > 0),
         uncompensated_minor bigint NOT NULL CHECK (uncompensated_minor >= 0),
         received_minor bigint NOT NULL DEFAULT 0 CHECK (received_minor >= 0),
         costs_minor bigint NOT NULL DEFAULT 0 CHECK (costs_minor >= 0),
         opened_at timestamptz NOT NULL,
         closed_at timestamptz,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (claim_id, partner_id) REFERENCES claim (id, partner_id),
         CONSTRAINT recovery_once_per_claim UNIQUE (claim_id, partner_id))`,
      ...protect('recovery', PARTIES, 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE recovery_receipt (
         id text COLLATE "C" NOT NULL,
         recovery_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         reference text NOT NULL,
         received_on date NOT NULL,
         currency text NOT NULL,
         amount_minor bigint NOT NULL CHECK (amount_minor > 0),
         costs_minor bigint NOT NULL CHECK (costs_minor >= 0),
         shares jsonb NOT NULL,
         recorded_at timestamptz NOT NULL,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (recovery_id, partner_id) REFERENCES recovery (id, partner_id),
         CONSTRAINT recovery_receipt_once UNIQUE (recovery_id, partner_id, reference))`,
      ...appendOnly('recovery_receipt'),
      ...protect('recovery_receipt', PARTIES, 'SELECT, INSERT'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP TABLE recovery_receipt, recovery, claim_evidence, document, claim',
      'DROP SEQUENCE claim_number',
    ]);
  }
}
