import { buildSchema, GraphQLError, getOperationAST, parse } from 'graphql';
import { createPricer } from '../../src/server/limits/cost.js';
import { defaultLimits } from '../../src/server/limits/limits.js';

const schema = buildSchema(`
  input Loan { instalments: Int, amounts: [Int!] }
  input Question { loan: Loan, instalments: Int }
  type Row { value: Int }
  type Answer { rows: [Row!]!, lines: [Row!]!, one: Row }
  type Query { compute(input: Question): Answer, plain(input: Question): Answer }
`);
const compute = schema.getQueryType()?.getFields().compute;
if (compute) compute.extensions = { workload: ['input.loan.instalments', 'input.loan.amounts', 'input.instalments'] };

const price = createPricer(schema, defaultLimits);
function priceOf(query: string, variables: Record<string, unknown> = {}): number | string {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const found = price(document, operation, variables);
  return found instanceof GraphQLError ? found.message : found;
}

describe('a workload', () => {
  const asked = '{ rows { value } one { value } }';

  // The answer, `one`, and for each item: computing it and a row.
  it.each<[string, string, Record<string, unknown>, number]>([
    ['a literal', `{ compute(input: { loan: { instalments: 30 } }) ${asked} }`, {}, 30],
    ['a list literal', `{ compute(input: { loan: { amounts: [1, 2, 3] } }) ${asked} }`, {}, 3],
    [
      'several, added up',
      `{ compute(input: { loan: { instalments: 30, amounts: [1] }, instalments: 5 }) ${asked} }`,
      {},
      36,
    ],
    ['a variable', `query ($i: Question) { compute(input: $i) ${asked} }`, { i: { loan: { amounts: [1, 2] } } }, 2],
    ['a variable inside', `query ($l: Loan) { compute(input: { loan: $l }) ${asked} }`, { l: { instalments: 7 } }, 7],
    [
      'a number in a variable',
      `query ($n: Int) { compute(input: { loan: { instalments: $n } }) ${asked} }`,
      { n: 9 },
      9,
    ],
    ['a default', `query ($i: Question = { loan: { instalments: 4 } }) { compute(input: $i) ${asked} }`, {}, 4],
    ['nothing', `{ compute ${asked} }`, {}, 1],
    ['null', `query ($i: Question) { compute(input: $i) ${asked} }`, { i: null }, 1],
    [
      'nothing of the kind',
      `query ($i: Question) { compute(input: $i) ${asked} }`,
      { i: { loan: 'x', instalments: {} } },
      1,
    ],
    ['less than nothing', `query ($i: Question) { compute(input: $i) ${asked} }`, { i: { instalments: -1000 } }, 1],
    ['more than any', `query ($i: Question) { compute(input: $i) ${asked} }`, { i: { instalments: 1e9 } }, 1200],
  ])('is %s', (_name, query, variables, items) => {
    expect(priceOf(query, variables)).toBe(2 + 2 * items);
  });

  it('counts items that nobody asks for, and lists that are asked for twice', () => {
    expect(priceOf('{ compute(input: { instalments: 50 }) { one { value } } }')).toBe(2 + 50);
    const twice =
      '{ compute(input: { instalments: 50 }) { ...F ...F } } fragment F on Answer { rows { value } lines { value } }';
    expect(priceOf(twice)).toBe(1 + 50 * 5);
  });

  it('is of no other field', () => {
    expect(priceOf(`{ plain(input: { instalments: 50 }) ${asked} }`)).toBe(2 + 10);
  });
});
