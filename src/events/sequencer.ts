import { APP_ROLE } from '../migrations/row-level-security.js';
import { HeldConnection, pauseUnless, type Session } from './held-connection.js';
import { Waker } from './waker.js';

/** The channel on which each batch is announced, once, as `<first>-<last>`. */
export const EVENTS_CHANNEL = 'covergraph_events';

export interface SequencerOptions {
  /** Must lead to PostgreSQL itself, not to PgBouncer. */
  readonly url: string;
  /** Shortest time between two batches while there is work; 10 ms when not given. */
  readonly intervalMs?: number;
  /** How often an idle leader looks for events of other gateways; 50 ms when not given. */
  readonly idlePollMs?: number;
  /** Events in a batch at most; 5,000 when not given. */
  readonly batchSize?: number;
  readonly log?: (message: string, error?: unknown) => void;
}

/** Any number, the same for every gateway: "CoverSeq" in ASCII. */
const LEADER_LOCK = 0x43_6f_76_65_72_53_65_71n;

// A leader whose machine vanished is thrown out by the server after this time, and its lock is free.
const SILENT_LEADER_MS = 900;

const BECOME_SEQUENCER = {
  text: `SELECT set_config('role', '${APP_ROLE}', false), set_config('app.scope', 'system', false)`,
};
// Asked for again and again: the session of a gateway that vanished while waiting could still be given the lock.
const LEAD = { text: 'SELECT pg_try_advisory_lock($1) AS leads', values: [LEADER_LOCK] };
const FOLLOWER_POLL_MS = 200;
const LIMIT_SILENCE = { text: `SET idle_session_timeout = ${SILENT_LEADER_MS}` };

/*
 * In which order events get their positions: as recorded, by the database's clock. Ids come next to it (they are made
 * in time order) and choose the batch, because the queue has an index on them; the two can only differ between
 * gateways whose clocks differ, and only while more than a batch is waiting. Rows are found by their place: the queue's
 * statistics are those of an empty table, and a join planned by them takes time with the square of the batch.
 */
const SEQUENCE_BATCH = {
  name: 'sequencer.batch',
  text: `WITH batch AS (
      DELETE FROM pending_event
      WHERE ctid = ANY (ARRAY (SELECT ctid FROM pending_event ORDER BY event_id, owner_id LIMIT $1))
      RETURNING event_id, owner_id),
    last AS (SELECT coalesce(max(position), 0) AS position FROM event_position),
    placed AS (
      INSERT INTO event_position (position, event_id, owner_id, insurer_id, lender_id, kind, follower_ids)
      SELECT last.position + row_number() OVER (ORDER BY e.recorded_at, e.id),
             e.id, e.owner_id, e.insurer_id, e.lender_id, e.kind, e.follower_ids
      FROM batch JOIN event e ON e.id = batch.event_id AND e.owner_id = batch.owner_id CROSS JOIN last
      RETURNING position)
    SELECT count(*)::int AS count, pg_notify('${EVENTS_CHANNEL}', min(position) || '-' || max(position))
    FROM placed HAVING count(*) > 0`,
};

/**
 * Gives committed events their positions, gapless and increasing, and announces them. Every gateway runs one; they
 * agree on a leader by a lock that dies with its session, and do their work on that same session, so that a leader
 * that has lost the lock can no longer write. Not responsible for delivering anything.
 */
export class Sequencer {
  private readonly connection: HeldConnection;
  private readonly intervalMs: number;
  private readonly idlePollMs: number;
  private readonly batchSize: number;
  private readonly waker = new Waker();
  private leading = false;

  constructor(options: SequencerOptions) {
    this.intervalMs = options.intervalMs ?? 10;
    this.idlePollMs = options.idlePollMs ?? 50;
    this.batchSize = options.batchSize ?? 5_000;
    const { url, log } = options;
    this.connection = new HeldConnection({ url, applicationName: 'covergraph-sequencer', log }, (session) =>
      this.lead(session).finally(() => {
        this.leading = false;
      }),
    );
  }

  get isLeader(): boolean {
    return this.leading;
  }

  start(): void {
    this.connection.start();
  }

  stop(): Promise<void> {
    return this.connection.stop();
  }

  /** Says that events were committed here; without it they wait for the next idle poll. */
  wake(): void {
    this.waker.wake();
  }

  private async lead(session: Session): Promise<void> {
    session.over.addEventListener('abort', () => this.waker.wake(), { once: true });
    await session.query(BECOME_SEQUENCER);
    await session.query(LIMIT_SILENCE);
    if (!(await this.becomeLeader(session))) return;
    this.leading = true;
    while (!session.over.aborted) {
      const [placed] = await session.query<{ count: number }>({ ...SEQUENCE_BATCH, values: [this.batchSize] });
      if (placed?.count === this.batchSize) continue;
      if (!placed) await this.waker.wait(this.idlePollMs);
      await pauseUnless(this.intervalMs, session.over);
    }
  }

  private async becomeLeader(session: Session): Promise<boolean> {
    while (!session.over.aborted) {
      const [answer] = await session.query<{ leads: boolean }>(LEAD);
      if (answer?.leads) return true;
      await pauseUnless(FOLLOWER_POLL_MS, session.over);
    }
    return false;
  }
}
