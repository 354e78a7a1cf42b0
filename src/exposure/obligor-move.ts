import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import type { Exposure } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { dateInZone, maxMinor, refuse } from '../kernel/index.js';
import { askedAgain } from './asked-again.js';
import type { BindingLimit, CountedParts, Granted } from './capacity.js';
import { lockLimits, openBook } from './capacity-store.js';
import { enterLimits, exposureEvent, leaveLimits, type MoveContext, policyExposures } from './exposure-store.js';
import { type LimitDimension, OBLIGOR_DIMENSIONS } from './limit.js';

/** Who an exposure is to: blind indexes. */
export interface ExposedObligor {
  readonly obligorKey: string;
  readonly groupKey: string;
}

const OF_DIMENSIONS = {
  name: 'limit.ofDimensions',
  text: 'SELECT id FROM exposure_limit WHERE id = ANY ($1) AND dimension = ANY ($2)',
};
const SET_OBLIGOR = {
  name: 'exposure.setObligor',
  text: 'UPDATE exposure SET obligor_key = $2, group_key = $3 WHERE id = $1',
};

const SET_LIMITS = {
  name: 'exposure.setLimits',
  text: 'UPDATE exposure SET limit_ids = $2, counted = $3, changed_at = $4 WHERE id = $1',
};

const noRoom = ({ dimension, currency, requestedMinor, availableMinor }: BindingLimit): never =>
  refuse({
    problem: 'LimitExceeded',
    message: 'The insurer has no room for this much there.',
    limit: dimension,
    currency,
    requestedMinor,
    availableMinor: maxMinor(0n, availableMinor),
  });

/**
 * Moves what a policy takes of the limits on its obligor to those of another: given back here, taken there, those of who
 * owes with it taken again, the rest of its limits untouched. Refuses with `LimitExceeded` when the right obligor has no room.
 */
export async function moveToObligor(
  tx: Transaction,
  policyId: string,
  to: ExposedObligor,
  context: MoveContext,
): Promise<void> {
  const moved = await moveAlong(tx, policyId, { to, only: OBLIGOR_DIMENSIONS }, context);
  for (const id of moved) await tx.run(SET_OBLIGOR, [id, to.obligorKey, to.groupKey]);
}

/** The same for a loan that goes to another lender, whose limits count it from then on. */
export async function moveToLender(
  tx: Transaction,
  policyId: string,
  lenderId: string,
  context: MoveContext,
): Promise<void> {
  await moveAlong(tx, policyId, { to: { lenderId }, only: ['LENDER'] }, context);
}

interface Destination {
  readonly to: ExposedObligor | { readonly lenderId: string };
  readonly only: readonly LimitDimension[];
}

/** Moves a policy's live exposures along some dimensions; answers with their ids. */
async function moveAlong(
  tx: Transaction,
  policyId: string,
  destination: Destination,
  context: MoveContext,
): Promise<readonly string[]> {
  const live = await policyExposures(tx, policyId);
  await joinTenants(tx, [...new Set(live.map(({ insurerId }) => insurerId))]);
  const limitIds = live.flatMap((exposure) => exposure.limitIds);
  const left = await tx.rows<{ id: string }>(OF_DIMENSIONS, [limitIds, destination.only]);
  const leaves = new Set(left.map(({ id }) => id));
  // First everything goes back: what both obligors share, their group for instance, must not be asked for twice.
  await leaveLimits(tx, live, (id) => leaves.has(id));
  const grants = await grantAgain(tx, live, destination, context);
  for (const [at, exposure] of live.entries()) {
    const granted = grants[at];
    if (!granted) continue;
    await enterLimits(tx, exposure, granted);
    const kept = exposure.limitIds.filter((id) => !leaves.has(id));
    const before = Object.entries((exposure.counted as CountedParts | null) ?? {}).filter(([id]) => !leaves.has(id));
    const counted = { ...Object.fromEntries(before), ...granted.counted };
    await tx.run(SET_LIMITS, [
      exposure.id,
      [...kept, ...granted.limitIds],
      Object.keys(counted).length > 0 ? JSON.stringify(counted) : null,
      context.at,
    ]);
  }
  await appendEvents(
    tx,
    live.map((exposure) => exposureEvent(exposure, 'exposure.moved', context)),
  );
  return live.map(({ id }) => id);
}

/** Takes from the limits there what each exposure comes to, as reserved. */
async function grantAgain(
  tx: Transaction,
  live: readonly Exposure[],
  { to, only }: Destination,
  { at }: MoveContext,
): Promise<Granted[]> {
  const asked = (await askedAgain(tx, live)).map(({ risk, obligorCapMinor }) => ({
    risk: { ...risk, ...to, only },
    obligorCapMinor,
  }));
  const { book, close } = await openBook(tx, await lockLimits(tx, asked), { asked, day: dateInZone(at, 'UTC') });
  const grants = asked.map(({ risk }) => {
    const granted = book.reserve(risk);
    return 'dimension' in granted ? noRoom(granted) : granted;
  });
  await close();
  return grants;
}
