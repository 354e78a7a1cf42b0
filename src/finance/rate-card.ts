import { ArgumentError, type CalendarDate, Decimal, divideHalfUp, type FieldIssue, issue } from '../kernel/index.js';
import { requireNotNegative, requirePositive, requireRateNotNegative, requireWhole } from './arguments.js';
import { type Rate, type Ratio, ratio, ratioOf, scaleMinor } from './ratio.js';

/** Values over `over` (exclusive) up to `upTo` (inclusive); an absent bound is open. */
export interface Band<Value> {
  readonly over?: Value;
  readonly upTo?: Value;
}

/** How long the annual part is charged: the whole term, or at most so many months. */
export type AnnualDuration = 'TERM' | { readonly months: number };

/** One row: the bands it is for (an absent band takes every value) and its rates. */
export interface RateRow {
  /** Loan to value, 0.9 for 90 %. */
  readonly ltv?: Band<Rate>;
  readonly termMonths?: Band<number>;
  readonly score?: Band<number>;
  readonly amountMinor?: Band<bigint>;
  /** On the loan amount, at the start. Default: the table's. */
  readonly upfrontRate?: Rate;
  /** On the loan amount, a year. */
  readonly annualRate: Rate;
  readonly annualDuration: AnnualDuration;
}

/** The rates in force from one date to another, both included. */
export interface RateTable {
  readonly effectiveFrom: CalendarDate;
  readonly effectiveTo?: CalendarDate;
  readonly source: string;
  readonly upfrontRate?: Rate;
  readonly rows: readonly RateRow[];
}

export interface RateCard {
  readonly code: string;
  readonly tables: readonly RateTable[];
}

export interface RateCardQuery {
  /** Selects the table: the date of the application, case or endorsement, as the card says. */
  readonly on: CalendarDate;
  readonly amountMinor: bigint;
  /** Value of the collateral, for the loan to value. Needed when the table has such bands. */
  readonly valueMinor?: bigint;
  readonly termMonths: number;
  readonly score?: number;
}

export interface RateCardPrice {
  readonly upfrontMinor: bigint;
  /** Of the first year, on the loan amount. */
  readonly annualMinor: bigint;
  readonly monthlyMinor: bigint;
  readonly upfrontRate: Decimal;
  readonly annualRate: Decimal;
  /** Months the annual part is charged, at most the term. */
  readonly annualMonths: number;
  readonly annualDuration: AnnualDuration;
  /** Loan to value, exact to 40 digits; undefined without a value. */
  readonly loanToValue: Decimal | undefined;
  readonly source: string;
  /** Position in the table. */
  readonly row: number;
}

const isLess = (a: Ratio, b: Ratio): boolean => a.numerator * b.denominator < b.numerator * a.denominator;

function holdsRatio(band: Band<Rate> | undefined, value: Ratio): boolean {
  if (band?.over !== undefined && !isLess(ratioOf(band.over), value)) return false;
  return band?.upTo === undefined || !isLess(ratioOf(band.upTo), value);
}

function holds<Value extends number | bigint>(band: Band<Value> | undefined, value: Value): boolean {
  return (band?.over === undefined || value > band.over) && (band?.upTo === undefined || value <= band.upTo);
}

function needed<Value>(value: Value | undefined, argument: string): Value {
  if (value === undefined) throw new ArgumentError('REQUIRED', argument, 'is needed: the table has bands of it');
  return value;
}

function matches(row: RateRow, query: RateCardQuery): boolean {
  if (row.ltv) {
    const value = needed(query.valueMinor, 'valueMinor');
    if (!holdsRatio(row.ltv, ratio(query.amountMinor, value))) return false;
  }
  if (row.score && !holds(row.score, needed(query.score, 'score'))) return false;
  return holds(row.termMonths, query.termMonths) && holds(row.amountMinor, query.amountMinor);
}

/** The table in force on a date. @throws ArgumentError `NO_RATES_IN_FORCE` */
export function rateTableOn(card: RateCard, on: CalendarDate): RateTable {
  const table = card.tables.find(({ effectiveFrom, effectiveTo }) => {
    return effectiveFrom <= on && (effectiveTo === undefined || on <= effectiveTo);
  });
  if (!table) throw new ArgumentError('NO_RATES_IN_FORCE', 'on', `${card.code} has no rates in force on ${on}`);
  return table;
}

/**
 * Prices a loan by a rate card: upper bounds are inclusive, the first row that takes the loan decides. Upfront, annual
 * and monthly amounts are each rounded half up once.
 * @throws ArgumentError `NOT_POSITIVE`, `OUT_OF_RANGE`, `REQUIRED`, `NO_RATES_IN_FORCE`, `NO_MATCHING_ROW`
 */
