import { setTimeout as pause } from 'node:timers/promises';
import { systemScope } from '../../src/database/unit-of-work.js';
import { appendEvents, type LoggedEvent, readEvents } from '../../src/events/event-log.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type GatewayProcess, Gateways } from '../support/gateway-process.js';
import { expectInvariants } from '../support/invariants.js';
import { listen } from '../support/listener.js';
import { askOnce, PatientClient } from '../support/patient-client.js';
import { LUMEN, POLICY_ACTIVATE, usd } from '../support/requests.js';
import { bindQuestion, dataOf, inParallel, orders, quoteQuestion } from '../support/sales.js';
import { until } from '../support/until.js';

const NAMES = ['gateway-one', 'gateway-two'] as const;

let test: TestDatabase;
let gateways: Gateways;
let one: GatewayProcess;
let two: GatewayProcess;

beforeAll(async () => {
  test = await createTestDatabase();
  gateways = await Gateways.on(test.url);
  // Both find an empty database.
  [one, two] = await Promise.all([startNamed(NAMES[0]), startNamed(NAMES[1])]);
});
afterAll(async () => {
  await gateways.close();
  await test.drop();
});

/** Its connections outside the pool carry `name`, so that the sequencers can be told apart. */
function startNamed(name: string): Promise<GatewayProcess> {
  const direct = new URL(test.url);
  direct.searchParams.set('application_name', name);
  return gateways.start({ DATABASE_DIRECT_URL: direct.toString() });
}

const key = (name: string): string => gateways.keys[name] ?? '';
const ask = async (gateway: GatewayProcess, name: string, query: string, variables: object = {}) =>
  dataOf(await askOnce(gateway.url, { token: key(name), query, variables }));

const EVENTS = `query ($after: Cursor!, $kinds: [String!]) {
  events(after: $after, first: 100, kinds: $kinds) { endCursor hasMore events { cursor kind subjectId } } }`;

interface ToldEvent {
  readonly cursor: string;
  readonly kind: string;
  readonly subjectId: string;
}

/** The whole log as the operator reads it from `gateway`. */
async function eventsFrom(gateway: GatewayProcess, kinds?: readonly string[]): Promise<ToldEvent[]> {
  const told: ToldEvent[] = [];
  for (let after = '0'; ; ) {
    const { events } = await ask(gateway, 'operator', EVENTS, { after, kinds });
    told.push(...events.events);
    if (!events.hasMore) return told;
    after = events.endCursor;
  }
}

async function sell(gateway: GatewayProcess, order: string): Promise<string> {
  const { quoteCreate } = dataOf(await askOnce(gateway.url, quoteQuestion(key('merchant'), order)));
  const bound = await askOnce(gateway.url, bindQuestion(key('merchant'), order, quoteCreate.offers[0].id));
  return dataOf(bound).policyBind.id;
}

/** The gateways whose sequencer holds the lock: one, once they have settled. */
async function leaders(): Promise<string[]> {
  const rows = await test.query<{ name: string }>(
    `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.granted AND a.datname = $1 AND a.application_name = ANY ($2)`,
    [test.name, NAMES],
  );
  return rows.map(({ name }) => name);
}

/** Tells of the claim again and again, as if something went on happening to it. */
function repeatClaimEvent(): { count(): number; stop(): Promise<void> } {
  let isOver = false;
  let appended = 0;
  const repeating = (async () => {
    const kinds = ['claim.notified'];
    const [event] = await test.unitOfWork.run(systemScope, (tx) => readEvents(tx, { after: 0n, limit: 1, kinds }));
    const { id: _id, position: _position, ...told } = event as LoggedEvent;
    while (!isOver) {
      await test.unitOfWork.run(systemScope, (tx) => appendEvents(tx, [{ ...told, kind: 'claim.repeated' }]));
      appended += 1;
      await pause(20);
    }
  })();
  return {
    count: () => appended,
    stop: async () => {
      isOver = true;
      await repeating;
    },
  };
}

