import fc from 'fast-check';
import { type GraphQLInputType, type GraphQLSchema, getNullableType, isInputObjectType, isListType } from 'graphql';
import { buildApiSchema } from '../../src/resolvers/index.js';
import { BUILT_IN_CODES, loadScenarios } from '../../src/scenarios/registry.js';
import { seed } from '../finance/vectors.js';
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
let schema: GraphQLSchema;
beforeAll(async () => {
  api = await startApi();
  schema = await buildApiSchema(await loadScenarios(BUILT_IN_CODES));
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

/** Whether an issue's path leads to a field of the input. */
function leadsSomewhere(type: GraphQLInputType, path: string): boolean {
  let current: GraphQLInputType = getNullableType(type);
  for (const [, name, at] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    if (at !== undefined) {
      if (!isListType(current)) return false;
      current = getNullableType(current.ofType as GraphQLInputType);
      continue;
    }
    const field = isInputObjectType(current) ? current.getFields()[name ?? ''] : undefined;
    if (!field) return false;
    current = getNullableType(field.type);
  }
  return true;
}

describe('anything that is well-formed', () => {
  const amount = fc.record({
    amount: fc.oneof(
      fc.constantFrom('0', '0.00', '-0.00', '1', '0.01', '100.00', '12000.00', '999999999999999.99', '-5.00', '1.234'),
      fc.integer({ min: 0, max: 100_000_000 }).map((cents) => (cents / 100).toFixed(2)),
    ),
    currency: fc.constantFrom('USD', 'USD', 'USD', 'USD', 'USD', 'JPY'),
  });
  const rate = fc.oneof(
    fc.constantFrom(
      '0',
      '-0',
      '1',
      '-1',
      '0.12',
      '10',
      '10.1',
      '-1000',
      '0.00000000000000000001',
      '0.99999999999999999999',
    ),
    fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value.toFixed(12)),
  );
  const date = fc.constantFrom(
    '1900-01-01',
    '2024-02-29',
    '2025-01-31',
    '2025-02-28',
    '2025-12-31',
    '2026-03-02',
    '2299-12-31',
  );
  const whole = fc.oneof(
    fc.constantFrom(-1, 0, 1, 12, 31, 365, 1200, 1201, 2_147_483_647),
    fc.integer({ min: 1, max: 60 }),
  );

  /** Values of an input type: mostly what makes sense, often what does not. */
  function anyOf(type: GraphQLInputType): fc.Arbitrary<unknown> {
    const nullable = getNullableType(type);
    if (isListType(nullable)) return fc.array(anyOf(nullable.ofType as GraphQLInputType), { maxLength: 5 });
    if (!isInputObjectType(nullable)) {
      if ('getValues' in nullable) return fc.constantFrom(...nullable.getValues().map(({ name }) => name));
      if (nullable.name === 'Boolean') return fc.boolean();
      if (nullable.name === 'Int' || nullable.name === 'Float') return whole;
      return nullable.name === 'Date' ? date : rate;
    }
    if (nullable.name === 'MoneyInput') return amount;
    const fields = Object.values(nullable.getFields());
    if (nullable.isOneOf) return fc.oneof(...fields.map((field) => fc.record({ [field.name]: anyOf(field.type) })));
    return fc.record(Object.fromEntries(fields.map((field) => [field.name, anyOf(field.type)])), {
      requiredKeys: fields.filter((field) => getNullableType(field.type) !== field.type).map(({ name }) => name),
    });
  }

  const accepted: Readonly<Record<Calculator, object>> = {
    repaymentSchedule: monthlyLoan(),
    annualPercentageRate: chargedLoan({}),
    premiumEstimate: pricedCover(),
    refundEstimate: cancelledCover(),
    indemnityEstimate: defaultedLoan(),
    recoveryAllocation: recoveredMoney(),
  };

  /** An accepted input with some members replaced, often all of them. */
  const inputOf = (calculator: Calculator): fc.Arbitrary<object> => {
    const type = schema.getQueryType()?.getFields()[calculator]?.args[0]?.type as GraphQLInputType;
    const members = Object.keys(accepted[calculator]);
    return fc.tuple(anyOf(type), fc.subarray(members)).map(([any, kept]) => ({
      ...(any as object),
      ...Object.fromEntries(Object.entries(accepted[calculator]).filter(([name]) => kept.includes(name))),
    }));
  };

  it.each(Object.keys(CALCULATORS) as Calculator[])(
    'is answered by %s, with a result or a path that leads somewhere',
    async (calculator) => {
      const type = schema.getQueryType()?.getFields()[calculator]?.args[0]?.type as GraphQLInputType;
      const seen = new Set<string>();
      await fc.assert(
        fc.asyncProperty(inputOf(calculator), async (input) => {
          const { status, errors, data } = await ask(calculator, input);
          if (status === 400) {
            expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['OPERATION_TOO_COMPLEX']);
            return;
          }
          expect([status, errors]).toEqual([200, undefined]);
          seen.add(data.answer.__typename);
          const lost = (data.answer.issues ?? []).filter(({ path }: { path: string }) => !leadsSomewhere(type, path));
          expect(lost).toEqual([]);
          expect(JSON.stringify(data)).not.toMatch(/NaN|Infinity|"-0[.0]*"|\d{31}/);
        }),
        { seed, numRuns: 150 },
      );
      expect(seen.size).toBe(2);
    },
  );
});

