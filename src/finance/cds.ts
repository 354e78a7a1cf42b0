import { ArgumentError, addDays, type CalendarDate, daysBetween } from '../kernel/index.js';
import type { CdsCoupon } from './cds-dates.js';
import {
  at,
  requireFinite,
  requireInteger,
  requireNotEmpty,
  requireNotNegative,
  requirePositive,
  requireProbability,
} from './risk-arguments.js';

/** A discount factor or survival probability by date: 1 at the valuation date. */
export type Curve = (on: CalendarDate) => number;

/**
 * e^(-rate x days / basis): a flat continuous zero rate or a flat hazard rate.
 * @param basis 360 or 365, the day count ACT/360 or ACT/365F
 * @throws ArgumentError `NOT_FINITE`
 */
export function exponentialCurve(from: CalendarDate, rate: number, basis: 360 | 365): Curve {
  requireFinite(rate, 'rate');
  return (on) => Math.exp((-rate * daysBetween(from, on)) / basis);
}

export interface CurveNode {
  readonly on: CalendarDate;
  /** Discount factor or survival probability, above 0. */
  readonly value: number;
}

/**
 * Through the nodes with ln(value) linear between them: piecewise flat forward rates, or piecewise flat hazard rates.
 * The last piece continues; before the first node the value is the first one's.
 * @param nodes ascending dates, the first at the valuation date with value 1
 * @param time distance of two dates that the interpolation is linear in; actual days unless given
 * @throws ArgumentError `EMPTY`, `OUT_OF_RANGE` (`nodes[2].value`), `NOT_ASCENDING` (`nodes[2].on`)
 */
export function logLinearCurve(
  nodes: readonly CurveNode[],
  time: (from: CalendarDate, to: CalendarDate) => number = daysBetween,
): Curve {
  if (nodes.length < 2) throw new ArgumentError('EMPTY', 'nodes', 'need two points');
  const start = at(nodes, 0).on;
  const points = nodes.map(({ on, value }, index) => {
    if (index > 0 && on <= at(nodes, index - 1).on) {
      throw new ArgumentError('NOT_ASCENDING', `nodes[${index}].on`, `${on} is not after the node before`);
    }
    return { time: time(start, on), log: Math.log(requirePositive(value, `nodes[${index}].value`)) };
  });
  return (on) => {
    const now = time(start, on);
    if (now <= 0) return Math.exp(at(points, 0).log);
    let right = 1;
    while (right < points.length - 1 && at(points, right).time < now) right += 1;
    const [from, to] = [at(points, right - 1), at(points, right)];
    return Math.exp(from.log + ((to.log - from.log) * (now - from.time)) / (to.time - from.time));
  };
}

export interface CdsContract {
  readonly valuationOn: CalendarDate;
  readonly coupons: readonly CdsCoupon[];
  readonly notional: number;
  /** Running premium a year: 0.012 is 120 basis points. */
  readonly spread: number;
  /** Share of the notional recovered in default, 0 to below 1. */
  readonly recoveryRate: number;
  readonly side: 'BUYER' | 'SELLER';
  /** Whether the premium accrued up to a default is paid then; true unless given. */
  readonly paysAccruedOnDefault?: boolean;
}

export interface CdsValue {
  /** Value to the side named in the contract. */
  readonly npv: number;
  /** Running spread at which the contract is worth nothing. */
  readonly fairSpread: number;
  /** Present value of the premiums, at least 0. */
  readonly premiumLeg: number;
  /** Present value of the payments on default, at least 0. */
  readonly protectionLeg: number;
  /** Present value of one unit of spread on the notional. */
  readonly riskyAnnuity: number;
}

/**
 * Values a credit default swap by the mid-point rule: a default in a premium period happens in its middle (whole days,
 * rounded down), the loss is paid then, and so is the premium accrued so far, ACT/360. Periods paid on or before the
 * valuation date are past; in the running period default is possible from the valuation date on.
 * @throws ArgumentError `EMPTY`, `EXPIRED` (nothing left to pay), `OUT_OF_RANGE`, `NOT_FINITE`
 * @see O'Kane and Turnbull, Valuation of credit default swaps (Lehman Brothers, 2003)
 */
export function cdsMidPoint(contract: CdsContract, discount: Curve, survival: Curve): CdsValue {
  const { valuationOn, coupons, recoveryRate, side, paysAccruedOnDefault = true } = contract;
  requireNotEmpty(coupons, 'contract.coupons');
  requirePositive(contract.notional, 'contract.notional');
  requireNotNegative(contract.spread, 'contract.spread');
  requireRecovery(recoveryRate, 'contract.recoveryRate');
  const live = coupons.filter(({ payOn }) => payOn > valuationOn);
  if (live.length === 0) throw new ArgumentError('EXPIRED', 'contract.coupons', `all are paid by ${valuationOn}`);
  let [annuity, loss] = [0, 0];
  for (const { accruesFrom, accruesTo, payOn, days } of live) {
    const isRunning = accruesFrom <= valuationOn && valuationOn <= accruesTo;
    const start = isRunning ? valuationOn : accruesFrom;
    const middle = addDays(start, Math.floor(daysBetween(start, accruesTo) / 2));
    const defaults = survival(start) - survival(accruesTo);
    const atDefault = defaults * discount(middle);
    annuity += (survival(payOn) * discount(payOn) * days) / 360;
    if (paysAccruedOnDefault) annuity += (atDefault * daysBetween(accruesFrom, middle)) / 360;
    loss += atDefault * (1 - recoveryRate);
  }
  const riskyAnnuity = annuity * contract.notional;
  const protectionLeg = loss * contract.notional;
  const premiumLeg = riskyAnnuity * contract.spread;
  const toSeller = premiumLeg - protectionLeg;
  const npv = side === 'SELLER' ? toSeller : -toSeller;
  return { npv, fairSpread: loss / annuity, premiumLeg, protectionLeg, riskyAnnuity };
}

