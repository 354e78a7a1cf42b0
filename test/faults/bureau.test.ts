import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startApi, type TestApi } from '../support/api.js';
import { checkoutRequest, goodObligor } from '../support/requests.js';
import { inParallel } from '../support/sales.js';
import { until } from '../support/until.js';

type Behaviour = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const REPORT = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.12, openAccounts: 6 };
const healthy: Behaviour = (_, response) => response.end(JSON.stringify(REPORT));

const FAULTS: Readonly<Record<string, Behaviour>> = {
  delay: () => undefined,
  trickle: (_, response) => {
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  },
  reset: (request) => request.socket.resetAndDestroy(),
  garbage: (_, response) => response.end('<html>503</html>'),
  'half a report': (_, response) => response.end(JSON.stringify({ ...REPORT, openAccounts: 'six' })),
  redirect: (_, response) => response.writeHead(302, { location: '/elsewhere' }).end(),
  'a huge body': (_, response) => response.end(JSON.stringify({ ...REPORT, notes: 'x'.repeat(100_000) })),
  'errors of its own': (_, response) => response.writeHead(503).end(),
};

/** A bureau on this machine that behaves as it is told. */
class FakeBureau {
  behaviour: Behaviour = healthy;
  calls = 0;
  readonly asked: { readonly authorization: string | undefined; readonly body: string }[] = [];
  private readonly server: Server = createServer((request, response) => {
    this.calls += 1;
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      this.asked.push({ authorization: request.headers.authorization, body });
      this.behaviour(request, response, body);
    });
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/credit-reports`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const QUOTE = `mutation ($key: String!, $input: QuoteCreateInput!) {
  quoteCreate(idempotencyKey: $key, input: $input) {
    ... on Quote { status decision { outcome reasons { code } } creditData { source gap } }
  }
}`;

const bureau = new FakeBureau();
let api: TestApi;
beforeAll(async () => {
  api = await startApi({
    BUREAU_URL: await bureau.open(),
    BUREAU_TOKEN: 'a-token-of-the-bureau',
    BUREAU_PAUSE_MS: '150',
    OUTGOING_ALLOW_LOOPBACK: 'true',
    POOL_SIZE: '4',
  });
});
afterAll(async () => {
  await api.close();
  await bureau.close();
});

let count = 0;
const quote = async (changes: object = {}) => {
  count += 1;
  const obligor = { ...goodObligor, reference: `o-${count}`, identityNumber: `ID-${count}`, ...changes };
  const variables = { key: `bureau-${count}`, input: checkoutRequest(`order-${count}`, { obligor }) };
  return (await api.data('merchant', QUOTE, variables)).quoteCreate;
};

const whenHealthy = async (): Promise<void> => {
  bureau.behaviour = healthy;
  await until(async () => (await quote()).status === 'OFFERED');
};

const UNAVAILABLE = {
  status: 'REFERRED',
  decision: { outcome: 'REFERRED', reasons: [{ code: 'BUREAU_UNAVAILABLE' }] },
  creditData: { source: 'NONE', gap: 'BUREAU_UNAVAILABLE' },
};

describe('a bureau over HTTP', () => {
  it('is asked by the documented contract, under a consent that is already stored', async () => {
    const stored: unknown[] = [];
    bureau.behaviour = (request, response, body) => {
      const { consent } = JSON.parse(body);
      const find = { name: '', text: 'SELECT obligor_reference AS who FROM consent WHERE id = $1' };
      void api.testDatabase.unitOfWork
        .run({ kind: 'SYSTEM' }, (tx) => tx.rows(find, [consent.id]))
        .then((rows) => {
          stored.push(...rows);
          healthy(request, response, body);
        });
    };
    expect(await quote({ reference: 'first', identityNumber: 'ID-FIRST' })).toEqual({
      status: 'OFFERED',
      decision: { outcome: 'APPROVED', reasons: [] },
      creditData: { source: 'BUREAU', gap: null },
    });
    expect(stored).toEqual([{ who: 'first' }]);
    const [asked] = bureau.asked;
    expect(asked?.authorization).toBe('Bearer a-token-of-the-bureau');
    expect(JSON.parse(asked?.body ?? '')).toEqual({
      kind: 'PERSON',
      country: 'US',
      identityNumber: 'ID-FIRST',
      consent: {
        id: expect.stringMatching(/^cns_/),
        purpose: 'CREDIT_ASSESSMENT',
        givenAt: '2026-03-02T12:00:00.000Z',
        until: '2030-12-31',
      },
    });
  });

  it('that knows nobody is no failure: the reason says so', async () => {
    bureau.behaviour = (_, response) => response.writeHead(404).end();
    expect(await quote()).toMatchObject({ status: 'REFERRED', creditData: { gap: 'NOT_KNOWN_TO_BUREAU' } });
  });

  it('is asked a second time when it breaks off once', async () => {
    let calls = 0;
    bureau.behaviour = (request, response, body) => {
      calls += 1;
      if (calls === 1) request.socket.resetAndDestroy();
      else healthy(request, response, body);
    };
    expect(await quote()).toMatchObject({ status: 'OFFERED' });
    expect(calls).toBe(2);
  });

  it('is asked once for a request that is repeated, at once or later', async () => {
    await whenHealthy();
    const before = bureau.calls;
    const variables = {
      key: 'same',
      input: checkoutRequest('same', { obligor: { ...goodObligor, identityNumber: 'SAME' } }),
    };
    const ask = async () => (await api.data('merchant', QUOTE, variables)).quoteCreate;
    const answers = [...(await Promise.all(Array.from({ length: 10 }, ask))), await ask()];
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(bureau.calls - before).toBe(1);
  });
});

describe('a broken bureau', () => {
  it.each(Object.entries(FAULTS))(
    'that answers with %s means a referral, never an approval',
    async (_, fault) => {
      await whenHealthy();
      bureau.behaviour = fault;
      const answers = await inParallel(Array.from({ length: 63 }), 32, () => quote());
      expect(answers).toHaveLength(63);
      for (const answer of answers) expect(answer).toEqual(UNAVAILABLE);
    },
    30_000,
  );

  it('holds no database connection while it is waited for', async () => {
    await whenHealthy();
    const before = bureau.calls;
    bureau.behaviour = () => undefined;
    const waiting = Promise.all(Array.from({ length: 40 }, () => quote()));
    await until(() => bureau.calls - before >= 40);
    let settled = false;
    void waiting.then(() => {
      settled = true;
    });
    // Forty wait with a pool of four: others still get their answers, and no transaction is open.
    expect(await quote({ creditReport: REPORT })).toMatchObject({
      status: 'OFFERED',
      creditData: { source: 'PARTNER' },
    });
    const [open] = await api.testDatabase.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    );
    expect([settled, open?.count]).toEqual([false, 0]);
    for (const answer of await waiting) expect(answer).toEqual(UNAVAILABLE);
  });

  it('is left alone after failing many times in a row, and asked again after a while', async () => {
    await whenHealthy();
    bureau.behaviour = (_, response) => response.writeHead(400).end();
    for (let failed = 0; failed < 10; failed += 1) await quote();
    const before = bureau.calls;
    const answers = await Promise.all(Array.from({ length: 20 }, () => quote()));
    for (const answer of answers) expect(answer).toEqual(UNAVAILABLE);
    expect(bureau.calls - before).toBeLessThanOrEqual(2);
    await whenHealthy();
  });
});
