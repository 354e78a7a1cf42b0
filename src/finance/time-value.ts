import { ArgumentError, Decimal } from '../kernel/index.js';
import { requirePeriodsPerYear, requireSomething } from './arguments.js';
import type { Rate } from './ratio.js';
import { solveRate } from './root.js';

/**
 * The time value of money, exact decimals (40 digits carried). Cash received is positive, paid negative. Rates are per
 * period and above -1; payments fall at the end of a period unless `BEGIN`.
 */
export type Timing = 'END' | 'BEGIN';

type Amount = Decimal | number | bigint | string;

export interface TimeValue {
  readonly rate: Rate;
  readonly periods: number;
  readonly payment?: Amount;
  readonly presentValue?: Amount;
  readonly futureValue?: Amount;
  readonly timing?: Timing;
}

const ONE = new Decimal(1);
/** Daily periods over a century and more; beyond it powers only overflow. */
const MAX_PERIODS = 100_000;
function amountOf(value: Amount | undefined, argument: string): Decimal {
  const amount = new Decimal(typeof value === 'bigint' ? value.toString() : (value ?? 0));
  if (!amount.isFinite()) throw new ArgumentError('NOT_A_NUMBER', argument, `${value} is not a finite number`);
  return amount;
}

function rateOf(value: Rate): Decimal {
  const rate = new Decimal(value);
  if (!rate.isFinite() || rate.lte(-1)) {
    throw new ArgumentError('RATE_BELOW_MINUS_ONE', 'rate', `${rate.toString()} is not above -100 %`);
  }
  return rate;
}

function requirePeriods(periods: number, argument = 'periods', least = 0): void {
  if (!(periods >= least && periods <= MAX_PERIODS)) {
    throw new ArgumentError('OUT_OF_RANGE', argument, `${periods} must be at least ${least}, at most ${MAX_PERIODS}`);
  }
}

const growthOf = (rate: Decimal, periods: number): Decimal => rate.plus(ONE).pow(periods);

/** (1 + r when) ((1+r)^n - 1) / r: what one unit a period grows to. */
function accumulated(rate: Decimal, periods: number, timing: Timing | undefined): Decimal {
  if (rate.isZero()) return new Decimal(periods);
  const early = timing === 'BEGIN' ? rate.plus(ONE) : ONE;
  return growthOf(rate, periods).minus(ONE).dividedBy(rate).times(early);
}

/** The payment a period that turns the present value into the future value. */
export function levelPayment(of: TimeValue): Decimal {
  const rate = rateOf(of.rate);
  requirePeriods(of.periods, 'periods', Number.MIN_VALUE);
  const grown = amountOf(of.presentValue, 'presentValue').times(growthOf(rate, of.periods));
  return grown
    .plus(amountOf(of.futureValue, 'futureValue'))
    .dividedBy(accumulated(rate, of.periods, of.timing))
    .negated();
}

export function futureValue(of: TimeValue): Decimal {
  const rate = rateOf(of.rate);
  requirePeriods(of.periods);
  const grown = amountOf(of.presentValue, 'presentValue').times(growthOf(rate, of.periods));
  return grown.plus(amountOf(of.payment, 'payment').times(accumulated(rate, of.periods, of.timing))).negated();
}

export function presentValue(of: TimeValue): Decimal {
  const rate = rateOf(of.rate);
  requirePeriods(of.periods);
  const paid = amountOf(of.payment, 'payment').times(accumulated(rate, of.periods, of.timing));
  return paid.plus(amountOf(of.futureValue, 'futureValue')).dividedBy(growthOf(rate, of.periods)).negated();
}

/**
 * What is owed before payment `number`: from the payments still to come, or from those made when the rate is negative.
 * The other way round either would lose digits, since its rounding grows with every period.
 */
function owedBefore(of: TimeValue & { readonly rate: Decimal }, number: number): Decimal {
  const { futureValue: _end, ...fromStart } = of;
  const { presentValue: _start, ...toEnd } = of;
  return of.rate.isNegative()
    ? futureValue({ ...fromStart, periods: number - 1 })
    : presentValue({ ...toEnd, periods: of.periods - number + 1 }).negated();
}

/** The interest in payment number `number` (1 to `periods`). */
export function interestPart(of: TimeValue, number: number): Decimal {
  requirePeriods(number, 'number', 1);
  if (number > of.periods) throw new ArgumentError('OUT_OF_RANGE', 'number', `${number} is beyond ${of.periods}`);
  if (of.timing === 'BEGIN' && number === 1) return new Decimal(0);
  const rate = rateOf(of.rate);
  const owed = owedBefore({ ...of, rate, payment: levelPayment(of) }, number);
  const interest = owed.times(rate);
  return of.timing === 'BEGIN' ? interest.dividedBy(rate.plus(ONE)) : interest;
}

/** The principal in payment number `number`. */
export const principalPart = (of: TimeValue, number: number): Decimal =>
  levelPayment(of).minus(interestPart(of, number));

/**
 * How many periods the payments need, not rounded.
 * @throws ArgumentError `NO_SOLUTION` when they never get there
 */
