import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView } from './invariant-view.js';
import { protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const PARTIES = ['partner_id', 'insurer_id', 'lender_id'] as const;

/** Complaints about a policy or a claim, with the day by which they must be answered. */
export class Complaints1700000041500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'CREATE SEQUENCE complaint_number',
      'GRANT USAGE ON SEQUENCE complaint_number TO covergraph_app',
      `CREATE TABLE complaint (
         id text COLLATE "C" NOT NULL,
         number text NOT NULL,
         policy_id text COLLATE "C" NOT NULL,
         claim_id text COLLATE "C",
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         complainant text NOT NULL CHECK (complainant IN ('OBLIGOR', 'LENDER', 'PARTNER')),
         about text NOT NULL,
         body text NOT NULL,
         status text NOT NULL CHECK (status IN ('RECEIVED', 'IN_REVIEW', 'ANSWERED', 'ESCALATED', 'CLOSED', 'WITHDRAWN')),
         outcome text CHECK (outcome IN ('UPHELD', 'PARTLY_UPHELD', 'NOT_UPHELD')),
         answer text,
         answered_by text,
         deadlines jsonb NOT NULL,
         notice_on date,
         time_zone text NOT NULL,
         warning_days integer NOT NULL,
         received_at timestamptz NOT NULL,
         answered_at timestamptz,
         closed_at timestamptz,
         PRIMARY KEY (id, partner_id),
         CONSTRAINT complaint_number_once UNIQUE (number, partner_id),
         CHECK (outcome IS NOT NULL OR status NOT IN ('ANSWERED', 'ESCALATED')),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id),
         FOREIGN KEY (claim_id, partner_id) REFERENCES claim (id, partner_id))`,
      'CREATE INDEX complaint_by_policy ON complaint (policy_id, id)',
      'CREATE INDEX complaint_by_claim ON complaint (claim_id, id) WHERE claim_id IS NOT NULL',
      'CREATE INDEX complaint_by_insurer ON complaint (insurer_id, id)',
      'CREATE INDEX complaint_by_lender ON complaint (lender_id, id)',
      'CREATE INDEX complaint_by_partner ON complaint (partner_id, id)',
      'CREATE INDEX complaint_notice_due ON complaint (notice_on) WHERE notice_on IS NOT NULL',
      ...protect('complaint', PARTIES, 'SELECT, INSERT, UPDATE'),
      ...invariantView(
        'i10_complaints',
        'I10 the history of a complaint ends in its present state',
        `SELECT c.id, c.status, l.to_state FROM complaint c LEFT JOIN LATERAL (
           SELECT to_state FROM state_change s WHERE s.machine = 'Complaint' AND s.subject_id = c.id
           ORDER BY s.id DESC LIMIT 1) l ON true
         WHERE c.status <> coalesce(l.to_state, 'RECEIVED')`,
      ),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP VIEW invariant_i10_complaints',
      'DROP TABLE complaint',
      'DROP SEQUENCE complaint_number',
    ]);
  }
}
