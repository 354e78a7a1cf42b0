import { ArgumentError } from '../kernel/index.js';
import { at, requireLength, requireNotEmpty, requireNotNegative } from './risk-arguments.js';

/** Cases of one bin. */
export interface BinCounts {
  readonly goods: number;
  readonly bads: number;
}

export interface BinEvidence extends BinCounts {
  /** ln(share of goods / share of bads): positive is better than the average. */
  readonly woe: number;
  /** (share of goods - share of bads) x WoE, never negative. */
  readonly informationValue: number;
}

export interface Evidence {
  readonly bins: readonly BinEvidence[];
  /** Sum over the bins. Rule of thumb: below 0.02 useless, above 0.3 strong, above 0.5 to be looked at for leakage. */
  readonly informationValue: number;
}

/**
 * Weight of evidence and information value of a binned characteristic.
 * @param smoothing cases added to goods and bads of every bin (default 0); 0.5 keeps bins without goods or bads finite
 * @throws ArgumentError `EMPTY`, `OUT_OF_RANGE` (a negative count), `ONE_CLASS` (no goods or no bads at all),
 * `EMPTY_BIN` (a bin without goods or without bads and no smoothing)
 * @see Siddiqi, Credit Risk Scorecards (2006), chapter 6
 */
export function weightOfEvidence(bins: readonly BinCounts[], smoothing = 0): Evidence {
  requireNotEmpty(bins, 'bins');
  requireNotNegative(smoothing, 'smoothing');
  let [goods, bads] = [0, 0];
  for (const [index, bin] of bins.entries()) {
    goods += requireNotNegative(bin.goods, `bins[${index}].goods`) + smoothing;
    bads += requireNotNegative(bin.bads, `bins[${index}].bads`) + smoothing;
    if (smoothing === 0 && (bin.goods === 0) !== (bin.bads === 0)) {
      throw new ArgumentError('EMPTY_BIN', `bins[${index}]`, 'has no goods or no bads: merge it or use smoothing');
    }
  }
  if (goods === 0 || bads === 0) throw new ArgumentError('ONE_CLASS', 'bins', 'hold only goods or only bads');
  const evidence = bins.map((bin) => {
    const goodShare = (bin.goods + smoothing) / goods;
    const badShare = (bin.bads + smoothing) / bads;
    const woe = goodShare === 0 ? 0 : Math.log(goodShare / badShare);
    return { goods: bin.goods, bads: bin.bads, woe, informationValue: (goodShare - badShare) * woe };
  });
  return { bins: evidence, informationValue: evidence.reduce((sum, bin) => sum + bin.informationValue, 0) };
}

/**
 * Population stability index: sum of (actual share - expected share) x ln(actual share / expected share). Below 0.1
 * stable, above 0.25 shifted, by rule of thumb. For one characteristic it is the characteristic stability index.
 * @param expected cases (or shares) of each bin when the model was built
 * @param actual the same bins now; each list is divided by its own sum
 * @param least smallest share a bin counts with (default 0.0001), which keeps empty bins finite
 * @throws ArgumentError `EMPTY`, `LENGTH_MISMATCH`, `OUT_OF_RANGE` (negative counts, or a sum of 0)
 */
export function populationStability(expected: readonly number[], actual: readonly number[], least = 0.0001): number {
  requireLength(actual, expected.length, 'actual');
  const before = shares(expected, 'expected');
  const now = shares(actual, 'actual');
  requireNotNegative(least, 'least');
  let sum = 0;
  for (let bin = 0; bin < before.length; bin += 1) {
    const [from, to] = [Math.max(at(before, bin), least), Math.max(at(now, bin), least)];
    if (from !== to) sum += (to - from) * Math.log(to / from);
  }
  return sum;
}

function shares(counts: readonly number[], argument: string): readonly number[] {
  requireNotEmpty(counts, argument);
  let sum = 0;
  for (const [index, count] of counts.entries()) sum += requireNotNegative(count, `${argument}[${index}]`);
  if (sum === 0) throw new ArgumentError('OUT_OF_RANGE', argument, 'add up to 0');
  return counts.map((count) => count / sum);
}
