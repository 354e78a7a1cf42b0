import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

/** What happened to a claim is found by the claim: few of all events, so that the others pay nothing for it. */
export class ClaimEvents1700000094200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [`CREATE INDEX event_of_claim ON event (subject_id, id) WHERE subject_kind = 'claim'`]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP INDEX event_of_claim']);
  }
}