describe('the price of a calculation', () => {
  const priceOf = (query: string, variables?: object) =>
    api.ask('dashboard', query, variables).then((answer) => ({
      price: (answer as unknown as { extensions?: { cost?: { price: number } } }).extensions?.cost?.price,
      code: answer.errors?.[0]?.extensions.code,
    }));
  const query = `query ($loan: RepaymentScheduleInput!) { repaymentSchedule(input: $loan) {
    ... on RepaymentSchedule { instalments { number payment { amount } } } } }`;

  // One for the answer, and for each instalment: computing it, its row and one amount.
  it.each([
    [1, 1 + 3],
    [12, 1 + 12 * 3],
    [360, 1 + 360 * 3],
    [1200, 1 + 1200 * 3],
    [1_000_000_000, 1 + 1200 * 3],
    [-360, 1 + 3],
  ])('%d instalments cost %d', async (instalments, price) => {
    expect(await priceOf(query, { loan: monthlyLoan({ instalments }) })).toEqual({ price, code: undefined });
  });

  it('counts what is computed but not asked for, and what is written in the query', async () => {
    const literal = `{ repaymentSchedule(input: { principal: { amount: "1200.00", currency: "USD" }, annualRate: "0.12",
      instalments: 360, method: LEVEL_PAYMENT, disbursedOn: "2025-01-15", firstDueOn: "2025-02-15" }) {
      ... on RepaymentSchedule { totalInterest { amount } } } }`;
    expect(await priceOf(literal)).toEqual({ price: 1 + 360 + 1, code: undefined });
    const premium = `query ($input: PremiumEstimateInput!) { premiumEstimate(input: $input) {
      ... on PremiumEstimate { total { amount } } } }`;
    expect(await priceOf(premium, { input: pricedCover() })).toEqual({ price: 1 + 12 + 1, code: undefined });
    const payments = many(30, flow('10.00', '2026-02-01'));
    expect(await priceOf(CALCULATORS.annualPercentageRate, { input: flows([lent], payments) })).toMatchObject({
      // The answer, 31 flows computed, 31 possible issues, three rates and a unit-period.
      price: 1 + 31 + 31 + 4,
    });
  });

  it('refuses more than the limit before anything is computed', async () => {
    const aliases = Array.from({ length: 6 }, (_, at) => `a${at}: repaymentSchedule(input: $loan) { ...F }`).join(' ');
    const much = `query ($loan: RepaymentScheduleInput!) { ${aliases} }
      fragment F on RepaymentSchedule { instalments { payment { amount } interest { amount } } }`;
    const { status, errors } = await api.ask('dashboard', much, { loan: monthlyLoan({ instalments: 1200 }) });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'OPERATION_TOO_COMPLEX', found: 6 * (1 + 1200 * 4) });
    expect(status).toBe(400);
  });
});
