import { ApolloServer } from '@apollo/server';
import { key, otherKey, type PostOptions, startTestServer, type TestServer } from './support/server.js';

// A request with `extensions` always goes through Apollo's pipeline, so each question can be asked both ways.
const ECHO = 'query Echo($input: QuoteInput, $amounts: [Decimal!]) { echo(input: $input, amounts: $amounts) }';
const CREATE = `mutation Create($key: String!, $input: QuoteInput!) {
  quoteCreate(idempotencyKey: $key, input: $input) { ... on Quote { id cover sum { amount currency } } ... on Problem { code } } }`;
const PAGE = 'query Page($first: Int) { quotes(first: $first) { nodes { id offers { price } } totalCount } }';
const TWO = 'query One { hello } query Other { hello(name: "other") }';

const ROWS = 'query Rows($text: String, $currency: String) { rows(text: $text, currency: $currency)';
const written = (items: string, text?: string, currency?: string): Question => ({
  query: `${ROWS} { items ${items} } }`,
  variables: { text, currency },
});

const input = (more: object = {}) => ({ scenario: { ecommerce: { order: 'o', total: { amount: '1.00' } } }, ...more });

interface Question {
  readonly query: unknown;
  readonly variables?: unknown;
  readonly operationName?: unknown;
  readonly [more: string]: unknown;
}

