import { DAY_COUNTS, repaymentSchedule, type ScheduleTerms } from '../../src/finance/index.js';
import { addMonths, type CalendarDate, Decimal, formatMinor } from '../../src/kernel/index.js';
import { cents, vectors } from '../finance/vectors.js';
import { startApi, type TestApi } from '../support/api.js';
import {
  CALCULATORS,
  type Calculator,
  cancelledCover,
  defaultedLoan,
  flow,
  loadings,
  monthlyLoan,
  pricedCover,
  recoveredMoney,
  usd,
} from '../support/calculators.js';
import { fingerprint } from '../support/fingerprint.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const answer = async (calculator: Calculator, input: object, key = 'dashboard') =>
  (await api.data(key, CALCULATORS[calculator], { input })).answer;
const shown = (minor: bigint) => usd(formatMinor(minor, 'USD' as never));
const twoDecimals = (amount: string | number) => usd(new Decimal(amount).toFixed(2));

interface ScheduleCase {
  readonly id: string;
  readonly input: {
    readonly principal: string;
    readonly annual_rate?: string;
    readonly n?: number;
    readonly amort_months?: number;
    readonly balloon_at?: number;
  };
  readonly rows?: readonly (readonly [number, string, string, string, string])[];
  readonly total_payment: string;
  readonly total_interest: string;
  readonly level_payment?: string;
}

describe('repaymentSchedule', () => {
  const { cases } = vectors<{ cases: readonly ScheduleCase[] }>('schedule_computed.json');
  const methods = [
    ['annuity', 'LEVEL_PAYMENT'],
    ['equal_principal', 'EQUAL_PRINCIPAL'],
    ['interest_only', 'INTEREST_ONLY'],
    ['balloon', 'LEVEL_WITH_BALLOON'],
    ['zero_interest', 'ZERO_INTEREST'],
  ] as const;

  it.each(cases.flatMap((found) => (found.rows ? [[found.id, found] as const] : [])))('%s', async (id, found) => {
    const { input } = found;
    const schedule = await answer('repaymentSchedule', {
      ...monthlyLoan({ principal: twoDecimals(input.principal), annualRate: input.annual_rate ?? '0' }),
      instalments: input.balloon_at ?? input.n,
      method: methods.find(([prefix]) => id.startsWith(prefix))?.[1],
      ...(input.amort_months ? { amortisedOver: input.amort_months } : {}),
    });
    expect(
      schedule.instalments.map((row: Record<string, { amount: string }>) => [
        row.number,
        row.payment?.amount,
        row.interest?.amount,
        row.principal?.amount,
        row.closingBalance?.amount,
      ]),
    ).toEqual(found.rows);
    expect(schedule.totalPayment).toEqual(usd(found.total_payment));
    expect(schedule.totalInterest).toEqual(usd(found.total_interest));
    if (found.level_payment) expect(schedule.levelPayment).toEqual(usd(found.level_payment));
  });

  // What the API takes, and the same as the calculation takes it: every option arrives.
  const options: readonly (readonly [string, object, Partial<ScheduleTerms>])[] = [
    ['lease with a residual', { method: 'LEVEL_TO_RESIDUAL', residual: usd('4000.00') }, { residualMinor: 400_000n }],
    ['balloon by its amount', { method: 'LEVEL_WITH_BALLOON', residual: usd('5000.00') }, { residualMinor: 500_000n }],
    [
      'flat fee',
      { method: 'FLAT_FEE', annualRate: '0', flatFeeRate: '0.006' },
      { annualRate: new Decimal(0), flatFeeRate: new Decimal('0.006') },
    ],
    ['weeks', { period: { unit: 'WEEK', count: 2 }, firstDueOn: '2025-01-29' }, { period: { unit: 'WEEK', count: 2 } }],
    ['days', { period: { unit: 'DAY', count: 10 } }, { period: { unit: 'DAY', count: 10 } }],
    ['quarters', { period: { unit: 'MONTH', count: 3 } }, { period: { unit: 'MONTH', count: 3 } }],
    ['anchor day', { firstDueOn: '2025-02-28', anchorDay: 31 }, { anchorDay: 31 }],
    ['long first period, kept', { firstDueOn: '2025-03-01', oddFirstPeriod: 'KEEP' }, { oddFirstPeriod: 'KEEP' }],
    [
      'long first period, solved',
      { firstDueOn: '2025-03-01', oddFirstPeriod: 'RESOLVE' },
      { oddFirstPeriod: 'RESOLVE' },
    ],
    ['evened out', { instalments: 36, smooth: true }, { smooth: true }],
    ['whole tens', { paymentMultiple: usd('10.00') }, { paymentMultipleMinor: 1000n }],
    ...DAY_COUNTS.map((dayCount) => [dayCount, { dayCount }, { dayCount }] as const),
  ];
  it.each(options)('%s', async (_name, changes, terms) => {
    const input = monthlyLoan(changes);
    const expected = repaymentSchedule({
      ...(input as unknown as ScheduleTerms),
      principalMinor: 1_200_000n,
      annualRate: new Decimal('0.12'),
      ...terms,
    });
    expect(await answer('repaymentSchedule', input)).toEqual({
      __typename: 'RepaymentSchedule',
      levelPayment: expected.levelPaymentMinor === undefined ? null : shown(expected.levelPaymentMinor),
      totalInterest: shown(expected.totalInterestMinor),
      totalPayment: shown(expected.totalPaymentMinor),
      residual: shown(expected.residualMinor),
      instalments: expected.instalments.map((row) => ({
        number: row.number,
        dueOn: row.dueOn,
        openingBalance: shown(row.openingBalanceMinor),
        payment: shown(row.paymentMinor),
        principal: shown(row.principalMinor),
        interest: shown(row.interestMinor),
        closingBalance: shown(row.closingBalanceMinor),
      })),
    });
  });

  it('keeps the decimals of the currency', async () => {
    const yen = { amount: '100000', currency: 'JPY' };
    const schedule = await answer('repaymentSchedule', monthlyLoan({ principal: yen, instalments: 1 }));
    expect(schedule.totalPayment).toEqual({ amount: '101000', currency: 'JPY' });
  });
});

