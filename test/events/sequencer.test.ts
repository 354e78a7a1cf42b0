import { systemScope, tenantScope } from '../../src/database/unit-of-work.js';
import { appendEvents, readEvents } from '../../src/events/event-log.js';
import { Sequencer } from '../../src/events/sequencer.js';
import { newId } from '../../src/kernel/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { append, positionsUpTo, someEvent, wholeLog } from '../support/events.js';
import { startTcpProxy, throughProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

const partner = newId('organisation');
const insurer = newId('organisation');
const lender = newId('organisation');

let test: TestDatabase;
let sequencers: Sequencer[];

beforeEach(async () => {
  test = await createTestDatabase({ onEventsCommitted: wakeAll });
  sequencers = [];
});

afterEach(async () => {
  await Promise.all(sequencers.map((sequencer) => sequencer.stop()));
  await test.drop();
});

function wakeAll(): void {
  for (const sequencer of sequencers) sequencer.wake();
}

function startSequencer(url = test.url): Sequencer {
  const sequencer = new Sequencer({ url });
  sequencers.push(sequencer);
  sequencer.start();
  return sequencer;
}

const sequenced = (count: number): Promise<unknown> =>
  until(async () => (await wholeLog(test.unitOfWork)).length === count, 20_000);

const backendsOf = (applicationName: string): Promise<{ pid: number }[]> =>
  test.query('SELECT pid FROM pg_stat_activity WHERE application_name = $1 AND datname = $2', [
    applicationName,
    test.name,
  ]);

const terminate = (pid: number | undefined): Promise<unknown> =>
  test.query('SELECT pg_terminate_backend($1, 5000)', [pid]);

describe('event log', () => {
  it('keeps everything an event says', async () => {
    startSequencer();
    const event = someEvent(partner, {
      id: newId('event'),
      insurerId: insurer,
      lenderId: lender,
      payload: { amount: '12.34', parts: [1, 'two', null], text: 'Grüße "aus" \\ Köln' },
      module: 'ecommerce',
      moduleVersion: '1.2.3',
    });
    expect(await append(test.unitOfWork, event)).toEqual([event.id]);
    await sequenced(1);
    const [logged] = await wholeLog(test.unitOfWork);
    expect(logged).toEqual({ ...event, followerIds: null, position: 1n, recordedAt: expect.any(Date) });
    expect(Math.abs(Date.now() - (logged?.recordedAt.getTime() ?? 0))).toBeLessThan(60_000);
  });

  it('keeps the order of events that are appended together, whatever their ids', async () => {
    const ids = Array.from({ length: 50 }, () => newId('event')).reverse();
    await test.unitOfWork.run(tenantScope(partner), (tx) =>
      appendEvents(
        tx,
        ids.map((id) => someEvent(partner, { id })),
      ),
    );
    startSequencer();
    await sequenced(50);
    expect((await wholeLog(test.unitOfWork)).map(({ id }) => id)).toEqual(ids);
  });

  it('appends nothing when the unit is rolled back', async () => {
    startSequencer();
    const run = test.unitOfWork.run(tenantScope(partner), async (tx) => {
      await appendEvents(tx, [someEvent(partner)]);
      throw new Error('refused');
    });
    await expect(run).rejects.toThrow('refused');
    await append(test.unitOfWork, someEvent(partner, { kind: 'test.after' }));
    await sequenced(1);
    expect((await wholeLog(test.unitOfWork)).map(({ position, kind }) => [position, kind])).toEqual([
      [1n, 'test.after'],
    ]);
  });

  it('shows each party its events and pages through them', async () => {
    startSequencer();
    const other = newId('organisation');
    const parties = [
      { ownerId: partner },
      { ownerId: other, insurerId: insurer },
      { ownerId: other, lenderId: lender },
      { ownerId: partner, insurerId: insurer, lenderId: lender },
      { ownerId: insurer, insurerId: insurer },
      { ownerId: other },
    ];
    for (const { ownerId, ...rest } of parties) await append(test.unitOfWork, someEvent(ownerId, rest));
    await sequenced(6);
    const positions = (tenants: string[], query: object = {}, named = true): Promise<bigint[]> =>
      test.unitOfWork.run(tenantScope(...tenants), async (tx) => {
        const page = await readEvents(tx, { after: 0n, limit: 100, ...query, ...(named && { tenants }) });
        return page.map(({ position }) => position);
      });
    expect(await positions([partner])).toEqual([1n, 4n]);
    expect(await positions([insurer])).toEqual([2n, 4n, 5n]);
    expect(await positions([insurer], {}, false)).toEqual([2n, 4n, 5n]);
    expect(await positions([lender, insurer])).toEqual([2n, 3n, 4n, 5n]);
    expect(await positions([insurer], { after: 2n, limit: 1 })).toEqual([4n]);
    expect(await positions([insurer], { upTo: 4n })).toEqual([2n, 4n]);
    expect(await positions([insurer], { kinds: ['test.other'] })).toEqual([]);
    expect(await positions([newId('organisation')])).toEqual([]);
  });

  it('never changes or loses an event', async () => {
    startSequencer();
    await append(test.unitOfWork, someEvent(partner));
    await sequenced(1);
    for (const table of ['event', 'event_position']) {
      const remove = { name: `test.remove-${table}`, text: `DELETE FROM ${table}` };
      await expect(test.unitOfWork.run(systemScope, (tx) => tx.run(remove))).rejects.toMatchObject({ code: '42501' });
    }
    expect(await wholeLog(test.unitOfWork)).toHaveLength(1);
  });
});

describe('sequencer', () => {
  it('gives gapless positions in commit order while transactions end out of order', async () => {
    startSequencer();
    const committed: string[] = [];
    const workers = Array.from({ length: 6 }, async (_, worker) => {
      for (let at = 0; at < 25; at += 1) {
        const isRefused = (worker + at) % 7 === 0;
        const unit = test.unitOfWork.run(tenantScope(partner), async (tx) => {
          const [id] = await appendEvents(tx, [someEvent(partner, { payload: { worker, at } })]);
          await tx.rows({ name: 'test.linger', text: 'SELECT pg_sleep($1)' }, [((worker * 7 + at * 3) % 5) / 1_000]);
          if (isRefused) throw new Error('refused');
          return id ?? '';
        });
        await unit.then((id) => committed.push(id)).catch(() => undefined);
      }
    });
    await Promise.all(workers);
    await sequenced(committed.length);
    const log = await wholeLog(test.unitOfWork);
    expect(log.map(({ position }) => position)).toEqual(positionsUpTo(committed.length));
    expect(new Set(log.map(({ id }) => id))).toEqual(new Set(committed));
    // One worker's next transaction begins after its last one ended, so its events must be in order.
    for (let worker = 0; worker < 6; worker += 1) {
      const own = log
        .map(({ payload }) => payload as { worker: number; at: number })
        .filter((each) => each.worker === worker);
      expect(own.map(({ at }) => at)).toEqual(own.map(({ at }) => at).sort((a, b) => a - b));
    }
  });

  it('places an event that was long in the making after those that overtook it', async () => {
    startSequencer();
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isAppended = (): void => undefined;
    const appended = new Promise<void>((resolve) => {
      isAppended = resolve;
    });
    const slow = test.unitOfWork.run(tenantScope(partner), async (tx) => {
      await appendEvents(tx, [someEvent(partner, { kind: 'test.slow' })]);
      isAppended();
      await released;
    });
    await appended;
    await append(test.unitOfWork, someEvent(partner, { kind: 'test.fast' }));
    await sequenced(1);
    release();
    await slow;
    await sequenced(2);
    expect((await wholeLog(test.unitOfWork)).map(({ kind }) => kind)).toEqual(['test.fast', 'test.slow']);
  });

  it('has one leader; another takes over within a second when it dies', async () => {
    const first = startSequencer();
    await until(() => first.isLeader);
    const second = startSequencer();
    await until(async () => (await backendsOf('covergraph-sequencer')).length === 2);
    expect([first.isLeader, second.isLeader]).toEqual([true, false]);
    await append(test.unitOfWork, someEvent(partner));
    await sequenced(1);
    const diedAtMs = Date.now();
    await first.stop();
    await append(test.unitOfWork, someEvent(partner));
    await sequenced(2);
    expect(Date.now() - diedAtMs).toBeLessThan(1_000);
    expect([first.isLeader, second.isLeader]).toEqual([false, true]);
  });

  it('goes on after its connection was terminated, again and again', async () => {
    const sequencer = startSequencer();
    for (let round = 1; round <= 5; round += 1) {
      await until(() => sequencer.isLeader);
      const [backend] = await backendsOf('covergraph-sequencer');
      await Promise.all([
        terminate(backend?.pid),
        ...Array.from({ length: 10 }, () => append(test.unitOfWork, someEvent(partner))),
      ]);
      await sequenced(round * 10);
    }
    expect((await wholeLog(test.unitOfWork)).map(({ position }) => position)).toEqual(positionsUpTo(50));
  });

  it('loses the lead when its machine vanishes from the network', async () => {
    const proxy = await startTcpProxy(test.url);
    const vanishing = startSequencer(throughProxy(test.url, proxy));
    await until(() => vanishing.isLeader);
    const second = startSequencer();
    proxy.freeze();
    const vanishedAtMs = Date.now();
    await until(() => second.isLeader);
    expect(Date.now() - vanishedAtMs).toBeLessThan(2_000);
    await append(test.unitOfWork, someEvent(partner));
    await sequenced(1);
    await vanishing.stop();
    await proxy.close();
  });

  it('finds events of gateways that cannot wake it', async () => {
    const sequencer = new Sequencer({ url: test.url });
    sequencer.start();
    await until(() => sequencer.isLeader);
    await append(test.unitOfWork, someEvent(partner));
    await until(async () => (await wholeLog(test.unitOfWork)).length === 1, 1_000);
    await sequencer.stop();
  });
});
