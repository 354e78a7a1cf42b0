import { ArgumentError } from '../kernel/index.js';
import { normalCdf } from './normal-distribution.js';
import {
  at,
  requireInteger,
  requireLength,
  requireNotEmpty,
  requireOpenProbability,
  requireProbability,
} from './risk-arguments.js';
import { requireOutcomes } from './scoring-metrics.js';
import { binomialTail, chiSquareTail } from './special-functions.js';

/** One group of cases with similar predictions. */
export interface CalibrationGroup {
  readonly cases: number;
  readonly bads: number;
  readonly lowestPrediction: number;
  readonly highestPrediction: number;
  readonly meanPrediction: number;
  /** Observed bad rate. */
  readonly badRate: number;
}

/**
 * Predicted against observed default rates in groups cut at the quantiles of the prediction. Equal predictions stay
 * together, so heavy ties leave fewer groups than asked for.
 * @param groups at least 2; 10 are deciles
 * @throws ArgumentError `EMPTY`, `LENGTH_MISMATCH`, `OUT_OF_RANGE`, `NOT_AN_OUTCOME`
 */
export function calibrationTable(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  groups = 10,
): readonly CalibrationGroup[] {
  requireNotEmpty(probabilities, 'probabilities');
  requireLength(outcomes, probabilities.length, 'outcomes');
  requireInteger(groups, 'groups', 2);
  const badPredictions = new Float64Array(requireOutcomes(outcomes));
  const sorted = new Float64Array(probabilities.length);
  let bad = 0;
  for (let row = 0; row < probabilities.length; row += 1) {
    const value = at(probabilities, row);
    if (!(value >= 0 && value <= 1)) requireProbability(value, `probabilities[${row}]`);
    sorted[row] = value;
    if (outcomes[row] === 1) badPredictions[bad++] = value;
  }
  sorted.sort();
  badPredictions.sort();
  const breaks = Array.from({ length: groups - 1 }, (_, cut) => quantile(sorted, (cut + 1) / groups));
  const table: CalibrationGroup[] = [];
  let [from, badsFrom] = [0, 0];
  for (const limit of [...new Set(breaks), Number.POSITIVE_INFINITY]) {
    const [to, badsTo] = [upTo(sorted, limit, from), upTo(badPredictions, limit, badsFrom)];
    if (to > from) table.push(summarise(sorted.subarray(from, to), badsTo - badsFrom));
    [from, badsFrom] = [to, badsTo];
  }
  return table;
}

/** The first position from `start` on whose value exceeds `limit`. */
function upTo(sorted: Float64Array, limit: number, start: number): number {
  let end = start;
  while (end < sorted.length && at(sorted, end) <= limit) end += 1;
  return end;
}

/** Linear interpolation between order statistics: Hyndman and Fan's type 7, the default of R and NumPy. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = at(sorted, below);
  const high = at(sorted, Math.min(below + 1, sorted.length - 1));
  return low + (position - below) * (high - low);
}

function summarise(predictions: Float64Array, bads: number): CalibrationGroup {
  const cases = predictions.length;
  return {
    cases,
    bads,
    lowestPrediction: at(predictions, 0),
    highestPrediction: at(predictions, cases - 1),
    meanPrediction: predictions.reduce((sum, value) => sum + value, 0) / cases,
    badRate: bads / cases,
  };
}

export interface HosmerLemeshow {
  /** Chi-square statistic; infinite when a group predicted surely is contradicted. */
  readonly statistic: number;
  /** Groups less 2. */
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  readonly groups: readonly CalibrationGroup[];
}

/**
 * Hosmer-Lemeshow goodness of fit: sum of (observed - expected)^2 / expected over bads and goods of each group.
 * Small p-values speak against the calibration. For rows the model was not fitted on, the degrees of freedom are the
 * number of groups: test the statistic with `chiSquareTail` then.
 * @throws ArgumentError as `calibrationTable`, and `TOO_FEW_GROUPS` when ties leave fewer than three
 * @see Hosmer and Lemeshow, Applied Logistic Regression, section 5.2.2
 */
export function hosmerLemeshow(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  groups = 10,
): HosmerLemeshow {
  const table = calibrationTable(probabilities, outcomes, groups);
  if (table.length < 3) {
    throw new ArgumentError('TOO_FEW_GROUPS', 'probabilities', `fall into ${table.length} groups; the test needs 3`);
  }
  let statistic = 0;
  for (const { cases, bads, meanPrediction } of table) {
    const expected = cases * meanPrediction;
    const distance = (bads - expected) ** 2;
    if (distance > 0) statistic += distance / expected + distance / (cases - expected);
  }
  const degreesOfFreedom = table.length - 2;
  const pValue = Number.isFinite(statistic) ? chiSquareTail(statistic, degreesOfFreedom) : 0;
  return { statistic, degreesOfFreedom, pValue, groups: table };
}

export interface BinomialBackTest {
  /** P(at least this many defaults | PD): small values say that the PD is too low. */
  readonly pValue: number;
  /** The same by the normal approximation, without continuity correction. */
  readonly normalPValue: number;
  readonly expectedDefaults: number;
  readonly observedRate: number;
}

/**
 * One-sided binomial back-test of a grade's PD, defaults taken as independent.
 * @param cases obligors in the grade, at least 1
 * @param defaults those that defaulted, 0 to `cases`
 * @param pd predicted default rate, strictly between 0 and 1
 * @throws ArgumentError `OUT_OF_RANGE`
 * @see Basel Committee, Working Paper 14 (2005), section III on PD validation
 */
export function binomialBackTest(cases: number, defaults: number, pd: number): BinomialBackTest {
  requireInteger(cases, 'cases', 1);
  requireInteger(defaults, 'defaults', 0);
  if (defaults > cases) throw new ArgumentError('OUT_OF_RANGE', 'defaults', `${defaults} exceed the ${cases} cases`);
  requireOpenProbability(pd, 'pd');
  const expectedDefaults = cases * pd;
  return {
    pValue: binomialTail(cases, defaults, pd),
    normalPValue: normalCdf((expectedDefaults - defaults) / Math.sqrt(expectedDefaults * (1 - pd))),
    expectedDefaults,
    observedRate: defaults / cases,
  };
}
