import fc from 'fast-check';
import { getVariableValues, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { createCoercionCompiler } from '../../src/server/jit/coercion.js';
import { testSchema } from './support/schema.js';

const schema = testSchema();
const compile = createCoercionCompiler(schema);

const operation = (text: string): OperationDefinitionNode => {
  const [definition] = parse(text).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  return definition;
};

const create = operation(`query ($input: QuoteInput!, $covers: [Cover!] = [CREDIT], $amounts: [Decimal], $n: Int! = 3) {
  echo(input: $input, amounts: $amounts) }`);
const coerce = compile(create);

// Close enough to be right often, and wrong in every way a client thinks of.
const scalars = fc.constantFrom<unknown>('o', '', '1.00', 7, 1.5, true, null, 'CREDIT', 'PERFORMANCE', 'NONE', {}, []);
const maybe = (of: fc.Arbitrary<unknown>) => fc.oneof({ arbitrary: of, weight: 20 }, { arbitrary: scalars, weight: 1 });
const money = fc.record(
  { amount: maybe(fc.constant('1.00')), currency: maybe(fc.constant('EUR')) },
  { requiredKeys: ['amount'] },
);
const ecommerce = fc.record({ order: maybe(fc.constant('o')), total: maybe(money) });
const scenario = fc.record(
  {
    ecommerce: maybe(ecommerce),
    auto: maybe(fc.constant({ plate: 'B' })),
    tags: maybe(fc.constant(['a'])),
    stranger: scalars,
  },
  { requiredKeys: [] },
);
const input = fc.record(
  {
    scenario: maybe(fc.oneof(fc.record({ ecommerce }), scenario)),
    instalments: maybe(fc.constant(12)),
    premium: maybe(money),
  },
  { requiredKeys: ['scenario'] },
);
const variables = fc.record(
  {
    input: maybe(input),
    covers: maybe(fc.array(maybe(fc.constant('PERFORMANCE')), { maxLength: 3 })),
    amounts: maybe(fc.array(maybe(fc.constant('2.50')), { maxLength: 3 })),
    n: maybe(fc.constant(5)),
    stranger: scalars,
  },
  { requiredKeys: ['input'] },
);

describe('compiled coercion', () => {
  it('accepts what graphql-js accepts, with the same values, and nothing else', () => {
    let accepted = 0;
    fc.assert(
      fc.property(variables, (given) => {
        const { coerced, errors } = getVariableValues(schema, create.variableDefinitions ?? [], given);
        const mine = coerce(given);
        if (mine) accepted += 1;
        // Structure and values; graphql-js makes objects without a prototype.
        expect(mine && structuredClone(JSON.parse(JSON.stringify(mine)))).toEqual(
          errors ? undefined : structuredClone(JSON.parse(JSON.stringify(coerced))),
        );
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it.each<[string, string, object]>([
    [
      'inherited names are no members',
      'query ($input: QuoteInput!) { echo(input: $input) }',
      { input: { toString: 1 } },
    ],
    ['inherited names are no variables', 'query ($constructor: String!) { hello(name: $constructor) }', {}],
    ['a list is no object', 'query ($input: QuoteInput!) { echo(input: $input) }', { input: [] }],
    ['a type that does not exist', 'query ($x: Nothing) { hello }', { x: 1 }],
  ])('leaves to graphql-js: %s', (_, text, given) => {
    expect(compile(operation(text))(given as Record<string, unknown>)).toBeUndefined();
  });
});
