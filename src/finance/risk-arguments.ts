import { ArgumentError } from '../kernel/index.js';

/** Argument checks shared by the portfolio and scoring functions. Each names the argument it refuses. */

/** @throws ArgumentError `NOT_FINITE` */
export function requireFinite(value: number, argument: string): number {
  if (!Number.isFinite(value)) throw new ArgumentError('NOT_FINITE', argument, `${value} is not a finite number`);
  return value;
}

/** 0 and 1 allowed. @throws ArgumentError `OUT_OF_RANGE` */
export function requireProbability(value: number, argument: string): number {
  if (!(value >= 0 && value <= 1)) throw new ArgumentError('OUT_OF_RANGE', argument, `${value} is not within 0 to 1`);
  return value;
}

/** Strictly between 0 and 1. @throws ArgumentError `OUT_OF_RANGE` */
export function requireOpenProbability(value: number, argument: string): number {
  if (!(value > 0 && value < 1)) {
    throw new ArgumentError('OUT_OF_RANGE', argument, `${value} is not strictly between 0 and 1`);
  }
  return value;
}

/** @throws ArgumentError `OUT_OF_RANGE` */
export function requirePositive(value: number, argument: string): number {
  if (!(value > 0 && Number.isFinite(value))) {
    throw new ArgumentError('OUT_OF_RANGE', argument, `${value} is not a finite number above 0`);
  }
  return value;
}

/** @throws ArgumentError `OUT_OF_RANGE` */
export function requireNotNegative(value: number, argument: string): number {
  if (!(value >= 0 && Number.isFinite(value))) {
    throw new ArgumentError('OUT_OF_RANGE', argument, `${value} is not a finite number of at least 0`);
  }
  return value;
}

/** @throws ArgumentError `OUT_OF_RANGE` */
export function requireInteger(value: number, argument: string, least: number): number {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new ArgumentError('OUT_OF_RANGE', argument, `${value} is not a whole number of at least ${least}`);
  }
  return value;
}

/** @throws ArgumentError `EMPTY` */
export function requireNotEmpty(values: ArrayLike<unknown>, argument: string): void {
  if (values.length === 0) throw new ArgumentError('EMPTY', argument, 'holds no values');
}

/** @throws ArgumentError `LENGTH_MISMATCH` */
export function requireLength(values: ArrayLike<unknown>, length: number, argument: string): void {
  if (values.length !== length) {
    throw new ArgumentError('LENGTH_MISMATCH', argument, `holds ${values.length} values instead of ${length}`);
  }
}

/** The element at `index`, which the caller knows to exist. @throws ArgumentError `MISSING_ELEMENT` */
export function at<T>(values: ArrayLike<T>, index: number, argument = 'values'): T {
  const value = values[index];
  if (value === undefined)
    throw new ArgumentError('MISSING_ELEMENT', `${argument}[${index}]`, 'there is no such element');
  return value;
}
