import { type PoolClient, DatabaseError as PostgresError } from 'pg';
import { QueryFailedError } from 'typeorm';
import { isBroken } from './connection.js';
import {
  DatabaseUnavailableError,
  DeadlineExceededError,
  LockTimeoutError,
  TransactionConflictError,
} from './errors.js';

// Codes: PostgreSQL documentation, appendix A.
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
const LOCK_NOT_AVAILABLE = '55P03';
const QUERY_CANCELED = '57014';
const UNIQUE_VIOLATION = '23505';
const IN_FAILED_TRANSACTION = '25P02';

/** The connection can no longer be used; what that means depends on how far the unit had come. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  constructor(override readonly cause: unknown) {
    super('the connection was lost', { cause });
  }
}

/** The server's own error, also when TypeORM wrapped it. */
const postgresError = (error: unknown): PostgresError | undefined => {
  const inner = error instanceof QueryFailedError ? error.driverError : error;
  return inner instanceof PostgresError ? inner : undefined;
};

const endsConnection = (error: unknown): boolean => {
  const { severity } = postgresError(error) ?? {};
  return severity === 'FATAL' || severity === 'PANIC';
};

/** A handler for a failed query: throws `ConnectionLost` when it failed because its connection did. */
export function connectionFailure(client: PoolClient): (error: unknown) => never {
  return (error) => {
    throw endsConnection(error) || isBroken(client) ? new ConnectionLost(error) : error;
  };
}

/** The same for what a whole unit threw, where only TypeORM's own errors are known to come from a query. */
export const asConnectionLost = (client: PoolClient, error: unknown): unknown =>
  error instanceof QueryFailedError && (endsConnection(error) || isBroken(client)) ? new ConnectionLost(error) : error;

/** Whether the same unit, run again, may succeed: it collided with another, or met a stale connection. */
export function isWorthRepeating(error: unknown): boolean {
  const code = postgresError(error)?.code;
  if (error instanceof ConnectionLost || error instanceof TransactionConflictError) return true;
  return code === SERIALIZATION_FAILURE || code === DEADLOCK_DETECTED;
}

/** Our error for the server's; what has no meaning of ours is returned as it is. */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof ConnectionLost) return new DatabaseUnavailableError(error.cause);
  switch (postgresError(error)?.code) {
    case SERIALIZATION_FAILURE:
    case DEADLOCK_DETECTED:
      return new TransactionConflictError(error);
    case LOCK_NOT_AVAILABLE:
      return new LockTimeoutError(error);
    case QUERY_CANCELED:
      return new DeadlineExceededError(error);
    default:
      return error;
  }
}

/** Whether `error` says only that a statement before it in its transaction failed. */
export const isBehindFailure = (error: unknown): boolean => postgresError(error)?.code === IN_FAILED_TRANSACTION;

/** The collision that a broken unique constraint of this name is. */
export const collisionOn = (
  error: unknown,
  constraintName: string | undefined,
): TransactionConflictError | undefined =>
  constraintName !== undefined && isUniqueViolation(error, constraintName)
    ? new TransactionConflictError(error)
    : undefined;

/** Whether `error` says that a row broke the unique constraint or index of this name. */
export function isUniqueViolation(error: unknown, constraintName: string): boolean {
  const inner = postgresError(error);
  return inner?.code === UNIQUE_VIOLATION && inner.constraint === constraintName;
}
