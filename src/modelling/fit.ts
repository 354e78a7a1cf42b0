import { fitLogistic } from '../finance/logistic-regression.js';
import { binOf, type Characteristic } from '../finance/scorecard.js';
import { type Binning, type BinningOptions, binColumn, binCounts } from './binning.js';
import { type Column, countOutside, type Dataset } from './dataset.js';
import { type Fold, foldRows } from './split.js';

export interface FitOptions {
  readonly binning: BinningOptions;
  /** Least information value of a characteristic. */
  readonly minInformation: number;
  readonly maxCharacteristics: number;
  /** Penalty on squared coefficients, in log-likelihood; above 0 it keeps a perfectly separated fit finite. */
  readonly ridge: number;
  /** Parts the rows are dealt into for cross-fitting, at least 2. */
  readonly folds: number;
}

/** Why a column is not on the card. */
export type DropReason =
  | 'ALL_MISSING'
  | 'CONSTANT'
  | 'IDENTIFIER'
  | 'WEAK'
  | 'WRONG_SIGN'
  | 'NOT_SIGNIFICANT'
  | 'TOO_MANY';

export interface DroppedColumn {
  readonly feature: string;
  readonly reason: DropReason;
  readonly explanation: string;
  /** Null when the column was dropped before binning. */
  readonly informationValue: number | null;
}

export interface FittedCharacteristic extends Binning {
  readonly column: Column;
  readonly coefficient: number;
  /** Wald statistic: coefficient / standard error. */
  readonly wald: number;
}

export interface Fit {
  readonly intercept: number;
  readonly characteristics: readonly FittedCharacteristic[];
  readonly dropped: readonly DroppedColumn[];
}

/** Akaike's criterion: a coefficient stays when its squared Wald statistic exceeds 2. */
const LEAST_WALD = Math.SQRT2;

interface Candidate extends Binning {
  readonly column: Column;
  /** Cross-fitted: each row's WoE comes from bins that were made without it. */
  readonly woe: Float64Array;
}

interface LevelWoe {
  readonly ofLevel: Float64Array;
  readonly ofMissing: number;
}

/** WoE of each level, read through the same function that scores applicants. */
function levelWoe(column: Column, bins: Characteristic['bins']): LevelWoe {
  const characteristic: Characteristic = {
    feature: column.name,
    label: column.name,
    reasonCode: column.name,
    reason: column.name,
    coefficient: 0,
    bins,
  };
  return {
    ofLevel: Float64Array.from(column.levels, (level: number | string) => binOf(characteristic, level).woe),
    ofMissing: binOf(characteristic, null).woe,
  };
}

/** The column's WoE, row by row. */
export function woeOf(column: Column, bins: Characteristic['bins']): Float64Array {
  const { ofLevel, ofMissing } = levelWoe(column, bins);
  const woe = new Float64Array(column.codes.length);
  for (let row = 0; row < woe.length; row += 1) woe[row] = ofLevel[column.codes[row] ?? -1] ?? ofMissing;
  return woe;
}

/**
 * WoE of every row from bins made on the other folds. Coefficients fitted to it carry no reward for bins that only
 * describe their own rows, so a column with many accidental categories ends up insignificant instead of first.
 */
function crossFittedWoe(
  column: Column,
  { outcomes, folds }: { readonly outcomes: Uint8Array; readonly folds: readonly Fold[] },
  options: FitOptions,
): Float64Array {
  const woe = new Float64Array(outcomes.length);
  const outsides = countOutside(column, outcomes, folds);
  for (const [fold, { inside }] of folds.entries()) {
    const counts = outsides[fold];
    if (!counts) continue;
    const { ofLevel, ofMissing } = levelWoe(column, binCounts(column, counts, options.binning).bins);
    for (const row of inside) woe[row] = ofLevel[column.codes[row] ?? -1] ?? ofMissing;
  }
  return woe;
}

