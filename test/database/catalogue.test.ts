import { entities } from '../../src/entities/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let testDatabase: TestDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase.drop());

/** TypeORM's own bookkeeping holds no tenant's data. */
const BOOKKEEPING = ['schema_migration'];
/** Tables that are not a tenant's: the clock of the installation, and the sequencer's queue. */
const SHARED = ['business_clock', 'pending_event'];
const TENANT_COLUMNS = [
  'partner_id',
  'insurer_id',
  'lender_id',
  'owner_id',
  'organisation_id',
  'tenant_id',
  'document_owner_id',
];

const tables = async () =>
  (
    await testDatabase.query<{ name: string; enabled: boolean; forced: boolean }>(
      `SELECT relname AS name, relrowsecurity AS enabled, relforcerowsecurity AS forced FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname`,
    )
  ).filter(({ name }) => !BOOKKEEPING.includes(name));

describe('every table', () => {
  it('forces row-level security', async () => {
    const all = await tables();
    expect(all.length).toBe(entities.length);
    expect(all.filter(({ enabled, forced }) => !enabled || !forced)).toEqual([]);
  });

  it('has a policy that checks what is read and what is written', async () => {
    const policies = await testDatabase.query<{ name: string; reads: string; writes: string }>(
      `SELECT tablename AS name, qual AS reads, with_check AS writes FROM pg_policies WHERE schemaname = 'public'`,
    );
    const protectedBoth = new Set(
      policies.filter(({ reads, writes }) => reads && writes && reads === writes).map(({ name }) => name),
    );
    expect((await tables()).map(({ name }) => name).filter((name) => !protectedBoth.has(name))).toEqual(SHARED);
  });

  it('is not owned by the role the gateway acts as, which cannot bypass anything', async () => {
    const owned = await testDatabase.query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = 'covergraph_app'`,
    );
    expect(owned).toEqual([]);
    expect(
      await testDatabase.query(
        `SELECT rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = 'covergraph_app'`,
      ),
    ).toEqual([{ rolsuper: false, rolbypassrls: false, rolcanlogin: false }]);
  });

  it('has a tenant in every unique key and foreign key between tenant tables', async () => {
    const keys = await testDatabase.query<{ name: string; source: string; target: string | null; columns: string[] }>(
      `SELECT c.conname AS name, c.conrelid::regclass::text AS source, c.confrelid::regclass::text AS target,
              (SELECT array_agg(a.attname::text) FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)) AS columns
       FROM pg_constraint c WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('p', 'u', 'f')`,
    );
    const without = keys
      .filter(({ source, target }) => !BOOKKEEPING.includes(source) && target !== 'organisation')
      .filter(({ columns }) => !columns.some((column) => TENANT_COLUMNS.includes(column)))
      .map(({ name }) => name)
      .sort();
    // The organisation is the tenant; numbers for people and key hashes are unique everywhere; the log has one order.
    expect(without).toEqual([
      'api_key_secret_hash_key',
      'business_clock_pkey',
      'claim_number_key',
      'event_position_pkey',
      'organisation_pkey',
      'policy_number_key',
      'state_change_pkey',
    ]);
  });

  it('is reached by no view and no function with the rights of its owner', async () => {
    expect(
      await testDatabase.query(
        `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
           AND NOT coalesce(reloptions @> '{security_invoker=true}', false)`,
      ),
    ).toEqual([]);
    expect(
      await testDatabase.query(`SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef`),
    ).toEqual([]);
  });

  it('has exactly the columns of its entity', async () => {
    const columns = await testDatabase.query<{ table: string; column: string; type: string; nullable: boolean }>(
      `SELECT table_name AS table, column_name AS column, CASE udt_name WHEN '_text' THEN 'text' WHEN '_int4' THEN 'integer' ELSE data_type END AS type,
              is_nullable = 'YES' AS nullable
       FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
       WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE'`,
    );
    const inDatabase = columns
      .filter(({ table }) => !BOOKKEEPING.includes(table))
      .map(({ table, column, type, nullable }) => `${table}.${column} ${type}${nullable ? ' null' : ''}`);
    const names: Readonly<Record<string, string>> = { timestamptz: 'timestamp with time zone' };
    const inEntities = entities.flatMap((entity) => {
      const metadata = testDatabase.database.dataSource.getMetadata(entity);
      return metadata.columns.map(
        ({ databaseName, type, isNullable }) =>
          `${metadata.tableName}.${databaseName} ${names[String(type)] ?? String(type)}${isNullable ? ' null' : ''}`,
      );
    });
    expect(inEntities.sort()).toEqual(inDatabase.sort());
  });
});
