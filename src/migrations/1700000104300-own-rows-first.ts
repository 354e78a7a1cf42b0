import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

const tenants = `(SELECT nullif(current_setting('app.tenants', true), '')::text[])::text[]`;

const OF_POLICY = ['policy', 'policy_role', 'policy_transaction', 'loan', 'claim', 'recovery'];
const OF_PARENT = [
  ['instalment', 'loan'],
  ['claim_payment', 'claim'],
  ['recovery_receipt', 'recovery'],
  ['recovery_plan', 'recovery'],
] as const;

// From what the insurer follows, which is little, to the parent: never through all the parents it may see.
const followed = (table: string, parent: string): string =>
  `CREATE POLICY ${table}_followers ON ${table} FOR SELECT USING (EXISTS (
     SELECT 1 FROM policy_insurer_share s JOIN ${parent} x ON x.policy_id = s.policy_id AND x.partner_id = s.partner_id
     WHERE x.id = ${table}.${parent}_id AND s.insurer_id = ANY (${tenants})))`;

const throughParents = (table: string, parent: string): string =>
  `CREATE POLICY ${table}_tenancy_followers ON ${table} FOR SELECT USING (EXISTS (SELECT 1 FROM ${parent} x WHERE x.id = ${table}.${parent}_id))`;

/**
 * PostgreSQL asks the permissive policies of a table from the last name to the first: rows of one's own and the program's
 * own work are recognised before anybody looks up what an insurer follows.
 */
export class OwnRowsFirst1700000104300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      ...OF_POLICY.map((table) => `ALTER POLICY ${table}_tenancy_followers ON ${table} RENAME TO ${table}_followers`),
      ...OF_PARENT.flatMap(([table, parent]) => [
        `DROP POLICY ${table}_tenancy_followers ON ${table}`,
        followed(table, parent),
      ]),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      ...OF_POLICY.map((table) => `ALTER POLICY ${table}_followers ON ${table} RENAME TO ${table}_tenancy_followers`),
      ...OF_PARENT.flatMap(([table, parent]) => [
        `DROP POLICY ${table}_followers ON ${table}`,
        throughParents(table, parent),
      ]),
    ]);
  }
}
