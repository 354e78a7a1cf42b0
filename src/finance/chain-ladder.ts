import { ArgumentError } from '../kernel/index.js';
import { at, requireLength, requireNotEmpty, requireNotNegative, requirePositive } from './risk-arguments.js';

/**
 * Cumulative amounts: one row per origin period, oldest first; one column per development period; null where not yet
 * observed. The observed cells of a row come first; at least one row is complete.
 */
export type Triangle = readonly (readonly (number | null)[])[];

export interface ChainLadderOrigin {
  /** Latest observed cumulative amount. */
  readonly latest: number;
  readonly ultimate: number;
  /** Ultimate less latest. */
  readonly reserve: number;
  /** Observed and projected cumulative amounts, all columns. */
  readonly projected: readonly number[];
}

export interface ChainLadder {
  /** Volume-weighted development factors, one per pair of neighbouring columns. */
  readonly factors: readonly number[];
  readonly origins: readonly ChainLadderOrigin[];
  readonly totalUltimate: number;
  readonly totalReserve: number;
}

export interface MackOrigin extends ChainLadderOrigin {
  /** Root of the mean squared error of the reserve. */
  readonly standardError: number;
  /** Its part from the randomness of future payments. */
  readonly processError: number;
  /** Its part from estimating the factors. */
  readonly parameterError: number;
}

export interface MackChainLadder extends ChainLadder {
  readonly origins: readonly MackOrigin[];
  /** Variance parameters sigma^2, one per factor; the last by Mack's extrapolation when it rests on one ratio. */
  readonly variances: readonly number[];
  /** Error of the total reserve; includes the covariance that common factors cause between origins. */
  readonly totalStandardError: number;
}

/** Checked triangle with the number of observed cells of each row. */
interface Observed {
  readonly rows: readonly (readonly number[])[];
  readonly columns: number;
}

function observe(triangle: Triangle): Observed {
  requireNotEmpty(triangle, 'triangle');
  const columns = at(triangle, 0).length;
  if (columns === 0) throw new ArgumentError('EMPTY', 'triangle[0]', 'holds no values');
  const rows = triangle.map((row, origin) => {
    requireLength(row, columns, `triangle[${origin}]`);
    const observed: number[] = [];
    for (const [age, value] of row.entries()) {
      if (value === null) continue;
      const path = `triangle[${origin}][${age}]`;
      if (observed.length !== age) throw new ArgumentError('GAP', path, 'follows a cell that is not observed');
      observed.push(requireNotNegative(value, path));
    }
    requireNotEmpty(observed, `triangle[${origin}]`);
    return observed;
  });
  return { rows, columns };
}

/** The rows observed in both columns `age` and `age + 1`. */
const linkedRows = (rows: Observed['rows'], age: number): Observed['rows'] =>
  rows.filter((row) => row.length > age + 1);

const columnSum = (rows: Observed['rows'], age: number): number => rows.reduce((sum, row) => sum + at(row, age), 0);

function developmentFactors({ rows, columns }: Observed): readonly number[] {
  return Array.from({ length: columns - 1 }, (_, age) => {
    const linked = linkedRows(rows, age);
    if (linked.length === 0) {
      throw new ArgumentError('NO_LINK', 'triangle', `no origin is observed in both columns ${age} and ${age + 1}`);
    }
    const base = columnSum(linked, age);
    if (base === 0) throw new ArgumentError('NO_VOLUME', 'triangle', `column ${age} adds up to 0`);
    return columnSum(linked, age + 1) / base;
  });
}

/**
 * Chain ladder with volume-weighted factors.
 * @param triangle cumulative amounts, at least 0
 * @param tailFactor development beyond the last column; 1 unless given
 * @throws ArgumentError `EMPTY`, `LENGTH_MISMATCH`, `OUT_OF_RANGE` and `GAP` (`triangle[2][1]`), `NO_LINK`, `NO_VOLUME`
 */
