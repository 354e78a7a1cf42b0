import WebSocket from 'ws';
import { Fault } from './support/schema.js';
import { eventually, key, otherKey, startTestServer, type TestServer, viewerOne } from './support/server.js';

interface Message {
  readonly type: string;
  readonly id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into payloads of every shape
  readonly payload?: any;
}

interface Client {
  readonly socket: WebSocket;
  readonly messages: Message[];
  readonly closed: { code: number; reason: string } | undefined;
  send(message: unknown): void;
  /** The messages of one id, as [type, payload]. */
  of(id: string): [string, unknown][];
}

interface ConnectOptions {
  readonly headers?: Record<string, string>;
  readonly protocol?: string;
}

async function connect(
  server: TestServer,
  { headers = {}, protocol = 'graphql-transport-ws' }: ConnectOptions = {},
): Promise<Client> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, protocol, { headers });
  const messages: Message[] = [];
  let closed: Client['closed'];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  socket.on('close', (code, reason) => {
    closed = { code, reason: String(reason) };
  });
  socket.on('error', () => undefined);
  await new Promise((resolve) => {
    socket.once('open', resolve);
    socket.once('close', resolve);
  });
  return {
    socket,
    messages,
    get closed() {
      return closed;
    },
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    of: (id) => messages.filter((one) => one.id === id).map(({ type, payload }) => [type, payload]),
  };
}

async function connected(server: TestServer, authorization = key): Promise<Client> {
  const client = await connect(server);
  client.send({ type: 'connection_init', payload: { authorization } });
  await eventually(() => client.messages.some(({ type }) => type === 'connection_ack'), 'connection_ack');
  return client;
}

const subscribe = (client: Client, id: string, query: string, variables?: object) =>
  client.send({ id, type: 'subscribe', payload: { query, variables } });

const closeOf = (client: Client) => eventually(() => client.closed, 'close');
const answered = (client: Client, id: string, type = 'error') =>
  eventually(() => client.of(id).some(([one]) => one === type), `${type} of ${id}`);

