import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView, kinshipView } from './invariant-view.js';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const PARTIES = ['partner_id', 'insurer_id', 'lender_id'] as const;
const SAME = [...PARTIES];

/** What is asked for as premium, what was paid, and which payment settled which invoice. */
export class PremiumInvoices1700000035000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      // A partner pays for the policies of many lenders at once.
      'ALTER TABLE journal ALTER COLUMN lender_id DROP NOT NULL',
      'ALTER TABLE posting ALTER COLUMN lender_id DROP NOT NULL',
      `CREATE TABLE premium_invoice (
         id text COLLATE "C" NOT NULL,
         policy_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         sequence integer NOT NULL,
         kind text NOT NULL CHECK (kind IN ('INVOICE', 'CREDIT_NOTE')),
         subject_id text COLLATE "C" NOT NULL,
         issued_on date NOT NULL,
         due_on date NOT NULL,
         currency text NOT NULL,
         amount_minor bigint NOT NULL CHECK (amount_minor > 0),
         settled_minor bigint NOT NULL DEFAULT 0,
         recorded_at timestamptz NOT NULL,
         PRIMARY KEY (id, partner_id),
         UNIQUE (policy_id, partner_id, sequence),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id),
         CONSTRAINT settled_within_amount CHECK (settled_minor BETWEEN 0 AND amount_minor))`,
      `CREATE INDEX premium_invoice_open ON premium_invoice (partner_id, insurer_id, currency, due_on, id)
         WHERE settled_minor < amount_minor`,
      `CREATE INDEX premium_invoice_due ON premium_invoice (due_on, policy_id)
         WHERE kind = 'INVOICE' AND settled_minor < amount_minor`,
      ...protect('premium_invoice', PARTIES, 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE premium_invoice_line (
         invoice_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         kind text NOT NULL,
         amount_minor bigint NOT NULL,
         PRIMARY KEY (invoice_id, partner_id, kind),
         FOREIGN KEY (invoice_id, partner_id) REFERENCES premium_invoice (id, partner_id))`,
      ...appendOnly('premium_invoice_line'),
      ...protect('premium_invoice_line', PARTIES, 'SELECT, INSERT'),
      `CREATE TABLE premium_payment (
         id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         reference text NOT NULL,
         received_on date NOT NULL,
         currency text NOT NULL,
         amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
         unallocated_minor bigint NOT NULL CHECK (unallocated_minor >= 0),
         reverses text COLLATE "C",
         reason text,
         recorded_at timestamptz NOT NULL,
         PRIMARY KEY (id, insurer_id),
         FOREIGN KEY (reverses, insurer_id) REFERENCES premium_payment (id, insurer_id),
         CONSTRAINT premium_payment_reversed_once UNIQUE (reverses, insurer_id),
         CHECK ((reverses IS NULL) = (amount_minor > 0)))`,
      `CREATE INDEX premium_payment_unallocated ON premium_payment (partner_id, insurer_id, currency, received_on, id)
         WHERE unallocated_minor > 0`,
      'CREATE INDEX premium_payment_by_partner ON premium_payment (partner_id, id)',
      ...protect('premium_payment', ['partner_id', 'insurer_id'], 'SELECT, INSERT, UPDATE'),
      // The source is a payment or a credit note; a reversal takes back with a row of its own.
      `CREATE TABLE premium_allocation (
         id bigint GENERATED ALWAYS AS IDENTITY,
         invoice_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         source_id text COLLATE "C" NOT NULL,
         amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
         recorded_at timestamptz NOT NULL,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (invoice_id, partner_id) REFERENCES premium_invoice (id, partner_id))`,
      'CREATE INDEX premium_allocation_by_invoice ON premium_allocation (invoice_id, id)',
      'CREATE INDEX premium_allocation_by_source ON premium_allocation (source_id, id)',
      ...appendOnly('premium_allocation'),
      ...protect('premium_allocation', PARTIES, 'SELECT, INSERT'),
      ...kinshipView({
        child: 'premium_invoice',
        parent: 'policy',
        by: 'policy_id',
        same: ['partner_id', 'insurer_id'],
      }),
      ...kinshipView({ child: 'premium_invoice_line', parent: 'premium_invoice', by: 'invoice_id', same: SAME }),
      ...kinshipView({ child: 'premium_allocation', parent: 'premium_invoice', by: 'invoice_id', same: SAME }),
      ...invariantView(
        'i4_invoice_lines',
        'I4 an invoice is the sum of its lines',
        `SELECT i.id FROM premium_invoice i LEFT JOIN premium_invoice_line l ON l.invoice_id = i.id AND l.partner_id = i.partner_id
         GROUP BY i.id, i.amount_minor HAVING coalesce(sum(l.amount_minor), 0) <> i.amount_minor`,
      ),
      ...invariantView(
        'i4_invoices',
        'I4 what is asked for a policy is what was written of its premium, instalments and credit notes together',
        `SELECT coalesce(i.policy_id, j.policy_id) AS policy_id, i.asked::text, j.written::text FROM (
           SELECT policy_id, sum(CASE kind WHEN 'INVOICE' THEN amount_minor ELSE -amount_minor END) AS asked
           FROM premium_invoice GROUP BY policy_id) i
         FULL JOIN (
           SELECT j.policy_id, sum(p.amount_minor) AS written FROM journal j
           JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id AND p.account = 'PREMIUM_RECEIVABLE'
           WHERE j.kind IN ('PREMIUM_WRITTEN', 'PREMIUM_REDUCED') GROUP BY j.policy_id) j ON j.policy_id = i.policy_id
         WHERE coalesce(i.asked, 0) <> coalesce(j.written, 0)`,
      ),
      ...invariantView(
        'i4_settled',
        'I4 what is settled of an invoice is what was allocated to it, and of a credit note what it settled',
        `SELECT i.id, i.settled_minor::text AS settled FROM premium_invoice i WHERE i.settled_minor <> coalesce(
           CASE i.kind WHEN 'INVOICE' THEN (SELECT sum(a.amount_minor) FROM premium_allocation a WHERE a.invoice_id = i.id)
           ELSE (SELECT sum(a.amount_minor) FROM premium_allocation a WHERE a.source_id = i.id) END, 0)
         UNION ALL
         SELECT p.id, p.unallocated_minor::text FROM premium_payment p WHERE p.reverses IS NULL
           AND NOT EXISTS (SELECT 1 FROM premium_payment r WHERE r.reverses = p.id)
           AND p.unallocated_minor <> p.amount_minor
             - coalesce((SELECT sum(a.amount_minor) FROM premium_allocation a WHERE a.source_id = p.id), 0)`,
      ),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `DROP VIEW invariant_i4_settled, invariant_i4_invoices, invariant_i4_invoice_lines,
         invariant_i14_premium_allocation_of_premium_invoice, invariant_i14_premium_invoice_line_of_premium_invoice,
         invariant_i14_premium_invoice_of_policy`,
      'DROP TABLE premium_allocation, premium_payment, premium_invoice_line, premium_invoice',
    ]);
  }
}
