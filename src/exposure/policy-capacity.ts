import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { Exposure } from '../entities/index.js';
import { invariant, maxMinor, refuse } from '../kernel/index.js';
import type { CountedParts } from './capacity.js';
import { type MoveContext, move, policyExposures, recounted, splitOver } from './exposure-store.js';

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
const RELEASED_BY_POLICY = {
  name: 'exposure.releasedByPolicy',
  text: `SELECT ${selectList(Exposure)} FROM exposure WHERE policy_id = $1 AND state = 'RELEASED' ORDER BY id FOR NO KEY UPDATE`,
};

const countedIn = (counted: unknown, limitId: string, amountMinor: bigint): bigint =>
  BigInt((counted as CountedParts | null)?.[limitId]?.minor ?? amountMinor);

interface Growth {
  readonly exposure: Exposure;
  readonly fromMinor: bigint;
  readonly toMinor: bigint;
}

/**
 * Refuses with the first limit that has too little room for what grows. The limits of all co-insurers are locked at once, in the
 * order of their ids as grants lock them: one insurer's after the other's, two transactions would wait for each other in a circle.
 */
async function requireRoom(tx: Transaction, parts: readonly Growth[]): Promise<void> {
  const growing = parts.filter(({ fromMinor, toMinor }) => toMinor > fromMinor);
  if (growing.length === 0) return;
  await tx.run(LOCK_AND_FOLD, [growing.flatMap(({ exposure }) => exposure.limitIds)]);
  for (const growth of growing) await mustFit(tx, growth);
}

async function mustFit(tx: Transaction, { exposure, fromMinor, toMinor }: Growth): Promise<void> {
  const { limitIds, counted } = exposure;
  const parts = counted as CountedParts | null;
  for (const { id, dimension, currency, availableMinor } of await tx.rows<Room>(ROOM, [limitIds])) {
    const was = fromMinor === 0n ? 0n : countedIn(parts, id, fromMinor);
    const requestedMinor = countedIn(recounted(parts, toMinor), id, toMinor) - was;
    if (requestedMinor <= maxMinor(0n, availableMinor)) continue;
    refuse({
      problem: 'LimitExceeded',
      message: 'The insurer has no room for this much more.',
      limit: dimension,
      currency,
      requestedMinor,
      availableMinor: maxMinor(0n, availableMinor),
    });
  }
}

/** Brings a policy's exposure to `amountMinor`, e.g. after a return or when more is lent. Refuses with `LimitExceeded`. */
export async function changePolicyExposure(
  tx: Transaction,
  policyId: string,
  amountMinor: bigint,
  context: MoveContext,
): Promise<void> {
  const live = await policyExposures(tx, policyId);
  const parts = await splitOver(tx, live, { policyId, amountMinor });
  const growths = parts.map(({ exposure, amountMinor }) => ({
    exposure,
    fromMinor: exposure.amountMinor,
    toMinor: amountMinor,
  }));
  await requireRoom(tx, growths);
  await move(
    tx,
    parts.map((part) => ({ ...part, to: part.exposure.state as 'RESERVED' | 'UTILISED' })),
    context,
  );
}

/** Takes again what a policy had given back when its cover ended. Refuses with `LimitExceeded`. */
export async function retakePolicyCapacity(
  tx: Transaction,
  policyId: string,
  amountMinor: bigint,
  context: MoveContext,
): Promise<void> {
  await policyExposures(tx, policyId);
  const released = await tx.rows<Exposure>(RELEASED_BY_POLICY, [policyId]);
  invariant(released.length > 0, `policy ${policyId} has given its exposure back`);
  const parts = await splitOver(tx, released, { policyId, amountMinor });
  const retaken = parts.map(({ exposure, amountMinor }) => ({ exposure, fromMinor: 0n, toMinor: amountMinor }));
  await requireRoom(tx, retaken);
  await move(
    tx,
    parts.map((part) => ({ ...part, to: 'UTILISED' as const })),
    context,
  );
}
