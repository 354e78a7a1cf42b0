import type { Bin } from '../finance/scorecard.js';
import { type CategoryColumn, type Column, countLevels, type LevelCounts, type NumericColumn } from './dataset.js';
import { monotonePartition, type PartitionLimits, type Step } from './partition.js';

export interface BinningOptions {
  /** Bins for values that are present; MISSING and OTHER come on top. */
  readonly maxBins: number;
  /** Least share of the rows in a bin. */
  readonly minShare: number;
  /** Finest steps a numeric column is cut into before merging. */
  readonly maxSteps: number;
}

export const DEFAULT_BINNING: BinningOptions = { maxBins: 6, minShare: 0.05, maxSteps: 100 };

/** A bin before it has points. */
export type WeighedBin = Bin & { readonly goods: number; readonly bads: number };

export interface Binning {
  readonly bins: readonly WeighedBin[];
  /** Information value of the bins, MISSING and OTHER included. */
  readonly informationValue: number;
}

/** Pseudo-rows at the average bad rate that small bins (MISSING, OTHER, single categories) are drawn towards. */
const SHRINKAGE_ROWS = 50;
const LEAST_CASES = 5;
/** Akaike's criterion: a further bin has to gain one unit of log-likelihood. */
const LEAST_GAIN = 1;

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

const countAt = ({ goods, bads }: LevelCounts, slot: number): Step => ({
  goods: goods[slot] ?? 0,
  bads: bads[slot] ?? 0,
});

interface Totals {
  readonly goods: number;
  readonly bads: number;
}

/** ln(share of goods / share of bads), with `pseudo` rows of the average added; one at least to a pure bin. */
function evidence(step: Step, totals: Totals, given: number): number {
  const rows = totals.goods + totals.bads;
  const pseudo = given === 0 && (step.goods === 0 || step.bads === 0) ? 1 : given;
  const goods = step.goods + (pseudo * totals.goods) / rows;
  const bads = step.bads + (pseudo * totals.bads) / rows;
  return goods === 0 || bads === 0 ? 0 : Math.log(goods / totals.goods) - Math.log(bads / totals.bads);
}

function informationValue(bins: readonly WeighedBin[], totals: Totals): number {
  return bins.reduce((total, { goods, bads, woe }) => total + (goods / totals.goods - bads / totals.bads) * woe, 0);
}

function count(steps: readonly Step[]): Step {
  const total = { goods: 0, bads: 0 };
  for (const { goods, bads } of steps) {
    total.goods += goods;
    total.bads += bads;
  }
  return total;
}

const limitsFor = (totals: Totals, options: BinningOptions): PartitionLimits => ({
  maxBins: options.maxBins,
  minRows: Math.max(LEAST_CASES, options.minShare * (totals.goods + totals.bads)),
  minCases: LEAST_CASES,
  minGain: LEAST_GAIN,
});

/** Bins of one column, from its rows; see `binCounts`. */
export const binColumn = (column: Column, outcomes: Uint8Array, options: BinningOptions): Binning =>
  binCounts(column, countLevels(column, outcomes), options);

/**
 * Monotone weight-of-evidence bins of one column, from the goods and bads of its levels. The missing values are a bin
 * of their own, drawn towards WoE 0 when they are few (0 when there were none); so are categories that are unseen or rare.
 */
export function binCounts(column: Column, counts: LevelCounts, options: BinningOptions): Binning {
  const totals = { goods: sum(counts.goods), bads: sum(counts.bads) };
  const bins =
    column.kind === 'NUMERIC'
      ? numericBins(column, counts, totals, options)
      : categoryBins(column, counts, totals, options);
  return { bins, informationValue: informationValue(bins, totals) };
}

interface ValueStep extends Step {
  readonly least: number;
  readonly most: number;
}

