import { ArgumentError, Decimal } from '../kernel/index.js';
import { requireAnnualRate, requireNotNegative } from './arguments.js';
import { type ExpectedLoss, expectedLoss } from './expected-loss.js';
import type { Rate } from './ratio.js';

export interface BreakEvenInput {
  /** What is owed at the start of each month when the loan bears this yearly rate, minor units. */
  readonly balancesAt: (annualRate: Decimal) => readonly bigint[];
  /** Probability of default in a month given survival to its start, 0 to 1; one for each month. */
  readonly hazards: readonly number[];
  /** Share of the exposure that the lender itself loses, 0 to 1: after cover, where there is any. */
  readonly lossGivenDefault: number;
  /** Months of interest owed on top of the balance at default, 0 to 24. */
  readonly accruedInterestMonths: number;
  /** Yearly rate the lender pays for its money, zero or more; also what future amounts are discounted at. */
  readonly fundingRate: Rate;
  /** What the lender pays at disbursement, e.g. the premium of its own cover; minor units, zero or more. */
  readonly upfrontMinor?: bigint;
}

export interface BreakEven {
  /** Nominal, a year; to six decimals. */
  readonly annualRate: Decimal;
  /** Of the loan at that rate, discounted at the funding rate. */
  readonly loss: ExpectedLoss;
}

const MAX_ROUNDS = 60;
const DECIMALS = 6;

/**
 * The lowest contract rate at which lending pays for its funding and its expected loss. In a month the lender is owed the
 * balance and its interest, and loses EL of it; the expected value of all that, discounted at the funding rate f, is what
 * was lent when
 *
 *   c = f + 12 (EL(c) + upfront) / A(c),   A = sum of opening balance x survival x discount at the end of each month
 *
 * The schedule, and so EL and A, depend on c: found by repetition until c stands to six decimals. A loan without interest
 * keeps its balances.
 * @throws ArgumentError as `expectedLoss`; `NEGATIVE_AMOUNT`; `NO_SOLUTION` when no rate pays for the losses
 */
export function breakEvenRate(input: BreakEvenInput): BreakEven {
  const { balancesAt, hazards, lossGivenDefault, accruedInterestMonths, fundingRate, upfrontMinor = 0n } = input;
  requireAnnualRate(fundingRate, 'fundingRate');
  requireNotNegative(upfrontMinor, 'upfrontMinor');
  const funding = new Decimal(fundingRate);
  const monthEnd = funding.div(12).plus(1);
  let annualRate = funding;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const loss = expectedLoss({
      openingBalancesMinor: balancesAt(annualRate),
      hazards,
      lossGivenDefault,
      accruedInterestMonths,
      annualRate,
      discountAnnual: funding,
    });
    const cost = new Decimal(loss.presentValueMinor).plus(upfrontMinor.toString());
    const base = new Decimal(loss.discountedBalancesMinor).div(monthEnd);
    const next = funding.plus(cost.times(12).div(base)).toDecimalPlaces(DECIMALS);
    if (next.minus(annualRate).abs().lessThanOrEqualTo(0.000_001)) return { annualRate: next, loss };
    if (next.greaterThan(100)) break;
    annualRate = next;
  }
  throw new ArgumentError('NO_SOLUTION', 'hazards', 'no rate pays for losses this high');
}
