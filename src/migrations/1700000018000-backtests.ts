import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

/** What past quotes came to under other versions, and which of them changed sides. */
export class Backtests1700000018000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE backtest (
         id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         product_version_id text COLLATE "C" NOT NULL,
         terms_hash text NOT NULL,
         currency text NOT NULL,
         cohort jsonb NOT NULL,
         figures jsonb NOT NULL,
         asked_by text COLLATE "C" NOT NULL,
         started_at timestamptz NOT NULL,
         finished_at timestamptz NOT NULL,
         PRIMARY KEY (id, insurer_id),
         FOREIGN KEY (product_version_id, insurer_id) REFERENCES product_version (id, insurer_id))`,
      ...protect('backtest', ['insurer_id'], 'SELECT, INSERT'),
      ...appendOnly('backtest'),
      `CREATE TABLE backtest_change (
         backtest_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         quote_id text COLLATE "C" NOT NULL,
         from_outcome text NOT NULL CHECK (from_outcome IN ('APPROVED', 'REFERRED', 'DECLINED')),
         to_outcome text NOT NULL CHECK (to_outcome IN ('APPROVED', 'REFERRED', 'DECLINED')),
         reasons jsonb NOT NULL,
         PRIMARY KEY (backtest_id, quote_id, insurer_id),
         FOREIGN KEY (backtest_id, insurer_id) REFERENCES backtest (id, insurer_id))`,
      ...protect('backtest_change', ['insurer_id'], 'SELECT, INSERT'),
      ...appendOnly('backtest_change'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP TABLE backtest_change, backtest']);
  }
}
