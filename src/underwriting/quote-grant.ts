import type { BindingLimit, CapacityBook, Granted } from '../exposure/capacity.js';
import { coInsure, type GrantedShare, roomFor } from './co-insurance.js';
import { type GrantedCounters, grantCounters, roomForCounters } from './counter-grant.js';
import type { CreditDecision, DecisionReason } from './decision.js';
import { failureReason, partReason } from './external-insurer.js';
import type { OfferDraft, QuoteDraft, Room } from './quote-draft.js';

export interface GrantedOffer {
  readonly offer: OfferDraft;
  readonly capacity: Granted;
  /** Of an offer that several insurers carry: each one's part, the leader's first. */
  readonly shares?: readonly GrantedShare[];
}

/** What a draft became once its offers met the limits. */
export interface GrantedQuote {
  readonly draft: QuoteDraft;
  readonly decision: CreditDecision;
  readonly offers: readonly GrantedOffer[];
  readonly bindingLimit: BindingLimit | null;
  /** Offers on other terms; only for DECLINED. */
  readonly counters: GrantedCounters;
  /** Of insurers that made no offer. */
  readonly answers: readonly InsurerAnswerDraft[];
}

/** Why an insurer of the programme made no offer. */
export interface InsurerAnswerDraft {
  readonly insurerId: string;
  readonly outcome: 'DECLINED' | 'REFERRED' | 'NO_ROOM' | 'UNAVAILABLE';
  readonly reasons: readonly DecisionReason[];
  readonly limit: BindingLimit | null;
}

/** What an approval becomes when no limit leaves room for any of its offers. */
export function withoutRoom(decision: CreditDecision): CreditDecision {
  const reason = {
    code: 'NO_CAPACITY',
    message: 'No insurer of the programme has room for this amount now.',
    hard: false,
    cure: 'Ask for a smaller amount, or again later.',
  };
  const { code, message } = reason;
  return { ...decision, outcome: 'DECLINED', reasons: [reason], adverseActionReasons: [{ code, message }] };
}

const isBinding = (granted: Granted | BindingLimit): granted is BindingLimit => 'dimension' in granted;

/** Insurers whose product did not approve; what a referral comes to, its own history tells. */
const refusals = ({ decision, loan }: QuoteDraft): InsurerAnswerDraft[] =>
  decision.products.flatMap(({ insurerId, outcome, reasons, unavailable, follows }): InsurerAnswerDraft[] => {
    if (outcome === 'DECLINED' && follows) {
      return [{ insurerId, outcome, reasons: [partReason(follows, loan.currency)], limit: null }];
    }
    if (unavailable) return [{ insurerId, outcome: 'UNAVAILABLE', reasons: [failureReason(unavailable)], limit: null }];
    return outcome === 'APPROVED' ? [] : [{ insurerId, outcome, reasons, limit: null }];
  });

/** What is left with each insurer that had too little room for the whole. */
const roomOf = (answers: readonly InsurerAnswerDraft[]): Room =>
  new Map(answers.flatMap(({ insurerId, limit }) => (limit ? [[insurerId, limit.availableMinor]] : [])));

/** What several insurers carry together when none has room for all. */
function composedOffer(offers: readonly OfferDraft[], book: CapacityBook): GrantedOffer | undefined {
  const room = new Map(offers.map(({ insurerId, capacity: { risk } }) => [insurerId, roomFor(risk, book)]));
  const composed = coInsure(offers, (insurerId) => room.get(insurerId) ?? 0n, book);
  const [leader] = composed?.shares ?? [];
  return composed && leader && { ...composed, capacity: leader.capacity };
}

/** Counter-offers of a decline. When there is no room for any of them, what there is room for is looked for. */
function countersOf({ counterOffers, searchWithin }: QuoteDraft, book: CapacityBook): GrantedCounters {
  const granted = grantCounters(counterOffers, book);
  return granted.offers.length > 0 || counterOffers.length === 0
    ? granted
    : grantCounters(searchWithin(roomForCounters(counterOffers, book)), book);
}

/** Takes capacity for each offer in turn. An offer without room is dropped; without any offer left, so is the approval. */
export function grantQuote(draft: QuoteDraft, book: CapacityBook): GrantedQuote {
  const offers: GrantedOffer[] = [];
  let answers = refusals(draft);
  let bindingLimit: BindingLimit | null = null;
  for (const offer of draft.offers) {
    const granted = book.reserve(offer.capacity.risk);
    if (!isBinding(granted)) {
      offers.push({ offer, capacity: granted });
      continue;
    }
    answers.push({ insurerId: offer.insurerId, outcome: 'NO_ROOM', reasons: [], limit: granted });
    if (!bindingLimit || granted.availableMinor > bindingLimit.availableMinor) bindingLimit = granted;
  }
  const composed = offers.length === 0 ? composedOffer([...draft.offers, ...draft.followers], book) : undefined;
  if (composed) {
    offers.push(composed);
    const carriers = new Set(composed.shares?.map(({ insurerId }) => insurerId));
    answers = answers.filter(({ insurerId }) => !carriers.has(insurerId));
  }
  const lost = draft.decision.outcome === 'APPROVED' && offers.length === 0;
  const decision = lost ? withoutRoom(draft.decision) : draft.decision;
  const counters = lost ? grantCounters(draft.searchWithin(roomOf(answers)), book) : countersOf(draft, book);
  return { draft, decision, offers, bindingLimit, counters, answers };
}