export function periodsNeeded(of: Omit<TimeValue, 'periods'>): Decimal {
  const rate = rateOf(of.rate);
  const [payment, present, future] = [
    amountOf(of.payment, 'payment'),
    amountOf(of.presentValue, 'presentValue'),
    amountOf(of.futureValue, 'futureValue'),
  ];
  const never = new ArgumentError('NO_SOLUTION', 'payment', 'the payments never reach the future value');
  if (rate.isZero()) {
    if (payment.isZero()) throw never;
    return future.plus(present).dividedBy(payment).negated();
  }
  const perpetuity = payment.times(of.timing === 'BEGIN' ? rate.plus(ONE) : ONE).dividedBy(rate);
  const growth = perpetuity.minus(future).dividedBy(present.plus(perpetuity));
  if (!growth.isFinite() || growth.lte(0)) throw never;
  return growth.ln().dividedBy(rate.plus(ONE).ln());
}

/** Secant steps in decimals from a double's root: three reach the 30th digit. */
function polished(root: number, value: (rate: Decimal) => Decimal): Decimal {
  let [before, rate] = [new Decimal(root).plus('1e-9'), new Decimal(root)];
  let valueBefore = value(before);
  for (let step = 0; step < 6; step += 1) {
    const now = value(rate);
    const rise = now.minus(valueBefore);
    if (now.isZero() || rise.isZero()) break;
    const next = rate.minus(now.times(rate.minus(before)).dividedBy(rise));
    [before, valueBefore, rate] = [rate, now, next];
    if (next.minus(before).abs().lt('1e-36')) break;
  }
  return rate;
}

/**
 * The rate per period that connects the amounts, to 30 digits.
 * @throws ArgumentError `NO_SOLUTION`, `OUT_OF_RANGE`
 */
export function periodRate(of: Omit<TimeValue, 'rate'>): Decimal {
  requirePeriods(of.periods, 'periods', Number.MIN_VALUE);
  const value = (rate: Decimal): Decimal => amountOf(of.futureValue, 'futureValue').minus(futureValue({ ...of, rate }));
  const numeric = (rate: number): number => numericFutureValue(of, rate);
  const root = solveRate((rate) => {
    const step = 1e-7 * (1 + rate);
    return { value: numeric(rate), slope: (numeric(rate + step) - numeric(rate - step)) / (2 * step) };
  }, 'presentValue');
  return polished(root, value);
}

function numericFutureValue(of: Omit<TimeValue, 'rate'>, rate: number): number {
  const growth = (1 + rate) ** of.periods;
  const early = of.timing === 'BEGIN' ? 1 + rate : 1;
  const one = Math.abs(rate) < 1e-9 ? of.periods : (early * Math.expm1(of.periods * Math.log1p(rate))) / rate;
  const [payment, present] = [
    amountOf(of.payment, 'payment').toNumber(),
    amountOf(of.presentValue, 'presentValue').toNumber(),
  ];
  return present * growth + payment * one + amountOf(of.futureValue, 'futureValue').toNumber();
}

/** Net present value of flows, the first one now. */
export function netPresentValue(rate: Rate, flows: readonly Amount[]): Decimal {
  requireSomething(flows, 'flows');
  const growth = rateOf(rate).plus(ONE);
  let value = new Decimal(0);
  for (let at = flows.length - 1; at >= 0; at -= 1)
    value = value.dividedBy(growth).plus(amountOf(flows[at], `flows[${at}]`));
  return value;
}

/**
 * The internal rate per period of flows (the first one now) as a double: the root nearest to zero.
 * @throws ArgumentError `NO_SOLUTION` when the flows have no change of sign
 */
export function internalRateNumber(flows: readonly number[]): number {
  return solveRate((rate) => {
    const growth = 1 / (1 + rate);
    let [value, slope] = [0, 0];
    for (let at = flows.length - 1; at >= 0; at -= 1) {
      slope = slope * growth + value;
      value = value * growth + (flows[at] ?? 0);
    }
    return { value, slope: -slope * growth * growth };
  }, 'flows');
}

/** The internal rate per period of flows (the first one now), to 30 digits. Same errors. */
export function internalRate(flows: readonly Amount[]): Decimal {
  requireSomething(flows, 'flows');
  const root = internalRateNumber(flows.map((flow) => Number(flow)));
  return polished(root, (rate) => netPresentValue(rate, flows));
}

/** (1 + nominal / m)^m - 1. @throws ArgumentError `OUT_OF_RANGE`, `RATE_BELOW_MINUS_ONE` */
export function effectiveRate(nominal: Rate, periodsPerYear = 12): Decimal {
  requirePeriodsPerYear(periodsPerYear);
  const perPeriod = new Decimal(nominal).dividedBy(periodsPerYear);
  return growthOf(rateOf(perPeriod), periodsPerYear).minus(ONE);
}

/** m ((1 + effective)^(1/m) - 1). Same errors. */
export function nominalRate(effective: Rate, periodsPerYear = 12): Decimal {
  requirePeriodsPerYear(periodsPerYear);
  const root = rateOf(effective).plus(ONE).pow(ONE.dividedBy(periodsPerYear));
  return root.minus(ONE).times(periodsPerYear);
}
