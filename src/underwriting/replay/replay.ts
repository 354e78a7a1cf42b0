import { type Features, type ScoreReason, score } from '../../finance/scorecard.js';
import { Decimal } from '../../kernel/index.js';
import type { RatingFactor } from '../../scenarios/contract/index.js';
import { type CreditDecision, combineDecisions, decideForProduct, type ProductDecision } from '../decision.js';
import type { PastQuote } from '../past-quotes.js';
import { priceCover } from '../pricing.js';
import { withoutRoom } from '../quote-grant.js';
import { storedPrice } from '../quote-rows.js';
import { rateCase, type UnderwritingCase } from '../rate-case.js';
import type { ProductTerms } from '../terms.js';
import { asStored, type Difference, differences } from './differences.js';

/** An offer of the quote as it was asked; counter-offers and offers of the desk are made from more than the request. */
export interface PastOffer {
  readonly insurerId: string;
  readonly productVersionId: string;
  readonly sumInsuredMinor: bigint;
  readonly insuredPercentage: string;
  readonly premiumMinor: bigint;
  readonly premiumLines: unknown;
  readonly pricing: unknown;
}

export interface ReplayedProduct {
  readonly decision: ProductDecision;
  readonly scorecard: string;
  readonly factors: readonly RatingFactor[];
  /** Where the score lost points, most first. */
  readonly scoreReasons: readonly ScoreReason[];
}

export interface Replay {
  readonly differences: readonly Difference[];
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

function offerDifferences(input: ReplayInput, priced: ReadonlyMap<string, object>): Difference[] {
  return input.offers.flatMap(({ insurerId, productVersionId, ...offer }, at) => {
    if (!concerns(input, insurerId)) return [];
    const stored = priceOf(
      { ...offer, sumInsuredMinor: String(offer.sumInsuredMinor), premiumMinor: String(offer.premiumMinor) },
      offer.insuredPercentage,
    );
    return differences(stored, priced.get(productVersionId) ?? null, `offers[${at}]`);
  });
}

/**
 * Decides and prices a stored quote again from its facts and the versions it was made with, and names every field that
 * comes out another way. Room is not computed again: what limits took away is taken away here too. Pure.
 */
export function replay(input: ReplayInput, underwritten: UnderwritingCase): Replay {
  const rated = rateCase(underwritten, input.quote.facts);
  const shown = input.quote.decision.products.filter(({ insurerId }) => concerns(input, insurerId));
  const products = shown.map(({ insurerId, productVersionId }): ReplayedProduct => {
    const terms = termsOf(input, productVersionId);
    return {
      decision: decideForProduct(rated, { insurerId, productVersionId, terms }),
      scorecard: `${terms.scorecard.name} ${terms.scorecard.version}`,
      factors: rated.factors,
      scoreReasons: score(terms.scorecard, rated.features).reasons,
    };
  });
  const approved = products.filter(({ decision }) => decision.outcome === 'APPROVED');
  const priced = new Map(
    approved.map(({ decision }) => {
      const terms = termsOf(input, decision.productVersionId);
      const risk = { ...decision, lossGivenDefault: rated.lossGivenDefault };
      const price = storedPrice(priceCover(underwritten.loan, rated.schedule, risk, terms));
      return [decision.productVersionId, asStored(priceOf(price, terms.insuredPercentage)) as object];
    }),
  );
  const decisions = products.map(({ decision }) => decision);
  const [before, after] = input.insurerId
    ? [{ products: shown }, { products: decisions }]
    : [input.quote.decision, decisionOf(input, decisions)];
  return {
    differences: [...differences(before, asStored(after)), ...offerDifferences(input, priced)],
    features: rated.features,
    products,
  };
}

/** What the products' decisions come to; an approval that no limit had room for was a decline. */
function decisionOf({ quote, offers }: ReplayInput, products: readonly ProductDecision[]): CreditDecision {
  const combined = combineDecisions(products);
  const lostItsRoom = offers.length === 0 && quote.decision.reasons[0]?.code === NO_CAPACITY;
  return combined.outcome === 'APPROVED' && lostItsRoom ? withoutRoom(combined) : combined;
}
