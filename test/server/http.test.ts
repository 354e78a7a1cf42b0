import { connect } from 'node:net';
import { serverAudits } from 'graphql-http';
import { key, post, startTestServer, type TestServer } from './support/server.js';

const graphqlJson = { accept: 'application/graphql-response+json' };

describe('GraphQL over HTTP', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  const codeOf = async (body: unknown, options = {}) => {
    const answer = await post(server, body, options);
    return [answer.status, answer.body.errors?.[0]?.extensions?.code];
  };

  describe('the audits of the GraphQL over HTTP specification', () => {
    const audits = serverAudits({
      url: () => `${server.url}/graphql`,
      fetchFn: (url: string, init: RequestInit = {}) =>
        fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), authorization: key } }),
    });
    const required = audits.filter(({ name }) => name.startsWith('MUST') || name.startsWith('SHOULD'));
    it('has them', () => expect(required.length).toBe(36));
    it.each(required.map((audit) => [audit.id, audit.name, audit] as const))('%s %s', async (_, __, audit) => {
      expect(await audit.fn()).toMatchObject({ status: 'ok' });
    });
  });

  it('answers an operation with its price', async () => {
    const answer = await post(server, { query: '{ hello strict { loose } }' });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      data: { hello: 'hello {"name":"world"}', strict: { loose: ['x', null] } },
      extensions: { cost: { price: 1, maximum: 20_000 } },
    });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.stringMatching(/^[\w-]{8,}$/),
    });
    expect(answer.headers.has('x-powered-by')).toBe(false);
  });

  it('keeps a request id it is given and makes another for nonsense', async () => {
    const given = await post(server, { query: '{ hello }' }, { headers: { 'x-request-id': 'trace-1234' } });
    expect(given.headers.get('x-request-id')).toBe('trace-1234');
    const nonsense = await post(server, { query: '{ hello }' }, { headers: { 'x-request-id': '<script>alert()' } });
    expect(nonsense.headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/);
  });

  it('gives resolvers the viewer', async () => {
    server.calls.length = 0;
    const before = await post(server, { query: 'mutation { add(n: 1) }' });
    expect(before.body.data).toEqual({ add: 1 });
    expect(server.calls).toEqual(['add 1']);
  });

  describe('who may come in', () => {
    it.each([
      ['no key', null],
      ['an unknown key', 'Bearer cg_live_none'],
      ['no bearer', 'cg_live_one'],
    ])('refuses %s with 401', async (_, authorization) => {
      const answer = await post(server, { query: '{ hello }' }, { authorization });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="covergraph"');
      expect(answer.body).toEqual({
        errors: [
          {
            message: 'A valid key is required: Authorization: Bearer cg_...',
            extensions: { code: 'UNAUTHENTICATED' },
          },
        ],
      });
    });

    it('refuses introspection without a key outside the sandbox', async () => {
      expect(await codeOf({ query: '{ __typename }' }, { authorization: null })).toEqual([401, 'UNAUTHENTICATED']);
    });

    it('says retry when it cannot tell', async () => {
      const answer = await post(server, { query: '{ hello }' }, { authorization: 'Bearer cg_fault' });
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
      expect(answer.body.errors[0].extensions).toEqual({ code: 'DATABASE_UNAVAILABLE', retryable: true });
      expect(JSON.stringify(answer.body)).not.toContain('db-7');
    });
  });

  describe('limits', () => {
    const aliases = (count: number) => Array.from({ length: count }, (_, i) => `a${i}: value`).join(' ');
    it.each([
      ['tokens', `{ ${'hello '.repeat(1000)} }`, 'OPERATION_TOO_COMPLEX'],
      [
        'levels',
        `{ strict { must { must { must { must { must { must { must { value } } } } } } } } }`,
        'OPERATION_TOO_COMPLEX',
      ],
      ['aliases', `{ strict { ${aliases(31)} } }`, 'OPERATION_TOO_COMPLEX'],
      [
        'mutations',
        'mutation { a: add(n:1) b: add(n:1) c: add(n:1) d: add(n:1) e: add(n:1) }',
        'OPERATION_TOO_COMPLEX',
      ],
      [
        'cost',
        '{ quotes(first: 100) { nodes { offers { quote { offers { quote { offers { id } } } } } } } }',
        'OPERATION_TOO_COMPLEX',
      ],
      ['page size', '{ quotes(first: 1000) { nodes { id } } }', 'PAGE_SIZE_INVALID'],
      ['no page size', '{ quotes { nodes { id } } }', 'PAGE_SIZE_INVALID'],
    ])('answers 400 and a code: %s', async (_, query, code) => {
      expect(await codeOf({ query })).toEqual([400, code]);
      expect(await codeOf({ query }, { headers: graphqlJson })).toEqual([400, code]);
    });

    it('tells the numbers that decided', async () => {
      const { body } = await post(server, { query: `{ strict { ${aliases(31)} } }` });
      expect(body.errors).toEqual([
        {
          message: 'The operation has 31 aliases, at most 30 are allowed.',
          locations: [{ line: 1, column: 1 }],
          extensions: { code: 'OPERATION_TOO_COMPLEX', limit: 'aliases', found: 31, maximum: 30 },
        },
      ]);
      const tokens = await post(server, { query: `{ ${'hello '.repeat(1000)} }` });
      expect(tokens.body.errors).toEqual([
        {
          message: 'The operation has more than 1000 tokens.',
          extensions: { code: 'OPERATION_TOO_COMPLEX', limit: 'tokens', maximum: 1000 },
        },
      ]);
    });

    it('holds page sizes in variables', async () => {
      const query = 'query Q($n: Int) { quotes(first: $n) { nodes { id } } }';
      expect(await codeOf({ query, variables: { n: 101 } })).toEqual([400, 'PAGE_SIZE_INVALID']);
      expect(await codeOf({ query })).toEqual([400, 'PAGE_SIZE_INVALID']);
      expect(await codeOf({ query, variables: { n: 100 } })).toEqual([200, undefined]);
    });

    it('refuses a batch', async () => {
      expect(await codeOf([{ query: '{ hello }' }, { query: '{ hello }' }])).toEqual([400, 'BAD_REQUEST']);
    });

    it('refuses a subscription', async () => {
      expect(await codeOf({ query: 'subscription { ticks { n } }' })).toEqual([400, 'BAD_REQUEST']);
    });

    it.each([
      ['just too large', 256 * 1024 + 1],
      ['10 MB', 10 * 1024 * 1024],
    ])('refuses a body that is %s with 413, cleanly', async (_, bytes) => {
      const answer = await post(server, new Uint8Array(bytes).fill(32));
      expect(answer.status).toBe(413);
      expect(answer.body.errors[0]).toEqual({
        message: 'The request body is larger than 262144 bytes.',
        extensions: { code: 'PAYLOAD_TOO_LARGE', maximumBytes: 262_144 },
      });
    });

    it('refuses 10 MB without a key with 401, cleanly', async () => {
      const answer = await post(server, new Uint8Array(10 * 1024 * 1024), { authorization: null });
      expect(answer.status).toBe(401);
    });

    it('takes a body that just fits', async () => {
      const body = JSON.stringify({ query: '{ hello }' });
      expect((await post(server, body + ' '.repeat(256 * 1024 - body.length))).status).toBe(200);
    });
  });

  describe('requests that are none', () => {
    it.each<[string, unknown, object, [number, string]]>([
      ['no JSON', '{', {}, [400, 'BAD_REQUEST']],
      ['nothing', '', {}, [400, 'BAD_REQUEST']],
      ['no query', {}, {}, [400, 'BAD_REQUEST']],
      [
        'a form',
        'query=%7Bhello%7D',
        { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
        [415, 'UNSUPPORTED_MEDIA_TYPE'],
      ],
      [
        'plain text',
        '{"query":"{hello}"}',
        { headers: { 'content-type': 'text/plain' } },
        [415, 'UNSUPPORTED_MEDIA_TYPE'],
      ],
      ['a poisoned prototype', '{"__proto__": {"query": "{hello}"}}', {}, [400, 'BAD_REQUEST']],
      [
        'a persisted query',
        { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
        {},
        [200, 'PERSISTED_QUERY_NOT_SUPPORTED'],
      ],
      ['another path', {}, { path: '/nothing' }, [404, 'NOT_FOUND']],
      [
        'a wrong variable',
        { query: 'query Q($n: Int!) { add: hello(times: $n) }', variables: { n: 'x' } },
        { headers: graphqlJson },
        [400, 'BAD_USER_INPUT'],
      ],
      [
        'more wrong variables than are counted',
        {
          query: 'query Q($n: [ID!]!) { nodes(ids: $n) { __typename } }',
          variables: { n: Array.from({ length: 60 }, () => 1.5) },
        },
        { headers: graphqlJson },
        [400, 'BAD_USER_INPUT'],
      ],
      [
        'a wrong scalar',
        { query: 'query Q($a: Decimal) { echo(amount: $a) }', variables: { a: 'x' } },
        { headers: graphqlJson },
        [400, 'BAD_USER_INPUT'],
      ],
      [
        'two members of a oneOf',
        {
          query: 'mutation M($i: QuoteInput!) { quoteCreate(idempotencyKey: "k", input: $i) { __typename } }',
          variables: { i: { scenario: { tags: [], auto: {} } } },
        },
        { headers: graphqlJson },
        [400, 'BAD_USER_INPUT'],
      ],
      [
        'an unknown operation',
        { query: 'query A { hello }', operationName: 'B' },
        { headers: graphqlJson },
        [400, 'OPERATION_RESOLUTION_FAILURE'],
      ],
      ['an unknown field', { query: '{ helo }' }, { headers: graphqlJson }, [400, 'GRAPHQL_VALIDATION_FAILED']],
      ['no syntax', { query: '{ hello' }, { headers: graphqlJson }, [400, 'GRAPHQL_PARSE_FAILED']],
      ['no acceptable answer', { query: '{ hello }' }, { headers: { accept: 'text/html' } }, [406, 'BAD_REQUEST']],
    ])('answers %s', async (_, body, options, expected) => {
      // Interpreted the first time, compiled from the second.
      for (let round = 0; round < 3; round += 1) expect(await codeOf(body, options)).toEqual(expected);
    });

    it('serves POST only', async () => {
      for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
        const response = await fetch(`${server.url}/graphql?query={hello}`, {
          method,
          headers: { authorization: key },
        });
        expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
        expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'METHOD_NOT_ALLOWED' } }] });
      }
    });
  });

  describe('errors', () => {
    it('hides an unexpected one behind a reference that is in the log', async () => {
      const { status, body } = await post(server, { query: '{ secret hello }' });
      expect(status).toBe(200);
      const [error] = body.errors;
      expect(error).toEqual({
        message: 'Internal error. Quote the reference when you report it.',
        locations: [{ line: 1, column: 3 }],
        path: ['secret'],
        extensions: { code: 'INTERNAL', reference: expect.any(String) },
      });
      expect(JSON.stringify(body)).not.toContain('duplicate');
      const line = server.logged.find(({ reference }) => reference === error.extensions.reference);
      expect(line).toMatchObject({ level: 50, error: { message: 'duplicate key', code: '23505' } });
      expect(JSON.stringify(server.logged)).not.toContain('+4912345');
    });

    it('shows a code of ours as it is, an unknown one not', async () => {
      const known = await post(server, { query: '{ fail(code: "NOT_FOUND") }' });
      expect(known.body.errors[0]).toMatchObject({ message: 'told', extensions: { code: 'NOT_FOUND', n: 3 } });
      const unknown = await post(server, { query: '{ fail(code: "SOMETHING") }' });
      expect(unknown.body.errors[0].extensions).toMatchObject({ code: 'INTERNAL' });
      expect(JSON.stringify(unknown.body)).not.toContain('told');
    });

    it('shows a fault as its code and whether to retry', async () => {
      for (let round = 0; round < 3; round += 1) {
        const { body } = await post(server, { query: '{ failStrict }' });
        expect(body.data).toBeNull();
        expect(body.errors).toEqual([
          {
            message: 'The outcome is unknown or the service is busy: retry with the same idempotency key.',
            locations: [{ line: 1, column: 3 }],
            path: ['failStrict'],
            extensions: { code: 'DATABASE_UNAVAILABLE', retryable: true },
          },
        ]);
      }
    });

    it('never logs a key', async () => {
      await post(server, { query: '{ secret }' });
      expect(JSON.stringify(server.logged)).not.toContain('cg_live');
    });
  });
});

