import { Client } from 'pg';
import { migrations } from '../migrations/index.js';
import { APP_ROLE } from '../migrations/row-level-security.js';
import { createDataSource, createPool } from './database.js';
import { DatabaseNewerError, DatabaseUnavailableError } from './errors.js';

/** Any number, the same for every version of the program: "CoverGra" in ASCII. */
const MIGRATION_LOCK = 0x43_6f_76_65_72_47_72_61n;
const LOCK_TIMEOUT_MS = 5_000;

export interface MigrationReport {
  /** Names of the migrations this call applied, oldest first. */
  readonly applied: readonly string[];
}

/**
 * Brings the database to this version of the program. Of several nodes that start at once one applies, the others
 * wait for it. `url` must lead to PostgreSQL itself, not to PgBouncer (a session lock is held), as a role that owns
 * the database and may create roles.
 * @throws DatabaseNewerError when the database knows migrations that this version does not
 */
export async function migrate(url: string): Promise<MigrationReport> {
  const client = new Client({ connectionString: url, application_name: 'covergraph-migrate' });
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    throw new DatabaseUnavailableError(error);
  });
  try {
    if ((await pendingMigrations(client)).length === 0) return { applied: [] };
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const pending = await pendingMigrations(client);
    if (pending.length > 0) {
      await ensureAppRole(client);
      await apply(url);
    }
    return { applied: pending };
  } finally {
    await client.end();
  }
}

async function pendingMigrations(client: Client): Promise<string[]> {
  const { rows: tables } = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('schema_migration') IS NOT NULL AS exists`,
  );
  const { rows } = tables[0]?.exists
    ? await client.query<{ name: string }>('SELECT name FROM schema_migration ORDER BY timestamp, id')
    : { rows: [] };
  const known = migrations.map((migration) => migration.name);
  const unknown = rows.filter(({ name }) => !known.includes(name));
  if (unknown.length > 0) throw new DatabaseNewerError(unknown.map(({ name }) => name));
  const applied = new Set(rows.map(({ name }) => name));
  return known.filter((name) => !applied.has(name));
}

async function apply(url: string): Promise<void> {
  const pool = createPool({
    connectionString: url,
    max: 1,
    application_name: 'covergraph-migrate',
    lock_timeout: LOCK_TIMEOUT_MS,
  });
  const dataSource = createDataSource(pool, { migrations });
  await dataSource.initialize();
  try {
    await dataSource.runMigrations({ transaction: 'each' });
  } finally {
    await dataSource.destroy();
  }
}

/**
 * The role every unit of work acts as. Roles belong to the whole cluster while the lock above covers one database, so
 * another database's migration may be creating it at the same moment.
 */
async function ensureAppRole(client: Client): Promise<void> {
  await client.query(`DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${APP_ROLE}') THEN
      CREATE ROLE ${APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;
    END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
  END $$`);
  // Asking the server to act as the role is the one test that means the same before and after PostgreSQL 16.
  if (await mayBecomeAppRole(client)) return;
  await client.query(`DO $$ BEGIN
    GRANT ${APP_ROLE} TO CURRENT_USER;
  EXCEPTION WHEN unique_violation OR internal_error THEN NULL;
  END $$`);
}

async function mayBecomeAppRole(client: Client): Promise<boolean> {
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL ROLE ${APP_ROLE}`);
    return true;
  } catch {
    return false;
  } finally {
    await client.query('ROLLBACK');
  }
}