interface AprCase {
  readonly id: string;
  readonly advance: number;
  readonly advance_date: string;
  readonly first_payment_date: string;
  readonly unit_period: string;
  readonly payments: readonly { readonly amount: number; readonly count: number }[];
  readonly expected_apr_percent: number;
}

describe('annualPercentageRate', () => {
  const { cases } = vectors<{ cases: readonly AprCase[] }>('apr_us_regz_appendix_j.json');

  it.each(cases.map((found) => [found.id, found] as const))('Regulation Z %s', async (_id, found) => {
    const months = Number(found.unit_period.split(' ')[0]);
    const amounts = found.payments.flatMap(({ amount, count }) => Array.from({ length: count }, () => `${amount}.00`));
    const payments = amounts.map((amount, at) =>
      flow(amount, addMonths(found.first_payment_date as CalendarDate, at * months)),
    );
    const advances = [flow(`${found.advance}.00`, found.advance_date)];
    // Any order will do.
    const { regulationZ, allInCost } = await answer('annualPercentageRate', {
      credit: { flows: { advances, payments: payments.reverse() } },
    });
    expect(regulationZ).toMatchObject({
      rate: new Decimal(found.expected_apr_percent).dividedBy(100).toFixed(4),
      unitPeriod: { unit: 'MONTH', count: months },
      unitPeriodsPerYear: 12 / months,
    });
    expect(allInCost).toBeNull();
  });

  it('European Union', async () => {
    const flows = { advances: [flow('500.00', '2012-10-10')], payments: [flow('510.00', '2012-10-15')] };
    const { european } = await answer('annualPercentageRate', { credit: { flows } });
    expect(european.rate).toBe('3.244');
    expect(european.unrounded.slice(0, 7)).toBe('3.24436');
  });

  it('counts the charges of a loan, and holds them against a limit', async () => {
    const ask = (costLimit: string, loan: object = {}) =>
      answer('annualPercentageRate', { credit: { loan: { terms: monthlyLoan(), ...loan } }, costLimit });
    const plain = await ask('0.12');
    expect(plain.regulationZ.rate).toBe('0.1200');
    expect(plain.allInCost).toMatchObject({ nominal: '0.1200', effective: '0.1268', withinLimit: true });
    // By bisection: 11,900 against eleven payments of 1,076.19 and one of 1,076.14.
    const charged = await ask('0.12', { upfrontCharges: usd('100.00'), periodicCharges: usd('10.00') });
    expect(charged.allInCost).toMatchObject({ nominal: '0.1538', effective: '0.1651', withinLimit: false });
    expect(charged.regulationZ.rate).toBe('0.1538');
  });

  it('takes the unit-period and the intervals that are asked for', async () => {
    const terms = monthlyLoan({ instalments: 1, firstDueOn: '2025-03-15' });
    const input = { credit: { loan: { terms } }, unitPeriod: { unit: 'MONTH', count: 1 }, intervals: 'MONTHS' };
    const { regulationZ, european, allInCost } = await answer('annualPercentageRate', input);
    // 1 % over two months: 12 (sqrt(1.01) - 1) and 1.01^6 - 1.
    expect([regulationZ.rate, european.rate, allInCost.nominal]).toEqual(['0.0599', '0.062', '0.1200']);
  });
});

