import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

const ROLES = `'OBLIGOR', 'LENDER', 'POLICYHOLDER', 'INSURED', 'BENEFICIARY', 'LOSS_PAYEE', 'PRODUCER', 'INSURER'`;
const roles = (list: string): string[] => [
  'ALTER TABLE policy_role DROP CONSTRAINT policy_role_role_check',
  `ALTER TABLE policy_role ADD CONSTRAINT policy_role_role_check CHECK (role IN (${list}))`,
];
const key = (columns: string): string[] => [
  'ALTER TABLE policy_role DROP CONSTRAINT policy_role_pkey',
  `ALTER TABLE policy_role ADD PRIMARY KEY (${columns})`,
];

/** Several people may owe one loan: the only role that more than one plays. */
export class CoObligors1700000101100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'ALTER TABLE policy_role ADD COLUMN position integer NOT NULL DEFAULT 1 CHECK (position > 0)',
      `ALTER TABLE policy_role ADD CHECK (position = 1 OR role = 'CO_OBLIGOR')`,
      ...roles(`${ROLES}, 'CO_OBLIGOR'`),
      ...key('policy_id, partner_id, role, position'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `SELECT set_config('app.scope', 'system', true)`,
      `DELETE FROM policy_role WHERE role = 'CO_OBLIGOR'`,
      ...roles(ROLES),
      ...key('policy_id, partner_id, role'),
      'ALTER TABLE policy_role DROP COLUMN position',
    ]);
  }
}
