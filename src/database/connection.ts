import type { Duplex } from 'node:stream';
import { type Pool, type PoolClient, DatabaseError as PostgresError } from 'pg';
import { DatabaseBusyError, DatabaseUnavailableError } from './errors.js';

/** A connection of the pool, for nobody else until it is released or destroyed. */
export async function acquire(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    // pg-pool's only words for "nobody gave a connection back in time".
    if (error instanceof Error && error.message === 'timeout exceeded when trying to connect') {
      throw new DatabaseBusyError(error);
    }
    if (error instanceof PostgresError && error.code === '53300') throw new DatabaseBusyError(error);
    throw new DatabaseUnavailableError(error);
  }
}

interface ClientInternals {
  readonly _queryable: boolean;
  readonly connection: { readonly stream: Duplex };
}

const internals = (client: PoolClient): ClientInternals => client as unknown as ClientInternals;

/** What a client reads from and writes to. */
export const streamOf = (client: PoolClient): Duplex => internals(client).connection.stream;

/** Closes the connection at once, whatever it is doing, and lets the pool open another in its place. */
export function destroy(client: PoolClient): void {
  streamOf(client).destroy();
  client.release(true);
}

/** Whether the connection can never answer again: hung up, or told by the server that it is about to. */
export const isBroken = (client: PoolClient): boolean => streamOf(client).destroyed || !internals(client)._queryable;

/** The only state in which a connection may go back to the pool; anything else would leak into the next unit. */
export const isIdle = (client: PoolClient): boolean =>
  (client as unknown as { getTransactionStatus(): string | null }).getTransactionStatus() === 'I';
