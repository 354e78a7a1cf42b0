import { withCommissionBounds } from '../finance/commission.js';
import { expectedLoss, hazardsFromCurve } from '../finance/expected-loss.js';
import type { Premium } from '../finance/premium.js';
import { adjustedSinglePremium } from '../finance/premium-adjustment.js';
import type { RepaymentSchedule } from '../finance/schedule.js';
import { decimal, minMinor, multiplyMinor } from '../kernel/index.js';
import type { LoanRequest } from '../scenarios/contract/index.js';
import type { QuotedCover } from './external-insurer.js';
import { loanSchedule } from './loan-schedule.js';
import { type PaymentPlan, planPremium } from './payment-plan.js';
import type { RulePriceAdjustment } from './rules/compile.js';
import type { ProductTerms } from './terms.js';

/** A rule's change of the premium before tax. */
export interface PricedAdjustment {
  readonly code: string;
  readonly message: string;
  readonly minor: bigint;
}

export interface PricedCover {
  /** The most that will ever be paid: the insured percentage of what the loan can come to owe. */
  readonly sumInsuredMinor: bigint;
  readonly premium: Premium;
  /** What rules changed: together the premium before tax less what it would be without them. Multipliers come first. */
  readonly adjustments: readonly PricedAdjustment[];
  /** How it is paid. */
  readonly plan: PaymentPlan;
  /** What the price was made of, kept with the offer. Probabilities are fractions, the loss is minor units unrounded. */
  readonly basis: {
    readonly twelveMonthProbabilityOfDefault: number;
    readonly lifetimeProbabilityOfDefault: number;
    readonly lossGivenDefault: number;
    readonly expectedLossMinor: number;
  };
}

/** The insurer's share of a loss, before caps: insured percentage, less a proportional deductible. */
export function shareOfLoss(terms: Pick<ProductTerms, 'deductible' | 'insuredPercentage'>): number {
  const rate = terms.deductible?.kind === 'RATE' ? Number(terms.deductible.rate) : 0;
  return Number(terms.insuredPercentage) * (1 - rate);
}

const premiumAdjustment = ({ code, message, multiplier, addMinor }: RulePriceAdjustment) =>
  multiplier === undefined
    ? { code, message, addMinor: BigInt(addMinor ?? '0') }
    : { code, message, multiplier: decimal(multiplier) };

/** What the loan can come to owe: with a premium that it finances, more. */
export function insuredAmount(
  loan: LoanRequest,
  schedule: RepaymentSchedule,
  { financedPrincipalMinor }: PaymentPlan,
  { insures }: ProductTerms,
): bigint {
  const financed = financedPrincipalMinor === undefined ? loan : { ...loan, principalMinor: financedPrincipalMinor };
  if (insures === 'PRINCIPAL') return financed.principalMinor;
  const { totalInterestMinor } = financed === loan ? schedule : loanSchedule(financed);
  return financed.principalMinor + totalInterestMinor;
}

/**
 * The product's bounds on the commission of a policy, for a premium beside which `earlierMinor` of commission is written.
 * Without bounds the premium is as it is.
 */
function bounded(
  premium: Premium,
  { commissionBounds: bounds }: ProductTerms['pricing'],
  earlierMinor: bigint,
): Premium {
  if (!bounds) return premium;
  const left = (text: string): bigint => BigInt(text) - minMinor(BigInt(text), earlierMinor);
  const maximumMinor = bounds.maximumMinor === null ? null : left(bounds.maximumMinor);
  return withCommissionBounds(premium, { minimumMinor: left(bounds.minimumMinor), maximumMinor });
}

/** The price an insurer's own system asked, as it stands in the decision. */
function quotedPrice({ sumInsuredMinor, premiumLines }: QuotedCover): Omit<PricedCover, 'basis'> {
  const lines = premiumLines.map(({ kind, minor }) => ({ kind, minor: BigInt(minor) }));
  const totalMinor = lines.reduce((sum, { minor }) => sum + minor, 0n);
  const taxMinor = lines.find(({ kind }) => kind === 'TAX')?.minor ?? 0n;
  return {
    sumInsuredMinor: BigInt(sumInsuredMinor),
    premium: { grossMinor: totalMinor - taxMinor, taxMinor, totalMinor, lines },
    plan: { mode: 'SINGLE' },
    adjustments: [],
  };
}

/**
 * Prices cover of one loan under one product from the expected loss over its real repayment schedule, or as its insurer's
 * own system asked.
 * @param earlierCommissionMinor of the policy to which this is added
 */
export function priceCover(
  loan: LoanRequest,
  schedule: RepaymentSchedule,
  risk: {
    readonly probabilityOfDefault: number;
    readonly lossGivenDefault: number;
    readonly priceAdjustments: readonly RulePriceAdjustment[];
    readonly quoted?: QuotedCover;
  },
  terms: ProductTerms,
  earlierCommissionMinor = 0n,
): PricedCover {
  const { pricing } = terms;
  const loss = expectedLoss({
    openingBalancesMinor: schedule.instalments.map(({ openingBalanceMinor }) => openingBalanceMinor),
    hazards: hazardsFromCurve({
      twelveMonthDefaultProbability: risk.probabilityOfDefault,
      seasoning: pricing.seasoning,
      periods: schedule.instalments.length,
    }),
    lossGivenDefault: risk.lossGivenDefault * shareOfLoss(terms),
    discountAnnual: pricing.discountAnnual,
    annualRate: Number(loan.annualRate),
    accruedInterestMonths: pricing.accruedInterestMonths,
  });
  const basis = {
    twelveMonthProbabilityOfDefault: risk.probabilityOfDefault,
    lifetimeProbabilityOfDefault: loss.lifetimeDefaultProbability,
    lossGivenDefault: risk.lossGivenDefault,
    expectedLossMinor: loss.presentValueMinor,
  };
  if (risk.quoted) return { ...quotedPrice(risk.quoted), basis };
  const loadings = {
    riskMargin: pricing.riskMargin,
    expense: pricing.expense,
    commission: pricing.commission,
    profit: pricing.profit,
    taxRate: pricing.taxRate,
    floorMinor: BigInt(pricing.floorMinor),
    ...(pricing.capMinor === null ? {} : { capMinor: BigInt(pricing.capMinor) }),
  };
  const { minimum, maximum } = terms.priceAdjustmentBounds;
  const single = adjustedSinglePremium(loss.presentValueMinor, loadings, {
    adjustments: risk.priceAdjustments.map(premiumAdjustment),
    bounds: { minimum: decimal(minimum), maximum: decimal(maximum) },
  });
  const { premium, plan } = planPremium(pricing.mode ?? 'SINGLE', { loan, schedule, loss, loadings, single });
  const insured = insuredAmount(loan, schedule, plan, terms);
  return {
    sumInsuredMinor: multiplyMinor(insured, decimal(terms.insuredPercentage)),
    premium: bounded(premium, pricing, earlierCommissionMinor),
    plan,
    adjustments: single.applied.map(({ code, message, minor }) => ({ code, message, minor })),
    basis,
  };
}
