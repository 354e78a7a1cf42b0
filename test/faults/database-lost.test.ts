import { setTimeout as pause } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type GatewayProcess, Gateways } from '../support/gateway-process.js';
import { expectInvariants } from '../support/invariants.js';
import { askOnce, PatientClient, type Question } from '../support/patient-client.js';
import { bindQuestion, inParallel, orders, quoteQuestion } from '../support/sales.js';
import { startTcpProxy, type TcpProxy, throughProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

let test: TestDatabase;
let proxy: TcpProxy;
let gateways: Gateways;
let gateway: GatewayProcess;
const client = new PatientClient(() => [gateway.url]);

beforeAll(async () => {
  test = await createTestDatabase();
  proxy = await startTcpProxy(test.url);
  gateways = await Gateways.on(throughProxy(test.url, proxy));
  gateway = await gateways.start({ DATABASE_DIRECT_URL: test.url });
});
afterAll(async () => {
  await gateways.close();
  await proxy.close();
  await test.drop();
});

const merchant = (): string => gateways.keys.merchant ?? '';

/** A bind that is ready to be sent, on a quote of its own. */
async function readyToBind(order: string): Promise<Question> {
  const { quoteCreate } = await client.data(quoteQuestion(merchant(), order));
  return bindQuestion(merchant(), order, quoteCreate.offers[0].id);
}

describe('COMMIT whose answer is lost', () => {
  it('is told as unknown and retryable, never as failed, and the retry has the one policy', async () => {
    for (const order of orders('LOST', 10)) {
      const question = await readyToBind(order);
      const held = proxy.holdCommitAfter('policy.nextNumber', true);
      const asking = askOnce(gateway.url, question);
      (await held).cut();
      const { errors, data } = await asking;
      expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'UNKNOWN_OUTCOME', retryable: true }]);
      expect(data ?? null).toBeNull();
      const retries = await Promise.all([askOnce(gateway.url, question), askOnce(gateway.url, question)]);
      expect(retries[0]).toMatchObject({ status: 200, data: { policyBind: { __typename: 'Policy' } } });
      expect(retries[1]).toEqual(retries[0]);
    }
    await expectInvariants(test.unitOfWork);
  });

  it('is told the same when it never reached the database, and the retry makes the policy', async () => {
    const question = await readyToBind('NEVER');
    const held = proxy.holdCommitAfter('policy.nextNumber', false);
    const asking = askOnce(gateway.url, question);
    (await held).cut();
    expect((await asking).errors?.[0]?.extensions).toEqual({ code: 'UNKNOWN_OUTCOME', retryable: true });
    expect(await askOnce(gateway.url, question)).toMatchObject({ data: { policyBind: { __typename: 'Policy' } } });
    await expectInvariants(test.unitOfWork);
  });
});

describe('connections to PostgreSQL terminated again and again under load', () => {
  const ROUNDS = 12;
  const terminateAll = () =>
    test.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
      [test.name],
    );

  it('never end the gateway, which works again within five seconds and answers every key as before', async () => {
    let isOver = false;
    const sales: { readonly question: Question; readonly answer: unknown }[] = [];
    const selling = inParallel(orders('CLERK', 8), 8, async (clerk) => {
      for (let at = 1; !isOver; at += 1) {
        const question = await readyToBind(`${clerk}-${at}`);
        sales.push({ question, answer: await client.data(question) });
      }
    });
    let terminated = 0;
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        terminated += (await terminateAll()).length;
        const soldBefore = sales.length;
        await until(() => sales.length > soldBefore, 5_000);
        // Connections differ in what they are doing from round to round.
        await pause(30 * (round % 3));
      }
    } finally {
      isOver = true;
      await selling;
    }
    expect(terminated).toBeGreaterThan(ROUNDS);
    expect(Object.keys(client.faults).sort()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(DATABASE_UNAVAILABLE|UNKNOWN_OUTCOME)$/)]),
    );
    expect(gateway.isRunning).toBe(true);
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
    for (const { question, answer } of sales) expect(await client.data(question)).toEqual(answer);
    await expectInvariants(test.unitOfWork);
  });
});
