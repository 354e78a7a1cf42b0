import {
  buildSchema,
  GraphQLError,
  getIntrospectionQuery,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { createPricer } from '../../src/server/limits/cost.js';
import { documentLimitsRule } from '../../src/server/limits/document-limits.js';
import { defaultLimits } from '../../src/server/limits/limits.js';
import { pageSizeRule } from '../../src/server/limits/page-size.js';
import { TokenBuckets } from '../../src/server/limits/token-bucket.js';
import { testSchema } from './support/schema.js';

const schema = testSchema();
const rules = [...specifiedRules, pageSizeRule(defaultLimits.pageSize), documentLimitsRule(defaultLimits)];
const check = (query: string) =>
  validate(schema, parse(query, { maxTokens: defaultLimits.tokens }), rules).map(({ message, extensions }) => ({
    message,
    ...extensions,
  }));
const many = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');
const nest = (depth: number): string => (depth === 1 ? '{ value }' : `{ must ${nest(depth - 1)} }`);

describe('document limits', () => {
  it.each([
    ['levels', `{ strict ${nest(7)} }`, `{ strict ${nest(8)} }`, 9, 8],
    [
      'aliases',
      `{ strict { ${many(30, (i) => `a${i}: value`)} } }`,
      `{ strict { ${many(31, (i) => `a${i}: value`)} } }`,
      31,
      30,
    ],
    ['root fields', `{ ${many(10, (i) => `a${i}: hello`)} }`, `{ ${many(11, (i) => `a${i}: hello`)} }`, 11, 10],
    [
      'mutations',
      `mutation { ${many(4, (i) => `a${i}: add(n: 1)`)} }`,
      `mutation { ${many(5, (i) => `a${i}: add(n: 1)`)} }`,
      5,
      4,
    ],
    [
      'directives',
      `{ ${many(5, (i) => `a${i}: hello @skip(if: false)`)} }`,
      `{ ${many(6, (i) => `a${i}: hello @skip(if: false)`)} }`,
      6,
      5,
    ],
    ['fields', `{ strict { ${many(399, () => 'value')} } }`, `{ strict { ${many(400, () => 'value')} } }`, 401, 400],
  ])('counts %s', (limit, allowed, refused, found, maximum) => {
    expect(check(allowed)).toEqual([]);
    expect(check(refused)).toEqual([
      {
        code: 'OPERATION_TOO_COMPLEX',
        limit,
        found,
        maximum,
        message: `The operation has ${found} ${limit}, at most ${maximum} are allowed.`,
      },
    ]);
  });

  it('spreads fragments before it counts', () => {
    const query = `{ strict { ${many(4, (i) => `...F${i}`)} } } ${many(4, (i) => `fragment F${i} on Strict { ${many(8, (j) => `a${i}x${j}: value`)} }`)}`;
    expect(check(query)).toMatchObject([{ limit: 'aliases', found: 32 }]);
    expect(
      check(
        '{ ...A } fragment A on Query { strict { ...B } } fragment B on Strict { must { must { must { must { ...C } } } } } fragment C on Strict { must { must { must { value } } } }',
      ),
    ).toMatchObject([{ limit: 'levels', found: 9 }]);
  });

  it('counts fragments that double each other without running through them', () => {
    const doubling = many(60, (i) => `fragment F${i} on Strict { ...F${i + 1} ...F${i + 1} }`);
    const query = `{ strict { ...F0 } } ${doubling} fragment F60 on Strict { value }`;
    const startedMs = performance.now();
    expect(check(query)).toMatchObject([{ code: 'OPERATION_TOO_COMPLEX', limit: 'fields', found: 2 ** 60 + 1 }]);
    expect(performance.now() - startedMs).toBeLessThan(300);
  });

  it('leaves a fragment cycle to the rule that reports it', () => {
    expect(check('{ strict { ...A } } fragment A on Strict { must { ...A } }')).toEqual([
      { message: 'Cannot spread fragment "A" within itself.' },
    ]);
  });

  it('lets the introspection query of every tool pass', () => {
    const introspection = getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    });
    expect(check(introspection)).toEqual([]);
  });

  it.each([
    ['one field again and again', `{ strict { ${many(980, () => 'value')} } }`],
    ['nested again and again', `{ ${many(140, () => 'strict{must{value}}')} }`],
    ['aliases onto one name', `{ strict { ${many(330, () => 'a: value')} } }`],
    [
      'fragments of fragments',
      `{ strict { ${many(80, (i) => `...F${i}`)} } } ${many(80, (i) => `fragment F${i} on Strict { must { value } }`)}`,
    ],
    ['inline fragments', `{ strict { ${many(108, () => '... on Strict{must{value}}')} } }`],
    ['just within the limits, again and again', `{ strict { ${many(133, () => 'must{must{value}}')} } }`],
    [
      'just within the limits, fragments',
      `{ strict { ${many(65, (i) => `...F${i}`)} } } ${many(65, (i) => `fragment F${i} on Strict { must { must { value } } }`)}`,
    ],
  ])('answers an attack on overlapping fields at once: %s', (_, query) => {
    const before = process.cpuUsage();
    check(query);
    const { user } = process.cpuUsage(before);
    expect(user / 1_000).toBeLessThan(300);
  });

  it('stops counting tokens at the limit', () => {
    expect(() => check(`{ ${many(1000, () => 'hello')} }`)).toThrow('Document contains more that 1000 tokens');
  });
});

