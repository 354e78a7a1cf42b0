import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

/** How much a key may decide by hand; keys from before have no authority. */
export class Authority1700000013000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `ALTER TABLE api_key ADD COLUMN authority_level integer NOT NULL DEFAULT 0
         CHECK (authority_level BETWEEN 0 AND 9)`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['ALTER TABLE api_key DROP COLUMN authority_level']);
  }
}
