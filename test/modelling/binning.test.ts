import fc from 'fast-check';
import {
  type BinningOptions,
  binColumn,
  DEFAULT_BINNING,
  roundBetween,
  type WeighedBin,
} from '../../src/modelling/binning.js';
import { categoryColumn, numericColumn } from '../../src/modelling/dataset.js';
import { monotonePartition, type Step } from '../../src/modelling/partition.js';
import { seed } from '../finance/vectors.js';

const repeat = <T>(count: number, value: T): readonly T[] => new Array<T>(count).fill(value);
const limits = { maxBins: 5, minRows: 10, minCases: 1, minGain: 1 };

describe('monotone partition', () => {
  it('cuts where the bad rate changes and nowhere else', () => {
    const steps = [10, 10, 30, 30, 60].map((bads) => ({ goods: 100 - bads, bads }));
    expect(monotonePartition(steps, limits)).toEqual([2, 4, 5]);
    expect(monotonePartition([...steps].reverse(), limits)).toEqual([1, 3, 5]);
  });

  it('joins what breaks the order', () => {
    const steps = [10, 40, 20, 60].map((bads) => ({ goods: 100 - bads, bads }));
    expect(monotonePartition(steps, limits)).toEqual([1, 3, 4]);
  });

  it.each<[string, readonly Step[], Partial<typeof limits>, readonly number[]]>([
    ['no steps', [], {}, []],
    [
      'equal rates',
      [
        { goods: 90, bads: 10 },
        { goods: 90, bads: 10 },
      ],
      {},
      [2],
    ],
    [
      'too few rows for two bins',
      [
        { goods: 9, bads: 1 },
        { goods: 1, bads: 9 },
      ],
      { minRows: 15 },
      [2],
    ],
    ['too few rows for one bin', [{ goods: 1, bads: 1 }], {}, []],
    ['at most two bins', [5, 20, 50, 80].map((bads) => ({ goods: 100 - bads, bads })), { maxBins: 2 }, [2, 4]],
  ])('%s', (_name, steps, changed, expected) => {
    expect(monotonePartition(steps, { ...limits, ...changed })).toEqual(expected);
  });

  it('covers all steps with monotone bins of the least size', () => {
    const step = fc.record({ goods: fc.integer({ min: 1, max: 60 }), bads: fc.integer({ min: 1, max: 30 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        const ends = monotonePartition(steps, limits);
        if (ends.length === 0) {
          expect(steps.reduce((sum, { goods, bads }) => sum + goods + bads, 0)).toBeLessThan(limits.minRows);
          return;
        }
        expect(ends.at(-1)).toBe(steps.length);
        expect(ends.length).toBeLessThanOrEqual(limits.maxBins);
        const rates = ends.map((end, index) => {
          const bin = steps.slice(ends[index - 1] ?? 0, end);
          const bads = bin.reduce((sum, entry) => sum + entry.bads, 0);
          const rows = bin.reduce((sum, entry) => sum + entry.bads + entry.goods, 0);
          expect(rows).toBeGreaterThanOrEqual(limits.minRows);
          return bads / rows;
        });
        const rising = [...rates].sort((a, b) => a - b);
        expect([rising, [...rising].reverse()]).toContainEqual(rates);
      }),
      { seed },
    );
  });
});

describe('limits people can read', () => {
  it.each([
    [1, 2, 2],
    [0, 1, 1],
    [39_000, 50_000, 40_000],
    [0.123, 0.131, 0.13],
    [-2, -1, -1],
    [1e6, 1e6 + 1, 1e6 + 1],
  ])('between %d and %d: %d', (low, high, expected) => {
    expect(roundBetween(low, high)).toBe(expected);
  });

  it('separate: above the lower, at most the higher value', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, value, (a, b) => {
        fc.pre(a !== b);
        const [low, high] = a < b ? [a, b] : [b, a];
        const limit = roundBetween(low, high);
        expect(limit > low && limit <= high).toBe(true);
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe('bins of a column', () => {
  const options: BinningOptions = { ...DEFAULT_BINNING, minShare: 0.01 };
  const shown = (bins: readonly WeighedBin[]): readonly unknown[] =>
    bins.map((bin) => {
      const { woe, points: _, ...rest } = bin;
      return { ...rest, woe: Math.round(woe * 1e4) / 1e4 };
    });

  it('numbers: ranges by bad rate, missing values apart and drawn towards the average', () => {
    const values = [...repeat(100, 1), ...repeat(100, 2), ...repeat(50, Number.NaN)];
    const outcomes = Uint8Array.from([
      ...repeat(10, 1),
      ...repeat(90, 0),
      ...repeat(50, 1),
      ...repeat(50, 0),
      ...repeat(50, 1),
    ]);
    const { bins } = binColumn(numericColumn('x', values), outcomes, options);
    expect(shown(bins)).toEqual([
      { kind: 'RANGE', from: null, to: 2, goods: 90, bads: 10, woe: round(Math.log(90 / 140 / (10 / 110))) },
      { kind: 'RANGE', from: 2, to: null, goods: 50, bads: 50, woe: round(Math.log(50 / 140 / (50 / 110))) },
      { kind: 'MISSING', goods: 0, bads: 50, woe: round(Math.log(28 / 140) - Math.log(72 / 110)) },
    ]);
  });

  it('without missing values the MISSING bin is neutral', () => {
    const outcomes = Uint8Array.from([...repeat(10, 1), ...repeat(40, 0)]);
    const { bins } = binColumn(numericColumn('x', [...repeat(10, 1), ...repeat(40, 2)]), outcomes, options);
    expect(bins.at(-1)).toEqual({ kind: 'MISSING', woe: 0, points: 0, goods: 0, bads: 0 });
  });

  it('categories: grouped by bad rate; rare ones and unseen ones are OTHER', () => {
    const values = [...repeat(400, 'a'), ...repeat(300, 'b'), ...repeat(298, 'c'), ...repeat(2, 'rare'), null];
    const outcomes = Uint8Array.from(values, (value, index) => (index % (value === 'a' ? 20 : 2) === 0 ? 1 : 0));
    const { bins } = binColumn(categoryColumn('x', values), outcomes, options);
    expect(bins.map((bin) => [bin.kind, bin.kind === 'CATEGORIES' ? bin.values : null, bin.goods + bin.bads])).toEqual([
      ['CATEGORIES', ['b', 'c'], 598],
      ['CATEGORIES', ['a'], 400],
      ['MISSING', null, 1],
      ['OTHER', null, 2],
    ]);
  });

  it('a column without information gets one range', () => {
    const outcomes = Uint8Array.from({ length: 100 }, (_, row) => (row % 5 === 0 ? 1 : 0));
    const { bins, informationValue } = binColumn(numericColumn('x', repeat(100, 3)), outcomes, options);
    expect(bins.map(({ kind, woe }) => [kind, woe])).toEqual([
      ['RANGE', 0],
      ['MISSING', 0],
    ]);
    expect(informationValue).toBe(0);
  });
});

const round = (value: number): number => Math.round(value * 1e4) / 1e4;
