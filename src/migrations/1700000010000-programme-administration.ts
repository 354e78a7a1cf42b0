import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './row-level-security.js';
import { runAll } from './run-all.js';

/** Programmes move to other product versions and insurers leave them; a product has one draft at a time. */
export class ProgrammeAdministration1700000010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `GRANT UPDATE (product_version_id, position), DELETE ON programme_product TO ${APP_ROLE}`,
      `CREATE UNIQUE INDEX product_version_one_draft ON product_version (product_id, insurer_id) WHERE status = 'DRAFT'`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP INDEX product_version_one_draft',
      `REVOKE UPDATE (product_version_id, position), DELETE ON programme_product FROM ${APP_ROLE}`,
    ]);
  }
}
