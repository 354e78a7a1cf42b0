import type { Exposure, InsurerAnswer, Offer, Quote } from '../entities/index.js';
import type { NewEvent } from '../events/event-log.js';
import type { BindingLimit, Granted } from '../exposure/capacity.js';
import { newId } from '../kernel/index.js';
import type { QuoteStatus } from '../lifecycle/machines.js';
import { type Alternative, storedAlternative } from './alternative.js';
import { storedShares } from './co-insurance.js';
import type { CreditOutcome } from './decision.js';
import { storedLoan } from './loan-request.js';
import { storedPlan } from './payment-plan.js';
import type { PricedCover } from './pricing.js';
import type { InsurerShare, OfferDraft, QuoteDraft } from './quote-draft.js';
import type { GrantedQuote } from './quote-grant.js';

/** A quote with its offers as rows of their tables. */
export interface QuoteRows {
  readonly quote: Quote;
  readonly offers: readonly Offer[];
}

const bindingLimitFacts = (binding: BindingLimit) => ({
  dimension: binding.dimension,
  insurerId: binding.insurerId,
  currency: binding.currency,
  requestedMinor: String(binding.requestedMinor),
  availableMinor: String(binding.availableMinor),
});

/** What a price was made of, as kept with its offer. */
export const storedPricing = ({ basis, adjustments, plan }: PricedCover) => ({
  adjustments: adjustments.map(({ code, message, minor }) => ({ code, message, minor: String(minor) })),
  ...basis,
  ...storedPlan(plan),
});

/** What a premium is made of, as kept with its offer. */
export const storedLines = ({ premium }: PricedCover) =>
  premium.lines.map(({ kind, minor }) => ({ kind, minor: String(minor) }));

/** A price as the columns of an offer hold it, amounts as text. */
export const storedPrice = (priced: PricedCover) => ({
  sumInsuredMinor: String(priced.sumInsuredMinor),
  premiumMinor: String(priced.premium.totalMinor),
  premiumLines: storedLines(priced),
  pricing: storedPricing(priced),
});

/** A loan that finances its premium is larger than the one that was asked for. */
export const storedFinancing = (asked: Alternative, { plan }: PricedCover) =>
  plan.financedPrincipalMinor === undefined
    ? null
    : storedAlternative({ risk: asked.risk, loan: { ...asked.loan, principalMinor: plan.financedPrincipalMinor } });

export function offerRow(
  draft: QuoteDraft,
  offer: OfferDraft,
  position: number,
  shares: readonly InsurerShare[] | null = null,
): Offer {
  return {
    id: offer.id,
    partnerId: draft.partnerId,
    insurerId: offer.insurerId,
    quoteId: draft.id,
    productVersionId: offer.productVersionId,
    position,
    currency: draft.loan.currency,
    sumInsuredMinor: offer.priced.sumInsuredMinor,
    insuredPercentage: offer.insuredPercentage,
    premiumMinor: offer.priced.premium.totalMinor,
    premiumLines: storedLines(offer.priced),
    pricing: storedPricing(offer.priced),
    insurerShares: shares && storedShares(shares),
    alternative: storedFinancing(draft, offer.priced),
    conditions: null,
    expiresAt: null,
    counter: false,
  };
}

const STATUS_OF: Readonly<Record<CreditOutcome, QuoteStatus>> = {
  APPROVED: 'OFFERED',
  REFERRED: 'REFERRED',
  DECLINED: 'DECLINED',
};

/** A quote as it was decided, whatever the limits will say. */
function draftRow(draft: QuoteDraft): Quote {
  const { decision } = draft;
  return {
    id: draft.id,
    partnerId: draft.partnerId,
    lenderId: draft.lenderId,
    programmeId: draft.programmeId,
    scenario: draft.scenario,
    scenarioVersion: draft.scenarioVersion,
    status: STATUS_OF[decision.outcome],
    outcome: decision.outcome,
    obligorReference: draft.obligor.reference,
    obligorKey: draft.obligorKey,
    currency: draft.loan.currency,
    principalMinor: draft.loan.principalMinor,
    loan: storedLoan(draft.loan),
    obligor: draft.obligor,
    risk: draft.risk,
    facts: draft.facts,
    decision,
    deskDecision: null,
    counterOffered: false,
    bindingLimit: null,
    refusalReason: null,
    requestedOn: draft.loan.requestedOn,
    createdAt: draft.createdAt,
    expiresAt: draft.expiresAt,
  };
}

/** Whether the limits changed what was decided, or told that an insurer had too little room. */
export const isChangedByLimits = ({ draft, decision, bindingLimit }: GrantedQuote): boolean =>
  decision !== draft.decision || bindingLimit !== null;