/** Distinct values in ascending order, joined into at most about `maxSteps` steps of equal size. */
function valueSteps(levels: Float64Array, { goods, bads }: LevelCounts, maxSteps: number): readonly ValueStep[] {
  const target = (sum(goods) + sum(bads) - (goods[0] ?? 0) - (bads[0] ?? 0)) / maxSteps;
  const steps: ValueStep[] = [];
  let open = { least: 0, most: 0, goods: 0, bads: 0 };
  for (let code = 0; code < levels.length; code += 1) {
    const [good, bad, value] = [goods[code + 1] ?? 0, bads[code + 1] ?? 0, levels[code] ?? 0];
    if (good + bad === 0) continue;
    const rows = open.goods + open.bads;
    if (rows > 0 && rows >= target) steps.push(open);
    if (rows === 0 || rows >= target) open = { least: value, most: value, goods: 0, bads: 0 };
    open.most = value;
    open.goods += good;
    open.bads += bad;
  }
  if (open.goods + open.bads > 0) steps.push(open);
  return steps;
}

function numericBins(
  column: NumericColumn,
  counts: LevelCounts,
  totals: Totals,
  options: BinningOptions,
): readonly WeighedBin[] {
  const steps = valueSteps(column.levels, counts, options.maxSteps);
  const ends = monotonePartition(steps, limitsFor(totals, options));
  const bins: WeighedBin[] = [];
  let [start, from]: [number, number | null] = [0, null];
  for (const [index, end] of (ends.length > 0 ? ends : [steps.length]).entries()) {
    const counted = count(steps.slice(start, end));
    const isLast = index >= ends.length - 1;
    const to = isLast ? null : roundBetween(steps[end - 1]?.most ?? 0, steps[end]?.least ?? 0);
    bins.push({
      kind: 'RANGE',
      from,
      to,
      woe: evidence(counted, totals, isLast && index === 0 ? SHRINKAGE_ROWS : 0),
      points: 0,
      ...counted,
    });
    [start, from] = [end, to];
  }
  return [...bins, missingBin(countAt(counts, 0), totals)];
}

const missingBin = (counted: Step, totals: Totals): WeighedBin => ({
  kind: 'MISSING',
  woe: evidence(counted, totals, SHRINKAGE_ROWS),
  points: 0,
  ...counted,
});

/** The number with the fewest digits above `low` and at most `high`, nearest to the middle: a limit people can read. */
export function roundBetween(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  for (let exponent = Math.ceil(Math.log10(high - low)); exponent > -12; exponent -= 1) {
    const unit = 10 ** Math.abs(exponent);
    const scaled = exponent >= 0 ? middle / unit : middle * unit;
    for (const multiple of [Math.round(scaled), Math.ceil(scaled), Math.floor(scaled)]) {
      const candidate = exponent >= 0 ? multiple * unit : multiple / unit;
      if (candidate > low && candidate <= high) return candidate;
    }
  }
  return high;
}

interface CategoryStep extends Step {
  readonly name: string;
}

function categoryBins(
  column: CategoryColumn,
  counts: LevelCounts,
  totals: Totals,
  options: BinningOptions,
): readonly WeighedBin[] {
  const missing = countAt(counts, 0);
  const steps = column.levels.map((name, code): CategoryStep => ({ name, ...countAt(counts, code + 1) }));
  const rare = (totals.goods + totals.bads) * Math.min(0.005, options.minShare);
  const common = steps.filter(({ goods, bads }) => goods + bads >= Math.max(rare, LEAST_CASES));
  const order = (step: CategoryStep): number => evidence(step, totals, SHRINKAGE_ROWS);
  common.sort((a, b) => order(a) - order(b) || (a.name < b.name ? -1 : 1));
  const ends = monotonePartition(common, limitsFor(totals, options));
  const bins: WeighedBin[] = [];
  let start = 0;
  for (const end of ends) {
    const group = common.slice(start, end);
    const counted = count(group);
    bins.push({
      kind: 'CATEGORIES',
      values: group.map(({ name }) => name).sort(),
      woe: evidence(counted, totals, 0),
      points: 0,
      ...counted,
    });
    start = end;
  }
  const named = count(common.slice(0, start));
  const other = {
    goods: totals.goods - named.goods - missing.goods,
    bads: totals.bads - named.bads - missing.bads,
  };
  return [
    ...bins,
    missingBin(missing, totals),
    { kind: 'OTHER', woe: evidence(other, totals, SHRINKAGE_ROWS), points: 0, ...other },
  ];
}
