import {
  assignPoints,
  binPoints,
  type Characteristic,
  logistic,
  pointsScale,
  type Scorecard,
  score,
  scoreFromOdds,
  validateScorecard,
} from '../../../src/finance/scorecard.js';
import { ArgumentError } from '../../../src/kernel/index.js';

const characteristic = (feature: string, woes: readonly number[], coefficient = -1): Characteristic => ({
  feature,
  label: feature,
  reasonCode: `${feature.toUpperCase()}_WEAK`,
  reason: `${feature} counted against you`,
  coefficient,
  bins: [
    ...woes.map((woe, index) => ({
      kind: 'RANGE' as const,
      from: index === 0 ? null : index * 10,
      to: index === woes.length - 1 ? null : (index + 1) * 10,
      woe,
      points: 0,
    })),
    { kind: 'MISSING', woe: 0, points: 0 },
  ],
});

const card: Scorecard = assignPoints({
  kind: 'covergraph.scorecard',
  format: 1,
  name: 'test',
  version: '1',
  baseScore: 600,
  baseOdds: 50,
  pointsToDouble: 20,
  intercept: -2,
  calibration: { slope: 1, offset: 0 },
  characteristics: [
    characteristic('a', [-0.5, 0, 0.5]),
    characteristic('b', [-1, 1]),
    characteristic('c', [0.2, 0.1]),
    characteristic('d', [-0.1, 0.3]),
    characteristic('e', [-2, 0.4]),
    {
      ...characteristic('job', []),
      bins: [
        { kind: 'CATEGORIES', values: ['office', '7'], woe: 0.3, points: 0 },
        { kind: 'MISSING', woe: -0.4, points: 0 },
        { kind: 'OTHER', woe: -0.2, points: 0 },
      ],
    },
  ],
});

describe('points scale', () => {
  it.each([
    [1, 487.122876],
    [10, 553.561438],
    [25, 580],
    [50, 600],
    [100, 620],
    [200, 640],
  ])('gives at odds %d the published score %d', (odds, points) => {
    const scale = pointsScale(600, 50, 20);
    expect(scale.factor).toBeCloseTo(28.8539008178, 9);
    expect(scale.offset).toBeCloseTo(487.1228762045, 9);
    expect(scoreFromOdds(scale, odds)).toBeCloseTo(points, 6);
  });

  it('spreads offset and intercept so that the bins of a card add up to offset - factor x log-odds of bad', () => {
    const scale = pointsScale(600, 60, 20);
    const woes = [0.4, -1.1, 0.7];
    const total = woes.reduce(
      (sum, woe) => sum + binPoints(scale, { intercept: -1.7, count: 3, coefficient: -0.8, woe }),
      0,
    );
    const logOdds = -1.7 - 0.8 * (0.4 - 1.1 + 0.7);
    expect(total).toBeCloseTo(481.862188 - 28.853901 * logOdds, 4);
  });

  it.each([
    ['baseOdds', () => pointsScale(600, 0, 20)],
    ['pointsToDouble', () => pointsScale(600, 50, -20)],
    ['baseScore', () => pointsScale(Number.NaN, 50, 20)],
    ['odds', () => scoreFromOdds(pointsScale(600, 50, 20), 0)],
  ])('refuses a wrong %s by name', (argument, call) => {
    expect(call).toThrow(expect.objectContaining({ name: 'ArgumentError', argument }));
  });
});

