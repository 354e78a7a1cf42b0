import {
  earlySettlement,
  loanStanding,
  merchantSubsidy,
  type RepaymentSchedule,
  repaymentSchedule,
  type ScheduleTerms,
} from '../../src/finance/index.js';
import { ArgumentError } from '../../src/kernel/index.js';
import { day, rate } from './vectors.js';

const loan: ScheduleTerms = {
  principalMinor: 1_200_000n,
  annualRate: rate('0.12'),
  instalments: 12,
  method: 'LEVEL_PAYMENT',
  disbursedOn: day('2025-01-10'),
  firstDueOn: day('2025-03-01'),
};

const row = (schedule: RepaymentSchedule, number: number): bigint[] => {
  const found = schedule.instalments[number - 1];
  return found ? [found.paymentMinor, found.interestMinor, found.closingBalanceMinor] : [];
};

// Expected figures of this file: computed independently with 60-digit decimals.
describe('odd first period of 50 days', () => {
  it('counts as a regular one by default', () => {
    const schedule = repaymentSchedule(loan);
    expect(row(schedule, 1)).toEqual([106_619n, 12_000n, 1_105_381n]);
    expect(row(schedule, 12)).toEqual([106_614n, 1_056n, 0n]);
  });

  it('KEEP: interest for its days, payment as without, last instalment absorbs', () => {
    const schedule = repaymentSchedule({ ...loan, oddFirstPeriod: 'KEEP' });
    expect(schedule.levelPaymentMinor).toBe(106_619n);
    expect(row(schedule, 1)).toEqual([106_619n, 19_726n, 1_113_107n]);
    expect(row(schedule, 2)).toEqual([106_619n, 11_131n, 1_017_619n]);
    expect(row(schedule, 12)).toEqual([115_233n, 1_141n, 0n]);
  });

  it('RESOLVE: payment solved over the day factors of every period', () => {
    const schedule = repaymentSchedule({ ...loan, oddFirstPeriod: 'RESOLVE' });
    expect(schedule.levelPaymentMinor).toBe(107_334n);
    expect(row(schedule, 1)).toEqual([107_334n, 19_726n, 1_112_392n]);
    expect(row(schedule, 2)).toEqual([107_334n, 11_337n, 1_016_395n]);
    expect(row(schedule, 12)).toEqual([107_331n, 1_083n, 0n]);
  });

  it('a day count alone gives the same as RESOLVE on ACT/365F', () => {
    const resolved = repaymentSchedule({ ...loan, oddFirstPeriod: 'RESOLVE' });
    expect(repaymentSchedule({ ...loan, dayCount: 'ACT_365F' })).toEqual(resolved);
    const kept = repaymentSchedule({ ...loan, dayCount: 'ACT_365F', oddFirstPeriod: 'KEEP' });
    expect([kept.levelPaymentMinor, kept.instalments[0]?.interestMinor]).toEqual([106_619n, 19_726n]);
  });

  it.each(['KEEP', 'RESOLVE'] as const)('%s leaves a regular first period alone', (oddFirstPeriod) => {
    const regular = { ...loan, firstDueOn: day('2025-02-10') };
    expect(repaymentSchedule({ ...regular, oddFirstPeriod })).toEqual(repaymentSchedule(regular));
    const monthEnd = { ...loan, disbursedOn: day('2025-01-31'), firstDueOn: day('2025-02-28') };
    expect(repaymentSchedule({ ...monthEnd, oddFirstPeriod })).toEqual(repaymentSchedule(monthEnd));
  });

  it('KEEP lets the balance grow when the payment is under the interest of a very long first period', () => {
    const long = { ...loan, principalMinor: 10_000_000n, annualRate: rate('0.06'), instalments: 360 };
    const schedule = repaymentSchedule({ ...long, oddFirstPeriod: 'KEEP' });
    expect(row(schedule, 1)).toEqual([59_955n, 82_192n, 10_022_237n]);
    expect(schedule.instalments[359]?.closingBalanceMinor).toBe(0n);
  });
});

