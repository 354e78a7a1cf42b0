import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

const BEFORE = `('INSURER', 'PROGRAMME', 'PARTNER', 'LENDER', 'SCENARIO', 'PRODUCT', 'REGION', 'OBLIGOR', 'OBLIGOR_GROUP')`;
const NOW = BEFORE.replace(')', `, 'OBLIGOR_AT_PARTNER')`);

const dimensions = (list: string): string[] => [
  'ALTER TABLE exposure_limit DROP CONSTRAINT exposure_limit_dimension_check',
  `ALTER TABLE exposure_limit ADD CONSTRAINT exposure_limit_dimension_check CHECK (dimension IN ${list})`,
];
const patterns = (isPattern: string): string[] => [
  'DROP INDEX exposure_limit_patterns',
  `CREATE INDEX exposure_limit_patterns ON exposure_limit (insurer_id) WHERE ${isPattern}`,
  `CREATE OR REPLACE FUNCTION fence_limits(insurers text[]) RETURNS SETOF exposure_limit LANGUAGE plpgsql VOLATILE AS $$
   BEGIN
     PERFORM pg_advisory_xact_lock_shared(hashtextextended('covergraph.limits.' || insurer, 0))
     FROM (SELECT unnest(insurers) AS insurer ORDER BY 1) AS ordered;
     RETURN QUERY SELECT * FROM exposure_limit WHERE insurer_id = ANY (insurers) AND ${isPattern};
   END $$`,
];

/** Limits on one obligor at one partner, whose subject is both; the pattern of one partner's obligors is `partner|*`. */
export class ObligorAtPartner1700000101000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [...dimensions(NOW), ...patterns(`right(subject, 1) = '*'`)]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [...dimensions(BEFORE), ...patterns(`subject = '*'`)]);
  }
}
