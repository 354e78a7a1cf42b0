import { ArgumentError } from '../kernel/index.js';
import {
  at,
  requireFinite,
  requireInteger,
  requireNotEmpty,
  requireNotNegative,
  requirePositive,
} from './risk-arguments.js';

/**
 * Shares of a portfolio from amounts: each divided by the sum.
 * @param amounts at least 0, with a sum above 0
 * @throws ArgumentError `EMPTY`, `OUT_OF_RANGE` (`amounts[3]`, or `amounts` when all are 0)
 */
export function sharesOf(amounts: readonly number[]): readonly number[] {
  requireNotEmpty(amounts, 'amounts');
  let sum = 0;
  for (const [index, amount] of amounts.entries()) sum += requireNotNegative(amount, `amounts[${index}]`);
  if (sum === 0) throw new ArgumentError('OUT_OF_RANGE', 'amounts', 'add up to 0');
  return amounts.map((amount) => amount / sum);
}

/**
 * Refuses weights that are negative or do not add up to 1 (within 0.000001), and returns them.
 * @throws ArgumentError `EMPTY`, `OUT_OF_RANGE` (`weights[3]`), `WEIGHT_SUM`
 */
export function requireWeights(weights: readonly number[]): readonly number[] {
  requireNotEmpty(weights, 'weights');
  let sum = 0;
  for (const [index, weight] of weights.entries()) sum += requireNotNegative(weight, `weights[${index}]`);
  if (Math.abs(sum - 1) > 1e-6) throw new ArgumentError('WEIGHT_SUM', 'weights', `add up to ${sum} instead of 1`);
  return weights;
}

/** Concentration of a portfolio given as weights that add up to 1 (make them with `sharesOf`). */
export interface Concentration {
  /** Herfindahl-Hirschman index: sum of squared weights, 1/n to 1. */
  readonly hhi: number;
  /** (HHI - 1/n) / (1 - 1/n): 0 for equal weights, 1 for one name. */
  readonly normalizedHhi: number;
  /** 1 / HHI: how many equal names are as concentrated. */
  readonly effectiveNumber: number;
  /** The largest weight. */
  readonly largest: number;
}

/**
 * @throws ArgumentError as `requireWeights`
 */
export function concentration(weights: readonly number[]): Concentration {
  const hhi = requireWeights(weights).reduce((sum, weight) => sum + weight * weight, 0);
  const least = 1 / weights.length;
  return {
    hhi,
    normalizedHhi: weights.length === 1 ? 1 : (hhi - least) / (1 - least),
    effectiveNumber: 1 / hhi,
    largest: weights.reduce((most, weight) => Math.max(most, weight), 0),
  };
}

/** Sum of squared weights. @throws ArgumentError as `requireWeights` */
export const herfindahl = (weights: readonly number[]): number => concentration(weights).hhi;

const descending = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => b - a);

/**
 * Share of the `largest` biggest names, 0 to 1 (CR3 for 3).
 * @throws ArgumentError as `requireWeights`; `OUT_OF_RANGE` when `largest` is below 1 or above the number of names
 */
export function concentrationRatio(weights: readonly number[], largest: number): number {
  requireInteger(largest, 'largest', 1);
  if (largest > weights.length) {
    throw new ArgumentError('OUT_OF_RANGE', 'largest', `${largest} exceeds the ${weights.length} weights`);
  }
  return descending(requireWeights(weights))
    .slice(0, largest)
    .reduce((sum, weight) => sum + weight, 0);
}

/**
 * Hall-Tideman index: 1 / (2 sum of rank x weight - 1), rank 1 the largest.
 * @throws ArgumentError as `requireWeights`
 */
export const hallTideman = (weights: readonly number[]): number =>
  1 / (2 * descending(requireWeights(weights)).reduce((sum, weight, index) => sum + (index + 1) * weight, 0) - 1);

/**
 * Hannah-Kay index: (sum of weight^order)^(1 / (1 - order)), an effective number of names; order 2 gives 1 / HHI.
 * @param order above 0 and not 1
 * @throws ArgumentError as `requireWeights`, `OUT_OF_RANGE` for the order
 */
