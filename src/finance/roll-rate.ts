import { ArgumentError } from '../kernel/index.js';
import { at, requireLength, requireNotEmpty, requireNotNegative, requireProbability } from './risk-arguments.js';
import { cohortMatrix, type Matrix } from './transition-matrix.js';

/** How accounts moved between delinquency buckets in one period. */
export interface RollRates {
  /** Share of each bucket's accounts found in each bucket one period later. */
  readonly matrix: Matrix;
  /** Share that rolled from each bucket to the next worse one; one entry fewer than there are buckets. */
  readonly forward: readonly number[];
  /** Share of each bucket that moved to any better one. */
  readonly improved: readonly number[];
  /** Product of the forward rates: the share of the first bucket that reaches the last one without a pause. */
  readonly netFlow: number;
}

/**
 * Roll rates from counts (or balances) of moves between buckets, ordered from current to worst.
 * @param counts row = bucket before, column = bucket after
 * @throws ArgumentError `EMPTY`, `LENGTH_MISMATCH`, `OUT_OF_RANGE`, `EMPTY_ROW`
 */
export function rollRates(counts: Matrix): RollRates {
  const matrix = cohortMatrix(counts);
  const forward = matrix.slice(0, -1).map((row, bucket) => at(row, bucket + 1));
  return {
    matrix,
    forward,
    improved: matrix.map((row, bucket) => row.slice(0, bucket).reduce((sum, share) => sum + share, 0)),
    netFlow: netFlow(forward),
  };
}

/**
 * Product of forward roll rates.
 * @throws ArgumentError `EMPTY`, `OUT_OF_RANGE` (a rate outside 0 to 1)
 */
export function netFlow(forward: readonly number[]): number {
  requireNotEmpty(forward, 'forward');
  return forward.reduce((product, rate, bucket) => product * requireProbability(rate, `forward[${bucket}]`), 1);
}

/**
 * Net flow rates from month-end balances: balance of a bucket divided by the balance of the next better bucket one
 * month before. Because balances of several origins meet, a rate may exceed 1.
 * @param balances one row per month, one column per bucket from current to worst
 * @returns one row per month after the first, one column per bucket after the first
 * @throws ArgumentError `EMPTY`, `LENGTH_MISMATCH`, `OUT_OF_RANGE`, `EMPTY_BUCKET` (a rate over a balance of 0)
 */
export function netFlowRates(balances: Matrix): Matrix {
  if (balances.length < 2) throw new ArgumentError('EMPTY', 'balances', 'need two months');
  const buckets = at(balances, 0).length;
  if (buckets < 2) throw new ArgumentError('EMPTY', 'balances[0]', 'needs two buckets');
  for (const [month, row] of balances.entries()) {
    requireLength(row, buckets, `balances[${month}]`);
    for (const [bucket, balance] of row.entries()) requireNotNegative(balance, `balances[${month}][${bucket}]`);
  }
  return balances.slice(1).map((row, month) =>
    row.slice(1).map((balance, bucket) => {
      const before = at(at(balances, month), bucket);
      if (before > 0) return balance / before;
      throw new ArgumentError('EMPTY_BUCKET', `balances[${month}][${bucket}]`, 'is 0, so nothing can roll from it');
    }),
  );
}
