/**
 * Scoring speed: metrics over 30,000 rows against the target of 100 ms, one score of ten characteristics against 5 us,
 * a regression of 23 columns, a training run. With a folder that holds the public loan files
 * `data_taiwan_default.csv` and `data_lending_club_modeldata.csv`, also the reference figures of
 * test/vectors/scoring_logit_reference.json and the accuracy of cards trained on them.
 *
 *   node --import ./scripts/typescript/register.mjs bench/scoring.ts [folder]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  assignPoints,
  brierScore,
  discrimination,
  type Features,
  fitLogistic,
  hosmerLemeshow,
  logistic,
  logLoss,
  type Scorecard,
  score,
} from '../src/finance/risk-index.js';
import { DEFAULT_BINNING } from '../src/modelling/binning.js';
import { numericColumn, valueAt } from '../src/modelling/dataset.js';
import { prepare } from '../src/modelling/prepare.js';
import { readCsv } from '../src/modelling/read-csv.js';
import { type TrainedModel, trainScorecard } from '../src/modelling/train.js';

const ROWS = 30_000;
const ROUNDS = 9;

/** Median milliseconds of `work` over the rounds, after one warm-up. */
function medianMs(work: () => unknown): number {
  work();
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}

function print(what: string, value: number, unit: string, target?: number): void {
  const verdict = target === undefined ? '' : `  target ${target} ${unit}  ${value <= target ? 'met' : 'MISSED'}`;
  process.stdout.write(`${what.padEnd(52)} ${value.toFixed(2).padStart(9)} ${unit}${verdict}\n`);
}

const pseudo = (index: number, factor: number): number => ((index * factor) % 100_003) / 100_003;

function benchMetrics(): void {
  const predictions = Float64Array.from({ length: ROWS }, (_, row) => pseudo(row + 1, 7919));
  const outcomes = Uint8Array.from(predictions, (value, row) => (pseudo(row + 1, 31_337) < value ? 1 : 0));
  const all = (): void => {
    discrimination(predictions, outcomes);
    brierScore(predictions, outcomes);
    logLoss(predictions, outcomes);
    hosmerLemeshow(predictions, outcomes);
  };
  print(
    'AUC, Gini, KS of 30,000 rows',
    medianMs(() => discrimination(predictions, outcomes)),
    'ms',
    100,
  );
  print('all metrics of 30,000 rows', medianMs(all), 'ms', 100);
}

/** Ten characteristics of six ranges each. */
function tenCharacteristics(): Scorecard {
  const woes = [-1, -0.5, -0.1, 0.2, 0.6, 1];
  return assignPoints({
    kind: 'covergraph.scorecard',
    format: 1,
    name: 'bench',
    version: '1',
    baseScore: 600,
    baseOdds: 50,
    pointsToDouble: 20,
    intercept: -2,
    calibration: { slope: 1, offset: 0 },
    characteristics: Array.from({ length: 10 }, (_, index) => ({
      feature: `f${index}`,
      label: `Feature ${index}`,
      reasonCode: `F${index}`,
      reason: `Feature ${index} is too low`,
      coefficient: -0.4 - index / 20,
      bins: [
        ...woes.map((woe, bin) => ({
          kind: 'RANGE' as const,
          from: bin === 0 ? null : bin * 10,
          to: bin === woes.length - 1 ? null : (bin + 1) * 10,
          woe,
          points: 0,
        })),
        { kind: 'MISSING' as const, woe: 0, points: 0 },
      ],
    })),
  });
}

function benchScore(): void {
  const card = tenCharacteristics();
  const applicants = Array.from(
    { length: 1000 },
    (_, row): Features =>
      Object.fromEntries(
        card.characteristics.map(({ feature }, index) => [feature, pseudo(row + 1, 7919 + index) * 60]),
      ),
  );
  const many = (): void => {
    for (let round = 0; round < 20; round += 1) for (const features of applicants) score(card, features);
  };
  print('one score, ten characteristics', medianMs(many) / 20, 'us', 5);
}

