import type { MigrationInterface, QueryRunner } from 'typeorm';
import { kinshipView } from './invariant-view.js';
import { runAll } from './run-all.js';

const isSystem = `(SELECT current_setting('app.scope', true)) = 'system'`;
const tenants = `(SELECT nullif(current_setting('app.tenants', true), '')::text[])::text[]`;

/*
 * An insurer that carries a part of a policy reads it and what belongs to it, and writes nothing of it. The name sorts
 * after the table's tenancy: rows of one's own are recognised first, and the policy of others is looked up for others' rows.
 */
const followersRead = (table: string, condition: string): string =>
  `CREATE POLICY ${table}_tenancy_followers ON ${table} FOR SELECT USING (${condition})`;

const ofPolicy = (table: string, policyId = 'policy_id'): string =>
  followersRead(
    table,
    `EXISTS (SELECT 1 FROM policy_insurer_share s WHERE s.policy_id = ${table}.${policyId} AND s.insurer_id = ANY (${tenants}))`,
  );

const ofParent = (table: string, parent: string): string =>
  followersRead(table, `EXISTS (SELECT 1 FROM ${parent} x WHERE x.id = ${table}.${parent}_id)`);

const OF_POLICY = ['policy_role', 'policy_transaction', 'loan', 'claim', 'recovery'];
const OF_PARENT = [
  ['instalment', 'loan'],
  ['claim_payment', 'claim'],
  ['recovery_receipt', 'recovery'],
  ['recovery_plan', 'recovery'],
] as const;

const READERS = ['owner_id', 'insurer_id', 'lender_id'];
const EVENTS = ['event', 'event_position'];

const toldTo = (table: string, followers: string): string[] => {
  const sees = `${isSystem} OR ${READERS.map((column) => `${column} = ANY (${tenants})`).join(' OR ')}${followers}`;
  return [
    `DROP POLICY ${table}_tenancy ON ${table}`,
    `CREATE POLICY ${table}_tenancy ON ${table} USING (${sees}) WITH CHECK (${sees})`,
  ];
};

const POSITION = { child: 'event_position', parent: 'event', by: 'event_id' };

/** Co-insurers that follow read the policies they carry a part of, with loans, claims and recoveries, and are told of them. */
export class FollowersRead1700000104100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      ofPolicy('policy', 'id'),
      ...OF_POLICY.map((table) => ofPolicy(table)),
      ...OF_PARENT.map(([table, parent]) => ofParent(table, parent)),
      'DROP VIEW invariant_i14_event_position_of_event',
      ...EVENTS.map((table) => `ALTER TABLE ${table} ADD COLUMN follower_ids text[]`),
      ...EVENTS.flatMap((table) => toldTo(table, ` OR follower_ids && ${tenants}`)),
      'CREATE INDEX event_position_of_followers ON event_position (position) WHERE follower_ids IS NOT NULL',
      ...kinshipView({ ...POSITION, same: [...READERS, 'kind', 'follower_ids'] }),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP VIEW invariant_i14_event_position_of_event',
      'DROP INDEX event_position_of_followers',
      ...EVENTS.flatMap((table) => toldTo(table, '')),
      ...EVENTS.map((table) => `ALTER TABLE ${table} DROP COLUMN follower_ids`),
      ...kinshipView({ ...POSITION, same: [...READERS, 'kind'] }),
      ...['policy', ...OF_POLICY, ...OF_PARENT.map(([table]) => table)].map(
        (table) => `DROP POLICY ${table}_tenancy_followers ON ${table}`,
      ),
    ]);
  }
}
