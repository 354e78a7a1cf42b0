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

const OF_OBLIGOR = {
  name: 'limit.ofObligor',
  text: 'SELECT id FROM exposure_limit WHERE id = ANY ($1) AND dimension = ANY ($2)',
};
const SET_OBLIGOR = {
  name: 'exposure.setObligor',
  text: `UPDATE exposure SET obligor_key = $2, group_key = $3, limit_ids = $4, counted = $5, changed_at = $6 WHERE id = $1`,
};

const noRoom = ({ dimension, currency, requestedMinor, availableMinor }: BindingLimit): never =>
  refuse({
    problem: 'LimitExceeded',
    message: 'The insurer has no room for this much with the right obligor.',
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
  const live = await policyExposures(tx, policyId);
  await joinTenants(tx, [...new Set(live.map(({ insurerId }) => insurerId))]);
  const left = await tx.rows<{ id: string }>(OF_OBLIGOR, [
    live.flatMap(({ limitIds }) => limitIds),
    OBLIGOR_DIMENSIONS,
  ]);
  const leaves = new Set(left.map(({ id }) => id));
  // First everything goes back: what both obligors share, their group for instance, must not be asked for twice.
  await leaveLimits(tx, live, (id) => leaves.has(id));
  const grants = await grantAgain(tx, live, to, context);
  for (const [at, exposure] of live.entries()) {
    const granted = grants[at];
    if (!granted) continue;
    await enterLimits(tx, exposure, granted);
    const kept = exposure.limitIds.filter((id) => !leaves.has(id));
    const before = Object.entries((exposure.counted as CountedParts | null) ?? {}).filter(([id]) => !leaves.has(id));
    const counted = { ...Object.fromEntries(before), ...granted.counted };
    await tx.run(SET_OBLIGOR, [
      exposure.id,
      to.obligorKey,
      to.groupKey,
      [...kept, ...granted.limitIds],
      Object.keys(counted).length > 0 ? JSON.stringify(counted) : null,
      context.at,
    ]);
  }
  await appendEvents(
    tx,
    live.map((exposure) => exposureEvent(exposure, 'exposure.moved', context)),
  );
}

/** Takes from the limits on the new obligor what each exposure comes to, as reserved. */
async function grantAgain(
  tx: Transaction,
  live: readonly Exposure[],
  to: ExposedObligor,
  { at }: MoveContext,
): Promise<Granted[]> {
  const only: readonly LimitDimension[] = OBLIGOR_DIMENSIONS;
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
