import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView, kinshipView } from './invariant-view.js';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const sumOf = (list: string, member: string): string =>
  `(SELECT coalesce(sum((part->>'${member}')::numeric), 0) FROM jsonb_array_elements(${list}) AS part)`;

/** Who holds an insured loan, as its platform says, and what of recovered money is theirs. */
export class Investors1700000104200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE investor_set (
         id text COLLATE "C" NOT NULL,
         policy_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         version integer NOT NULL CHECK (version > 0),
         effective_on date NOT NULL,
         shares jsonb NOT NULL,
         recorded_at timestamptz NOT NULL,
         PRIMARY KEY (id, partner_id),
         UNIQUE (policy_id, partner_id, version),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id))`,
      ...appendOnly('investor_set'),
      ...protect('investor_set', ['partner_id', 'insurer_id', 'lender_id'], 'SELECT, INSERT'),
      'ALTER TABLE recovery_receipt ADD COLUMN investors jsonb',
      ...invariantView(
        'i4_investors',
        'I4 investors of a loan hold all of it, and what they get of a recovery is the part of the lender',
        `SELECT id FROM investor_set WHERE shares <> '[]' AND ${sumOf('shares', 'share')} <> 1
         UNION ALL
         SELECT id FROM recovery_receipt WHERE investors IS NOT NULL
           AND ${sumOf('investors', 'minor')} <> (shares->>'insuredMinor')::numeric`,
      ),
      ...kinshipView({
        child: 'investor_set',
        parent: 'policy',
        by: 'policy_id',
        same: ['partner_id', 'insurer_id'],
      }),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP VIEW invariant_i14_investor_set_of_policy, invariant_i4_investors',
      'ALTER TABLE recovery_receipt DROP COLUMN investors',
      'DROP TABLE investor_set',
    ]);
  }
}
