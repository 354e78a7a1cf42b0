import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

/**
 * A quote is a little longer than 2,032 bytes, from where PostgreSQL compresses one column after the other until it is
 * not: most of the time of the insert, for a third of a row that is read whole. Up to half a page it stays as it is.
 */
export class QuoteStorage1700000096000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['ALTER TABLE quote SET (toast_tuple_target = 4080)']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['ALTER TABLE quote RESET (toast_tuple_target)']);
  }
}
