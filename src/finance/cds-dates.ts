import {
  ArgumentError,
  addDays,
  addMonths,
  type CalendarDate,
  dateClamped,
  dayOf,
  daysBetween,
  epochDay,
  monthOf,
  yearOf,
} from '../kernel/index.js';
import { requireInteger } from './risk-arguments.js';

export type BusinessDayConvention = 'UNADJUSTED' | 'FOLLOWING' | 'MODIFIED_FOLLOWING';
export type Holidays = ReadonlySet<CalendarDate>;

const NO_HOLIDAYS: Holidays = new Set();

/** 1970-01-01 was a Thursday: 0 is Monday, 5 and 6 the weekend. */
const weekday = (date: CalendarDate): number => (((epochDay(date) + 3) % 7) + 7) % 7;

export const isBusinessDay = (date: CalendarDate, holidays: Holidays = NO_HOLIDAYS): boolean =>
  weekday(date) < 5 && !holidays.has(date);

/** The date, or the business day the convention moves it to. Weekends are never business days. */
export function adjustDate(
  date: CalendarDate,
  convention: BusinessDayConvention,
  holidays: Holidays = NO_HOLIDAYS,
): CalendarDate {
  if (convention === 'UNADJUSTED') return date;
  let adjusted = date;
  while (!isBusinessDay(adjusted, holidays)) adjusted = addDays(adjusted, 1);
  if (convention === 'FOLLOWING' || monthOf(adjusted) === monthOf(date)) return adjusted;
  adjusted = date;
  while (!isBusinessDay(adjusted, holidays)) adjusted = addDays(adjusted, -1);
  return adjusted;
}

/** `count` business days after `date`. @throws ArgumentError `OUT_OF_RANGE` */
export function addBusinessDays(date: CalendarDate, count: number, holidays: Holidays = NO_HOLIDAYS): CalendarDate {
  requireInteger(count, 'count', 0);
  let moved = date;
  for (let left = count; left > 0; left -= 1) moved = adjustDate(addDays(moved, 1), 'FOLLOWING', holidays);
  return moved;
}

/** The latest 20 March, June, September or December on or before `date`. */
export function previousCdsDate(date: CalendarDate): CalendarDate {
  const month = monthOf(date);
  const quarter = Math.floor(month / 3) * 3;
  if (quarter === 0) return dateClamped(yearOf(date) - 1, 12, 20);
  const candidate = dateClamped(yearOf(date), quarter, 20);
  return candidate <= date ? candidate : addMonths(candidate, -3);
}

/** The first 20 March, June, September or December after `date`. */
export const nextCdsDate = (date: CalendarDate): CalendarDate => addMonths(previousCdsDate(date), 3);

/**
 * `SEMIANNUAL_ROLL`: since 21 December 2015 the on-the-run maturity moves on 20 March and 20 September only, so a
 * maturity always falls on 20 June or 20 December. `QUARTERLY_ROLL`: the rule before.
 */
export type CdsRoll = 'SEMIANNUAL_ROLL' | 'QUARTERLY_ROLL';

/**
 * Scheduled termination date of a standard contract: the tenor after the last roll date, plus three months.
 * @param tenorMonths whole number of months, at least 0 (0 is the contract to the next CDS date)
 * @returns an unadjusted 20th
 * @throws ArgumentError `OUT_OF_RANGE`; `NO_CONTRACT` for a tenor of 0 that the semi-annual roll does not trade
 * @see ISDA, Amending when Single Name CDS roll to new on-the-run contracts (2015)
 */
export function cdsMaturity(
  tradeOn: CalendarDate,
  tenorMonths: number,
  roll: CdsRoll = 'SEMIANNUAL_ROLL',
): CalendarDate {
  requireInteger(tenorMonths, 'tenorMonths', 0);
  let anchor = previousCdsDate(tradeOn);
  const month = monthOf(anchor);
  if (roll === 'SEMIANNUAL_ROLL' && (month === 6 || month === 12)) {
    if (tenorMonths === 0) throw new ArgumentError('NO_CONTRACT', 'tenorMonths', `0 is not traded on ${tradeOn}`);
    anchor = addMonths(anchor, -3);
  }
  return addMonths(anchor, tenorMonths + 3);
}

/** One premium period. The premium is spread x notional x days / 360. */
export interface CdsCoupon {
  readonly accruesFrom: CalendarDate;
  /** Exclusive, but see `days`. */
  readonly accruesTo: CalendarDate;
  readonly payOn: CalendarDate;
  /** Accrued days; the last period of a standard contract includes its last day. */
  readonly days: number;
}

