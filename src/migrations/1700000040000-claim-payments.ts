import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView } from './invariant-view.js';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const PARTIES = ['partner_id', 'insurer_id', 'lender_id'] as const;

/**
 * What was paid on claims, to whom, and what came back of it. A claim's paid amount is what the payees may keep; what
 * they must give back after a lower decision is overpaid.
 */
export class ClaimPayments1700000040000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'ALTER TABLE claim ADD overpaid_minor bigint NOT NULL DEFAULT 0 CHECK (overpaid_minor >= 0)',
      'ALTER TABLE recovery DROP CONSTRAINT recovery_indemnity_minor_check, ADD CHECK (indemnity_minor >= 0)',
      `CREATE TABLE claim_payment (
         id text COLLATE "C" NOT NULL,
         claim_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         kind text NOT NULL,
         reference text NOT NULL,
         paid_on date NOT NULL,
         currency text NOT NULL,
         amount_minor bigint NOT NULL,
         payees jsonb NOT NULL,
         recorded_at timestamptz NOT NULL,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (claim_id, partner_id) REFERENCES claim (id, partner_id),
         CONSTRAINT claim_payment_once UNIQUE (claim_id, partner_id, reference),
         CHECK (CASE kind WHEN 'INDEMNITY' THEN amount_minor > 0 WHEN 'OVERPAYMENT_RETURNED' THEN amount_minor < 0 END))`,
      ...appendOnly('claim_payment'),
      ...protect('claim_payment', PARTIES, 'SELECT, INSERT'),
      ...invariantView(
        'i4_claim_payments',
        'I4 a payment is the sum of what its payees got',
        `SELECT id FROM claim_payment WHERE amount_minor <>
           (SELECT coalesce(sum((payee->>'minor')::bigint), 0) FROM jsonb_array_elements(payees) AS payee)`,
      ),
      ...invariantView(
        'i6_claim_cash',
        'I6 what left for a claim is what its payees may keep and what they must give back',
        `SELECT c.id FROM claim c JOIN claim_payment p ON p.claim_id = c.id AND p.partner_id = c.partner_id
         GROUP BY c.id, c.paid_minor, c.overpaid_minor HAVING sum(p.amount_minor) <> c.paid_minor + c.overpaid_minor`,
      ),
      ...invariantView(
        'i6_reserved',
        'I6 paid and reserved are together at most the sum insured',
        `SELECT p.id FROM policy p JOIN claim c ON c.policy_id = p.id AND c.partner_id = p.partner_id
         WHERE c.status NOT IN ('CLOSED', 'WITHDRAWN') AND p.sum_insured_minor < p.indemnity_paid_minor - c.paid_minor
           + CASE WHEN c.status IN ('DECIDED', 'PAID') THEN coalesce(c.approved_minor, 0)
                  ELSE greatest(c.computed_minor, c.paid_minor) END`,
      ),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP VIEW invariant_i6_reserved, invariant_i6_claim_cash, invariant_i4_claim_payments',
      'DROP TABLE claim_payment',
      'ALTER TABLE recovery DROP CONSTRAINT recovery_indemnity_minor_check, ADD CHECK (indemnity_minor > 0)',
      'ALTER TABLE claim DROP overpaid_minor',
    ]);
  }
}
