import { ArgumentError } from '../kernel/index.js';
import {
  at,
  requireFinite,
  requireInteger,
  requireLength,
  requireNotEmpty,
  requireNotNegative,
} from './risk-arguments.js';
import { logistic } from './scorecard.js';
import { requireOutcomes } from './scoring-metrics.js';

export interface LogisticOptions {
  /** Weight of the penalty ridge / 2 x sum of coefficient^2 (intercept free), on the columns as given; 0 unless given. */
  readonly ridge?: number;
  /** Newton steps at most; 50 unless given. */
  readonly maxSteps?: number;
  /** Added to the log-odds of each row, for instance a model to be recalibrated. */
  readonly offset?: ArrayLike<number>;
}

export interface LogisticFit {
  readonly intercept: number;
  /** One per column, in log-odds of outcome 1 per unit of the column. */
  readonly coefficients: readonly number[];
  /** Standard errors from the inverse information matrix: intercept, then columns. */
  readonly standardErrors: readonly number[];
  /** -2 x log-likelihood, without the penalty. */
  readonly deviance: number;
  readonly steps: number;
}

/** Columns shifted and scaled to mean 0 and deviation 1: Newton's matrix stays well conditioned. */
interface Design {
  readonly columns: readonly Float64Array[];
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

function standardise(columns: readonly ArrayLike<number>[], rows: number): Design {
  const design = { columns: [] as Float64Array[], means: [] as number[], deviations: [] as number[] };
  for (const [index, column] of columns.entries()) {
    requireLength(column, rows, `columns[${index}]`);
    let sum = 0;
    for (let row = 0; row < rows; row += 1) {
      const value = at(column, row);
      if (!Number.isFinite(value)) requireFinite(value, `columns[${index}][${row}]`);
      sum += value;
    }
    const mean = sum / rows;
    let square = 0;
    for (let row = 0; row < rows; row += 1) square += (at(column, row) - mean) ** 2;
    const deviation = Math.sqrt(square / rows);
    if (!(deviation > 1e-12 * Math.max(1, Math.abs(mean)))) {
      throw new ArgumentError('CONSTANT', `columns[${index}]`, 'is the same in every row');
    }
    design.means.push(mean);
    design.deviations.push(deviation);
    design.columns.push(Float64Array.from({ length: rows }, (_, row) => (at(column, row) - mean) / deviation));
  }
  return design;
}

/** Gradient and information matrix (lower triangle, row by row) of the penalised log-likelihood at `beta`. */
function derivatives(
  design: Design,
  outcomes: ArrayLike<number>,
  beta: Float64Array,
  penalty: { readonly ridge: number; readonly offset: ArrayLike<number> | undefined },
): {
  readonly gradient: Float64Array;
  readonly information: Float64Array[];
  readonly objective: number;
  readonly deviance: number;
} {
  const { columns, deviations } = design;
  const size = columns.length + 1;
  const gradient = new Float64Array(size);
  const information = Array.from({ length: size }, () => new Float64Array(size));
  const values = new Float64Array(size).fill(1);
  let deviance = 0;
  for (let row = 0; row < outcomes.length; row += 1) {
    let logOdds = (beta[0] ?? 0) + (penalty.offset?.[row] ?? 0);
    for (let j = 1; j < size; j += 1) {
      const value = (columns[j - 1] as Float64Array)[row] as number;
      values[j] = value;
      logOdds += (beta[j] as number) * value;
    }
    const probability = logistic(logOdds);
    const isBad = outcomes[row] === 1;
    // ln(1 + e^x) without overflow, x the log-odds of the outcome that did not happen.
    const against = isBad ? -logOdds : logOdds;
    deviance += 2 * (Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against))));
    const residual = (isBad ? 1 : 0) - probability;
    const weight = probability * (1 - probability);
    for (let j = 0; j < size; j += 1) {
      const value = values[j] as number;
      gradient[j] = (gradient[j] as number) + residual * value;
      const target = information[j] as Float64Array;
      const weighted = weight * value;
      for (let k = 0; k <= j; k += 1) target[k] = (target[k] as number) + weighted * (values[k] as number);
    }
  }
  let objective = deviance / 2;
  for (let j = 1; j < size; j += 1) {
    // The penalty is on the coefficient per original unit: beta / deviation.
    const scale = penalty.ridge / at(deviations, j - 1) ** 2;
    objective += (scale / 2) * at(beta, j) ** 2;
    gradient[j] = at(gradient, j) - scale * at(beta, j);
    const target = at(information, j);
    target[j] = at(target, j) + scale;
  }
  return { gradient, information, objective, deviance };
}

/** Cholesky factor in place. @throws ArgumentError `COLLINEAR` naming the first column the others explain */
function factorise(matrix: Float64Array[]): void {
  for (let j = 0; j < matrix.length; j += 1) {
    const row = at(matrix, j);
    const own = at(row, j);
    for (let k = 0; k <= j; k += 1) {
      const other = at(matrix, k);
      let sum = at(row, k);
      for (let i = 0; i < k; i += 1) sum -= at(row, i) * at(other, i);
      if (k < j) row[k] = sum / at(other, k);
      else if (sum > own * 1e-11) row[k] = Math.sqrt(sum);
      else
        throw new ArgumentError('COLLINEAR', `columns[${j - 1}]`, 'is a linear combination of the columns before it');
    }
  }
}

