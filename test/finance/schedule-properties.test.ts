import fc from 'fast-check';
import {
  allocatePayments,
  type DayCount,
  dayCountDays,
  decimalOfRatio,
  levelPaymentMinor,
  loanStanding,
  type RepaymentMethod,
  ratioOf,
  regulationZApr,
  repaymentSchedule,
  type ScheduleTerms,
  yearFraction,
} from '../../src/finance/index.js';
import {
  addDays,
  addMonths,
  type CalendarDate,
  calendarDate,
  Decimal,
  fromEpochDay,
  roundToMinor,
} from '../../src/kernel/index.js';
import { seed } from './vectors.js';

const check = <T>(arbitrary: fc.Arbitrary<T>, predicate: (value: T) => void, numRuns = 300): void =>
  fc.assert(fc.property(arbitrary, predicate), { seed, numRuns });

const date = fc.integer({ min: 18_000, max: 30_000 }).map(fromEpochDay);
const annualRate = fc.integer({ min: 0, max: 60_000 }).map((points) => new Decimal(points).dividedBy(100_000));
const method = fc.constantFrom<RepaymentMethod>(
  'LEVEL_PAYMENT',
  'EQUAL_PRINCIPAL',
  'INTEREST_ONLY',
  'LEVEL_WITH_BALLOON',
  'LEVEL_TO_RESIDUAL',
  'ZERO_INTEREST',
  'FLAT_FEE',
);
const dayCount = fc.constantFrom<DayCount | undefined>(
  undefined,
  'THIRTY_360_US',
  'THIRTY_360_BOND',
  'THIRTY_E_360',
  'THIRTY_E_360_ISDA',
  'ACT_360',
  'ACT_365F',
  'ACT_ACT_ISDA',
  'ACT_ACT_AFB',
);
const period = fc.constantFrom(
  { unit: 'MONTH', count: 1 } as const,
  { unit: 'MONTH', count: 3 } as const,
  { unit: 'WEEK', count: 2 } as const,
  { unit: 'DAY', count: 10 } as const,
);

const terms: fc.Arbitrary<ScheduleTerms> = fc
  .record({
    principalMinor: fc.bigInt({ min: 1n, max: 10n ** 12n }),
    annualRate,
    instalments: fc.integer({ min: 1, max: 60 }),
    method,
    disbursedOn: date,
    gap: fc.integer({ min: 1, max: 75 }),
    period,
    dayCount,
    oddFirstPeriod: fc.constantFrom('REGULAR' as const, 'KEEP' as const, 'RESOLVE' as const),
    further: fc.integer({ min: 0, max: 40 }),
    residual: fc.integer({ min: 0, max: 100 }),
    smooth: fc.boolean(),
    multiple: fc.constantFrom(1n, 100n, 1000n),
  })
  .map(({ gap, further, residual, multiple, dayCount: counted, ...drawn }) => {
    const bears = drawn.method !== 'ZERO_INTEREST' && drawn.method !== 'FLAT_FEE';
    return {
      ...drawn,
      annualRate: bears ? drawn.annualRate : new Decimal(0),
      firstDueOn: addDays(drawn.disbursedOn, gap),
      paymentMultipleMinor: multiple,
      ...(counted ? { dayCount: counted } : {}),
      ...(drawn.method === 'LEVEL_WITH_BALLOON' ? { amortisedOver: drawn.instalments + further } : {}),
      ...(drawn.method === 'LEVEL_TO_RESIDUAL'
        ? { residualMinor: (drawn.principalMinor * BigInt(residual)) / 100n }
        : {}),
      ...(drawn.method === 'FLAT_FEE' ? { flatFeeRate: new Decimal('0.006') } : {}),
    };
  });