export interface CdsSchedule {
  /** Trade date + 1: the day from which the buyer is protected by this trade. */
  readonly stepInOn: CalendarDate;
  /** Upfront payment: trade date + 3 business days. */
  readonly settleOn: CalendarDate;
  /** Days of premium the buyer receives back at settlement: accrual start to step-in. */
  readonly accruedDays: number;
  /** Credit events from trade date - 60 days count. */
  readonly lookBackFrom: CalendarDate;
  /** Periods not yet ended at step-in; the first is a full one (the seller pays the accrued part back). */
  readonly coupons: readonly CdsCoupon[];
}

/**
 * Dates of a standard (Big Bang) contract. Premium dates are the 20ths of March, June, September and December moved to
 * the following business day; accrual runs from one moved date to the next, ACT/360; the last period ends on the
 * unmoved maturity and includes it. The first period starts at the latest moved date on or before step-in.
 * @param maturityOn a 20th of March, June, September or December after step-in
 * @throws ArgumentError `NOT_A_CDS_DATE`, `OUT_OF_RANGE`
 * @see ISDA Standard North American / European Corporate CDS contract specification (2009), ISDA CDS Standard Model
 */
export function cdsSchedule(
  tradeOn: CalendarDate,
  maturityOn: CalendarDate,
  holidays: Holidays = NO_HOLIDAYS,
): CdsSchedule {
  if (previousCdsDate(maturityOn) !== maturityOn) {
    throw new ArgumentError(
      'NOT_A_CDS_DATE',
      'maturityOn',
      `${maturityOn} is no 20 March, June, September or December`,
    );
  }
  const stepInOn = addDays(tradeOn, 1);
  if (maturityOn < stepInOn) {
    throw new ArgumentError('OUT_OF_RANGE', 'maturityOn', `${maturityOn} is before step-in on ${stepInOn}`);
  }
  const moved = (date: CalendarDate): CalendarDate => adjustDate(date, 'FOLLOWING', holidays);
  let first = previousCdsDate(stepInOn);
  if (moved(first) > stepInOn || first === maturityOn) first = addMonths(first, -3);
  const coupons: CdsCoupon[] = [];
  for (let from = first; from < maturityOn; from = addMonths(from, 3)) {
    const to = addMonths(from, 3);
    const isLast = to === maturityOn;
    const [accruesFrom, accruesTo] = [moved(from), isLast ? to : moved(to)];
    coupons.push({
      accruesFrom,
      accruesTo,
      payOn: moved(to),
      days: daysBetween(accruesFrom, accruesTo) + (isLast ? 1 : 0),
    });
  }
  const accrualStart = coupons[0]?.accruesFrom ?? stepInOn;
  return {
    stepInOn,
    settleOn: addBusinessDays(tradeOn, 3, holidays),
    accruedDays: Math.max(0, daysBetween(accrualStart, stepInOn)),
    lookBackFrom: addDays(tradeOn, -60),
    coupons,
  };
}

export interface PeriodicTerms {
  readonly everyMonths: number;
  readonly convention?: BusinessDayConvention;
  readonly holidays?: Holidays;
}

/**
 * Premium periods of a contract off the standard dates: every `everyMonths` from the start, the last one short when the
 * months do not divide; every date moved by the convention (`MODIFIED_FOLLOWING` unless given).
 * @throws ArgumentError `OUT_OF_RANGE`
 */
export function periodicCoupons(
  startOn: CalendarDate,
  maturityOn: CalendarDate,
  terms: PeriodicTerms,
): readonly CdsCoupon[] {
  requireInteger(terms.everyMonths, 'terms.everyMonths', 1);
  if (maturityOn <= startOn)
    throw new ArgumentError('OUT_OF_RANGE', 'maturityOn', `${maturityOn} is not after ${startOn}`);
  const move = (date: CalendarDate): CalendarDate =>
    adjustDate(date, terms.convention ?? 'MODIFIED_FOLLOWING', terms.holidays);
  const coupons: CdsCoupon[] = [];
  let from = startOn;
  for (let step = 1; from < maturityOn; step += 1) {
    const planned = addMonths(startOn, step * terms.everyMonths, dayOf(startOn));
    const to = planned < maturityOn ? planned : maturityOn;
    const [accruesFrom, accruesTo] = [move(from), move(to)];
    coupons.push({ accruesFrom, accruesTo, payOn: accruesTo, days: daysBetween(accruesFrom, accruesTo) });
    from = to;
  }
  return coupons;
}
