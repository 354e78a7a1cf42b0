import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './row-level-security.js';
import { runAll } from './run-all.js';

const tenants = `(SELECT nullif(current_setting('app.tenants', true), '')::text[])::text[]`;

// The names sort before those of the tenancy, which PostgreSQL therefore asks first: nobody looks for others' rows in vain.
const reads = (table: string, condition: string): string =>
  `CREATE POLICY ${table}_lender ON ${table} FOR SELECT USING (${condition})`;

const OF_POLICY = [
  'premium_invoice',
  'premium_reminder',
  'earning_segment',
  'policy_certificate',
  'moratorium_policy',
  'journal',
] as const;
const OF_LOAN = ['overdue_notice', 'collection_contact', 'charge_off'] as const;
/** What an insurer passes on stays its own business. */
const PUBLIC: Readonly<Partial<Record<(typeof OF_POLICY)[number], string>>> = {
  journal: `kind NOT LIKE 'CEDED_%' AND `,
};
const CEDED = `'REINSURERS_UNEARNED', 'REINSURANCE_RECOVERABLE', 'REINSURANCE_PAYABLE', 'DEFERRED_CEDING_COMMISSION',
  'CEDED_PREMIUM', 'CEDING_COMMISSION', 'CEDED_CLAIMS', 'CEDED_RECOVERIES'`;

const ofPolicy = (table: (typeof OF_POLICY)[number]): string =>
  reads(
    table,
    `${PUBLIC[table] ?? ''}EXISTS (SELECT 1 FROM policy p
       WHERE p.id = ${table}.policy_id AND p.partner_id = ${table}.partner_id AND p.lender_id = ANY (${tenants}))`,
  );
const ofLoan = (table: string): string =>
  reads(
    table,
    `EXISTS (SELECT 1 FROM loan l
       WHERE l.id = ${table}.loan_id AND l.partner_id = ${table}.partner_id AND l.lender_id = ANY (${tenants}))`,
  );
const ofInvoice = (table: string): string =>
  reads(
    table,
    `EXISTS (SELECT 1 FROM premium_invoice i JOIN policy p ON p.id = i.policy_id AND p.partner_id = i.partner_id
       WHERE i.id = ${table}.invoice_id AND i.partner_id = ${table}.partner_id AND p.lender_id = ANY (${tenants}))`,
  );

/**
 * Whoever a loan is owed to today reads what is written of its policy once and for all, also from the time of lenders
 * before. What is written stays theirs, for it is never edited; what still moves follows the loan itself.
 */
export class LendersOfToday1700000114000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      ...OF_POLICY.map(ofPolicy),
      ...OF_LOAN.map(ofLoan),
      ofInvoice('premium_invoice_line'),
      ofInvoice('premium_allocation'),
      reads(
        'posting',
        `account NOT IN (${CEDED}) AND EXISTS (SELECT 1 FROM journal j JOIN policy p ON p.id = j.policy_id AND p.partner_id = j.partner_id
           WHERE j.id = posting.journal_id AND j.insurer_id = posting.insurer_id AND p.lender_id = ANY (${tenants}))`,
      ),
      // A claim and what was shown for it have the same parties.
      `GRANT UPDATE (lender_id) ON claim_evidence TO ${APP_ROLE}`,
      'CREATE INDEX policy_certificate_by_json ON policy_certificate (json_document_id)',
      'CREATE INDEX policy_certificate_by_pdf ON policy_certificate (pdf_document_id)',
      ...['json', 'pdf'].map(
        (kind) =>
          `CREATE POLICY document_lender_${kind} ON document FOR SELECT USING (EXISTS (
             SELECT 1 FROM policy_certificate c JOIN policy p ON p.id = c.policy_id AND p.partner_id = c.partner_id
             WHERE c.${kind}_document_id = document.id AND p.lender_id = ANY (${tenants})))`,
      ),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP POLICY document_lender_pdf ON document',
      'DROP POLICY document_lender_json ON document',
      `REVOKE UPDATE (lender_id) ON claim_evidence FROM ${APP_ROLE}`,
      'DROP INDEX policy_certificate_by_json, policy_certificate_by_pdf',
      ...[...OF_POLICY, ...OF_LOAN, 'premium_invoice_line', 'premium_allocation', 'posting'].map(
        (table) => `DROP POLICY ${table}_lender ON ${table}`,
      ),
    ]);
  }
}