const questions: readonly [name: string, question: Question, options?: PostOptions][] = [
  ['a plain query', { query: '{ hello }' }],
  ['a query with variables', { query: ECHO, variables: { input: input(), amounts: ['1', '2.50'] } }],
  ['defaults of variables and inputs', { query: ECHO, variables: { input: input({ premium: { amount: '3' } }) } }],
  ['no variables where none are needed', { query: ECHO }],
  ['null for variables and operation name', { query: ECHO, variables: null, operationName: null }],
  ['variables nobody declared', { query: ECHO, variables: { stranger: { a: [1] } } }],
  ['a written list', written('{ number dueOn owed { amount currency } }')],
  [
    'a written list in another order',
    written('{ owed { __typename currency a: amount } __typename on: dueOn n: number }'),
  ],
  [
    'a written list of an object without decimals',
    written('{ owed { amount } }', '1,2026-01-31,0;2,2026-02-28,120', 'JPY'),
  ],
  [
    'a written list of three decimals',
    written('{ owed { amount } }', '1,2026-01-31,0;2,2026-02-28,12;3,2026-03-31,1200', 'KWD'),
  ],
  [
    'a written list of large amounts',
    written('{ owed { amount } }', '1,2026-01-31,9223372036854775807;2,2026-02-28,100'),
  ],
  ['an empty written list', written('{ number owed { amount } }', '')],
  ['a field that no row holds', written('{ number total { amount } }')],
  ['a fragment in a written list', { query: `${ROWS} { items { ...R } } } fragment R on Row { number }` }],
  ['a written list asked for twice', { query: `${ROWS} { items { number } items { dueOn } } }` }],
  ['a written list asked for under two names', { query: `${ROWS} { items { number } b: items { dueOn } } }` }],
  [
    'a written list at two depths',
    { query: `${ROWS} { items { number } self { items { dueOn } self { items { dueOn } } } } }` },
  ],
  [
    'a written list through a fragment that is used twice',
    { query: `${ROWS} { ...L self { ...L } } } fragment L on Rows { items { number } }` },
  ],
  [
    'a written list that is left out, and a part of one',
    {
      query: `query Q($no: Boolean = false) { rows { items @include(if: $no) { number } b: items { number @skip(if: true) dueOn } } }`,
    },
  ],
  ['a written list beside errors', { query: '{ rows { items { number } } fail(code: "BAD_USER_INPUT") }' }],
  ['a mutation', { query: CREATE, variables: { key: 'k', input: input() } }],
  ['a list', { query: PAGE, variables: { first: 3 } }],
  ['one of two operations', { query: TWO, operationName: 'Other' }],
  ['neither of two operations', { query: TWO }],
  ['an operation that is not there', { query: TWO, operationName: 'Third' }],
  ['an empty operation name', { query: TWO, operationName: '' }],
  ['an operation name that is no text', { query: TWO, operationName: 7 }],
  ['null data', { query: '{ strict { must { value } } }' }],
  ['a resolver that throws', { query: '{ fail(code: "BAD_USER_INPUT") }' }],
  ['a resolver that throws what nobody may see', { query: '{ hello fail(code: "SECRET") }' }],
  ['a retryable fault', { query: '{ failStrict }' }],
  ['a null where none may be', { query: '{ nested }' }],
  ['several errors at once', { query: '{ promises throwing { value } badType { id } }' }],
  ['a missing variable', { query: CREATE, variables: { key: 'k' } }],
  ['null for a required variable', { query: CREATE, variables: { key: null, input: input() } }],
  ['a wrong type', { query: CREATE, variables: { key: 7, input: input() } }],
  ['a list for an object', { query: CREATE, variables: { key: 'k', input: [input()] } }],
  ['a text for an object', { query: CREATE, variables: { key: 'k', input: 'input' } }],
  ['an unknown member', { query: CREATE, variables: { key: 'k', input: input({ stranger: 1 }) } }],
  ['a member of Object.prototype', { query: CREATE, variables: { key: 'k', input: input({ toString: 1 }) } }],
  ['a missing member', { query: CREATE, variables: { key: 'k', input: {} } }],
  ['two members of one-of', { query: CREATE, variables: { key: 'k', input: { scenario: { auto: {}, tags: ['a'] } } } }],
  ['no member of one-of', { query: CREATE, variables: { key: 'k', input: { scenario: {} } } }],
  ['a null member of one-of', { query: CREATE, variables: { key: 'k', input: { scenario: { auto: null } } } }],
  [
    'a wrong enum value',
    { query: CREATE, variables: { key: 'k', input: { scenario: { auto: { cover: 'credit!' } } } } },
  ],
  ['a fraction for a whole number', { query: PAGE, variables: { first: 1.5 } }],
  ['a text for a number', { query: PAGE, variables: { first: '3' } }],
  ['a number that is too large', { query: CREATE, variables: { key: 'k', input: input({ instalments: 2 ** 31 }) } }],
  ['many wrong values', { query: ECHO, variables: { amounts: Array.from({ length: 60 }, () => ({})) } }],
  ['one value for a list', { query: ECHO, variables: { amounts: '1' } }],
  ['no page size', { query: PAGE }],
  ['a page that is too large', { query: PAGE, variables: { first: 101 } }],
  ['a page of nothing', { query: PAGE, variables: { first: 0 } }],
  ['NUL in a variable', { query: CREATE, variables: { key: 'a\0', input: input() } }],
  ['half a surrogate pair', { query: CREATE, variables: { key: '\ud800', input: input() } }],
  ['variables that are a text', { query: ECHO, variables: '{}' }],
  ['variables that are a list', { query: ECHO, variables: [] }],
  ['a query that is no text', { query: { kind: 'Document' } }],
  ['no query', { query: '' }],
  ['introspection', { query: '{ __schema { queryType { name } } hello }' }],
  ['a subscription', { query: 'subscription { ticks { n } }' }],
  ['no key', { query: '{ hello }' }, { authorization: null }],
  ['an unknown key', { query: '{ hello }' }, { authorization: 'Bearer cg_none' }],
  ['no text at all to accept', { query: '{ hello }' }, { headers: { accept: 'image/png' } }],
  ['the newer media type', { query: '{ hello }' }, { headers: { accept: 'application/graphql-response+json' } }],
  [
    'the newer media type for a failure',
    { query: CREATE, variables: {} },
    { headers: { accept: 'application/graphql-response+json' } },
  ],
  [
    'either media type',
    { query: '{ hello }' },
    { headers: { accept: 'application/graphql-response+json;q=0.5, application/json' } },
  ],
  ['another content type', { query: '{ hello }' }, { headers: { 'content-type': 'application/json; charset=UTF-8' } }],
  ['no JSON', { query: '{ hello }' }, { headers: { 'content-type': 'text/plain' } }],
];