describe('subscriptions', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ subscriptions: { recheckMs: 50, connectionInitMs: 150 } });
  });
  afterAll(() => server.close());

  it('delivers each event, executed for the viewer, and completes', async () => {
    const client = await connected(server);
    subscribe(client, '1', 'subscription S($to: Int!) { ticks(to: $to) { n viewer } }', { to: 3 });
    await answered(client, '1', 'complete');
    const tick = (n: number) => ['next', { data: { ticks: { n, viewer: 'key_one' } } }];
    expect(client.of('1')).toEqual([tick(1), tick(2), tick(3), ['complete', undefined]]);
    client.socket.close();
  });

  it('takes the key from the upgrade header too', async () => {
    const client = await connect(server, { headers: { authorization: otherKey } });
    client.send({ type: 'connection_init' });
    await eventually(() => client.messages.some(({ type }) => type === 'connection_ack'));
    subscribe(client, '1', 'subscription { ticks(to: 1) { viewer } }');
    await answered(client, '1', 'complete');
    expect(client.of('1')[0]).toEqual(['next', { data: { ticks: { viewer: 'key_two' } } }]);
    client.socket.close();
  });

  it('ends the source when the client completes', async () => {
    const client = await connected(server);
    server.calls.length = 0;
    subscribe(client, 'n', 'subscription { never { n } }');
    await eventually(() => server.calls.includes('opened'));
    client.send({ id: 'n', type: 'complete' });
    await eventually(() => server.calls.includes('closed'));
    client.socket.close();
  });

  it('ends every source when the socket goes', async () => {
    const client = await connected(server);
    server.calls.length = 0;
    subscribe(client, 'a', 'subscription { never { n } }');
    subscribe(client, 'b', 'subscription { never { n } }');
    await eventually(() => server.calls.length === 2);
    client.socket.terminate();
    await eventually(() => server.calls.filter((call) => call === 'closed').length === 2);
  });

  describe('closes the socket', () => {
    it.each([
      ['no key', undefined],
      ['an unknown key', 'Bearer cg_live_none'],
      ['a key that is no text', 7],
    ])('with 4401: %s', async (_, authorization) => {
      const client = await connect(server);
      client.send({ type: 'connection_init', payload: { authorization } });
      expect(await closeOf(client)).toEqual({ code: 4401, reason: 'Unauthorized' });
    });

    it('with 4401 when it subscribes before it connects', async () => {
      const client = await connect(server);
      subscribe(client, '1', 'subscription { ticks { n } }');
      expect((await closeOf(client)).code).toBe(4401);
    });

    it('with 4408 when it says nothing', async () => {
      expect((await closeOf(await connect(server))).code).toBe(4408);
    });

    it('with 4429 when it connects twice', async () => {
      const client = await connected(server);
      client.send({ type: 'connection_init', payload: { authorization: key } });
      expect((await closeOf(client)).code).toBe(4429);
    });

    it('with 4429 when it floods', async () => {
      const client = await connected(server);
      for (let count = 0; count < 300; count += 1) client.send({ type: 'ping' });
      expect(await closeOf(client)).toEqual({ code: 4429, reason: 'too many messages' });
    });

    it.each([
      ['no JSON', '{'],
      ['no message', '{"type":"nonsense"}'],
      ['no query', '{"id":"1","type":"subscribe","payload":{}}'],
    ])('with 4400: %s', async (_, text) => {
      const client = await connected(server);
      client.send(text);
      expect((await closeOf(client)).code).toBe(4400);
    });

    it('with 4409 when an id is used twice', async () => {
      const client = await connected(server);
      subscribe(client, 'n', 'subscription { never { n } }');
      subscribe(client, 'n', 'subscription { never { n } }');
      expect((await closeOf(client)).code).toBe(4409);
    });

    it('with 1009 when a message is above 64 KB', async () => {
      const client = await connected(server);
      client.send(JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(64 * 1024) } }));
      expect((await closeOf(client)).code).toBe(1009);
    });

    it('with 1013 when nobody can tell whose key it is', async () => {
      const client = await connect(server);
      client.send({ type: 'connection_init', payload: { authorization: 'Bearer cg_fault' } });
      expect(await closeOf(client)).toEqual({ code: 1013, reason: 'Try again later' });
    });

    it('with 4406 for another protocol', async () => {
      const client = await connect(server, { protocol: 'graphql-ws' });
      expect((await closeOf(client)).code).toBeGreaterThanOrEqual(1002);
    });
  });

  describe('answers an error and keeps the socket', () => {
    const aliases = Array.from({ length: 31 }, (_, i) => `a${i}: n`).join(' ');
    it.each<[string, string, object | undefined, string]>([
      ['a syntax error', 'subscription {', undefined, 'GRAPHQL_PARSE_FAILED'],
      ['an unknown field', 'subscription { tocks { n } }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
      ['a query', '{ hello }', undefined, 'BAD_REQUEST'],
      ['a mutation', 'mutation { add(n: 1) }', undefined, 'BAD_REQUEST'],
      [
        'no single operation',
        'subscription A { ticks { n } } subscription B { ticks { n } }',
        undefined,
        'OPERATION_RESOLUTION_FAILURE',
      ],
      ['too many tokens', `subscription { ${'ticks '.repeat(1000)} }`, undefined, 'OPERATION_TOO_COMPLEX'],
      ['too many aliases', `subscription { ticks { ${aliases} } }`, undefined, 'OPERATION_TOO_COMPLEX'],
      ['a wrong variable', 'subscription S($to: Int!) { ticks(to: $to) { n } }', { to: 'x' }, 'BAD_USER_INPUT'],
      ['a refusal of ours', 'subscription { refused { n } }', undefined, 'FORBIDDEN'],
    ])('%s', async (_, query, variables, code) => {
      const client = await connected(server);
      server.calls.length = 0;
      subscribe(client, '1', query, variables);
      await answered(client, '1');
      expect(client.of('1')).toEqual([
        ['error', [expect.objectContaining({ extensions: expect.objectContaining({ code }) })]],
      ]);
      subscribe(client, '2', 'subscription { ticks(to: 1) { n } }');
      await answered(client, '2', 'complete');
      expect(client.closed).toBeUndefined();
      expect(server.calls).toEqual(['opened', 'closed']);
      client.socket.close();
    });

    it('the source fails: its code comes after the events', async () => {
      const client = await connected(server);
      subscribe(client, '1', 'subscription { broken(after: 1) { n } }');
      await answered(client, '1');
      expect(client.of('1')).toEqual([
        ['next', { data: { broken: { n: 1 } } }],
        [
          'error',
          [
            {
              message: 'The outcome is unknown or the service is busy: retry with the same idempotency key.',
              extensions: { code: 'RESUME_FROM_CURSOR', retryable: true },
            },
          ],
        ],
      ]);
      client.socket.close();
    });

    it('an event fails: the next one comes all the same', async () => {
      const client = await connected(server);
      subscribe(client, '1', 'subscription { tickProblem { n } }');
      await answered(client, '1', 'complete');
      expect(client.of('1')).toEqual([
        [
          'next',
          {
            data: null,
            errors: [expect.objectContaining({ extensions: { code: 'INTERNAL', reference: expect.any(String) } })],
          },
        ],
        ['next', { data: { tickProblem: { n: 2 } } }],
        ['complete', undefined],
      ]);
      client.socket.close();
    });

    it('the twenty-first subscription', async () => {
      const client = await connected(server);
      for (let count = 1; count <= 21; count += 1) subscribe(client, `s${count}`, 'subscription { never { n } }');
      await answered(client, 's21');
      expect(client.of('s21')).toEqual([
        ['error', [{ message: 'At most 20 subscriptions a socket.', extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }]],
      ]);
      expect(client.of('s20')).toEqual([]);
      client.socket.close();
    });
  });

  it('closes the sockets of a key that was revoked, and no others', async () => {
    const one = await connected(server, otherKey);
    const same = await connected(server, otherKey);
    const other = await connected(server, key);
    const viewer = server.keys.get(otherKey);
    server.keys.set(otherKey, 'database away');
    await eventually(() => server.logged.some(({ msg }) => msg === 'keys of open sockets not checked'));
    expect(one.closed).toBeUndefined();
    server.keys.delete(otherKey);
    expect(await closeOf(one)).toEqual({ code: 4403, reason: 'the key is no longer valid' });
    expect((await closeOf(same)).code).toBe(4403);
    expect(other.closed).toBeUndefined();
    server.keys.set(otherKey, viewer ?? viewerOne);
    other.socket.close();
  });

  it('refuses another path and more sockets than it may hold', async () => {
    const small = await startTestServer({ subscriptions: { sockets: 1 } });
    const first = await connected(small);
    const statusOf = (path: string) =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${small.url.replace('http', 'ws')}${path}`, 'graphql-transport-ws');
        socket.on('unexpected-response', (_, response) => resolve(response.statusCode));
        socket.on('error', () => undefined);
      });
    expect(await statusOf('/graphql')).toBe(503);
    expect(await statusOf('/elsewhere')).toBe(404);
    first.socket.close();
    await small.close();
  });

  it('closes a reader that falls behind', async () => {
    const small = await startTestServer({ subscriptions: { bufferedBytes: 500_000 } });
    const client = await connected(small);
    client.socket.pause();
    // Each subscription waits for its own event to leave, so twenty of them are what can pile up.
    for (let count = 1; count <= 20; count += 1)
      subscribe(client, `f${count}`, 'subscription { flood(bytes: 60000) { n note } }');
    const line = await eventually(() => small.logged.find(({ msg }) => msg === 'socket closed'), 'a log line');
    expect(line).toMatchObject({ closedWith: { code: 1013, reason: 'fell behind: resume from cursor' } });
    client.socket.terminate();
    await small.close();
  });

  it('ends a peer that gives no sign of life', async () => {
    const small = await startTestServer({ subscriptions: { pingMs: 40 } });
    const alive = await connected(small);
    const dead = await connected(small);
    dead.socket.pong = () => undefined;
    const pongs: unknown[] = [];
    alive.socket.on('ping', () => pongs.push(1));
    expect((await closeOf(dead)).code).toBe(1006);
    await eventually(() => pongs.length > 3);
    expect(alive.closed).toBeUndefined();
    alive.socket.close();
    await small.close();
  });

  it('says that it goes away', async () => {
    const small = await startTestServer();
    const client = await connected(small);
    small.calls.length = 0;
    subscribe(client, 'n', 'subscription { never { n } }');
    await eventually(() => small.calls.includes('opened'));
    const startedMs = performance.now();
    await small.close();
    expect(performance.now() - startedMs).toBeLessThan(1500);
    expect(await closeOf(client)).toEqual({ code: 1001, reason: 'going away: resume from cursor' });
    await eventually(() => small.calls.includes('closed'));
  });

  it('makes a context for each event', async () => {
    let made = 0;
    const small = await startTestServer({
      contextFor: ({ viewer }) => {
        made += 1;
        return { viewer: { keyId: `${viewer.keyId} ${made}` }, calls: [] };
      },
    });
    const client = await connected(small);
    subscribe(client, '1', 'subscription { ticks(to: 2) { viewer } }');
    await answered(client, '1', 'complete');
    expect(client.of('1').map(([, payload]) => payload)).toEqual([
      { data: { ticks: { viewer: 'key_one 2' } } },
      { data: { ticks: { viewer: 'key_one 3' } } },
      undefined,
    ]);
    await small.close();
  });

  it.each([
    ['its field', 'subscription { ticks(to: 2) @skip(if: true) { viewer } }'],
    [
      'a fragment',
      'subscription { ...Ticks @include(if: false) } fragment Ticks on Subscription { ticks(to: 2) { viewer } }',
    ],
    ['within one', 'subscription { ... { ticks(to: 2) @include(if: false) { viewer } } }'],
  ])('refuses a subscription that skips %s, and goes on', async (_, query) => {
    const client = await connected(server);
    subscribe(client, '1', query);
    await answered(client, '1');
    expect(client.of('1')).toMatchObject([['error', [{ extensions: { code: 'BAD_REQUEST' } }]]]);
    subscribe(client, '2', 'subscription { ticks(to: 1) { viewer } }');
    await eventually(() => client.of('2').some(([type]) => type === 'complete'), 'the end of 2');
    expect(client.of('2').map(([type]) => type)).toEqual(['next', 'complete']);
    client.socket.close();
  });

  it('answers a fault of the context', async () => {
    const small = await startTestServer({
      contextFor: () => {
        throw new Fault('POOL_EXHAUSTED', true);
      },
    });
    const client = await connected(small);
    subscribe(client, '1', 'subscription { ticks(to: 2) { viewer } }');
    await answered(client, '1');
    expect(client.of('1')).toMatchObject([['error', [{ extensions: { code: 'POOL_EXHAUSTED', retryable: true } }]]]);
    await small.close();
  });
});
