import {
  addBusinessDays,
  adjustDate,
  type CdsContract,
  cdsMaturity,
  cdsMidPoint,
  cdsSchedule,
  exponentialCurve,
  flatCdsLegs,
  hazardFromSpread,
  impliedHazard,
  isBusinessDay,
  logLinearCurve,
  nextCdsDate,
  periodicCoupons,
  previousCdsDate,
} from '../../../src/finance/risk-index.js';
import { day } from '../vectors.js';

const refused = (code: string, argument: string) => expect.objectContaining({ name: 'ArgumentError', code, argument });

describe('standard contract dates', () => {
  it.each([
    ['2015-03-19', '2014-12-20', '2015-03-20'],
    ['2015-03-20', '2015-03-20', '2015-06-20'],
    ['2015-01-05', '2014-12-20', '2015-03-20'],
    ['2015-12-31', '2015-12-20', '2016-03-20'],
    ['2015-11-30', '2015-09-20', '2015-12-20'],
  ])('around %s', (date, previous, next) => {
    expect([previousCdsDate(day(date)), nextCdsDate(day(date))]).toEqual([previous, next]);
  });

  // On-the-run five-year maturities before and after the move to a semi-annual roll (ISDA, 2015).
  it.each([
    ['2015-09-19', 'QUARTERLY_ROLL', 60, '2020-09-20'],
    ['2015-09-21', 'QUARTERLY_ROLL', 60, '2020-12-20'],
    ['2015-12-21', 'SEMIANNUAL_ROLL', 60, '2020-12-20'],
    ['2016-03-18', 'SEMIANNUAL_ROLL', 60, '2020-12-20'],
    ['2016-03-20', 'SEMIANNUAL_ROLL', 60, '2021-06-20'],
    ['2016-09-19', 'SEMIANNUAL_ROLL', 60, '2021-06-20'],
    ['2016-09-20', 'SEMIANNUAL_ROLL', 60, '2021-12-20'],
    ['2016-09-20', 'SEMIANNUAL_ROLL', 0, '2016-12-20'],
    ['2016-03-20', 'SEMIANNUAL_ROLL', 6, '2016-12-20'],
  ] as const)('a trade on %s under %s for %d months ends on %s', (tradeOn, roll, months, expected) => {
    expect(cdsMaturity(day(tradeOn), months, roll)).toBe(expected);
  });

  it('moves premium dates to business days and includes the last day', () => {
    const { coupons, ...dates } = cdsSchedule(day('2013-12-02'), day('2014-12-20'));
    expect(dates).toEqual({
      stepInOn: '2013-12-03',
      settleOn: '2013-12-05',
      accruedDays: 74,
      lookBackFrom: '2013-10-03',
    });
    expect(coupons).toEqual([
      { accruesFrom: '2013-09-20', accruesTo: '2013-12-20', payOn: '2013-12-20', days: 91 },
      { accruesFrom: '2013-12-20', accruesTo: '2014-03-20', payOn: '2014-03-20', days: 90 },
      { accruesFrom: '2014-03-20', accruesTo: '2014-06-20', payOn: '2014-06-20', days: 92 },
      { accruesFrom: '2014-06-20', accruesTo: '2014-09-22', payOn: '2014-09-22', days: 94 },
      { accruesFrom: '2014-09-22', accruesTo: '2014-12-20', payOn: '2014-12-22', days: 90 },
    ]);
  });

  it.each([
    ['the day before a premium date: nothing has accrued', '2009-03-19', '2009-03-20', 0],
    ['a premium date: one day', '2009-03-20', '2009-03-20', 1],
    ['a Friday before a premium date moved to Monday: the old period runs on', '2009-06-19', '2009-03-20', 92],
    ['the moved premium date itself', '2009-06-22', '2009-06-22', 1],
  ])('%s', (_name, tradeOn, from, accruedDays) => {
    const schedule = cdsSchedule(day(tradeOn), day('2014-06-20'));
    expect([schedule.coupons[0]?.accruesFrom, schedule.accruedDays]).toEqual([from, accruedDays]);
  });

  it('holidays move dates as weekends do', () => {
    const holidays = new Set([day('2014-06-20')]);
    expect(adjustDate(day('2014-06-20'), 'FOLLOWING', holidays)).toBe('2014-06-23');
    expect(adjustDate(day('2014-06-20'), 'UNADJUSTED', holidays)).toBe('2014-06-20');
    expect(adjustDate(day('2014-05-31'), 'MODIFIED_FOLLOWING')).toBe('2014-05-30');
    expect(addBusinessDays(day('2014-06-19'), 1, holidays)).toBe('2014-06-23');
    expect([isBusinessDay(day('2014-06-20')), isBusinessDay(day('2014-06-21'))]).toEqual([true, false]);
  });

  it('months that do not divide leave a short last period', () => {
    const coupons = periodicCoupons(day('2025-01-31'), day('2025-09-30'), { everyMonths: 3, convention: 'UNADJUSTED' });
    expect(coupons.map(({ accruesTo, days }) => [accruesTo, days])).toEqual([
      ['2025-04-30', 89],
      ['2025-07-31', 92],
      ['2025-09-30', 61],
    ]);
  });

  it.each<[string, () => unknown, string, string]>([
    ['a maturity on a 21st', () => cdsSchedule(day('2020-01-02'), day('2025-06-21')), 'NOT_A_CDS_DATE', 'maturityOn'],
    ['a maturity in the past', () => cdsSchedule(day('2020-01-02'), day('2019-12-20')), 'OUT_OF_RANGE', 'maturityOn'],
    ['a tenor that is not traded', () => cdsMaturity(day('2016-06-21'), 0), 'NO_CONTRACT', 'tenorMonths'],
    ['half a month', () => cdsMaturity(day('2016-06-21'), 0.5), 'OUT_OF_RANGE', 'tenorMonths'],
    [
      'an end before the start',
      () => periodicCoupons(day('2020-01-02'), day('2020-01-02'), { everyMonths: 3 }),
      'OUT_OF_RANGE',
      'maturityOn',
    ],
  ])('refuses %s', (_name, call, code, argument) => {
    expect(call).toThrow(refused(code, argument));
  });
});

