import { selectList } from '../database/columns.js';
import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import { Exposure } from '../entities/index.js';
import { appendEvents, type NewEvent } from '../events/event-log.js';
import { allocate, decimal, invariant } from '../kernel/index.js';
import type { CountedParts, Granted } from './capacity.js';
import { countedMinor } from './matching.js';

// What an exposure stops taking is queued beside its limits, not taken off their counters: whoever grants next folds it
// in. So only grants lock a limit, and the binds of a hot one do not wait for each other.
const QUEUE_MOVES = {
  name: 'limit.queueMoves',
  text: `INSERT INTO limit_move (limit_id, insurer_id, reserved_minor, utilised_minor)
         SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])`,
};
const TAKE_MORE = {
  name: 'limit.takeMore',
  text: `UPDATE exposure_limit l SET reserved_minor = reserved_minor + d.reserved, utilised_minor = utilised_minor + d.utilised
         FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS d (id, reserved, utilised) WHERE l.id = d.id`,
};
const GIVE_BACK_VOLUME = {
  name: 'limit.giveBackVolume',
  text: `UPDATE limit_volume v SET used_minor = v.used_minor - b.minor
         FROM (SELECT * FROM unnest($1::text[], $2::date[], $3::bigint[]) AS b (id, day, minor) ORDER BY id, day) b
         WHERE v.limit_id = b.id AND v.day = b.day`,
};
const LIVE_BY_POLICY = {
  name: 'exposure.liveByPolicy',
  text: `SELECT ${selectList(Exposure)} FROM exposure WHERE policy_id = $1 AND state IN ('RESERVED', 'UTILISED') ORDER BY id`,
};
const LOCK_LIVE = { name: 'exposure.lockLiveByPolicy', text: `${LIVE_BY_POLICY.text} FOR NO KEY UPDATE` };
const POLICY_PARTIES = {
  name: 'exposure.policyParties',
  text: 'SELECT partner_id AS "partnerId", insurer_id AS "insurerId" FROM policy WHERE id = $1',
};
const SET_STATES = {
  name: 'exposure.setStates',
  text: `UPDATE exposure e SET state = m.state, amount_minor = m.amount_minor, counted = m.counted, changed_at = $5
         FROM unnest($1::text[], $2::text[], $3::bigint[], $4::jsonb[]) AS m (id, state, amount_minor, counted)
         WHERE e.id = m.id`,
};
const SHARES = {
  name: 'exposure.insurerShares',
  text: `SELECT insurer_id AS "insurerId", (share * 1000000)::bigint AS weight FROM policy_insurer_share WHERE policy_id = $1
         ORDER BY position`,
};

export interface ExposureMove {
  readonly exposure: Exposure;
  readonly to: 'RESERVED' | 'UTILISED' | 'RELEASED' | 'EXPIRED';
  readonly amountMinor: bigint;
}

export interface MoveContext {
  readonly at: Date;
  readonly cause: string;
}

const EVENT_OF = {
  RESERVED: 'exposure.reserved',
  UTILISED: 'exposure.utilised',
  RELEASED: 'exposure.released',
  EXPIRED: 'exposure.expired',
} as const;

/** Capacity an exposure takes in its present state: what it reserves and what it utilises. */
function use(state: string, amountMinor: bigint): { reserved: bigint; utilised: bigint } {
  return { reserved: state === 'RESERVED' ? amountMinor : 0n, utilised: state === 'UTILISED' ? amountMinor : 0n };
}

/** What limits count of an exposure once its amount is `amountMinor`, at the rates it was granted at. */
export function recounted(counted: CountedParts | null, amountMinor: bigint): CountedParts | null {
  if (!counted) return null;
  const parts = Object.entries(counted).map(([id, part]) => {
    // New business stays what it was on its day, and a piece stays a piece.
    if (part.factor === undefined || part.day !== undefined) return [id, part] as const;
    return [id, { ...part, minor: String(countedMinor(amountMinor, decimal(part.factor))) }] as const;
  });
  return Object.fromEntries(parts);
}

interface LimitDelta {
  readonly insurerId: string;
  reserved: bigint;
  utilised: bigint;
}