describe('score', () => {
  it('adds the bins and turns the log-odds into a probability', () => {
    const result = score(card, { a: 25, b: 10, c: 5, d: 10, e: 10, job: 'office' });
    expect(result.probabilityOfDefault).toBeCloseTo(logistic(-2 - 0.5 - 1 - 0.2 - 0.3 - 0.4 - 0.3), 15);
    expect(result.reasons).toEqual([]);
    expect(Math.abs(result.points - (487.1228762045 + 28.8539008178 * 4.7))).toBeLessThan(3);
  });

  it('gives at most four reasons, most points lost first', () => {
    const { reasons } = score(card, { a: 9.99, b: 9, c: 10, d: 9, e: 9, job: 'sailor' });
    expect(reasons.map(({ feature, pointsLost }) => [feature, pointsLost])).toEqual([
      ['e', 69],
      ['b', 58],
      ['a', 29],
      ['job', 14],
    ]);
    expect(reasons[0]).toEqual({
      code: 'E_WEAK',
      feature: 'e',
      message: 'e counted against you',
      pointsLost: 69,
    });
  });

  it('orders equal losses as the card does', () => {
    const twins = { ...card, characteristics: [characteristic('x', [1]), characteristic('y', [1])] };
    const marked = twins.characteristics.map((entry) => ({
      ...entry,
      bins: entry.bins.map((bin) => ({ ...bin, points: bin.kind === 'MISSING' ? 1 : 5 })),
    }));
    expect(score({ ...twins, characteristics: marked }, {}).reasons.map(({ feature }) => feature)).toEqual(['x', 'y']);
  });

  it.each([
    ['null', null, -0.4],
    ['NaN', Number.NaN, -0.4],
    ['an unseen category', 'sailor', -0.2],
    ['a number that a category names', 7, 0.3],
  ])('finds the bin of %s', (_name, job, woe) => {
    const best = { a: 25, b: 10, c: 5, d: 10, e: 10 };
    const expected = logistic(-2 - 0.5 - 1 - 0.2 - 0.3 - 0.4 - woe);
    expect(score(card, { ...best, job }).probabilityOfDefault).toBeCloseTo(expected, 15);
  });

  it('takes an absent feature, and text where numbers belong, as missing', () => {
    expect(score(card, { job: 'office', a: 'many' })).toEqual(score(card, { job: 'office', a: null }));
    expect(score(card, { job: 'office' })).toEqual(score(card, { job: 'office', a: null }));
  });

  it('applies the calibration to the log-odds', () => {
    const calibrated = { ...card, calibration: { slope: 0.5, offset: 0.25 } };
    expect(score(calibrated, { job: 'office' }).probabilityOfDefault).toBeCloseTo(logistic(0.25 + 0.5 * -2.3), 15);
  });

  it('names the feature a broken card has no bin for', () => {
    const broken = { ...card, characteristics: [{ ...characteristic('a', [1]), bins: [] }] };
    expect(() => score(broken, { a: 3 })).toThrow(ArgumentError);
    expect(() => score(broken, { a: 3 })).toThrow('features.a: the scorecard has no bin for 3');
  });
});

describe('validateScorecard', () => {
  const problems = (value: unknown): readonly string[] =>
    validateScorecard(value).map(({ path, code }) => `${path} ${code}`);
  const withBins = (bins: unknown): unknown => ({ ...card, characteristics: [{ ...characteristic('a', []), bins }] });
  const missing = { kind: 'MISSING', woe: 0, points: 1 };
  const range = (from: number | null, to: number | null): unknown => ({ kind: 'RANGE', from, to, woe: 0, points: 1 });

  it('accepts a good card, also after a trip through JSON', () => {
    expect(validateScorecard(JSON.parse(JSON.stringify(card)))).toEqual([]);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['no object', [], [' NOT_AN_OBJECT']],
    [
      'an empty object: every problem at once',
      {},
      [
        'kind UNKNOWN_KIND',
        'format UNKNOWN_FORMAT',
        'name NOT_TEXT',
        'version NOT_TEXT',
        'baseScore NOT_A_NUMBER',
        'baseOdds NOT_A_NUMBER',
        'pointsToDouble NOT_A_NUMBER',
        'intercept NOT_A_NUMBER',
        'calibration NOT_AN_OBJECT',
        'characteristics EMPTY',
      ],
    ],
    ['a slope of zero', { ...card, calibration: { slope: 0, offset: 0 } }, ['calibration.slope OUT_OF_RANGE']],
    ['base odds of zero', { ...card, baseOdds: 0 }, ['baseOdds OUT_OF_RANGE']],
    [
      'a feature twice',
      { ...card, characteristics: [card.characteristics[0], card.characteristics[0]] },
      ['characteristics[1].feature DUPLICATE'],
    ],
    ['no missing bin', withBins([range(null, null)]), ['characteristics[0].bins MISSING_BIN']],
    [
      'a gap between ranges',
      withBins([range(null, 1), range(2, null), missing]),
      ['characteristics[0].bins[1].from RANGE_GAP'],
    ],
    ['ranges that stop', withBins([range(null, 1), range(1, 2), missing]), ['characteristics[0].bins[1].to RANGE_GAP']],
    [
      'a range upside down',
      withBins([range(null, 5), range(5, 3), range(3, null), missing]),
      ['characteristics[0].bins[1] OUT_OF_RANGE'],
    ],
    [
      'categories without a bin for others',
      withBins([{ kind: 'CATEGORIES', values: ['x', 'x'], woe: 0, points: 0 }, missing]),
      ['characteristics[0].bins[0].values DUPLICATE', 'characteristics[0].bins OTHER_BIN'],
    ],
    [
      'points that are no number',
      withBins([range(null, null), { kind: 'MISSING', woe: 0, points: null }]),
      ['characteristics[0].bins[1].points NOT_A_NUMBER'],
    ],
  ])('finds %s', (_name, value, expected) => {
    expect(problems(value)).toEqual(expected);
  });
});
