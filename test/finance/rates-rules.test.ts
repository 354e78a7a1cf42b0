import { type DatedAmount, europeanApr, regulationZApr } from '../../src/finance/index.js';
import { addDays, addMonths, type CalendarDate, dateClamped } from '../../src/kernel/index.js';
import { cents, day } from './vectors.js';

const pay = (amount: number, on: CalendarDate): DatedAmount => ({ amountMinor: cents(amount), on });
const monthly = (amount: number, from: string, series: { count: number; months: number }): DatedAmount[] =>
  Array.from({ length: series.count }, (_, at) => pay(amount, addMonths(day(from), at * series.months)));
const daily = (amount: number, from: string, series: { count: number; days: number }): DatedAmount[] =>
  Array.from({ length: series.count }, (_, at) => pay(amount, addDays(day(from), at * series.days)));
const halfMonthly = (amount: number, year: number, months: readonly number[]): DatedAmount[] =>
  months.flatMap((month) => {
    const [y, m] = [year + Math.floor((month - 1) / 12), ((month - 1) % 12) + 1];
    return [pay(amount, dateClamped(y, m, 1)), pay(amount, dateClamped(y, m, 16))];
  });

// 12 CFR 1026, Appendix J (c)(1) to (c)(5): the examples whose unit-period is not a plain month.
const APPENDIX_J: readonly (readonly [string, DatedAmount, readonly DatedAmount[], number])[] = [
  [
    '(c)(1)(iii) semimonthly',
    pay(5000, day('1978-02-23')),
    halfMonthly(
      219.17,
      1978,
      Array.from({ length: 12 }, (_, at) => at + 3),
    ),
    10.34,
  ],
  ['(c)(1)(iv) quarterly', pay(10_000, day('1978-05-23')), monthly(385, '1978-10-01', { count: 40, months: 3 }), 8.97],
  ['(c)(1)(v) weekly', pay(500, day('1978-03-20')), daily(17.6, '1978-04-21', { count: 30, days: 7 }), 14.96],
  [
    '(c)(2)(ii) every four weeks',
    pay(400, day('1978-03-18')),
    [pay(39.5, day('1978-04-20')), ...daily(38.31, '1978-05-18', { count: 11, days: 28 })],
    28.5,
  ],
  [
    '(c)(3)(ii) every two weeks',
    pay(200, day('1978-04-03')),
    [...daily(9.5, '1978-04-11', { count: 19, days: 14 }), pay(30, day('1979-01-02'))],
    12.22,
  ],
  [
    '(c)(4)(ii) every two months',
    pay(8000, day('1978-01-10')),
    [
      pay(449.36, day('1978-03-01')),
      ...monthly(465, '1978-05-01', { count: 18, months: 2 }),
      pay(200, day('1981-05-01')),
    ],
    7.3,
  ],
  ['(c)(5)(i) one payment, days', pay(1000, day('1978-01-03')), [pay(1080, day('1978-09-15'))], 11.45],
  ['(c)(5)(ii) one payment, months', pay(1000, day('1978-07-15')), [pay(1044, day('1979-01-15'))], 8.8],
  ['(c)(5)(iii) one payment, year and months', pay(1000, day('1978-01-17')), [pay(1135.19, day('1979-07-17'))], 8.76],
  ['(c)(5)(iv) one payment, two years', pay(1000, day('1978-01-10')), [pay(1240, day('1980-01-10'))], 11.36],
];

describe('Regulation Z, Appendix J: unit-periods other than a month', () => {
  it.each(APPENDIX_J)('%s', (_name, advance, payments, percent) => {
    expect(
      regulationZApr({ advances: [advance], payments })
        .apr.times(100)
        .toNumber(),
    ).toBe(percent);
  });
});

describe('European rate by months', () => {
  it('counts an advance from its own day of month, whatever day the payments fall on', () => {
    const advances = [pay(1000, day('2025-01-01'))];
    const payments = [pay(1020, day('2025-02-06'))];
    // One month and five days before it: 1000 (1 + X)^(1/12 + 5/365) = 1020.
    const exact = 1.02 ** (1 / (1 / 12 + 5 / 365)) - 1;
    expect(europeanApr({ advances, payments }, 'MONTHS').unroundedApr).toBeCloseTo(exact, 12);
  });

  it('gives a term under a month the rate of its days', () => {
    const flows = { advances: [pay(500, day('2012-10-10'))], payments: [pay(510, day('2012-10-15'))] };
    const byMonths = europeanApr(flows, 'MONTHS').unroundedApr;
    expect(byMonths).toBeCloseTo(europeanApr(flows, 'DAYS').unroundedApr, 10);
    expect(byMonths).toBeCloseTo(3.244_363, 6);
  });

  it('measures month ends of advances and of payments each by their own series', () => {
    const flows = {
      advances: [pay(500, day('2025-01-31')), pay(500, day('2025-02-28'))],
      payments: [pay(520, day('2025-03-15')), pay(520, day('2025-04-15'))],
    };
    const { unroundedApr: rate } = europeanApr(flows, 'MONTHS');
    const years = [0, 1 / 12, 1 / 12 + 15 / 365, 2 / 12 + 15 / 365];
    const value = [500, 500, -520, -520].reduce(
      (sum, amount, at) => sum + amount * (1 + rate) ** -(years[at] as number),
      0,
    );
    expect(value).toBeCloseTo(0, 9);
  });
});
