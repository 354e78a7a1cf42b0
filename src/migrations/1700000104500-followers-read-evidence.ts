import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

const tenants = `(SELECT nullif(current_setting('app.tenants', true), '')::text[])::text[]`;

const FOLLOWED = `policy_insurer_share s JOIN claim c ON c.policy_id = s.policy_id AND c.partner_id = s.partner_id`;

/** Who follows on a policy reads what proves the loss it pays a part of. */
export class FollowersReadEvidence1700000104500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE POLICY claim_evidence_followers ON claim_evidence FOR SELECT USING (EXISTS (
         SELECT 1 FROM ${FOLLOWED} WHERE c.id = claim_evidence.claim_id AND s.insurer_id = ANY (${tenants})))`,
      `CREATE POLICY document_followers ON document FOR SELECT USING (EXISTS (
         SELECT 1 FROM ${FOLLOWED} JOIN claim_evidence e ON e.claim_id = c.id AND e.partner_id = c.partner_id
         WHERE e.document_id = document.id AND s.insurer_id = ANY (${tenants})))`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP POLICY document_followers ON document',
      'DROP POLICY claim_evidence_followers ON claim_evidence',
    ]);
  }
}
