import { tenantScope } from '../../src/database/unit-of-work.js';
import { PostgresAnnouncer } from '../../src/events/announcer.js';
import { appendEvents, type LoggedEvent } from '../../src/events/event-log.js';
import { EventTail } from '../../src/events/event-tail.js';
import { Sequencer } from '../../src/events/sequencer.js';
import { newId } from '../../src/kernel/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { append, positionsUpTo, someEvent, wholeLog } from '../support/events.js';
import { until } from '../support/until.js';

const partner = newId('organisation');
const other = newId('organisation');
const everything = (): boolean => true;
const ofPartner = ({ ownerId }: LoggedEvent): boolean => ownerId === partner;

let test: TestDatabase;
let sequencer: Sequencer;
let tail: EventTail;

beforeEach(async () => {
  test = await createTestDatabase({ onEventsCommitted: () => sequencer.wake() });
  sequencer = new Sequencer({ url: test.url });
  sequencer.start();
  tail = await startTail();
});

afterEach(async () => {
  await tail.stop();
  await sequencer.stop();
  await test.drop();
});

async function startTail(): Promise<EventTail> {
  const started = new EventTail({ unitOfWork: test.unitOfWork, announcer: new PostgresAnnouncer({ url: test.url }) });
  await started.start();
  return started;
}

const appendMany = (count: number, ownerId = partner): Promise<readonly string[]> =>
  test.unitOfWork.run(tenantScope(ownerId), (tx) =>
    appendEvents(
      tx,
      Array.from({ length: count }, () => someEvent(ownerId)),
    ),
  );

const sequenced = (count: number): Promise<unknown> => until(() => tail.head >= BigInt(count), 20_000);

/** Reads until `count` events came, or the end. */
async function take(events: AsyncIterableIterator<LoggedEvent>, count: number): Promise<bigint[]> {
  const positions: bigint[] = [];
  while (positions.length < count) {
    const { done, value } = await events.next();
    if (done) break;
    positions.push(value.position);
  }
  return positions;
}

const terminate = (applicationName: string): Promise<unknown> =>
  test.query(
    'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1 AND datname = $2',
    [applicationName, test.name],
  );

describe('subscription', () => {
  it('starts with the next event when it has no cursor', async () => {
    await appendMany(3);
    await sequenced(3);
    const events = tail.subscribe({ sees: everything });
    await appendMany(2);
    expect(await take(events, 2)).toEqual([4n, 5n]);
    await events.return?.();
  });

  it('keeps its place by announcements while nobody is there, without a look at the log', async () => {
    const announced: ((upTo?: bigint) => void)[] = [];
    const announcer = {
      start: (heard: (upTo?: bigint) => void) => void announced.push(heard),
      stop: async () => undefined,
    };
    const lonely = new EventTail({ unitOfWork: test.unitOfWork, announcer });
    await lonely.start();
    const run = jest.spyOn(test.unitOfWork, 'run');
    for (const position of [12n, 11n]) announced[0]?.(position);
    expect(lonely.head).toBe(12n);
    expect(run).not.toHaveBeenCalled();
    run.mockRestore();
    await lonely.stop();
  });

  it('replays from its cursor, then goes live', async () => {
    await appendMany(450);
    await sequenced(450);
    const events = tail.subscribe({ after: 7n, sees: everything });
    expect(await take(events, 443)).toEqual(positionsUpTo(450).slice(7));
    await appendMany(2);
    expect(await take(events, 2)).toEqual([451n, 452n]);
    await events.return?.();
  });

  it('gives the reader its own events only, replayed and live', async () => {
    for (const ownerId of [partner, other, other, partner]) await append(test.unitOfWork, someEvent(ownerId));
    await sequenced(4);
    const events = tail.subscribe({ after: 0n, tenants: [partner], sees: ofPartner });
    const read = take(events, 3);
    await append(test.unitOfWork, someEvent(other));
    await append(test.unitOfWork, someEvent(partner));
    const positions = await read;
    const owners = (await wholeLog(test.unitOfWork)).map(({ ownerId }) => ownerId);
    expect(positions).toHaveLength(3);
    expect(positions.map((position) => owners[Number(position) - 1])).toEqual([partner, partner, partner]);
    await events.return?.();
  });

  it('waits for events its cursor says it has, when the cursor comes from a gateway ahead of this one', async () => {
    const events = tail.subscribe({ after: 2n, sees: everything });
    await appendMany(3);
    expect(await take(events, 1)).toEqual([3n]);
    await events.return?.();
  });

  it('misses, doubles and reorders nothing when 1,000 events race with five replays', async () => {
    const writing = (async () => {
      for (let at = 0; at < 100; at += 1) {
        await Promise.all([appendMany(3), appendMany(4, other), appendMany(3)]);
      }
    })();
    const joined = Promise.all(
      [0, 150, 300, 450, 600].map(async (startAt) => {
        await until(() => tail.head >= BigInt(startAt), 30_000);
        const events = tail.subscribe({ after: 0n, sees: everything, maxQueued: 2_000 });
        const positions = await take(events, 1_000);
        await events.return?.();
        return positions;
      }),
    );
    await writing;
    const all = positionsUpTo(1_000);
    for (const positions of await joined) expect(positions).toEqual(all);
  });

  it('hands out events in order to listeners, whatever a listener does', async () => {
    const seen: bigint[] = [];
    const stop = tail.onEvents(() => {
      throw new Error('a broken listener');
    });
    tail.onEvents((events) => {
      for (const { position } of events) seen.push(position);
    });
    for (let at = 0; at < 20; at += 1) await append(test.unitOfWork, someEvent(partner));
    await until(() => seen.length === 20);
    expect(seen).toEqual(positionsUpTo(20));
    stop();
  });
});

