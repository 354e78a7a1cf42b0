import { type GraphQLAnswer, startApi, type TestApi } from '../support/api.js';
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

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const ask = (calculator: Calculator, input: object): Promise<GraphQLAnswer> =>
  api.ask('dashboard', CALCULATORS[calculator], { input });
const euro = { amount: '1.00', currency: 'EUR' };
const flows = (advances: readonly object[], payments: readonly object[]) => ({
  credit: { flows: { advances, payments } },
});
const lent = flow('100.00', '2026-01-01');
const chargedLoan = (terms: object, charges: object = {}) => ({
  credit: { loan: { terms: monthlyLoan(terms), ...charges } },
});
const many = <T>(count: number, item: T): readonly T[] => Array.from({ length: count }, () => item);

type Issue = readonly [path: string, code: string];
type Refused = readonly [name: string, calculator: Calculator, input: object, issues: readonly Issue[]];

const schedules: readonly (readonly [string, object, readonly Issue[]])[] = [
  ['no instalment', { instalments: 0 }, [['instalments', 'OUT_OF_RANGE']]],
  ['a milliard instalments', { instalments: 1_000_000_000 }, [['instalments', 'OUT_OF_RANGE']]],
  ['a rate of -1000', { annualRate: '-1000' }, [['annualRate', 'OUT_OF_RANGE']]],
  ['a rate of 30 digits', { annualRate: '9'.repeat(30) }, [['annualRate', 'OUT_OF_RANGE']]],
  [
    'a period that loses all',
    { annualRate: '-1', period: { unit: 'MONTH', count: 12 } },
    [['annualRate', 'RATE_BELOW_MINUS_ONE']],
  ],
  ['no principal', { principal: usd('0.00') }, [['principal.amount', 'MUST_BE_POSITIVE']]],
  ['half a cent', { principal: usd('1.005') }, [['principal.amount', 'TOO_MANY_DECIMALS']]],
  ['too much', { principal: usd('9999999999999999') }, [['principal.amount', 'MALFORMED_AMOUNT']]],
  ['dates in the wrong order', { firstDueOn: '2025-01-14' }, [['firstDueOn', 'DATE_ORDER']]],
  ['interest for no time', { firstDueOn: '2025-01-15' }, [['firstDueOn', 'DATE_ORDER']]],
  ['a term beyond the calendar', { firstDueOn: '2299-01-15', instalments: 13 }, [['instalments', 'OUT_OF_RANGE']]],
  ['a period of nothing', { period: { unit: 'WEEK', count: 0 } }, [['period.count', 'OUT_OF_RANGE']]],
  ['an anchor day 32', { anchorDay: 32 }, [['anchorDay', 'OUT_OF_RANGE']]],
  ['ISMA by weeks', { dayCount: 'ACT_ACT_ISMA', period: { unit: 'WEEK', count: 1 } }, [['dayCount', 'NOT_APPLICABLE']]],
  ['a balloon without size', { method: 'LEVEL_WITH_BALLOON' }, [['amortisedOver', 'REQUIRED']]],
  ['a short balloon', { method: 'LEVEL_WITH_BALLOON', amortisedOver: 11 }, [['amortisedOver', 'OUT_OF_RANGE']]],
  ['a residual without lease', { residual: usd('1.00') }, [['residual.amount', 'NOT_APPLICABLE']]],
  [
    'a residual too large',
    { method: 'LEVEL_TO_RESIDUAL', residual: usd('12000.01') },
    [['residual.amount', 'OUT_OF_RANGE']],
  ],
  ['interest without interest', { method: 'ZERO_INTEREST' }, [['annualRate', 'NOT_APPLICABLE']]],
  ['a flat fee without rate', { method: 'FLAT_FEE', annualRate: '0' }, [['flatFeeRate', 'REQUIRED']]],
  [
    'a balance that explodes',
    { annualRate: '10', instalments: 1200, disbursedOn: '1900-01-01', oddFirstPeriod: 'KEEP' },
    [['annualRate', 'OUT_OF_RANGE']],
  ],
  [
    'a payment that explodes as it is evened out',
    { annualRate: '10', instalments: 365, firstDueOn: '2032-04-15', oddFirstPeriod: 'RESOLVE', smooth: true },
    [['annualRate', 'OUT_OF_RANGE']],
  ],
  [
    'everything at once',
    {
      principal: usd('-1.00'),
      annualRate: '11',
      instalments: -1,
      residual: euro,
      flatFeeRate: '-1',
      paymentMultiple: usd('0.00'),
    },
    [
      ['principal.amount', 'MUST_BE_POSITIVE'],
      ['annualRate', 'OUT_OF_RANGE'],
      ['instalments', 'OUT_OF_RANGE'],
      ['flatFeeRate', 'OUT_OF_RANGE'],
      ['residual.currency', 'CURRENCY_MISMATCH'],
      ['paymentMultiple.amount', 'MUST_BE_POSITIVE'],
    ],
  ],
];

