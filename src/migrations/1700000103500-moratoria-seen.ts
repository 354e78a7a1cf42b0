import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

/** Whoever has a policy that a moratorium was applied to may read it. */
export class MoratoriaSeen1700000103500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE POLICY moratorium_reached ON moratorium FOR SELECT USING (EXISTS (
         SELECT 1 FROM moratorium_policy d WHERE d.moratorium_id = moratorium.id AND d.owner_id = moratorium.owner_id))`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP POLICY moratorium_reached ON moratorium']);
  }
}