describe('the sandbox', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ config: { sandbox: true } });
  });
  afterAll(() => server.close());

  it('shows its documentation without a key and nothing else', async () => {
    const anonymous = { authorization: null };
    expect((await post(server, { query: '{ __schema { queryType { name } } }' }, anonymous)).body.data).toEqual({
      __schema: { queryType: { name: 'Query' } },
    });
    for (const query of [
      '{ hello }',
      '{ __typename hello }',
      'mutation { __typename }',
      '{ ...F } fragment F on Query { hello }',
    ]) {
      const answer = await post(server, { query }, anonymous);
      expect([query, answer.status, answer.body.errors[0].extensions.code]).toEqual([query, 401, 'UNAUTHENTICATED']);
      expect(answer.body.data).toBeUndefined();
    }
    expect((await post(server, { query: '{ __typename }' }, { authorization: 'Bearer wrong' })).status).toBe(401);
  });
});

describe('introspection switched off', () => {
  it('answers nothing of the schema', async () => {
    const server = await startTestServer({ config: { introspection: false, sandbox: true } });
    const schema = await post(server, { query: '{ __schema { queryType { name } } }' });
    expect(schema.body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    const typo = await post(server, { query: '{ helo }' });
    expect(typo.body.errors[0].message).toBe('Cannot query field "helo" on type "Query".');
    expect((await post(server, { query: '{ __typename }' }, { authorization: null })).status).toBe(401);
    expect((await fetch(server.url)).status).toBe(404);
    await server.close();
  });
});

describe('the rate of a key', () => {
  it('is held, with the time to wait, for each key alone and by the price', async () => {
    const server = await startTestServer({ config: { rateLimit: { perSecond: 1, burst: 3 } } });
    const hello = { query: '{ hello }' };
    expect((await post(server, hello)).status).toBe(200);
    expect((await post(server, hello)).status).toBe(200);
    // Costs 241: two points more than the one of the request, and one is left.
    const dear = await post(server, { query: '{ quotes(first: 20) { nodes { offers { id } parent { id } } } }' });
    expect([dear.status, dear.body.errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED']);
    const refused = await post(server, hello);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect(refused.body.errors[0]).toMatchObject({ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } });
    expect((await post(server, hello, { authorization: 'Bearer cg_live_two' })).status).toBe(200);
    await server.close();
  });
});

describe('routes of others', () => {
  it('have their own limits and may ask for a key', async () => {
    const server = await startTestServer({
      routes: (fastify, { authenticated, viewerOf }) => {
        fastify.addContentTypeParser('application/octet-stream', (_, payload, done) => done(null, payload));
        fastify.post('/documents', { onRequest: authenticated, bodyLimit: 10_000_000 }, async (request) => {
          let bytes = 0;
          for await (const chunk of request.body as AsyncIterable<Buffer>) bytes += chunk.length;
          return { bytes, keyId: viewerOf(request).keyId };
        });
      },
    });
    const options = { path: '/documents', headers: { 'content-type': 'application/octet-stream' } };
    const sent = await post(server, new Uint8Array(3_000_000), options);
    expect(sent.body).toEqual({ bytes: 3_000_000, keyId: 'key_one' });
    expect((await post(server, new Uint8Array(3), { ...options, authorization: null })).status).toBe(401);
    expect((await post(server, new Uint8Array(3), { headers: options.headers })).status).toBe(415);
    await server.close();
  });
});

describe('health and shutdown', () => {
  it('tells whether it lives and wants requests', async () => {
    const server = await startTestServer();
    const get = async (path: string) => {
      const response = await fetch(`${server.url}${path}`);
      return [response.status, await response.json()];
    };
    expect(await get('/healthz')).toEqual([200, { status: 'ok' }]);
    expect(await get('/readyz')).toEqual([200, { status: 'ready' }]);
    server.state.isReady = false;
    expect(await get('/readyz')).toEqual([503, { status: 'not ready' }]);
    await server.close();
  });

  it('is not ready first, finishes what runs, and then is gone', async () => {
    const server = await startTestServer({ config: { shutdownDelayMs: 300 } });
    const slow = post(server, { query: '{ later(ms: 800) }' });
    const closed = server.close();
    const ready = await fetch(`${server.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'closing' }]);
    expect((await post(server, { query: '{ hello }' })).status).toBe(200);
    const answer = await slow;
    expect([answer.status, answer.body.data]).toEqual([200, { later: 'done' }]);
    const startedMs = performance.now();
    await closed;
    expect(performance.now() - startedMs).toBeLessThan(2000);
    await expect(post(server, { query: '{ hello }' })).rejects.toThrow();
    expect(await server.close()).toBeUndefined();
  });

  it('does not wait for ever for a request that never ends', async () => {
    const server = await startTestServer({ closeWithinMs: 300 });
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    await new Promise((resolve) => socket.write('POST /graphql HTTP/1.1\r\nHost: x\r\n', resolve));
    const startedMs = performance.now();
    await server.close();
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    socket.destroy();
  });
});
