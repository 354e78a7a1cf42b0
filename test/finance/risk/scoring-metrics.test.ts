import fc from 'fast-check';
import {
  auc,
  binomialBackTest,
  binomialTail,
  brierScore,
  calibrationTable,
  chiSquareTail,
  discrimination,
  giniCoefficient,
  hosmerLemeshow,
  kolmogorovSmirnov,
  logGamma,
  logLoss,
  normalCdf,
  normalQuantile,
  populationStability,
  rankCorrelation,
  weightOfEvidence,
} from '../../../src/finance/risk-index.js';
import { seed } from '../vectors.js';

const refused = (code: string, argument: string) => expect.objectContaining({ name: 'ArgumentError', code, argument });

/** A deterministic sample of 200 predictions with ties among none and 58 bads. */
const predictions = Array.from({ length: 200 }, (_, i) => 0.02 + 0.5 * (((i * 7919) % 1000) / 1000));
const outcomes = predictions.map((probability, i) => (((i * 104729) % 1000) / 1000 < probability ? 1 : 0));

describe('discrimination', () => {
  it.each([
    ['perfect', [0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], { auc: 1, gini: 1, ks: 1, ksAt: 0.2 }],
    ['reversed', [0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1], { auc: 0, gini: -1, ks: 1, ksAt: 0.2 }],
    ['all tied', [0.5, 0.5, 0.5], [0, 1, 0], { auc: 0.5, gini: 0, ks: 0, ksAt: 0.5 }],
    ['one tie across classes', [1, 2, 2, 3], [0, 0, 1, 1], { auc: 0.875, gini: 0.75, ks: 0.5, ksAt: 1 }],
    ['zero and minus zero are one score', [0, -0], [0, 1], { auc: 0.5, gini: 0, ks: 0, ksAt: 0 }],
  ])('%s', (_name, scores, bads, expected) => {
    expect(discrimination(scores, bads)).toEqual(expected);
  });

  it('equals the comparison of every bad with every good', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 1 })), { minLength: 2 });
    fc.assert(
      fc.property(rows, (sample) => {
        const bads = sample.filter(([, bad]) => bad === 1).map(([score]) => score);
        const goods = sample.filter(([, bad]) => bad === 0).map(([score]) => score);
        fc.pre(bads.length > 0 && goods.length > 0);
        const wins = bads.flatMap((bad) => goods.map((good) => (bad > good ? 1 : bad === good ? 0.5 : 0)));
        const expected = wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
        const scores = sample.map(([score]) => score);
        const marks = sample.map(([, bad]) => bad);
        expect(auc(scores, marks)).toBeCloseTo(expected, 12);
        expect(giniCoefficient(scores, marks)).toBeCloseTo(2 * expected - 1, 12);
        const gaps = scores.map((limit) =>
          Math.abs(
            bads.filter((score) => score <= limit).length / bads.length -
              goods.filter((score) => score <= limit).length / goods.length,
          ),
        );
        expect(kolmogorovSmirnov(scores, marks)).toBeCloseTo(Math.max(...gaps), 12);
      }),
      { seed },
    );
  });

  it('judges 30,000 rows in less than 100 ms', () => {
    const scores = Float64Array.from({ length: 30_000 }, (_, i) => ((i * 7919) % 30_011) / 30_011);
    const bads = Uint8Array.from(scores, (score, i) => (((i * 104_729) % 1000) / 1000 < score ? 1 : 0));
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      discrimination(scores, bads);
      brierScore(scores, bads);
      logLoss(scores, bads);
      hosmerLemeshow(scores, bads);
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(100);
  });

  it.each<[string, () => unknown, string, string]>([
    ['no rows', () => auc([], []), 'EMPTY', 'scores'],
    ['different lengths', () => auc([1, 2], [1]), 'LENGTH_MISMATCH', 'outcomes'],
    ['an outcome of 2', () => auc([1, 2], [0, 2]), 'NOT_AN_OUTCOME', 'outcomes[1]'],
    ['only goods', () => auc([1, 2], [0, 0]), 'ONE_CLASS', 'outcomes'],
    ['only bads', () => auc([1, 2], [1, 1]), 'ONE_CLASS', 'outcomes'],
    ['a score that is no number', () => auc([1, Number.NaN], [0, 1]), 'NOT_FINITE', 'scores[1]'],
    ['a probability above 1', () => brierScore([0.5, 1.5], [0, 1]), 'OUT_OF_RANGE', 'probabilities[1]'],
    ['a probability below 0', () => logLoss([-0.1, 0.5], [0, 1]), 'OUT_OF_RANGE', 'probabilities[0]'],
    ['a calibration in one group', () => calibrationTable([0.5], [1], 1), 'OUT_OF_RANGE', 'groups'],
    ['a test on two groups', () => hosmerLemeshow([0.1, 0.2, 0.2], [0, 1, 0]), 'TOO_FEW_GROUPS', 'probabilities'],
    ['more defaults than cases', () => binomialBackTest(10, 11, 0.1), 'OUT_OF_RANGE', 'defaults'],
    ['a PD of 1', () => binomialBackTest(10, 1, 1), 'OUT_OF_RANGE', 'pd'],
    ['half a default', () => binomialBackTest(10, 0.5, 0.1), 'OUT_OF_RANGE', 'defaults'],
    [
      'a bin without bads',
      () =>
        weightOfEvidence([
          { goods: 3, bads: 0 },
          { goods: 1, bads: 1 },
        ]),
      'EMPTY_BIN',
      'bins[0]',
    ],
    ['bins of goods only', () => weightOfEvidence([{ goods: 3, bads: 0 }], 0), 'EMPTY_BIN', 'bins[0]'],
    ['a negative count', () => weightOfEvidence([{ goods: -3, bads: 1 }]), 'OUT_OF_RANGE', 'bins[0].goods'],
    ['stability of unlike lists', () => populationStability([1, 2], [1]), 'LENGTH_MISMATCH', 'actual'],
    ['stability of nothing', () => populationStability([0, 0], [1, 2]), 'OUT_OF_RANGE', 'expected'],
  ])('refuses %s', (_name, call, code, argument) => {
    expect(call).toThrow(refused(code, argument));
  });
});

