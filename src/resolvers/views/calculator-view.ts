import type { AnnualRates } from '../../calculators/annual-rate.js';
import type { IndemnityEstimate } from '../../calculators/indemnity-estimate.js';
import type { ScheduledLoan } from '../../calculators/loan-terms.js';
import type { PremiumEstimate } from '../../calculators/premium-estimate.js';
import type { RecoveryAllocation } from '../../calculators/recovery-allocation.js';
import type { RefundEstimate } from '../../calculators/refund-estimate.js';
import { decimalOfRatio, type Premium, type WaterfallShares } from '../../finance/index.js';
import { type CurrencyCode, Decimal, roundToMinor } from '../../kernel/index.js';
import { moneyView } from './money-view.js';

const UNROUNDED_DECIMALS = 12;
/** Compounding of an absurd rate leaves the digits that the API shows. */
const MAX_EFFECTIVE = 1_000_000;

// Adding zero takes the sign off a zero.
const fixed = (value: number | Decimal, decimals: number): string =>
  new Decimal(value).toDecimalPlaces(decimals).plus(0).toFixed(decimals);
const unrounded = (value: number | Decimal): string => fixed(value, UNROUNDED_DECIMALS);

export const scheduleView = ({ currency, schedule }: ScheduledLoan) => ({
  __typename: 'RepaymentSchedule',
  instalments: schedule.instalments.map((row) => ({
    number: row.number,
    dueOn: row.dueOn,
    openingBalance: moneyView(row.openingBalanceMinor, currency),
    payment: moneyView(row.paymentMinor, currency),
    principal: moneyView(row.principalMinor, currency),
    interest: moneyView(row.interestMinor, currency),
    closingBalance: moneyView(row.closingBalanceMinor, currency),
  })),
  levelPayment: schedule.levelPaymentMinor === undefined ? null : moneyView(schedule.levelPaymentMinor, currency),
  totalInterest: moneyView(schedule.totalInterestMinor, currency),
  totalPayment: moneyView(schedule.totalPaymentMinor, currency),
  residual: moneyView(schedule.residualMinor, currency),
});

export const annualRatesView = ({ regulationZ, european, allInCost, isWithinLimit }: AnnualRates) => ({
  __typename: 'AnnualPercentageRate',
  regulationZ: {
    rate: fixed(regulationZ.apr, 4),
    unrounded: unrounded(regulationZ.unroundedApr),
    unitPeriod: regulationZ.unitPeriod,
    unitPeriodsPerYear: regulationZ.unitPeriodsPerYear,
  },
  european: { rate: fixed(european.apr, 3), unrounded: unrounded(european.unroundedApr) },
  allInCost: allInCost
    ? {
        periodRate: unrounded(allInCost.periodRate),
        nominal: fixed(allInCost.nominal, 4),
        effective: allInCost.effective.lte(MAX_EFFECTIVE) ? fixed(allInCost.effective, 4) : null,
        withinLimit: isWithinLimit ?? null,
      }
    : null,
});

const premiumView = ({ totalMinor, lines }: Premium, currency: CurrencyCode) => ({
  total: moneyView(totalMinor, currency),
  lines: lines.map(({ kind, minor }) => ({ kind, amount: moneyView(minor, currency) })),
});

export const premiumEstimateView = (estimate: PremiumEstimate) => {
  const { currency, mode, charges, monthlyRate, financedPrincipalMinor, expectedLoss } = estimate;
  return {
    __typename: 'PremiumEstimate',
    mode,
    premium: premiumView(charges[0].premium, currency),
    charges: charges.map(({ number, chargedOn, premium }) => ({
      number,
      chargedOn,
      premium: premiumView(premium, currency),
    })),
    total: moneyView(estimate.totalMinor, currency),
    monthlyRate: monthlyRate ? unrounded(decimalOfRatio(monthlyRate)) : null,
    financedPrincipal: financedPrincipalMinor === undefined ? null : moneyView(financedPrincipalMinor, currency),
    expectedLoss: moneyView(roundToMinor(new Decimal(expectedLoss.presentValueMinor)), currency),
    lifetimeProbabilityOfDefault: unrounded(expectedLoss.lifetimeDefaultProbability),
  };
};

export const refundEstimateView = ({ currency, ...refund }: RefundEstimate) => ({
  __typename: 'RefundEstimate',
  refund: moneyView(refund.refundMinor, currency),
  unearned: moneyView(refund.unearnedMinor, currency),
  returnedPremium: moneyView(refund.returnedPremiumMinor, currency),
  retainedPremium: moneyView(refund.retainedPremiumMinor, currency),
  commissionClawback: moneyView(refund.commissionClawbackMinor, currency),
  freeLook: refund.isFreeLook,
  waived: refund.isWaived,
});

export const indemnityEstimateView = ({ currency, ...estimate }: IndemnityEstimate) => ({
  __typename: 'IndemnityEstimate',
  indemnity: moneyView(estimate.indemnityMinor, currency),
  coveredLoss: moneyView(estimate.coveredLossMinor, currency),
  retainedByLender: moneyView(estimate.retainedByLenderMinor, currency),
  steps: estimate.steps.map(({ code, minor, formula, source }) => ({
    code,
    amount: moneyView(minor, currency),
    formula,
    source,
  })),
});

const sharesView = (shares: WaterfallShares, currency: CurrencyCode) => ({
  costs: moneyView(shares.costsMinor, currency),
  insurer: moneyView(shares.insurerMinor, currency),
  lender: moneyView(shares.insuredMinor, currency),
  obligor: moneyView(shares.obligorSurplusMinor, currency),
});

export const recoveryAllocationView = ({ currency, shares, change }: RecoveryAllocation) => ({
  __typename: 'RecoveryAllocation',
  shares: sharesView(shares, currency),
  change: sharesView(change, currency),
});
