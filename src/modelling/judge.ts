import { type CalibrationGroup, hosmerLemeshow } from '../finance/calibration-tests.js';
import { binOf, type Features, type SampleMetrics, type Scorecard, score } from '../finance/scorecard.js';
import { brierScore, discrimination, logLoss } from '../finance/scoring-metrics.js';
import { chiSquareTail } from '../finance/special-functions.js';
import { populationStability, weightOfEvidence } from '../finance/weight-of-evidence.js';
import { type Column, categoryColumn, countBads, countLevels, type Dataset, valueAt } from './dataset.js';

/** How a card, or a set of predictions, does on one sample. */
export interface SampleReport {
  readonly metrics: SampleMetrics;
  readonly calibration: readonly CalibrationGroup[];
  /** Hosmer-Lemeshow p-value of deciles; null when ties leave fewer than three groups. */
  readonly hosmerLemeshowP: number | null;
}

/**
 * Metrics of predicted probabilities against outcomes.
 * @param fittedHere whether the predictions were fitted on these rows: costs the test two degrees of freedom
 */
export function judgePredictions(probabilities: Float64Array, outcomes: Uint8Array, fittedHere: boolean): SampleReport {
  const { auc, gini, ks } = discrimination(probabilities, outcomes);
  const metrics: SampleMetrics = {
    rows: outcomes.length,
    bads: countBads(outcomes),
    auc,
    gini,
    ks,
    brier: brierScore(probabilities, outcomes),
    logLoss: logLoss(probabilities, outcomes),
  };
  if (new Set(probabilities).size < 10) return { metrics, calibration: [], hosmerLemeshowP: null };
  const { groups, statistic, pValue } = hosmerLemeshow(probabilities, outcomes);
  const hosmerLemeshowP = fittedHere ? pValue : chiSquareTail(statistic, groups.length);
  return { metrics, calibration: groups, hosmerLemeshowP };
}

export interface ScoredSample {
  readonly points: Float64Array;
  readonly probabilities: Float64Array;
  /** How often each reason was given. */
  readonly reasonCounts: ReadonlyMap<string, number>;
}

/** Scores every row through `score`, the function that production uses. */
export function scoreDataset(card: Scorecard, dataset: Dataset): ScoredSample {
  const rows = dataset.outcomes.length;
  const used = dataset.columns.filter(({ name }) => card.characteristics.some(({ feature }) => feature === name));
  const points = new Float64Array(rows);
  const probabilities = new Float64Array(rows);
  const reasonCounts = new Map<string, number>();
  for (let row = 0; row < rows; row += 1) {
    const features: Features = Object.fromEntries(used.map((column) => [column.name, valueAt(column, row)]));
    const result = score(card, features);
    points[row] = result.points;
    probabilities[row] = result.probabilityOfDefault;
    for (const { code } of result.reasons) reasonCounts.set(code, (reasonCounts.get(code) ?? 0) + 1);
  }
  return { points, probabilities, reasonCounts };
}

/** Cases of one band of points. */
export interface ScoreBand {
  /** Inclusive; null is open. */
  readonly from: number | null;
  /** Exclusive; null is open. */
  readonly to: number | null;
  readonly rows: number;
  readonly bads: number;
}

/** Counts rows and bads between ascending limits. */
export function scoreBands(
  points: Float64Array,
  outcomes: Uint8Array,
  limits: readonly number[],
): readonly ScoreBand[] {
  const bands = [...limits, null].map((to, index) => ({ from: limits[index - 1] ?? null, to, rows: 0, bads: 0 }));
  for (const [row, value] of points.entries()) {
    const band = bands.find(({ to }) => to === null || value < to);
    if (!band) continue;
    band.rows += 1;
    band.bads += outcomes[row] ?? 0;
  }
  return bands;
}

/** Limits that cut `points` into about ten equal bands; equal points stay together. */
export function decileLimits(points: Float64Array): readonly number[] {
  const sorted = Float64Array.from(points).sort();
  const limits = new Set<number>();
  for (let part = 1; part < 10; part += 1) {
    const limit = sorted[Math.floor((part * sorted.length) / 10)];
    if (limit !== undefined && limit > (sorted[0] ?? limit)) limits.add(limit);
  }
  return [...limits];
}

/** Stability of the score, test bands against training bands. */
export const bandStability = (train: readonly ScoreBand[], test: readonly ScoreBand[]): number =>
  populationStability(
    train.map(({ rows }) => rows),
    test.map(({ rows }) => rows),
  );

/** How one characteristic's bins are filled by another sample. */
export interface CharacteristicCheck {
  readonly feature: string;
  readonly counts: readonly { readonly goods: number; readonly bads: number }[];
  /** Information value on this sample, with half a case added to each count. */
  readonly informationValue: number;
}

const absentColumn = (rows: number): Column => categoryColumn('', new Array<null>(rows).fill(null));

export function checkCharacteristics(card: Scorecard, dataset: Dataset): readonly CharacteristicCheck[] {
  return card.characteristics.map((characteristic) => {
    const column = dataset.columns.find(({ name }) => name === characteristic.feature);
    const counts = characteristic.bins.map(() => ({ goods: 0, bads: 0 }));
    const filled = countLevels(column ?? absentColumn(dataset.outcomes.length), dataset.outcomes);
    for (let slot = 0; slot < filled.goods.length; slot += 1) {
      const bin = binOf(characteristic, column?.levels[slot - 1] ?? null);
      const count = counts[characteristic.bins.indexOf(bin)];
      if (!count) continue;
      count.goods += filled.goods[slot] ?? 0;
      count.bads += filled.bads[slot] ?? 0;
    }
    const { informationValue } = weightOfEvidence(counts, 0.5);
    return { feature: characteristic.feature, counts, informationValue };
  });
}