describe('accuracy and calibration', () => {
  it('Brier score and log-loss by hand', () => {
    expect(brierScore([0.2, 0.7, 1], [0, 1, 1])).toBeCloseTo((0.04 + 0.09) / 3, 15);
    expect(logLoss([0.2, 0.7], [0, 1])).toBeCloseTo(-(Math.log(0.8) + Math.log(0.7)) / 2, 15);
    expect(logLoss([0, 1], [1, 1])).toBeCloseTo(-Math.log(1e-15) / 2, 10);
  });

  it('Hosmer-Lemeshow equals an independent computation over the same deciles', () => {
    const test = hosmerLemeshow(predictions, outcomes);
    expect(test.groups.map(({ cases }) => cases)).toEqual(new Array(10).fill(20));
    expect(test.statistic).toBeCloseTo(3.365722831624809, 10);
    expect(test.degreesOfFreedom).toBe(8);
    expect(test.pValue).toBeCloseTo(chiSquareTail(3.365722831624809, 8), 12);
  });

  it('keeps equal predictions in one group', () => {
    const table = calibrationTable([0.1, 0.1, 0.1, 0.1, 0.3, 0.4], [0, 0, 1, 0, 1, 1], 3);
    expect(table.map(({ cases, bads }) => [cases, bads])).toEqual([
      [4, 1],
      [2, 2],
    ]);
    expect(table[1]).toEqual({
      cases: 2,
      bads: 2,
      lowestPrediction: 0.3,
      highestPrediction: 0.4,
      meanPrediction: 0.35,
      badRate: 1,
    });
  });

  it('binomial back-test: exact tail, normal approximation, rates', () => {
    const test = binomialBackTest(1000, 5, 0.01);
    expect(test.pValue).toBeCloseTo(0.971313600000995, 13);
    expect(test.normalPValue).toBeCloseTo(normalCdf(5 / Math.sqrt(9.9)), 15);
    expect([test.expectedDefaults, test.observedRate]).toEqual([10, 0.005]);
    expect(binomialBackTest(50, 0, 0.1).pValue).toBe(1);
  });

  it('population stability by hand, empty bins counted at the least share', () => {
    expect(populationStability([100, 200, 300, 400], [150, 180, 320, 350])).toBeCloseTo(0.030347805772542306, 14);
    expect(populationStability([1, 1], [2, 2])).toBe(0);
    expect(populationStability([1, 1], [1, 0])).toBeCloseTo(0.5 * Math.log(2) + 0.4999 * Math.log(5000), 12);
  });

  it('smoothing keeps a pure bin finite', () => {
    const { bins } = weightOfEvidence(
      [
        { goods: 3, bads: 0 },
        { goods: 1, bads: 1 },
      ],
      0.5,
    );
    expect(bins[0]?.woe).toBeCloseTo(Math.log(3.5 / 5 / (0.5 / 2)), 14);
  });
});