export function hannahKay(weights: readonly number[], order: number): number {
  refuseOrderOne(requirePositive(order, 'order'));
  return powerSum(requireWeights(weights), order) ** (1 / (1 - order));
}

/**
 * Shannon entropy in nats: 0 for one name, ln n for n equal ones.
 * @throws ArgumentError as `requireWeights`
 */
export const shannonEntropy = (weights: readonly number[]): number =>
  requireWeights(weights).reduce((sum, weight) => (weight > 0 ? sum - weight * Math.log(weight) : sum), 0);

/**
 * Rényi entropy in nats: ln(sum of weight^order) / (1 - order).
 * @param order above 0 and not 1 (the limit at 1 is `shannonEntropy`)
 * @throws ArgumentError as `requireWeights`, `OUT_OF_RANGE` for the order
 */
export function renyiEntropy(weights: readonly number[], order: number): number {
  refuseOrderOne(requirePositive(order, 'order'));
  return Math.log(powerSum(requireWeights(weights), order)) / (1 - order);
}

function refuseOrderOne(order: number): void {
  if (order === 1) throw new ArgumentError('OUT_OF_RANGE', 'order', '1 is the limit case: use shannonEntropy');
}

const powerSum = (weights: readonly number[], order: number): number =>
  weights.reduce((sum, weight) => (weight > 0 ? sum + weight ** order : sum), 0);

/**
 * Gini index of inequality of amounts (not of a score): 0 for equal amounts, near 1 for one that has all; without the
 * small-sample correction n / (n - 1).
 * @throws ArgumentError as `sharesOf`
 */
export function giniIndex(amounts: readonly number[]): number {
  const ascending = [...sharesOf(amounts)].sort((a, b) => a - b);
  const count = ascending.length;
  return ascending.reduce((sum, share, index) => sum + (2 * (index + 1) - count - 1) * share, 0) / count;
}

/**
 * Atkinson index of inequality of amounts, 0 to 1.
 * @param aversion above 0; at 1 one minus geometric over arithmetic mean
 * @throws ArgumentError as `sharesOf`, `OUT_OF_RANGE` for the aversion
 */
export function atkinsonIndex(amounts: readonly number[], aversion: number): number {
  requirePositive(aversion, 'aversion');
  const count = amounts.length;
  const relative = sharesOf(amounts).map((share) => share * count);
  if (aversion === 1) return 1 - Math.exp(relative.reduce((sum, value) => sum + Math.log(value), 0) / count);
  const mean = relative.reduce((sum, value) => sum + value ** (1 - aversion), 0) / count;
  return 1 - mean ** (1 / (1 - aversion));
}

/**
 * Theil index of inequality of amounts: mean of (x / mean) ln(x / mean), 0 to ln n.
 * @throws ArgumentError as `sharesOf`
 */
export function theilIndex(amounts: readonly number[]): number {
  const count = amounts.length;
  const relative = sharesOf(amounts).map((share) => share * count);
  return relative.reduce((sum, value) => (value > 0 ? sum + value * Math.log(value) : sum), 0) / count;
}

/**
 * Hoover index: the share of the total that would have to move to make all amounts equal.
 * @throws ArgumentError as `sharesOf`
 */
export function hooverIndex(amounts: readonly number[]): number {
  const equal = 1 / amounts.length;
  return sharesOf(amounts).reduce((sum, share) => sum + Math.abs(share - equal), 0) / 2;
}

/**
 * Points of the Lorenz curve: cumulative share of the smallest 0, 1, ... n amounts.
 * @throws ArgumentError as `sharesOf`
 */
export function lorenzCurve(amounts: readonly number[]): readonly number[] {
  const curve = [0];
  for (const share of [...sharesOf(amounts)].sort((a, b) => a - b)) {
    curve.push(requireFinite(at(curve, curve.length - 1) + share, 'amounts'));
  }
  return curve;
}
