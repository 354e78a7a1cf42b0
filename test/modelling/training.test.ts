import { type Features, score, validateScorecard } from '../../src/finance/scorecard.js';
import { DEFAULT_BINNING } from '../../src/modelling/binning.js';
import { type Column, categoryColumn, numericColumn, valueAt } from '../../src/modelling/dataset.js';
import { judgeCard } from '../../src/modelling/judgement-report.js';
import { type OutcomeChoice, prepare } from '../../src/modelling/prepare.js';
import { foldRows, testRows } from '../../src/modelling/split.js';
import { type TrainingOptions, trainScorecard } from '../../src/modelling/train.js';
import { datasetOf, syntheticLoans } from './synthetic.js';

const loans = syntheticLoans(3000);
const synthetic = datasetOf(loans);
const outcome = numericColumn('outcome', [...synthetic.outcomes]);
const choice: OutcomeChoice = {
  target: 'outcome',
  exclude: [],
  test: { kind: 'MODULUS', modulus: 10, remainders: [0, 1, 2] },
};
const options: TrainingOptions = {
  name: 'synthetic',
  version: '1',
  baseScore: 600,
  baseOdds: 50,
  pointsToDouble: 20,
  target: 'outcome',
  targetRate: null,
  wordings: { income: { label: 'Monthly income', reasonCode: 'INC1', reason: 'Your income is low' } },
  dataHash: 'sha256:0',
  trainedOn: '2026-01-31',
  binning: DEFAULT_BINNING,
  minInformation: 0.02,
  maxCharacteristics: 15,
  folds: 5,
  ridge: 5,
};

