import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { Exposure } from '../entities/index.js';
import { dateInZone, invariant, maxMinor, type Refusal, refuse } from '../kernel/index.js';
import { askedAgain } from './asked-again.js';
import type { BindingLimit, CountedParts } from './capacity.js';
import { lockLimits, openBook } from './capacity-store.js';
import { enterLimits, type MoveContext, move, policyExposures, recounted, splitOver } from './exposure-store.js';

interface Room {
  readonly id: string;
  readonly dimension: string;
  readonly currency: string;
  readonly availableMinor: bigint;
}

// Nobody grants from these limits until this transaction ends; what was given back before is taken off their counters.
const LOCK_AND_FOLD = {
  name: 'limit.foldForGrowth',
  text: `WITH locked AS MATERIALIZED (SELECT id FROM exposure_limit WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE),
         folded AS (
           DELETE FROM limit_move WHERE limit_id IN (SELECT id FROM locked) RETURNING limit_id, reserved_minor, utilised_minor)
         UPDATE exposure_limit l SET reserved_minor = l.reserved_minor + f.reserved, utilised_minor = l.utilised_minor + f.utilised
         FROM (SELECT limit_id, sum(reserved_minor)::bigint AS reserved, sum(utilised_minor)::bigint AS utilised
               FROM folded GROUP BY limit_id) f WHERE l.id = f.limit_id`,
};
const ROOM = {
  name: 'limit.room',
  text: `SELECT id, dimension, currency, cap_minor - reserved_minor - utilised_minor AS "availableMinor" FROM exposure_limit
         WHERE id = ANY($1) AND window_days = 0 AND measure <> 'COUNT'`,
};
// For who only looks: what was given back and not taken off the counters yet is free as well.
const ROOM_NOW = {
  name: 'limit.roomNow',
  text: `SELECT id, dimension, currency, cap_minor - reserved_minor - utilised_minor - coalesce((
           SELECT sum(m.reserved_minor + m.utilised_minor) FROM limit_move m WHERE m.limit_id = l.id), 0)::bigint AS "availableMinor"
         FROM exposure_limit l WHERE id = ANY($1) AND window_days = 0 AND measure <> 'COUNT'`,
};
const RELEASED_BY_POLICY = {
  name: 'exposure.releasedByPolicy',
  text: `SELECT ${selectList(Exposure)} FROM exposure WHERE policy_id = $1 AND state = 'RELEASED' ORDER BY id`,
};
const LOCK_RELEASED = { name: 'exposure.lockReleasedByPolicy', text: `${RELEASED_BY_POLICY.text} FOR NO KEY UPDATE` };

const ADD_LIMITS = {
  name: 'exposure.addLimits',
  text: `UPDATE exposure SET limit_ids = limit_ids || $2::text[],
           counted = CASE WHEN $3::jsonb IS NULL THEN counted ELSE coalesce(counted, '{}') || $3::jsonb END WHERE id = $1`,
};

const limitExceeded = ({ dimension, currency, requestedMinor, availableMinor }: BindingLimit): Refusal => ({
  problem: 'LimitExceeded',
  message: 'The insurer has no room for this much more.',
  limit: dimension,
  currency,
  requestedMinor,
  availableMinor: maxMinor(0n, availableMinor),
});

const countedIn = (counted: unknown, limitId: string, amountMinor: bigint): bigint =>
  BigInt((counted as CountedParts | null)?.[limitId]?.minor ?? amountMinor);

interface Growth {
  readonly exposure: Exposure;
  readonly fromMinor: bigint;
  readonly toMinor: bigint;
}

interface Reading {
  /** Whether rows and limits are held until the end of the transaction, or only looked at. */
  readonly lock: boolean;
}

/**
 * Refuses with the first limit that has too little room for what grows. The limits of all co-insurers are locked at once, in the
 * order of their ids as grants lock them: one insurer's after the other's, two transactions would wait for each other in a circle.
 */
async function requireRoom(tx: Transaction, parts: readonly Growth[], { lock }: Reading): Promise<void> {
  const growing = parts.filter(({ fromMinor, toMinor }) => toMinor > fromMinor);
  if (growing.length === 0) return;
  if (lock) await tx.run(LOCK_AND_FOLD, [growing.flatMap(({ exposure }) => exposure.limitIds)]);
  for (const growth of growing) {
    mustFit(growth, await tx.rows<Room>(lock ? ROOM : ROOM_NOW, [growth.exposure.limitIds]));
  }
}

function mustFit({ exposure, fromMinor, toMinor }: Growth, rooms: readonly Room[]): void {
  const parts = exposure.counted as CountedParts | null;
  for (const { id, dimension, currency, availableMinor } of rooms) {
    const was = fromMinor === 0n ? 0n : countedIn(parts, id, fromMinor);
    const requestedMinor = countedIn(recounted(parts, toMinor), id, toMinor) - was;
    if (requestedMinor <= maxMinor(0n, availableMinor)) continue;
    refuse(
      limitExceeded({
        insurerId: exposure.insurerId,
        dimension: dimension as BindingLimit['dimension'],
        currency,
        requestedMinor,
        availableMinor,
      }),
    );
  }
}