/** Columns that cannot carry information, whatever the outcomes are. */
export function screen(column: Column): DroppedColumn | undefined {
  const drop = (reason: DropReason, explanation: string): DroppedColumn => ({
    feature: column.name,
    reason,
    explanation,
    informationValue: null,
  });
  const distinct = new Set(column.codes);
  const isComplete = !distinct.delete(-1);
  const present = column.codes.reduce((sum, code) => sum + (code >= 0 ? 1 : 0), 0);
  if (present === 0) return drop('ALL_MISSING', 'every value is missing');
  if (distinct.size === 1 && isComplete) return drop('CONSTANT', 'every row has the same value');
  if (column.kind === 'CATEGORY' && distinct.size > 20 && distinct.size > present / 2) {
    return drop('IDENTIFIER', `${distinct.size} different texts in ${present} rows: looks like an identifier`);
  }
  return undefined;
}

/** Bins, selects and fits. `dataset` holds training rows of both outcomes. */
export function fitCard(
  dataset: Dataset,
  options: FitOptions,
  progress: (done: number, of: number) => void = () => undefined,
): Fit {
  const dropped: DroppedColumn[] = [];
  const candidates: Candidate[] = [];
  const folds = foldRows(dataset.outcomes, options.folds);
  for (const [index, column] of dataset.columns.entries()) {
    progress(index, dataset.columns.length);
    const screened = screen(column);
    if (screened) {
      dropped.push(screened);
      continue;
    }
    const binning = binColumn(column, dataset.outcomes, options.binning);
    const woe = crossFittedWoe(column, { outcomes: dataset.outcomes, folds }, options);
    const isFlat = woe.every((value) => value === woe[0]);
    if (isFlat || binning.informationValue < options.minInformation) {
      const { informationValue } = binning;
      const explanation = `information value ${informationValue.toFixed(4)} is below ${options.minInformation}`;
      dropped.push({ feature: column.name, reason: 'WEAK', explanation, informationValue });
    } else {
      candidates.push({ ...binning, column, woe });
    }
  }
  progress(dataset.columns.length, dataset.columns.length);
  return eliminate(candidates, dataset.outcomes, options, dropped);
}

/** Backward elimination: wrong signs first, then the least significant, then whatever exceeds the limit. */
function eliminate(candidates: Candidate[], outcomes: Uint8Array, options: FitOptions, dropped: DroppedColumn[]): Fit {
  for (;;) {
    const fit = fitLogistic(
      candidates.map(({ woe }) => woe),
      outcomes,
      { ridge: options.ridge },
    );
    const fitted = candidates.map((candidate, index) => {
      const coefficient = fit.coefficients[index] ?? 0;
      return { ...candidate, coefficient, wald: coefficient / (fit.standardErrors[index + 1] ?? 1) };
    });
    const weakest = [...fitted].sort((a, b) => b.wald - a.wald)[0];
    const verdict = weakest && judge(weakest, fitted.length, options);
    if (!weakest || !verdict) {
      const characteristics = fitted.map(({ woe: _, ...rest }) => rest);
      return { intercept: fit.intercept, characteristics, dropped };
    }
    dropped.push({ feature: weakest.column.name, informationValue: weakest.informationValue, ...verdict });
    candidates = candidates.filter(({ column }) => column !== weakest.column);
  }
}

/** WoE is positive for good bins, so a coefficient on the log-odds of bad has to be negative. */
function judge(
  { wald, coefficient }: FittedCharacteristic,
  count: number,
  options: FitOptions,
): { readonly reason: DropReason; readonly explanation: string } | undefined {
  if (coefficient >= 0) {
    return {
      reason: 'WRONG_SIGN',
      explanation: 'its bins do not hold beside the other characteristics, or on rows they were not made from',
    };
  }
  if (wald > -LEAST_WALD) {
    const explanation = `adds too little to the others (Wald statistic ${Math.abs(wald).toFixed(2)})`;
    return { reason: 'NOT_SIGNIFICANT', explanation };
  }
  if (count > options.maxCharacteristics) {
    return { reason: 'TOO_MANY', explanation: `least significant of more than ${options.maxCharacteristics}` };
  }
  return undefined;
}