const rates: readonly (readonly [string, object, readonly Issue[]])[] = [
  [
    'no flows',
    flows([], []),
    [
      ['credit.flows.advances', 'EMPTY'],
      ['credit.flows.payments', 'EMPTY'],
    ],
  ],
  ['too many flows', flows([lent], many(1201, flow('1.00', '2026-02-01'))), [['credit.flows.payments', 'TOO_MANY']]],
  [
    'two currencies and a payment of nothing',
    flows([lent], [flow('1.00', '2026-02-01', 'EUR'), flow('0.00', '2026-03-01')]),
    [
      ['credit.flows.payments[0].amount.currency', 'CURRENCY_MISMATCH'],
      ['credit.flows.payments[1].amount.amount', 'MUST_BE_POSITIVE'],
    ],
  ],
  [
    'a payment before the loan, at its place in the input',
    flows([lent], [flow('50.00', '2026-02-01'), flow('60.00', '2025-12-31')]),
    [['credit.flows.payments[1].on', 'DATE_ORDER']],
  ],
  ['all paid at once', flows([lent], [flow('100.00', '2026-01-01')]), [['credit.flows.payments', 'DATE_ORDER']]],
  ['no rate at all', flows([lent], [flow('200.00', '2026-01-02')]), [['credit.flows.payments', 'NO_SOLUTION']]],
  [
    'a limit and a unit-period out of place',
    { ...flows([lent], [flow('110.00', '2027-01-01')]), costLimit: '0.24', unitPeriod: { unit: 'YEAR', count: 2 } },
    [
      ['unitPeriod.count', 'OUT_OF_RANGE'],
      ['costLimit', 'NOT_APPLICABLE'],
    ],
  ],
  ['the terms of the loan', chargedLoan({ instalments: 0 }), [['credit.loan.terms.instalments', 'OUT_OF_RANGE']]],
  [
    'charges that eat the loan',
    chargedLoan({}, { upfrontCharges: usd('12000.00') }),
    [['credit.loan.upfrontCharges.amount', 'NOT_BELOW_PRINCIPAL']],
  ],
  [
    'payments to the borrower',
    chargedLoan({ annualRate: '-0.5', method: 'INTEREST_ONLY' }),
    [['credit.loan.terms', 'NEGATIVE_AMOUNT']],
  ],
  [
    'charges below zero in another currency',
    chargedLoan({}, { upfrontCharges: usd('-1.00'), periodicCharges: euro }),
    [
      ['credit.loan.upfrontCharges.amount', 'MUST_NOT_BE_NEGATIVE'],
      ['credit.loan.periodicCharges.currency', 'CURRENCY_MISMATCH'],
    ],
  ],
];

const premiums: readonly (readonly [string, object, readonly Issue[]])[] = [
  [
    'probabilities above one and weights below zero',
    {
      twelveMonthProbabilityOfDefault: '1.01',
      lossGivenDefault: '-0.1',
      seasoning: ['1', '-1'],
      accruedInterestMonths: 25,
    },
    [
      ['twelveMonthProbabilityOfDefault', 'OUT_OF_RANGE'],
      ['lossGivenDefault', 'OUT_OF_RANGE'],
      ['seasoning[1]', 'OUT_OF_RANGE'],
      ['accruedInterestMonths', 'OUT_OF_RANGE'],
    ],
  ],
  ['no seasoning', { seasoning: [] }, [['seasoning', 'EMPTY']]],
  ['weightless seasoning', { seasoning: ['0'] }, [['seasoning', 'WEIGHTS_ARE_ZERO']]],
  ['shares of all', { loadings: loadings({ expense: '0.9' }) }, [['loadings', 'OUT_OF_RANGE']]],
  [
    'a premium beyond counting',
    { loadings: loadings({ expense: '0.84999999999999999999' }) },
    [['loadings', 'OUT_OF_RANGE']],
  ],
  [
    'a floor above the cap',
    { loadings: loadings({ floor: usd('2.00'), cap: usd('1.00') }) },
    [['loadings.floor.amount', 'OUT_OF_RANGE']],
  ],
  [
    'a fee in another currency',
    { loadings: loadings({ fee: euro }) },
    [['loadings.fee.currency', 'CURRENCY_MISMATCH']],
  ],
  [
    'weekly instalments',
    { loan: monthlyLoan({ period: { unit: 'WEEK', count: 1 } }) },
    [['loan.period', 'NOT_APPLICABLE']],
  ],
  [
    'the terms of the loan',
    { loan: monthlyLoan({ residual: usd('1.00') }) },
    [['loan.residual.amount', 'NOT_APPLICABLE']],
  ],
  [
    'a premium that eats the loan',
    { mode: 'SINGLE_FINANCED', twelveMonthProbabilityOfDefault: '1', lossGivenDefault: '1' },
    [['mode', 'NO_SOLUTION']],
  ],
];

