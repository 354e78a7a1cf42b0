import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const READERS = ['owner_id', 'insurer_id', 'lender_id'] as const;

/**
 * The event log. `event` is written inside business transactions without a position; the sequencer moves each
 * `pending_event` to an `event_position`, whose numbers are gapless and in commit order.
 */
export class Events1700000008000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE event (
         id text COLLATE "C" NOT NULL,
         owner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C",
         lender_id text COLLATE "C",
         kind text NOT NULL,
         subject_kind text NOT NULL,
         subject_id text COLLATE "C" NOT NULL,
         payload jsonb NOT NULL,
         occurred_at timestamptz NOT NULL,
         recorded_at timestamptz NOT NULL DEFAULT now(),
         cause text NOT NULL,
         module text,
         module_version text,
         PRIMARY KEY (id, owner_id))`,
      ...appendOnly('event'),
      ...protect('event', READERS, 'SELECT, INSERT'),
      `CREATE TABLE pending_event (
         event_id text COLLATE "C" NOT NULL,
         owner_id text COLLATE "C" NOT NULL,
         PRIMARY KEY (event_id, owner_id),
         FOREIGN KEY (event_id, owner_id) REFERENCES event (id, owner_id))`,
      // Anybody who may write an event may queue it; only the sequencer sees the queue.
      'ALTER TABLE pending_event ENABLE ROW LEVEL SECURITY',
      'ALTER TABLE pending_event FORCE ROW LEVEL SECURITY',
      'CREATE POLICY pending_event_queue ON pending_event FOR INSERT WITH CHECK (true)',
      `CREATE POLICY pending_event_sequencer ON pending_event
         USING ((SELECT current_setting('app.scope', true)) = 'system')`,
      'GRANT SELECT, INSERT, DELETE ON pending_event TO covergraph_app',
      `CREATE TABLE event_position (
         position bigint PRIMARY KEY,
         event_id text COLLATE "C" NOT NULL,
         owner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C",
         lender_id text COLLATE "C",
         kind text NOT NULL,
         FOREIGN KEY (event_id, owner_id) REFERENCES event (id, owner_id))`,
      'CREATE INDEX event_position_by_owner ON event_position (owner_id, position)',
      'CREATE INDEX event_position_by_insurer ON event_position (insurer_id, position) WHERE insurer_id IS NOT NULL',
      'CREATE INDEX event_position_by_lender ON event_position (lender_id, position) WHERE lender_id IS NOT NULL',
      ...appendOnly('event_position'),
      ...protect('event_position', READERS, 'SELECT, INSERT'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP TABLE event_position, pending_event, event']);
  }
}