const UPDATES =
  'subscription ($after: Cursor) { claimUpdates(after: $after) { cursor event occurredAt claim { id } } }';

describe('two gateways on one database', () => {
  it('take over from each other when the one that numbers events is killed, and miss none', async () => {
    const [leading] = await until(async () => {
      const names = await leaders();
      expect(names).toHaveLength(1);
      return names;
    });
    const [leader, survivor] = leading === NAMES[0] ? [one, two] : [two, one];
    const client = new PatientClient(() => [one, two].filter(({ isRunning }) => isRunning).map(({ url }) => url));
    let sold = 0;
    const policies = await inParallel(orders('LEADER', 40), 8, async (order) => {
      const { quoteCreate } = await client.data(quoteQuestion(key('merchant'), order));
      const { policyBind } = await client.data(bindQuestion(key('merchant'), order, quoteCreate.offers[0].id));
      sold += 1;
      if (sold === 12) await leader.kill();
      return policyBind.id as string;
    });
    expect(leader.isRunning).toBe(false);
    await until(async () => expect(await leaders()).toEqual(NAMES.filter((name) => name !== leading)));
    await expectInvariants(test.unitOfWork);
    const told = await eventsFrom(survivor);
    expect(told.map(({ cursor }) => cursor)).toEqual(told.map((_, at) => String(at + 1)));
    const bound = told.filter(({ kind }) => kind === 'policy.bound').map(({ subjectId }) => subjectId);
    expect(policies.filter((policy) => !bound.includes(policy))).toEqual([]);
    expect(new Set(bound).size).toBe(bound.length);
    [one, two] = [survivor, await startNamed(leading ?? '')];
  });

  it('see what the other did in the event log and in subscriptions', async () => {
    const listener = await listen(two.url, key('dashboard'), { query: UPDATES, variables: { after: '0' } });
    const policy = await sell(one, 'SEEN');
    await until(async () => (await eventsFrom(two, ['policy.bound'])).some(({ subjectId }) => subjectId === policy));
    await ask(one, 'lender', POLICY_ACTIVATE, {
      key: 'activate',
      input: {
        policy,
        disbursement: { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: 'HB-1' },
        purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: 'SEEN', payee: LUMEN },
      },
    });
    await ask(one, 'operator', 'mutation { sandboxClockAdvance(days: 121) { days } }');
    await until(() => listener.received.length >= 1);
    expect(listener.received[0]?.data.claimUpdates).toMatchObject({ event: 'claim.notified' });
    await listener.stop();
    await expectInvariants(test.unitOfWork);
  });

  it('close a subscription within five seconds of its key being revoked at the other, and tell it nothing after', async () => {
    const repeating = repeatClaimEvent();
    const listener = await listen(one.url, key('dashboard'), { query: UPDATES });
    await until(() => listener.received.length >= 3);
    const { apiKeys } = await ask(two, 'claims', '{ apiKeys { id name } }');
    const { id } = apiKeys.find(({ name }: { name: string }) => name === "Northwind's dashboard");
    const revoke = 'mutation ($id: ID!) { apiKeyRevoke(key: $id) }';
    expect(await ask(two, 'claims', revoke, { id })).toEqual({ apiKeyRevoke: true });
    const revokedAtMs = performance.now();
    const { code, reason } = await listener.closed;
    expect({ code, reason }).toEqual({ code: 4403, reason: 'the key is no longer valid' });
    expect(performance.now() - revokedAtMs).toBeLessThan(5_000);
    const heard = listener.received.length;
    const told = repeating.count();
    await until(() => repeating.count() > told + 5);
    await repeating.stop();
    expect(listener.received.length).toBe(heard);
    const again = await listen(one.url, key('dashboard'), { query: UPDATES });
    expect((await again.closed).code).toBe(4401);
    expect(await askOnce(one.url, { token: key('dashboard'), query: '{ viewer { role } }' })).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    await expectInvariants(test.unitOfWork);
  });
});
