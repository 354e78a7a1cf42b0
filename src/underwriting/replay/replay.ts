import type { Features, ScoreReason } from '../../finance/scorecard.js';
import type { RatingFactor } from '../../scenarios/contract/index.js';
import { withCoObligorCure } from '../co-obligor-cure.js';
import { type CreditDecision, combineDecisions, decideForProduct, type ProductDecision } from '../decision.js';
import { differences } from '../differences.js';
import { speakingScore } from '../joint-decision.js';
import type { PastQuote } from '../past-quotes.js';
import { withoutRoom } from '../quote-grant.js';
import { rateCase, type UnderwritingCase } from '../rate-case.js';
import type { ProductTerms } from '../terms.js';
import { comparable, madeAgain, makerOf, type OfferMaker, type PastApproval, type PastOffer } from './offers.js';

export interface ReplayedProduct {
  readonly decision: ProductDecision;
  readonly scorecard: string;
  readonly factors: readonly RatingFactor[];
  /** Where the score lost points, most first. */
  readonly scoreReasons: readonly ScoreReason[];
}

/** An offer, made again. */
export interface ReplayedOffer {
  readonly offerId: string;
  readonly insurerId: string;
  readonly madeBy: OfferMaker;
  readonly identical: boolean;
  /** Why it could not be made again; null when it was. */
  readonly gap: string | null;
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
  readonly offers: readonly ReplayedOffer[];
}

export interface ReplayInput {
  readonly quote: PastQuote;
  /** Whose products are replayed; absent: everybody's, and what they came to together. */
  readonly insurerId?: string | undefined;
  readonly offers: readonly PastOffer[];
  /** What desks approved. */
  readonly approvals: readonly PastApproval[];
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

/** What is stored against what is computed now, as it would come back from a JSON column. */
const notTheSame = (stored: unknown, recomputed: unknown, path = ''): ReplayDifference[] =>
  differences(stored, JSON.parse(JSON.stringify(recomputed)), { path }).map((found) => ({
    path: found.path,
    stored: found.before,
    recomputed: found.after,
  }));

/** One offer made again, and where it came out another way. */
function replayedOffer(
  input: ReplayInput,
  underwritten: UnderwritingCase,
  { offer, at }: { readonly offer: PastOffer; readonly at: number },
): ReplayedOffer & { readonly differences: readonly ReplayDifference[] } {
  const { quote, approvals } = input;
  const made = madeAgain(offer, { quote, approvals, underwritten, terms: termsOf(input, offer.productVersionId) });
  const recomputed = 'gap' in made ? null : made.offer;
  const differences = notTheSame(comparable(offer), recomputed, `offers[${at}]`);
  return {
    offerId: offer.id,
    insurerId: offer.insurerId,
    madeBy: makerOf(offer),
    identical: differences.length === 0,
    gap: 'gap' in made ? made.gap : null,
    differences,
  };
}

/**
 * Decides and prices a stored quote again from its facts, the versions it was made with and what desks decided, and names
 * every field that comes out another way. Room is not computed again: what limits took away is taken away here too, and
 * who carries how much of a shared offer is taken as it was. Pure.
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
  const offers = input.offers.flatMap((offer, at) =>
    concerns(input, offer.insurerId) ? replayedOffer(input, underwritten, { offer, at }) : [],
  );
  return {
    differences: [...notTheSame(before, after), ...offers.flatMap(({ differences: own }) => own)],
    features: rated.features,
    products,
    offers: offers.map(({ differences: _, ...offer }) => offer),
  };
}

/** What the products' decisions come to; an approval that no limit had room for was a decline. */
function decisionOf({ quote, offers }: ReplayInput, products: readonly ProductDecision[]): CreditDecision {
  const combined = combineDecisions(products);
  const lostItsRoom = offers.every(({ counter }) => counter) && quote.decision.reasons[0]?.code === NO_CAPACITY;
  return combined.outcome === 'APPROVED' && lostItsRoom ? withoutRoom(combined) : combined;
}
