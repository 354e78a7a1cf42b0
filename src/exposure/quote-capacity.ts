import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { Exposure } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { invariant } from '../kernel/index.js';
import { exposureEvent, type MoveContext, move } from './exposure-store.js';

const LIVE_BY_QUOTE = {
  name: 'exposure.liveByQuote',
  text: `SELECT ${selectList(Exposure)} FROM exposure WHERE quote_id = $1 AND state IN ('RESERVED', 'UTILISED')
         ORDER BY id FOR NO KEY UPDATE`,
};
const GIVE_TO_POLICY = {
  name: 'exposure.giveToPolicy',
  text: 'UPDATE exposure SET policy_id = $2, changed_at = $3, offer_id = $4 WHERE id = $1',
};

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

interface TakenOffer {
  readonly id: string;
  readonly insurerId: string;
  readonly sumInsuredMinor: bigint;
  /** Of an offer that several insurers carry. */
  readonly insurerShares: unknown;
}

/** What each carrier of an offer keeps of what it holds for the quote; its own hold first, or that of all counter-offers. */
function keptFor(offer: TakenOffer, live: readonly Exposure[]): { exposure: Exposure; amountMinor: bigint }[] {
  const shares = (offer.insurerShares as readonly { insurerId: string; sumInsuredMinor: string }[] | null) ?? [
    { insurerId: offer.insurerId, sumInsuredMinor: String(offer.sumInsuredMinor) },
  ];
  return shares.map(({ insurerId, sumInsuredMinor }) => {
    const held = live.filter((one) => one.insurerId === insurerId);
    const exposure = held.find(({ offerId }) => offerId === offer.id) ?? held[0];
    invariant(exposure, `offer ${offer.id} holds exposure of insurer ${insurerId}`);
    return { exposure, amountMinor: BigInt(sumInsuredMinor) };
  });
}

/**
 * Keeps the taken offer's reserve for the policy and gives back what the quote's other offers held. Counter-offers are
 * held together, by each insurer at its largest part of any: taking a smaller one gives the difference back.
 */
export async function keepOfferCapacity(
  tx: Transaction,
  taken: { readonly quoteId: string; readonly offer: TakenOffer; readonly policyId: string },
  context: MoveContext,
): Promise<void> {
  const { offer, policyId } = taken;
  const live = await tx.rows<Exposure>(LIVE_BY_QUOTE, [taken.quoteId]);
  const kept = keptFor(offer, live);
  for (const { exposure } of kept) await tx.run(GIVE_TO_POLICY, [exposure.id, policyId, context.at, offer.id]);
  await appendEvents(
    tx,
    kept.map(({ exposure, amountMinor }) =>
      exposureEvent({ ...exposure, amountMinor, policyId }, 'exposure.reserved', context),
    ),
  );
  const smaller = kept
    .filter(({ exposure, amountMinor }) => exposure.amountMinor !== amountMinor)
    .map((one) => ({ ...one, to: 'RESERVED' as const }));
  const others = live.filter((exposure) => !kept.some((one) => one.exposure === exposure));
  await move(
    tx,
    [
      ...smaller,
      ...others.map((exposure) => ({ exposure, to: 'RELEASED' as const, amountMinor: exposure.amountMinor })),
    ],
    context,
  );
}
