import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { type Database, openDatabase } from '../../src/database/database.js';
import { UnitOfWork, type UnitOfWorkOptions } from '../../src/database/unit-of-work.js';

export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  /** A statement as the owner, outside every unit of work; rows of row-level-secured tables stay hidden. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Closes every connection and removes the database. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions extends UnitOfWorkOptions {
  /** What it is a clone of: a migrated database when not given, or one with a fresh sandbox. */
  readonly template?: 'covergraph' | 'sandbox';
  readonly poolSize?: number;
  readonly connectTimeoutMs?: number;
}

const READY_TIMEOUT_MS = 50_000;

/** A database of its own for one test file: a clone of a template. Call `drop` in `afterAll`. */
export async function createTestDatabase({
  template = 'covergraph',
  ...options
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { url: clusterUrl } = await readyCluster();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdministrator(clusterUrl, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  const url = databaseUrl(clusterUrl, name);
  const database = await openDatabase({ url, poolSize: 8, ...options });
  return {
    name,
    url,
    database,
    unitOfWork: new UnitOfWork(database, options),
    query: async <Row extends object>(text: string, values: readonly unknown[] = []) => {
      const { rows } = await database.pool.query(text, [...values]);
      return rows as Row[];
    },
    drop: async () => {
      await database.close();
      await asAdministrator(clusterUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** An empty database without any migration, for tests of migrations. */
export async function createEmptyDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const { url: clusterUrl } = await readyCluster();
  const name = `empty_${randomBytes(8).toString('hex')}`;
  await asAdministrator(clusterUrl, `CREATE DATABASE ${name}`);
  return {
    url: databaseUrl(clusterUrl, name),
    drop: () => asAdministrator(clusterUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

function databaseUrl(clusterUrl: string, name: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

// Nobody may be connected to a template while it is cloned, hence the database every cluster has.
async function asAdministrator(clusterUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl(clusterUrl, 'postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export interface TestCluster {
  readonly url: string;
  /** Of the template with a sandbox: its keys by name. */
  readonly sandbox: { readonly keys: Readonly<Record<string, string>> };
}

export async function readyCluster(): Promise<TestCluster> {
  const folder = process.env.COVERGRAPH_TEST_FOLDER;
  if (!folder) throw new Error('the global set-up of the tests did not run');
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const text = await readFile(join(folder, 'ready.json'), 'utf8').catch(() => undefined);
    if (text) {
      const ready = JSON.parse(text) as TestCluster | { readonly error: string };
      if ('url' in ready) return ready;
      throw new Error(`the test cluster did not start: ${ready.error}`);
    }
    await pause(20);
  }
  throw new Error(`the test cluster did not start within ${READY_TIMEOUT_MS} ms`);
}