/** Everything of an answer that two answers to one question may not differ in. */
async function whole(server: TestServer, question: Question, options: PostOptions = {}) {
  const { authorization = key, headers = {} } = options;
  server.calls.length = 0;
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization === null ? {} : { authorization }), ...headers },
    body: JSON.stringify(question),
  });
  const text = (await response.text()).replaceAll(/"reference":"[\w-]{12}"/g, '"reference":"..."');
  const { date: _date, 'x-request-id': _id, ...rest } = Object.fromEntries(response.headers);
  return { status: response.status, text, headers: rest, calls: [...server.calls] };
}

const throughApollo = (server: TestServer, question: Question, options?: PostOptions) =>
  whole(server, { ...question, extensions: {} }, options);

/** As often as an operation takes to be known: parsed, compiled, and its media type chosen. */
async function makeKnown(server: TestServer, question: Question, options?: PostOptions): Promise<void> {
  for (let at = 0; at < 3; at += 1) await whole(server, question, options);
}

describe('known operations', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
    // The compiler is loaded by the first operation that wants it.
    for (let at = 0; at < 3; at += 1) await throughApollo(server, { query: '{ hello }' });
  });
  afterAll(() => server.close());

  it.each(questions.map(([name, question, options = {}]) => [name, question, options] as const))(
    'answer byte for byte as Apollo does: %s',
    async (_, question, options) => {
      await makeKnown(server, question, options);
      const [short, long] = [await whole(server, question, options), await throughApollo(server, question, options)];
      expect(short).toEqual(long);
    },
  );

  it.each([
    ['a good answer', { query: ECHO, variables: { input: input() } }, 0],
    ['a wrong variable', { query: ECHO, variables: { input: 7 } }, 1],
    ['an answer with errors', { query: '{ secret }' }, 1],
  ])('ask Apollo only when there is something to say: %s', async (_, question, calls) => {
    await makeKnown(server, question);
    const apollo = jest.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');
    try {
      await whole(server, question);
      expect(apollo).toHaveBeenCalledTimes(calls);
    } finally {
      apollo.mockRestore();
    }
  });

  it('run once, also when the answer has errors', async () => {
    const question = { query: 'mutation ($n: Int!) { failAdd(n: $n) }', variables: { n: 4 } };
    await makeKnown(server, question);
    expect((await whole(server, question)).calls).toEqual(['failAdd 4']);
  });

  it('log a fault once', async () => {
    const question = { query: '{ secret }' };
    await makeKnown(server, question);
    server.logged.length = 0;
    await whole(server, question);
    expect(server.logged.filter(({ msg }) => msg === 'internal error')).toHaveLength(1);
  });

  it('are forgotten by nobody whose key is revoked', async () => {
    const question = { query: '{ hello }' };
    const mine = await startTestServer();
    try {
      await makeKnown(mine, question);
      mine.keys.delete(key);
      expect((await whole(mine, question)).status).toBe(401);
      expect((await whole(mine, question, { authorization: otherKey })).status).toBe(200);
    } finally {
      await mine.close();
    }
  });

  it.each([
    ['the short way', whole],
    ['Apollo', throughApollo],
  ])('pay for what they cost: %s', async (_, ask) => {
    const mine = await startTestServer({ config: { rateLimit: { perSecond: 0.000_001, burst: 40 } } });
    try {
      const question = { query: PAGE, variables: { first: 100 } };
      const statuses: number[] = [];
      // 1 for the request and 11 for the price of 1,101: three of them fit into 40, then single points are left.
      for (let at = 0; at < 5; at += 1) statuses.push((await ask(mine, question)).status);
      expect(statuses).toEqual([200, 200, 200, 429, 429]);
      expect((await ask(mine, { query: '{ hello }' })).status).toBe(200);
    } finally {
      await mine.close();
    }
  });

  it('are held to the price limit whatever their variables are', async () => {
    const mine = await startTestServer({ config: { costMaximum: 300 } });
    try {
      const page = (first: number) => whole(mine, { query: PAGE, variables: { first } });
      for (let at = 0; at < 3; at += 1) expect((await page(10)).status).toBe(200);
      expect((await page(100)).text).toContain('OPERATION_TOO_COMPLEX');
    } finally {
      await mine.close();
    }
  });
});