interface PricedCase {
  readonly id: string;
  readonly inputs: Readonly<Record<'principal' | 'annual_rate' | 'monthly_hazard' | 'lgd' | 'discount_annual', string>>;
  readonly expected_loss_pv: string;
  readonly lifetime_pd: string;
  readonly gross_single_premium_ex_vat: string;
  readonly gross_single_premium_inc_vat: string;
  readonly monthly_premium_flat_on_initial: string;
  readonly monthly_rate_on_outstanding: string;
}

interface PremiumAnswer {
  readonly total: { readonly amount: string };
  readonly lines: readonly { readonly kind: string; readonly amount: { readonly amount: string } }[];
}

describe('premiumEstimate', () => {
  const { cases } = vectors<{ cases: readonly PricedCase[] }>('premium_from_expected_loss.json');
  const input = ({ inputs }: PricedCase, mode: string) =>
    pricedCover({
      mode,
      loan: monthlyLoan({ principal: twoDecimals(inputs.principal), annualRate: inputs.annual_rate }),
      // The case has a constant hazard; so has an even curve.
      twelveMonthProbabilityOfDefault: new Decimal(1)
        .minus(new Decimal(1).minus(inputs.monthly_hazard).pow(12))
        .toFixed(20),
      lossGivenDefault: inputs.lgd,
      discountAnnual: inputs.discount_annual,
    });
  const sum = (premium: PremiumAnswer, without?: string) =>
    premium.lines
      .filter(({ kind }) => kind !== without)
      .reduce((total, { amount }) => total + cents(amount.amount), 0n);

  it.each(cases.map((found) => [found.id, found] as const))('%s', async (_id, found) => {
    const single = await answer('premiumEstimate', input(found, 'SINGLE'));
    expect(single.total).toEqual(usd(found.gross_single_premium_inc_vat));
    expect(sum(single.premium, 'TAX')).toBe(cents(found.gross_single_premium_ex_vat));
    expect(single.expectedLoss).toEqual(twoDecimals(found.expected_loss_pv));
    expect(new Decimal(single.lifetimeProbabilityOfDefault).toFixed(10)).toBe(found.lifetime_pd);
    expect(single.charges).toEqual([{ number: 1, chargedOn: '2025-01-15', premium: single.premium }]);
    expect(single).toMatchObject({ monthlyRate: null, financedPrincipal: null });

    const level = await answer('premiumEstimate', input(found, 'LEVEL_MONTHLY'));
    expect(sum(level.premium, 'TAX')).toBe(cents(found.monthly_premium_flat_on_initial));
    expect(level.charges).toHaveLength(12);
    expect(level.charges[11]).toEqual({ number: 12, chargedOn: '2025-12-15', premium: level.premium });
    expect(cents(level.total.amount)).toBe(12n * sum(level.premium));

    const outstanding = await answer('premiumEstimate', input(found, 'MONTHLY_ON_OUTSTANDING'));
    expect(outstanding.monthlyRate).toBe(found.monthly_rate_on_outstanding);
    const charged: bigint[] = outstanding.charges.map(({ premium }: { premium: PremiumAnswer }) => sum(premium));
    expect(cents(outstanding.total.amount)).toBe(charged.reduce((total, charge) => total + charge, 0n));
    expect(charged[11]).toBeLessThan(Number(charged[0]));

    const financed = await answer('premiumEstimate', input(found, 'SINGLE_FINANCED'));
    expect(cents(financed.financedPrincipal.amount)).toBe(cents(found.inputs.principal) + sum(financed.premium));
    expect(sum(financed.premium)).toBeGreaterThan(Number(sum(single.premium)));
  });

  it('takes seasoning, accrued interest, fee, floor and cap', async () => {
    // By hand: h = 1 - 0.95^(w / sum of w), loss = S h 0.6 balance (with 3 x 1 % of interest).
    const even = await answer('premiumEstimate', pricedCover());
    const early = await answer('premiumEstimate', pricedCover({ seasoning: ['2', '1'] }));
    const owing = await answer('premiumEstimate', pricedCover({ accruedInterestMonths: 3 }));
    expect([even, early, owing].map(({ expectedLoss }) => expectedLoss.amount)).toEqual(['200.08', '212.56', '206.08']);
    const bounded = (changes: object) => answer('premiumEstimate', pricedCover({ loadings: loadings(changes) }));
    // 6 % tax on 500, on 300, and on 10 more than 200.08 x 1.2 / 0.7.
    expect((await bounded({ floor: usd('500.00') })).total).toEqual(usd('530.00'));
    expect((await bounded({ cap: usd('300.00') })).total).toEqual(usd('318.00'));
    expect([even.total, (await bounded({ fee: usd('10.00') })).total]).toEqual([usd('363.57'), usd('374.17')]);
  });
});

