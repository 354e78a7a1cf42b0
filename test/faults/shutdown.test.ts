import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type GatewayProcess, Gateways } from '../support/gateway-process.js';
import { expectInvariants } from '../support/invariants.js';
import { listen } from '../support/listener.js';
import { askOnce, PatientClient } from '../support/patient-client.js';
import { bindQuestion, dataOf, inParallel, orders, quoteQuestion } from '../support/sales.js';
import { startTcpProxy, type TcpProxy, throughProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

let test: TestDatabase;
let proxy: TcpProxy;
let gateways: Gateways;
let running: GatewayProcess[];

beforeAll(async () => {
  test = await createTestDatabase();
  proxy = await startTcpProxy(test.url);
  gateways = await Gateways.on(test.url);
  running = [await gateways.start()];
});
afterAll(async () => {
  await gateways.close();
  await proxy.close();
  await test.drop();
});

const merchant = (): string => gateways.keys.merchant ?? '';
const UPDATES = 'subscription { claimUpdates { cursor } }';

describe('SIGTERM', () => {
  it('says "not ready" first, still serves, finishes what runs, closes sockets with 1001 and exits with 0', async () => {
    const leaving = await gateways.start({ DATABASE_URL: throughProxy(test.url, proxy), SHUTDOWN_DELAY_MS: '600' });
    const { quoteCreate } = dataOf(await askOnce(leaving.url, quoteQuestion(merchant(), 'LEAVING')));
    const listener = await listen(leaving.url, gateways.keys.dashboard ?? '', { query: UPDATES });
    const held = proxy.holdCommitAfter('policy.nextNumber', false);
    const binding = askOnce(leaving.url, bindQuestion(merchant(), 'LEAVING', quoteCreate.offers[0].id));
    const commit = await held;
    const exit = leaving.terminate();
    const readiness = await until(async () => {
      const answer = await fetch(`${leaving.url}/readyz`);
      return answer.ok ? false : { status: answer.status, body: await answer.json() };
    });
    expect(readiness).toEqual({ status: 503, body: { status: 'closing' } });
    // The load balancer may not have noticed yet.
    const late = await askOnce(leaving.url, { token: merchant(), query: '{ viewer { role } }' });
    expect(late).toMatchObject({ status: 200, data: { viewer: { role: 'PARTNER' } } });
    await until(() =>
      fetch(`${leaving.url}/readyz`).then(
        () => false,
        () => true,
      ),
    );
    expect(leaving.isRunning).toBe(true);
    commit.release();
    expect(dataOf(await binding).policyBind).toMatchObject({ __typename: 'Policy', status: 'PENDING_ACTIVATION' });
    expect((await listener.closed).code).toBe(1001);
    expect(await exit).toEqual({ code: 0, signal: null });
    await expectInvariants(test.unitOfWork);
  });
});

describe('a rolling restart of two gateways under load', () => {
  it('fails no request of a client that retries', async () => {
    running.push(await gateways.start());
    const client = new PatientClient(() => running.map(({ url }) => url));
    let isOver = false;
    const clerks = inParallel(orders('ROLLING', 6), 6, async (clerk) => {
      const sold: string[] = [];
      while (!isOver) {
        const order = `${clerk}-${sold.length}`;
        const { quoteCreate } = await client.data(quoteQuestion(merchant(), order));
        const { policyBind } = await client.data(bindQuestion(merchant(), order, quoteCreate.offers[0].id));
        sold.push(policyBind.id);
      }
      return sold;
    });
    try {
      for (let round = 0; round < 2; round += 1) {
        const [oldest] = running;
        expect(await oldest?.terminate()).toEqual({ code: 0, signal: null });
        running = [...running.slice(1), await gateways.start()];
      }
    } finally {
      isOver = true;
    }
    const sold = (await clerks).flat();
    expect(sold.length).toBeGreaterThan(12);
    expect(new Set(sold).size).toBe(sold.length);
    // Nothing but shut doors: a gateway that leaves never breaks off what it has begun.
    const isShutDoor = (fault: string) => ['ECONNREFUSED', 'ECONNRESET', 'UND_ERR_SOCKET', '503'].includes(fault);
    expect(Object.keys(client.faults).filter((fault) => !isShutDoor(fault))).toEqual([]);
    await expectInvariants(test.unitOfWork);
  });
});
