import { setTimeout as pause } from 'node:timers/promises';
import { systemScope } from '../../src/database/unit-of-work.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type GatewayProcess, Gateways } from '../support/gateway-process.js';
import { expectInvariants } from '../support/invariants.js';
import { PatientClient, type Question } from '../support/patient-client.js';
import { bindQuestion, inParallel, orders, quoteQuestion } from '../support/sales.js';
import { printedSeed, seeded } from '../support/seeded.js';
import { startTcpProxy, type TcpProxy, throughProxy } from '../support/tcp-proxy.js';

let test: TestDatabase;
let proxy: TcpProxy;
let gateways: Gateways;
/** Running, oldest first; clients know these. */
let running: GatewayProcess[];
const client = new PatientClient(() => running.map(({ url }) => url));

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

const rows = <Row>(name: string, text: string, values: readonly unknown[]) =>
  test.unitOfWork.run(systemScope, (tx) => tx.rows<Row>({ name: `test.${name}`, text }, values), { readOnly: true });
const merchant = (): string => gateways.keys.merchant ?? '';

/** Kills the only gateway `times` times when one more piece of `work` is done, at an instant of the seed's choice. */
function killer(random: () => number, { times, work }: { readonly times: number; readonly work: number }) {
  const instants = Array.from({ length: times }, () => 1 + Math.floor(random() * (work - 2))).sort((a, b) => a - b);
  let done = 0;
  let kills: Promise<void> = Promise.resolve();
  const killOne = async (): Promise<void> => {
    await pause(random() * 12);
    const [victim] = running;
    running = [];
    expect(await victim?.kill()).toEqual({ code: null, signal: 'SIGKILL' });
    running = [await gateways.start()];
  };
  return {
    oneMoreIsDone: () => {
      done += 1;
      while (instants[0] !== undefined && instants[0] <= done) {
        instants.shift();
        kills = kills.then(killOne);
      }
    },
    allKilled: () => kills,
  };
}

interface Sale {
  readonly order: string;
  readonly quote: { readonly id: string; readonly offers: readonly { readonly id: string }[] };
  readonly policy: { readonly id: string; readonly number: string };
}

/** Quotes and binds one order, each request sent twice at once with one key; both answers must be the same. */
async function sell(order: string): Promise<Sale> {
  const twice = async (question: Question) => {
    const [first, second] = await Promise.all([client.data(question), client.data(question)]);
    expect(second).toEqual(first);
    return first;
  };
  const { quoteCreate: quote } = await twice(quoteQuestion(merchant(), order));
  expect(quote).toMatchObject({ __typename: 'Quote', status: 'OFFERED' });
  const { policyBind: policy } = await twice(bindQuestion(merchant(), order, quote.offers[0].id));
  expect(policy).toMatchObject({ __typename: 'Policy', status: 'PENDING_ACTIVATION' });
  return { order, quote, policy };
}

const STORED = `SELECT q.obligor_reference AS order, q.id AS quote, p.id AS policy, p.number,
    array(SELECT o.id FROM offer o WHERE o.quote_id = q.id ORDER BY position) AS offers
  FROM quote q LEFT JOIN policy p ON p.quote_id = q.id AND p.offer_id =
    (SELECT o.id FROM offer o WHERE o.quote_id = q.id ORDER BY position LIMIT 1)
  WHERE q.obligor_reference LIKE $1 || '-%' ORDER BY q.id`;

describe('a gateway killed with -9', () => {
  it('while it quotes and binds loses nothing, doubles nothing, and every answer is what is stored', async () => {
    const random = seeded(printedSeed('killed while selling'));
    const kills = killer(random, { times: 3, work: 60 });
    const sales = await inParallel(orders('SALE', 60), 12, async (order) => {
      const sale = await sell(order);
      kills.oneMoreIsDone();
      return sale;
    });
    await kills.allKilled();
    const told = sales.map(({ order, quote, policy }) => ({
      order,
      quote: quote.id,
      policy: policy.id,
      number: policy.number,
      offers: quote.offers.map(({ id }) => id),
    }));
    expect(told.sort((a, b) => (a.quote < b.quote ? -1 : 1))).toEqual(await rows('sales', STORED, ['SALE']));
    expect(Object.keys(client.faults)).not.toEqual([]);
    await expectInvariants(test.unitOfWork);
  });

  it.each([
    ['quoteCreate', 'quote.store'],
    ['policyBind', 'policy.nextNumber'],
  ] as const)(
    'in %s right before COMMIT and right after it: the retries have the one answer',
    async (operation, at) => {
      const questions: Question[] = [];
      for (const order of orders(`AT-${operation}`, 2)) {
        const quoted = quoteQuestion(merchant(), order);
        if (operation === 'quoteCreate') questions.push(quoted);
        else questions.push(bindQuestion(merchant(), order, (await client.data(quoted)).quoteCreate.offers[0].id));
      }
      const others = running;
      const victim = await gateways.start({ DATABASE_URL: throughProxy(test.url, proxy) });
      running = [victim];
      const asking: Promise<unknown>[] = [];
      // The one that is written first: it holds no lock any more when the other comes.
      for (const [index, isPassedOn] of [true, false].entries()) {
        const held = proxy.holdCommitAfter(at, isPassedOn);
        asking.push(client.data(questions[index] as Question));
        await held;
      }
      const keys = questions.map(({ variables }) => (variables as { key: string }).key);
      const written = () => rows('keys', 'SELECT key FROM idempotency_key WHERE key = ANY ($1) ORDER BY key', [keys]);
      expect(await written()).toEqual([{ key: keys[0] }]);
      running = others;
      await victim.kill();
      const answers = await Promise.all(asking);
      expect(await written()).toEqual(keys.map((key) => ({ key })));
      expect(await Promise.all(questions.map((question) => client.data(question)))).toEqual(answers);
      await expectInvariants(test.unitOfWork);
    },
  );
});