describe('refundEstimate', () => {
  const sixtyMonths = { premium: usd('400.00'), endsOn: '2030-01-01', cancelledOn: '2027-05-17' };
  const balances = [
    '12000.00 11053.81 10098.16 9132.95 8158.09 7173.48 6179.02 5174.62 4160.18 3135.59 2100.76 1055.58',
  ].flatMap((line) => line.split(' ').map(usd));
  it.each([
    ['RULE_OF_78', sixtyMonths, '108.42'],
    ['MEAN', sixtyMonths, '157.54'],
    ['SUM_OF_BALANCES', { premium: usd('300.00'), openingBalances: balances, elapsedPeriods: 1 }, '254.67'],
    ['SUM_OF_BALANCES', { premium: usd('300.00'), openingBalances: balances, cancelledOn: '2025-06-17' }, '82.37'],
    // 100 left of 100 + 100 / 1.01.
    [
      'ACTUARIAL',
      {
        openingBalances: [usd('100.00'), usd('100.00')],
        elapsedPeriods: 1,
        annualRate: '0.12',
        premium: usd('300.00'),
      },
      '150.75',
    ],
    ['PRO_RATA', {}, '600.00'],
    ['SHORT_RATE', { shortRate: { penaltyRate: '0.1' } }, '540.00'],
    [
      'SHORT_RATE',
      {
        shortRate: {
          table: [
            { upToDays: 219, earnedRate: '0.69' },
            { upToDays: 365, earnedRate: '1' },
          ],
        },
      },
      '465.00',
    ],
    ['CUMULATIVE_FACTORS', { ...sixtyMonths, cancelledOn: '2025-12-31', factors: ['0.25', '0.6', '1'] }, '300.00'],
  ])('%s %#', async (method, changes, refund) => {
    expect((await answer('refundEstimate', cancelledCover({ method, ...changes }))).refund).toEqual(usd(refund));
  });

  it('keeps to what was paid, the free look, the minimum and the books', async () => {
    const ask = (changes: object) => answer('refundEstimate', cancelledCover(changes));
    expect(await ask({ paid: usd('1000.00'), commission: usd('150.00') })).toEqual({
      __typename: 'RefundEstimate',
      refund: usd('100.00'),
      unearned: usd('600.00'),
      returnedPremium: usd('600.00'),
      retainedPremium: usd('900.00'),
      commissionClawback: usd('60.00'),
      freeLook: false,
      waived: false,
    });
    expect(await ask({ cancelledOn: '2025-01-14', freeLookDays: 14 })).toMatchObject({
      refund: usd('1500.00'),
      freeLook: true,
    });
    expect(await ask({ minimumRefund: usd('600.01') })).toMatchObject({ refund: usd('0.00'), waived: true });
    expect(await ask({ bookedUnearned: usd('550.00') })).toMatchObject({ refund: usd('550.00') });
  });
});

