import { ArgumentError } from '../kernel/index.js';
import { normalCdf, normalDensity, normalQuantile } from './normal-distribution.js';
import { requireNotEmpty, requireNotNegative, requireOpenProbability, requireProbability } from './risk-arguments.js';
import { requireCorrelation } from './vasicek.js';

/** One obligor of the portfolio. */
export interface GranularExposure {
  /** Share of the portfolio's exposure; all shares add up to 1. */
  readonly weight: number;
  /** Strictly between 0 and 1. */
  readonly pd: number;
  /** Asset correlation, above 0 and below 1. */
  readonly correlation: number;
  /** Expected loss given default, 0 to 1; 1 unless given. */
  readonly lossGivenDefault?: number;
  /** Variance of the loss given default; 0 (deterministic) unless given. */
  readonly lossVariance?: number;
}

/** Conditional mean and variance of the loss rate at one value of the factor, with their derivatives in it. */
interface Moments {
  readonly slope: number;
  readonly curvature: number;
  readonly variance: number;
  readonly varianceSlope: number;
}

function momentsAt(factor: number, exposures: readonly GranularExposure[]): Moments {
  let [slope, curvature, variance, varianceSlope] = [0, 0, 0, 0];
  for (const { weight, pd, correlation, lossGivenDefault = 1, lossVariance = 0 } of exposures) {
    const spread = Math.sqrt(1 - correlation);
    const step = -Math.sqrt(correlation) / spread;
    const z = normalQuantile(pd) / spread + step * factor;
    const rate = normalCdf(z);
    const rateSlope = step * normalDensity(z);
    const rateCurvature = -step * z * rateSlope;
    const square = lossGivenDefault * lossGivenDefault;
    slope += weight * lossGivenDefault * rateSlope;
    curvature += weight * lossGivenDefault * rateCurvature;
    variance += weight * weight * ((square + lossVariance) * rate - square * rate * rate);
    varianceSlope += weight * weight * (square + lossVariance - 2 * square * rate) * rateSlope;
  }
  return { slope, curvature, variance, varianceSlope };
}

function requireExposures(exposures: readonly GranularExposure[]): void {
  requireNotEmpty(exposures, 'exposures');
  let sum = 0;
  for (const [index, exposure] of exposures.entries()) {
    const path = `exposures[${index}]`;
    sum += requireNotNegative(exposure.weight, `${path}.weight`);
    requireOpenProbability(exposure.pd, `${path}.pd`);
    requireOpenProbability(requireCorrelation(exposure.correlation, `${path}.correlation`), `${path}.correlation`);
    requireProbability(exposure.lossGivenDefault ?? 1, `${path}.lossGivenDefault`);
    requireNotNegative(exposure.lossVariance ?? 0, `${path}.lossVariance`);
  }
  if (Math.abs(sum - 1) > 1e-6)
    throw new ArgumentError('WEIGHT_SUM', 'exposures', `weights add up to ${sum} instead of 1`);
}

/**
 * Granularity adjustment: what the loss quantile of a one-factor portfolio gains from its being finite, as a share of
 * exposure, to first order. GA = -1/(2 h) d/dx [h sigma^2 / mu'] at the factor's (1 - confidence) quantile, h the
 * standard normal density, mu and sigma^2 the conditional mean and variance of the loss rate. Derivatives are exact.
 * @param confidence strictly between 0 and 1, for example 0.999
 * @throws ArgumentError `EMPTY`, `OUT_OF_RANGE`, `WEIGHT_SUM`, `NO_LOSS` when every exposure's LGD or weight is 0
 * @see Martin and Wilde, Unsystematic credit risk, Risk (November 2002); Gordy, J. Financial Intermediation 12 (2003)
 */
export function granularityAdjustment(exposures: readonly GranularExposure[], confidence: number): number {
  requireExposures(exposures);
  const factor = -normalQuantile(requireOpenProbability(confidence, 'confidence'));
  const { slope, curvature, variance, varianceSlope } = momentsAt(factor, exposures);
  if (slope === 0) throw new ArgumentError('NO_LOSS', 'exposures', 'cannot lose anything');
  // h'/h = -x for the standard normal density.
  return -0.5 * ((varianceSlope - factor * variance) / slope - (variance * curvature) / (slope * slope));
}

/**
 * The adjustment for obligors alike in all but size, with deterministic LGD of 1: proportional to the sum of squared
 * weights (Herfindahl index).
 * @param weights shares of exposure that add up to 1
 * @throws ArgumentError as `granularityAdjustment`
 */
export const homogeneousGranularityAdjustment = (
  weights: readonly number[],
  terms: { readonly pd: number; readonly correlation: number; readonly confidence: number },
): number =>
  granularityAdjustment(
    weights.map((weight) => ({ weight, pd: terms.pd, correlation: terms.correlation })),
    terms.confidence,
  );