interface Part {
  readonly exposure: Exposure;
  readonly amountMinor: bigint;
}

/** What each exposure of a policy comes to at `amountMinor`. Refuses with `LimitExceeded` when it may not grow so much. */
async function changedParts(
  tx: Transaction,
  { policyId, amountMinor }: { readonly policyId: string; readonly amountMinor: bigint },
  { lock }: Reading,
): Promise<readonly Part[]> {
  const live = await policyExposures(tx, policyId, { lock });
  const parts = await splitOver(tx, live, { policyId, amountMinor });
  const growths = parts.map(({ exposure, amountMinor: toMinor }) => {
    return { exposure, fromMinor: exposure.amountMinor, toMinor };
  });
  await requireRoom(tx, growths, { lock });
  return parts;
}

/** What a policy had given back, as it would come back. */
async function releasedParts(
  tx: Transaction,
  { policyId, amountMinor }: { readonly policyId: string; readonly amountMinor: bigint },
  { lock }: Reading,
): Promise<readonly Part[]> {
  await policyExposures(tx, policyId, { lock });
  const released = await tx.rows<Exposure>(lock ? LOCK_RELEASED : RELEASED_BY_POLICY, [policyId]);
  invariant(released.length > 0, `policy ${policyId} has given its exposure back`);
  return splitOver(tx, released, { policyId, amountMinor });
}

const retaking = ({ exposure, amountMinor: toMinor }: Part): Growth => ({ exposure, fromMinor: 0n, toMinor });

/** Refuses with `LimitExceeded` as `changePolicyExposure` would now; nothing is locked or written. */
export async function requireRoomToChange(tx: Transaction, policyId: string, amountMinor: bigint): Promise<void> {
  await changedParts(tx, { policyId, amountMinor }, { lock: false });
}

/** The same for `retakePolicyCapacity`; of limits made since the policy ended it knows nothing, and they may refuse then. */
export async function requireRoomToRetake(tx: Transaction, policyId: string, amountMinor: bigint): Promise<void> {
  const parts = await releasedParts(tx, { policyId, amountMinor }, { lock: false });
  await requireRoom(tx, parts.map(retaking), { lock: false });
}

/** Brings a policy's exposure to `amountMinor`, e.g. after a return or when more is lent. Refuses with `LimitExceeded`. */
export async function changePolicyExposure(
  tx: Transaction,
  policyId: string,
  amountMinor: bigint,
  context: MoveContext,
): Promise<void> {
  const parts = await changedParts(tx, { policyId, amountMinor }, { lock: true });
  await move(
    tx,
    parts.map((part) => ({ ...part, to: part.exposure.state as 'RESERVED' | 'UTILISED' })),
    context,
  );
}

/** Counts in limits that were made while they were given back; to be written when the rest is taken again. */
async function enterNewLimits(
  tx: Transaction,
  parts: readonly Part[],
  { at }: MoveContext,
): Promise<readonly (() => Promise<unknown>)[]> {
  const returning = parts.map(({ exposure, amountMinor }) => ({
    ...exposure,
    amountMinor,
    state: 'UTILISED' as const,
  }));
  const asked = (await askedAgain(tx, returning)).map(({ risk, obligorCapMinor }, index) => ({
    risk: { ...risk, beyond: returning[index]?.limitIds ?? [] },
    obligorCapMinor,
  }));
  const { book, close } = await openBook(tx, await lockLimits(tx, asked), { asked, day: dateInZone(at, 'UTC') });
  const grants = asked.map(({ risk }) => {
    const granted = book.reserve(risk);
    return 'dimension' in granted ? refuse(limitExceeded(granted)) : granted;
  });
  await close();
  return returning.flatMap((exposure, index) => {
    const granted = grants[index];
    if (!granted || granted.limitIds.length === 0) return [];
    return async () => {
      await enterLimits(tx, exposure, granted);
      await tx.run(ADD_LIMITS, [exposure.id, granted.limitIds, granted.counted && JSON.stringify(granted.counted)]);
    };
  });
}

/**
 * Takes again what a policy had given back when its cover ended, of limits made since too. Refuses with `LimitExceeded`.
 */
export async function retakePolicyCapacity(
  tx: Transaction,
  policyId: string,
  amountMinor: bigint,
  context: MoveContext,
): Promise<void> {
  // The new limits first: they are locked with all others, in the order grants lock them.
  const again = await releasedParts(tx, { policyId, amountMinor }, { lock: true });
  const entries = await enterNewLimits(tx, again, context);
  await requireRoom(tx, again.map(retaking), { lock: true });
  await move(
    tx,
    again.map((part) => ({ ...part, to: 'UTILISED' as const })),
    context,
  );
  for (const enter of entries) await enter();
}
