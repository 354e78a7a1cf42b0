import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

/** Offers on other terms than a declined request asked for; only quotes that have some end by their time. */
export class CounterOffers1700000013200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'ALTER TABLE offer ADD COLUMN counter boolean NOT NULL DEFAULT false',
      'ALTER TABLE quote ADD COLUMN counter_offered boolean NOT NULL DEFAULT false',
      `CREATE INDEX quote_counter_expiring ON quote (expires_at) WHERE status = 'DECLINED' AND counter_offered`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP INDEX quote_counter_expiring',
      'ALTER TABLE quote DROP COLUMN counter_offered',
      'ALTER TABLE offer DROP COLUMN counter',
    ]);
  }
}
