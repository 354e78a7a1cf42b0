import {
  actuarialApr,
  contractMargin,
  countSeries,
  type DayCount,
  dayCountDays,
  decimalOfRatio,
  europeanApr,
  futureValue,
  interestPart,
  internalRate,
  isAprAccurate,
  levelPayment,
  netPresentValue,
  periodRate,
  periodsNeeded,
  presentValue,
  principalPart,
  regulationZApr,
  type Timing,
  unitPeriodOf,
  yearFraction,
} from '../../src/finance/index.js';
import { addDays, addMonths, Decimal } from '../../src/kernel/index.js';
import { cents, day, vectors } from './vectors.js';

interface AprCase {
  readonly id: string;
  readonly advance: number;
  readonly advance_date: string;
  readonly first_payment_date: string;
  readonly unit_period: string;
  readonly unit_periods_per_year: number;
  readonly full_unit_periods_to_first: number;
  readonly odd_fraction: string;
  readonly payments: readonly { amount: number; count: number }[];
  readonly expected_apr_percent: number;
  readonly recomputed_apr_percent: number;
}

describe('Regulation Z, Appendix J', () => {
  const { cases } = vectors<{ cases: readonly AprCase[] }>('apr_us_regz_appendix_j.json');
  const named = cases.map((found) => [found.id, found] as const);

  it.each(named)('%s by dates', (_id, found) => {
    const months = Number(found.unit_period.split(' ')[0]);
    const amounts = found.payments.flatMap(({ amount, count }) => Array.from({ length: count }, () => cents(amount)));
    const first = day(found.first_payment_date);
    const apr = regulationZApr({
      advances: [{ amountMinor: cents(found.advance), on: day(found.advance_date) }],
      payments: amounts.map((amountMinor, at) => ({ amountMinor, on: addMonths(first, at * months) })),
    });
    expect(apr.unitPeriod).toEqual({ unit: 'MONTH', count: months });
    expect(apr.apr.times(100).toNumber()).toBe(found.expected_apr_percent);
    expect(apr.unroundedApr * 100).toBeCloseTo(found.recomputed_apr_percent, 5);
  });

  it.each(named)('%s by unit-periods', (_id, found) => {
    const [numerator = '0', denominator = '1'] = found.odd_fraction.split('/');
    const amounts = found.payments.flatMap(({ amount, count }) => Array.from({ length: count }, () => cents(amount)));
    const apr = actuarialApr(
      [{ amountMinor: cents(found.advance), full: 0, fraction: 0 }],
      amounts.map((amountMinor, at) => ({
        amountMinor,
        full: found.full_unit_periods_to_first + at,
        fraction: Number(numerator) / Number(denominator),
      })),
      found.unit_periods_per_year,
    );
    expect(apr.apr.times(100).toNumber()).toBe(found.expected_apr_percent);
  });

  it.each([
    ['monthly at month ends', ['2025-01-31', '2025-02-28', '2025-03-31'], { unit: 'MONTH', count: 1 }],
    ['weekly', ['2025-01-03', '2025-01-10', '2025-01-17'], { unit: 'WEEK', count: 1 }],
    ['fortnightly', ['2025-01-03', '2025-01-17', '2025-01-31'], { unit: 'WEEK', count: 2 }],
    ['semimonthly', ['2025-01-01', '2025-01-16', '2025-02-01', '2025-02-16'], { unit: 'SEMIMONTH', count: 1 }],
    ['every ten days', ['2025-01-01', '2025-01-11', '2025-01-21'], { unit: 'DAY', count: 10 }],
    ['yearly', ['2025-01-01', '2026-01-01', '2027-01-01'], { unit: 'YEAR', count: 1 }],
    [
      'the smaller of two equally common',
      ['2025-01-01', '2025-02-01', '2025-04-01', '2025-05-01', '2025-07-01'],
      { unit: 'MONTH', count: 1 },
    ],
    ['the average without a common one', ['2025-01-01', '2025-02-01', '2025-04-01'], { unit: 'WEEK', count: 6 }],
  ] as const)('unit-period: %s', (_name, dates, expected) => {
    expect(unitPeriodOf([day('2024-12-15')], dates.map(day))).toEqual(expected);
  });

  it.each([
    ['255 days', '1978-01-03', '1978-09-15', { unit: 'DAY', count: 255 }, '0.1145'],
    ['six months', '1978-07-15', '1979-01-15', { unit: 'MONTH', count: 6 }, '0.16'],
  ] as const)('single payment after %s', (_name, from, to, unitPeriod, expected) => {
    const apr = regulationZApr({
      advances: [{ amountMinor: 100_000n, on: day(from) }],
      payments: [{ amountMinor: 108_000n, on: day(to) }],
    });
    expect(apr.unitPeriod).toEqual(unitPeriod);
    expect(apr.apr.toFixed()).toBe(expected);
  });

  it('semimonthly payments: a short first period of 6 days, then one unit-period each', () => {
    // Appendix J (c)(1): 24 payments of 219.17 on an advance of 5000.00 are 10.34 %.
    const first = day('1978-03-01');
    const dates = Array.from({ length: 24 }, (_, at) =>
      addDays(addMonths(first, Math.floor(at / 2)), at % 2 === 0 ? 0 : 15),
    );
    const apr = regulationZApr({
      advances: [{ amountMinor: 500_000n, on: day('1978-02-23') }],
      payments: dates.map((on) => ({ amountMinor: 21_917n, on })),
    });
    expect(apr.unitPeriod).toEqual({ unit: 'SEMIMONTH', count: 1 });
    expect(apr.apr.toFixed()).toBe('0.1034');
    const counts = countSeries(apr.unitPeriod, day('1978-03-10'), ['1978-04-01', '1978-04-16', '1978-05-01'].map(day));
    expect(counts.map(({ full, fraction }) => [full, fraction * 15])).toEqual([
      [1, 7],
      [2, 7],
      [3, 7],
    ]);
  });

  it('tolerance is an eighth of a point, a quarter for irregular loans, both inclusive', () => {
    expect(isAprAccurate(new Decimal('0.10125'), new Decimal('0.1'))).toBe(true);
    expect(isAprAccurate(new Decimal('0.10126'), new Decimal('0.1'))).toBe(false);
    expect(isAprAccurate(new Decimal('0.1025'), new Decimal('0.1'), true)).toBe(true);
  });
});

