import type { CurrencyCode } from '../../kernel/index.js';
import { Decimal } from '../../kernel/index.js';
import { type Alternative, insuredBy, storedAlternative } from '../alternative.js';
import { type StoredShare, splitAgain } from '../co-insurance.js';
import { decideForProduct } from '../decision.js';
import {
  type AgreedTerms,
  type ApprovalTerms,
  approvalOfStored,
  conditioned,
  jointConditions,
} from '../offer-conditions.js';
import type { PastQuote } from '../past-quotes.js';
import { planOfStored } from '../payment-plan.js';
import { priceCover } from '../pricing.js';
import { storedFinancing, storedPrice } from '../quote-rows.js';
import { rateCase, type UnderwritingCase } from '../rate-case.js';
import { loaded } from '../referral-approval.js';
import type { ProductTerms } from '../terms.js';

/** An offer as it is stored. */
export interface PastOffer {
  readonly id: string;
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
  readonly conditions: unknown;
  readonly insurerShares: readonly StoredShare[] | null;
  readonly byDesk: boolean;
}

/** What a desk approved in the end, from its record. */
export interface PastApproval {
  readonly insurerId: string;
  readonly productVersionId: string;
  readonly terms: AgreedTerms;
}

export type OfferMaker = 'RULES' | 'COUNTER_OFFER' | 'DESK';

export interface OfferReplay {
  readonly quote: PastQuote;
  readonly underwritten: UnderwritingCase;
  readonly approvals: readonly PastApproval[];
  /** Of the product version that made the offer. */
  readonly terms: ProductTerms;
}

/** An offer made again, in the form it is stored in; or why it cannot be. */
export type MadeAgain = { readonly offer: object } | { readonly gap: string };

export const makerOf = ({ byDesk, counter }: PastOffer): OfferMaker => {
  if (byDesk) return 'DESK';
  return counter ? 'COUNTER_OFFER' : 'RULES';
};

/** The columns of an offer that are made again. */
export const comparable = (offer: PastOffer): object => ({
  sumInsuredMinor: String(offer.sumInsuredMinor),
  premiumMinor: String(offer.premiumMinor),
  premiumLines: offer.premiumLines,
  pricing: offer.pricing,
  insuredPercentage: new Decimal(offer.insuredPercentage).toFixed(),
  alternative: offer.alternative,
  conditions: offer.conditions,
  insurerShares: offer.insurerShares,
});

/** What a counter-offer insures, before its premium was financed into the loan. */
function counteredBy(offer: PastOffer, quote: PastQuote): Alternative {
  const { loan, risk } = insuredBy(offer, quote);
  const isFinanced = planOfStored(offer.pricing).financedPrincipalMinor !== undefined;
  return isFinanced
    ? { risk, loan: { ...loan, principalMinor: loan.principalMinor - offer.premiumMinor } }
    : { loan, risk };
}

interface Basis {
  readonly insures: Alternative;
  readonly approval: ApprovalTerms | null;
  readonly conditions: object | null;
}

/** What the decision of the desks leads to, those of every carrier; undefined when a record of one is missing. */
function deskBasis(offer: PastOffer, { underwritten, approvals }: OfferReplay): Basis | undefined {
  const { currency } = underwritten.loan;
  const of = (insurerId: string): PastApproval | undefined =>
    approvals.find((one) => one.insurerId === insurerId && (insurerId !== offer.insurerId || isOwn(one, offer)));
  const carriers = offer.insurerShares?.map(({ insurerId }) => insurerId) ?? [offer.insurerId];
  const found = carriers.flatMap((insurerId) => of(insurerId) ?? []);
  const [own, ...others] = found.map(({ terms }) => approvalOfStored(terms, currency as CurrencyCode));
  if (!own || found.length < carriers.length) return undefined;
  return {
    insures: conditioned(underwritten, own.conditions),
    approval: own,
    conditions: jointConditions(
      own.conditions,
      others.map(({ conditions }) => conditions),
    ),
  };
}

const isOwn = (one: PastApproval, offer: PastOffer): boolean => one.productVersionId === offer.productVersionId;

function basisOf(offer: PastOffer, input: OfferReplay): Basis | undefined {
  if (offer.byDesk) return deskBasis(offer, input);
  const insures = offer.counter ? counteredBy(offer, input.quote) : input.underwritten;
  return { insures, approval: null, conditions: null };
}

/**
 * Makes an offer again: those of the rules from the request, those of a desk from what it decided, and parts of it from
 * who carries how much. Pure.
 */
export function madeAgain(offer: PastOffer, input: OfferReplay): MadeAgain {
  const basis = basisOf(offer, input);
  if (!basis) return { gap: "The record of a desk's decision that it follows is not there." };
  const { insurerId, productVersionId, counter } = offer;
  const { insures, approval } = basis;
  const percentage = new Decimal(offer.insuredPercentage).toFixed();
  const terms = counter ? { ...input.terms, insuredPercentage: percentage } : input.terms;
  const rated = rateCase({ ...input.underwritten, ...insures }, input.quote.facts);
  const decided = decideForProduct(rated, { insurerId, productVersionId, terms });
  if (!approval && decided.outcome !== 'APPROVED') return { gap: 'Its product does not approve these terms now.' };
  const decision = approval ? loaded(decided, approval.loading) : decided;
  const risk = { ...decision, lossGivenDefault: rated.lossGivenDefault };
  const priced = priceCover(insures.loan, rated.schedule, risk, terms);
  const changes = counter || insures.loan.principalMinor !== input.underwritten.loan.principalMinor;
  return {
    offer: {
      ...storedPrice(priced),
      insuredPercentage: decision.quoted?.insuredPercentage ?? terms.insuredPercentage,
      alternative: storedFinancing(insures, priced) ?? (changes ? storedAlternative(insures) : null),
      conditions: basis.conditions,
      insurerShares: offer.insurerShares && splitAgain(priced, offer.insurerShares),
    },
  };
}
