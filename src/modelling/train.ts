import { fitLogistic } from '../finance/logistic-regression.js';
import { assignPoints, type Characteristic, logistic, type Scorecard } from '../finance/scorecard.js';
import { populationStability } from '../finance/weight-of-evidence.js';
import { type FieldIssue, failure, issue, type Result, success } from '../kernel/index.js';
import type { Dataset } from './dataset.js';
import { pickDataset } from './dataset.js';
import { type DroppedColumn, type Fit, type FitOptions, fitCard, woeOf } from './fit.js';
import {
  bandStability,
  checkCharacteristics,
  decileLimits,
  judgePredictions,
  type SampleReport,
  type ScoreBand,
  scoreBands,
  scoreDataset,
} from './judge.js';
import type { PreparedData } from './prepare.js';
import { foldRows } from './split.js';
import { type Wordings, wordingOf } from './wording.js';

export interface TrainingOptions extends FitOptions {
  readonly name: string;
  readonly version: string;
  readonly baseScore: number;
  readonly baseOdds: number;
  readonly pointsToDouble: number;
  readonly target: string;
  /** 12-month default rate of the portfolio the card is for; null leaves the training data's rate. */
  readonly targetRate: number | null;
  readonly wordings: Wordings;
  readonly dataHash: string;
  /** Calendar date, given by the caller. */
  readonly trainedOn: string;
}

export interface CharacteristicSummary {
  readonly feature: string;
  readonly informationValue: number;
  readonly wald: number;
  /** Stability of the bins and information value on the test rows; null without test rows. */
  readonly test: { readonly stability: number; readonly informationValue: number } | null;
}

export interface TrainedModel {
  readonly card: Scorecard;
  readonly train: SampleReport;
  /** Predictions for each training row by cards made without it: the fair measure when there are no test rows. */
  readonly crossValidated: SampleReport;
  readonly test: SampleReport | null;
  readonly characteristics: readonly CharacteristicSummary[];
  readonly dropped: readonly DroppedColumn[];
  readonly bands: { readonly train: readonly ScoreBand[]; readonly test: readonly ScoreBand[] | null };
  readonly psi: number | null;
  /** Share of scored rows (test rows, or training rows without them) that were given each reason code. */
  readonly reasonShares: readonly { readonly code: string; readonly share: number }[];
  readonly warnings: readonly string[];
}

export type Progress = (stage: string, done: number, of: number) => void;

/** Information value above which a column probably knows the outcome. */
const SUSPICIOUS_INFORMATION = 2;

/**
 * Fits, calibrates and judges a scorecard. Deterministic: the same data and options give the same card.
 * Refused: data in which no column tells bads from goods.
 */
export function trainScorecard(
  data: PreparedData,
  options: TrainingOptions,
  progress: Progress = () => undefined,
): Result<TrainedModel, readonly FieldIssue[]> {
  const fit = fitCard(data.train, options, (done, of) => progress('binning columns', done, of));
  if (fit.characteristics.length === 0) {
    const why = fit.dropped.map(({ feature, explanation }) => `${feature}: ${explanation}`).join('; ');
    return failure([issue('data', 'NO_CHARACTERISTICS', `no column tells bads from goods (${why})`)]);
  }
  const unseen = crossValidatedLogOdds(data.train, options, progress);
  const calibration = calibrate(unseen, data.train.outcomes);
  if (!calibration || calibration.slope <= 0) {
    return failure([issue('data', 'NO_SIGNAL', 'cards made on one part of the rows do not sort the others')]);
  }
  const judged = judge(assemble(fit, calibration, options), { fit, data, unseen });
  const model = withTraining(judged, data.badValue, options);
  return success(options.targetRate === null ? model : anchor(model, data.train, options.targetRate));
}

/** Drawn towards slope 1 with the weight of about one row, which keeps a perfect separation finite. */
const SLOPE_RIDGE = 1;

/** Slope and offset that turn log-odds of rows a card never saw into honest probabilities; undefined when all are equal. */
function calibrate(unseen: Float64Array, outcomes: Uint8Array): Scorecard['calibration'] | undefined {
  if (unseen.every((logOdds) => logOdds === unseen[0])) return undefined;
  const { intercept, coefficients } = fitLogistic([unseen], outcomes, { offset: unseen, ridge: SLOPE_RIDGE });
  return { slope: 1 + (coefficients[0] ?? 0), offset: intercept };
}

/** Log-odds of bad of every training row by a card whose bins, selection and coefficients never saw it. */
function crossValidatedLogOdds(train: Dataset, options: FitOptions, progress: Progress): Float64Array {
  const logOdds = new Float64Array(train.outcomes.length);
  const folds = foldRows(train.outcomes, options.folds);
  for (const [index, { inside, outside }] of folds.entries()) {
    progress('cross-validating', index, folds.length);
    const fit = fitCard(pickDataset(train, outside), options);
    const held = logOddsOf(fit, pickDataset(train, inside));
    for (const [position, row] of inside.entries()) logOdds[row] = held[position] ?? 0;
  }
  progress('cross-validating', folds.length, folds.length);
  return logOdds;
}

