import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView } from './invariant-view.js';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const PARTIES = ['partner_id', 'insurer_id'] as const;

/** Statements between an insurer and a partner as they were made, version by version, with the journals they are made of. */
export class PartnerStatements1700000102000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE partner_statement (
         id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         currency text NOT NULL,
         from_on date NOT NULL,
         to_on date NOT NULL,
         version integer NOT NULL CHECK (version > 0),
         supersedes text COLLATE "C",
         requested_by text COLLATE "C" NOT NULL REFERENCES organisation (id),
         created_at timestamptz NOT NULL,
         entry_count bigint NOT NULL,
         line_count integer NOT NULL,
         opening_minor bigint NOT NULL,
         premium_minor bigint NOT NULL,
         refund_minor bigint NOT NULL,
         commission_minor bigint NOT NULL,
         received_minor bigint NOT NULL,
         claims_paid_minor bigint NOT NULL,
         closing_minor bigint NOT NULL,
         premium_due_minor bigint NOT NULL,
         commission_due_minor bigint NOT NULL,
         csv_document_id text COLLATE "C",
         pdf_document_id text COLLATE "C",
         document_owner_id text COLLATE "C",
         made_at timestamptz,
         PRIMARY KEY (id, insurer_id),
         CONSTRAINT partner_statement_version UNIQUE (insurer_id, partner_id, currency, from_on, to_on, version),
         FOREIGN KEY (supersedes, insurer_id) REFERENCES partner_statement (id, insurer_id),
         FOREIGN KEY (csv_document_id, document_owner_id) REFERENCES document (id, owner_id),
         FOREIGN KEY (pdf_document_id, document_owner_id) REFERENCES document (id, owner_id),
         CHECK (from_on <= to_on),
         CHECK ((version = 1) = (supersedes IS NULL)),
         CHECK (opening_minor + premium_minor - commission_minor - received_minor = closing_minor),
         CHECK (premium_due_minor - commission_due_minor = closing_minor))`,
      'CREATE INDEX partner_statement_by_insurer ON partner_statement (insurer_id, id)',
      'CREATE INDEX partner_statement_by_partner ON partner_statement (partner_id, id)',
      'CREATE INDEX partner_statement_due ON partner_statement (id) WHERE made_at IS NULL',
      // What it says is never changed; only its files come later.
      ...protect(
        'partner_statement',
        PARTIES,
        'SELECT, INSERT, UPDATE (csv_document_id, pdf_document_id, document_owner_id, made_at)',
      ),
      `CREATE TABLE partner_statement_line (
         statement_id text COLLATE "C" NOT NULL,
         journal_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         premium_minor bigint NOT NULL,
         refund_minor bigint NOT NULL,
         commission_minor bigint NOT NULL,
         received_minor bigint NOT NULL,
         claims_paid_minor bigint NOT NULL,
         PRIMARY KEY (statement_id, journal_id, insurer_id),
         FOREIGN KEY (statement_id, insurer_id) REFERENCES partner_statement (id, insurer_id),
         FOREIGN KEY (journal_id, insurer_id) REFERENCES journal (id, insurer_id))`,
      ...appendOnly('partner_statement_line'),
      ...protect('partner_statement_line', PARTIES, 'SELECT, INSERT'),
      // The accounts between the two are looked at by pair, and a journal has several lines.
      'CREATE INDEX journal_by_pair ON journal (insurer_id, partner_id, booked_on, id)',
      ...invariantView(
        'i4_statements',
        'I4 a statement is the sum of its lines, and each line what its journal posted between the two',
        `SELECT s.id, s.closing_minor::text AS amount FROM partner_statement s
           LEFT JOIN LATERAL (SELECT count(*) AS lines, coalesce(sum(premium_minor), 0) AS premium,
             coalesce(sum(refund_minor), 0) AS refund, coalesce(sum(commission_minor), 0) AS commission,
             coalesce(sum(received_minor), 0) AS received, coalesce(sum(claims_paid_minor), 0) AS claims
             FROM partner_statement_line l WHERE l.statement_id = s.id) l ON true
         WHERE (s.line_count, s.premium_minor, s.refund_minor, s.commission_minor, s.received_minor, s.claims_paid_minor)
           IS DISTINCT FROM (l.lines, l.premium, l.refund, l.commission, l.received, l.claims)
         UNION ALL
         SELECT l.statement_id, l.journal_id FROM partner_statement_line l
         WHERE l.premium_minor - l.commission_minor - l.received_minor <> (
           SELECT coalesce(sum(p.amount_minor), 0) FROM posting p WHERE p.journal_id = l.journal_id
             AND p.account IN ('PREMIUM_RECEIVABLE', 'PREMIUM_DEPOSITS', 'COMMISSION_PAYABLE'))`,
      ),
      ...invariantView(
        'i14_statement_lines',
        'I14 a line of a statement belongs to whom its statement and its journal belong to',
        `SELECT l.statement_id, l.journal_id FROM partner_statement_line l
           LEFT JOIN partner_statement s ON s.id = l.statement_id LEFT JOIN journal j ON j.id = l.journal_id
         WHERE (l.insurer_id, l.partner_id) IS DISTINCT FROM (s.insurer_id, s.partner_id)
           OR (l.insurer_id, l.partner_id) IS DISTINCT FROM (j.insurer_id, j.partner_id)`,
      ),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP VIEW invariant_i14_statement_lines, invariant_i4_statements',
      'DROP INDEX journal_by_pair',
      'DROP TABLE partner_statement_line, partner_statement',
    ]);
  }
}
