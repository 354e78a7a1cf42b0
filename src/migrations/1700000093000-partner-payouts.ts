import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView } from './invariant-view.js';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

/** What insurers pay partners: commission, and premium of credit notes, which settles them. */
export class PartnerPayouts1700000093000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE partner_payout (
         id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         kind text NOT NULL CHECK (kind IN ('COMMISSION', 'PREMIUM')),
         reference text NOT NULL,
         paid_on date NOT NULL,
         up_to date,
         currency text NOT NULL,
         amount_minor bigint NOT NULL CHECK (amount_minor > 0),
         recorded_at timestamptz NOT NULL,
         PRIMARY KEY (id, insurer_id),
         CHECK (kind = 'COMMISSION' OR up_to IS NULL))`,
      'CREATE INDEX partner_payout_by_partner ON partner_payout (partner_id, id)',
      'CREATE INDEX partner_payout_by_insurer ON partner_payout (insurer_id, id)',
      ...appendOnly('partner_payout'),
      ...protect('partner_payout', ['partner_id', 'insurer_id'], 'SELECT, INSERT'),
      'DROP VIEW invariant_i4_settled',
      ...invariantView(
        'i4_settled',
        'I4 what is settled of an invoice is what was allocated to it, and of a credit note what it settled and what was paid out',
        `SELECT i.id, i.settled_minor::text AS settled FROM premium_invoice i WHERE i.settled_minor <>
           coalesce((SELECT sum(a.amount_minor) FROM premium_allocation a WHERE a.invoice_id = i.id), 0)
           + CASE i.kind WHEN 'INVOICE' THEN 0
             ELSE coalesce((SELECT sum(a.amount_minor) FROM premium_allocation a WHERE a.source_id = i.id), 0) END
         UNION ALL
         SELECT p.id, p.unallocated_minor::text FROM premium_payment p WHERE p.reverses IS NULL
           AND NOT EXISTS (SELECT 1 FROM premium_payment r WHERE r.reverses = p.id)
           AND p.unallocated_minor <> p.amount_minor
             - coalesce((SELECT sum(a.amount_minor) FROM premium_allocation a WHERE a.source_id = p.id), 0)`,
      ),
      ...invariantView(
        'i4_payouts',
        'I4 what was paid out to a partner left in the books, and premium paid out is what it settled of credit notes',
        `SELECT o.id, o.amount_minor::text AS amount FROM partner_payout o WHERE o.amount_minor <> coalesce((
           SELECT -sum(p.amount_minor) FROM journal j JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
           WHERE j.subject_id = o.id AND j.insurer_id = o.insurer_id AND p.account = 'CASH_CLEARING'
             AND p.currency = o.currency), 0)
         UNION ALL
         SELECT o.id, o.amount_minor::text FROM partner_payout o WHERE o.kind = 'PREMIUM' AND o.amount_minor <> coalesce((
           SELECT sum(a.amount_minor) FROM premium_allocation a WHERE a.source_id = o.id), 0)`,
      ),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    // The wider sentence on settled invoices also holds without payouts, so it stays.
    await runAll(runner, ['DROP VIEW invariant_i4_payouts', 'DROP TABLE partner_payout']);
  }
}
