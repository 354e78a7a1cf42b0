import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView } from './invariant-view.js';
import { runAll } from './run-all.js';

const REPLACED = [
  'i5_written',
  'i8_shares',
  'i14_journal_of_policy',
  'i14_earning_segment_of_policy',
  'i14_risk_transfer_of_policy',
];

/** Whether an insurer, of `alias`, carries a part of the policy `p`. */
const carries = (alias: string): string => `(${alias}.insurer_id = p.insurer_id OR EXISTS (
  SELECT 1 FROM policy_insurer_share s WHERE s.policy_id = p.id AND s.partner_id = p.partner_id AND s.insurer_id = ${alias}.insurer_id))`;

const belongs = (child: string, extra = ''): string[] =>
  invariantView(
    `i14_${child}_of_policy`,
    `I14 a ${child} belongs to the partner of its policy and to an insurer that carries a part of it`,
    `SELECT c.policy_id FROM ${child} c LEFT JOIN policy p ON p.id = c.policy_id
     WHERE c.policy_id IS NOT NULL AND (p.id IS NULL OR c.partner_id <> p.partner_id OR NOT ${carries('c')}${extra})`,
  );

const OWN_ACCOUNTS = `('UNEARNED_PREMIUM', 'PREMIUM_TAX_PAYABLE', 'DEFERRED_COMMISSION', 'LOSS_RESERVE', 'CLAIMS_PAYABLE',
  'CLAIM_REFUNDS_DUE', 'CLAIMS_INCURRED', 'RECOVERY_INCOME')`;

/** Every insurer of a policy has its part of it in its own books, and of that its own reinsurance. */
export class InsurersBooks1700000104000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `SELECT set_config('app.scope', 'system', true)`,
      ...REPLACED.map((name) => `DROP VIEW invariant_${name}`),
      'ALTER TABLE risk_transfer DROP CONSTRAINT risk_transfer_pkey, ADD PRIMARY KEY (policy_id, partner_id, insurer_id)',
      'ALTER TABLE earning_segment DROP CONSTRAINT earning_segment_pkey, ADD PRIMARY KEY (policy_id, partner_id, insurer_id, number)',
      'CREATE INDEX policy_insurer_share_by_insurer ON policy_insurer_share (insurer_id, policy_id)',
      ...invariantView(
        'i5_written',
        'I5 what is earned over the cover of a policy is what was written of its premium, in the books of each insurer',
        `SELECT coalesce(s.policy_id, j.policy_id) AS policy_id, coalesce(s.insurer_id, j.insurer_id) AS insurer_id,
           s.premium::text, j.written::text FROM (
           SELECT policy_id, insurer_id, sum(premium_minor) AS premium, sum(commission_minor) AS commission
           FROM earning_segment GROUP BY policy_id, insurer_id) s
         FULL JOIN (
           SELECT j.policy_id, j.insurer_id, -sum(p.amount_minor) FILTER (WHERE p.account = 'UNEARNED_PREMIUM') AS written,
             sum(p.amount_minor) FILTER (WHERE p.account = 'DEFERRED_COMMISSION') AS commission
           FROM journal j JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
           WHERE j.policy_id IS NOT NULL AND p.account IN ('UNEARNED_PREMIUM', 'DEFERRED_COMMISSION')
           GROUP BY j.policy_id, j.insurer_id) j
         ON j.policy_id = s.policy_id AND j.insurer_id = s.insurer_id
         WHERE (coalesce(s.premium, 0), coalesce(s.commission, 0)) <> (coalesce(j.written, 0), coalesce(j.commission, 0))`,
      ),
      ...invariantView(
        'i4_insurers_parts',
        'I4 each insurer holds its share of what a policy has in all books, to the minor unit for each thing that is shared',
        `WITH held AS (
           SELECT j.policy_id, j.insurer_id, p.account, sum(p.amount_minor) AS own FROM journal j
           JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
           WHERE j.policy_id IN (SELECT policy_id FROM policy_insurer_share) AND p.account IN ${OWN_ACCOUNTS}
           GROUP BY j.policy_id, j.insurer_id, p.account),
         whole AS (SELECT policy_id, account, sum(own) AS total FROM held GROUP BY policy_id, account)
         SELECT s.policy_id, s.insurer_id, w.account, h.own::text, w.total::text FROM policy_insurer_share s
         JOIN whole w ON w.policy_id = s.policy_id
         LEFT JOIN held h ON (h.policy_id, h.insurer_id, h.account) = (s.policy_id, s.insurer_id, w.account)
         WHERE abs(coalesce(h.own, 0) - w.total * s.share) >= CASE w.account WHEN 'CLAIMS_INCURRED' THEN 3
           WHEN 'CLAIMS_PAYABLE' THEN 2 WHEN 'CLAIM_REFUNDS_DUE' THEN 2 ELSE 1 END`,
      ),
      ...invariantView(
        'i4_insurers_due',
        'I4 what insurers of a policy owe one of them is what the others are owed',
        `SELECT j.policy_id, sum(p.amount_minor)::text AS off_by FROM journal j
         JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
         WHERE p.account = 'CO_INSURANCE_DUE' AND j.policy_id IS NOT NULL GROUP BY j.policy_id HAVING sum(p.amount_minor) <> 0`,
      ),
      ...invariantView(
        'i8_shares',
        'I8 the shares of a policy of several insurers add up to all of it, and each takes its own of the limits',
        `SELECT s.policy_id FROM policy_insurer_share s JOIN policy p ON p.id = s.policy_id AND p.partner_id = s.partner_id
         GROUP BY s.policy_id, p.sum_insured_minor, p.premium_minor
         HAVING sum(s.share) <> 1 OR sum(s.sum_insured_minor) <> p.sum_insured_minor OR sum(s.premium_minor) <> p.premium_minor
         UNION ALL
         SELECT s.policy_id FROM policy_insurer_share s JOIN policy p ON p.id = s.policy_id AND p.partner_id = s.partner_id
         LEFT JOIN exposure e ON e.policy_id = s.policy_id AND e.insurer_id = s.insurer_id
         WHERE p.status IN ('PENDING_ACTIVATION', 'ACTIVE') AND e.amount_minor IS DISTINCT FROM s.sum_insured_minor`,
      ),
      ...belongs('journal'),
      ...belongs('earning_segment', ' OR (c.programme_id, c.currency) IS DISTINCT FROM (p.programme_id, p.currency)'),
      ...belongs('risk_transfer'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      ...[...REPLACED, 'i4_insurers_parts', 'i4_insurers_due'].map((name) => `DROP VIEW invariant_${name}`),
      'DROP INDEX policy_insurer_share_by_insurer',
      'ALTER TABLE earning_segment DROP CONSTRAINT earning_segment_pkey, ADD PRIMARY KEY (policy_id, partner_id, number)',
      'ALTER TABLE risk_transfer DROP CONSTRAINT risk_transfer_pkey, ADD PRIMARY KEY (policy_id, partner_id)',
    ]);
  }
}
