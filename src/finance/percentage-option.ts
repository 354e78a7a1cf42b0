import { minMinor } from '../kernel/index.js';
import { requireNotNegative, requireRateNotNegative, requireShare, requireWhole } from './arguments.js';
import { multiplyRatios, type Rate, ratio, scaleMinor } from './ratio.js';

/** A mortgage insurance claim. Amounts in minor units, zero or more. */
export interface PercentageOptionInput {
  readonly unpaidBalanceMinor: bigint;
  /** Note rate a year. */
  readonly noteRate: Rate;
  /** Months of delinquent interest, 0 to 120. */
  readonly interestMonths: number;
  /** Taxes, upkeep, foreclosure costs the policy allows. */
  readonly allowableExpensesMinor: bigint;
  /** Coverage of the claim amount, 0 to 1. */
  readonly coverage: Rate;
  /** Net proceeds of a sale to a third party: the benefit is then at most the actual loss. */
  readonly saleProceedsMinor?: bigint;
}

export interface PercentageOption {
  readonly delinquentInterestMinor: bigint;
  readonly claimAmountMinor: bigint;
  /** Claim amount x coverage. */
  readonly percentageBenefitMinor: bigint;
  /** Claim amount less sale proceeds, when sold. */
  readonly actualLossMinor: bigint | undefined;
  readonly benefitMinor: bigint;
}

/**
 * Percentage option of mortgage insurance: (unpaid balance + delinquent interest + allowable expenses) x coverage;
 * after a third-party sale the lesser of that and the actual loss. Interest is balance x note rate / 12 x months.
 * Source: Fannie Mae mortgage insurance primer.
 * @throws ArgumentError `NEGATIVE_AMOUNT`, `OUT_OF_RANGE`
 */
export function percentageOption(input: PercentageOptionInput): PercentageOption {
  requireNotNegative(input.unpaidBalanceMinor, 'unpaidBalanceMinor');
  requireNotNegative(input.allowableExpensesMinor, 'allowableExpensesMinor');
  requireNotNegative(input.saleProceedsMinor ?? 0n, 'saleProceedsMinor');
  requireWhole(input.interestMonths, 'interestMonths', { from: 0, to: 120 });
  const rate = requireRateNotNegative(input.noteRate, 'noteRate');
  const months = ratio(BigInt(input.interestMonths), 12n);
  const delinquentInterestMinor = scaleMinor(input.unpaidBalanceMinor, multiplyRatios(rate, months));
  const claimAmountMinor = input.unpaidBalanceMinor + delinquentInterestMinor + input.allowableExpensesMinor;
  return percentageBenefit({ ...input, claimAmountMinor, delinquentInterestMinor });
}

/** The same from a claim amount that is already known. */
export function percentageBenefit(input: {
  readonly claimAmountMinor: bigint;
  readonly coverage: Rate;
  readonly saleProceedsMinor?: bigint;
  readonly delinquentInterestMinor?: bigint;
}): PercentageOption {
  requireNotNegative(input.claimAmountMinor, 'claimAmountMinor');
  const percentageBenefitMinor = scaleMinor(input.claimAmountMinor, requireShare(input.coverage, 'coverage'));
  const loss = input.saleProceedsMinor === undefined ? undefined : input.claimAmountMinor - input.saleProceedsMinor;
  const actualLossMinor = loss !== undefined && loss < 0n ? 0n : loss;
  return {
    delinquentInterestMinor: input.delinquentInterestMinor ?? 0n,
    claimAmountMinor: input.claimAmountMinor,
    percentageBenefitMinor,
    actualLossMinor,
    benefitMinor:
      actualLossMinor === undefined ? percentageBenefitMinor : minMinor(percentageBenefitMinor, actualLossMinor),
  };
}
