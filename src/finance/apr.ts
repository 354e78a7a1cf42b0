import { ArgumentError, type CalendarDate, type CurrencyCode, Decimal, daysBetween } from '../kernel/index.js';
import {
  requireNotBefore,
  requireOneCurrency,
  requirePeriodsPerYear,
  requirePositive,
  requireSomething,
} from './arguments.js';
import { solveRate } from './root.js';
import {
  commonAnchor,
  countSeries,
  countUnitPeriods,
  type UnitPeriod,
  type UnitPeriodCount,
  unitPeriodOf,
  unitPeriodsPerYear,
} from './unit-period.js';

/** An amount on a date, minor units, more than zero. */
export interface DatedAmount {
  readonly amountMinor: bigint;
  readonly on: CalendarDate;
  /** When given, all amounts must have the same. */
  readonly currency?: CurrencyCode;
}

/** What the borrower receives and pays. The term begins with the first advance. */
export interface CreditFlows {
  readonly advances: readonly DatedAmount[];
  readonly payments: readonly DatedAmount[];
}

interface TimedAmount {
  readonly amount: number;
  readonly full: number;
  readonly fraction: number;
}

/** Sum of amounts / ((1 + fraction i)(1 + i)^full) and its slope. */
function discounted(amounts: readonly TimedAmount[], i: number): { value: number; slope: number } {
  let [value, slope] = [0, 0];
  for (const { amount, full, fraction } of amounts) {
    const odd = 1 + fraction * i;
    const present = amount / (odd * (1 + i) ** full);
    value += present;
    slope -= present * (fraction / odd + full / (1 + i));
  }
  return { value, slope };
}

function solveFlows(advances: readonly TimedAmount[], payments: readonly TimedAmount[]): number {
  return solveRate((i) => {
    const [paid, advanced] = [discounted(payments, i), discounted(advances, i)];
    return { value: paid.value - advanced.value, slope: paid.slope - advanced.slope };
  }, 'payments');
}

const byDate = (flows: readonly DatedAmount[]): DatedAmount[] =>
  [...flows].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));

function checkedFlows(flows: CreditFlows): { advances: DatedAmount[]; payments: DatedAmount[]; start: CalendarDate } {
  requireSomething(flows.advances, 'advances');
  requireSomething(flows.payments, 'payments');
  flows.advances.forEach(({ amountMinor }, at) => {
    requirePositive(amountMinor, `advances[${at}].amountMinor`);
  });
  flows.payments.forEach(({ amountMinor }, at) => {
    requirePositive(amountMinor, `payments[${at}].amountMinor`);
  });
  requireOneCurrency(
    [...flows.advances, ...flows.payments].map(({ currency }) => currency),
    'payments',
  );
  const [advances, payments] = [byDate(flows.advances), byDate(flows.payments)];
  const start = (advances[0] as DatedAmount).on;
  payments.forEach(({ on }, at) => {
    requireNotBefore(on, start, `payments[${at}].on`);
  });
  if (payments[payments.length - 1]?.on === start) {
    throw new ArgumentError('DATE_ORDER', 'payments', 'must not all fall on the day of the first advance');
  }
  return { advances, payments, start };
}

export interface RegulationZApr {
  /** Nominal a year, rounded half up to 0.01 % (0.0969 for 9.69 %). */
  readonly apr: Decimal;
  readonly unroundedApr: number;
  readonly unitPeriod: UnitPeriod;
  readonly unitPeriodsPerYear: number;
}

export const roundRate = (rate: number, decimals: number): Decimal =>
  new Decimal(rate.toPrecision(14)).toDecimalPlaces(decimals, Decimal.ROUND_HALF_UP);

/**
 * The annual percentage rate of United States closed-end credit, actuarial method: the unit-period rate i at which
 * sum A / ((1 + e i)(1 + i)^q) = sum P / ((1 + f i)(1 + i)^t), times the unit-periods a year.
 * Source: Regulation Z, 12 CFR 1026, Appendix J (b)(8).
 * @param unitPeriod when the transaction's own is known; by default it is found from the dates
 * @throws ArgumentError `EMPTY`, `NOT_POSITIVE`, `DATE_ORDER`, `CURRENCY_MISMATCH`, `NO_SOLUTION`
 */
