import type { CapacityBook, Granted } from '../exposure/capacity.js';
import type { CounterOfferDraft, OfferDraft, Room } from './quote-draft.js';

/** What one insurer holds for all its counter-offers on a quote: one of them can be taken, so the largest is enough. */
export interface CounterHold {
  readonly largest: OfferDraft;
  readonly capacity: Granted;
}

export interface GrantedCounters {
  readonly offers: readonly CounterOfferDraft[];
  readonly holds: readonly CounterHold[];
  /** What is left with insurers that had too little room for all of theirs. */
  readonly short: Room;
}

export const NO_COUNTERS: GrantedCounters = { offers: [], holds: [], short: new Map() };

const amountOf = ({ offer }: CounterOfferDraft): bigint => offer.priced.sumInsuredMinor;

/** Takes room for the largest counter-offer of each insurer; one without room is dropped, and the next is the largest. */
export function grantCounters(drafts: readonly CounterOfferDraft[], book: CapacityBook): GrantedCounters {
  if (drafts.length === 0) return NO_COUNTERS;
  const holds: CounterHold[] = [];
  const kept = new Set<CounterOfferDraft>();
  const short = new Map<string, bigint>();
  for (const insurerId of new Set(drafts.map(({ offer }) => offer.insurerId))) {
    const own = drafts
      .filter(({ offer }) => offer.insurerId === insurerId)
      .sort((a, b) => (amountOf(a) < amountOf(b) ? 1 : -1));
    for (const [at, { offer }] of own.entries()) {
      const capacity = book.reserve(offer.capacity.risk);
      if ('dimension' in capacity) {
        short.set(insurerId, capacity.availableMinor);
        continue;
      }
      short.delete(insurerId);
      holds.push({ largest: offer, capacity });
      for (const draft of own.slice(at)) kept.add(draft);
      break;
    }
  }
  return { offers: drafts.filter((draft) => kept.has(draft)), holds, short };
}
