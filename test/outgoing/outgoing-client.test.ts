import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CircuitBreaker } from '../../src/outgoing/circuit-breaker.js';
import { OutgoingClient, type OutgoingRequest } from '../../src/outgoing/outgoing-client.js';

const servers: Server[] = [];
const clients: OutgoingClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function clientOf(options: ConstructorParameters<typeof OutgoingClient>[0] = { allowLoopback: true }): OutgoingClient {
  const client = new OutgoingClient(options);
  clients.push(client);
  return client;
}

const get = (url: string, changes: Partial<OutgoingRequest> = {}): OutgoingRequest => ({
  url,
  method: 'GET',
  deadlineMs: 2_000,
  ...changes,
});

const reasonOf = async (client: OutgoingClient, request: OutgoingRequest) => {
  const result = await client.send(request);
  return result.ok ? result.value.status : result.error.reason;
};

describe('OutgoingClient', () => {
  it('sends a body with its headers and returns the answer', async () => {
    const url = await serve((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => {
        response.writeHead(201, { 'x-echo': request.headers['x-key'] });
        response.end(`${request.method} ${request.headers['content-length']} ${text}`);
      });
    });
    const result = await clientOf().send(get(url, { method: 'POST', headers: { 'x-key': 'k' }, body: 'äb' }));
    expect(result).toMatchObject({ ok: true, value: { status: 201, body: 'POST 3 äb', headers: { 'x-echo': 'k' } } });
  });

  it('does not follow a redirect', async () => {
    let calls = 0;
    const url = await serve((_, response) => {
      calls += 1;
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(await reasonOf(clientOf(), get(url))).toBe('REDIRECTED');
    expect(calls).toBe(1);
  });

  it('stops reading a large answer', async () => {
    const url = await serve((_, response) => {
      const write = (): void => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
      };
      response.on('drain', write);
      write();
    });
    expect(await reasonOf(clientOf(), get(url))).toBe('TOO_LARGE');
    expect(await reasonOf(clientOf(), get(url, { maxAnswerBytes: 10 }))).toBe('TOO_LARGE');
  });

  it('ends at the deadline, however the answer trickles', async () => {
    const silent = await serve(() => undefined);
    const trickle = await serve((_, response) => {
      const timer = setInterval(() => response.write('.'), 5);
      response.on('close', () => clearInterval(timer));
    });
    expect(await reasonOf(clientOf(), get(silent, { deadlineMs: 60 }))).toBe('TIMED_OUT');
    expect(await reasonOf(clientOf(), get(trickle, { deadlineMs: 60 }))).toBe('TIMED_OUT');
  });

  it('tells a reset, a refusal and the end by its caller apart', async () => {
    const reset = await serve((request) => request.socket.resetAndDestroy());
    const silent = await serve(() => undefined);
    const gone = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await reasonOf(clientOf(), get(reset))).toBe('BROKEN_OFF');
    expect(await reasonOf(clientOf(), get(gone))).toBe('UNREACHABLE');
    expect(await reasonOf(clientOf(), get(silent, { signal: AbortSignal.timeout(20) }))).toBe('ABORTED');
  });

  it('resolves a name once and refuses it when any of its addresses is private', async () => {
    const asked: string[] = [];
    const client = clientOf({
      allowLoopback: false,
      resolve: async (host) => {
        asked.push(host);
        return [
          { address: '93.184.216.34', family: 4 },
          { address: '::ffff:10.0.0.1', family: 6 },
        ];
      },
    });
    expect(await reasonOf(client, get('https://two-faced.example/'))).toBe('FORBIDDEN_TARGET');
    expect(asked).toEqual(['two-faced.example']);
    expect(await reasonOf(client, get('https://127.0.0.1/'))).toBe('FORBIDDEN_TARGET');
    expect(await reasonOf(client, get('http://93.184.216.34/'))).toBe('FORBIDDEN_TARGET');
  });

  it('connects to the address that was checked', async () => {
    const url = new URL(await serve((request, response) => response.end(request.headers.host)));
    const client = clientOf({ allowLoopback: true, resolve: async () => [{ address: '127.0.0.1', family: 4 }] });
    const result = await client.send(get(`http://localhost:${url.port}/`));
    expect(result).toMatchObject({ ok: true, value: { body: `localhost:${url.port}` } });
  });
});

describe('CircuitBreaker', () => {
  it('opens after failures in a row, lets one probe through, and closes on its success', () => {
    let now = 0;
    const breaker = new CircuitBreaker({ failures: 3, openMs: 100, now: () => now });
    const fail = (): void => {
      expect(breaker.mayCall()).toBe(true);
      breaker.hasFailed();
    };
    fail();
    fail();
    breaker.succeeded();
    fail();
    fail();
    expect(breaker.isOpen).toBe(false);
    fail();
    expect([breaker.isOpen, breaker.mayCall()]).toEqual([true, false]);
    now = 100;
    expect([breaker.mayCall(), breaker.mayCall()]).toEqual([true, false]);
    breaker.hasFailed();
    expect(breaker.mayCall()).toBe(false);
    now = 200;
    expect(breaker.mayCall()).toBe(true);
    breaker.succeeded();
    expect([breaker.isOpen, breaker.mayCall(), breaker.mayCall()]).toEqual([false, true, true]);
  });
});
