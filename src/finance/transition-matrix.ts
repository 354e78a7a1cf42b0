import { ArgumentError } from '../kernel/index.js';
import {
  at,
  requireInteger,
  requireLength,
  requireNotEmpty,
  requireNotNegative,
  requireProbability,
} from './risk-arguments.js';

/** Square; row = state at the start of a period, column = state at its end. */
export type Matrix = readonly (readonly number[])[];

function requireSquare(matrix: Matrix, argument: string): void {
  requireNotEmpty(matrix, argument);
  for (const [row, values] of matrix.entries()) requireLength(values, matrix.length, `${argument}[${row}]`);
}

/**
 * How far published rows, rounded to four decimals, may be from adding up to 1.
 */
export const ROW_SUM_TOLERANCE = 0.001;

/**
 * Refuses what is no transition matrix: not square, entries outside 0 to 1, rows that do not add up to 1.
 * @throws ArgumentError `EMPTY`, `LENGTH_MISMATCH`, `OUT_OF_RANGE` (`matrix[2][1]`), `ROW_SUM` (`matrix[2]`)
 */
export function requireTransitionMatrix(matrix: Matrix, tolerance = ROW_SUM_TOLERANCE): void {
  requireSquare(matrix, 'matrix');
  for (const [row, values] of matrix.entries()) {
    let sum = 0;
    for (const [column, value] of values.entries()) sum += requireProbability(value, `matrix[${row}][${column}]`);
    if (Math.abs(sum - 1) > tolerance + 1e-12) {
      throw new ArgumentError('ROW_SUM', `matrix[${row}]`, `adds up to ${sum} instead of 1`);
    }
  }
}

/**
 * Counts the moves of every history from one observation to the next (cohort method). Null is "not observed": the
 * moves into and out of it are not counted.
 * @param histories state indices 0 to states - 1, in the order of time
 * @throws ArgumentError `OUT_OF_RANGE` (`histories[4][2]`)
 */
export function countTransitions(histories: readonly (readonly (number | null)[])[], states: number): Matrix {
  requireInteger(states, 'states', 1);
  const counts = Array.from({ length: states }, () => new Array<number>(states).fill(0));
  for (const [index, history] of histories.entries()) {
    for (const [time, state] of history.entries()) {
      if (state === null) continue;
      if (!Number.isInteger(state) || state < 0 || state >= states) {
        throw new ArgumentError('OUT_OF_RANGE', `histories[${index}][${time}]`, `${state} is not a state`);
      }
      const before = time > 0 ? history[time - 1] : null;
      const row = before === null || before === undefined ? undefined : counts[before];
      if (row) row[state] = (row[state] ?? 0) + 1;
    }
  }
  return counts;
}

/**
 * Cohort estimate: each row of counts (or balances) divided by its sum.
 * @param emptyRow what to do with a state nobody started from: `REFUSE`, or `STAY` (probability 1 of staying, as for
 * an absorbing default state)
 * @throws ArgumentError `EMPTY`, `LENGTH_MISMATCH`, `OUT_OF_RANGE`, `EMPTY_ROW` (`counts[4]`)
 */
export function cohortMatrix(counts: Matrix, emptyRow: 'REFUSE' | 'STAY' = 'REFUSE'): Matrix {
  requireSquare(counts, 'counts');
  return counts.map((row, index) => {
    let sum = 0;
    for (const [column, count] of row.entries()) sum += requireNotNegative(count, `counts[${index}][${column}]`);
    if (sum > 0) return row.map((count) => count / sum);
    if (emptyRow === 'STAY') return row.map((_, column) => (column === index ? 1 : 0));
    throw new ArgumentError('EMPTY_ROW', `counts[${index}]`, 'nobody started in this state');
  });
}

/**
 * The matrix with one state made absorbing: who enters it stays. Turns roll rates into "ever reached" probabilities.
 * @throws ArgumentError as `requireTransitionMatrix`, `OUT_OF_RANGE` for the state
 */
export function withAbsorbingState(matrix: Matrix, state: number): Matrix {
  requireTransitionMatrix(matrix);
  requireInteger(state, 'state', 0);
  if (state >= matrix.length) throw new ArgumentError('OUT_OF_RANGE', 'state', `${state} is not a state`);
  return matrix.map((row, index) => (index === state ? row.map((_, column) => (column === state ? 1 : 0)) : row));
}

function multiply(left: Matrix, right: Matrix): Matrix {
  return left.map((row) =>
    row.map((_, column) => {
      let sum = 0;
      for (let inner = 0; inner < right.length; inner += 1) sum += at(row, inner) * at(at(right, inner), column);
      return sum;
    }),
  );
}

/**
 * The matrix over `periods` periods, by repeated squaring; 0 periods give the identity. Rows are not rescaled, so
 * rounding in published rows shows in the result.
 * @throws ArgumentError as `requireTransitionMatrix`, and `OUT_OF_RANGE` for `periods`
 */
export function matrixPower(matrix: Matrix, periods: number): Matrix {
  requireTransitionMatrix(matrix);
  requireInteger(periods, 'periods', 0);
  let result: Matrix = matrix.map((row, index) => row.map((_, column) => (column === index ? 1 : 0)));
  let square = matrix;
  for (let left = periods; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = multiply(result, square);
    if (left > 1) square = multiply(square, square);
  }
  return result;
}

/**
 * Cumulative default probability of every starting state after 1, 2, ... `periods` periods.
 * @param defaultState index of the absorbing state, the last one unless given
 * @returns one row per period
 * @throws ArgumentError as `requireTransitionMatrix`, `NOT_ABSORBING` when the default state can be left
 */
export function cumulativeDefault(matrix: Matrix, periods: number, defaultState = matrix.length - 1): Matrix {
  requireTransitionMatrix(matrix);
  requireInteger(periods, 'periods', 1);
  const own = matrix[defaultState]?.[defaultState];
  if (own !== 1) {
    throw new ArgumentError(
      'NOT_ABSORBING',
      'defaultState',
      `state ${defaultState} keeps ${own} of its cases, not all`,
    );
  }
  const rows: number[][] = [];
  let power = matrix;
  for (let period = 1; period <= periods; period += 1) {
    if (period > 1) power = multiply(power, matrix);
    rows.push(power.map((row) => at(row, defaultState)));
  }
  return rows;
}

/**
 * The distribution over the states after 1, 2, ... `periods` periods.
 * @param start shares (adding up to 1) or balances of the states
 * @throws ArgumentError as `requireTransitionMatrix`, `LENGTH_MISMATCH`, `OUT_OF_RANGE`
 */
export function statePath(matrix: Matrix, start: readonly number[], periods: number): Matrix {
  requireTransitionMatrix(matrix);
  requireLength(start, matrix.length, 'start');
  for (const [state, value] of start.entries()) requireNotNegative(value, `start[${state}]`);
  requireInteger(periods, 'periods', 1);
  const rows: (readonly number[])[] = [];
  let now = start;
  for (let period = 0; period < periods; period += 1) {
    const before = now;
    now = before.map((_, column) => before.reduce((sum, share, row) => sum + share * at(at(matrix, row), column), 0));
    rows.push(now);
  }
  return rows;
}