describe('indemnityEstimate', () => {
  const steps = async (changes: object) => {
    const estimate = await answer('indemnityEstimate', defaultedLoan(changes));
    return estimate.steps.map((step: { code: string; amount: { amount: string } }) => [step.code, step.amount.amount]);
  };

  it('personal loan terms: recoveries, then a deductible rate', async () => {
    const recoveredByLender = usd('1500.00');
    const estimate = await answer(
      'indemnityEstimate',
      defaultedLoan({ recoveredByLender, deductible: { rate: '0.1' } }),
    );
    expect(estimate).toMatchObject({
      indemnity: usd('38151.00'),
      coveredLoss: usd('42390.00'),
      retainedByLender: usd('4239.00'),
    });
    expect(estimate.steps[4]).toEqual({
      code: 'DEDUCTIBLE',
      amount: usd('-4239.00'),
      formula: '10 % of the covered loss',
      source: 'deductible',
    });
  });

  it.each([
    ['sum insured', { remainingSumInsured: usd('42000.00') }, [['REMAINING_SUM_INSURED', '-1890.00']], '42000.00'],
    [
      'principal only',
      { insures: 'PRINCIPAL', insuredPercentage: '0.7' },
      [['INSURED_PERCENTAGE', '-12600.00']],
      '29400.00',
    ],
    ['fixed deductible', { deductible: { amount: usd('90.00') } }, [['DEDUCTIBLE', '-90.00']], '43800.00'],
    ['collateral', { netCollateral: usd('50000.00') }, [['NET_COLLATERAL', '-43890.00']], '0.00'],
    // 36,500 x 24 % x 80 / 365 = 1,920 and half of all interest is above the legal 12 %.
    [
      'accrued interest and its cap',
      { annualRate: '0.24', interestCapAnnual: '0.12', notDuePrincipal: usd('36500.00') },
      [
        ['ACCRUED_INTEREST', '1920.00'],
        ['INTEREST_CAP', '-1905.00'],
      ],
      '43905.00',
    ],
  ])('%s', async (_name, changes, some, indemnity) => {
    const found = await steps(changes);
    expect(found).toEqual(expect.arrayContaining(some));
    expect(found.at(-1)).toEqual(['INDEMNITY', indemnity]);
  });
});

describe('recoveryAllocation', () => {
  it.each([
    ['INSURER_FIRST', '8800.00', '0.00'],
    ['INSURED_MADE_WHOLE_FIRST', '4561.00', '4239.00'],
    ['COSTS_THEN_PRO_RATA', '7920.00', '880.00'],
  ])('%s', async (rule, insurer, lender) => {
    const shares = { costs: usd('1200.00'), insurer: usd(insurer), lender: usd(lender), obligor: usd('0.00') };
    expect(await answer('recoveryAllocation', recoveredMoney({ rule }))).toEqual({
      __typename: 'RecoveryAllocation',
      shares,
      change: shares,
    });
  });

  it('says what a correction takes back and gives the surplus to the obligor', async () => {
    const before = { received: usd('50000.00'), costs: usd('1200.00') };
    expect(await answer('recoveryAllocation', recoveredMoney({ before, costs: null }))).toMatchObject({
      shares: { costs: usd('0.00'), insurer: usd('10000.00'), lender: usd('0.00'), obligor: usd('0.00') },
      change: { costs: usd('-1200.00'), insurer: usd('-28151.00'), lender: usd('-4239.00'), obligor: usd('-6410.00') },
    });
  });
});

describe('every calculator', () => {
  const inputs: readonly (readonly [Calculator, object])[] = [
    ['repaymentSchedule', monthlyLoan()],
    ['annualPercentageRate', { credit: { loan: { terms: monthlyLoan() } } }],
    ['premiumEstimate', pricedCover()],
    ['refundEstimate', cancelledCover()],
    ['indemnityEstimate', defaultedLoan()],
    ['recoveryAllocation', recoveredMoney()],
  ];

  it.each(inputs)('%s answers any key, nobody without one, and writes nothing', async (calculator, input) => {
    for (const key of Object.keys(api.keys)) await answer(calculator, input, key);
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const answers = await Promise.all(Object.keys(api.keys).map((key) => answer(calculator, input, key)));
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    const { status, errors } = await api.ask(undefined, CALCULATORS[calculator], { input });
    expect([status, errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });
});