export function rateCardPrice(card: RateCard, query: RateCardQuery): RateCardPrice {
  requirePositive(query.amountMinor, 'amountMinor');
  if (query.valueMinor !== undefined) requirePositive(query.valueMinor, 'valueMinor');
  requireWhole(query.termMonths, 'termMonths', { from: 1, to: 1200 });
  const table = rateTableOn(card, query.on);
  const at = table.rows.findIndex((row) => matches(row, query));
  const row = table.rows[at];
  if (!row) throw new ArgumentError('NO_MATCHING_ROW', 'query', `${card.code} has no row for this loan`);
  const [upfront, annual] = [row.upfrontRate ?? table.upfrontRate ?? 0, row.annualRate];
  const annualRatio = ratioOf(annual, 'annualRate');
  const most = row.annualDuration === 'TERM' ? query.termMonths : row.annualDuration.months;
  return {
    upfrontMinor: scaleMinor(query.amountMinor, ratioOf(upfront, 'upfrontRate')),
    annualMinor: scaleMinor(query.amountMinor, annualRatio),
    monthlyMinor: divideHalfUp(query.amountMinor * annualRatio.numerator, annualRatio.denominator * 12n),
    upfrontRate: new Decimal(upfront),
    annualRate: new Decimal(annual),
    annualMonths: Math.min(most, query.termMonths),
    annualDuration: row.annualDuration,
    loanToValue: query.valueMinor === undefined ? undefined : loanToValue(query.amountMinor, query.valueMinor),
    source: table.source,
    row: at,
  };
}

/** Loan / value to 40 digits. @throws ArgumentError `NOT_POSITIVE` */
export function loanToValue(amountMinor: bigint, valueMinor: bigint): Decimal {
  requirePositive(valueMinor, 'valueMinor');
  return new Decimal(amountMinor.toString()).dividedBy(valueMinor.toString());
}

/**
 * The annual premium of each year on the average balance outstanding in it (the balances at the start of its twelve
 * months), rounded half up once a year; the last year may be shorter and is charged for its months.
 */
export function annualPremiumsOnAverageBalance(openingBalancesMinor: readonly bigint[], annualRate: Rate): bigint[] {
  const { numerator, denominator } = requireRateNotNegative(annualRate, 'annualRate');
  openingBalancesMinor.forEach((balance, at) => {
    requireNotNegative(balance, `openingBalancesMinor[${at}]`);
  });
  const premiums: bigint[] = [];
  for (let from = 0; from < openingBalancesMinor.length; from += 12) {
    const sum = openingBalancesMinor.slice(from, from + 12).reduce((total, balance) => total + balance, 0n);
    premiums.push(divideHalfUp(sum * numerator, denominator * 12n));
  }
  return premiums;
}

function rangesMeet<Value extends number | bigint>(a: Band<Value> | undefined, b: Band<Value> | undefined): boolean {
  const isApart = (low: Band<Value> | undefined, high: Band<Value> | undefined): boolean =>
    low?.upTo !== undefined && high?.over !== undefined && low.upTo <= high.over;
  return !isApart(a, b) && !isApart(b, a);
}

const numberBand = (band: Band<Rate> | undefined): Band<number> => ({
  ...(band?.over === undefined ? {} : { over: Number(band.over) }),
  ...(band?.upTo === undefined ? {} : { upTo: Number(band.upTo) }),
});

const rowsMeet = (a: RateRow, b: RateRow): boolean =>
  rangesMeet(numberBand(a.ltv), numberBand(b.ltv)) &&
  rangesMeet(a.termMonths, b.termMonths) &&
  rangesMeet(a.score, b.score) &&
  rangesMeet(a.amountMinor, b.amountMinor);

/** What is wrong with a card: tables in force at the same time, rows that take the same loan, negative rates. */
export function rateCardIssues(card: RateCard): FieldIssue[] {
  const issues: FieldIssue[] = [];
  card.tables.forEach((table, t) => {
    const path = `tables[${t}]`;
    if (table.effectiveTo !== undefined && table.effectiveTo < table.effectiveFrom) {
      issues.push(issue(`${path}.effectiveTo`, 'DATE_ORDER', 'is before effectiveFrom'));
    }
    const other = card.tables.findIndex((b, at) => at > t && tablesMeet(table, b));
    if (other >= 0) issues.push(issue(`tables[${other}]`, 'TABLES_OVERLAP', `is in force together with ${path}`));
    table.rows.forEach((row, r) => {
      const rates = [row.annualRate, row.upfrontRate ?? 0];
      if (rates.some((rate) => Number(rate) < 0)) issues.push(issue(`${path}.rows[${r}]`, 'NEGATIVE_RATE', 'negative'));
      const twin = table.rows.findIndex((b, at) => at > r && rowsMeet(row, b));
      if (twin >= 0) issues.push(issue(`${path}.rows[${twin}]`, 'ROWS_OVERLAP', `takes loans of rows[${r}] too`));
    });
  });
  return issues;
}

const tablesMeet = (a: RateTable, b: RateTable): boolean =>
  (a.effectiveTo === undefined || b.effectiveFrom <= a.effectiveTo) &&
  (b.effectiveTo === undefined || a.effectiveFrom <= b.effectiveTo);