// Reference values by arbitrary-precision arithmetic (mpmath, 30 digits).
describe('distributions', () => {
  it.each([
    [-36, 4.182624065797283e-284],
    [-20, 2.753624118606234e-89],
    [-6, 9.86587645037698e-10],
    [-3, 0.0013498980316300946],
    [-0.3, 0.3820885778110474],
    [2, 0.9772498680518208],
  ])('normal distribution at %d', (x, expected) => {
    expect(normalCdf(x) / expected).toBeCloseTo(1, 14);
  });

  it('the quantile inverts the distribution', () => {
    for (const p of [1e-300, 1e-20, 1e-5, 0.001, 0.074, 0.076, 0.3, 0.5, 0.9, 0.999]) {
      expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 12);
    }
    expect(normalQuantile(0.999)).toBeCloseTo(3.090232306167813, 14);
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(() => normalQuantile(1.1)).toThrow(refused('OUT_OF_RANGE', 'probability'));
    expect(() => normalCdf(Number.NaN)).toThrow(refused('NOT_FINITE', 'x'));
  });

  it.each([
    [3.84, 1, 0.050043521248705106],
    [15.5, 8, 0.050122054532665224],
    [0.5, 8, 0.999866630349486],
    [30, 10, 0.0008566412107753004],
    [0, 3, 1],
  ])('chi-square tail at %d with %d degrees of freedom', (statistic, freedom, expected) => {
    expect(chiSquareTail(statistic, freedom)).toBeCloseTo(expected, 13);
  });

  it.each([
    [400, 14, 0.02, 0.032697854304425],
    [10_000, 150, 0.012, 0.004346030110746686],
    [5, 6, 0.5, 0],
    [5, 5, 1, 1],
    [5, 1, 0, 0],
  ])('binomial tail of %d trials from %d at %d', (trials, least, probability, expected) => {
    expect(binomialTail(trials, least, probability)).toBeCloseTo(expected, 13);
  });

  it.each([
    [0.5, 0.5723649429247001],
    [10, 12.80182748008147],
    [100.5, 361.4355404677776],
  ])('ln gamma of %d', (x, expected) => {
    expect(logGamma(x)).toBeCloseTo(expected, 11);
  });
});

describe('rankCorrelation', () => {
  it.each([
    ['the same order', [1, 2, 3, 9], [10, 20, 21, 22], 1],
    ['the reverse', [1, 2, 3], [3, 2, 1], -1],
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / sqrt(4.5 x 5).
    ['ties share their rank', [1, 2, 2, 3], [1, 2, 3, 4], 4.5 / Math.sqrt(22.5)],
  ])('%s', (_name, first, second, expected) => {
    expect(rankCorrelation(first, second)).toBeCloseTo(expected, 12);
  });

  it('refuses what sorts nothing', () => {
    expect(() => rankCorrelation([1, 1], [1, 2])).toThrow(refused('CONSTANT', 'first'));
    expect(() => rankCorrelation([1, 2], [1])).toThrow(refused('LENGTH_MISMATCH', 'second'));
    expect(() => rankCorrelation([1, Number.NaN], [1, 2])).toThrow(refused('NOT_FINITE', 'first[1]'));
  });
});
