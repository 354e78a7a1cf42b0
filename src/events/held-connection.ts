import { setTimeout as pause } from 'node:timers/promises';
import { Client, type QueryConfig, type QueryResultRow } from 'pg';
import { valueTypes } from '../database/value-types.js';

/** A connection that lives as long as nothing breaks it. */
export interface Session {
  /** Aborted when the connection is lost or is to be given up. */
  readonly over: AbortSignal;
  /** @param timeoutMs closes the connection when there is no answer in time; 0 waits for ever */
  query<Row extends QueryResultRow>(statement: QueryConfig, timeoutMs?: number): Promise<Row[]>;
  onNotification(listener: (payload: string) => void): void;
}

export interface HeldConnectionOptions {
  /** Must lead to PostgreSQL itself: what is held belongs to a session, which PgBouncer would share. */
  readonly url: string;
  readonly applicationName: string;
  readonly log?: ((message: string, error?: unknown) => void) | undefined;
}

const ANSWER_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 1_000;
const FIRST_RETRY_MS = 20;
const LAST_RETRY_MS = 500;

/**
 * Keeps one session alive outside the pool: opens it, lets `hold` use it for as long as it likes, and opens another
 * whenever it is lost, within half a second of the database being back.
 */
export class HeldConnection {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly options: HeldConnectionOptions,
    private readonly hold: (session: Session) => Promise<void>,
  ) {}

  start(): void {
    this.running ??= this.keepOpen();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async keepOpen(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!this.stopping.signal.aborted) {
      const openedAtMs = performance.now();
      try {
        await this.holdOne();
      } catch (error) {
        if (!this.stopping.signal.aborted)
          this.options.log?.(`${this.options.applicationName}: connection lost`, error);
      }
      retryMs = performance.now() - openedAtMs > LAST_RETRY_MS ? FIRST_RETRY_MS : Math.min(retryMs * 2, LAST_RETRY_MS);
      await pause(retryMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async holdOne(): Promise<void> {
    const lost = new AbortController();
    const client = new Client({
      connectionString: this.options.url,
      application_name: this.options.applicationName,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      types: valueTypes,
    });
    client.on('error', (error) => lost.abort(error));
    client.on('end', () => lost.abort(new Error('the connection was closed')));
    const cut = (): void => {
      lost.abort();
      destroy(client);
    };
    this.stopping.signal.addEventListener('abort', cut, { once: true });
    try {
      await client.connect();
      await this.hold(sessionOver(client, lost.signal));
    } finally {
      this.stopping.signal.removeEventListener('abort', cut);
      destroy(client);
    }
  }
}

function sessionOver(client: Client, over: AbortSignal): Session {
  return {
    over,
    query: async <Row extends QueryResultRow>(statement: QueryConfig, timeoutMs = ANSWER_TIMEOUT_MS) => {
      const timer = timeoutMs > 0 ? setTimeout(() => destroy(client), timeoutMs) : undefined;
      try {
        const { rows } = await client.query<Row>(statement);
        return rows;
      } finally {
        clearTimeout(timer);
      }
    },
    onNotification: (listener) => {
      client.on('notification', ({ payload }) => listener(payload ?? ''));
    },
  };
}

/** A lost network answers nothing, not even a polite goodbye. */
function destroy(client: Client): void {
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

/** Resolves after `ms` or when `signal` is aborted, whichever comes first. */
export const pauseUnless = (ms: number, signal: AbortSignal): Promise<void> =>
  pause(ms, undefined, { signal }).catch(() => undefined);
