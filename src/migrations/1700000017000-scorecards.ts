import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

/** Scorecards as insurers register them, those on trial, and what the trials said. */
export class Scorecards1700000017000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE scorecard (
         id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL REFERENCES organisation (id),
         name text NOT NULL,
         version text NOT NULL,
         content_hash text NOT NULL,
         artefact jsonb NOT NULL,
         registered_at timestamptz NOT NULL,
         registered_by text COLLATE "C" NOT NULL,
         PRIMARY KEY (id, insurer_id),
         UNIQUE (insurer_id, name, version))`,
      ...protect('scorecard', ['insurer_id'], 'SELECT, INSERT'),
      ...appendOnly('scorecard'),
      `CREATE TABLE challenger (
         id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         product_version_id text COLLATE "C" NOT NULL,
         scorecard_id text COLLATE "C" NOT NULL,
         share numeric(7, 6) NOT NULL CHECK (share > 0 AND share <= 1),
         started_at timestamptz NOT NULL,
         ended_at timestamptz,
         PRIMARY KEY (id, insurer_id),
         FOREIGN KEY (product_version_id, insurer_id) REFERENCES product_version (id, insurer_id),
         FOREIGN KEY (scorecard_id, insurer_id) REFERENCES scorecard (id, insurer_id))`,
      `CREATE UNIQUE INDEX challenger_on_trial ON challenger (product_version_id, insurer_id) WHERE ended_at IS NULL`,
      ...protect('challenger', ['insurer_id'], 'SELECT, INSERT, UPDATE'),
      // The partner is named for the foreign key only: what a challenger says is none of its business.
      `CREATE TABLE challenger_score (
         quote_id text COLLATE "C" NOT NULL,
         challenger_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         champion_points double precision NOT NULL,
         champion_probability double precision NOT NULL,
         points double precision NOT NULL,
         probability double precision NOT NULL,
         scored_at timestamptz NOT NULL,
         PRIMARY KEY (challenger_id, quote_id, insurer_id),
         FOREIGN KEY (challenger_id, insurer_id) REFERENCES challenger (id, insurer_id),
         FOREIGN KEY (quote_id, partner_id) REFERENCES quote (id, partner_id))`,
      ...protect('challenger_score', ['insurer_id'], 'SELECT, INSERT'),
      ...appendOnly('challenger_score'),
      // Reports look at quotes by business time; a block range costs a write nearly nothing.
      'CREATE INDEX quote_by_time ON quote USING brin (created_at)',
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP INDEX quote_by_time', 'DROP TABLE challenger_score, challenger, scorecard']);
  }
}