describe(`schedules (seed ${seed})`, () => {
  it('instalments add up to principal and interest, the balance ends at the residual', () => {
    check(terms, (drawn) => {
      const schedule = repaymentSchedule(drawn);
      const { instalments } = schedule;
      let balance = drawn.principalMinor;
      let [principal, interest, paid] = [0n, 0n, 0n];
      for (const [at, row] of instalments.entries()) {
        expect(row.number).toBe(at + 1);
        expect(row.openingBalanceMinor).toBe(balance);
        expect(row.paymentMinor).toBe(row.principalMinor + row.interestMinor);
        balance -= row.principalMinor;
        expect(row.closingBalanceMinor).toBe(balance);
        principal += row.principalMinor;
        interest += row.interestMinor;
        paid += row.paymentMinor;
      }
      expect(instalments).toHaveLength(drawn.instalments);
      expect(balance).toBe(schedule.residualMinor);
      expect(principal).toBe(drawn.principalMinor - schedule.residualMinor);
      expect(interest).toBe(schedule.totalInterestMinor);
      expect(paid).toBe(schedule.totalPaymentMinor);
    });
  });

  it('due dates rise', () => {
    check(terms, (drawn) => {
      const dates = repaymentSchedule(drawn).instalments.map((row) => row.dueOn);
      expect(dates).toEqual([...new Set(dates)].sort());
      expect(dates[0]).toBe(drawn.firstDueOn);
    });
  });

  it('monthly due dates come from the anchor day without drift', () => {
    const loans = fc.record({
      start: date,
      anchorDay: fc.integer({ min: 1, max: 31 }),
      count: fc.integer({ min: 1, max: 12 }),
    });
    check(loans, ({ start, anchorDay, count }) => {
      const disbursedOn = addMonths(start, 0, anchorDay);
      const firstDueOn = addMonths(start, count, anchorDay);
      const loan = {
        principalMinor: 120_000n,
        annualRate: new Decimal('0.1'),
        instalments: 30,
        method: 'LEVEL_PAYMENT',
      } as const;
      const period = { unit: 'MONTH', count } as const;
      const { instalments } = repaymentSchedule({ ...loan, disbursedOn, firstDueOn, period, anchorDay });
      const expected = instalments.map((_, at) => addMonths(start, (at + 1) * count, anchorDay));
      expect(instalments.map((row) => row.dueOn)).toEqual(expected);
    });
  });

  it('the level payment is the annuity formula in 120 digits, rounded once', () => {
    const Wide = Decimal.clone({ precision: 120 });
    const inputs = fc.record({
      principal: fc.bigInt({ min: 1n, max: 10n ** 13n }),
      points: fc.integer({ min: 1, max: 99_999 }),
      periods: fc.integer({ min: 1, max: 480 }),
      residual: fc.integer({ min: 0, max: 100 }),
    });
    check(inputs, ({ principal, points, periods, residual }) => {
      const rate = new Wide(points).dividedBy(1_200_000);
      const left = (principal * BigInt(residual)) / 100n;
      const growth = rate.plus(1).pow(periods);
      const expected = new Wide(principal.toString())
        .times(growth)
        .minus(left.toString())
        .times(rate)
        .dividedBy(growth.minus(1));
      const over = { numerator: BigInt(points), denominator: 1_200_000n };
      const uneven = Array.from({ length: periods }, () => over);
      expect(levelPaymentMinor(principal, over, { periods, residualMinor: left })).toBe(roundToMinor(expected));
      expect(levelPaymentMinor(principal, uneven, { periods, residualMinor: left })).toBe(roundToMinor(expected));
    });
  });

  it('smoothing never makes the last instalment deviate more', () => {
    const loans = fc.record({
      principalMinor: fc.bigInt({ min: 1n, max: 10n ** 9n }),
      annualRate,
      instalments: fc.integer({ min: 1, max: 120 }),
      paymentMultipleMinor: fc.constantFrom(1n, 100n, 1000n),
    });
    check(loans, (loan) => {
      const off = (smooth: boolean): bigint => {
        const dates = { disbursedOn: calendarDate('2025-01-15'), firstDueOn: calendarDate('2025-02-15') };
        const { instalments, levelPaymentMinor: level = 0n } = repaymentSchedule({
          ...loan,
          ...dates,
          method: 'LEVEL_PAYMENT',
          smooth,
        });
        const difference = (instalments[instalments.length - 1]?.paymentMinor ?? 0n) - level;
        return difference < 0n ? -difference : difference;
      };
      expect(off(true)).toBeLessThanOrEqual(off(false));
    });
  });

  it('the rate of a schedule prices it back to the principal', () => {
    const loans = fc.record({
      principalMinor: fc.bigInt({ min: 10_000n, max: 10n ** 10n }),
      annualRate: fc.integer({ min: 100, max: 60_000 }).map((points) => new Decimal(points).dividedBy(100_000)),
      instalments: fc.integer({ min: 2, max: 120 }),
      disbursedOn: date,
      gap: fc.integer({ min: 5, max: 75 }),
    });
    check(loans, ({ gap, ...loan }) => {
      const firstDueOn = addDays(loan.disbursedOn, gap);
      const { instalments } = repaymentSchedule({ ...loan, method: 'LEVEL_PAYMENT', firstDueOn });
      const flows = instalments.map((row) => ({ amountMinor: row.paymentMinor, on: row.dueOn }));
      const apr = regulationZApr({
        advances: [{ amountMinor: loan.principalMinor, on: loan.disbursedOn }],
        payments: flows,
      });
      expect(apr.unitPeriod).toEqual(loan.instalments > 2 ? { unit: 'MONTH', count: 1 } : apr.unitPeriod);
      if (apr.unitPeriod.unit !== 'MONTH') return;
      const i = apr.unroundedApr / 12;
      const first = firstPeriods(loan.disbursedOn, firstDueOn);
      const value = flows.reduce(
        (sum, { amountMinor }, at) =>
          sum + Number(amountMinor) / ((1 + first.fraction * i) * (1 + i) ** (first.full + at)),
        0,
      );
      expect(Math.abs(value - Number(loan.principalMinor))).toBeLessThan(0.5);
    });
  });

  /** Months back from the first due date, and the odd days as a thirtieth of a month each. */
  function firstPeriods(from: CalendarDate, to: CalendarDate): { full: number; fraction: number } {
    let full = 0;
    while (addMonths(to, -(full + 1)) >= from) full += 1;
    const days = dayCountDays('ACT_365F', from, addMonths(to, -full));
    return { full, fraction: days / 30 };
  }

  it('payments count against the oldest instalment and add up', () => {
    check(fc.tuple(terms, fc.bigInt({ min: 0n, max: 2n * 10n ** 12n }), date), ([drawn, received, asOf]) => {
      const { instalments, totalPaymentMinor } = repaymentSchedule(drawn);
      const { instalments: paid, surplusMinor } = allocatePayments(instalments, received);
      const counted = paid.reduce((sum, row) => sum + row.paidInterestMinor + row.paidPrincipalMinor, 0n);
      expect(counted + surplusMinor).toBe(received);
      if (surplusMinor > 0n) expect(counted).toBe(totalPaymentMinor);
      const standing = loanStanding(instalments, received, asOf);
      expect(standing.notDuePrincipalMinor).toBeLessThanOrEqual(standing.outstandingPrincipalMinor);
      expect(standing.overdueMinor > 0n).toBe(standing.oldestUnpaidDueOn !== undefined);
    });
  });
});

