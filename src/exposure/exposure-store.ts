import { selectList } from '../database/columns.js';
import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import { Exposure, ExposureLimit } from '../entities/index.js';
import { appendEvents, type NewEvent } from '../events/event-log.js';
import { invariant, newId } from '../kernel/index.js';
import type { LimitKey, LimitState } from './capacity.js';

const CREATE_LIMITS = {
  name: 'limit.create',
  text: `INSERT INTO exposure_limit (id, insurer_id, dimension, subject, currency, cap_minor, rule)
         SELECT *, 'TERMS' FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])
         ON CONFLICT ON CONSTRAINT exposure_limit_once DO NOTHING`,
};
const LOCK_LIMITS = {
  name: 'limit.lock',
  text: `SELECT ${selectList(ExposureLimit, 'l')} FROM exposure_limit l
         JOIN unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS k (insurer_id, dimension, subject, currency)
           USING (insurer_id, dimension, subject, currency)
         ORDER BY l.id FOR NO KEY UPDATE OF l`,
};
const LOCK_LIMITS_BY_ID = {
  name: 'limit.lockById',
  text: 'SELECT id FROM exposure_limit WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE',
};
const MOVE_LIMITS = {
  name: 'limit.move',
  text: `UPDATE exposure_limit l SET reserved_minor = reserved_minor + d.reserved, utilised_minor = utilised_minor + d.utilised
         FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS d (id, reserved, utilised) WHERE l.id = d.id`,
};
const LIVE_BY_QUOTE = {
  name: 'exposure.liveByQuote',
  text: `SELECT ${selectList(Exposure)} FROM exposure WHERE quote_id = $1 AND state IN ('RESERVED', 'UTILISED')
         ORDER BY id FOR NO KEY UPDATE`,
};
const LIVE_BY_POLICY = {
  name: 'exposure.liveByPolicy',
  text: `SELECT ${selectList(Exposure)} FROM exposure WHERE policy_id = $1 AND state IN ('RESERVED', 'UTILISED')
         ORDER BY id FOR NO KEY UPDATE`,
};
const POLICY_PARTIES = {
  name: 'exposure.policyParties',
  text: 'SELECT partner_id AS "partnerId", insurer_id AS "insurerId" FROM policy WHERE id = $1',
};
const SET_STATES = {
  name: 'exposure.setStates',
  text: `UPDATE exposure e SET state = m.state, amount_minor = m.amount_minor, changed_at = $4
         FROM unnest($1::text[], $2::text[], $3::bigint[]) AS m (id, state, amount_minor) WHERE e.id = m.id`,
};
const GIVE_TO_POLICY = {
  name: 'exposure.giveToPolicy',
  text: 'UPDATE exposure SET policy_id = $2, changed_at = $3 WHERE id = $1',
};

export interface NewLimit extends LimitKey {
  readonly capMinor: bigint;
}

/** Makes limits that do not exist yet, such as an obligor's on its first quote. */
export async function createMissingLimits(tx: Transaction, limits: readonly NewLimit[]): Promise<void> {
  const column = <K extends keyof NewLimit>(name: K) => limits.map((limit) => limit[name]);
  await tx.run(CREATE_LIMITS, [
    limits.map(() => newId('exposureLimit')),
    column('insurerId'),
    column('dimension'),
    column('subject'),
    column('currency'),
    column('capMinor').map(String),
  ]);
}

/** Locks limits in the order of their ids, so that two transactions never wait for each other in a circle. */
export async function lockLimits(tx: Transaction, keys: readonly LimitKey[]): Promise<LimitState[]> {
  return tx.rows<LimitState>(LOCK_LIMITS, [
    keys.map(({ insurerId }) => insurerId),
    keys.map(({ dimension }) => dimension),
    keys.map(({ subject }) => subject),
    keys.map(({ currency }) => currency),
  ]);
}

/** Adds what was granted to the reserved amounts of limits this transaction has locked. */
export async function addReservations(
  tx: Transaction,
  deltas: readonly { readonly id: string; readonly minor: bigint }[],
): Promise<void> {
  if (deltas.length === 0) return;
  await tx.run(MOVE_LIMITS, [
    deltas.map(({ id }) => id),
    deltas.map(({ minor }) => String(minor)),
    deltas.map(() => '0'),
  ]);
}

