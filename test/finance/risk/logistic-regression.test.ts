import { fitLogistic, logistic } from '../../../src/finance/risk-index.js';

const refused = (code: string, argument: string) => expect.objectContaining({ name: 'ArgumentError', code, argument });

// Hours of study and whether the exam was passed: the worked example of the encyclopaedia article "Logistic regression".
const hours = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5];
const passed = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1];

describe('logistic regression', () => {
  it('reproduces the worked example, with standard errors', () => {
    const fit = fitLogistic([hours], passed);
    expect(fit.intercept).toBeCloseTo(-4.07771343, 8);
    expect(fit.coefficients[0]).toBeCloseTo(1.50464543, 8);
    expect(fit.standardErrors[0]).toBeCloseTo(1.76099431, 6);
    expect(fit.standardErrors[1]).toBeCloseTo(0.62872085, 6);
    expect(fit.deviance).toBeCloseTo(16.05975692868935, 10);
  });

  it('a ridge draws the coefficient in, on the units of the column', () => {
    const fit = fitLogistic([hours], passed, { ridge: 2 });
    expect(fit.intercept).toBeCloseTo(-2.67069214, 8);
    expect(fit.coefficients[0]).toBeCloseTo(0.97283682, 8);
  });

  it('units of a column do not matter', () => {
    const scaled = fitLogistic([hours.map((value) => 1e6 * value + 1e9)], passed);
    expect((scaled.coefficients[0] ?? 0) * 1e6).toBeCloseTo(1.50464543, 6);
  });

  it('without columns the intercept is the log-odds of the sample', () => {
    const fit = fitLogistic([], [0, 0, 0, 1]);
    expect([fit.coefficients, fit.intercept]).toEqual([[], Math.log(1 / 3)]);
    expect(logistic(fit.intercept)).toBeCloseTo(0.25, 15);
  });

  it('an offset that already explains the outcomes leaves nothing to fit', () => {
    const first = fitLogistic([hours], passed);
    const offset = hours.map((value) => first.intercept + (first.coefficients[0] ?? 0) * value);
    expect(fitLogistic([], passed, { offset }).intercept).toBeCloseTo(0, 10);
  });

  it('logistic does not overflow', () => {
    expect([logistic(1000), logistic(-1000), logistic(0)]).toEqual([1, 0, 0.5]);
  });

  it.each<[string, () => unknown, string, string]>([
    ['no rows', () => fitLogistic([], []), 'EMPTY', 'outcomes'],
    ['one class', () => fitLogistic([[1, 2]], [1, 1]), 'ONE_CLASS', 'outcomes'],
    ['an outcome of 2', () => fitLogistic([[1, 2]], [1, 2]), 'NOT_AN_OUTCOME', 'outcomes[1]'],
    ['a column too short', () => fitLogistic([[1]], [0, 1]), 'LENGTH_MISMATCH', 'columns[0]'],
    ['a value that is no number', () => fitLogistic([[1, Number.NaN]], [0, 1]), 'NOT_FINITE', 'columns[0][1]'],
    ['a constant column', () => fitLogistic([hours, hours.map(() => 7)], passed), 'CONSTANT', 'columns[1]'],
    [
      'a column twice',
      () => fitLogistic([hours, hours.map((value) => 3 - 2 * value)], passed),
      'COLLINEAR',
      'columns[1]',
    ],
    ['perfect separation', () => fitLogistic([[1, 2, 3, 4]], [0, 0, 1, 1]), 'NO_CONVERGENCE', 'columns'],
    ['a negative ridge', () => fitLogistic([hours], passed, { ridge: -1 }), 'OUT_OF_RANGE', 'options.ridge'],
  ])('refuses %s', (_name, call, code, argument) => {
    expect(call).toThrow(refused(code, argument));
  });

  it('a ridge makes perfect separation finite', () => {
    expect(fitLogistic([[1, 2, 3, 4]], [0, 0, 1, 1], { ridge: 1 }).coefficients[0]).toBeGreaterThan(0.3);
  });
});
