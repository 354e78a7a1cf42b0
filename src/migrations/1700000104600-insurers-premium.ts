import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView } from './invariant-view.js';
import { runAll } from './run-all.js';

/** What a policy says an insurer gets of its premium is what that insurer's books say. */
export class InsurersPremium1700000104600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(
      runner,
      invariantView(
        'i4_insurers_premium',
        'I4 the premium of each insurer of a policy is what its books have written of it, tax included',
        `SELECT s.policy_id, s.insurer_id, s.premium_minor::text AS premium, j.written::text FROM policy_insurer_share s
         JOIN (
           SELECT j.policy_id, j.insurer_id, -sum(p.amount_minor) AS written FROM journal j
           JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
           WHERE j.policy_id IN (SELECT policy_id FROM policy_insurer_share) AND p.account IN ('UNEARNED_PREMIUM', 'PREMIUM_TAX_PAYABLE')
           GROUP BY j.policy_id, j.insurer_id) j ON j.policy_id = s.policy_id AND j.insurer_id = s.insurer_id
         WHERE s.premium_minor <> j.written`,
      ),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP VIEW invariant_i4_insurers_premium']);
  }
}
