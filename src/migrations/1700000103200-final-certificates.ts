import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

/** Cover that ends without a transaction gets a last certificate; cover that ended so before is due one now. */
export class FinalCertificates1700000103200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `SELECT set_config('app.scope', 'system', true)`,
      `ALTER TABLE policy_certificate ADD COLUMN is_final boolean NOT NULL DEFAULT false,
         DROP CONSTRAINT policy_certificate_once,
         ADD CONSTRAINT policy_certificate_once UNIQUE (policy_id, transaction_sequence, is_final, partner_id)`,
      'ALTER TABLE certificate_due ADD COLUMN is_final boolean NOT NULL DEFAULT false',
      `INSERT INTO certificate_due (policy_id, partner_id, insurer_id, lender_id, sequence, is_final)
       SELECT p.id, p.partner_id, p.insurer_id, p.lender_id,
         (SELECT max(t.sequence) FROM policy_transaction t WHERE t.policy_id = p.id AND t.partner_id = p.partner_id), true
       FROM policy p WHERE p.status IN ('CLOSED', 'EXPIRED') AND p.activated_at IS NOT NULL
       ON CONFLICT (policy_id, partner_id) DO UPDATE SET is_final = true`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `ALTER TABLE policy_certificate DROP CONSTRAINT policy_certificate_once, DROP COLUMN is_final,
         ADD CONSTRAINT policy_certificate_once UNIQUE (policy_id, transaction_sequence, partner_id)`,
      'ALTER TABLE certificate_due DROP COLUMN is_final',
    ]);
  }
}
