import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView, kinshipView } from './invariant-view.js';
import { runAll } from './run-all.js';

const LIVE_POLICY = `p.status IN ('PENDING_ACTIVATION', 'ACTIVE')`;

const drop = (views: readonly string[]): string[] => views.map((view) => `DROP VIEW invariant_${view}`);

/** What is over stays with the lender of its time; what lives belongs to the lender of today. */
const OF_POLICY = [
  ...['policy_transaction', 'claim', 'recovery'].map((child) => ({ child, same: ['partner_id', 'insurer_id'] })),
  { child: 'earning_segment', same: ['partner_id', 'insurer_id', 'programme_id', 'currency'] },
].map((kinship) => ({ ...kinship, parent: 'policy', by: 'policy_id' }));
const OF_LOAN = [
  { child: 'loan_report', parent: 'loan', by: 'loan_id', same: ['partner_id', 'insurer_id'] },
  { child: 'claim', parent: 'loan', by: 'loan_id', same: ['partner_id', 'insurer_id', 'policy_id'] },
];
const OF_QUOTE = { child: 'policy', parent: 'quote', by: 'quote_id', same: ['partner_id', 'programme_id'] };
const JOURNALS = { child: 'journal', parent: 'policy', by: 'policy_id', same: ['partner_id', 'insurer_id'] };

/** Cover that lapsed holds nothing until it is put back in force, and a loan can be assigned to another lender. */
export class LapsedCover1700000091000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      ...drop(['i8_policies', 'i9_locks', 'i7_refunds']),
      ...drop([...OF_POLICY, ...OF_LOAN, OF_QUOTE, JOURNALS].map(({ child, parent }) => `i14_${child}_of_${parent}`)),
      ...invariantView(
        'i8_policies',
        'I8 a policy holds its exposure as long as it lives: reserved before activation, utilised after',
        `SELECT p.id, p.status FROM policy p LEFT JOIN exposure e ON e.policy_id = p.id AND e.partner_id = p.partner_id
         GROUP BY p.id, p.partner_id
         HAVING bool_or(e.offer_id IS DISTINCT FROM p.offer_id OR e.state <>
             CASE WHEN p.status = 'PENDING_ACTIVATION' THEN 'RESERVED' WHEN ${LIVE_POLICY} THEN 'UTILISED' ELSE 'RELEASED' END)
           OR (${LIVE_POLICY} AND sum(e.amount_minor) <> p.sum_insured_minor)`,
      ),
      ...invariantView(
        'i9_locks',
        'I9 a policy has one lock, live as long as the policy',
        `SELECT p.id, p.status FROM policy p LEFT JOIN purpose_lock k ON k.policy_id = p.id AND k.partner_id = p.partner_id
         GROUP BY p.id, p.status
         HAVING count(k.id) <> 1 OR count(k.id) FILTER (WHERE k.state <> 'RELEASED') <> (${LIVE_POLICY})::int`,
      ),
      // What a reversal takes back has the proportions of what it reverses, not of the whole premium.
      ...invariantView(
        'i7_refunds',
        'I7 a refund is at most the premium written before it, and commission goes back in proportion',
        `SELECT id, policy_id FROM (
           SELECT id, policy_id, kind, subject_id, premium, commission,
             sum(premium) OVER before AS premium_before, sum(commission) OVER before AS commission_before
           FROM (
             SELECT j.id, j.policy_id, j.kind, j.subject_id,
               sum(p.amount_minor) FILTER (WHERE p.account = 'PREMIUM_RECEIVABLE') AS premium,
               coalesce(sum(p.amount_minor) FILTER (WHERE p.account = 'DEFERRED_COMMISSION'), 0) AS commission
             FROM journal j JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
             WHERE j.kind IN ('PREMIUM_WRITTEN', 'PREMIUM_REDUCED') GROUP BY j.id, j.policy_id, j.kind, j.subject_id) parts
           WINDOW before AS (PARTITION BY policy_id ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) refunds
         WHERE kind = 'PREMIUM_REDUCED' AND (coalesce(premium_before, 0) <= 0 OR premium_before + premium < 0
           OR (abs(commission * premium_before - commission_before * premium) > premium_before AND NOT EXISTS (
             SELECT 1 FROM policy_transaction t WHERE t.id = refunds.subject_id AND t.kind = 'REVERSAL')))`,
      ),
      ...[...OF_POLICY, ...OF_LOAN, OF_QUOTE].flatMap((kinship) => kinshipView(kinship)),
      ...kinshipView(JOURNALS, { optional: true }),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, drop(['i8_policies', 'i9_locks', 'i7_refunds']));
  }
}