function logOddsOf(fit: Fit, { columns, outcomes }: Dataset): Float64Array {
  const logOdds = new Float64Array(outcomes.length).fill(fit.intercept);
  for (const { column, coefficient, bins } of fit.characteristics) {
    const own = columns.find(({ name }) => name === column.name);
    if (!own) continue;
    for (const [row, woe] of woeOf(own, bins).entries()) logOdds[row] = (logOdds[row] ?? 0) + coefficient * woe;
  }
  return logOdds;
}

function assemble(fit: Fit, calibration: Scorecard['calibration'], options: TrainingOptions): Scorecard {
  const taken = new Set<string>();
  const strongestFirst = [...fit.characteristics].sort((a, b) => a.wald - b.wald);
  const characteristics = strongestFirst.map(({ column, coefficient, bins }): Characteristic => {
    const wording = wordingOf(column.name, bins, { wordings: options.wordings, taken });
    taken.add(wording.reasonCode);
    return { feature: column.name, ...wording, coefficient, bins };
  });
  const { name, version, baseScore, baseOdds, pointsToDouble } = options;
  const { intercept } = fit;
  const scale = { baseScore, baseOdds, pointsToDouble };
  const kind = 'covergraph.scorecard';
  return assignPoints({ kind, format: 1, name, version, ...scale, intercept, characteristics, calibration });
}

function withTraining(model: TrainedModel, badValue: string, options: TrainingOptions): TrainedModel {
  const { dataHash, trainedOn, target } = options;
  const train = model.train.metrics;
  const { rows, bads } = train;
  const test = model.test?.metrics ?? null;
  const scoreBands = model.bands.train.map(({ from, to, rows }) => ({ from, to, rows }));
  const training = { dataHash, trainedOn, target, badValue, rows, bads, train, test, psi: model.psi, scoreBands };
  return { ...model, card: { ...model.card, training } };
}

function judge(
  card: Scorecard,
  { fit, data, unseen }: { readonly fit: Fit; readonly data: PreparedData; readonly unseen: Float64Array },
): TrainedModel {
  const { slope, offset } = card.calibration;
  const calibrated = unseen.map((logOdds) => logistic(offset + slope * logOdds));
  const scored = scoreDataset(card, data.train);
  const limits = decileLimits(scored.points);
  const trainBands = scoreBands(scored.points, data.train.outcomes, limits);
  const tested = data.test && scoreDataset(card, data.test);
  const testBands = tested && data.test && scoreBands(tested.points, data.test.outcomes, limits);
  const test = tested && data.test && judgePredictions(tested.probabilities, data.test.outcomes, false);
  const psi = testBands && bandStability(trainBands, testBands);
  const checks = data.test && checkCharacteristics(card, data.test);
  const characteristics = card.characteristics.map((characteristic): CharacteristicSummary => {
    const { feature, bins } = characteristic;
    const fitted = fit.characteristics.find(({ column }) => column.name === feature);
    const check = checks?.find((entry) => entry.feature === feature);
    const stability = check && stabilityOf(bins, check.counts);
    return {
      feature,
      informationValue: fitted?.informationValue ?? 0,
      wald: fitted?.wald ?? 0,
      test: check && stability !== undefined ? { stability, informationValue: check.informationValue } : null,
    };
  });
  const suspicious = characteristics.filter(({ informationValue }) => informationValue > SUSPICIOUS_INFORMATION);
  const given = tested ?? scored;
  return {
    card,
    train: judgePredictions(scored.probabilities, data.train.outcomes, true),
    crossValidated: judgePredictions(calibrated, data.train.outcomes, true),
    test,
    characteristics,
    dropped: fit.dropped,
    bands: { train: trainBands, test: testBands },
    psi,
    reasonShares: [...given.reasonCounts]
      .map(([code, count]) => ({ code, share: count / given.points.length }))
      .sort((a, b) => b.share - a.share),
    warnings: [
      ...data.warnings,
      ...suspicious.map(
        ({ feature, informationValue }) =>
          `${feature} has information value ${informationValue.toFixed(2)}: does it know the outcome? Exclude it if so`,
      ),
    ],
  };
}

const stabilityOf = (
  bins: Characteristic['bins'],
  counts: readonly { readonly goods: number; readonly bads: number }[],
): number =>
  populationStability(
    bins.map(({ goods = 0, bads = 0 }) => goods + bads),
    counts.map(({ goods, bads }) => goods + bads),
  );

/** Shifts the calibration so that the mean PD of the training rows is `rate`; ranks, and so AUC, stay. */
function anchor(model: TrainedModel, train: Dataset, rate: number): TrainedModel {
  const { probabilities } = scoreDataset(model.card, train);
  const logOdds = probabilities.map((probability) => Math.log(probability / (1 - probability)));
  let [low, high] = [-50, 50];
  for (let step = 0; step < 100; step += 1) {
    const shift = (low + high) / 2;
    const mean = logOdds.reduce((sum, value) => sum + logistic(value + shift), 0) / logOdds.length;
    if (mean < rate) low = shift;
    else high = shift;
  }
  const { slope, offset } = model.card.calibration;
  const card = { ...model.card, calibration: { slope, offset: offset + (low + high) / 2 } };
  const note = `PDs are anchored to a mean of ${rate}; Brier, log-loss and calibration are those before anchoring`;
  return { ...model, card, warnings: [...model.warnings, note] };
}
