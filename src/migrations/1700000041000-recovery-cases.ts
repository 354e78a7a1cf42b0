import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView } from './invariant-view.js';
import { protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const PARTIES = ['partner_id', 'insurer_id', 'lender_id'] as const;

const shareSum = (part: string): string => `sum((e.shares->>'${part}')::bigint)`;

/** Recovery cases: collateral sold after the indemnity, costs, corrections, instalment plans, and why one was given up. */
export class RecoveryCases1700000041000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `ALTER TABLE recovery
         ADD collateral_rule text,
         ADD collateral_minor bigint NOT NULL DEFAULT 0 CHECK (collateral_minor >= 0),
         ADD collateral_costs_minor bigint NOT NULL DEFAULT 0 CHECK (collateral_costs_minor >= 0),
         ADD write_off_code text,
         ADD write_off_reason text`,
      `ALTER TABLE recovery_receipt
         ADD kind text NOT NULL DEFAULT 'RECEIPT'
           CHECK (kind IN ('RECEIPT', 'COLLATERAL_SALE', 'COST', 'REVERSAL', 'REALLOCATION')),
         ADD cost_kind text,
         ADD reverses text COLLATE "C",
         ADD note text,
         DROP CONSTRAINT recovery_receipt_amount_minor_check,
         DROP CONSTRAINT recovery_receipt_costs_minor_check,
         ADD CONSTRAINT amounts_of_kind CHECK (CASE
           WHEN kind IN ('RECEIPT', 'COLLATERAL_SALE') THEN amount_minor > 0 AND costs_minor >= 0 AND reverses IS NULL
           WHEN kind = 'COST' THEN amount_minor = 0 AND costs_minor > 0 AND reverses IS NULL
           WHEN kind = 'REVERSAL' THEN amount_minor <= 0 AND costs_minor <= 0 AND reverses IS NOT NULL
           ELSE amount_minor = 0 AND costs_minor = 0 AND reverses IS NULL END),
         ADD CONSTRAINT reversed_once UNIQUE (reverses, partner_id),
         ADD FOREIGN KEY (reverses, partner_id) REFERENCES recovery_receipt (id, partner_id)`,
      'ALTER TABLE recovery_receipt ALTER kind DROP DEFAULT',
      `CREATE TABLE recovery_plan (
         id text COLLATE "C" NOT NULL,
         recovery_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         status text NOT NULL CHECK (status IN ('ACTIVE', 'FULFILLED', 'BROKEN', 'ENDED')),
         currency text NOT NULL,
         total_minor bigint NOT NULL CHECK (total_minor > 0),
         received_minor bigint NOT NULL DEFAULT 0,
         instalments jsonb NOT NULL,
         grace_days integer NOT NULL CHECK (grace_days BETWEEN 0 AND 60),
         next_due_on date,
         agreed_at timestamptz NOT NULL,
         ended_at timestamptz,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (recovery_id, partner_id) REFERENCES recovery (id, partner_id))`,
      `CREATE UNIQUE INDEX recovery_plan_active ON recovery_plan (recovery_id, partner_id) WHERE status = 'ACTIVE'`,
      'CREATE INDEX recovery_plan_by_recovery ON recovery_plan (recovery_id, id)',
      `CREATE INDEX recovery_plan_due ON recovery_plan (next_due_on) WHERE status = 'ACTIVE'`,
      ...protect('recovery_plan', PARTIES, 'SELECT, INSERT, UPDATE'),
      ...invariantView(
        'i6_recovery_shares',
        'I6 a recovery is the sum of its entries, wholly shared out, and the insurer gets at most what it paid',
        `SELECT r.id FROM recovery r JOIN recovery_receipt e ON e.recovery_id = r.id AND e.partner_id = r.partner_id
         GROUP BY r.id, r.received_minor, r.costs_minor, r.indemnity_minor
         HAVING sum(e.amount_minor) <> r.received_minor OR sum(e.costs_minor) <> r.costs_minor
           OR ${shareSum('insurerMinor')} NOT BETWEEN 0 AND r.indemnity_minor
           OR ${shareSum('costsMinor')} + ${shareSum('insurerMinor')} + ${shareSum('insuredMinor')}
             + ${shareSum('obligorSurplusMinor')} <> r.received_minor`,
      ),
      ...invariantView(
        'i4_recovery_plan',
        'I4 a plan is the sum of its instalments',
        `SELECT id FROM recovery_plan WHERE total_minor <>
           (SELECT sum((line->>'minor')::bigint) FROM jsonb_array_elements(instalments) AS line)`,
      ),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP VIEW invariant_i4_recovery_plan, invariant_i6_recovery_shares',
      'DROP TABLE recovery_plan',
      `ALTER TABLE recovery_receipt DROP CONSTRAINT amounts_of_kind, DROP kind, DROP cost_kind, DROP reverses, DROP note,
         ADD CHECK (amount_minor > 0), ADD CHECK (costs_minor >= 0)`,
      `ALTER TABLE recovery DROP collateral_rule, DROP collateral_minor, DROP collateral_costs_minor,
         DROP write_off_code, DROP write_off_reason`,
    ]);
  }
}
