import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

/** A bank transfer counts once: of payments that hold, one per insurer, partner and reference. Earlier doubles stay as they are. */
export class BankReferences1700000102200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `SELECT set_config('app.scope', 'system', true)`,
      'ALTER TABLE premium_payment ADD COLUMN reference_key text',
      `UPDATE premium_payment p SET reference_key = lower(regexp_replace(p.reference, '\\s', '', 'g'))
       WHERE p.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM premium_payment r WHERE r.reverses = p.id)
         AND NOT EXISTS (SELECT 1 FROM premium_payment o WHERE o.insurer_id = p.insurer_id AND o.partner_id = p.partner_id
           AND o.id < p.id AND o.reverses IS NULL
           AND lower(regexp_replace(o.reference, '\\s', '', 'g')) = lower(regexp_replace(p.reference, '\\s', '', 'g')))`,
      `ALTER TABLE premium_payment ADD CONSTRAINT premium_payment_reference_once UNIQUE (insurer_id, partner_id, reference_key),
         ADD CHECK (reference_key IS NULL OR reverses IS NULL)`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['ALTER TABLE premium_payment DROP COLUMN reference_key']);
  }
}