describe('page sizes', () => {
  it.each([
    ['none', '{ quotes { totalCount } }', 'quotes: first or last is required, from 1 to 100.'],
    ['null', '{ quotes(first: null) { totalCount } }', 'quotes: first or last is required, from 1 to 100.'],
    ['both', '{ quotes(first: 1, last: 1) { totalCount } }', 'quotes: give first or last, not both.'],
    ['zero', '{ quotes(first: 0) { totalCount } }', 'quotes: a page is from 1 to 100, not 0.'],
    ['too many', '{ quotes(last: 101) { totalCount } }', 'quotes: a page is from 1 to 100, not 101.'],
  ])('refuses %s', (_, query, message) => {
    expect(check(query)).toEqual([{ message, code: 'PAGE_SIZE_INVALID', field: 'quotes', minimum: 1, maximum: 100 }]);
  });

  it('takes 1 to 100, and variables until their values are known', () => {
    expect(check('{ a: quotes(first: 1) { totalCount } b: quotes(last: 100) { totalCount } }')).toEqual([]);
    expect(check('query Q($f: Int, $l: Int) { quotes(first: $f, last: $l) { totalCount } }')).toEqual([]);
  });
});

describe('prices', () => {
  const price = createPricer(schema, defaultLimits);
  const priceOf = (query: string, variables: Record<string, unknown> = {}) => {
    const document = parse(query);
    const operation = getOperationAST(document);
    if (operation === null || operation === undefined) throw new Error('no operation');
    const answer = price(document, operation, variables);
    return answer instanceof GraphQLError ? { message: answer.message, ...answer.extensions } : answer;
  };

  it.each<[string, string, Record<string, unknown>, number]>([
    ['scalars are free', '{ hello a: hello }', {}, 0],
    ['an object is one', '{ strict { must { value } } }', {}, 2],
    ['a mutation is ten more', 'mutation { add(n: 1) b: add(n: 2) }', {}, 20],
    ['a list is ten', '{ list { value must { value } } }', {}, 20],
    ['ids count', '{ nodes(ids: ["a", "b", "c"]) { id } }', {}, 3],
    ['ids in a variable count', 'query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['a', 'b'] }, 2],
    // Connection, page info, and for each of five items: edge, node, ten offers.
    [
      'a page',
      '{ quotes(first: 5) { edges { node { offers { id } } } pageInfo { hasNextPage } } }',
      {},
      1 + 1 + 5 * 12,
    ],
    ['a page in a variable', 'query Q($n: Int) { quotes(last: $n) { nodes { id } } }', { n: 7 }, 1 + 7],
    ['a page by default', 'query Q($n: Int = 3) { quotes(first: $n) { nodes { id } } }', {}, 1 + 3],
    [
      'fragments',
      '{ list { ...F } } fragment F on Strict { must { ...G } } fragment G on Strict { deep { value } }',
      {},
      30,
    ],
    ['introspection', '{ __schema { types { name } } }', {}, 0],
  ])('%s', (_, query, variables, expected) => {
    expect(priceOf(query, variables)).toBe(expected);
  });

  it('refuses what is too dear, with the numbers', () => {
    const query =
      'query Q($n: Int!) { quotes(first: $n) { nodes { offers { quote { offers { quote { offers { id } } } } } } } }';
    expect(priceOf(query, { n: 1 })).toBe(1 + 1 + 10 * (2 + 10 * (2 + 10)));
    expect(priceOf(query, { n: 100 })).toEqual({
      message: 'The operation costs 122101, at most 20000 are allowed.',
      code: 'OPERATION_TOO_COMPLEX',
      limit: 'cost',
      found: 122_101,
      maximum: 20_000,
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['absent', {}, 'quotes: first or last is required, from 1 to 100.'],
    ['null', { f: null }, 'quotes: first or last is required, from 1 to 100.'],
    ['zero', { f: 0 }, 'quotes: a page is from 1 to 100, not 0.'],
    ['too many', { l: 5000 }, 'quotes: a page is from 1 to 100, not 5000.'],
    ['both', { f: 1, l: 1 }, 'quotes: give first or last, not both.'],
  ])('refuses a page size in variables: %s', (_, variables, message) => {
    const expected = { message, code: 'PAGE_SIZE_INVALID', field: 'quotes', minimum: 1, maximum: 100 };
    expect(priceOf('query Q($f: Int, $l: Int) { quotes(first: $f, last: $l) { nodes { id } } }', variables)).toEqual(
      expected,
    );
    expect(priceOf('query Q($f: Int, $l: Int) { quotes(first: $f, last: $l) { totalCount } }', variables)).toEqual(
      expected,
    );
  });

  it('leaves a value of the wrong type to coercion', () => {
    expect(priceOf('query Q($f: Int) { quotes(first: $f) { nodes { id } } }', { f: 'ten' })).toBe(2);
  });

  it('knows connections by their arguments', () => {
    const other = buildSchema('type Query { a: AConnection } type AConnection { nodes: [B] } type B { id: ID }');
    expect(validate(other, parse('{ a { nodes { id } } }'), [pageSizeRule(100)])).toEqual([]);
  });
});

describe('token buckets', () => {
  it('lets a burst through, then a steady rate, and keys do not share', () => {
    let nowMs = 0;
    const buckets = new TokenBuckets({ perSecond: 10, burst: 3 }, () => nowMs);
    expect([1, 2, 3].map(() => buckets.take('a', 1))).toEqual([0, 0, 0]);
    expect(buckets.take('a', 1)).toBe(100);
    expect(buckets.take('b', 3)).toBe(0);
    nowMs = 50;
    expect(buckets.take('a', 1)).toBe(50);
    nowMs = 100;
    expect(buckets.take('a', 1)).toBe(0);
    nowMs = 60_000;
    expect([1, 2, 3].map(() => buckets.take('a', 1))).toEqual([0, 0, 0]);
    expect(buckets.take('a', 1)).toBe(100);
  });

  it('takes what is dearer than a full bucket as a full bucket', () => {
    let nowMs = 0;
    const buckets = new TokenBuckets({ perSecond: 10, burst: 3 }, () => nowMs);
    expect(buckets.take('a', 1000)).toBe(0);
    expect(buckets.take('a', 1000)).toBe(300);
    nowMs = 300;
    expect(buckets.take('a', 1000)).toBe(0);
  });

  it('keeps a bounded number and drops full ones first', () => {
    let nowMs = 0;
    const buckets = new TokenBuckets({ perSecond: 1, burst: 2 }, () => nowMs, 2);
    buckets.take('old', 1);
    nowMs = 2500;
    buckets.take('busy', 2);
    buckets.take('new', 1);
    expect(buckets.take('busy', 1)).toBe(1000);
  });
});
