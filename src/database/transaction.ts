import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { InvariantError } from '../kernel/index.js';
import { DeadlineExceededError } from './errors.js';
import { collisionOn, connectionFailure, isBehindFailure } from './failures.js';

/**
 * A statement the server prepares once per connection under `name`: one name, one text, program-wide. One whose name is
 * empty is planned for its values each time: for questions of many shapes that are seldom asked.
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** A unique constraint that only another transaction can break: the unit runs again, and finds its row. */
  readonly collidesOn?: string;
}

/** The same rows, locked, without those that others hold. @param of the alias whose rows, where there are several */
export const skippingLocked = ({ name, text }: Statement, of?: string): Statement => ({
  name: `${name}.locked`,
  text: `${text} FOR NO KEY UPDATE${of === undefined ? '' : ` OF ${of}`} SKIP LOCKED`,
});

/** A statement with its values, asked for whether it has rows. It writes and locks nothing. */
export interface Question {
  readonly statement: Statement;
  readonly values: readonly unknown[];
}

/**
 * A transaction under way. Statements run one after the other in the order they are asked for; those asked for without
 * waiting travel together, which is worth it where a row that many want is locked.
 */
export interface Transaction {
  /** TypeORM inside this transaction; a nested transaction of it becomes a savepoint. */
  readonly manager: EntityManager;
  /** Plain rows of a prepared statement. */
  rows<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
  /** How many rows the statement touched. */
  run(statement: Statement, values?: readonly unknown[]): Promise<number>;
  /**
   * What the unit ends with: COMMIT travels behind what `asked` has asked for, and nothing can be asked after it. When
   * one of its statements fails nothing is written; no answer to them may fail it.
   */
  ending<T>(asked: Promise<T>): Promise<T>;
  /** Notes that events were appended, so that after the commit the sequencer is woken. */
  noteEvents(): void;
}

interface RunnerInternals {
  databaseConnection: PoolClient;
  isTransactionActive: boolean;
  transactionDepth: number;
}

export class ClientTransaction implements Transaction {
  hasAppendedEvents = false;
  private runner: QueryRunner | undefined;
  private end: Promise<QueryResult> | undefined;
  private asksNoMore = false;
  private firstFailure: unknown;
  private closed = false;

  constructor(
    private readonly client: PoolClient,
    private readonly dataSource: DataSource,
  ) {}

  get manager(): EntityManager {
    this.refuseWhenClosed();
    this.runner ??= this.openRunner();
    return this.runner.manager;
  }

  async rows<Row>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.query<QueryResultRow>(statement, values);
    return rows as Row[];
  }

  async run(statement: Statement, values: readonly unknown[] = []): Promise<number> {
    const { rowCount } = await this.query(statement, values);
    return rowCount ?? 0;
  }

  ending<T>(asked: Promise<T>): Promise<T> {
    this.asksNoMore = true;
    let hasFailed = false;
    asked.catch(() => {
      hasFailed = true;
    });
    // By then a fault of ours, of something that was not even asked, is known. Whoever runs the unit asks for the answer.
    process.nextTick(() => {
      if (!hasFailed && !this.closed) this.commit().catch(() => undefined);
    });
    return asked;
  }

  get isEnding(): boolean {
    return this.end !== undefined;
  }

  /** Sends COMMIT, unless it is under way; answers ROLLBACK when a statement before it failed. */
  commit(): Promise<QueryResult> {
    this.end ??= this.client.query('COMMIT').catch(connectionFailure(this.client));
    return this.end;
  }

  noteEvents(): void {
    this.hasAppendedEvents = true;
  }

  /** From here on every use throws: the connection may already serve somebody else. */
  close(): void {
    this.closed = true;
    void this.runner?.release();
  }

  // Asynchronous, so that a refusal is a rejection like any other among statements that travel together.
  private async query<Row extends QueryResultRow>(
    { name, text, collidesOn }: Statement,
    values: readonly unknown[],
  ): Promise<QueryResult<Row>> {
    this.refuseWhenClosed();
    return this.client
      .query<Row>({ name, text, values: values as unknown[] })
      .catch(connectionFailure(this.client))
      .catch((error) => {
        // Whichever of several statements is heard first: why the first of them failed is why all did.
        if (!isBehindFailure(error)) this.firstFailure = collisionOn(error, collidesOn) ?? error;
        throw this.firstFailure ?? error;
      });
  }

  private refuseWhenClosed(): void {
    if (this.closed) throw new DeadlineExceededError(new Error('the unit of work is over'));
    if (this.asksNoMore) throw new InvariantError('a unit of work asked for more behind its COMMIT');
  }

  // TypeORM would take a connection of its own and begin again; it is told that both have happened.
  private openRunner(): QueryRunner {
    const runner = this.dataSource.createQueryRunner();
    const internals = runner as unknown as RunnerInternals;
    internals.databaseConnection = this.client;
    internals.isTransactionActive = true;
    internals.transactionDepth = 1;
    return runner;
  }
}