describe('European rate', () => {
  const { cases } = vectors<{
    cases: readonly {
      id: string;
      advance: number;
      start: string;
      payments: readonly [string, number][];
      expected_apr_percent: number;
    }[];
  }>('apr_eu_uk.json');
  it.each(cases.map((found) => [found.id, found] as const))('%s', (_id, found) => {
    const apr = europeanApr({
      advances: [{ amountMinor: cents(found.advance), on: day(found.start) }],
      payments: found.payments.map(([on, amount]) => ({ amountMinor: cents(amount), on: day(on) })),
    });
    expect(apr.unroundedApr * 100).toBeCloseTo(found.expected_apr_percent, 3);
    expect(apr.apr.toFixed()).toBe('3.244');
  });
});

describe('day counts', () => {
  const names: Record<string, DayCount> = {
    '30/360 BondBasis': 'THIRTY_360_BOND',
    '30/360 Eurobond': 'THIRTY_E_360',
    '30/360 USA': 'THIRTY_360_US',
    '30E/360 ISDA': 'THIRTY_E_360_ISDA',
    'Act/Act ISDA': 'ACT_ACT_ISDA',
    'Act/360': 'ACT_360',
  };
  const { cases } = vectors<{
    cases: readonly {
      convention: string;
      start: string;
      end: string;
      days?: number;
      year_fraction?: string;
      termination?: string;
    }[];
  }>('daycount_quantlib.json');
  it.each(cases.map((found) => [`${found.convention} ${found.start} ${found.end}`, found] as const))(
    '%s',
    (_n, found) => {
      const convention = names[found.convention] as DayCount;
      const options = found.termination ? { terminationOn: day(found.termination) } : {};
      const [start, end] = [day(found.start), day(found.end)];
      if (found.days !== undefined) expect(dayCountDays(convention, start, end, options)).toBe(found.days);
      if (found.year_fraction !== undefined) {
        expect(decimalOfRatio(yearFraction(convention, start, end, options)).toFixed(12)).toBe(found.year_fraction);
      }
    },
  );

  // ISDA, "EMU and market conventions: recent developments" (1999), the memorandum's worked periods.
  it.each([
    ['ACT_ACT_ISDA', '2003-11-01', '2004-05-01', '0.497724380567'],
    ['ACT_ACT_AFB', '2003-11-01', '2004-05-01', '0.497267759563'],
    ['ACT_ACT_ISDA', '1999-02-01', '1999-07-01', '0.410958904110'],
    ['ACT_ACT_AFB', '1999-02-01', '1999-07-01', '0.410958904110'],
    ['ACT_ACT_ISDA', '1999-07-01', '2000-07-01', '1.001377348604'],
    ['ACT_ACT_AFB', '1999-07-01', '2000-07-01', '1.000000000000'],
    ['ACT_ACT_AFB', '1999-07-30', '2000-01-30', '0.504109589041'],
    ['ACT_ACT_AFB', '2000-01-30', '2000-06-30', '0.415300546448'],
  ] as const)('%s from %s to %s', (convention, from, to, expected) => {
    expect(decimalOfRatio(yearFraction(convention, day(from), day(to))).toFixed(12)).toBe(expected);
  });

  it.each([
    ['regular half year', '2003-11-01', '2004-05-01', '2003-11-01', '2004-05-01', '0.500000000000'],
    ['short first year', '1999-02-01', '1999-07-01', '1998-07-01', '1999-07-01', '0.410958904110'],
    ['long first half year', '2002-08-15', '2003-07-15', '2003-01-15', '2003-07-15', '0.915760869565'],
    ['short last half year', '2000-01-30', '2000-06-30', '2000-01-30', '2000-07-30', '0.417582417582'],
  ] as const)('ACT_ACT_ISMA: %s', (_name, from, to, start, end, expected) => {
    const options = { referenceStartsOn: day(start), referenceEndsOn: day(end) };
    expect(decimalOfRatio(yearFraction('ACT_ACT_ISMA', day(from), day(to), options)).toFixed(12)).toBe(expected);
  });
});

