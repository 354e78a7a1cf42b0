import {
  actuarialApr,
  allInCostOfLoan,
  annualPremiumsOnAverageBalance,
  contractMargin,
  cumulativeFactorsShare,
  earlySettlement,
  effectiveRate,
  expectedLoss,
  futureValue,
  levelMonthlyPremium,
  levelPayment,
  levelPaymentMinor,
  netPresentValue,
  nominalRate,
  repaymentSchedule,
} from '../../src/finance/index.js';
import { day, rate } from './vectors.js';

const schedule = repaymentSchedule({
  principalMinor: 120_000n,
  annualRate: rate('0.12'),
  instalments: 12,
  method: 'LEVEL_PAYMENT',
  disbursedOn: day('2025-01-10'),
  firstDueOn: day('2025-02-10'),
});
const settle = { paidInstalments: 1, disbursedOn: day('2025-01-10'), settledOn: day('2025-02-20') };
const loss = {
  presentValueMinor: 1,
  undiscountedMinor: 1,
  lifetimeDefaultProbability: 0.1,
  discountedBalancesMinor: 1,
  annuityFactor: 1,
};
const loadings = { riskMargin: 0, expense: 0, commission: 0, profit: 0, taxRate: 0 };
const flow = { amountMinor: 100n, full: 0, fraction: 0 };
const onePercent = { numerator: 1n, denominator: 100n };
const cover = { openingBalancesMinor: [100n], hazards: [0.01], lossGivenDefault: 0.5 };
const margin = { outflows: [1], rate: 0, riskAdjustment: 0 };

describe('wrong input is refused with a code and the name of the argument', () => {
  it.each<[string, string, () => unknown]>([
    ['OUT_OF_RANGE', 'periods', () => levelPaymentMinor(100n, onePercent, { periods: Number.POSITIVE_INFINITY })],
    ['OUT_OF_RANGE', 'periods', () => levelPaymentMinor(100n, onePercent, { periods: 1.5 })],
    ['OUT_OF_RANGE', 'periodsPerYear', () => effectiveRate(0.1, Number.POSITIVE_INFINITY)],
    ['OUT_OF_RANGE', 'periodsPerYear', () => nominalRate(0.1, 0)],
    ['OUT_OF_RANGE', 'periodsPerYear', () => actuarialApr([flow], [{ ...flow, full: 1 }], Number.NaN)],
    ['OUT_OF_RANGE', 'payments[0]', () => actuarialApr([flow], [{ ...flow, full: Number.NaN }], 12)],
    ['OUT_OF_RANGE', 'elapsed.days', () => cumulativeFactorsShare([1], { years: 0, days: 366, daysInYear: 365 })],
    ['OUT_OF_RANGE', 'elapsed.daysInYear', () => cumulativeFactorsShare([1], { years: 0, days: 0, daysInYear: 0 })],
    ['RATE_BELOW_MINUS_ONE', 'annualRate', () => earlySettlement(schedule, { ...settle, annualRate: -2 })],
    ['NOT_A_NUMBER', 'payment', () => futureValue({ rate: 0.1, periods: 1, payment: Number.NaN })],
    ['NOT_A_NUMBER', 'presentValue', () => levelPayment({ rate: 0.1, periods: 1, presentValue: Number.NaN })],
    ['OUT_OF_RANGE', 'periods', () => levelPayment({ rate: 0.1, periods: 1e308, presentValue: 1 })],
    ['NOT_A_NUMBER', 'flows[1]', () => netPresentValue(0.1, [1, Number.POSITIVE_INFINITY])],
    ['OUT_OF_RANGE', 'months', () => levelMonthlyPremium(loss, Number.NaN, loadings)],
    ['NOT_A_NUMBER', 'discountAnnual', () => expectedLoss({ ...cover, discountAnnual: Number.POSITIVE_INFINITY })],
    ['RATE_BELOW_MINUS_ONE', 'discountAnnual', () => expectedLoss({ ...cover, discountAnnual: -2 })],
    ['NEGATIVE_AMOUNT', 'charges.periodicMinor', () => allInCostOfLoan(schedule, { periodicMinor: -1n })],
    ['NEGATIVE_AMOUNT', 'openingBalancesMinor[1]', () => annualPremiumsOnAverageBalance([1n, -1n], 0.01)],
    ['NOT_A_NUMBER', 'premium', () => contractMargin({ ...margin, premium: Number.NaN })],
  ])('%s %s', (code, argument, work) => {
    expect(work).toThrow(expect.objectContaining({ name: 'ArgumentError', code, argument }));
  });
});
