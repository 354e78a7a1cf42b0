import { setTimeout as pause } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { InvariantError } from '../kernel/index.js';
import { acquire, destroy, isIdle } from './connection.js';
import type { Database } from './database.js';
import { DatabaseUnavailableError, DeadlineExceededError, UnknownOutcomeError } from './errors.js';
import { asConnectionLost, ConnectionLost, connectionFailure, isWorthRepeating, toDatabaseError } from './failures.js';
import { type Scope, settingsOf } from './scope.js';
import { ClientTransaction, type Question, type Statement, type Transaction } from './transaction.js';

export { type Scope, systemScope, tenantScope } from './scope.js';
export { type Question, type Statement, skippingLocked, type Transaction } from './transaction.js';

export interface UnitOfWorkOptions {
  /** Longest time for one unit with all its attempts; 3 s when not given. */
  readonly deadlineMs?: number;
  /** Told after the commit of a unit that appended events. */
  readonly onEventsCommitted?: () => void;
}

export interface UnitOptions {
  readonly deadlineMs?: number;
  /** Refuse every write; a lost COMMIT then means nothing. */
  readonly readOnly?: boolean;
}

interface AttemptOptions extends UnitOptions {
  readonly endsAtMs: number;
}

const DEFAULT_DEADLINE_MS = 3_000;
const MAX_RETRIES = 5;
const FIRST_PAUSE_MS = 4;

type Phase = 'BEGIN' | 'WORK' | 'COMMIT';

/**
 * The one way to read or write: a transaction that acts as the application role and sees what its scope may see. Not
 * responsible for what is done inside, which must be repeatable: after a deadlock the whole unit runs again.
 */
export class UnitOfWork {
  private readonly deadlineMs: number;

  constructor(
    private readonly database: Database,
    private readonly options: UnitOfWorkOptions = {},
  ) {
    this.deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS;
  }

  /**
   * What `work` throws is thrown again after the rollback, database failures as one of:
   * @throws UnknownOutcomeError when the answer to COMMIT was lost
   * @throws DatabaseUnavailableError, DatabaseBusyError, LockTimeoutError, TransactionConflictError,
   * DeadlineExceededError when nothing was written; all are retryable
   */
  async run<T>(scope: Scope, work: (tx: Transaction) => Promise<T>, options: UnitOptions = {}): Promise<T> {
    const begin = `BEGIN${options.readOnly ? ' READ ONLY' : ''};${settingsOf(scope)}`;
    const endsAtMs = performance.now() + (options.deadlineMs ?? this.deadlineMs);
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.attempt(begin, work, { ...options, endsAtMs });
      } catch (error) {
        const pauseMs = Math.random() * FIRST_PAUSE_MS * 2 ** attempt;
        if (attempt === MAX_RETRIES || !isWorthRepeating(error) || performance.now() + pauseMs > endsAtMs) {
          throw toDatabaseError(error);
        }
        await pause(pauseMs);
      }
    }
  }

  /** The rows of one statement that writes nothing: a unit that takes a single message. Throws what `run` throws. */
  rows<Row>(scope: Scope, statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return this.run(scope, (tx) => tx.ending(tx.rows<Row>(statement, values)), { readOnly: true });
  }

  /** Of each question whether it has rows, all in a single message. Throws what `run` throws. */
  async haveRows(scope: Scope, questions: readonly Question[], deadlineMs?: number): Promise<boolean[]> {
    if (questions.length === 0) return [];
    const ask = (tx: Transaction) =>
      tx.ending(Promise.all(questions.map(({ statement, values }) => tx.run(statement, values))));
    const counts = await this.run(scope, ask, { readOnly: true, ...(deadlineMs === undefined ? {} : { deadlineMs }) });
    return counts.map((count) => count > 0);
  }

  private attempt<T>(
    begin: string,
    work: (tx: Transaction) => Promise<T>,
    { endsAtMs, readOnly = false }: AttemptOptions,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const unit = new Unit<T>(this.database, { begin, work, readOnly });
      const timer = setTimeout(
        () => {
          const lostCommit = unit.phase === 'COMMIT' && !readOnly;
          unit.abandon();
          reject(lostCommit ? new UnknownOutcomeError() : new DeadlineExceededError());
        },
        Math.max(0, Math.ceil(endsAtMs - performance.now())),
      );
      unit
        .run()
        .finally(() => clearTimeout(timer))
        .then(
          (value) => {
            resolve(value);
            if (unit.hasAppendedEvents) this.options.onEventsCommitted?.();
          },
          (error) =>
            reject(readOnly && error instanceof UnknownOutcomeError ? new DatabaseUnavailableError(error) : error),
        );
    });
  }
}