function limitDeltas(moves: readonly ExposureMove[]): ReadonlyMap<string, LimitDelta> {
  const deltas = new Map<string, LimitDelta>();
  for (const { exposure, to, amountMinor } of moves) {
    const before = exposure.counted as CountedParts | null;
    const after = recounted(before, amountMinor);
    for (const id of exposure.limitIds) {
      if (before?.[id]?.day !== undefined) continue;
      const was = use(exposure.state, BigInt(before?.[id]?.minor ?? exposure.amountMinor));
      const is = use(to, BigInt(after?.[id]?.minor ?? amountMinor));
      const delta = deltas.get(id) ?? { insurerId: exposure.insurerId, reserved: 0n, utilised: 0n };
      delta.reserved += is.reserved - was.reserved;
      delta.utilised += is.utilised - was.utilised;
      deltas.set(id, delta);
    }
  }
  return deltas;
}

/** What an exposure takes more of goes onto the counters at once: whoever lets it grow holds its limits. */
const take = (tx: Transaction, grown: readonly (readonly [string, LimitDelta])[]): Promise<unknown> =>
  tx.run(TAKE_MORE, [
    grown.map(([id]) => id),
    grown.map(([, { reserved }]) => String(reserved)),
    grown.map(([, { utilised }]) => String(utilised)),
  ]);

async function queueMoves(tx: Transaction, moves: readonly ExposureMove[]): Promise<void> {
  const all = [...limitDeltas(moves)].filter(([, { reserved, utilised }]) => reserved !== 0n || utilised !== 0n);
  const grown = all.filter(([, { reserved, utilised }]) => reserved + utilised > 0n);
  if (grown.length > 0) await take(tx, grown);
  const deltas = all.filter(([, { reserved, utilised }]) => reserved + utilised <= 0n);
  if (deltas.length === 0) return;
  await tx.run(QUEUE_MOVES, [
    deltas.map(([id]) => id),
    deltas.map(([, { insurerId }]) => insurerId),
    deltas.map(([, { reserved }]) => String(reserved)),
    deltas.map(([, { utilised }]) => String(utilised)),
  ]);
}

/** An offer that nobody took was no new business. What was bound stays counted until its window has passed. */
async function giveBackVolume(tx: Transaction, moves: readonly ExposureMove[]): Promise<void> {
  const parts = moves
    .filter(({ exposure, to }) => exposure.policyId === null && (to === 'RELEASED' || to === 'EXPIRED'))
    .flatMap(({ exposure }) => Object.entries((exposure.counted as CountedParts | null) ?? {}))
    .filter(([, { day }]) => day !== undefined);
  const sums = new Map<string, { readonly id: string; readonly day: string; minor: bigint }>();
  for (const [id, { day = '', minor }] of parts) {
    const sum = sums.get(`${id}|${day}`) ?? { id, day, minor: 0n };
    sum.minor += BigInt(minor);
    sums.set(`${id}|${day}`, sum);
  }
  if (sums.size === 0) return;
  const rows = [...sums.values()];
  await tx.run(GIVE_BACK_VOLUME, [
    rows.map(({ id }) => id),
    rows.map(({ day }) => day),
    rows.map(({ minor }) => String(minor)),
  ]);
}

/** An exposure as some of its limits see it, who count nothing else. */
const inLimits = (exposure: Exposure, { limitIds, counted }: Granted): Exposure => ({
  ...exposure,
  limitIds: [...limitIds],
  counted,
});

/** Gives back what exposures take of some of their limits, as if it had never been theirs. */
export async function leaveLimits(
  tx: Transaction,
  exposures: readonly Exposure[],
  leaves: (limitId: string) => boolean,
): Promise<void> {
  const moves = exposures.map((exposure): ExposureMove => {
    const parts = Object.entries((exposure.counted as CountedParts | null) ?? {}).filter(([id]) => leaves(id));
    const left = inLimits(exposure, { limitIds: exposure.limitIds.filter(leaves), counted: Object.fromEntries(parts) });
    // New business that was another's is nobody's here, bound or not.
    return { exposure: { ...left, policyId: null }, to: 'RELEASED', amountMinor: exposure.amountMinor };
  });
  await queueMoves(tx, moves);
  await giveBackVolume(tx, moves);
}

/** Brings limits that just granted an exposure, and have it as reserved, to the state it is in. */
export async function enterLimits(tx: Transaction, exposure: Exposure, granted: Granted): Promise<void> {
  if (exposure.state !== 'UTILISED') return;
  const reserved: Exposure = { ...inLimits(exposure, granted), state: 'RESERVED' };
  await queueMoves(tx, [{ exposure: reserved, to: 'UTILISED', amountMinor: exposure.amountMinor }]);
}

