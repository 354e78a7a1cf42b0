import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

/** Files are looked at for malware before anybody else may read them; those stored before were accepted as they are. */
export class DocumentScans1700000039000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `ALTER TABLE document
         ADD scan_state text NOT NULL DEFAULT 'CLEAN' CHECK (scan_state IN ('PENDING', 'CLEAN', 'INFECTED')),
         ADD CONSTRAINT infected_is_empty CHECK (scan_state <> 'INFECTED' OR length(content) = 0)`,
      'ALTER TABLE document ALTER scan_state DROP DEFAULT',
      `CREATE INDEX document_to_scan ON document (id) WHERE scan_state = 'PENDING'`,
      'CREATE INDEX claim_evidence_by_document ON claim_evidence (document_id)',
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP INDEX claim_evidence_by_document, document_to_scan',
      'ALTER TABLE document DROP CONSTRAINT infected_is_empty, DROP scan_state',
    ]);
  }
}
