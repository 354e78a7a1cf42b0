import { ArgumentError } from '../kernel/index.js';
import { at, requireFinite, requireLength, requireNotEmpty, requireProbability } from './risk-arguments.js';

/** How well scores separate bads from goods. */
export interface Discrimination {
  /** Probability that a bad has a higher score than a good, ties counted one half; 0 to 1. */
  readonly auc: number;
  /** 2 x AUC - 1. */
  readonly gini: number;
  /** Largest distance between the two distribution functions, 0 to 1. */
  readonly ks: number;
  /** The score at which that distance is reached: cases above it count as predicted bad. */
  readonly ksAt: number;
}

/**
 * AUC, Gini and KS in one pass. `scores` rise with risk (a PD does; points must be negated), `outcomes` are 1 for bad
 * and 0 for good. Costs two sorts: 30,000 rows take a few milliseconds.
 * @throws ArgumentError `EMPTY`, `LENGTH_MISMATCH`, `NOT_FINITE`, `NOT_AN_OUTCOME`, `ONE_CLASS`
 */
export function discrimination(scores: ArrayLike<number>, outcomes: ArrayLike<number>): Discrimination {
  const { goods, bads } = splitByOutcome(scores, outcomes);
  let [good, bad, wins, ks, ksAt] = [0, 0, 0, -1, 0];
  while (bad < bads.length) {
    const value = Math.min(at(bads, bad), good < goods.length ? at(goods, good) : Number.POSITIVE_INFINITY);
    const [goodsBelow, badsBelow] = [good, bad];
    while (good < goods.length && goods[good] === value) good += 1;
    while (bad < bads.length && bads[bad] === value) bad += 1;
    wins += (bad - badsBelow) * (goodsBelow + (good - goodsBelow) / 2);
    const distance = Math.abs(good / goods.length - bad / bads.length);
    if (distance > ks) [ks, ksAt] = [distance, value];
  }
  const auc = wins / (goods.length * bads.length);
  return { auc, gini: 2 * auc - 1, ks, ksAt };
}

/** Area under the ROC curve, ties one half; see `discrimination`. */
export const auc = (scores: ArrayLike<number>, outcomes: ArrayLike<number>): number =>
  discrimination(scores, outcomes).auc;

/** 2 x AUC - 1, also called accuracy ratio; see `discrimination`. */
export const giniCoefficient = (scores: ArrayLike<number>, outcomes: ArrayLike<number>): number =>
  discrimination(scores, outcomes).gini;

/** Kolmogorov-Smirnov distance at distinct scores; see `discrimination`. */
export const kolmogorovSmirnov = (scores: ArrayLike<number>, outcomes: ArrayLike<number>): number =>
  discrimination(scores, outcomes).ks;

function splitByOutcome(
  scores: ArrayLike<number>,
  outcomes: ArrayLike<number>,
): { readonly goods: Float64Array; readonly bads: Float64Array } {
  requireNotEmpty(scores, 'scores');
  requireLength(outcomes, scores.length, 'outcomes');
  const badCount = requireOutcomes(outcomes);
  if (badCount === 0 || badCount === outcomes.length) {
    throw new ArgumentError('ONE_CLASS', 'outcomes', `all are ${badCount === 0 ? 'good' : 'bad'}; both are needed`);
  }
  const bads = new Float64Array(badCount);
  const goods = new Float64Array(outcomes.length - badCount);
  let [good, bad] = [0, 0];
  for (let row = 0; row < scores.length; row += 1) {
    const value = at(scores, row, 'scores');
    if (!Number.isFinite(value)) requireFinite(value, `scores[${row}]`);
    // Minus zero and zero are one score; a typed array would sort them apart.
    if (outcomes[row] === 1) bads[bad++] = value + 0;
    else goods[good++] = value + 0;
  }
  return { goods: goods.sort(), bads: bads.sort() };
}

/** @returns how many are bad. @throws ArgumentError `NOT_AN_OUTCOME` */
export function requireOutcomes(outcomes: ArrayLike<number>): number {
  let bads = 0;
  for (let row = 0; row < outcomes.length; row += 1) {
    const outcome = outcomes[row];
    if (outcome === 1) bads += 1;
    else if (outcome !== 0) {
      throw new ArgumentError('NOT_AN_OUTCOME', `outcomes[${row}]`, `${outcome} is neither 0 (good) nor 1 (bad)`);
    }
  }
  return bads;
}

function requirePredictions(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>): void {
  requireNotEmpty(probabilities, 'probabilities');
  requireLength(outcomes, probabilities.length, 'outcomes');
  requireOutcomes(outcomes);
  for (let row = 0; row < probabilities.length; row += 1) {
    const value = at(probabilities, row, 'probabilities');
    if (!(value >= 0 && value <= 1)) requireProbability(value, `probabilities[${row}]`);
  }
}

/**
 * Brier score: mean of (probability - outcome) squared, 0 (perfect) to 1.
 * @throws ArgumentError `EMPTY`, `LENGTH_MISMATCH`, `OUT_OF_RANGE`, `NOT_AN_OUTCOME`
 * @see Brier, Monthly Weather Review 78 (1950)
 */
export function brierScore(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>): number {
  requirePredictions(probabilities, outcomes);
  let sum = 0;
  for (let row = 0; row < probabilities.length; row += 1) sum += (at(probabilities, row) - at(outcomes, row)) ** 2;
  return sum / probabilities.length;
}

const LEAST_PROBABILITY = 1e-15;

/**
 * Mean negative log-likelihood in nats. A probability of 0 or 1 that proves wrong counts as 1e-15, not as infinity.
 * @throws ArgumentError `EMPTY`, `LENGTH_MISMATCH`, `OUT_OF_RANGE`, `NOT_AN_OUTCOME`
 */
export function logLoss(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>): number {
  requirePredictions(probabilities, outcomes);
  let sum = 0;
  for (let row = 0; row < probabilities.length; row += 1) {
    const probability = at(probabilities, row);
    const likelihood = outcomes[row] === 1 ? probability : 1 - probability;
    sum -= Math.log(Math.max(likelihood, LEAST_PROBABILITY));
  }
  return sum / probabilities.length;
}
