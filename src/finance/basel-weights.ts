import { ArgumentError, unreachable } from '../kernel/index.js';
import { normalQuantile } from './normal-distribution.js';
import { requireFinite, requireNotNegative, requirePositive, requireProbability } from './risk-arguments.js';
import { vasicekQuantile } from './vasicek.js';

/**
 * Asset classes with a risk-weight function of their own. `CORPORATE` also serves sovereigns and banks.
 */
export type BaselClass = 'CORPORATE' | 'RESIDENTIAL_MORTGAGE' | 'QUALIFYING_REVOLVING' | 'OTHER_RETAIL';

export interface BaselExposure {
  readonly assetClass: BaselClass;
  /** One-year PD, 0 to 1; 1 is a defaulted exposure. */
  readonly pd: number;
  /** Loss given default, 0 to 1. */
  readonly lossGivenDefault: number;
  /** Exposure at default in any currency unit; 1 unless given. */
  readonly exposureAtDefault?: number;
  /** Effective maturity in years, corporates only; 2.5 unless given, held within 1 to 5. */
  readonly maturityYears?: number;
  /** Annual sales in million EUR, corporates only; below 50 they lower the correlation, held at 5 or above. */
  readonly turnoverMillionEuro?: number;
  /** Large or unregulated financial institution: correlation x 1.25 (Basel III, CRE31.5). */
  readonly isFinancialInstitution?: boolean;
  /** Best estimate of expected loss of a defaulted exposure, 0 to 1; 0 unless given. */
  readonly bestEstimateLoss?: number;
}

export interface BaselOptions {
  /** Lowest PD that counts: 0.0003 (Basel II, paragraphs 285 and 331) unless given; 0.0005 under the final Basel III. */
  readonly pdFloor?: number;
  /** Multiplies the capital: 1 unless given; Basel II added 1.06 outside the formula (paragraph 14). */
  readonly scalingFactor?: number;
}

export interface BaselCapital {
  /** Asset correlation used; 0 for a defaulted exposure. */
  readonly correlation: number;
  /** Capital requirement K per unit of exposure. */
  readonly capital: number;
  /** K x 12.5: 0.5640 is a risk weight of 56.40 %. */
  readonly riskWeight: number;
  /** Risk-weighted assets, in the unit of `exposureAtDefault`. */
  readonly riskWeightedAssets: number;
  /** PD x LGD x exposure (or the best estimate, in default), which provisions have to cover. */
  readonly expectedLoss: number;
}

const CONFIDENCE = 0.999;

/** Weight that falls from 1 to 0 as the PD rises: (1 - e^(-k PD)) / (1 - e^-k), subtracted from 1. */
const fading = (pd: number, speed: number): number => 1 - (1 - Math.exp(-speed * pd)) / (1 - Math.exp(-speed));

/**
 * Supervisory asset correlation.
 * @param pd 0 to 1, after flooring
 * @throws ArgumentError `OUT_OF_RANGE`
 * @see Basel II (June 2006) paragraphs 272-273 and 328-330; the same formulas in Basel III, CRE31
 */
export function baselCorrelation(
  exposure: Pick<BaselExposure, 'assetClass' | 'turnoverMillionEuro' | 'isFinancialInstitution'>,
  pd: number,
): number {
  requireProbability(pd, 'pd');
  switch (exposure.assetClass) {
    case 'RESIDENTIAL_MORTGAGE':
      return 0.15;
    case 'QUALIFYING_REVOLVING':
      return 0.04;
    case 'OTHER_RETAIL':
      return 0.03 + 0.13 * fading(pd, 35);
    case 'CORPORATE': {
      const turnover = requireNotNegative(exposure.turnoverMillionEuro ?? 50, 'exposure.turnoverMillionEuro');
      const sizeRelief = 0.04 * (1 - (Math.min(Math.max(turnover, 5), 50) - 5) / 45);
      const multiplier = exposure.isFinancialInstitution === true ? 1.25 : 1;
      return multiplier * (0.12 + 0.12 * fading(pd, 50)) - sizeRelief;
    }
    default:
      return unreachable(exposure.assetClass);
  }
}

/** (1 + (M - 2.5) b) / (1 - 1.5 b), b = (0.11852 - 0.05478 ln PD)^2. */
function maturityAdjustment(exposure: BaselExposure, pd: number): number {
  if (exposure.assetClass !== 'CORPORATE') return 1;
  const years = Math.min(Math.max(requirePositive(exposure.maturityYears ?? 2.5, 'exposure.maturityYears'), 1), 5);
  const slope = (0.11852 - 0.05478 * Math.log(pd)) ** 2;
  return (1 + (years - 2.5) * slope) / (1 - 1.5 * slope);
}

/**
 * Internal-ratings capital for unexpected loss at 99.9 % over one year.
 * K = LGD x (N((N^-1(PD) + sqrt(R) N^-1(0.999)) / sqrt(1 - R)) - PD) x maturity adjustment; in default
 * K = max(0, LGD - best estimate).
 * @throws ArgumentError `OUT_OF_RANGE`, `NOT_FINITE`, `WRONG_CLASS` (corporate terms on a retail exposure)
 * @see Basel II (June 2006) paragraphs 272-273 and 328-330; illustrative weights in its Annex 5
 */
export function baselCapital(exposure: BaselExposure, options: BaselOptions = {}): BaselCapital {
  const { pd, lossGivenDefault, exposureAtDefault = 1, bestEstimateLoss = 0 } = exposure;
  requireProbability(pd, 'exposure.pd');
  requireProbability(lossGivenDefault, 'exposure.lossGivenDefault');
  requireNotNegative(exposureAtDefault, 'exposure.exposureAtDefault');
  requireProbability(bestEstimateLoss, 'exposure.bestEstimateLoss');
  requireFinite(requirePositive(options.scalingFactor ?? 1, 'options.scalingFactor'), 'options.scalingFactor');
  refuseCorporateTerms(exposure);
  const floored = Math.max(pd, requireProbability(options.pdFloor ?? 0.0003, 'options.pdFloor'));
  const isDefaulted = floored === 1;
  const correlation = isDefaulted ? 0 : baselCorrelation(exposure, floored);
  const capital =
    (options.scalingFactor ?? 1) *
    (isDefaulted ? Math.max(0, lossGivenDefault - bestEstimateLoss) : unexpected(exposure, floored, correlation));
  return {
    correlation,
    capital,
    riskWeight: capital * 12.5,
    riskWeightedAssets: capital * 12.5 * exposureAtDefault,
    expectedLoss: exposureAtDefault * (isDefaulted ? bestEstimateLoss : floored * lossGivenDefault),
  };
}

function unexpected(exposure: BaselExposure, pd: number, correlation: number): number {
  if (normalQuantile(pd) === Number.NEGATIVE_INFINITY) return 0;
  const stressed = vasicekQuantile(pd, correlation, CONFIDENCE);
  return exposure.lossGivenDefault * (stressed - pd) * maturityAdjustment(exposure, pd);
}

function refuseCorporateTerms(exposure: BaselExposure): void {
  if (exposure.assetClass === 'CORPORATE') return;
  for (const term of ['maturityYears', 'turnoverMillionEuro', 'isFinancialInstitution'] as const) {
    if (exposure[term] !== undefined) {
      throw new ArgumentError('WRONG_CLASS', `exposure.${term}`, `has no meaning for ${exposure.assetClass}`);
    }
  }
}
