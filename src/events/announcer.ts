import { HeldConnection, pauseUnless, type Session } from './held-connection.js';
import { EVENTS_CHANNEL } from './sequencer.js';

/** Carries the news of new positions to every gateway; the events themselves are read from the log. */
export interface Announcer {
  /** @param onNews told the newest position, or nothing when some news may have been missed */
  start(onNews: (upTo?: bigint) => void): void;
  stop(): Promise<void>;
}

export interface PostgresAnnouncerOptions {
  /** Must lead to PostgreSQL itself, not to PgBouncer. */
  readonly url: string;
  readonly log?: (message: string, error?: unknown) => void;
}

const HEARTBEAT_MS = 1_000;
const HEARTBEAT_TIMEOUT_MS = 1_000;

/** `LISTEN` on a session of its own, which is opened again when it breaks. */
export class PostgresAnnouncer implements Announcer {
  private connection: HeldConnection | undefined;

  constructor(private readonly options: PostgresAnnouncerOptions) {}

  start(onNews: (upTo?: bigint) => void): void {
    const { url, log } = this.options;
    this.connection ??= new HeldConnection({ url, applicationName: 'covergraph-listener', log }, (session) =>
      listen(session, onNews),
    );
    this.connection.start();
  }

  async stop(): Promise<void> {
    await this.connection?.stop();
  }
}

async function listen(session: Session, onNews: (upTo?: bigint) => void): Promise<void> {
  session.onNotification((range) => onNews(BigInt(range.slice(range.indexOf('-') + 1))));
  await session.query({ text: `LISTEN ${EVENTS_CHANNEL}` });
  // What was announced before the LISTEN took effect reached nobody here.
  onNews();
  // A cut network closes nothing: only a question without an answer shows it.
  while (!session.over.aborted) {
    await pauseUnless(HEARTBEAT_MS, session.over);
    if (!session.over.aborted) await session.query({ text: 'SELECT 1' }, HEARTBEAT_TIMEOUT_MS);
  }
}
