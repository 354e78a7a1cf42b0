export type FeatureValue = number | string | null;
export type Features = Readonly<Record<string, FeatureValue>>;

/**
 * A binned weight-of-evidence logistic scorecard, as the JSON artefact the trainer writes and underwriting reads.
 *
 * WoE of a bin = ln(share of goods / share of bads): positive is better than the average. The log-odds of *bad* are
 * `intercept + sum of coefficient x woe`, so coefficients are normally negative. Points rise with quality.
 */
export interface Scorecard {
  readonly kind: 'covergraph.scorecard';
  readonly format: 1;
  readonly name: string;
  readonly version: string;
  /** Points at which the odds good : bad equal `baseOdds`. */
  readonly baseScore: number;
  /** Goods for one bad at `baseScore`, for example 50. */
  readonly baseOdds: number;
  /** Points that double the odds good : bad. */
  readonly pointsToDouble: number;
  /** Log-odds of bad of a case with WoE 0 everywhere: ln(bads / goods) of the training rows, or near it. */
  readonly intercept: number;
  readonly characteristics: readonly Characteristic[];
  /** 12-month PD = logistic(offset + slope x log-odds of bad). */
  readonly calibration: { readonly slope: number; readonly offset: number };
  readonly training?: ScorecardTraining;
}

export interface Characteristic {
  readonly feature: string;
  /** Plain language, for people. */
  readonly label: string;
  /** Stable code of the adverse action reason. */
  readonly reasonCode: string;
  /** The adverse action reason in plain language. */
  readonly reason: string;
  /** Multiplies the WoE in the log-odds of bad. */
  readonly coefficient: number;
  /** Ranges in ascending order that cover every number, or categories and OTHER; in both cases one MISSING. */
  readonly bins: readonly Bin[];
}

interface BinWeight {
  readonly woe: number;
  readonly points: number;
  /** Training rows in the bin; absent on cards written by hand. */
  readonly goods?: number;
  readonly bads?: number;
}

export interface RangeBin extends BinWeight {
  readonly kind: 'RANGE';
  /** Inclusive; null is minus infinity. */
  readonly from: number | null;
  /** Exclusive; null is plus infinity. */
  readonly to: number | null;
}

export interface CategoriesBin extends BinWeight {
  readonly kind: 'CATEGORIES';
  readonly values: readonly string[];
}

export interface MissingBin extends BinWeight {
  readonly kind: 'MISSING';
}

/** Categories the training data did not hold, or held too seldom. */
export interface OtherBin extends BinWeight {
  readonly kind: 'OTHER';
}

export type Bin = RangeBin | CategoriesBin | MissingBin | OtherBin;

/** Discrimination and accuracy on one sample of rows. */
export interface SampleMetrics {
  readonly rows: number;
  readonly bads: number;
  readonly auc: number;
  readonly gini: number;
  readonly ks: number;
  readonly brier: number;
  readonly logLoss: number;
}

/** Training rows between two limits of points. */
export interface ScoreBandCounts {
  /** Inclusive; null is minus infinity. */
  readonly from: number | null;
  /** Exclusive; null is plus infinity. */
  readonly to: number | null;
  readonly rows: number;
}

export interface ScorecardTraining {
  /** `sha256:` and the hex digest of the data file. */
  readonly dataHash: string;
  /** Calendar date of the training run. */
  readonly trainedOn: string;
  readonly target: string;
  readonly badValue: string;
  readonly rows: number;
  readonly bads: number;
  readonly train: SampleMetrics;
  readonly test: SampleMetrics | null;
  /** Population stability of the score, test against train; null without test rows. */
  readonly psi: number | null;
  /** How the score was distributed over the training rows; absent on older cards. */
  readonly scoreBands?: readonly ScoreBandCounts[];
}

export interface ScoreReason {
  readonly code: string;
  readonly feature: string;
  readonly message: string;
  /** Points below the best attainable bin of the characteristic. */
  readonly pointsLost: number;
}

export interface ScoreResult {
  readonly points: number;
  /** 12-month probability of default, 0 to 1. */
  readonly probabilityOfDefault: number;
  /** At most four, most points lost first; equal losses in the card's order. */
  readonly reasons: readonly ScoreReason[];
}