describe('end of a subscription', () => {
  it('comes to a reader that falls behind, with the cursor to resume from', async () => {
    const slow = tail.subscribe({ sees: everything, maxQueued: 10 });
    const healthy = tail.subscribe({ sees: everything });
    const first = take(slow, 1);
    await appendMany(1);
    expect(await first).toEqual([1n]);
    await appendMany(11);
    await sequenced(12);
    await expect(slow.next()).rejects.toMatchObject({
      name: 'SlowConsumerError',
      code: 'RESUME_FROM_CURSOR',
      resumeAfter: 1n,
    });
    expect(await slow.next()).toEqual({ done: true, value: undefined });
    expect(tail.subscriptionCount).toBe(1);
    expect(await take(healthy, 12)).toEqual(positionsUpTo(12));
    const resumed = tail.subscribe({ after: 1n, sees: everything });
    expect(await take(resumed, 11)).toEqual(positionsUpTo(12).slice(1));
    await healthy.return?.();
    await resumed.return?.();
    expect(tail.subscriptionCount).toBe(0);
  });

  it('holds no more than a page for a reader that stops during its replay', async () => {
    await appendMany(1_000);
    await sequenced(1_000);
    const events = tail.subscribe({ after: 0n, sees: everything, maxQueued: 10 });
    expect(await take(events, 1)).toEqual([1n]);
    await appendMany(500);
    await sequenced(1_500);
    expect(tail.subscriptionCount).toBe(0);
    expect((events as unknown as { queue: unknown[] }).queue.length).toBeLessThan(200);
    expect(await take(events, 1_499)).toEqual(positionsUpTo(1_500).slice(1));
    await events.return?.();
  });

  it('answers a waiting reader at once on return', async () => {
    const events = tail.subscribe({ sees: everything });
    const waiting = events.next();
    await events.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await events.next()).toEqual({ done: true, value: undefined });
    expect(tail.subscriptionCount).toBe(0);
  });

  it('answers a waiting reader at once on abort, and one that is replaying', async () => {
    await appendMany(300);
    await sequenced(300);
    const abort = new AbortController();
    const live = tail.subscribe({ sees: everything, signal: abort.signal });
    const replaying = tail.subscribe({ after: 0n, sees: () => false, signal: abort.signal });
    const waiting = [live.next(), replaying.next()];
    abort.abort();
    const done = { done: true, value: undefined };
    expect(await Promise.all(waiting)).toEqual([done, done]);
    expect(await tail.subscribe({ sees: everything, signal: abort.signal }).next()).toEqual(done);
    expect(tail.subscriptionCount).toBe(0);
  });

  it('comes with the error of its own filter, and to nobody else', async () => {
    const broken = tail.subscribe({
      sees: () => {
        throw new Error('a broken filter');
      },
    });
    const healthy = tail.subscribe({ sees: everything });
    await appendMany(1);
    expect(await take(healthy, 1)).toEqual([1n]);
    await expect(broken.next()).rejects.toThrow('a broken filter');
    await healthy.return?.();
  });

  it('comes to everybody when the tail stops', async () => {
    const events = tail.subscribe({ sees: everything });
    const waiting = events.next();
    await tail.stop();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });
});

describe('faults', () => {
  it('loses nothing when the listening connection and the sequencer are terminated', async () => {
    const events = tail.subscribe({ sees: everything });
    const read = take(events, 200);
    for (let round = 0; round < 10; round += 1) {
      await Promise.all([appendMany(20), terminate(round % 2 ? 'covergraph-listener' : 'covergraph-sequencer')]);
    }
    expect(await read).toEqual(positionsUpTo(200));
    await events.return?.();
  });

  it('gives every gateway the same events in the same order', async () => {
    const second = await startTail();
    const readers = [tail, second].map((each) => take(each.subscribe({ sees: everything }), 60));
    await Promise.all(Array.from({ length: 60 }, () => append(test.unitOfWork, someEvent(partner))));
    const [one, two] = await Promise.all(readers);
    expect(one).toEqual(positionsUpTo(60));
    expect(two).toEqual(one);
    await second.stop();
  });
});