export function regulationZApr(flows: CreditFlows, unitPeriod?: UnitPeriod): RegulationZApr {
  const { advances, payments, start } = checkedFlows(flows);
  const dates = payments.map(({ on }) => on);
  const period =
    unitPeriod ??
    unitPeriodOf(
      advances.map(({ on }) => on),
      dates,
    );
  const counts = countSeries(period, start, dates);
  const timed = ({ amountMinor }: DatedAmount, at: number): TimedAmount => ({
    amount: Number(amountMinor),
    ...(counts[at] as UnitPeriodCount),
  });
  const advanceTimed = ({ amountMinor, on }: DatedAmount): TimedAmount => ({
    amount: Number(amountMinor),
    ...countUnitPeriods(period, start, on),
  });
  const perYear = unitPeriodsPerYear(period);
  const unroundedApr = solveFlows(advances.map(advanceTimed), payments.map(timed)) * perYear;
  return { apr: roundRate(unroundedApr, 4), unroundedApr, unitPeriod: period, unitPeriodsPerYear: perYear };
}

/** A payment at a known number of unit-periods: `full` whole ones and a fraction of one. */
export interface UnitPeriodAmount {
  readonly amountMinor: bigint;
  readonly full: number;
  readonly fraction: number;
}

/** The same from unit-periods counted by the caller. Same errors. */
export function actuarialApr(
  advances: readonly UnitPeriodAmount[],
  payments: readonly UnitPeriodAmount[],
  periodsPerYear: number,
): { readonly apr: Decimal; readonly unroundedApr: number } {
  const timed = (flow: UnitPeriodAmount, argument: string): TimedAmount => {
    requirePositive(flow.amountMinor, argument);
    const isAfterStart = flow.full >= 0 && flow.fraction >= 0 && Number.isFinite(flow.full + flow.fraction);
    if (!isAfterStart) throw new ArgumentError('OUT_OF_RANGE', argument, 'lies before the term');
    return { amount: Number(flow.amountMinor), full: flow.full, fraction: flow.fraction };
  };
  requireSomething(advances, 'advances');
  requireSomething(payments, 'payments');
  requirePeriodsPerYear(periodsPerYear);
  const unroundedApr =
    periodsPerYear *
    solveFlows(
      advances.map((flow, at) => timed(flow, `advances[${at}]`)),
      payments.map((flow, at) => timed(flow, `payments[${at}]`)),
    );
  return { apr: roundRate(unroundedApr, 4), unroundedApr };
}

/** Accuracy of a disclosed rate: 1/8 of a point for regular transactions, 1/4 for irregular ones (12 CFR 1026.22(a)). */
export function isAprAccurate(disclosed: Decimal, exact: number | Decimal, isIrregular = false): boolean {
  return disclosed
    .minus(exact)
    .abs()
    .lte(isIrregular ? '0.0025' : '0.00125');
}

export interface EuropeanApr {
  /** Effective a year, rounded half up to 0.1 % (0.128 for 12.8 %). */
  readonly apr: Decimal;
  readonly unroundedApr: number;
}

/**
 * How intervals are counted for the European rate: `DAYS` actual days / 365; `MONTHS` whole months / 12 back from the
 * date, odd days / 365; `WEEKS` whole weeks / 52, odd days / 365.
 */
export type EuropeanIntervals = 'DAYS' | 'MONTHS' | 'WEEKS';

function yearsBetween(from: CalendarDate, to: CalendarDate, intervals: EuropeanIntervals, anchor?: number): number {
  const days = daysBetween(from, to);
  if (intervals === 'DAYS') return days / 365;
  if (intervals === 'WEEKS') return Math.floor(days / 7) / 52 + (days % 7) / 365;
  const { full, fraction } = countUnitPeriods({ unit: 'MONTH', count: 1 }, from, to, anchor);
  return full / 12 + (fraction * 30) / 365;
}

/**
 * The annual percentage rate of charge of the European Union and the United Kingdom: X with
 * sum C (1 + X)^-t = sum D (1 + X)^-s, times in years.
 * Source: Directive 2008/48/EC, Annex I.
 * @param intervals default `DAYS`
 * @throws ArgumentError `EMPTY`, `NOT_POSITIVE`, `DATE_ORDER`, `CURRENCY_MISMATCH`, `NO_SOLUTION`
 */
export function europeanApr(flows: CreditFlows, intervals: EuropeanIntervals = 'DAYS'): EuropeanApr {
  const { advances, payments, start } = checkedFlows(flows);
  // Advances and payments are two series: each is measured back on its own day of month.
  const timed = (flows: readonly DatedAmount[]): TimedAmount[] => {
    const anchor = commonAnchor(flows.map(({ on }) => on));
    return flows.map(({ amountMinor, on }) => ({
      amount: Number(amountMinor),
      full: yearsBetween(start, on, intervals, anchor),
      fraction: 0,
    }));
  };
  const unroundedApr = solveFlows(timed(advances), timed(payments));
  return { apr: roundRate(unroundedApr, 3), unroundedApr };
}