describe('mid-point valuation', () => {
  const valuationOn = day('2026-03-20');
  const contract: CdsContract = {
    valuationOn,
    coupons: cdsSchedule(valuationOn, day('2031-06-20')).coupons,
    notional: 1_000_000,
    spread: 0.01,
    recoveryRate: 0.4,
    side: 'BUYER',
  };
  const discount = exponentialCurve(valuationOn, 0.03, 365);
  const survival = exponentialCurve(valuationOn, 0.02, 365);

  it('is worth nothing at its fair spread, and the other side the opposite', () => {
    const { fairSpread, npv } = cdsMidPoint(contract, discount, survival);
    expect(cdsMidPoint({ ...contract, spread: fairSpread }, discount, survival).npv).toBeCloseTo(0, 6);
    expect(cdsMidPoint({ ...contract, side: 'SELLER' }, discount, survival).npv).toBe(-npv);
    expect(fairSpread).toBeCloseTo(0.02 * 0.6 * (360 / 365), 4);
  });

  it('accrued premium on default lowers the fair spread', () => {
    const without = cdsMidPoint({ ...contract, paysAccruedOnDefault: false }, discount, survival);
    expect(without.fairSpread).toBeGreaterThan(cdsMidPoint(contract, discount, survival).fairSpread);
  });

  it('the implied hazard gives the quoted spread back', () => {
    const hazard = impliedHazard(contract, { spread: 0.0125, discount, basis: 365 });
    const repriced = cdsMidPoint(contract, discount, exponentialCurve(valuationOn, hazard, 365));
    expect(repriced.fairSpread).toBeCloseTo(0.0125, 12);
    expect(hazard).toBeCloseTo(hazardFromSpread(0.0125, 0.4) * (365 / 360), 3);
  });

  it('a curve goes through its nodes, flat forward between and beyond', () => {
    const curve = logLinearCurve([
      { on: day('2026-01-01'), value: 1 },
      { on: day('2027-01-01'), value: 0.9 },
      { on: day('2028-01-01'), value: 0.72 },
    ]);
    expect(curve(day('2025-01-01'))).toBe(1);
    expect(curve(day('2027-01-01'))).toBeCloseTo(0.9, 15);
    expect(curve(day('2027-07-02')) ** 2).toBeCloseTo(0.9 * 0.72 * (0.72 / 0.9) ** (-1 / 365), 12);
    expect(curve(day('2028-12-31'))).toBeCloseTo(0.72 * 0.8, 12);
  });

  it.each<[string, () => unknown, string, string]>([
    [
      'a recovery of 1',
      () => cdsMidPoint({ ...contract, recoveryRate: 1 }, discount, survival),
      'OUT_OF_RANGE',
      'contract.recoveryRate',
    ],
    ['no coupons', () => cdsMidPoint({ ...contract, coupons: [] }, discount, survival), 'EMPTY', 'contract.coupons'],
    [
      'an expired contract',
      () => cdsMidPoint({ ...contract, valuationOn: day('2031-06-20') }, discount, survival),
      'EXPIRED',
      'contract.coupons',
    ],
    [
      'no notional',
      () => cdsMidPoint({ ...contract, notional: 0 }, discount, survival),
      'OUT_OF_RANGE',
      'contract.notional',
    ],
    [
      'a spread no hazard reaches',
      () => impliedHazard(contract, { spread: 1000, discount, basis: 365 }),
      'NO_SOLUTION',
      'quote.spread',
    ],
    ['a negative spread', () => hazardFromSpread(-0.01, 0.4), 'OUT_OF_RANGE', 'spread'],
    ['a curve of one point', () => logLinearCurve([{ on: valuationOn, value: 1 }]), 'EMPTY', 'nodes'],
    [
      'a curve that turns back',
      () =>
        logLinearCurve([
          { on: valuationOn, value: 1 },
          { on: valuationOn, value: 0.9 },
        ]),
      'NOT_ASCENDING',
      'nodes[1].on',
    ],
    [
      'a third of a period',
      () => flatCdsLegs({ hazard: 0.1, rate: 0.1, recoveryRate: 0.4, years: 1.1, paymentsPerYear: 4 }),
      'NOT_WHOLE',
      'terms.years',
    ],
    [
      'a negative hazard',
      () => flatCdsLegs({ hazard: -0.1, rate: 0.1, recoveryRate: 0.4, years: 1 }),
      'OUT_OF_RANGE',
      'terms.hazard',
    ],
  ])('refuses %s', (_name, call, code, argument) => {
    expect(call).toThrow(refused(code, argument));
  });
});