interface ExposureMove {
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

async function move(tx: Transaction, moves: readonly ExposureMove[], context: MoveContext): Promise<void> {
  if (moves.length === 0) return;
  await joinTenants(tx, [...new Set(moves.map(({ exposure }) => exposure.insurerId))]);
  const deltas = new Map<string, { reserved: bigint; utilised: bigint }>();
  for (const { exposure, to, amountMinor } of moves) {
    const before = use(exposure.state, exposure.amountMinor);
    const after = use(to, amountMinor);
    for (const id of exposure.limitIds) {
      const delta = deltas.get(id) ?? { reserved: 0n, utilised: 0n };
      deltas.set(id, {
        reserved: delta.reserved + after.reserved - before.reserved,
        utilised: delta.utilised + after.utilised - before.utilised,
      });
    }
  }
  const ids = [...deltas.keys()].sort();
  await tx.rows(LOCK_LIMITS_BY_ID, [ids]);
  await tx.run(MOVE_LIMITS, [
    ids,
    ids.map((id) => String(deltas.get(id)?.reserved ?? 0n)),
    ids.map((id) => String(deltas.get(id)?.utilised ?? 0n)),
  ]);
  await tx.run(SET_STATES, [
    moves.map(({ exposure }) => exposure.id),
    moves.map(({ to }) => to),
    moves.map(({ amountMinor }) => String(amountMinor)),
    context.at,
  ]);
  await appendEvents(
    tx,
    // What an offer held that nobody took was nobody's business but the partner's.
    moves
      .filter(({ exposure }) => exposure.policyId !== null)
      .map(({ exposure, to, amountMinor }) =>
        exposureEvent({ ...exposure, amountMinor }, to === exposure.state ? 'exposure.reduced' : EVENT_OF[to], context),
      ),
  );
}

const exposureEvent = (exposure: Exposure, kind: string, { at, cause }: MoveContext): NewEvent => ({
  ownerId: exposure.partnerId,
  insurerId: exposure.insurerId,
  kind,
  subjectKind: 'exposure',
  subjectId: exposure.id,
  payload: { policy: exposure.policyId, amountMinor: String(exposure.amountMinor), currency: exposure.currency },
  occurredAt: at,
  cause,
});

/** Gives back everything a quote holds: on refusal, or with `EXPIRED` when its validity ended. */
export async function releaseQuoteCapacity(
  tx: Transaction,
  quoteId: string,
  to: 'RELEASED' | 'EXPIRED',
  context: MoveContext,
): Promise<void> {
  const live = await tx.rows<Exposure>(LIVE_BY_QUOTE, [quoteId]);
  await move(
    tx,
    live.map((exposure) => ({ exposure, to, amountMinor: exposure.amountMinor })),
    context,
  );
}

/** Keeps the taken offer's reserve for the policy and gives back what the quote's other offers held. */
export async function keepOfferCapacity(
  tx: Transaction,
  taken: { readonly quoteId: string; readonly offerId: string; readonly policyId: string },
  context: MoveContext,
): Promise<void> {
  const live = await tx.rows<Exposure>(LIVE_BY_QUOTE, [taken.quoteId]);
  const kept = live.find((exposure) => exposure.offerId === taken.offerId);
  invariant(kept, `offer ${taken.offerId} holds no exposure`);
  await tx.run(GIVE_TO_POLICY, [kept.id, taken.policyId, context.at]);
  await appendEvents(tx, [exposureEvent({ ...kept, policyId: taken.policyId }, 'exposure.reserved', context)]);
  const others = live.filter((exposure) => exposure !== kept);
  await move(
    tx,
    others.map((exposure) => ({ exposure, to: 'RELEASED', amountMinor: exposure.amountMinor })),
    context,
  );
}

/** A lender may move the policy it sees, but sees no exposure: the partner's and insurer's rows come along. */
async function policyExposures(tx: Transaction, policyId: string): Promise<Exposure[]> {
  const [parties] = await tx.rows<{ partnerId: string; insurerId: string }>(POLICY_PARTIES, [policyId]);
  invariant(parties, `policy ${policyId} is not visible`);
  await joinTenants(tx, [parties.partnerId, parties.insurerId]);
  return tx.rows<Exposure>(LIVE_BY_POLICY, [policyId]);
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

/** Shrinks a policy's exposure to `amountMinor`, e.g. after a return. */
export async function reducePolicyExposure(
  tx: Transaction,
  policyId: string,
  amountMinor: bigint,
  context: MoveContext,
): Promise<void> {
  const live = await policyExposures(tx, policyId);
  await move(
    tx,
    live.map((exposure) => ({ exposure, to: exposure.state as 'RESERVED' | 'UTILISED', amountMinor })),
    context,
  );
}
