/** What a caller may learn about a database failure. `retryable`: the same request, with the same key, may succeed. */
export type DatabaseErrorCode =
  | 'DATABASE_UNAVAILABLE'
  | 'DATABASE_BUSY'
  | 'UNKNOWN_OUTCOME'
  | 'LOCK_TIMEOUT'
  | 'TRANSACTION_CONFLICT'
  | 'DEADLINE_EXCEEDED'
  | 'DATABASE_NEWER_THAN_CODE'
  | 'EMBEDDED_POSTGRES_FAILED';

export class DatabaseError extends Error {
  constructor(
    readonly code: DatabaseErrorCode,
    readonly retryable: boolean,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/** The database cannot be reached, or the connection was lost before COMMIT was sent: nothing was written. */
export class DatabaseUnavailableError extends DatabaseError {
  override readonly name = 'DatabaseUnavailableError';
  constructor(cause?: unknown) {
    super('DATABASE_UNAVAILABLE', true, 'the database cannot be reached; nothing was written, retry', cause);
  }
}

/** Every connection of the pool stayed in use for the whole bounded wait: nothing was written. */
export class DatabaseBusyError extends DatabaseError {
  override readonly name = 'DatabaseBusyError';
  constructor(cause?: unknown) {
    super('DATABASE_BUSY', true, 'every database connection is in use; nothing was written, retry', cause);
  }
}

/** The answer to COMMIT was lost: the change was either written whole or not at all. */
export class UnknownOutcomeError extends DatabaseError {
  override readonly name = 'UnknownOutcomeError';
  constructor(cause?: unknown) {
    super('UNKNOWN_OUTCOME', true, 'the outcome is unknown; retry with the same idempotency key', cause);
  }
}

/** A row or table stayed locked by others for longer than `lock_timeout`. */
export class LockTimeoutError extends DatabaseError {
  override readonly name = 'LockTimeoutError';
  constructor(cause?: unknown) {
    super('LOCK_TIMEOUT', true, 'a lock was held by others for too long; nothing was written, retry', cause);
  }
}

/** Serialization failures or deadlocks in every attempt. */
export class TransactionConflictError extends DatabaseError {
  override readonly name = 'TransactionConflictError';
  constructor(cause?: unknown) {
    super('TRANSACTION_CONFLICT', true, 'others kept changing the same rows; nothing was written, retry', cause);
  }
}

/** The unit of work, or one statement of it, took longer than it may: nothing was written. */
export class DeadlineExceededError extends DatabaseError {
  override readonly name = 'DeadlineExceededError';
  constructor(cause?: unknown) {
    super('DEADLINE_EXCEEDED', true, 'the database took too long; nothing was written, retry', cause);
  }
}

/** The database carries migrations this version of the code does not know. */
export class DatabaseNewerError extends DatabaseError {
  override readonly name = 'DatabaseNewerError';
  constructor(readonly unknownMigrations: readonly string[]) {
    super(
      'DATABASE_NEWER_THAN_CODE',
      false,
      `the database is newer than this version of the program; it knows the migrations ${unknownMigrations.join(', ')}`,
    );
  }
}

/** The PostgreSQL that comes with the program cannot be started; the message says what to do about it. */
export class EmbeddedPostgresError extends DatabaseError {
  override readonly name = 'EmbeddedPostgresError';
  constructor(message: string, cause?: unknown) {
    super('EMBEDDED_POSTGRES_FAILED', false, message, cause);
  }
}
