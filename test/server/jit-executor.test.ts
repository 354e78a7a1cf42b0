import { type ExecutionResult, execute, parse, validate } from 'graphql';
import { loadCompiler } from '../../src/server/jit/compiler.js';
import { createExecutor } from '../../src/server/jit/executor.js';
import { type TestContext, testSchema } from './support/schema.js';

const schema = testSchema();
const reference = testSchema();
const executor = createExecutor(schema);
// The reference answers abstract types by the same convention, and nothing else.
createExecutor(reference);

interface Case {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  /** Stays with graphql-js, and why. */
  readonly interpreted?: boolean;
}

const plain = (result: ExecutionResult) => ({
  data: result.data,
  errors: result.errors
    ?.map((error) => JSON.stringify(error))
    .sort()
    .map((text) => JSON.parse(text)),
});

const cases: Record<string, Case> = {
  'arguments by default': { query: '{ hello }' },
  'literals of every built-in scalar': { query: '{ hello(name: "n", times: 3, ratio: 2, on: false, id: 7) }' },
  'a null literal': { query: '{ hello(times: null) a: echo(input: null, amount: null) }' },
  'enum literals and their internal value': { query: '{ echo(cover: CREDIT) b: echo(cover: PERFORMANCE) }' },
  'custom scalar literals': { query: '{ echo(amount: "12.50", amounts: ["1", "2"], big: 9007199254740993) }' },
  'a list from one literal': { query: '{ nodes(ids: "q1") { id } }' },
  'a default that JSON would spoil': { query: '{ echoBig }', interpreted: true },
  'input object literals with defaults': {
    query: '{ plain(money: { amount: "2.5" }) b: plain(cover: PERFORMANCE, names: ["z"]) }',
  },
  'oneOf literal': {
    query:
      'mutation { quoteCreate(idempotencyKey: "k", input: { scenario: { auto: { plate: "B-X 1" } } }) { __typename } }',
  },
  'oneOf literal with a variable inside': {
    query: `mutation M($order: String!, $amount: Decimal!) {
      quoteCreate(idempotencyKey: "k", input: { scenario: { ecommerce: { order: $order, total: { amount: $amount } } }, premium: { amount: $amount } }) {
        ... on Quote { id sum { amount currency } } } }`,
    variables: { order: 'o', amount: '9.90' },
  },
  'oneOf with a variable as its only member': {
    query: `mutation M($auto: Auto!) { quoteCreate(idempotencyKey: "k", input: { scenario: { auto: $auto } }) { __typename } }`,
    variables: { auto: { plate: 'x' } },
  },
  'oneOf variables': {
    query: 'mutation M($input: QuoteInput!) { quoteCreate(idempotencyKey: "k", input: $input) { __typename } }',
    variables: { input: { scenario: { tags: ['a'] } } },
  },
  'oneOf variables with two members': {
    query: 'mutation M($input: QuoteInput!) { quoteCreate(idempotencyKey: "k", input: $input) { __typename } }',
    variables: { input: { scenario: { tags: ['a'], auto: {} } } },
  },
  'oneOf variables with a null member': {
    query: 'mutation M($input: QuoteInput!) { quoteCreate(idempotencyKey: "k", input: $input) { __typename } }',
    variables: { input: { scenario: { auto: null } } },
  },
  'oneOf variables with no member': {
    query: 'mutation M($input: QuoteInput!) { quoteCreate(idempotencyKey: "k", input: $input) { __typename } }',
    variables: { input: { scenario: {} } },
  },
  'an array where an object belongs': {
    query: 'mutation M($input: QuoteInput!) { quoteCreate(idempotencyKey: "k", input: $input) { __typename } }',
    variables: { input: [] },
  },
  'an unknown input field': {
    query: 'mutation M($input: QuoteInput!) { quoteCreate(idempotencyKey: "k", input: $input) { __typename } }',
    variables: { input: { scenario: { tags: [] }, premum: {} } },
  },
  'a custom scalar that refuses its variable': {
    query: 'query Q($amount: Decimal) { quote(id: "1") { __typename } e: echo(amount: $amount, big: 1) }',
    variables: { amount: 'twelve' },
    interpreted: true,
  },
  'custom scalar variables': {
    query: `mutation M($premium: Money) {
      quoteCreate(idempotencyKey: "k", input: { scenario: { tags: [] }, premium: $premium }) { ... on Quote { sum { amount currency } } } }`,
    variables: { premium: { amount: '77.70' } },
  },
  'a missing required variable': { query: 'query Q($id: ID!) { node(id: $id) { id } }', variables: {} },
  'a null for a required variable': { query: 'query Q($id: ID!) { node(id: $id) { id } }', variables: { id: null } },
  'a wrong built-in scalar': { query: 'query Q($n: Int) { hello(times: $n) }', variables: { n: 1.5 } },
  'an integer out of range': { query: 'query Q($n: Int) { hello(times: $n) }', variables: { n: 2 ** 31 } },
  'a variable with a default': { query: 'query Q($n: Int = 4) { hello(times: $n) }' },
  'a required variable with a default': { query: 'query Q($n: String! = "d") { hello(name: $n) }' },
  'a required variable with a default, given': {
    query: 'query Q($n: String! = "d") { hello(name: $n) }',
    variables: { n: 'given' },
  },
  'a default variable set to null': { query: 'query Q($n: Int = 4) { hello(times: $n) }', variables: { n: null } },
  'a nullable variable for a required argument with a default': {
    query: 'query Q($n: String) { hello(name: $n) }',
    variables: {},
  },
  'the same, set to null': { query: 'query Q($n: String) { hello(name: $n) }', variables: { n: null } },
  'a variable that is not given': { query: 'query Q($n: Int) { hello(times: $n) }' },
  'a single value for a list variable': {
    query: 'query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variables: { ids: 'q' },
  },
  'enum variables': { query: 'query Q($c: Cover!) { plain(cover: $c) }', variables: { c: 'CREDIT' } },
  'skip by variable, true': {
    query: 'query Q($s: Boolean!) { hello @skip(if: $s) strict { value } }',
    variables: { s: true },
  },
  'skip by variable, false': {
    query: 'query Q($s: Boolean!) { hello @skip(if: $s) strict { value } }',
    variables: { s: false },
  },
  'skip and include': {
    query:
      'query Q($s: Boolean!, $i: Boolean = true) { hello @skip(if: $s) @include(if: $i) strict { value @include(if: $i) } }',
    variables: { s: false },
  },
  'skip by literal': { query: '{ hello @skip(if: true) b: hello @include(if: true) }' },
  'everything skipped': { query: 'query Q($s: Boolean!) { strict { value @skip(if: $s) } }', variables: { s: true } },
  'a fragment spread twice under different conditions': {
    query: `query Q($a: Boolean!, $b: Boolean!) { strict { ...F @include(if: $a) ...F @include(if: $b) } } fragment F on Strict { value }`,
    variables: { a: false, b: true },
  },
  'a fragment in two places, skipped in one': {
    query: `query Q($a: Boolean!) { strict { ...F must { ...F @skip(if: $a) loose } } } fragment F on Strict { value }`,
    variables: { a: true },
  },
  'a condition inside a fragment': {
    query: `query Q($a: Boolean!) { strict { ...F must { ...F } } } fragment F on Strict { value @skip(if: $a) loose }`,
    variables: { a: true },
  },
  'an interface by resolveType': {
    query: '{ node(id: "1") { id __typename ... on Quote { cover big } ... on Offer { price } } }',
  },
  'a null interface': { query: '{ node(id: "none") { id } }' },
  'a list of interfaces with an error': {
    query: '{ nodes(ids: ["1", "bad", "2"]) { id ... on Quote { offers { id price } } } }',
  },
  'a union by __typename': {
    query:
      '{ a: quote(id: "1") { ...Q } b: quote(id: "none") { ...Q } c: quote(id: "conflict") { ...Q ... on Conflict { from } } } fragment Q on QuoteResult { __typename ... on Quote { id sum { amount } } ... on Problem { code message } }',
  },
  'a type that is not possible': { query: '{ badType { id } hello }' },
  'aliases of one field': { query: '{ a: node(id: "a") { id } b: node(id: "b") { x: id } }' },
  'merged selections': { query: '{ strict { value } strict { loose } ... on Query { strict { must { value } } } }' },
  'null bubbling to the nearest nullable': { query: '{ strict { value deep { value } } }' },
  'null in a list of non-null': { query: '{ strict { value list } hello }' },
  'null in a nullable list': { query: '{ strict { loose } }' },
  'a missing required object': { query: '{ strict { deep { must { must { value } } } } hello }' },
  'null in a list of objects': { query: '{ list { value } }' },
  'nested lists': { query: '{ nested }' },
  'promises in a list': { query: '{ promises }' },
  'promises in a list of non-null': { query: '{ promisesStrict hello }' },
  'a resolver that throws': { query: '{ fail(code: "NOT_FOUND") hello }' },
  'a resolver that throws a plain error': { query: '{ fail(code: "plain") hello }' },
  'a required field that throws': { query: '{ hello failStrict }' },
  'a connection': {
    query:
      '{ quotes(first: 3) { edges { cursor node { id offers { insurer } } } pageInfo { hasNextPage } totalCount } }',
  },
  'mutations in order': {
    query: 'mutation { addLater(n: 1) add(n: 2) b: addLater(n: 3) c: add(n: 4) }',
    interpreted: true,
  },
  'mutations in order past a failure': {
    query: 'mutation { failAdd(n: 1) add(n: 2) b: failAdd(n: 3) c: addLater(n: 4) }',
    interpreted: true,
  },
  'a required mutation that throws': {
    query: 'mutation { add(n: 1) failStrict b: addLater(n: 2) }',
    interpreted: true,
  },
  'one mutation': { query: 'mutation { addLater(n: 1) }' },
  'one mutation that throws': { query: 'mutation { failAdd(n: 1) }' },
  'one required mutation that throws': { query: 'mutation { failStrict }' },
  'a chosen operation': { query: 'query A { hello } query B { hello(name: "b") }', operationName: 'B' },
  'an unknown operation': { query: 'query A { hello } query B { hello }', operationName: 'C', interpreted: true },
  'no chosen operation': { query: 'query A { hello } query B { hello }', interpreted: true },
  introspection: { query: '{ __schema { queryType { name } } __type(name: "Quote") { kind } }', interpreted: true },
  'only a type name': { query: '{ __typename }' },
  'a variable named like ours': {
    query: 'query Q($__literal0: Int) { hello(times: $__literal0, id: 5) }',
    interpreted: true,
  },
};