describe('due dates', () => {
  const datesOf = (terms: Partial<ScheduleTerms>): string[] =>
    repaymentSchedule({ ...loan, instalments: 4, ...terms }).instalments.map((found) => found.dueOn);

  it.each([
    [
      '31st through February',
      { disbursedOn: day('2024-12-31'), firstDueOn: day('2025-01-31') },
      ['2025-01-31', '2025-02-28', '2025-03-31', '2025-04-30'],
    ],
    [
      '29 February of a leap year',
      { disbursedOn: day('2024-01-31'), firstDueOn: day('2024-02-29') },
      ['2024-02-29', '2024-03-31', '2024-04-30', '2024-05-31'],
    ],
    [
      'first due on a clamped 30th',
      { disbursedOn: day('2025-01-30'), firstDueOn: day('2025-02-28') },
      ['2025-02-28', '2025-03-30', '2025-04-30', '2025-05-30'],
    ],
    [
      'an anchor day of its own',
      { firstDueOn: day('2025-02-28'), anchorDay: 31 },
      ['2025-02-28', '2025-03-31', '2025-04-30', '2025-05-31'],
    ],
    [
      'quarters',
      { firstDueOn: day('2025-03-01'), period: { unit: 'MONTH', count: 3 } as const },
      ['2025-03-01', '2025-06-01', '2025-09-01', '2025-12-01'],
    ],
    [
      'fortnights',
      { firstDueOn: day('2025-02-20'), period: { unit: 'WEEK', count: 2 } as const },
      ['2025-02-20', '2025-03-06', '2025-03-20', '2025-04-03'],
    ],
    [
      'every 15 days',
      { firstDueOn: day('2025-02-20'), period: { unit: 'DAY', count: 15 } as const },
      ['2025-02-20', '2025-03-07', '2025-03-22', '2025-04-06'],
    ],
  ] as const)('%s', (_name, terms, expected) => {
    expect(datesOf(terms)).toEqual(expected);
  });

  it('four parts, the first one at the checkout', () => {
    const schedule = repaymentSchedule({
      ...loan,
      principalMinor: 40_000n,
      annualRate: rate(0),
      instalments: 4,
      method: 'ZERO_INTEREST',
      disbursedOn: day('2023-09-01'),
      firstDueOn: day('2023-09-01'),
      period: { unit: 'DAY', count: 15 },
    });
    expect(schedule.instalments.map((found) => [found.dueOn, found.paymentMinor])).toEqual([
      ['2023-09-01', 10_000n],
      ['2023-09-16', 10_000n],
      ['2023-10-01', 10_000n],
      ['2023-10-16', 10_000n],
    ]);
  });
});

