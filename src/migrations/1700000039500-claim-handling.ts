import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from './row-level-security.js';
import { runAll } from './run-all.js';

/**
 * What a claim was asked for, by when what is due, other cover of the loss, and how the insurer handles it; the last is
 * the insurer's own business, hence a table of its own.
 */
export class ClaimHandling1700000039500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `ALTER TABLE claim
         ADD requirements jsonb,
         ADD deadlines jsonb NOT NULL DEFAULT '[]',
         ADD notice_on date,
         ADD rejection_code text,
         ADD other_insurance jsonb NOT NULL DEFAULT '[]'`,
      'CREATE INDEX claim_notice_due ON claim (notice_on) WHERE notice_on IS NOT NULL',
      `CREATE TABLE claim_handling (
         claim_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         assignee_id text COLLATE "C",
         checks jsonb,
         proposal jsonb,
         agreed_by text COLLATE "C",
         PRIMARY KEY (claim_id, partner_id),
         FOREIGN KEY (claim_id, partner_id) REFERENCES claim (id, partner_id),
         FOREIGN KEY (assignee_id, insurer_id) REFERENCES api_key (id, organisation_id))`,
      'CREATE INDEX claim_handling_by_assignee ON claim_handling (assignee_id) WHERE assignee_id IS NOT NULL',
      ...protect('claim_handling', ['insurer_id'], 'SELECT, INSERT, UPDATE'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP TABLE claim_handling',
      'DROP INDEX claim_notice_due',
      `ALTER TABLE claim DROP requirements, DROP deadlines, DROP notice_on, DROP rejection_code, DROP other_insurance`,
    ]);
  }
}
