import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView } from './invariant-view.js';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const billedWithoutEntry = `SELECT r.*, r.costs_minor - coalesce((
    SELECT sum((e.shares->>'costsMinor')::bigint) FROM recovery_receipt e WHERE e.recovery_id = r.id), 0) AS unmet_minor,
    'jrn_0' || substr(md5(r.id), 1, 25) AS journal_id FROM recovery r`;

/**
 * Bills for the pursuit of a debt are payable when they come, and an expense until recovered money meets them. Until now the
 * books knew of them only as far as they were met.
 */
export class RecoveryCostBills1700000102300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `SELECT set_config('app.scope', 'system', true)`,
      'ALTER TABLE recovery ADD COLUMN costs_paid_minor bigint NOT NULL DEFAULT 0',
      `CREATE TABLE recovery_cost_payment (
         id text COLLATE "C" NOT NULL,
         recovery_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         reference text NOT NULL,
         paid_on date NOT NULL,
         currency text NOT NULL,
         amount_minor bigint NOT NULL CHECK (amount_minor > 0),
         recorded_at timestamptz NOT NULL,
         PRIMARY KEY (id, partner_id),
         CONSTRAINT recovery_cost_payment_reference_once UNIQUE (recovery_id, partner_id, reference),
         FOREIGN KEY (recovery_id, partner_id) REFERENCES recovery (id, partner_id))`,
      ...appendOnly('recovery_cost_payment'),
      // Whom the insurer paid is its own business.
      ...protect('recovery_cost_payment', ['insurer_id'], 'SELECT, INSERT'),
      `INSERT INTO journal (id, insurer_id, partner_id, lender_id, policy_id, kind, subject_id, booked_on, recorded_at)
       SELECT journal_id, insurer_id, partner_id, lender_id, policy_id, 'RECOVERY_COST_BILLED', id, current_date, now()
       FROM (${billedWithoutEntry}) r WHERE unmet_minor <> 0`,
      `INSERT INTO posting (journal_id, insurer_id, partner_id, lender_id, line, account, currency, amount_minor)
       SELECT r.journal_id, r.insurer_id, r.partner_id, r.lender_id, l.line, l.account, r.currency, l.sign * r.unmet_minor
       FROM (${billedWithoutEntry}) r
       CROSS JOIN (VALUES (1, 'RECOVERY_COSTS', 1), (2, 'RECOVERY_COSTS_PAYABLE', -1)) AS l (line, account, sign)
       WHERE r.unmet_minor <> 0`,
      ...invariantView(
        'i6_recovery_costs',
        'I6 bills of a recovery are payable until they are paid, and an expense until recovered money meets them',
        `SELECT r.policy_id FROM (
           SELECT policy_id, sum(costs_minor - costs_paid_minor) AS payable, sum(costs_minor - coalesce((
             SELECT sum((e.shares->>'costsMinor')::bigint) FROM recovery_receipt e WHERE e.recovery_id = r.id), 0)) AS unmet,
             sum(costs_paid_minor) AS paid, sum(coalesce((
               SELECT sum(c.amount_minor) FROM recovery_cost_payment c WHERE c.recovery_id = r.id), 0)) AS payments
           FROM recovery r GROUP BY policy_id) r
         LEFT JOIN LATERAL (
           SELECT coalesce(-sum(p.amount_minor) FILTER (WHERE p.account = 'RECOVERY_COSTS_PAYABLE'), 0) AS payable,
             coalesce(sum(p.amount_minor) FILTER (WHERE p.account = 'RECOVERY_COSTS'), 0) AS unmet
           FROM journal j JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
           WHERE j.policy_id = r.policy_id) b ON true
         WHERE (r.payable, r.unmet, r.paid) IS DISTINCT FROM (b.payable, b.unmet, r.payments)`,
      ),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP VIEW invariant_i6_recovery_costs',
      'DROP TABLE recovery_cost_payment',
      'ALTER TABLE recovery DROP COLUMN costs_paid_minor',
    ]);
  }
}