function prepared(columns: readonly Column[] = [...synthetic.columns, outcome], changed: Partial<OutcomeChoice> = {}) {
  const result = prepare(columns, { ...choice, ...changed });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function trained(changed: Partial<TrainingOptions> = {}, data = prepared()) {
  const result = trainScorecard(data, { ...options, ...changed });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('training', () => {
  const model = trained();

  it('finds the characteristics that matter and says why the others were left out', () => {
    expect(model.card.characteristics.map(({ feature }) => feature).sort()).toEqual(['arrears', 'income', 'purpose']);
    expect(model.dropped.map(({ feature, reason }) => [feature, reason])).toEqual([
      ['noise', 'WEAK'],
      ['reference', 'IDENTIFIER'],
      ['always', 'CONSTANT'],
      ['never', 'ALL_MISSING'],
    ]);
  });

  it('separates nearly as well as the truth it was drawn from', () => {
    expect(model.test?.metrics.auc).toBeGreaterThan(0.8);
    expect(model.crossValidated.metrics.auc).toBeGreaterThan(0.8);
    expect(model.test?.metrics).toMatchObject({ rows: 900 });
    expect(model.train.metrics.rows).toBe(2100);
    expect(model.psi).toBeLessThan(0.05);
    expect(model.test?.hosmerLemeshowP).toBeGreaterThan(0.001);
  });

  it('writes a valid card with monotone bins, its metrics and its origin', () => {
    expect(validateScorecard(JSON.parse(JSON.stringify(model.card)))).toEqual([]);
    expect(model.card.training).toMatchObject({
      dataHash: 'sha256:0',
      trainedOn: '2026-01-31',
      target: 'outcome',
      badValue: '1',
      rows: 2100,
      test: model.test?.metrics,
    });
    for (const { bins, coefficient } of model.card.characteristics) {
      const woes = bins.filter(({ kind }) => kind === 'RANGE').map(({ woe }) => woe);
      const rising = [...woes].sort((a, b) => a - b);
      expect([rising, [...rising].reverse()]).toContainEqual(woes);
      expect(coefficient).toBeLessThan(0);
    }
  });

  it('words reasons from the labels, or plainly', () => {
    const words = model.card.characteristics.map(({ feature, label, reasonCode, reason }) => [
      feature,
      label,
      reasonCode,
      reason,
    ]);
    expect(words).toContainEqual(['income', 'Monthly income', 'INC1', 'Your income is low']);
    expect(words).toContainEqual(['arrears', 'Arrears', 'ARREARS', 'Arrears is too high']);
    expect(words).toContainEqual(['purpose', 'Purpose', 'PURPOSE', 'Purpose is in a group with more defaults']);
  });

  it('the same data and options give the same card', () => {
    expect(trained().card).toEqual(model.card);
  });

  it('a strong applicant scores above a weak one; an unseen category and missing values score between', () => {
    const points = (features: Features): number => score(model.card, features).points;
    const strong = points({ income: 9500, arrears: 0, purpose: 'car' });
    const weak = points({ income: 1100, arrears: 3, purpose: 'travel' });
    expect(strong).toBeGreaterThan(weak + 50);
    const between: readonly Features[] = [{}, { income: 5000, arrears: 1, purpose: 'moon flight' }];
    for (const features of between) {
      expect(points(features)).toBeGreaterThan(weak);
      expect(points(features)).toBeLessThan(strong);
    }
    expect(score(model.card, { income: 1100, arrears: 0, purpose: 'car' }).reasons[0]?.message).toBe(
      'Your income is low',
    );
  });

  it('anchors the PDs to a target rate without touching the order', () => {
    const anchored = trained({ targetRate: 0.05 });
    const rows = prepared().train;
    const mean =
      [...rows.outcomes.keys()]
        .map((row) => Object.fromEntries(rows.columns.map((column) => [column.name, valueAt(column, row)])))
        .reduce((sum, features) => sum + score(anchored.card, features).probabilityOfDefault, 0) / rows.outcomes.length;
    expect(mean).toBeCloseTo(0.05, 9);
    expect(anchored.test?.metrics).toEqual(model.test?.metrics);
  });

  it('a card judged again on its test rows does as well as in training; absent columns are named', () => {
    const { test } = prepared();
    if (!test) throw new Error('no test rows');
    expect(judgeCard(model.card, test).report.metrics).toEqual(model.test?.metrics);
    const without = { ...test, columns: test.columns.filter(({ name }) => name !== 'income') };
    expect(judgeCard(model.card, without).absent).toEqual(['income']);
  });

  it('a column that knows the outcome is used, with a warning', () => {
    const leak = numericColumn('leak', [...synthetic.outcomes]);
    const { warnings, card } = trained({}, prepared([...synthetic.columns, leak, outcome]));
    expect(card.characteristics[0]?.feature).toBe('leak');
    expect(warnings).toEqual([
      expect.stringMatching(/^leak has information value \d+\.\d\d: does it know the outcome/),
    ]);
  });

  it('refuses data in which nothing tells bads from goods', () => {
    const noise = synthetic.columns.filter(({ name }) => ['noise', 'never'].includes(name));
    expect(trainScorecard(prepared([...noise, outcome]), options)).toEqual({
      ok: false,
      error: [
        {
          path: 'data',
          code: 'NO_CHARACTERISTICS',
          message: expect.stringMatching(
            /^no column tells bads from goods \(noise: .*; never: every value is missing\)$/,
          ),
        },
      ],
    });
  });
});

describe('preparing', () => {
  const refusal = (columns: readonly Column[], changed: Partial<OutcomeChoice> = {}): unknown => {
    const result = prepare(columns, { ...choice, ...changed });
    return result.ok ? 'accepted' : result.error.map(({ path, code, message }) => `${path} ${code} ${message}`);
  };
  const x = numericColumn(
    'x',
    new Array(100).fill(0).map((_, row) => row),
  );
  const marks = (bads: number): Column =>
    numericColumn(
      'outcome',
      new Array(100).fill(0).map((_, row) => (row < bads ? 1 : 0)),
    );
  const words = categoryColumn(
    'outcome',
    new Array(100).fill('').map((_, row) => ['paid', 'late', 'lost'][row % 3] ?? ''),
  );

  it.each<[string, unknown, readonly string[]]>([
    ['no such target', refusal([x]), ['target UNKNOWN_COLUMN the data has no column "outcome"; it has x']],
    [
      'a file separated by semicolons',
      refusal([numericColumn('x;outcome', [1, 2])]),
      [
        'target UNKNOWN_COLUMN the data has no column "outcome"; it has x;outcome; is it separated by another character (--delimiter)?',
      ],
    ],
    [
      'no such column to exclude',
      refusal([x, marks(50)], { exclude: ['y', 'z'] }),
      ['exclude UNKNOWN_COLUMN the data has no column y, z'],
    ],
    [
      'words without a bad value',
      refusal([x, words]),
      ['badValue REQUIRED "outcome" holds late, lost, paid: say which value is bad'],
    ],
    [
      'a bad value that never occurs',
      refusal([x, words], { badValue: 'stolen' }),
      ['badValue UNKNOWN_VALUE "outcome" never is "stolen"; it holds late, lost, paid'],
    ],
    [
      'nothing beside the target',
      refusal([x, marks(50)], { exclude: ['x'] }),
      ['data NO_FEATURES no column is left beside the target'],
    ],
    [
      '100 % bad',
      refusal([x, marks(100)]),
      [
        'train ONE_CLASS all 70 training rows are bad: there is nothing to tell apart',
        'test ONE_CLASS all 30 test rows are bad: there is nothing to tell apart',
      ],
    ],
    [
      'no bads',
      refusal([x, marks(0)], { test: { kind: 'NONE' } }),
      ['train ONE_CLASS all 100 training rows are good: there is nothing to tell apart'],
    ],
    [
      'too few bads',
      refusal([x, marks(7)], { test: { kind: 'NONE' } }),
      ['train TOO_FEW 7 bad and 93 good training rows: at least 20 of each are needed'],
    ],
    [
      'no test rows',
      refusal([x, marks(50)], { test: { kind: 'MODULUS', modulus: 1000, remainders: [999] } }),
      ['test EMPTY the rule leaves no test rows'],
    ],
    [
      'a target without values',
      refusal([x, numericColumn('outcome', new Array(100).fill(Number.NaN))]),
      ['target ALL_MISSING "outcome" holds no values'],
    ],
  ])('refuses %s', (_name, actual, expected) => {
    expect(actual).toEqual(expected);
  });

  it('leaves out rows without an outcome and counts the other values as good, saying so', () => {
    const gaps = categoryColumn(
      'outcome',
      new Array(100).fill('').map((_, row) => (row < 5 ? null : (['paid', 'late', 'lost'][row % 3] ?? null))),
    );
    const data = prepared([x, gaps], { badValue: 'lost', test: { kind: 'NONE' } });
    expect([data.train.outcomes.length, data.train.outcomes.reduce((sum, bad) => sum + bad, 0)]).toEqual([95, 32]);
    expect(data.warnings).toEqual([
      '2 values of "outcome" count as good: late, paid',
      '5 rows without a target value were left out',
    ]);
  });

  it('keeps the rows that the rule names, counted from 1', () => {
    const { inside } = testRows(25, { kind: 'MODULUS', modulus: 10, remainders: [0, 1] });
    expect([...inside]).toEqual([0, 9, 10, 19, 20]);
  });

  it('draws the same holdout for the same seed', () => {
    const rows = (seed: number): readonly number[] => [...testRows(1000, { kind: 'HOLDOUT', share: 0.3, seed }).inside];
    expect(rows(1)).toEqual(rows(1));
    expect(rows(1)).not.toEqual(rows(2));
    expect(rows(1).length).toBeGreaterThan(250);
    expect(rows(1).length).toBeLessThan(350);
  });

  it('folds share out bads and goods alike', () => {
    const outcomes = Uint8Array.from({ length: 100 }, (_, row) => (row % 5 === 0 ? 1 : 0));
    for (const { inside, outside } of foldRows(outcomes, 5)) {
      expect([inside.length, outside.length]).toEqual([20, 80]);
      expect(inside.reduce((sum, row) => sum + (outcomes[row] ?? 0), 0)).toBe(4);
    }
  });
});
