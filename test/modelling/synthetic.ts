import { categoryColumn, type Dataset, numericColumn } from '../../src/modelling/dataset.js';

/** Deterministic pseudo-random numbers in [0, 1): mulberry32. */
export function randomness(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface SyntheticLoan {
  readonly income: number | null;
  readonly arrears: number;
  readonly purpose: string;
  readonly noise: number;
  readonly reference: string;
  readonly isBad: boolean;
}

/** Loans whose log-odds of bad are known: fall with income, rise with arrears, differ by purpose. */
export function syntheticLoans(count: number, seed = 7): readonly SyntheticLoan[] {
  const random = randomness(seed);
  return Array.from({ length: count }, (_, index) => {
    const income = random() < 0.08 ? null : Math.round(1000 + 9000 * random());
    const arrears = Math.floor(4 * random() ** 2);
    const purpose = ['car', 'home', 'travel', 'boat'][Math.floor(random() ** 1.5 * 4)] ?? 'car';
    const logOdds =
      -1.2 - (income === null ? 0.4 : (income - 5000) / 2500) + 0.9 * arrears + (purpose === 'travel' ? 0.8 : 0);
    const noise = Math.round(random() * 1000);
    const isBad = random() < 1 / (1 + Math.exp(-logOdds));
    return { income, arrears, purpose, noise, reference: `loan-${index}`, isBad };
  });
}

export const datasetOf = (loans: readonly SyntheticLoan[]): Dataset => ({
  columns: [
    numericColumn(
      'income',
      loans.map(({ income }) => income ?? Number.NaN),
    ),
    numericColumn(
      'arrears',
      loans.map(({ arrears }) => arrears),
    ),
    categoryColumn(
      'purpose',
      loans.map(({ purpose }) => purpose),
    ),
    numericColumn(
      'noise',
      loans.map(({ noise }) => noise),
    ),
    categoryColumn(
      'reference',
      loans.map(({ reference }) => reference),
    ),
    numericColumn(
      'always',
      loans.map(() => 1),
    ),
    numericColumn(
      'never',
      loans.map(() => Number.NaN),
    ),
  ],
  outcomes: Uint8Array.from(loans, ({ isBad }) => (isBad ? 1 : 0)),
});

export const csvOf = (loans: readonly SyntheticLoan[]): string =>
  [
    'income,arrears,purpose,noise,reference,always,never,outcome',
    ...loans.map((loan) =>
      [
        loan.income ?? '',
        loan.arrears,
        loan.purpose,
        loan.noise,
        loan.reference,
        1,
        'NA',
        loan.isBad ? 'bad' : 'good',
      ].join(),
    ),
    '',
  ].join('\n');
