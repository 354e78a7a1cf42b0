import { Decimal as DecimalLibrary } from 'decimal.js';
import { ArgumentError } from './errors.js';

/** Exact decimals for rates: 40 significant digits, half up (away from zero), never printed with an exponent. */
export const Decimal = DecimalLibrary.clone({
  precision: 40,
  rounding: DecimalLibrary.ROUND_HALF_UP,
  toExpNeg: -60,
  toExpPos: 60,
});
export type Decimal = DecimalLibrary;

const DECIMAL_PATTERN = /^-?\d{1,30}(\.\d{1,20})?$/;

/** Whether `text` is a plain decimal: optional minus, at most 30 digits, at most 20 decimals, no exponent. */
export const isDecimalText = (text: string): boolean => DECIMAL_PATTERN.test(text);

/** @throws ArgumentError `NOT_A_DECIMAL` */
export function decimal(text: string): Decimal {
  if (!isDecimalText(text)) throw new ArgumentError('NOT_A_DECIMAL', 'decimal', `${text} is not a plain decimal`);
  return new Decimal(text);
}