interface TimeValueCase {
  readonly fn: string;
  readonly args: Record<string, unknown>;
  readonly expected: string | number | readonly number[];
}

const amount = (value: unknown): Decimal => {
  const [numerator = '', denominator = '1'] = String(value).split('/');
  return new Decimal(numerator).dividedBy(denominator);
};

function computed({ fn, args }: TimeValueCase): Decimal[] {
  const timing: Timing = args.when === 'begin' ? 'BEGIN' : 'END';
  const of = {
    rate: amount(args.rate ?? 0),
    periods: Number(args.nper ?? 0),
    payment: amount(args.pmt ?? 0),
    presentValue: amount(args.pv ?? 0),
    futureValue: amount(args.fv ?? 0),
    timing,
  };
  const numbers = [args.per ?? 1].flat().map(Number);
  switch (fn) {
    case 'pmt':
      return [levelPayment(of)];
    case 'ppmt':
      return numbers.map((number) => principalPart(of, number));
    case 'ipmt':
      return numbers.map((number) => interestPart(of, number));
    case 'pv':
      return [presentValue(of)];
    case 'fv':
      return [futureValue(of)];
    case 'nper':
      return [periodsNeeded(of)];
    case 'rate':
      return [periodRate(of)];
    case 'npv':
      return [netPresentValue(of.rate, args.values as number[])];
    default:
      throw new Error(`no function for ${fn}`);
  }
}

describe('time value of money (numpy-financial)', () => {
  const { cases } = vectors<{ cases: readonly TimeValueCase[] }>('tvm_numpy_financial.json');
  it.each(cases.map((found, at) => [`${at} ${found.fn}`, found] as const))('%s', (_name, found) => {
    const expected = [found.expected].flat() as (string | number)[];
    computed(found).forEach((value, at) => {
      const wanted = new Decimal(expected[at] ?? 'NaN');
      const off = value.toDecimalPlaces(wanted.decimalPlaces()).minus(wanted).abs().toNumber();
      expect(off).toBeLessThanOrEqual(toleranceOf(found.fn, expected[at]));
    });
  });

  // npv is published with a relative tolerance; the published rate comes from an iteration that stops at 4e-12 from
  // the true root (10000 / 3500)^(1/10) - 1, which ours is checked against below.
  function toleranceOf(fn: string, expected: string | number | undefined): number {
    if (fn === 'npv') return 1;
    if (fn === 'rate') return 4e-12;
    return typeof expected === 'string' ? 1e-22 : 1e-6;
  }

  it('keeps its digits when a rounding in the first payment would grow 10^37 times', () => {
    // By exact fractions: 326 periods of balance x 1.3 less the payment.
    const loan = { rate: 0.3, periods: 353, presentValue: 908_600, futureValue: -941_282 };
    expect(interestPart(loan, 326).toFixed(8)).toBe('-272586.32435174');
  });

  it('rate to 30 digits', () => {
    const found = periodRate({ periods: 10, presentValue: -3500, futureValue: 10_000 });
    expect(found.toFixed(30)).toBe('0.110690853710752806253825900629');
  });

  it('internal rate to 30 digits', () => {
    // 1.1^2 = 1.21
    expect(internalRate([-100n, 0n, 121n]).toDecimalPlaces(30).toFixed()).toBe('0.1');
    expect(internalRate([-100, 39, 59, 55, 20]).toFixed(5)).toBe('0.28095');
  });
});

describe('IFRS 17 initial recognition', () => {
  const { cases } = vectors<{
    cases: readonly {
      id: string;
      premium: number;
      outflows: number[];
      rate: number;
      pv: number;
      risk_adjustment: number;
      fulfilment: number;
      csm: number;
      loss?: number;
    }[];
  }>('ifrs17_initial_recognition.json');
  it.each(cases.map((found) => [found.id, found] as const))('%s', (_id, found) => {
    const margin = contractMargin({
      premium: found.premium,
      outflows: found.outflows,
      rate: found.rate,
      riskAdjustment: found.risk_adjustment,
    });
    expect(margin.presentValueOfOutflows.toFixed(4)).toBe(found.pv.toFixed(4));
    expect(margin.fulfilmentCashFlows.toFixed(4)).toBe(found.fulfilment.toFixed(4));
    expect(margin.contractualServiceMargin.toFixed(4)).toBe(found.csm.toFixed(4));
    expect(margin.loss.toFixed(4)).toBe((found.loss ?? 0).toFixed(4));
  });
});
