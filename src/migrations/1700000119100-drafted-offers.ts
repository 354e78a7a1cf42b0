import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './row-level-security.js';
import { runAll } from './run-all.js';

/**
 * Offers are stored before the limits have their say, and those without room are taken back in the same transaction.
 * From its commit on an offer stands: nobody sees one that could still go.
 */
export class DraftedOffers1700000119100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `GRANT DELETE ON offer TO ${APP_ROLE}`,
      `CREATE POLICY offer_stands ON offer AS RESTRICTIVE FOR DELETE TO ${APP_ROLE}
       USING (xmin = pg_current_xact_id()::xid)`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP POLICY offer_stands ON offer', `REVOKE DELETE ON offer FROM ${APP_ROLE}`]);
  }
}
