import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from './row-level-security.js';
import { runAll } from './run-all.js';

/** Servicing feeds sent as files: each batch holds what became of its records, in the transaction that took them. */
export class LoanReportUploads1700000036000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE loan_report_upload (
         id text COLLATE "C" NOT NULL,
         owner_id text COLLATE "C" NOT NULL REFERENCES organisation (id),
         key text COLLATE "C" NOT NULL,
         format text NOT NULL CHECK (format IN ('NDJSON', 'CSV')),
         status text NOT NULL CHECK (status IN ('RECEIVING', 'COMPLETED')),
         started_at timestamptz NOT NULL,
         completed_at timestamptz,
         PRIMARY KEY (id, owner_id),
         CONSTRAINT loan_report_upload_once UNIQUE (owner_id, key),
         CHECK ((status = 'COMPLETED') = (completed_at IS NOT NULL)))`,
      ...protect('loan_report_upload', ['owner_id'], 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE loan_report_batch (
         upload_id text COLLATE "C" NOT NULL,
         owner_id text COLLATE "C" NOT NULL,
         number integer NOT NULL CHECK (number > 0),
         content_hash text NOT NULL,
         lines integer[] NOT NULL,
         accepted integer NOT NULL DEFAULT 0,
         duplicate_lines integer[] NOT NULL DEFAULT '{}',
         rejected jsonb NOT NULL DEFAULT '[]',
         PRIMARY KEY (upload_id, owner_id, number),
         FOREIGN KEY (upload_id, owner_id) REFERENCES loan_report_upload (id, owner_id))`,
      ...protect('loan_report_batch', ['owner_id'], 'SELECT, INSERT, UPDATE'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP TABLE loan_report_batch, loan_report_upload']);
  }
}