describe('methods and periods', () => {
  it('level to a residual: what is left stays due outside', () => {
    const schedule = repaymentSchedule({
      ...loan,
      principalMinor: 3_000_000n,
      annualRate: rate('0.0599'),
      instalments: 36,
      method: 'LEVEL_TO_RESIDUAL',
      residualMinor: 900_000n,
    });
    expect(schedule.levelPaymentMinor).toBe(68_369n);
    expect(schedule.instalments[35]?.closingBalanceMinor).toBe(900_000n);
    expect(schedule.residualMinor).toBe(900_000n);
    expect(schedule.totalPaymentMinor).toBe(2_100_000n + schedule.totalInterestMinor);
  });

  it('level with a fixed balloon pays the residual with the last instalment', () => {
    const terms = { ...loan, principalMinor: 3_000_000n, annualRate: rate('0.0599'), instalments: 36 };
    const lease = repaymentSchedule({ ...terms, method: 'LEVEL_TO_RESIDUAL', residualMinor: 900_000n });
    const balloon = repaymentSchedule({ ...terms, method: 'LEVEL_WITH_BALLOON', residualMinor: 900_000n });
    expect(balloon.levelPaymentMinor).toBe(lease.levelPaymentMinor);
    const last = lease.instalments[35]?.paymentMinor ?? 0n;
    expect(balloon.instalments[35]?.paymentMinor).toBe(last + 900_000n);
    expect(balloon.residualMinor).toBe(0n);
  });

  it.each([
    ['quarterly', { unit: 'MONTH', count: 3 }, 1_000_000n, '0.08', 8, 136_510n],
    ['every two weeks', { unit: 'WEEK', count: 2 }, 100_000n, '0.13', 26, 4_110n],
  ] as const)('level payment %s', (_name, period, principalMinor, annualRate, instalments, expected) => {
    const schedule = repaymentSchedule({ ...loan, period, principalMinor, annualRate: rate(annualRate), instalments });
    expect(schedule.levelPaymentMinor).toBe(expected);
  });

  it('flat fee per period on the original principal, counted as interest', () => {
    const schedule = repaymentSchedule({
      ...loan,
      principalMinor: 100_000n,
      annualRate: rate(0),
      instalments: 3,
      method: 'FLAT_FEE',
      flatFeeRate: rate('0.006'),
    });
    expect(
      schedule.instalments.map((found) => [found.principalMinor, found.interestMinor, found.paymentMinor]),
    ).toEqual([
      [33_333n, 600n, 33_933n],
      [33_333n, 600n, 33_933n],
      [33_334n, 600n, 33_934n],
    ]);
  });

  it('smoothing moves the payment when the last instalment then deviates less', () => {
    const rough = { ...loan, principalMinor: 1_000_000n, annualRate: rate('0.0725'), instalments: 36 };
    expect(row(repaymentSchedule(rough), 36)[0]).toBe(30_970n);
    const smooth = repaymentSchedule({ ...rough, smooth: true });
    expect(smooth.levelPaymentMinor).toBe(30_991n);
    expect(row(smooth, 36)[0]).toBe(31_008n);
  });

  it('payments in whole tens end early when they overpay', () => {
    const schedule = repaymentSchedule({
      ...loan,
      principalMinor: 10_000n,
      annualRate: rate(0),
      instalments: 12,
      method: 'ZERO_INTEREST',
      paymentMultipleMinor: 1_000n,
    });
    expect(schedule.instalments.map((found) => found.paymentMinor)).toEqual([...Array(10).fill(1_000n), 0n, 0n]);
  });

  it('equal principal in whole units: payments are multiples, principal follows', () => {
    const schedule = repaymentSchedule({
      ...loan,
      method: 'EQUAL_PRINCIPAL',
      instalments: 7,
      paymentMultipleMinor: 100n,
    });
    expect(schedule.instalments.slice(0, -1).every((found) => found.paymentMinor % 100n === 0n)).toBe(true);
    expect(schedule.instalments[6]?.closingBalanceMinor).toBe(0n);
  });

  it.each([
    ['100.00 at 0.005 % is 100.005', 10_000n, '0.0006', 1, 10_001n],
    ['1.05 over two periods at 10 % is 1.05 x 1.21 / 2.1 = 0.605', 105n, '1.2', 2, 61n],
  ] as const)('an exact half rounds up: %s', (_name, principalMinor, annualRate, instalments, expected) => {
    const terms = { ...loan, principalMinor, annualRate: rate(annualRate), instalments };
    expect(repaymentSchedule(terms).levelPaymentMinor).toBe(expected);
  });

  it('standing on a due date: owed, not yet a day late', () => {
    const { instalments } = repaymentSchedule(loan);
    expect(loanStanding(instalments, 106_619n, day('2025-04-01'))).toEqual({
      oldestUnpaidDueOn: '2025-04-01',
      daysPastDue: 0,
      overdueMinor: 106_619n,
      unpaidInterestMinor: 11_054n,
      outstandingPrincipalMinor: 1_105_381n,
      notDuePrincipalMinor: 1_009_816n,
      lastDueOn: '2025-04-01',
    });
    const late = loanStanding(instalments, 106_618n, day('2025-04-10'));
    expect([late.oldestUnpaidDueOn, late.daysPastDue, late.overdueMinor]).toEqual(['2025-03-01', 40, 106_620n]);
  });

  it('a leap year: ISMA takes every coupon period as one twelfth', () => {
    const isma = { ...loan, disbursedOn: day('2024-01-01'), firstDueOn: day('2024-02-01') };
    expect(repaymentSchedule({ ...isma, dayCount: 'ACT_ACT_ISMA' })).toEqual(repaymentSchedule(isma));
  });
});

