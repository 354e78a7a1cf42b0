import { Client } from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { migrations } from '../../src/migrations/index.js';
import { createEmptyDatabase } from '../support/database.js';

const names = migrations.map(({ name }) => name);

let empty: Awaited<ReturnType<typeof createEmptyDatabase>>;
let client: Client;

beforeEach(async () => {
  empty = await createEmptyDatabase();
  client = new Client({ connectionString: empty.url });
  client.on('error', () => undefined);
  await client.connect();
});

afterEach(async () => {
  await client.end();
  await empty.drop();
});

const appliedNames = async (): Promise<string[]> =>
  (await client.query('SELECT name FROM schema_migration ORDER BY timestamp')).rows.map(({ name }) => name);

describe('migrate', () => {
  it('applies everything once when several nodes start at the same moment', async () => {
    const reports = await Promise.all(Array.from({ length: 4 }, () => migrate(empty.url)));
    expect(reports.flatMap(({ applied }) => applied)).toEqual(names);
    expect(await appliedNames()).toEqual(names);
    expect(await migrate(empty.url)).toEqual({ applied: [] });
  });

  it('refuses a database that is newer than the code, and changes nothing', async () => {
    await client.query('CREATE TABLE schema_migration (id serial, timestamp bigint, name text)');
    await client.query(`INSERT INTO schema_migration (timestamp, name) VALUES (1, 'FromTheFuture9')`);
    await expect(migrate(empty.url)).rejects.toMatchObject({
      code: 'DATABASE_NEWER_THAN_CODE',
      unknownMigrations: ['FromTheFuture9'],
      retryable: false,
    });
    expect(await appliedNames()).toEqual(['FromTheFuture9']);
    expect((await client.query(`SELECT to_regclass('organisation') AS found`)).rows).toEqual([{ found: null }]);
  });

  it('makes an application role that can do nothing by itself', async () => {
    await migrate(empty.url);
    const { rows } = await client.query(
      `SELECT rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb,
         (SELECT count(*)::int FROM pg_class WHERE relowner = pg_roles.oid) AS owned
       FROM pg_roles WHERE rolname = 'covergraph_app'`,
    );
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolbypassrls: false,
        rolcanlogin: false,
        rolcreaterole: false,
        rolcreatedb: false,
        owned: 0,
      },
    ]);
    await client.query('SET ROLE covergraph_app');
    await expect(client.query('CREATE TABLE mine (a int)')).rejects.toMatchObject({ code: '42501' });
    await expect(client.query('ALTER TABLE organisation DISABLE ROW LEVEL SECURITY')).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('is retryable when there is no database to migrate', async () => {
    const nowhere = 'postgresql://nobody:x@127.0.0.1:1/none';
    await expect(migrate(nowhere)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
  });
});