describe(`day counts (seed ${seed})`, () => {
  const three = fc
    .tuple(date, date, date)
    .map((dates) => [...dates].sort() as [CalendarDate, CalendarDate, CalendarDate]);
  it.each(['ACT_360', 'ACT_365F', 'ACT_ACT_ISDA', 'THIRTY_E_360'] as const)('%s is additive', (convention) => {
    check(three, ([from, between, to]) => {
      const [first, second, whole] = [
        yearFraction(convention, from, between),
        yearFraction(convention, between, to),
        yearFraction(convention, from, to),
      ];
      const left = first.numerator * second.denominator + second.numerator * first.denominator;
      expect(left * whole.denominator).toBe(whole.numerator * first.denominator * second.denominator);
    });
  });

  it('every convention is zero on one day, positive forward and its negative backward', () => {
    check(fc.tuple(dayCount, date, fc.integer({ min: 32, max: 4000 })), ([drawn, from, days]) => {
      const convention = drawn ?? 'ACT_365F';
      const to = addDays(from, days);
      const forward = decimalOfRatio(yearFraction(convention, from, to));
      expect(yearFraction(convention, from, from).numerator).toBe(0n);
      expect(forward.gt(0)).toBe(true);
      expect(decimalOfRatio(yearFraction(convention, to, from)).equals(forward.negated())).toBe(true);
      expect(
        forward
          .minus(days / 365.25)
          .abs()
          .lt(0.02 * Math.max(1, days / 365)),
      ).toBe(true);
    });
  });

  it('a rate is read at its shortest decimal text', () => {
    check(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), (value) => {
      const { numerator, denominator } = ratioOf(value);
      expect(new Decimal(numerator.toString()).dividedBy(denominator.toString()).toNumber()).toBe(
        value === 0 ? 0 : value,
      );
    });
  });
});