function requireRecovery(value: number, argument: string): void {
  requireProbability(value, argument);
  if (value === 1) throw new ArgumentError('OUT_OF_RANGE', argument, '1 leaves nothing to insure');
}

/**
 * The flat hazard rate (a year, ACT/365F or ACT/360 by `basis`) at which the contract's fair spread is `quote`.
 * @param quote market spread a year, above 0
 * @throws ArgumentError `OUT_OF_RANGE`, and `NO_SOLUTION` when no hazard rate up to 100 reaches the quote
 */
export function impliedHazard(
  contract: CdsContract,
  quote: { readonly spread: number; readonly discount: Curve; readonly basis: 360 | 365 },
): number {
  requirePositive(quote.spread, 'quote.spread');
  const excess = (hazard: number): number =>
    cdsMidPoint(contract, quote.discount, exponentialCurve(contract.valuationOn, hazard, quote.basis)).fairSpread -
    quote.spread;
  let [low, high] = [0, hazardFromSpread(quote.spread, contract.recoveryRate)];
  while (excess(high) < 0) {
    if (high > 100) throw new ArgumentError('NO_SOLUTION', 'quote.spread', `${quote.spread} is beyond any hazard rate`);
    [low, high] = [high, high * 2];
  }
  while (high - low > 1e-15 * high) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Credit triangle: hazard rate = spread / (1 - recovery).
 * @param spread a year, at least 0
 * @param recoveryRate 0 to below 1
 * @throws ArgumentError `OUT_OF_RANGE`
 */
export function hazardFromSpread(spread: number, recoveryRate: number): number {
  requireNotNegative(spread, 'spread');
  requireRecovery(recoveryRate, 'recoveryRate');
  return spread / (1 - recoveryRate);
}

/**
 * Probability of default within `years` at a flat hazard rate: 1 - e^(-hazard x years).
 * @throws ArgumentError `OUT_OF_RANGE`
 */
export const defaultProbability = (hazard: number, years: number): number =>
  -Math.expm1(-requireNotNegative(hazard, 'hazard') * requireNotNegative(years, 'years'));

export interface FlatCds {
  /** Hazard rate a year, at least 0. */
  readonly hazard: number;
  /** Continuous zero rate a year. */
  readonly rate: number;
  /** 0 to below 1. */
  readonly recoveryRate: number;
  /** Term in whole premium periods / `paymentsPerYear`. */
  readonly years: number;
  /** 1 unless given. */
  readonly paymentsPerYear?: number;
}

/** Legs per unit of notional; premium and accrual leg per unit of spread. */
export interface FlatCdsLegs {
  readonly premiumLegNoAccrual: number;
  readonly accrualLeg: number;
  readonly protectionLeg: number;
  readonly parSpreadNoAccrual: number;
  readonly parSpread: number;
}

/**
 * The mid-point rule in years instead of dates: equal periods, premium in arrears, default in the middle of a period.
 * @throws ArgumentError `OUT_OF_RANGE`, `NOT_FINITE`, `NOT_WHOLE` when the term is no whole number of periods
 */
export function flatCdsLegs(terms: FlatCds): FlatCdsLegs {
  const { hazard, rate, recoveryRate, years, paymentsPerYear = 1 } = terms;
  requireNotNegative(hazard, 'terms.hazard');
  requireFinite(rate, 'terms.rate');
  requireRecovery(recoveryRate, 'terms.recoveryRate');
  requireInteger(paymentsPerYear, 'terms.paymentsPerYear', 1);
  const periods = requirePositive(years, 'terms.years') * paymentsPerYear;
  if (!Number.isInteger(periods))
    throw new ArgumentError('NOT_WHOLE', 'terms.years', `${years} is no whole number of periods`);
  const length = 1 / paymentsPerYear;
  let [premium, accrual, loss] = [0, 0, 0];
  for (let period = 1; period <= periods; period += 1) {
    const [start, end] = [(period - 1) * length, period * length];
    const survivedTo = Math.exp(-hazard * end);
    const atDefault = (Math.exp(-hazard * start) - survivedTo) * Math.exp(-rate * (start + length / 2));
    premium += length * survivedTo * Math.exp(-rate * end);
    accrual += (length / 2) * atDefault;
    loss += (1 - recoveryRate) * atDefault;
  }
  return {
    premiumLegNoAccrual: premium,
    accrualLeg: accrual,
    protectionLeg: loss,
    parSpreadNoAccrual: loss / premium,
    parSpread: loss / (premium + accrual),
  };
}
