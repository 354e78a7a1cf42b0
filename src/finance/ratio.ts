import { ArgumentError, Decimal, divideHalfUp } from '../kernel/index.js';

/** An exact fraction; the denominator is positive. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const ratio = (numerator: bigint, denominator: bigint): Ratio => ({ numerator, denominator });

/** A rate as the caller has it: exact decimal, or a number taken at its shortest decimal text (0.15 is 15/100). */
export type Rate = Decimal | number;

export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

export function reduced(value: Ratio): Ratio {
  const divisor = greatestCommonDivisor(value.numerator, value.denominator);
  return divisor <= 1n ? value : ratio(value.numerator / divisor, value.denominator / divisor);
}

/** The powers of ten a decimal text can ask for; beyond them the power is computed. */
const POWERS_OF_TEN = Array.from({ length: 64 }, (_, exponent) => 10n ** BigInt(exponent));
const powerOfTen = (exponent: number): bigint => POWERS_OF_TEN[exponent] ?? 10n ** BigInt(exponent);

function ratioOfText(text: string): Ratio {
  const point = text.indexOf('.');
  if (point < 0) return ratio(BigInt(text), 1n);
  const decimals = text.length - point - 1;
  return ratio(BigInt(text.slice(0, point) + text.slice(point + 1)), powerOfTen(decimals));
}

/**
 * The exact fraction of a rate. A number is read at its shortest decimal text, so 0.1 is one tenth.
 * @throws ArgumentError `NOT_A_NUMBER` for NaN and infinities
 */
export function ratioOf(value: Rate, argument = 'rate'): Ratio {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new ArgumentError('NOT_A_NUMBER', argument, `${value} is not a finite number`);
    const text = String(value);
    return ratioOfText(text.includes('e') ? new Decimal(value).toFixed() : text);
  }
  if (!value.isFinite())
    throw new ArgumentError('NOT_A_NUMBER', argument, `${value.toString()} is not a finite number`);
  return ratioOfText(value.toFixed());
}

export const addRatios = (a: Ratio, b: Ratio): Ratio =>
  a.denominator === b.denominator
    ? ratio(a.numerator + b.numerator, a.denominator)
    : ratio(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);

export const multiplyRatios = (a: Ratio, b: Ratio): Ratio =>
  ratio(a.numerator * b.numerator, a.denominator * b.denominator);

/** 1 - value. */
export const complement = (value: Ratio): Ratio => ratio(value.denominator - value.numerator, value.denominator);

/** `minor` x `factor`, rounded half up (away from zero) once. */
export const scaleMinor = (minor: bigint, factor: Ratio): bigint =>
  divideHalfUp(minor * factor.numerator, factor.denominator);

/** The ratio as a decimal of 40 significant digits. */
export const decimalOfRatio = (value: Ratio): Decimal =>
  new Decimal(value.numerator.toString()).dividedBy(value.denominator.toString());

/** The nearest multiple of `multiple` (positive), half up (away from zero). */
export const toMultiple = (minor: bigint, multiple: bigint): bigint => divideHalfUp(minor, multiple) * multiple;
