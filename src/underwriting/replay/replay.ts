import type { Features, ScoreReason } from '../../finance/scorecard.js';
import { Decimal } from '../../kernel/index.js';
import type { RatingFactor } from '../../scenarios/contract/index.js';
import { insuredBy } from '../alternative.js';
import { withCoObligorCure } from '../co-obligor-cure.js';
import { type CreditDecision, combineDecisions, decideForProduct, type ProductDecision } from '../decision.js';
import { differences } from '../differences.js';
import { speakingScore } from '../joint-decision.js';
import type { PastQuote } from '../past-quotes.js';
import { priceCover } from '../pricing.js';
import { withoutRoom } from '../quote-grant.js';
import { storedPrice } from '../quote-rows.js';
import { rateCase, type UnderwritingCase } from '../rate-case.js';
import type { ProductTerms } from '../terms.js';

/** An offer that the gateway made by itself; a person's price is made from more than the request. */
export interface PastOffer {
  readonly insurerId: string;
  readonly productVersionId: string;
  readonly sumInsuredMinor: bigint;
  readonly insuredPercentage: string;
  readonly premiumMinor: bigint;
  readonly premiumLines: unknown;
  readonly pricing: unknown;
  /** Made on other terms than were asked for. */
  readonly counter: boolean;
  /** What it insures when that is not what was asked for. */
  readonly alternative: unknown;
}

export interface ReplayedProduct {
  readonly decision: ProductDecision;
  readonly scorecard: string;
  readonly factors: readonly RatingFactor[];
  /** Where the score lost points, most first. */
  readonly scoreReasons: readonly ScoreReason[];
}

/** One field that came out another way; values are JSON, null where there is none. */
export interface ReplayDifference {
  readonly path: string;
  readonly stored: unknown;
  readonly recomputed: unknown;
}

export interface Replay {
  readonly differences: readonly ReplayDifference[];
  readonly features: Features;
  readonly products: readonly ReplayedProduct[];
}

export interface ReplayInput {
  readonly quote: PastQuote;
  /** Whose products are replayed; absent: everybody's, and what they came to together. */
  readonly insurerId?: string | undefined;
  readonly offers: readonly PastOffer[];
  /** Terms of each product version that decided. */
  readonly terms: ReadonlyMap<string, ProductTerms>;
}

const NO_CAPACITY = 'NO_CAPACITY';

const concerns = ({ insurerId }: ReplayInput, whose: string): boolean => insurerId === undefined || insurerId === whose;

const termsOf = ({ terms }: ReplayInput, productVersionId: string): ProductTerms => {
  const found = terms.get(productVersionId);
  if (!found) throw new Error(`the terms of ${productVersionId} were not given`);
  return found;
};

const priceOf = (price: object, insuredPercentage: string) => ({
  ...price,
  insuredPercentage: new Decimal(insuredPercentage).toFixed(),
});

/** What is stored against what is computed now, as it would come back from a JSON column. */
const notTheSame = (stored: unknown, recomputed: unknown, path = ''): ReplayDifference[] =>
  differences(stored, JSON.parse(JSON.stringify(recomputed)), { path }).map((found) => ({
    path: found.path,
    stored: found.before,
    recomputed: found.after,
  }));

/** What an offer comes to now, on the request it was made for; null when the product would not make it. */
function repriced(input: ReplayInput, underwritten: UnderwritingCase, offer: PastOffer): object | null {
  const { insurerId, productVersionId, counter, insuredPercentage } = offer;
  const own = termsOf(input, productVersionId);
  const terms = counter ? { ...own, insuredPercentage: new Decimal(insuredPercentage).toFixed() } : own;
  const request = offer.alternative ? { ...underwritten, ...insuredBy(offer, input.quote) } : underwritten;
  const rated = rateCase(request, input.quote.facts);
  const decision = decideForProduct(rated, { insurerId, productVersionId, terms });
  if (decision.outcome !== 'APPROVED') return null;
  const risk = { ...decision, lossGivenDefault: rated.lossGivenDefault };
  return priceOf(
    storedPrice(priceCover(request.loan, rated.schedule, risk, terms)),
    decision.quoted?.insuredPercentage ?? terms.insuredPercentage,
  );
}

const offerDifferences = (input: ReplayInput, underwritten: UnderwritingCase): ReplayDifference[] =>
  input.offers.flatMap((offer, at) => {
    if (!concerns(input, offer.insurerId)) return [];
    const { sumInsuredMinor, premiumMinor, premiumLines, pricing, insuredPercentage } = offer;
    const amounts = { sumInsuredMinor: String(sumInsuredMinor), premiumMinor: String(premiumMinor) };
    const stored = priceOf({ ...amounts, premiumLines, pricing }, insuredPercentage);
    return notTheSame(stored, repriced(input, underwritten, offer), `offers[${at}]`);
  });

/**
 * Decides and prices a stored quote again from its facts and the versions it was made with, and names every field that
 * comes out another way. Room is not computed again: what limits took away is taken away here too. Pure.
 */
export function replay(input: ReplayInput, underwritten: UnderwritingCase): Replay {
  const rated = rateCase(underwritten, input.quote.facts);
  const shown = input.quote.decision.products.filter(({ insurerId }) => concerns(input, insurerId));
  const products = shown.map(({ insurerId, productVersionId }): ReplayedProduct => {
    const terms = termsOf(input, productVersionId);
    const { borrower, scored } = speakingScore(rated, terms);
    const product = { insurerId, productVersionId, terms };
    const decision = decideForProduct(rated, product);
    return {
      decision: withCoObligorCure({ underwritten, facts: input.quote.facts, rated, product }, decision),
      scorecard: `${terms.scorecard.name} ${terms.scorecard.version}`,
      factors: borrower.factors,
      scoreReasons: scored.reasons,
    };
  });
  const decisions = products.map(({ decision }) => decision);
  const [before, after] = input.insurerId
    ? [{ products: shown }, { products: decisions }]
    : [input.quote.decision, decisionOf(input, decisions)];
  return {
    differences: [...notTheSame(before, after), ...offerDifferences(input, underwritten)],
    features: rated.features,
    products,
  };
}

/** What the products' decisions come to; an approval that no limit had room for was a decline. */
function decisionOf({ quote, offers }: ReplayInput, products: readonly ProductDecision[]): CreditDecision {
  const combined = combineDecisions(products);
  const lostItsRoom = offers.every(({ counter }) => counter) && quote.decision.reasons[0]?.code === NO_CAPACITY;
  return combined.outcome === 'APPROVED' && lostItsRoom ? withoutRoom(combined) : combined;
}
