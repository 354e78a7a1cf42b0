import fc from 'fast-check';
import { type GraphQLInputType, type GraphQLSchema, getNullableType, isInputObjectType, isListType } from 'graphql';
import { buildApiSchema } from '../../src/resolvers/index.js';
import { BUILT_IN_CODES, loadScenarios } from '../../src/scenarios/registry.js';
import { seed } from '../finance/vectors.js';
import { startApi, type TestApi } from '../support/api.js';
import {
  CALCULATORS,
  type Calculator,
  cancelledCover,
  defaultedLoan,
  flow,
  monthlyLoan,
  pricedCover,
  recoveredMoney,
} from '../support/calculators.js';

let api: TestApi;
let schema: GraphQLSchema;
beforeAll(async () => {
  api = await startApi();
  schema = await buildApiSchema(await loadScenarios(BUILT_IN_CODES));
});
afterAll(() => api.close());

const ask = (calculator: Calculator, input: object) => api.ask('dashboard', CALCULATORS[calculator], { input });

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
    annualPercentageRate: { credit: { loan: { terms: monthlyLoan() } } },
    premiumEstimate: pricedCover(),
    refundEstimate: cancelledCover(),
    indemnityEstimate: defaultedLoan(),
    recoveryAllocation: recoveredMoney(),
  };

  /** An accepted input with up to three members replaced or added, or nothing that was accepted at all. */
  const inputOf = (calculator: Calculator): fc.Arbitrary<object> => {
    const type = schema.getQueryType()?.getFields()[calculator]?.args[0]?.type as GraphQLInputType;
    return anyOf(type).chain((any) => {
      const members = Object.keys(any as object);
      const changed = fc.subarray(members, { maxLength: Math.min(3, members.length) });
      return fc.oneof(
        fc.constant(any as object),
        changed.map((names) => ({
          ...accepted[calculator],
          ...Object.fromEntries(Object.entries(any as object).filter(([name]) => names.includes(name))),
        })),
      );
    });
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
    const payments = Array.from({ length: 30 }, () => flow('10.00', '2026-02-01'));
    expect(
      await priceOf(CALCULATORS.annualPercentageRate, {
        input: { credit: { flows: { advances: [flow('100.00', '2026-01-01')], payments } } },
      }),
    ).toMatchObject({
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
