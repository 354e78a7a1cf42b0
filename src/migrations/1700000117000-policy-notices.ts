import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const tenants = `(SELECT nullif(current_setting('app.tenants', true), '')::text[])::text[]`;
const isTodaysLender = `p.lender_id = ANY (${tenants})`;

/** What was told on paper about a policy, as it was said; its print is made afterwards. Whoever is the lender reads it. */
export class PolicyNotices1700000117000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE policy_notice (
         id text COLLATE "C" NOT NULL,
         policy_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         kind text NOT NULL,
         about text COLLATE "C" NOT NULL,
         version integer NOT NULL CHECK (version > 0),
         given_on date NOT NULL,
         said jsonb NOT NULL,
         recorded_at timestamptz NOT NULL,
         pdf_document_id text COLLATE "C",
         document_owner_id text COLLATE "C",
         made_at timestamptz,
         PRIMARY KEY (id, partner_id),
         CONSTRAINT policy_notice_once UNIQUE (policy_id, about, version, partner_id),
         CHECK ((pdf_document_id IS NULL) = (made_at IS NULL) AND (document_owner_id IS NULL) = (made_at IS NULL)),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id),
         FOREIGN KEY (pdf_document_id, document_owner_id) REFERENCES document (id, owner_id))`,
      'CREATE INDEX policy_notice_due ON policy_notice (id) WHERE made_at IS NULL',
      'CREATE INDEX policy_notice_by_pdf ON policy_notice (pdf_document_id)',
      ...protect('policy_notice', ['partner_id', 'insurer_id', 'lender_id'], 'SELECT, INSERT'),
      `GRANT UPDATE (pdf_document_id, document_owner_id, made_at) ON policy_notice TO ${APP_ROLE}`,
      // The names sort before those of the tenancy, which PostgreSQL therefore asks first.
      `CREATE POLICY policy_notice_lender ON policy_notice FOR SELECT USING (EXISTS (
         SELECT 1 FROM policy p WHERE p.id = policy_notice.policy_id AND p.partner_id = policy_notice.partner_id
           AND ${isTodaysLender}))`,
      `CREATE POLICY document_lender_notice ON document FOR SELECT USING (EXISTS (
         SELECT 1 FROM policy_notice n JOIN policy p ON p.id = n.policy_id AND p.partner_id = n.partner_id
         WHERE n.pdf_document_id = document.id AND ${isTodaysLender}))`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP POLICY document_lender_notice ON document', 'DROP TABLE policy_notice']);
  }
}
