import { ArgumentError } from '../kernel/index.js';
import { requireAnnualRate, requireProbability, requireSame, requireSomething, requireWhole } from './arguments.js';
import type { Rate } from './ratio.js';

/**
 * The expected loss of credit cover, by period of the loan. Probabilities and discounting are floating point; amounts
 * come out unrounded and are rounded once, in the premium.
 */
export interface ExpectedLossInput {
  /** What is owed at the start of each period, minor units. */
  readonly openingBalancesMinor: readonly bigint[];
  /** Probability of default in a period given survival to its start, 0 to 1; one for each period. */
  readonly hazards: readonly number[];
  /** Share of the exposure lost, 0 to 1. */
  readonly lossGivenDefault: number;
  /** Nominal yearly rate for discounting, more than -1 a period. */
  readonly discountAnnual: Rate;
  /** Contract rate, only for accrued interest in the exposure. */
  readonly annualRate?: Rate;
  /** Months of interest owed on top of the balance at default, 0 to 24. Default 0. */
  readonly accruedInterestMonths?: number;
  /** Periods in a year for discounting and hazards. Default 12. */
  readonly periodsPerYear?: number;
}

export interface ExpectedLoss {
  /** Present value in minor units, unrounded. */
  readonly presentValueMinor: number;
  readonly undiscountedMinor: number;
  /** Probability of default within the term. */
  readonly lifetimeDefaultProbability: number;
  /** Sum of opening balance x survival x discount, at the start of each period: what a monthly rate is charged on. */
  readonly discountedBalancesMinor: number;
  /** Sum of survival x discount at the start of each period: what a level premium in advance is divided by. */
  readonly annuityFactor: number;
}

/** One period of the calculation, for those who want to see it. Amounts in minor units, unrounded. */
export interface ExpectedLossRow {
  readonly period: number;
  readonly openingBalanceMinor: number;
  readonly survivalBefore: number;
  readonly marginalDefaultProbability: number;
  readonly exposureMinor: number;
  readonly lossMinor: number;
  readonly discountedLossMinor: number;
}

interface Checked {
  readonly discountFactor: number;
  readonly exposureFactor: number;
}

function checked(input: ExpectedLossInput): Checked {
  requireSomething(input.openingBalancesMinor, 'openingBalancesMinor');
  requireSame(input.hazards, input.openingBalancesMinor, 'hazards');
  requireProbability(input.lossGivenDefault, 'lossGivenDefault');
  const periodsPerYear = input.periodsPerYear ?? 12;
  requireWhole(periodsPerYear, 'periodsPerYear', { from: 1, to: 366 });
  requireAnnualRate(input.discountAnnual, 'discountAnnual');
  const discount = Number(input.discountAnnual);
  if (!(discount / periodsPerYear > -1) || discount < -1) {
    throw new ArgumentError('RATE_BELOW_MINUS_ONE', 'discountAnnual', `${discount} is not above -100 %`);
  }
  const months = input.accruedInterestMonths ?? 0;
  if (!(months >= 0 && months <= 24)) {
    throw new ArgumentError('OUT_OF_RANGE', 'accruedInterestMonths', `${months} is not between 0 and 24`);
  }
  if (months > 0 && input.annualRate === undefined) {
    throw new ArgumentError('REQUIRED', 'annualRate', 'is needed when interest accrues in the exposure');
  }
  const rate = input.annualRate ?? 0;
  requireAnnualRate(rate, 'annualRate');
  return { discountFactor: 1 / (1 + discount / periodsPerYear), exposureFactor: 1 + (Number(rate) / 12) * months };
}

function checkPeriod(hazard: number, balance: bigint, at: number): void {
  if (!(hazard >= 0 && hazard <= 1)) requireProbability(hazard, `hazards[${at}]`);
  if (balance < 0n) {
    throw new ArgumentError('NEGATIVE_AMOUNT', `openingBalancesMinor[${at}]`, `${balance} must not be negative`);
  }
}

/**
 * S0 = 1; PD_k = S_(k-1) h_k; EAD_k = opening balance (with accrued interest when asked); EL = sum PD_k LGD EAD_k v^k
 * with v = 1 / (1 + discount / 12). A default in period k is seen at its end.
 * @throws ArgumentError `EMPTY`, `LENGTH_MISMATCH`, `NOT_A_PROBABILITY`, `RATE_BELOW_MINUS_ONE`, `OUT_OF_RANGE`,
 *   `REQUIRED`, `NEGATIVE_AMOUNT`
 */
