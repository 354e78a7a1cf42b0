import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

const kinds = (list: string): string[] => [
  'ALTER TABLE referral_entry DROP CONSTRAINT referral_entry_kind_check',
  `ALTER TABLE referral_entry ADD CONSTRAINT referral_entry_kind_check CHECK (kind IN (${list}))`,
];

/** A desk approves a part of what it has no room for alone. */
export class ShareApprovals1700000113000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, kinds(`'ASSIGNMENT', 'NOTE', 'APPROVAL', 'SHARE_APPROVAL', 'DECISION'`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, kinds(`'ASSIGNMENT', 'NOTE', 'APPROVAL', 'DECISION'`));
  }
}
