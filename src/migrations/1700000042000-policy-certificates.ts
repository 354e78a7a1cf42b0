import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const PARTIES = ['partner_id', 'insurer_id', 'lender_id'] as const;

/** Certificates of policies by version, and the policies that wait for one: all that are active already do. */
export class PolicyCertificates1700000042000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `SELECT set_config('app.scope', 'system', true)`,
      `CREATE TABLE policy_certificate (
         policy_id text COLLATE "C" NOT NULL,
         version integer NOT NULL CHECK (version > 0),
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         transaction_sequence integer NOT NULL,
         key_id text NOT NULL,
         json_document_id text COLLATE "C" NOT NULL,
         pdf_document_id text COLLATE "C" NOT NULL,
         document_owner_id text COLLATE "C" NOT NULL,
         made_at timestamptz NOT NULL,
         PRIMARY KEY (policy_id, version, partner_id),
         CONSTRAINT policy_certificate_once UNIQUE (policy_id, transaction_sequence, partner_id),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id),
         FOREIGN KEY (json_document_id, document_owner_id) REFERENCES document (id, owner_id),
         FOREIGN KEY (pdf_document_id, document_owner_id) REFERENCES document (id, owner_id))`,
      ...appendOnly('policy_certificate'),
      ...protect('policy_certificate', PARTIES, 'SELECT, INSERT'),
      `CREATE TABLE certificate_due (
         policy_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         sequence integer NOT NULL,
         PRIMARY KEY (policy_id, partner_id),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id))`,
      ...protect('certificate_due', PARTIES, 'SELECT, INSERT, UPDATE, DELETE'),
      `INSERT INTO certificate_due (policy_id, partner_id, insurer_id, lender_id, sequence)
       SELECT p.id, p.partner_id, p.insurer_id, p.lender_id,
         (SELECT max(t.sequence) FROM policy_transaction t WHERE t.policy_id = p.id AND t.partner_id = p.partner_id)
       FROM policy p WHERE p.status = 'ACTIVE'`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP TABLE certificate_due, policy_certificate']);
  }
}
