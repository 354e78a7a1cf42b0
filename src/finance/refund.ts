import {
  ArgumentError,
  addMonths,
  type CalendarDate,
  daysBetween,
  divideHalfUp,
  maxMinor,
  minMinor,
  unreachable,
} from '../kernel/index.js';
import { requireAnnualRate, requireAtMost, requireNotNegative, requireWhole } from './arguments.js';
import { coverDays } from './earning.js';
import { multiplyRatios, type Rate, type Ratio, ratio, reduced, scaleMinor } from './ratio.js';
import {
  balancesShare,
  cumulativeFactorsShare,
  meanShare,
  proRataShare,
  ruleOf78Share,
  type ShortRate,
  shortRateShare,
} from './refund-methods.js';

export type RefundMethod =
  | 'PRO_RATA'
  | 'SHORT_RATE'
  | 'RULE_OF_78'
  | 'MEAN'
  | 'SUM_OF_BALANCES'
  | 'ACTUARIAL'
  | 'CUMULATIVE_FACTORS';

export const REFUND_METHODS: readonly RefundMethod[] = [
  'PRO_RATA',
  'SHORT_RATE',
  'RULE_OF_78',
  'MEAN',
  'SUM_OF_BALANCES',
  'ACTUARIAL',
  'CUMULATIVE_FACTORS',
];

/** A cover and the day it ends early: what the share of the premium that goes back depends on. */
export interface RefundTerms {
  readonly method: RefundMethod;
  readonly startsOn: CalendarDate;
  /** The anniversary: the first day without cover. */
  readonly endsOn: CalendarDate;
  /** The last day of cover; it counts as elapsed, a part day as a whole one. */
  readonly cancelledOn: CalendarDate;
  /** `RULE_OF_78`, `MEAN`: instalment periods of the cover. Default: its months. */
  readonly periods?: number;
  /** Periods elapsed, for the methods that count periods. Default: months begun, a part month counting as one. */
  readonly elapsedPeriods?: number;
  /** `SUM_OF_BALANCES`, `ACTUARIAL`: insured balance at the start of each period. */
  readonly openingBalancesMinor?: readonly bigint[];
  /** `ACTUARIAL`: nominal yearly rate the balances are discounted at, / 12 a period. */
  readonly annualRate?: Rate;
  /** `SHORT_RATE`. */
  readonly shortRate?: ShortRate;
  /** `CUMULATIVE_FACTORS`: share earned at the end of each policy year, the last 1. */
  readonly factors?: readonly Rate[];
}

/** A cancelled cover. Amounts in minor units. */
export interface RefundInput extends RefundTerms {
  /** Written premium. */
  readonly premiumMinor: bigint;
  /** What has been paid of it, at most the premium. Default: all. */
  readonly paidMinor?: bigint;
  /** Commission on the premium, for the claw-back. Default 0. */
  readonly commissionMinor?: bigint;
  /** Days from the start, the start date being day 1, in which everything is given back. Default 0. */
  readonly freeLookDays?: number;
  /** Refunds under this are waived. Default 0. */
  readonly minimumRefundMinor?: bigint;
  /** What the books hold as unearned, when it is not what the method gives: caps the refund. */
  readonly bookedUnearnedMinor?: bigint;
}

export interface Refund {
  /** What goes back to whoever paid. */
  readonly refundMinor: bigint;
  /** The unearned premium at cancellation: by days for `PRO_RATA` and `SHORT_RATE`, else by the method. */
  readonly unearnedMinor: bigint;
  /** The part of the written premium that is taken back; less unpaid premium it is the refund. */
  readonly returnedPremiumMinor: bigint;
  readonly retainedPremiumMinor: bigint;
  readonly commissionClawbackMinor: bigint;
  readonly isFreeLook: boolean;
  /** The refund was under the minimum. */
  readonly isWaived: boolean;
}

/**
 * Months from one date to another, a part month counting as one; on the monthly day itself that many whole months have
 * run (15 January to 15 February is one).
 */
export function monthsBegun(startsOn: CalendarDate, through: CalendarDate): number {
  let months = 0;
  while (addMonths(startsOn, months) < through) months += 1;
  return months;
}

function required<T>(value: T | undefined, argument: string, method: RefundMethod): T {
  if (value === undefined) throw new ArgumentError('REQUIRED', argument, `is needed for ${method}`);
  return value;
}

function yearsAndDays(input: RefundTerms): { years: number; days: number; daysInYear: number } {
  let years = 0;
  while (addMonths(input.startsOn, 12 * (years + 1)) <= input.cancelledOn) years += 1;
  const yearStart = addMonths(input.startsOn, 12 * years);
  const days = Math.max(0, daysBetween(yearStart, input.cancelledOn) + 1);
  return { years, days, daysInYear: daysBetween(yearStart, addMonths(input.startsOn, 12 * (years + 1))) };
}

/**
 * The exact share of a premium for the whole cover that the method gives back, 0 to 1.
 * @throws ArgumentError `OUT_OF_RANGE`, `DATE_ORDER`, `REQUIRED` naming the input
 */