function benchFit(): void {
  const columns = Array.from({ length: 23 }, (_, column) =>
    Float64Array.from({ length: ROWS }, (_, row) => pseudo(row + 1, 7919 + 2 * column) * 1000),
  );
  const outcomes = Uint8Array.from({ length: ROWS }, (_, row) => (pseudo(row + 1, 31_337) < 0.22 ? 1 : 0));
  print(
    'regression, 30,000 rows, 23 columns',
    medianMs(() => fitLogistic(columns, outcomes)),
    'ms',
  );
}

async function trainOn(path: string, target: string, badValue: string): Promise<TrainedModel> {
  const table = await readCsv(path);
  if (!table.ok) throw new Error(table.error.message);
  const test = { kind: 'MODULUS' as const, modulus: 10, remainders: [0, 1, 2] };
  const data = prepare(table.value.columns, { target, badValue, exclude: [], test });
  if (!data.ok) throw new Error(JSON.stringify(data.error));
  const scale = { baseScore: 600, baseOdds: 50, pointsToDouble: 20 };
  const limits = { binning: DEFAULT_BINNING, minInformation: 0.02, maxCharacteristics: 15, folds: 10, ridge: 5 };
  const origin = { name: 'bench', version: '1', target, dataHash: table.value.hash, trainedOn: '2026-01-01' };
  const model = trainScorecard(data.value, { ...origin, ...scale, ...limits, targetRate: null, wordings: {} });
  if (!model.ok) throw new Error(JSON.stringify(model.error));
  return model.value;
}

/** Plain logistic regression on the numeric columns as they are, against the published reference. */
async function referenceAuc(path: string): Promise<number> {
  const table = await readCsv(path);
  if (!table.ok) throw new Error(table.error.message);
  const target = table.value.columns.find(({ name }) => name === 'default') ?? numericColumn('default', []);
  const columns = table.value.columns.filter((column) => column !== target);
  const outcomes = Uint8Array.from(target.codes, (_, row) => Number(valueAt(target, row)));
  const values = columns.map((column) => Float64Array.from(column.codes, (_, row) => Number(valueAt(column, row))));
  const isTest = (row: number): boolean => (row + 1) % 10 <= 2;
  const pick = <T>(list: ArrayLike<T>, wanted: boolean): T[] =>
    Array.from(list).filter((_, row) => isTest(row) === wanted);
  const fit = fitLogistic(
    values.map((column) => pick(column, false)),
    pick(outcomes, false),
  );
  const tested = values.map((column) => pick(column, true));
  const marks = pick(outcomes, true);
  const predictions = marks.map((_, row) =>
    logistic(fit.coefficients.reduce((sum, value, index) => sum + value * (tested[index]?.[row] ?? 0), fit.intercept)),
  );
  return discrimination(predictions, marks).auc;
}

async function benchFiles(folder: string): Promise<void> {
  const reference = JSON.parse(
    readFileSync(new URL('../test/vectors/scoring_logit_reference.json', import.meta.url), 'utf8'),
  ) as { readonly results: { readonly taiwan: { readonly test: { readonly auc: number } } } };
  const taiwan = join(folder, 'data_taiwan_default.csv');
  const off = Math.abs((await referenceAuc(taiwan)) - reference.results.taiwan.test.auc);
  process.stdout.write(`plain regression on the Taiwan file: test AUC off the reference by ${off.toExponential(1)}\n`);
  const files = [
    [taiwan, 'default', '1', 0.76],
    [join(folder, 'data_lending_club_modeldata.csv'), 'Class', 'bad', 0.74],
  ] as const;
  for (const [path, target, badValue, least] of files) {
    const start = performance.now();
    const { test, crossValidated } = await trainOn(path, target, badValue);
    const auc = test?.metrics.auc ?? 0;
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    process.stdout.write(
      `${path.split('/').at(-1)}: test AUC ${auc.toFixed(4)} (at least ${least}: ${auc >= least ? 'met' : 'MISSED'}), ` +
        `cross-validated ${crossValidated.metrics.auc.toFixed(4)}, trained in ${seconds} s\n`,
    );
  }
}

benchMetrics();
benchScore();
benchFit();
const folder = process.argv[2];
if (folder !== undefined) await benchFiles(folder);
