import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './row-level-security.js';
import { runAll } from './run-all.js';

/**
 * Grants of an insurer's capacity run side by side, a change of its limits alone. Being volatile PL/pgSQL, the function
 * reads after it has waited, so that what a change committed meanwhile is seen; it acts with the rights of its caller.
 */
export class LimitFence1700000020500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE FUNCTION fence_limits(insurers text[]) RETURNS SETOF exposure_limit LANGUAGE plpgsql VOLATILE AS $$
       BEGIN
         PERFORM pg_advisory_xact_lock_shared(hashtextextended('covergraph.limits.' || insurer, 0))
         FROM (SELECT unnest(insurers) AS insurer ORDER BY 1) AS ordered;
         RETURN QUERY SELECT * FROM exposure_limit WHERE insurer_id = ANY (insurers) AND subject = '*';
       END $$`,
      `GRANT EXECUTE ON FUNCTION fence_limits(text[]) TO ${APP_ROLE}`,
      // Co-insurers of an offer with what each carries, the leader first; null of an offer of one insurer.
      'ALTER TABLE offer ADD COLUMN insurer_shares jsonb',
      `CREATE INDEX exposure_limit_patterns ON exposure_limit (insurer_id) WHERE subject = '*'`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'ALTER TABLE offer DROP COLUMN insurer_shares',
      'DROP INDEX exposure_limit_patterns',
      'DROP FUNCTION fence_limits(text[])',
    ]);
  }
}
