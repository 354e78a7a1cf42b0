import type { BindingLimit, CapacityBook } from '../exposure/capacity.js';
import type { QuoteStatus } from '../lifecycle/machines.js';
import type { CreditDecision, CreditOutcome } from './decision.js';
import type { OfferDraft, QuoteDraft } from './quote-draft.js';

export interface GrantedOffer {
  readonly offer: OfferDraft;
  readonly limitIds: readonly string[];
}

/** What a draft became once its offers met the limits. */
export interface GrantedQuote {
  readonly draft: QuoteDraft;
  readonly decision: CreditDecision;
  readonly status: QuoteStatus;
  readonly offers: readonly GrantedOffer[];
  readonly bindingLimit: BindingLimit | null;
}

const STATUS_OF: Readonly<Record<CreditOutcome, QuoteStatus>> = {
  APPROVED: 'OFFERED',
  REFERRED: 'REFERRED',
  DECLINED: 'DECLINED',
};

function withoutRoom(decision: CreditDecision): CreditDecision {
  const reason = {
    code: 'NO_CAPACITY',
    message: 'No insurer of the programme has room for this amount now.',
    hard: false,
    cure: 'Ask for a smaller amount, or again later.',
  };
  return { ...decision, outcome: 'DECLINED', reasons: [reason], adverseActionReasons: [] };
}

const isBinding = (granted: { readonly limitIds: readonly string[] } | BindingLimit): granted is BindingLimit =>
  'dimension' in granted;

/** Takes capacity for each offer in turn. An offer without room is dropped; without any offer left, so is the approval. */
export function grantQuote(draft: QuoteDraft, book: CapacityBook): GrantedQuote {
  const offers: GrantedOffer[] = [];
  let bindingLimit: BindingLimit | null = null;
  for (const offer of draft.offers) {
    const granted = book.reserve(offer.limits, offer.priced.sumInsuredMinor);
    if (!isBinding(granted)) offers.push({ offer, limitIds: granted.limitIds });
    else if (!bindingLimit || granted.availableMinor > bindingLimit.availableMinor) bindingLimit = granted;
  }
  const lost = draft.decision.outcome === 'APPROVED' && offers.length === 0;
  const decision = lost ? withoutRoom(draft.decision) : draft.decision;
  return { draft, decision, status: STATUS_OF[decision.outcome], offers, bindingLimit };
}
