import { type CalendarDate, divideHalfUp, minMinor } from '../kernel/index.js';
import { type Ratio, scaleMinor, toMultiple } from './ratio.js';
import { factorAt, type PeriodFactors } from './schedule-factors.js';

/** One instalment; all amounts in minor units. A flat fee counts as interest. Closing = opening - principal. */
export interface Instalment {
  /** 1 for the first. */
  readonly number: number;
  readonly dueOn: CalendarDate;
  readonly openingBalanceMinor: bigint;
  readonly principalMinor: bigint;
  readonly interestMinor: bigint;
  readonly paymentMinor: bigint;
  readonly closingBalanceMinor: bigint;
}

export interface RowSetting {
  readonly principalMinor: bigint;
  readonly dates: readonly CalendarDate[];
  readonly factors: PeriodFactors;
  /** What must be left after the last instalment. */
  readonly endMinor: bigint;
  /** Payments but the last are multiples of this. */
  readonly multipleMinor: bigint;
}

const interestOf = (balance: bigint, { numerator, denominator }: Ratio): bigint =>
  numerator === 0n ? 0n : divideHalfUp(balance * numerator, denominator);

/**
 * Runs the balance down. `principalOf` gives a period's principal from its interest; never more than what is left, and
 * the last instalment takes what is left.
 */
function runDown(setting: RowSetting, principalOf: (interestMinor: bigint) => bigint, charge = 0n): Instalment[] {
  const rows: Instalment[] = [];
  const last = setting.dates.length;
  let balance = setting.principalMinor;
  for (const dueOn of setting.dates) {
    const number = rows.length + 1;
    const interestMinor = charge + interestOf(balance, factorAt(setting.factors, number - 1));
    const left = balance - setting.endMinor;
    const principalMinor = number === last ? left : minMinor(principalOf(interestMinor), left);
    rows.push({
      number,
      dueOn,
      openingBalanceMinor: balance,
      principalMinor,
      interestMinor,
      paymentMinor: principalMinor + interestMinor,
      closingBalanceMinor: balance - principalMinor,
    });
    balance -= principalMinor;
  }
  return rows;
}

export const levelRows = (setting: RowSetting, paymentMinor: bigint): Instalment[] =>
  runDown(setting, (interest) => paymentMinor - interest);

export const interestOnlyRows = (setting: RowSetting): Instalment[] => runDown(setting, () => 0n);

/** Equal principal; with a payment multiple, each payment is rounded and its principal follows. */
export function equalPrincipalRows(setting: RowSetting): Instalment[] {
  const part = divideHalfUp(setting.principalMinor, BigInt(setting.dates.length));
  if (setting.multipleMinor === 1n) return runDown(setting, () => part);
  return runDown(setting, (interest) => toMultiple(part + interest, setting.multipleMinor) - interest);
}

/** Equal principal plus the same fee on the original principal every period. */
export function flatFeeRows(setting: RowSetting, feeRate: Ratio): Instalment[] {
  const fee = scaleMinor(setting.principalMinor, feeRate);
  const part = divideHalfUp(setting.principalMinor, BigInt(setting.dates.length));
  const payment = toMultiple(part + fee, setting.multipleMinor);
  return runDown(setting, () => payment - fee, fee);
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** What the last payment is off the level payment; a schedule paid up early counts what it did not need. */
const deviation = (rows: readonly Instalment[], paymentMinor: bigint): bigint =>
  (rows[rows.length - 1]?.paymentMinor ?? paymentMinor) - paymentMinor;

/**
 * Level rows, evened out when asked: with the last instalment off by d, payment + round(d / n) is tried once and kept
 * only when the last instalment then deviates less.
 */
export function smoothedLevelRows(
  setting: RowSetting,
  paymentMinor: bigint,
  smooth: boolean,
): { readonly rows: Instalment[]; readonly paymentMinor: bigint } {
  const rows = levelRows(setting, paymentMinor);
  const off = deviation(rows, paymentMinor);
  if (!smooth || off === 0n || rows.length === 1) return { rows, paymentMinor };
  const change = toMultiple(divideHalfUp(off, BigInt(rows.length)), setting.multipleMinor);
  if (change === 0n) return { rows, paymentMinor };
  const triedPayment = paymentMinor + change;
  const tried = levelRows(setting, triedPayment);
  const isBetter = magnitude(deviation(tried, triedPayment)) < magnitude(off);
  return isBetter ? { rows: tried, paymentMinor: triedPayment } : { rows, paymentMinor };
}