const refunds: readonly (readonly [string, object, readonly Issue[]])[] = [
  ['cover of no day', { endsOn: '2025-01-01' }, [['endsOn', 'DATE_ORDER']]],
  ['more paid than due', { paid: usd('1500.01') }, [['paid.amount', 'OUT_OF_RANGE']]],
  ['a free look of a year and more', { freeLookDays: 367 }, [['freeLookDays', 'OUT_OF_RANGE']]],
  ['short rate of nothing', { method: 'SHORT_RATE' }, [['shortRate', 'REQUIRED']]],
  ['balances of nothing', { method: 'SUM_OF_BALANCES' }, [['openingBalances', 'REQUIRED']]],
  [
    'no insured balance',
    { method: 'SUM_OF_BALANCES', openingBalances: [usd('0.00')] },
    [['openingBalances', 'WEIGHTS_ARE_ZERO']],
  ],
  ['factors of nothing', { method: 'CUMULATIVE_FACTORS' }, [['factors', 'REQUIRED']]],
  ['falling factors', { method: 'CUMULATIVE_FACTORS', factors: ['0.5', '0.4', '1'] }, [['factors[1]', 'NOT_MONOTONE']]],
  ['factors that end early', { method: 'CUMULATIVE_FACTORS', factors: ['0.5'] }, [['factors[0]', 'OUT_OF_RANGE']]],
  ['too many periods', { method: 'RULE_OF_78', periods: 1201 }, [['periods', 'OUT_OF_RANGE']]],
  ['more periods than months fit', { method: 'RULE_OF_78', endsOn: '2299-01-01' }, [['endsOn', 'OUT_OF_RANGE']]],
  ['more elapsed than there are', { method: 'MEAN', elapsedPeriods: 13 }, [['elapsedPeriods', 'OUT_OF_RANGE']]],
  [
    'a table out of order that ends early',
    {
      method: 'SHORT_RATE',
      shortRate: {
        table: [
          { upToDays: 9, earnedRate: '0.5' },
          { upToDays: 9, earnedRate: '1.1' },
        ],
      },
    },
    [
      ['shortRate.table[1].earnedRate', 'OUT_OF_RANGE'],
      ['shortRate.table[1].upToDays', 'NOT_ASCENDING'],
    ],
  ],
  [
    'a table that does not reach',
    { method: 'SHORT_RATE', shortRate: { table: [{ upToDays: 9, earnedRate: '0.5' }] } },
    [['shortRate.table', 'NO_MATCHING_ROW']],
  ],
  [
    'amounts',
    { premium: usd('-1.00'), paid: euro, openingBalances: [usd('1.00'), usd('-1.00')] },
    [
      ['premium.amount', 'MUST_NOT_BE_NEGATIVE'],
      ['paid.currency', 'CURRENCY_MISMATCH'],
      ['openingBalances[1].amount', 'MUST_NOT_BE_NEGATIVE'],
    ],
  ],
];

const losses: readonly (readonly [string, object, readonly Issue[]])[] = [
  ['more not due than owed', { notDuePrincipal: usd('42000.01') }, [['notDuePrincipal.amount', 'OUT_OF_RANGE']]],
  ['a trigger too early', { triggerOn: '2025-02-09' }, [['triggerOn', 'DATE_ORDER']]],
  [
    'rates and amounts',
    { annualRate: '-0.01', insuredPercentage: '1.1', deductible: { amount: euro }, netCollateral: usd('-0.01') },
    [
      ['annualRate', 'OUT_OF_RANGE'],
      ['insuredPercentage', 'OUT_OF_RANGE'],
      ['deductible.amount.currency', 'CURRENCY_MISMATCH'],
      ['netCollateral.amount', 'MUST_NOT_BE_NEGATIVE'],
    ],
  ],
];