/** What limits change of a stored quote. */
export const grantedColumns = ({ draft, decision, bindingLimit }: GrantedQuote) => ({
  id: draft.id,
  status: STATUS_OF[decision.outcome],
  outcome: decision.outcome,
  decision,
  bindingLimit: bindingLimit && bindingLimitFacts(bindingLimit),
});

/** A granted quote with its offers. */
export const quoteRows = (granted: GrantedQuote): QuoteRows => ({
  quote: { ...draftRow(granted.draft), ...(isChangedByLimits(granted) && grantedColumns(granted)) },
  offers: granted.offers.map(({ offer, shares }, at) => offerRow(granted.draft, offer, at + 1, shares)),
});

/** The offers of a draft as rows, whatever the limits will say. */
export const draftedOffers = (draft: QuoteDraft): Offer[] =>
  draft.offers.map((offer, at) => offerRow(draft, offer, at + 1));

/** Whether a quote makes other offers than were drafted: an insurer had no room, or several carry one together. */
export const hasOtherOffers = ({ draft, offers }: GrantedQuote): boolean =>
  offers.length < draft.offers.length || offers.some(({ shares }) => shares !== undefined);

/** The obligor is its quote's until a policy corrects it. */
export type NewExposure = Omit<Exposure, 'obligorKey' | 'groupKey'>;

/** What is held of an insurer's capacity for an offer that can be taken. */
export const exposureRow = ({ draft }: GrantedQuote, offer: OfferDraft, capacity: Granted): NewExposure => ({
  id: newId('exposure'),
  partnerId: draft.partnerId,
  insurerId: offer.insurerId,
  quoteId: draft.id,
  offerId: offer.id,
  policyId: null,
  limitIds: [...capacity.limitIds],
  counted: capacity.counted,
  currency: draft.loan.currency,
  amountMinor: offer.priced.sumInsuredMinor,
  state: 'RESERVED',
  changedAt: draft.createdAt,
});

export const exposureRows = (granted: GrantedQuote): NewExposure[] =>
  granted.offers.flatMap(({ offer, capacity, shares }) =>
    shares
      ? shares.map(({ insurerId, sumInsuredMinor, capacity: own }) => ({
          ...exposureRow(granted, offer, own),
          insurerId,
          amountMinor: sumInsuredMinor,
        }))
      : [exposureRow(granted, offer, capacity)],
  );

/** Rows as they go to the database in JSON: amounts as text, exact whatever reads them. */
export const quoteColumns = (draft: QuoteDraft) => ({
  key: draft.idempotency.key,
  inputHash: draft.idempotency.inputHash,
  ...draftRow(draft),
  principalMinor: String(draft.loan.principalMinor),
});
export const offerColumns = (offer: Offer) => ({
  ...offer,
  sumInsuredMinor: String(offer.sumInsuredMinor),
  premiumMinor: String(offer.premiumMinor),
});
export const exposureColumns = (exposure: NewExposure) => ({ ...exposure, amountMinor: String(exposure.amountMinor) });

const limitFacts = (binding: BindingLimit | null): object | null =>
  binding && {
    ...bindingLimitFacts(binding),
    ...(binding.limit && {
      limit: {
        ...binding.limit,
        capMinor: String(binding.limit.capMinor),
        usedMinor: String(binding.limit.usedMinor),
      },
    }),
  };

export function insurerAnswerRows({ draft, answers }: GrantedQuote): InsurerAnswer[] {
  return answers.map(({ insurerId, outcome, reasons, limit }) => ({
    quoteId: draft.id,
    partnerId: draft.partnerId,
    insurerId,
    outcome,
    reasons,
    limitFacts: limitFacts(limit),
    answeredAt: draft.createdAt,
  }));
}

const EVENT_OF = { APPROVED: 'quote.offered', REFERRED: 'quote.referred', DECLINED: 'quote.declined' } as const;

/** The partner hears of its quote. An insurer hears of capacity it gives when the offer is taken, not of every enquiry. */
export function quoteEvent({ draft, decision, offers, counters }: GrantedQuote): NewEvent {
  return {
    ownerId: draft.partnerId,
    occurredAt: draft.createdAt,
    cause: 'quoteCreate',
    module: draft.scenario,
    moduleVersion: draft.scenarioVersion,
    kind: EVENT_OF[decision.outcome],
    subjectKind: 'quote',
    subjectId: draft.id,
    payload: {
      outcome: decision.outcome,
      reasons: decision.reasons.map(({ code }) => code),
      offers: offers.length,
      counterOffers: counters.offers.length,
      principalMinor: String(draft.loan.principalMinor),
      currency: draft.loan.currency,
    },
  };
}