describe('the executor', () => {
  beforeAll(async () => {
    await loadCompiler();
  });

  it.each(Object.entries(cases))(
    'answers as graphql-js does: %s',
    async (_, { query, variables, operationName, interpreted }) => {
      const document = parse(query);
      expect(validate(schema, document)).toEqual([]);
      const expectedCalls: string[] = [];
      const expected = plain(
        await execute({
          schema: reference,
          document: parse(query),
          operationName,
          variableValues: variables,
          contextValue: { calls: expectedCalls } satisfies TestContext,
        }),
      );
      const before = executor.counts.compiled;
      for (const _round of ['interpreted', 'compiled', 'compiled again']) {
        const calls: string[] = [];
        const result = await executor({
          document,
          operationName,
          variables,
          contextValue: { calls } satisfies TestContext,
        });
        expect(plain(result)).toEqual(expected);
        expect(calls).toEqual(expectedCalls);
      }
      const refused = expected.data === undefined;
      expect(executor.counts.compiled - before).toBe(interpreted === true || refused ? 0 : 2);
    },
  );

  it('answers an error where graphql-jit alone would never answer', async () => {
    const document = parse('{ throwing { value } hello }');
    for (const round of ['interpreted', 'compiled']) {
      const result = await executor({ document, contextValue: { calls: [] } });
      expect({ round, data: result.data }).toEqual({
        round,
        data: { throwing: null, hello: 'hello {"name":"world"}' },
      });
      expect(result.errors?.map(({ message }) => message)).toEqual(['getter']);
    }
  });

  it('compiles each outcome of the conditions once and interprets beyond eight', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const definitions = names.map((name) => `$${name}: Boolean!`).join(', ');
    const fields = names.map((name) => `${name}: hello(name: "${name}") @include(if: $${name})`).join(' ');
    const document = parse(`query Q(${definitions}) { __typename ${fields} }`);
    const before = executor.counts.compiled;
    for (let mask = 0; mask < 16; mask += 1) {
      const variables = Object.fromEntries(names.map((name, bit) => [name, (mask & (1 << bit)) !== 0]));
      const result = await executor({ document, variables, contextValue: { calls: [] } });
      const chosen = names.filter((name) => variables[name]).map((name) => [name, `hello {"name":"${name}"}`]);
      expect(result).toEqual({ data: { __typename: 'Query', ...Object.fromEntries(chosen) } });
    }
    expect(executor.counts.compiled - before).toBe(8);
  });

  it('computes literal arguments anew for each execution', async () => {
    const document = parse(
      'mutation { quoteCreate(idempotencyKey: "k", input: { scenario: { tags: [] } }) { __typename } }',
    );
    const seen: unknown[] = [];
    const own = testSchema();
    const field = own.getMutationType()?.getFields().quoteCreate;
    if (field !== undefined) {
      field.resolve = (_, { input }) => {
        seen.push(input);
        return { __typename: 'NotFound' };
      };
    }
    const execute = createExecutor(own);
    for (let round = 0; round < 3; round += 1) await execute({ document });
    expect(seen).toHaveLength(3);
    expect(new Set(seen).size).toBe(3);
    expect(seen[1]).toEqual(seen[0]);
  });
});