const recoveries: readonly (readonly [string, object, readonly Issue[]])[] = [
  [
    'amounts',
    { received: usd('-1.00'), uncompensated: euro, before: { received: euro, costs: usd('-1.00') } },
    [
      ['uncompensated.currency', 'CURRENCY_MISMATCH'],
      ['received.amount', 'MUST_NOT_BE_NEGATIVE'],
      ['before.received.currency', 'CURRENCY_MISMATCH'],
      ['before.costs.amount', 'MUST_NOT_BE_NEGATIVE'],
    ],
  ],
];

const refused: readonly Refused[] = [
  ...schedules.map(([name, terms, issues]) => [name, 'repaymentSchedule', monthlyLoan(terms), issues] as const),
  ...rates.map(([name, input, issues]) => [name, 'annualPercentageRate', input, issues] as const),
  ...premiums.map(([name, input, issues]) => [name, 'premiumEstimate', pricedCover(input), issues] as const),
  ...refunds.map(([name, input, issues]) => [name, 'refundEstimate', cancelledCover(input), issues] as const),
  ...losses.map(([name, input, issues]) => [name, 'indemnityEstimate', defaultedLoan(input), issues] as const),
  ...recoveries.map(([name, input, issues]) => [name, 'recoveryAllocation', recoveredMoney(input), issues] as const),
];

describe('calculators refuse', () => {
  it.each(refused)('%s (%s)', async (_name, calculator, input, issues) => {
    const { status, data, errors } = await ask(calculator, input);
    expect({ status, errors, data }).toEqual({
      status: 200,
      errors: undefined,
      data: {
        answer: { __typename: 'InvalidInput', issues: issues.map(([path, code]) => ({ path, code })) },
      },
    });
  });

  it('speaks of amounts as they were sent', async () => {
    const query = `query ($input: RepaymentScheduleInput!) { repaymentSchedule(input: $input) {
      ... on InvalidInput { issues { message } } } }`;
    const input = monthlyLoan({ method: 'LEVEL_TO_RESIDUAL', residual: usd('12000.01') });
    expect((await api.data('dashboard', query, { input })).repaymentSchedule.issues).toEqual([
      { message: '12000.01 must be at most 12000.00' },
    ]);
  });
});

describe('what is no value at all', () => {
  it.each<[string, Calculator, object]>([
    ...['NaN', 'Infinity', '1e3', '0x10', '', ' 1', '1.', '٣', `0.${'1'.repeat(21)}`].map(
      (rate): [string, Calculator, object] => [
        `a rate of "${rate}"`,
        'repaymentSchedule',
        monthlyLoan({ annualRate: rate }),
      ],
    ),
    ['a rate that is a number', 'repaymentSchedule', monthlyLoan({ annualRate: 0.12 })],
    ['more instalments than an integer holds', 'repaymentSchedule', monthlyLoan({ instalments: 10_000_000_000 })],
    ['a day that does not exist', 'repaymentSchedule', monthlyLoan({ disbursedOn: '2026-02-30' })],
    [
      'a currency that does not exist',
      'repaymentSchedule',
      monthlyLoan({ principal: { amount: '1', currency: 'ABC' } }),
    ],
    ['a method that does not exist', 'refundEstimate', cancelledCover({ method: 'GENEROUS' })],
    ['neither flows nor loan', 'annualPercentageRate', { credit: {} }],
    [
      'flows and loan',
      'annualPercentageRate',
      { credit: { loan: { terms: monthlyLoan() }, flows: { advances: [], payments: [] } } },
    ],
    ['two deductibles', 'indemnityEstimate', defaultedLoan({ deductible: { rate: '0.1', amount: usd('1.00') } })],
    ['an empty short rate', 'refundEstimate', cancelledCover({ shortRate: {} })],
    ['nothing', 'recoveryAllocation', {}],
  ])('%s (%s)', async (_name, calculator, input) => {
    const { status, data, errors } = await ask(calculator, input);
    expect([status, data, errors?.map(({ extensions }) => extensions.code)]).toEqual([
      200,
      undefined,
      expect.arrayContaining(['BAD_USER_INPUT']),
    ]);
  });
});
