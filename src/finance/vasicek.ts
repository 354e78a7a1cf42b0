import { ArgumentError } from '../kernel/index.js';
import { normalCdf, normalDensity, normalQuantile } from './normal-distribution.js';
import { requireFinite, requireOpenProbability, requireProbability } from './risk-arguments.js';

/** Asset correlation: 0 to below 1. @throws ArgumentError `OUT_OF_RANGE` */
export function requireCorrelation(correlation: number, argument = 'correlation'): number {
  if (correlation >= 0 && correlation < 1) return correlation;
  throw new ArgumentError('OUT_OF_RANGE', argument, `${correlation} is not at least 0 and below 1`);
}

/**
 * Default rate of an infinitely fine portfolio when the common factor (standard normal, high is good) has value
 * `factor`: N((N^-1(PD) - sqrt(rho) factor) / sqrt(1 - rho)).
 * @param pd 0 to 1
 * @param correlation asset correlation rho, 0 to below 1
 * @throws ArgumentError `OUT_OF_RANGE`, `NOT_FINITE`
 * @see Vasicek, Loan portfolio value, Risk (December 2002)
 */
export function conditionalDefaultRate(pd: number, correlation: number, factor: number): number {
  const threshold = normalQuantile(requireProbability(pd, 'pd'));
  requireCorrelation(correlation);
  requireFinite(factor, 'factor');
  return normalCdf((threshold - Math.sqrt(correlation) * factor) / Math.sqrt(1 - correlation));
}

/**
 * Quantile of the default rate: the rate that is not exceeded with probability `confidence`,
 * N((N^-1(PD) + sqrt(rho) N^-1(confidence)) / sqrt(1 - rho)).
 * @param confidence strictly between 0 and 1, for example 0.999
 * @throws ArgumentError `OUT_OF_RANGE`
 */
export const vasicekQuantile = (pd: number, correlation: number, confidence: number): number =>
  conditionalDefaultRate(pd, correlation, -normalQuantile(requireOpenProbability(confidence, 'confidence')));

/**
 * P(default rate <= rate).
 * @param rate 0 to 1
 * @param correlation above 0 and below 1: without correlation the rate is the PD itself
 * @throws ArgumentError `OUT_OF_RANGE`
 */
export function vasicekCdf(rate: number, pd: number, correlation: number): number {
  const [x, threshold, root] = standardised(rate, pd, correlation);
  if (rate === 1) return 1;
  return normalCdf((Math.sqrt(1 - correlation) * x - threshold) / root);
}

/**
 * Density of the default rate at `rate`, 0 at the ends of the range.
 * @throws ArgumentError `OUT_OF_RANGE`
 */
export function vasicekDensity(rate: number, pd: number, correlation: number): number {
  const [x, threshold, root] = standardised(rate, pd, correlation);
  if (rate === 0 || rate === 1) return 0;
  const z = (Math.sqrt(1 - correlation) * x - threshold) / root;
  return (Math.sqrt((1 - correlation) / correlation) * normalDensity(z)) / normalDensity(x);
}

function standardised(rate: number, pd: number, correlation: number): readonly [number, number, number] {
  requireOpenProbability(requireCorrelation(correlation), 'correlation');
  const x = normalQuantile(requireProbability(rate, 'rate'));
  return [x, normalQuantile(requireOpenProbability(pd, 'pd')), Math.sqrt(correlation)];
}

/**
 * Loss beyond expectation at `confidence`, per unit of exposure: LGD x (quantile - PD).
 * @param lossGivenDefault 0 to 1
 * @throws ArgumentError `OUT_OF_RANGE`
 */
export function unexpectedLoss(
  pd: number,
  lossGivenDefault: number,
  terms: { readonly correlation: number; readonly confidence: number },
): number {
  requireProbability(lossGivenDefault, 'lossGivenDefault');
  return lossGivenDefault * (vasicekQuantile(pd, terms.correlation, terms.confidence) - pd);
}