/** Writes moves of exposures, what their limits take of them, and word to who is concerned. */
export async function move(tx: Transaction, moves: readonly ExposureMove[], context: MoveContext): Promise<void> {
  if (moves.length === 0) return;
  await joinTenants(tx, [...new Set(moves.map(({ exposure }) => exposure.insurerId))]);
  await queueMoves(tx, moves);
  await giveBackVolume(tx, moves);
  await tx.run(SET_STATES, [
    moves.map(({ exposure }) => exposure.id),
    moves.map(({ to }) => to),
    moves.map(({ amountMinor }) => String(amountMinor)),
    moves.map(({ exposure, amountMinor }) => {
      const counted = recounted(exposure.counted as CountedParts | null, amountMinor);
      return counted && JSON.stringify(counted);
    }),
    context.at,
  ]);
  await appendEvents(
    tx,
    // What an offer held that nobody took was nobody's business but the partner's.
    moves
      .filter(({ exposure }) => exposure.policyId !== null)
      .map(({ exposure, to, amountMinor }) =>
        exposureEvent({ ...exposure, amountMinor }, eventOf(exposure, to, amountMinor), context),
      ),
  );
}

function eventOf(exposure: Exposure, to: ExposureMove['to'], amountMinor: bigint): string {
  if (to !== exposure.state) return EVENT_OF[to];
  return amountMinor > exposure.amountMinor ? 'exposure.increased' : 'exposure.reduced';
}

export const exposureEvent = (exposure: Exposure, kind: string, { at, cause }: MoveContext): NewEvent => ({
  ownerId: exposure.partnerId,
  insurerId: exposure.insurerId,
  kind,
  subjectKind: 'exposure',
  subjectId: exposure.id,
  payload: { policy: exposure.policyId, amountMinor: String(exposure.amountMinor), currency: exposure.currency },
  occurredAt: at,
  cause,
});

/**
 * What each of a policy's exposures comes to: co-insurers keep their shares of it, by largest remainder. The transaction
 * acts for all of them from here on: each has limits of its own that only it sees.
 */
export async function splitOver(
  tx: Transaction,
  exposures: readonly Exposure[],
  { policyId, amountMinor }: { readonly policyId: string; readonly amountMinor: bigint },
): Promise<{ exposure: Exposure; amountMinor: bigint }[]> {
  const [only] = exposures;
  if (only && exposures.length === 1) return [{ exposure: only, amountMinor }];
  await joinTenants(
    tx,
    exposures.map(({ insurerId }) => insurerId),
  );
  const shares = await tx.rows<{ insurerId: string; weight: bigint }>(SHARES, [policyId]);
  const parts = allocate(
    amountMinor,
    shares.map(({ weight }) => weight),
  );
  return exposures.map((exposure) => {
    const part = parts[shares.findIndex(({ insurerId }) => insurerId === exposure.insurerId)];
    invariant(part !== undefined, `exposure ${exposure.id} belongs to a co-insurer of policy ${policyId}`);
    return { exposure, amountMinor: part };
  });
}

/** A lender may move the policy it sees, but sees no exposure: the partner's and insurer's rows come along. */
export async function policyExposures(
  tx: Transaction,
  policyId: string,
  { lock }: { readonly lock: boolean } = { lock: true },
): Promise<Exposure[]> {
  const [parties] = await tx.rows<{ partnerId: string; insurerId: string }>(POLICY_PARTIES, [policyId]);
  invariant(parties, `policy ${policyId} is not visible`);
  await joinTenants(tx, [parties.partnerId, parties.insurerId]);
  return tx.rows<Exposure>(lock ? LOCK_LIVE : LIVE_BY_POLICY, [policyId]);
}

/** Turns a policy's reserve into utilised exposure. */
export async function utilisePolicyCapacity(tx: Transaction, policyId: string, context: MoveContext): Promise<void> {
  const live = await policyExposures(tx, policyId);
  await move(
    tx,
    live.map((exposure) => ({ exposure, to: 'UTILISED', amountMinor: exposure.amountMinor })),
    context,
  );
}

/** Gives back what a policy still holds. */
export async function releasePolicyCapacity(tx: Transaction, policyId: string, context: MoveContext): Promise<void> {
  const live = await policyExposures(tx, policyId);
  await move(
    tx,
    live.map((exposure) => ({ exposure, to: 'RELEASED', amountMinor: exposure.amountMinor })),
    context,
  );
}
