import type { CapacityBook, Granted } from '../exposure/capacity.js';
import { roomFor, shareRisk } from './co-insurance.js';
import type { CounterOfferDraft, OfferDraft, Room } from './quote-draft.js';

/** What one insurer carries of a counter-offer, alone or with others. */
interface Part {
  readonly draft: CounterOfferDraft;
  readonly insurerId: string;
  readonly sumInsuredMinor: bigint;
}

/** What one insurer holds for all counter-offers on a quote: one of them can be taken, so its largest part is enough. */
export interface CounterHold {
  readonly insurerId: string;
  readonly amountMinor: bigint;
  /** The offer of which it carries the most. */
  readonly offer: OfferDraft;
  readonly capacity: Granted;
}

export interface GrantedCounters {
  readonly offers: readonly CounterOfferDraft[];
  readonly holds: readonly CounterHold[];
}

export const NO_COUNTERS: GrantedCounters = { offers: [], holds: [] };

const partsOf = (draft: CounterOfferDraft): Part[] => {
  const { insurerId, priced } = draft.offer;
  const carried = draft.shares ?? [{ insurerId, sumInsuredMinor: priced.sumInsuredMinor }];
  return carried.map((part) => ({ draft, insurerId: part.insurerId, sumInsuredMinor: part.sumInsuredMinor }));
};

function largestParts(drafts: readonly CounterOfferDraft[]): Part[] {
  const largest = new Map<string, Part>();
  for (const part of drafts.flatMap(partsOf)) {
    const known = largest.get(part.insurerId);
    if (!known || part.sumInsuredMinor > known.sumInsuredMinor) largest.set(part.insurerId, part);
  }
  return [...largest.values()];
}

const riskOf = (part: Part) => shareRisk(part.draft.approvals, part);

/**
 * Takes room of each insurer for its largest part of all counter-offers; one for which somebody has no room is dropped,
 * until there is room for what is left.
 */
export function grantCounters(drafts: readonly CounterOfferDraft[], book: CapacityBook): GrantedCounters {
  let kept = drafts;
  for (let parts = largestParts(kept); kept.length > 0; parts = largestParts(kept)) {
    const refused = new Set(parts.filter((part) => book.refusal(riskOf(part))).map(({ draft }) => draft));
    if (refused.size === 0) return { offers: kept, holds: parts.flatMap((part) => hold(part, book)) };
    kept = kept.filter((draft) => !refused.has(draft));
  }
  return NO_COUNTERS;
}

function hold(part: Part, book: CapacityBook): CounterHold[] {
  const { insurerId, sumInsuredMinor: amountMinor, draft } = part;
  const capacity = book.reserve(riskOf(part));
  return 'dimension' in capacity ? [] : [{ insurerId, amountMinor, offer: draft.offer, capacity }];
}

/** What is left with every insurer that approves some of the terms: all of the most that was found, or less. */
export function roomForCounters(drafts: readonly CounterOfferDraft[], book: CapacityBook): Room {
  const room = new Map<string, bigint>();
  for (const { insurerId, capacity } of drafts.flatMap(({ approvals }) => approvals)) {
    const left = roomFor(capacity.risk, book);
    if (left > (room.get(insurerId) ?? -1n)) room.set(insurerId, left);
  }
  return room;
}
