import type { Offer, Quote } from '../../entities/index.js';
import type { LimitDimension } from '../../exposure/limit.js';
import type { CurrencyCode } from '../../kernel/index.js';
import type { ScenarioRegistry } from '../../scenarios/registry.js';
import type { CreditDecision } from '../../underwriting/decision.js';
import type { CreditFacts, Facts } from '../../underwriting/facts.js';
import { loanFromStored } from '../../underwriting/loan-request.js';
import type { Obligor } from '../../underwriting/obligor.js';
import type { StoredCondition } from '../../underwriting/offer-conditions.js';
import { planOfStored } from '../../underwriting/payment-plan.js';
import type { QuoteRows } from '../../underwriting/quote-rows.js';
import type { DeskDecision } from '../../underwriting/referral-outcome.js';
import { moneyView } from './money-view.js';
import { premiumView } from './premium-view.js';
import { rateView } from './rate-view.js';
import { riskView } from './risk-view.js';

const LIMIT_NAMES: Readonly<Record<LimitDimension, string>> = {
  INSURER: "The insurer's capacity in this currency",
  PROGRAMME: "The insurer's capacity for this programme",
  PARTNER: "The insurer's capacity for this partner",
  LENDER: "The insurer's capacity for this lender",
  SCENARIO: "The insurer's capacity for this scenario",
  PRODUCT: "The insurer's capacity for this product",
  REGION: "The insurer's capacity for this region",
  OBLIGOR: "The insurer's limit for one obligor",
  OBLIGOR_GROUP: "The insurer's limit for one obligor and its related parties",
  OBLIGOR_AT_PARTNER: "The insurer's limit for one obligor at one partner",
};

interface StoredBindingLimit {
  readonly dimension: LimitDimension;
  readonly currency: string;
  readonly requestedMinor: string;
  readonly availableMinor: string;
}

/** Offers stored before there were tables have no adjustments. */
interface StoredPricing {
  readonly adjustments?: readonly { readonly code: string; readonly message: string; readonly minor: string }[];
}

export const offerView = (offer: Offer) => ({
  __typename: 'Offer',
  id: offer.id,
  quoteId: offer.quoteId,
  insurerId: offer.insurerId,
  sumInsured: moneyView(offer.sumInsuredMinor, offer.currency),
  insuredPercentage: rateView(offer.insuredPercentage),
  premium: premiumView(offer.premiumMinor, offer.premiumLines, offer.currency),
  premiumMode: planOfStored(offer.pricing).mode,
  premiumInstalments: (planOfStored(offer.pricing).chargesMinor ?? []).map((minor) => moneyView(minor, offer.currency)),
  priceAdjustments: ((offer.pricing as StoredPricing).adjustments ?? []).map(({ code, message, minor }) => ({
    code,
    message,
    amount: moneyView(BigInt(minor), offer.currency),
  })),
  loan: offer.alternative ? loanView((offer.alternative as { loan: unknown }).loan) : null,
  conditions: ((offer.conditions ?? []) as StoredCondition[]).map((one) => conditionView(one, offer.currency)),
  expiresAt: offer.expiresAt,
});

export const conditionView = ({ kind, amountMinor, text }: StoredCondition, currency: string) => ({
  kind,
  amount: amountMinor === null ? null : moneyView(BigInt(amountMinor), currency),
  coObligor: null,
  text,
});

/** What persons decided stands before what the rules did, once they have. */
function decisionOf({
  decision,
  deskDecision,
}: Quote): Pick<CreditDecision, 'outcome' | 'reasons' | 'adverseActionReasons'> {
  const desk = deskDecision as DeskDecision | null;
  return desk && desk.outcome !== 'REFERRED' ? desk : (decision as CreditDecision);
}

function bindingLimitView(stored: unknown) {
  if (!stored) return null;
  const limit = stored as StoredBindingLimit;
  return {
    name: LIMIT_NAMES[limit.dimension],
    dimension: limit.dimension,
    requested: moneyView(BigInt(limit.requestedMinor), limit.currency),
    available: moneyView(BigInt(limit.availableMinor), limit.currency),
  };
}

export function loanView(stored: unknown) {
  const loan = loanFromStored(stored);
  return {
    principal: moneyView(loan.principalMinor, loan.currency),
    annualRate: loan.annualRate,
    instalments: loan.instalments,
    method: loan.method,
    disbursedOn: loan.disbursedOn,
    firstDueOn: loan.firstDueOn,
    balloon: loan.balloonMinor === undefined ? null : moneyView(loan.balloonMinor, loan.currency),
  };
}

function creditDataView(facts: CreditFacts) {
  const { creditReportSource, creditReportGap, creditReportBy, creditReportAt, identity, consentId } = facts;
  return {
    source: creditReportSource,
    gap: creditReportGap,
    reportedBy: creditReportBy,
    obtainedAt: creditReportAt,
    identity,
    consentId,
  };
}

export type CreditDataView = ReturnType<typeof creditDataView>;

const coObligorViews = (obligor: Obligor, { coObligors }: Facts) =>
  (obligor.coObligors ?? []).flatMap(({ reference, kind, country }, at) => {
    const credit = coObligors?.[at];
    return credit ? [{ reference, kind, country, creditData: creditDataView(credit) }] : [];
  });

/** A quote as the API shows it; `offers` when they are at hand, else a loader brings them. */
export function quoteView(quote: Quote, scenarios: ScenarioRegistry, offers?: readonly Offer[]) {
  const { products } = quote.decision as CreditDecision;
  const { outcome, reasons, adverseActionReasons } = decisionOf(quote);
  return {
    __typename: 'Quote',
    id: quote.id,
    status: quote.status,
    scenario: quote.scenario,
    scenarioVersion: quote.scenarioVersion,
    createdAt: quote.createdAt,
    expiresAt: quote.expiresAt,
    obligorReference: quote.obligorReference,
    coObligors: coObligorViews(quote.obligor as Obligor, quote.facts as Facts),
    loan: loanView(quote.loan),
    risk: riskView(scenarios, {
      scenario: quote.scenario,
      risk: quote.risk,
      facts: (quote.facts as Facts).scenario,
      currency: quote.currency as CurrencyCode,
    }),
    lenderId: quote.lenderId,
    programmeId: quote.programmeId,
    creditData: creditDataView(quote.facts as Facts),
    decision: { outcome, reasons, adverseActionReasons, products, quote, offers },
    offers: offers?.filter(({ counter }) => !counter).map(offerView),
    bindingLimit: bindingLimitView(quote.bindingLimit),
    refusalReason: quote.refusalReason,
  };
}

export const quoteRowsView = ({ quote, offers }: QuoteRows, scenarios: ScenarioRegistry) =>
  quoteView(quote, scenarios, offers);

export type QuoteView = ReturnType<typeof quoteView>;
export type OfferView = ReturnType<typeof offerView>;