function solve(factor: readonly Float64Array[], right: Float64Array): Float64Array {
  const x = Float64Array.from(right);
  for (let j = 0; j < x.length; j += 1) {
    for (let k = 0; k < j; k += 1) x[j] = at(x, j) - at(at(factor, j), k) * at(x, k);
    x[j] = at(x, j) / at(at(factor, j), j);
  }
  for (let j = x.length - 1; j >= 0; j -= 1) {
    for (let k = j + 1; k < x.length; k += 1) x[j] = at(x, j) - at(at(factor, k), j) * at(x, k);
    x[j] = at(x, j) / at(at(factor, j), j);
  }
  return x;
}

/**
 * Maximum likelihood (or ridge) logistic regression by Newton's method with step halving.
 * @param columns one array per predictor, each as long as `outcomes`; none gives the intercept-only model
 * @param outcomes 1 for the event (bad), 0 otherwise
 * @throws ArgumentError `EMPTY`, `LENGTH_MISMATCH`, `NOT_FINITE`, `NOT_AN_OUTCOME`, `ONE_CLASS`, `CONSTANT` and
 * `COLLINEAR` (naming the column), `NO_CONVERGENCE` (typically: a column separates the outcomes perfectly)
 */
export function fitLogistic(
  columns: readonly ArrayLike<number>[],
  outcomes: ArrayLike<number>,
  options: LogisticOptions = {},
): LogisticFit {
  const { ridge = 0, maxSteps = 50, offset } = options;
  requireNotEmpty(outcomes, 'outcomes');
  requireNotNegative(ridge, 'options.ridge');
  requireInteger(maxSteps, 'options.maxSteps', 1);
  if (offset) requireLength(offset, outcomes.length, 'options.offset');
  const bads = requireOutcomes(outcomes);
  if (bads === 0 || bads === outcomes.length) {
    throw new ArgumentError('ONE_CLASS', 'outcomes', `all are ${bads === 0 ? 0 : 1}; both are needed`);
  }
  const design = standardise(columns, outcomes.length);
  const penalty = { ridge, offset };
  let beta = new Float64Array(columns.length + 1);
  if (!offset) beta[0] = Math.log(bads / (outcomes.length - bads));
  let state = derivatives(design, outcomes, beta, penalty);
  let previous = Number.POSITIVE_INFINITY;
  for (let step = 1; step <= maxSteps; step += 1) {
    factorise(state.information);
    const direction = solve(state.information, state.gradient);
    const decrement = direction.reduce((sum, value, j) => sum + value * at(state.gradient, j), 0);
    if (decrement < 1e-10) {
      // Newton converges quadratically to a solution, but only linearly towards one at infinity.
      if (decrement > previous * 0.01) break;
      // This last full step leaves nothing but rounding.
      beta = beta.map((value, j) => value + at(direction, j));
      const { deviance } = derivatives(design, outcomes, beta, penalty);
      return finish(design, beta, { information: state.information, deviance }, step);
    }
    previous = decrement;
    const before = state.objective;
    for (let length = 1; length > 1e-10; length /= 2) {
      const candidate = beta.map((value, j) => value + length * at(direction, j));
      const next = derivatives(design, outcomes, candidate, penalty);
      if (next.objective <= before || length < 1e-9) {
        [beta, state] = [candidate, next];
        break;
      }
    }
    if (beta.some((value) => Math.abs(value) > 100)) break;
  }
  throw new ArgumentError(
    'NO_CONVERGENCE',
    'columns',
    'no finite solution: a column may separate the outcomes perfectly',
  );
}

/** Back to the columns' own units. `state.information` holds the Cholesky factor by now. */
function finish(
  { means, deviations }: Design,
  beta: Float64Array,
  state: { readonly information: readonly Float64Array[]; readonly deviance: number },
  steps: number,
): LogisticFit {
  const coefficients = deviations.map((deviation, j) => at(beta, j + 1) / deviation);
  const intercept = coefficients.reduce((sum, value, j) => sum - value * at(means, j), at(beta, 0));
  const size = beta.length;
  // Row 0 is the intercept's combination of the standardised parameters, the others scale one each.
  const combinations = Array.from({ length: size }, (_, row) =>
    Float64Array.from({ length: size }, (_, j) => {
      if (row === 0) return j === 0 ? 1 : -at(means, j - 1) / at(deviations, j - 1);
      return row === j ? 1 / at(deviations, j - 1) : 0;
    }),
  );
  const standardErrors = combinations.map((weights) => {
    const solved = solve(state.information, weights);
    return Math.sqrt(weights.reduce((sum, weight, j) => sum + weight * at(solved, j), 0));
  });
  return { intercept, coefficients, standardErrors, deviance: state.deviance, steps };
}