/** One attempt on one connection, which is released exactly once: given back clean, or destroyed. */
class Unit<T> {
  private hasBegun = false;
  private client: PoolClient | undefined;
  private tx: ClientTransaction | undefined;
  private abandoned = false;

  constructor(
    private readonly database: Database,
    private readonly given: {
      readonly begin: string;
      readonly work: (tx: Transaction) => Promise<T>;
      readonly readOnly: boolean;
    },
  ) {}

  /** How far it has come for sure. Where nothing is written, a COMMIT that was sent before BEGIN was answered is none. */
  get phase(): Phase {
    if (!this.hasBegun && (this.given.readOnly || !this.tx?.isEnding)) return 'BEGIN';
    return this.tx?.isEnding ? 'COMMIT' : 'WORK';
  }

  get hasAppendedEvents(): boolean {
    return this.tx?.hasAppendedEvents ?? false;
  }

  async run(): Promise<T> {
    const client = await acquire(this.database.pool);
    if (this.abandoned) {
      client.release();
      throw new DeadlineExceededError();
    }
    this.client = client;
    this.tx = new ClientTransaction(client, this.database.dataSource);
    try {
      const value = await this.transact(client, this.tx);
      this.giveBack();
      return value;
    } catch (thrown) {
      const error = asConnectionLost(client, thrown);
      await this.rollBack(client, error);
      throw this.meaningOf(error);
    }
  }

  private async transact(client: PoolClient, tx: ClientTransaction): Promise<T> {
    const [worked] = await Promise.allSettled([this.workBehindBegin(client, tx)]);
    const hasFailed = worked.status === 'rejected';
    if (hasFailed && !tx.isEnding) throw worked.reason;
    if (this.abandoned) throw new DeadlineExceededError();
    // PostgreSQL answers COMMIT with ROLLBACK, and no error, when a statement had failed before.
    const isCommitted = (await tx.commit()).command === 'COMMIT';
    if (hasFailed && isCommitted) throw new InvariantError(`a unit of work failed behind its COMMIT: ${worked.reason}`);
    if (hasFailed) throw worked.reason;
    if (!isCommitted) throw new InvariantError('a unit of work went on after one of its statements failed');
    return worked.value;
  }

  /** The first statement travels with BEGIN: on its failure the server refuses, or the connection is gone for, both. */
  private async workBehindBegin(client: PoolClient, tx: ClientTransaction): Promise<T> {
    const begun = client.query(this.given.begin).then(() => {
      this.hasBegun = true;
    }, connectionFailure(client));
    begun.catch(() => undefined);
    try {
      return await this.given.work(tx);
    } finally {
      // Whatever the work left running must not reach the connection once it may serve somebody else.
      tx.close();
      await begun;
    }
  }

  /** Closes the connection under whatever the unit is doing, so that the server rolls back and nobody reuses it. */
  abandon(): void {
    this.abandoned = true;
    this.tx?.close();
    const { client } = this;
    this.client = undefined;
    if (client) destroy(client);
  }

  private giveBack(): void {
    const { client } = this;
    this.client = undefined;
    if (!client) return;
    if (isIdle(client)) client.release();
    else destroy(client);
  }

  private async rollBack(client: PoolClient, error: unknown): Promise<void> {
    if (this.abandoned) return;
    if (error instanceof ConnectionLost) return this.abandon();
    if (this.phase === 'WORK' || !isIdle(client)) {
      const isRolledBack = await client.query('ROLLBACK').then(
        () => true,
        () => false,
      );
      if (!isRolledBack) return this.abandon();
    }
    this.giveBack();
  }

  private meaningOf(error: unknown): unknown {
    if (!(error instanceof ConnectionLost)) return error;
    if (this.phase === 'COMMIT') return new UnknownOutcomeError(error.cause);
    // Lost at BEGIN: the pool handed out a connection the server had closed. Another one may be fine.
    return this.phase === 'BEGIN' ? error : new DatabaseUnavailableError(error.cause);
  }
}
