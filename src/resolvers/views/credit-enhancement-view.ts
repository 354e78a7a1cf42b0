import { GraphQLError } from 'graphql';
import type { Offer, Quote } from '../../entities/index.js';
import { Decimal } from '../../kernel/index.js';
import { insuredBy } from '../../underwriting/alternative.js';
import { creditEnhancement } from '../../underwriting/credit-enhancement.js';
import type { ProductTerms } from '../../underwriting/terms.js';
import { moneyView } from './money-view.js';
import { rateView } from './rate-view.js';

interface StoredBasis {
  readonly twelveMonthProbabilityOfDefault: number;
  readonly lossGivenDefault: number;
}

function readRate(text: string | null | undefined): Decimal | undefined {
  if (text === null || text === undefined) return undefined;
  const rate = new Decimal(text);
  if (rate.greaterThanOrEqualTo(0) && rate.lessThanOrEqualTo(1)) return rate;
  throw new GraphQLError('fundingRate must be from 0 to 1.', {
    extensions: { code: 'BAD_USER_INPUT', path: 'fundingRate' },
  });
}

export function creditEnhancementView(
  offer: Offer,
  quote: Quote,
  { terms, fundingRate }: { readonly terms: ProductTerms; readonly fundingRate: string | null | undefined },
) {
  const { twelveMonthProbabilityOfDefault, lossGivenDefault } = offer.pricing as StoredBasis;
  const { loan } = insuredBy(offer, quote);
  const { insuredPercentage, premiumMinor, currency } = offer;
  const enhancement = creditEnhancement(
    { loan, terms, insuredPercentage, premiumMinor, twelveMonthProbabilityOfDefault, lossGivenDefault },
    readRate(fundingRate),
  );
  const { breakEvenWithCover, breakEvenWithoutCover } = enhancement;
  return {
    fundingRate: rateView(enhancement.fundingRate.toFixed()),
    expectedLossWithoutCover: moneyView(enhancement.lossWithoutCoverMinor, currency),
    expectedLossWithCover: moneyView(enhancement.lossWithCoverMinor, currency),
    expectedLossTaken: moneyView(enhancement.lossTakenMinor, currency),
    premiumByLender: moneyView(enhancement.premiumByLenderMinor, currency),
    breakEvenRateWithoutCover: rateView(breakEvenWithoutCover.toFixed()),
    breakEvenRateWithCover: rateView(breakEvenWithCover.toFixed()),
    rateSupported: rateView(breakEvenWithoutCover.minus(breakEvenWithCover).toFixed()),
  };
}