export function returnedShare(input: RefundTerms): Ratio {
  const { method } = input;
  const days = coverDays({ startsOn: input.startsOn, endsOn: input.endsOn, valuedOn: input.cancelledOn });
  const periods = (): number => input.periods ?? monthsBegun(input.startsOn, input.endsOn);
  const elapsedOf = (all: number): number =>
    input.elapsedPeriods ?? Math.min(all, monthsBegun(input.startsOn, input.cancelledOn));
  switch (method) {
    case 'PRO_RATA':
      return proRataShare(days.elapsed, days.total);
    case 'SHORT_RATE':
      return shortRateShare(required(input.shortRate, 'shortRate', method), days.elapsed, days.total);
    case 'RULE_OF_78':
      return ruleOf78Share(elapsedOf(periods()), periods());
    case 'MEAN':
      return meanShare(elapsedOf(periods()), periods());
    case 'SUM_OF_BALANCES': {
      const balances = required(input.openingBalancesMinor, 'openingBalancesMinor', method);
      return balancesShare(balances, elapsedOf(balances.length));
    }
    case 'ACTUARIAL': {
      const balances = required(input.openingBalancesMinor, 'openingBalancesMinor', method);
      const annual = requireAnnualRate(required(input.annualRate, 'annualRate', method), 'annualRate');
      return balancesShare(balances, elapsedOf(balances.length), reduced(multiplyRatios(annual, ratio(1n, 12n))));
    }
    case 'CUMULATIVE_FACTORS':
      return cumulativeFactorsShare(required(input.factors, 'factors', method), yearsAndDays(input));
    default:
      return unreachable(method);
  }
}

function checkAmounts(input: RefundInput): void {
  requireNotNegative(input.premiumMinor, 'premiumMinor');
  requireNotNegative(input.paidMinor ?? 0n, 'paidMinor');
  requireAtMost(input.paidMinor ?? 0n, input.premiumMinor, 'paidMinor');
  requireNotNegative(input.commissionMinor ?? 0n, 'commissionMinor');
  requireNotNegative(input.minimumRefundMinor ?? 0n, 'minimumRefundMinor');
  requireNotNegative(input.bookedUnearnedMinor ?? 0n, 'bookedUnearnedMinor');
  requireWhole(input.freeLookDays ?? 0, 'freeLookDays', { from: 0, to: 366 });
}

/** Whether a day lies in the free look: the start date is its day 1. @param freeLookDays zero or more */
export const isInFreeLook = (startsOn: CalendarDate, on: CalendarDate, freeLookDays: number): boolean =>
  daysBetween(startsOn, on) < freeLookDays;

function proportion(partMinor: bigint, premiumMinor: bigint, returnedMinor: bigint): bigint {
  return premiumMinor === 0n ? 0n : divideHalfUp(partMinor * returnedMinor, premiumMinor);
}

/**
 * The refund of a cancelled cover. It never exceeds the unearned premium nor what was paid: premium still unpaid is
 * set off first, so the refund is what was paid less what the insurer keeps. Inside the free look everything paid goes
 * back. A refund under the minimum is waived (and no commission is taken back); otherwise commission follows in
 * proportion to the premium taken back. Each amount is rounded half up once.
 * @throws ArgumentError `NEGATIVE_AMOUNT`, `OUT_OF_RANGE`, `DATE_ORDER`, `REQUIRED` naming the input
 */
export function refund(input: RefundInput): Refund {
  checkAmounts(input);
  const { premiumMinor } = input;
  const paidMinor = input.paidMinor ?? premiumMinor;
  const days = coverDays({ startsOn: input.startsOn, endsOn: input.endsOn, valuedOn: input.cancelledOn });
  const isFreeLook = isInFreeLook(input.startsOn, input.cancelledOn, input.freeLookDays ?? 0);
  const byDays = scaleMinor(premiumMinor, proRataShare(days.elapsed, days.total));
  const byMethod = scaleMinor(premiumMinor, returnedShare(input));
  const isByDays = input.method === 'PRO_RATA' || input.method === 'SHORT_RATE';
  const unearnedMinor = isFreeLook ? premiumMinor : (input.bookedUnearnedMinor ?? (isByDays ? byDays : byMethod));
  const entitled = isFreeLook ? premiumMinor : minMinor(byMethod, unearnedMinor);
  const due = maxMinor(0n, paidMinor - (premiumMinor - entitled));
  const isWaived = !isFreeLook && due > 0n && due < (input.minimumRefundMinor ?? 0n);
  const returnedPremiumMinor = isWaived ? premiumMinor - paidMinor : entitled;
  return {
    refundMinor: isWaived ? 0n : due,
    unearnedMinor,
    returnedPremiumMinor,
    retainedPremiumMinor: premiumMinor - returnedPremiumMinor,
    commissionClawbackMinor: isWaived ? 0n : proportion(input.commissionMinor ?? 0n, premiumMinor, entitled),
    isFreeLook,
    isWaived,
  };
}