describe('refusals name the argument', () => {
  const refusals: readonly (readonly [string, Partial<ScheduleTerms>, string, string])[] = [
    ['no principal', { principalMinor: 0n }, 'NOT_POSITIVE', 'principalMinor'],
    ['negative term', { instalments: -1 }, 'OUT_OF_RANGE', 'instalments'],
    ['half an instalment', { instalments: 1.5 }, 'OUT_OF_RANGE', 'instalments'],
    ['rate below -100 %', { annualRate: rate('-1.01') }, 'RATE_BELOW_MINUS_ONE', 'annualRate'],
    ['a rate that is no number', { annualRate: rate(Number.NaN) }, 'NOT_A_NUMBER', 'annualRate'],
    ['due before disbursement', { firstDueOn: day('2025-01-09') }, 'DATE_ORDER', 'firstDueOn'],
    ['interest due on disbursement', { firstDueOn: day('2025-01-10') }, 'DATE_ORDER', 'firstDueOn'],
    ['anchor day 32', { anchorDay: 32 }, 'OUT_OF_RANGE', 'anchorDay'],
    ['period of no days', { period: { unit: 'DAY', count: 0 } }, 'OUT_OF_RANGE', 'period.count'],
    ['balloon without a term', { method: 'LEVEL_WITH_BALLOON' }, 'REQUIRED', 'amortisedOver'],
    [
      'balloon shorter than the loan',
      { method: 'LEVEL_WITH_BALLOON', amortisedOver: 6 },
      'OUT_OF_RANGE',
      'amortisedOver',
    ],
    ['amortised over without a balloon', { amortisedOver: 24 }, 'NOT_APPLICABLE', 'amortisedOver'],
    [
      'residual over the principal',
      { method: 'LEVEL_TO_RESIDUAL', residualMinor: 1_200_001n },
      'OUT_OF_RANGE',
      'residualMinor',
    ],
    ['residual of an annuity', { residualMinor: 1n }, 'NOT_APPLICABLE', 'residualMinor'],
    ['interest on zero interest', { method: 'ZERO_INTEREST' }, 'NOT_APPLICABLE', 'annualRate'],
    ['flat fee without a fee', { method: 'FLAT_FEE', annualRate: rate(0) }, 'REQUIRED', 'flatFeeRate'],
    ['multiples of nothing', { paymentMultipleMinor: 0n }, 'NOT_POSITIVE', 'paymentMultipleMinor'],
    ['beyond the calendar', { instalments: 1200, period: { unit: 'MONTH', count: 12 } }, 'OUT_OF_RANGE', 'instalments'],
    ['ISMA by weeks', { dayCount: 'ACT_ACT_ISMA', period: { unit: 'WEEK', count: 2 } }, 'NOT_APPLICABLE', 'dayCount'],
  ];
  it.each(refusals)('%s', (_name, terms, code, argument) => {
    const refused = (): unknown => repaymentSchedule({ ...loan, ...terms });
    expect(refused).toThrow(ArgumentError);
    expect(refused).toThrow(expect.objectContaining({ code, argument }));
  });

  it('settlement before the last due date, and of nothing', () => {
    const schedule = repaymentSchedule(loan);
    const input = { annualRate: rate('0.12'), disbursedOn: loan.disbursedOn, settledOn: day('2025-03-31') };
    expect(() => earlySettlement(schedule, { ...input, paidInstalments: 2 })).toThrow(
      expect.objectContaining({ code: 'DATE_ORDER', argument: 'settledOn' }),
    );
    const paid = { ...input, settledOn: day('2027-01-01'), paidInstalments: 12 };
    expect(() => earlySettlement(schedule, paid)).toThrow(
      expect.objectContaining({ code: 'ALREADY_PAID', argument: 'paidInstalments' }),
    );
  });

  it('subsidy of negative payments, and at a yield below -100 %', () => {
    expect(() => merchantSubsidy({ paymentsMinor: [1n, -1n], funderYield: 0.08 })).toThrow(
      expect.objectContaining({ code: 'NEGATIVE_AMOUNT', argument: 'paymentsMinor[1]' }),
    );
    expect(() => merchantSubsidy({ paymentsMinor: [1n], funderYield: -1.5 })).toThrow(
      expect.objectContaining({ code: 'RATE_BELOW_MINUS_ONE', argument: 'funderYield' }),
    );
  });
});