export function chainLadder(triangle: Triangle, tailFactor = 1): ChainLadder {
  const observed = observe(triangle);
  requirePositive(tailFactor, 'tailFactor');
  const factors = developmentFactors(observed);
  const origins = observed.rows.map((row): ChainLadderOrigin => {
    const projected = [...row];
    for (let age = row.length - 1; age < factors.length; age += 1)
      projected.push(at(projected, age) * at(factors, age));
    const latest = at(row, row.length - 1);
    const ultimate = at(projected, projected.length - 1) * tailFactor;
    return { latest, ultimate, reserve: ultimate - latest, projected };
  });
  return {
    factors,
    origins,
    totalUltimate: origins.reduce((sum, { ultimate }) => sum + ultimate, 0),
    totalReserve: origins.reduce((sum, { reserve }) => sum + reserve, 0),
  };
}

/** sigma^2 of each factor. Origins that stand at 0 carry no weight and do not count as observations. */
function variancesOf({ rows }: Observed, factors: readonly number[]): readonly number[] {
  const variances: number[] = [];
  for (const [age, factor] of factors.entries()) {
    const linked = linkedRows(rows, age).filter((row) => at(row, age) > 0);
    if (linked.length > 1) {
      const sum = linked.reduce(
        (total, row) => total + (at(row, age + 1) - factor * at(row, age)) ** 2 / at(row, age),
        0,
      );
      variances.push(sum / (linked.length - 1));
    } else {
      variances.push(extrapolated(variances));
    }
  }
  return variances;
}

/** Mack's rule for a factor that rests on one ratio: min(s1^2 / s2, s1, s2) of the two variances before it. */
function extrapolated(earlier: readonly number[]): number {
  const last = earlier[earlier.length - 1];
  const before = earlier[earlier.length - 2];
  if (last === undefined) {
    throw new ArgumentError('TRIANGLE_TOO_SMALL', 'triangle', 'the first factor rests on one ratio: no variance');
  }
  if (before === undefined || before === 0) return before === 0 ? 0 : last;
  return Math.min((last * last) / before, last, before);
}

/**
 * Chain ladder with the distribution-free standard errors of Mack.
 * @throws ArgumentError as `chainLadder`, and `TRIANGLE_TOO_SMALL` when no variance can be estimated
 * @see Mack, Distribution-free calculation of the standard error of chain ladder reserve estimates, ASTIN Bulletin 23
 * (1993); Measuring the variability of chain ladder reserve estimates, CAS Forum (Spring 1994)
 */
export function mackChainLadder(triangle: Triangle): MackChainLadder {
  const observed = observe(triangle);
  const ladder = chainLadder(triangle);
  const { factors } = ladder;
  const variances = variancesOf(observed, factors);
  const volumes = factors.map((_, age) => columnSum(linkedRows(observed.rows, age), age));
  const relative = factors.map((factor, age) => (factor === 0 ? 0 : at(variances, age) / (factor * factor)));
  /** Sum over the factors still to come of sigma^2 / f^2 / volume. */
  const parameterSum = (known: number): number =>
    relative.reduce((sum, value, age) => (age >= known - 1 ? sum + value / at(volumes, age) : sum), 0);

  const origins = ladder.origins.map((origin, index): MackOrigin => {
    const known = at(observed.rows, index).length;
    const square = origin.ultimate ** 2;
    const process = relative.reduce((sum, value, age) => {
      const volume = at(origin.projected, age);
      return age >= known - 1 && volume > 0 ? sum + (square * value) / volume : sum;
    }, 0);
    const parameter = square * parameterSum(known);
    return {
      ...origin,
      standardError: Math.sqrt(process + parameter),
      processError: Math.sqrt(process),
      parameterError: Math.sqrt(parameter),
    };
  });
  // Two origins share the estimation error of the factors both still need.
  let total = 0;
  for (const [index, { standardError, ultimate }] of origins.entries()) {
    total += standardError ** 2;
    for (let other = index + 1; other < origins.length; other += 1) {
      const known = Math.max(at(observed.rows, index).length, at(observed.rows, other).length);
      total += 2 * ultimate * at(origins, other).ultimate * parameterSum(known);
    }
  }
  return { ...ladder, origins, variances, totalStandardError: Math.sqrt(total) };
}
