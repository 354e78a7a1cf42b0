import { type BreakEven, breakEvenRate } from '../finance/break-even-rate.js';
import { expectedLoss, hazardsFromCurve } from '../finance/expected-loss.js';
import { Decimal } from '../kernel/index.js';
import type { LoanRequest } from '../scenarios/contract/index.js';
import { loanSchedule } from './loan-schedule.js';
import { shareOfLoss } from './pricing.js';
import type { ProductTerms } from './terms.js';

/** What cover changes for the lender of one loan. Amounts are minor units, rates decimal fractions a year. */
export interface CreditEnhancement {
  readonly fundingRate: Decimal;
  /** Expected loss of the lender, discounted at the funding rate; the two parts of cover add up to it. */
  readonly lossWithoutCoverMinor: bigint;
  readonly lossWithCoverMinor: bigint;
  readonly lossTakenMinor: bigint;
  /** What the lender pays for the cover; zero where the obligor does. */
  readonly premiumByLenderMinor: bigint;
  readonly breakEvenWithoutCover: Decimal;
  readonly breakEvenWithCover: Decimal;
}

export interface CoverOfLoan {
  readonly loan: LoanRequest;
  readonly terms: ProductTerms;
  readonly insuredPercentage: string;
  readonly premiumMinor: bigint;
  readonly twelveMonthProbabilityOfDefault: number;
  readonly lossGivenDefault: number;
}

const HALF = new Decimal('0.5');
const wholeMinor = (value: Decimal): bigint => BigInt(value.plus(HALF).floor().toFixed());

/**
 * The lender's expected loss and break-even rate with and without one offer's cover, on the same probabilities and
 * schedule the offer was priced by.
 * @param fundingRate what the lender pays for its money; the product's discount rate when absent
 */
export function creditEnhancement(cover: CoverOfLoan, fundingRate?: Decimal): CreditEnhancement {
  const { loan, terms, lossGivenDefault } = cover;
  const { pricing } = terms;
  const funding = fundingRate ?? new Decimal(pricing.discountAnnual);
  const hazards = hazardsFromCurve({
    twelveMonthDefaultProbability: cover.twelveMonthProbabilityOfDefault,
    seasoning: pricing.seasoning,
    periods: loan.instalments,
  });
  const taken = new Decimal(shareOfLoss({ ...terms, insuredPercentage: cover.insuredPercentage }));
  // A loan without interest has none to accrue, and its balances stand whatever the rate.
  const isFree = loan.method === 'ZERO_INTEREST';
  const balancesAt = (annualRate: Decimal) =>
    loanSchedule(isFree ? loan : { ...loan, annualRate: annualRate.toFixed() }).instalments.map(
      ({ openingBalanceMinor }) => openingBalanceMinor,
    );
  const premiumByLenderMinor = terms.cover === 'CREDIT_INSURANCE' ? cover.premiumMinor : 0n;
  const solve = (share: number, upfrontMinor: bigint): BreakEven =>
    breakEvenRate({
      balancesAt,
      hazards,
      lossGivenDefault: lossGivenDefault * share,
      accruedInterestMonths: isFree ? 0 : pricing.accruedInterestMonths,
      fundingRate: funding,
      upfrontMinor,
    });
  const asQuoted = expectedLoss({
    openingBalancesMinor: loanSchedule(loan).instalments.map(({ openingBalanceMinor }) => openingBalanceMinor),
    hazards,
    lossGivenDefault,
    discountAnnual: funding,
    annualRate: Number(loan.annualRate),
    accruedInterestMonths: pricing.accruedInterestMonths,
  });
  const loss = new Decimal(asQuoted.presentValueMinor);
  const lossWithoutCoverMinor = wholeMinor(loss);
  const lossTakenMinor = wholeMinor(loss.times(taken));
  return {
    fundingRate: funding,
    lossWithoutCoverMinor,
    lossTakenMinor,
    lossWithCoverMinor: lossWithoutCoverMinor - lossTakenMinor,
    premiumByLenderMinor,
    breakEvenWithoutCover: solve(1, 0n).annualRate,
    breakEvenWithCover: solve(Decimal.sub(1, taken).toNumber(), premiumByLenderMinor).annualRate,
  };
}
