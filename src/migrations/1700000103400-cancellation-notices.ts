import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from './row-level-security.js';
import { runAll } from './run-all.js';

/** Notices with which insurers announce that they will end cover. */
export class CancellationNotices1700000103400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE cancellation_notice (
         id text COLLATE "C" NOT NULL,
         policy_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         state text NOT NULL CHECK (state IN ('GIVEN', 'WITHDRAWN', 'EFFECTIVE', 'OBSOLETE')),
         reason text NOT NULL,
         given_on date NOT NULL,
         last_day_of_cover date NOT NULL CHECK (last_day_of_cover >= given_on),
         note text,
         given_by text NOT NULL,
         recorded_at timestamptz NOT NULL,
         PRIMARY KEY (id, partner_id),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id))`,
      `CREATE UNIQUE INDEX cancellation_notice_given ON cancellation_notice (policy_id, partner_id) WHERE state = 'GIVEN'`,
      'CREATE INDEX cancellation_notice_by_policy ON cancellation_notice (policy_id)',
      `CREATE INDEX cancellation_notice_due ON cancellation_notice (last_day_of_cover) WHERE state = 'GIVEN'`,
      ...protect('cancellation_notice', ['partner_id', 'insurer_id', 'lender_id'], 'SELECT, INSERT, UPDATE'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP TABLE cancellation_notice']);
  }
}
