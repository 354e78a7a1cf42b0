import type { Writable } from 'node:stream';
import { Pool, type PoolConfig } from 'pg';
import { DataSource } from 'typeorm';
import { entities } from '../entities/index.js';
import { acquire, destroy, streamOf } from './connection.js';
import { DatabaseUnavailableError } from './errors.js';
import { valueTypes } from './value-types.js';

export interface DatabaseOptions {
  readonly url: string;
  /** Connections at most; 16 when not given. */
  readonly poolSize?: number;
  /** Longest wait for a connection, new or given back; 1 s when not given. */
  readonly connectTimeoutMs?: number;
  /** Told when an idle connection was lost; the pool replaces it by itself. */
  readonly onConnectionLost?: (error: Error) => void;
}

/** The server's own limits, in milliseconds, for a gateway that is too stuck to enforce its deadline. */
export const SERVER_LIMITS = {
  statement_timeout: 3_000,
  lock_timeout: 1_000,
  idle_in_transaction_session_timeout: 5_000,
} as const;

/**
 * Every statement here is served by an index. A statement prepared while a table was still small would go on reading
 * all of it when it has millions of rows; so indexes are taken from the first row on.
 */
const PLANNING = '-c enable_seqscan=off';

const PING_MS = 1_000;

/**
 * Owns the connections to one database. Everything that reads or writes goes through `UnitOfWork`; the pool and
 * TypeORM's data source share their connections.
 */
export class Database {
  constructor(
    readonly url: string,
    readonly pool: Pool,
    readonly dataSource: DataSource,
  ) {}

  /** @throws DatabaseUnavailableError, DatabaseBusyError within the connect timeout and one second */
  async ping(): Promise<void> {
    const client = await acquire(this.pool);
    const timer = setTimeout(() => destroy(client), PING_MS);
    try {
      await client.query('SELECT 1');
      client.release();
    } catch (error) {
      destroyQuietly(() => destroy(client));
      throw new DatabaseUnavailableError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits for the units under way, then closes every connection. */
  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}

// Releasing twice throws; after the timer fired the connection is gone already.
function destroyQuietly(action: () => void): void {
  try {
    action();
  } catch {
    return;
  }
}

/** @throws DatabaseUnavailableError when the database cannot be reached */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const pool = createPool({
    connectionString: options.url,
    max: options.poolSize ?? 16,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 1_000,
    application_name: 'covergraph',
    options: PLANNING,
    // Behind PgBouncer put these names into ignore_startup_parameters and set them with ALTER DATABASE ... SET.
    ...SERVER_LIMITS,
  });
  pool.on('error', (error) => options.onConnectionLost?.(error));
  const dataSource = createDataSource(pool, { entities });
  try {
    await dataSource.initialize();
  } catch (error) {
    if (!pool.ended && !pool.ending) await pool.end();
    throw new DatabaseUnavailableError(error);
  }
  return new Database(options.url, pool, dataSource);
}

/** Whatever is written before the event loop goes on leaves in one message: a system call and a waking server each save. */
function sendTogether(stream: Writable): void {
  const write = stream.write.bind(stream);
  let isGathering = false;
  const send = () => {
    isGathering = false;
    stream.uncork();
  };
  stream.write = ((...given: Parameters<typeof write>) => {
    if (!isGathering) {
      isGathering = true;
      stream.cork();
      process.nextTick(send);
    }
    return write(...given);
  }) as typeof stream.write;
}

/** A pool whose values have our types and whose lost connections never end the process. */
export function createPool(config: PoolConfig): Pool {
  const pool = new Pool({
    keepAlive: true,
    // Prepared statements live as long as their connection.
    idleTimeoutMillis: 0,
    types: valueTypes,
    // Statements asked for together are sent together.
    pipeline: true,
    ...config,
  });
  // A connection that breaks between two statements of a unit has no other listener, and would end the process.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    sendTogether(streamOf(client));
  });
  pool.on('error', () => undefined);
  return pool;
}

/** TypeORM over connections of `pool`, which it also ends when it is destroyed. */
export function createDataSource(
  pool: Pool,
  lists: { entities?: typeof entities; migrations?: ConstructorParameters<typeof DataSource>[0]['migrations'] },
): DataSource {
  // TypeORM calls `new driver.Pool(options)`; a constructor may answer with an object that exists already.
  function sharedPool(): Pool {
    return pool;
  }
  return new DataSource({
    type: 'postgres',
    driver: { Pool: sharedPool },
    installExtensions: false,
    logging: false,
    migrationsTableName: 'schema_migration',
    ...lists,
  });
}
