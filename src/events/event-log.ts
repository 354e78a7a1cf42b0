import type { Transaction } from '../database/unit-of-work.js';
import { newId } from '../kernel/index.js';
import type { LoggedEvent, NewEvent } from './event.js';

export type { LoggedEvent, NewEvent } from './event.js';

// clock_timestamp(), not now(): what waited for a row's lock is recorded after what it waited for. One microsecond, the
// clock's resolution, keeps the order of what is appended together.
const APPEND = {
  name: 'event.append',
  text: `WITH recorded AS (
    INSERT INTO event (id, owner_id, insurer_id, lender_id, kind, subject_kind, subject_id, payload, occurred_at,
                       recorded_at, cause, module, module_version, follower_ids)
    SELECT id, "ownerId", "insurerId", "lenderId", kind, "subjectKind", "subjectId", payload, "occurredAt",
           clock_timestamp() + place * interval '1 microsecond', cause, module, "moduleVersion",
           CASE WHEN "policyId" IS NOT NULL THEN (
             SELECT array_agg(s.insurer_id ORDER BY s.position) FROM policy_insurer_share s
             WHERE s.policy_id = "policyId" AND s.position > 1) END
    FROM json_to_recordset($1::json) AS given (
      id text, "ownerId" text, "insurerId" text, "lenderId" text, kind text, "subjectKind" text, "subjectId" text,
      "policyId" text, payload jsonb, "occurredAt" timestamptz, place int, cause text, module text, "moduleVersion" text)
    RETURNING id, owner_id)
  INSERT INTO pending_event (event_id, owner_id) SELECT id, owner_id FROM recorded`,
};

const COLUMNS = `place.position, e.id, e.kind, e.owner_id AS "ownerId", e.insurer_id AS "insurerId",
  e.lender_id AS "lenderId", e.follower_ids AS "followerIds", e.subject_kind AS "subjectKind", e.subject_id AS "subjectId", e.payload,
  e.occurred_at AS "occurredAt", e.recorded_at AS "recordedAt", e.cause, e.module,
  e.module_version AS "moduleVersion"`;

const WANTED = 'position > $1 AND ($2::bigint IS NULL OR position <= $2) AND ($3::text[] IS NULL OR kind = ANY ($3))';

const READ = {
  name: 'event.read',
  text: `SELECT ${COLUMNS}
    FROM (SELECT position, event_id, owner_id FROM event_position
          WHERE ${WANTED} ORDER BY position LIMIT $4) AS place
    JOIN event e ON e.id = place.event_id AND e.owner_id = place.owner_id
    ORDER BY place.position`,
};

const positionsOf = (isParty: string): string =>
  `(SELECT position, event_id, owner_id FROM event_position
    WHERE ${isParty} AND ${WANTED} ORDER BY position LIMIT $4)`;

const PARTIES = ['owner_id = tenant', 'insurer_id = tenant', 'lender_id = tenant', 'follower_ids @> ARRAY[tenant]'];

// Row-level security alone would walk the whole log for a tenant with few events; each party has its index.
const READ_FOR_TENANTS = {
  name: 'event.read-for-tenants',
  text: `SELECT ${COLUMNS}
    FROM (SELECT DISTINCT found.position, found.event_id, found.owner_id
          FROM unnest($5::text[]) AS tenant
          CROSS JOIN LATERAL (${PARTIES.map(positionsOf).join(' UNION ALL ')}) AS found
          ORDER BY found.position LIMIT $4) AS place
    JOIN event e ON e.id = place.event_id AND e.owner_id = place.owner_id
    ORDER BY place.position`,
};

const HEAD = { name: 'event.head', text: 'SELECT coalesce(max(position), 0) AS position FROM event_position' };

/**
 * Appends events to the log inside the caller's transaction, in the order given; they get their positions after the
 * commit. Append after taking the locks the change needs, so that events of one subject keep its order.
 * @returns their ids
 */
export async function appendEvents(tx: Transaction, events: readonly NewEvent[]): Promise<readonly string[]> {
  if (events.length === 0) return [];
  const rows = events.map((event, place) => ({ id: newId('event'), place, ...event }));
  await tx.run(APPEND, [JSON.stringify(rows)]);
  tx.noteEvents();
  return rows.map(({ id }) => id);
}

export interface EventQuery {
  /** Exclusive; 0n reads from the beginning. */
  readonly after: bigint;
  /** Inclusive. */
  readonly upTo?: bigint;
  /** Events at most. */
  readonly limit: number;
  readonly kinds?: readonly string[];
  /** The tenants of the unit's scope, named again so that their indexes serve; leave out to read the whole log. */
  readonly tenants?: readonly string[];
}

/** Events in order of position, those the transaction's scope may see. */
export async function readEvents(tx: Transaction, query: EventQuery): Promise<LoggedEvent[]> {
  const values = [query.after, query.upTo ?? null, query.kinds ?? null, query.limit];
  return query.tenants
    ? tx.rows<LoggedEvent>(READ_FOR_TENANTS, [...values, query.tenants])
    : tx.rows<LoggedEvent>(READ, values);
}

/** The position of the newest event the scope may see; 0 of an empty log. */
export async function readHead(tx: Transaction): Promise<bigint> {
  const [head] = await tx.rows<{ position: bigint }>(HEAD);
  return head?.position ?? 0n;
}