export function expectedLoss(input: ExpectedLossInput): ExpectedLoss {
  const { discountFactor, exposureFactor } = checked(input);
  const perUnit = input.lossGivenDefault * exposureFactor;
  let [survival, discount] = [1, 1];
  let [presentValue, undiscounted, balances, annuity] = [0, 0, 0, 0];
  input.openingBalancesMinor.forEach((openingMinor, at) => {
    const hazard = input.hazards[at] ?? 0;
    checkPeriod(hazard, openingMinor, at);
    const opening = Number(openingMinor);
    balances += opening * survival * discount;
    annuity += survival * discount;
    const loss = survival * hazard * perUnit * opening;
    discount *= discountFactor;
    undiscounted += loss;
    presentValue += loss * discount;
    survival *= 1 - hazard;
  });
  return {
    presentValueMinor: presentValue,
    undiscountedMinor: undiscounted,
    lifetimeDefaultProbability: 1 - survival,
    discountedBalancesMinor: balances,
    annuityFactor: annuity,
  };
}

/** The calculation of `expectedLoss` period by period. Same errors. */
export function expectedLossRows(input: ExpectedLossInput): ExpectedLossRow[] {
  const { discountFactor, exposureFactor } = checked(input);
  let [survival, discount] = [1, 1];
  return input.openingBalancesMinor.map((openingMinor, at) => {
    const hazard = input.hazards[at] ?? 0;
    checkPeriod(hazard, openingMinor, at);
    const survivalBefore = survival;
    const marginal = survival * hazard;
    const exposure = Number(openingMinor) * exposureFactor;
    const loss = marginal * input.lossGivenDefault * exposure;
    discount *= discountFactor;
    survival *= 1 - hazard;
    return {
      period: at + 1,
      openingBalanceMinor: Number(openingMinor),
      survivalBefore,
      marginalDefaultProbability: marginal,
      exposureMinor: exposure,
      lossMinor: loss,
      discountedLossMinor: loss * discount,
    };
  });
}

/** The same hazard in every period that gives a default probability over `periods` periods: 1 - (1 - PD)^(1/periods). */
export function constantHazard(defaultProbability: number, periods: number): number {
  requireProbability(defaultProbability, 'defaultProbability');
  requireWhole(periods, 'periods', { from: 1, to: 1200 });
  return -Math.expm1(Math.log1p(-defaultProbability) / periods);
}

/**
 * Spreads a 12-month default probability over the months by a seasoning curve: h_k = 1 - (1 - PD)^(w_k / sum of the
 * first twelve w). The survival of month 12 is 1 - PD exactly; later months go on with their weights.
 * @param input.seasoning relative weight of each month, zero or more; the last one repeats
 * @throws ArgumentError `NOT_A_PROBABILITY`, `EMPTY`, `NEGATIVE_WEIGHT`, `WEIGHTS_ARE_ZERO`, `OUT_OF_RANGE`
 */
export function hazardsFromCurve(input: {
  readonly twelveMonthDefaultProbability: number;
  readonly seasoning: readonly number[];
  readonly periods: number;
}): number[] {
  const { seasoning, periods } = input;
  requireProbability(input.twelveMonthDefaultProbability, 'twelveMonthDefaultProbability');
  requireSomething(seasoning, 'seasoning');
  requireWhole(periods, 'periods', { from: 1, to: 1200 });
  const wrongAt = seasoning.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (wrongAt >= 0) {
    throw new ArgumentError('NEGATIVE_WEIGHT', `seasoning[${wrongAt}]`, `${seasoning[wrongAt]} is not a weight`);
  }
  const lastWeight = seasoning[seasoning.length - 1] ?? 0;
  const weightAt = (month: number): number => seasoning[month] ?? lastWeight;
  let yearWeight = 0;
  for (let month = 0; month < 12; month += 1) yearWeight += weightAt(month);
  if (yearWeight === 0) {
    throw new ArgumentError('WEIGHTS_ARE_ZERO', 'seasoning', 'the first twelve months must weigh more than zero');
  }
  const logSurvival = Math.log1p(-input.twelveMonthDefaultProbability);
  const hazards: number[] = [];
  for (let month = 0; month < periods; month += 1) {
    const weight = weightAt(month);
    hazards.push(weight === 0 ? 0 : -Math.expm1((logSurvival * weight) / yearWeight));
  }
  return hazards;
}
