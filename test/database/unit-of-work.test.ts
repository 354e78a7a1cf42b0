import { type Database, openDatabase } from '../../src/database/database.js';
import { isUniqueViolation } from '../../src/database/failures.js';
import { systemScope, type Transaction, tenantScope, UnitOfWork } from '../../src/database/unit-of-work.js';
import { Organisation } from '../../src/entities/index.js';
import { newId } from '../../src/kernel/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { createOrganisation } from '../support/organisations.js';
import { startTcpProxy, type TcpProxy, throughProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

const NAMES = { name: 'test.names', text: 'SELECT name FROM organisation ORDER BY name' };
const RENAME = { name: 'test.rename', text: 'UPDATE organisation SET name = $2 WHERE id = $1' };
const INSERT = {
  name: 'test.insert',
  text: `INSERT INTO organisation (id, kind, name, country, time_zone, created_at)
         VALUES ($1, 'PARTNER', $2, 'DE', 'UTC', '2026-01-01T00:00:00Z')`,
};
const BACKEND = { name: 'test.backend', text: 'SELECT pg_backend_pid() AS pid' };
const SLEEP = { name: 'test.sleep', text: 'SELECT pg_sleep($1)' };

let test: TestDatabase;
let alpha: string;
let beta: string;
/** A pool of two, so that consecutive units certainly share connections. */
let small: Database;
let units: UnitOfWork;

beforeAll(async () => {
  test = await createTestDatabase();
  await test.query('GRANT UPDATE ON organisation TO covergraph_app');
  alpha = await createOrganisation(test.unitOfWork, 'Alpha');
  beta = await createOrganisation(test.unitOfWork, 'Beta');
  small = await openDatabase({ url: test.url, poolSize: 2, connectTimeoutMs: 300 });
  units = new UnitOfWork(small);
});

afterAll(async () => {
  await small.close();
  await test.drop();
});

const namesIn = async (tx: Transaction): Promise<string[]> =>
  (await tx.rows<{ name: string }>(NAMES)).map(({ name }) => name);

const backendOf = async (tx: Transaction): Promise<number> => (await tx.rows<{ pid: number }>(BACKEND))[0]?.pid ?? 0;

const terminate = (pid: number): Promise<unknown> => test.query('SELECT pg_terminate_backend($1, 5000)', [pid]);

/** A unit that writes a new organisation, and whether it is there afterwards. */
function insertion(): { id: string; write: (tx: Transaction) => Promise<number>; isWritten(): Promise<boolean> } {
  const id = newId('organisation');
  return {
    id,
    write: (tx) => tx.run(INSERT, [id, 'Gamma']),
    isWritten: async () => {
      const rows = await test.unitOfWork.run(systemScope, (tx) =>
        tx.rows({ name: 'test.one', text: 'SELECT id FROM organisation WHERE id = $1' }, [id]),
      );
      return rows.length === 1;
    },
  };
}

describe('scope', () => {
  it.each([
    ['one tenant', () => tenantScope(alpha), ['Alpha']],
    ['two tenants', () => tenantScope(alpha, beta), ['Alpha', 'Beta']],
    ['no tenant', () => tenantScope(), []],
    ['the system', () => systemScope, ['Alpha', 'Beta']],
  ])('%s sees exactly its rows', async (_case, scope, expected) => {
    expect(await units.run(scope(), namesIn)).toEqual(expected);
  });

  it('is never carried into the next unit of a shared connection', async () => {
    const scopes = Array.from(
      { length: 60 },
      (_, at) => [tenantScope(alpha), tenantScope(beta), tenantScope()][at % 3],
    );
    const seen = await Promise.all(scopes.map((scope) => units.run(scope ?? tenantScope(), namesIn)));
    expect(seen).toEqual(scopes.map((_, at) => [['Alpha'], ['Beta'], []][at % 3]));
  });

  it('is gone, with the role, when the transaction is over', async () => {
    const one = await openDatabase({ url: test.url, poolSize: 1 });
    const unitsOfOne = new UnitOfWork(one);
    for (const scope of [tenantScope(alpha), systemScope]) {
      await unitsOfOne.run(scope, namesIn);
      const { rows } = await one.pool.query(
        `SELECT current_user::text AS "user", current_setting('app.tenants', true) AS tenants,
           current_setting('app.scope', true) AS scope`,
      );
      expect(rows).toEqual([{ user: 'covergraph', tenants: '', scope: '' }]);
    }
    await one.close();
  });

  it('acts as the application role', async () => {
    const who = { name: 'test.who', text: 'SELECT current_user::text AS "user"' };
    expect(await units.run(systemScope, (tx) => tx.rows(who))).toEqual([{ user: 'covergraph_app' }]);
  });

  it.each([
    ['a quote', `org_x'); DROP TABLE organisation; --`],
    ['another kind of id', newId('policy')],
    ['a list', `${newId('organisation')},${newId('organisation')}`],
    ['an impossible id', 'org_8zzzzzzzzzzzzzzzzzzzzzzzzz'],
  ])('refuses %s as a tenant before anything is sent', async (_case, tenant) => {
    let ran = false;
    const run = units.run(tenantScope(tenant), async () => {
      ran = true;
    });
    await expect(run).rejects.toMatchObject({ code: 'NOT_AN_ORGANISATION' });
    expect(ran).toBe(false);
  });

  it('cannot write what it cannot see', async () => {
    const { write, isWritten } = insertion();
    await expect(units.run(tenantScope(alpha), write)).rejects.toMatchObject({ code: '42501' });
    expect(await isWritten()).toBe(false);
  });

  it('cannot write at all when read-only', async () => {
    const { write, isWritten } = insertion();
    await expect(units.run(systemScope, write, { readOnly: true })).rejects.toMatchObject({ code: '25006' });
    expect(await isWritten()).toBe(false);
  });
});

describe('outcome', () => {
  it('commits what the work wrote and returns what it returned', async () => {
    const { write, isWritten } = insertion();
    expect(await units.run(systemScope, write)).toBe(1);
    expect(await isWritten()).toBe(true);
  });

  it('rolls back and throws what the work threw', async () => {
    const { write, isWritten } = insertion();
    const refusal = new Error('refused');
    const run = units.run(systemScope, async (tx) => {
      await write(tx);
      throw refusal;
    });
    await expect(run).rejects.toBe(refusal);
    expect(await isWritten()).toBe(false);
  });

  it('runs statements that were asked for together in their order, as one', async () => {
    const { id, write } = insertion();
    const answers = await units.run(tenantScope(id), (tx) =>
      Promise.all([write(tx), tx.run(RENAME, [id, 'Delta']), tx.rows(NAMES)]),
    );
    expect(answers).toEqual([1, 1, [{ name: 'Delta' }]]);
  });

  it('rolls all of them back when one fails, and leaves the connection fit for the next unit', async () => {
    const first = insertion();
    await expect(
      units.run(systemScope, (tx) => Promise.all([first.write(tx), first.write(tx), tx.run(RENAME, [alpha, 'Lost'])])),
    ).rejects.toMatchObject({ constraint: 'organisation_pkey' });
    expect(await first.isWritten()).toBe(false);
    expect(await units.run(tenantScope(alpha), namesIn)).toEqual(['Alpha']);
  });

  it('rolls back when the work refuses before BEGIN was answered', async () => {
    const only = await openDatabase({ url: test.url, poolSize: 1 });
    try {
      const work = new UnitOfWork(only);
      const backend = await work.run(systemScope, backendOf);
      await expect(work.run(tenantScope(alpha), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
      expect(await test.query('SELECT state FROM pg_stat_activity WHERE pid = $1', [backend])).toEqual([
        { state: 'idle' },
      ]);
    } finally {
      await only.close();
    }
  });

  it('names the broken unique constraint', async () => {
    const error = await units.run(systemScope, (tx) => tx.run(INSERT, [alpha, 'Again'])).catch((thrown) => thrown);
    expect(isUniqueViolation(error, 'organisation_pkey')).toBe(true);
    expect(isUniqueViolation(error, 'other')).toBe(false);
    const viaManager = await units
      .run(systemScope, (tx) => tx.manager.query(INSERT.text, [alpha, 'Again']))
      .catch((thrown) => thrown);
    expect(isUniqueViolation(viaManager, 'organisation_pkey')).toBe(true);
  });

  it('refuses to commit after a failed statement that the work swallowed', async () => {
    const { write, isWritten } = insertion();
    const run = units.run(systemScope, async (tx) => {
      await write(tx);
      await tx.run(INSERT, [alpha, 'Again']).catch(() => undefined);
    });
    await expect(run).rejects.toMatchObject({ name: 'InvariantError' });
    expect(await isWritten()).toBe(false);
  });

  it('runs TypeORM inside the same transaction, its nested transactions as savepoints', async () => {
    const { id, write, isWritten } = insertion();
    const found = await units.run(tenantScope(id), async (tx) => {
      await write(tx);
      await tx.manager.transaction((nested) => nested.query(RENAME.text, [id, 'Delta']));
      await tx.manager
        .transaction(async (nested) => {
          await nested.query(RENAME.text, [id, 'Epsilon']);
          throw new Error('only the savepoint');
        })
        .catch(() => undefined);
      return tx.manager.find(Organisation);
    });
    expect(found.map(({ name }) => name)).toEqual(['Delta']);
    expect(await isWritten()).toBe(true);
  });

  it('refuses a transaction that is used after its end', async () => {
    const kept = await units.run(systemScope, async (tx) => ({ tx }));
    await expect(kept.tx.rows(NAMES)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(() => kept.tx.manager).toThrow('took too long');
  });

  it('wakes the sequencer only after the commit of a unit that appended events', async () => {
    let woken = 0;
    const waking = new UnitOfWork(small, { onEventsCommitted: () => (woken += 1) });
    await waking.run(systemScope, namesIn);
    await waking
      .run(systemScope, async (tx) => {
        tx.noteEvents();
        throw new Error('refused');
      })
      .catch(() => undefined);
    expect(woken).toBe(0);
    await waking.run(systemScope, async (tx) => tx.noteEvents());
    expect(woken).toBe(1);
  });

  it('reads bigint, date and numeric without loss', async () => {
    const values = {
      name: 'test.values',
      text: `SELECT 9007199254740993::int8 AS big, ARRAY[1, NULL]::int8[] AS bigs, '2026-03-29'::date AS day,
               ARRAY['2026-03-29']::date[] AS days, 0.10::numeric AS rate, count(*) AS rows FROM organisation`,
    };
    expect(await units.run(tenantScope(alpha), (tx) => tx.rows(values))).toEqual([
      { big: 9007199254740993n, bigs: [1n, null], day: '2026-03-29', days: ['2026-03-29'], rate: '0.10', rows: 1n },
    ]);
  });
});

describe('the end of a unit', () => {
  it('travels behind what was asked last, and what was asked is answered', async () => {
    const { write, isWritten } = insertion();
    const sent = await units.run(systemScope, async (tx) => {
      await tx.rows(BACKEND);
      return tx.ending(write(tx));
    });
    expect(sent).toBe(1);
    expect(await isWritten()).toBe(true);
  });

  it('undoes everything when one of the last statements fails, and says why the first of them failed', async () => {
    const { write, isWritten } = insertion();
    const failing = { name: 'test.failing', text: 'SELECT 1 / (SELECT 0)' };
    const unit = units.run(systemScope, (tx) => {
      tx.rows(failing).catch(() => undefined);
      return tx.ending(write(tx));
    });
    await expect(unit).rejects.toThrow('division by zero');
    expect(await isWritten()).toBe(false);
    expect(await units.run(systemScope, namesIn, { readOnly: true })).toContain('Alpha');
  });

  it('does not come behind a fault of ours', async () => {
    const { write, isWritten } = insertion();
    const fault = async (): Promise<void> => {
      throw new Error('not even asked');
    };
    const unit = units.run(systemScope, (tx) => tx.ending(Promise.all([write(tx), Promise.all([fault()])])));
    await expect(unit).rejects.toThrow('not even asked');
    expect(await isWritten()).toBe(false);
  });

  it('lets nothing be asked behind it', async () => {
    const { write, isWritten } = insertion();
    const unit = units.run(systemScope, async (tx) => {
      const backend = await tx.ending(tx.rows(BACKEND));
      await write(tx);
      return backend;
    });
    await expect(unit).rejects.toThrow('a unit of work failed behind its COMMIT');
    expect(await isWritten()).toBe(false);
  });

  it('has an unknown outcome when its answer is lost', async () => {
    const { write, isWritten } = insertion();
    const unit = units.run(systemScope, async (tx) => {
      const pid = await backendOf(tx);
      const slept = tx.rows(SLEEP, [60]);
      const ended = tx.ending(Promise.all([slept, write(tx)]));
      await terminate(pid);
      return ended;
    });
    await expect(unit).rejects.toMatchObject({ name: 'UnknownOutcomeError' });
    expect(await isWritten()).toBe(false);
  });

  it('is a collision to be met again when a row was made meanwhile', async () => {
    const { id, write } = insertion();
    await units.run(systemScope, write);
    let attempts = 0;
    const insertAgain = { ...INSERT, name: 'test.insertAgain', collidesOn: 'organisation_pkey' };
    const unit = units.run(systemScope, (tx) => {
      attempts += 1;
      return tx.ending(attempts < 3 ? tx.run(insertAgain, [id, 'Gamma']) : tx.run(RENAME, [id, 'Delta']));
    });
    expect(await unit).toBe(1);
    expect(attempts).toBe(3);
  });
});

describe('rows of one statement', () => {
  it('are those its scope may see', async () => {
    expect(await units.rows(tenantScope(alpha), NAMES)).toEqual([{ name: 'Alpha' }]);
    expect(await units.rows(tenantScope(), NAMES)).toEqual([]);
  });

  it('come of a statement that writes nothing', async () => {
    await expect(units.rows(systemScope, RENAME, [alpha, 'Other'])).rejects.toMatchObject({ code: '25006' });
    expect(await units.rows(tenantScope(alpha), NAMES)).toEqual([{ name: 'Alpha' }]);
  });

  it('leave the connection outside any transaction, also when the statement fails', async () => {
    const one = await openDatabase({ url: test.url, poolSize: 1 });
    try {
      const reader = new UnitOfWork(one);
      const [before] = await reader.rows(systemScope, BACKEND);
      await expect(
        reader.rows(systemScope, { name: 'test.bad', text: 'SELECT 1 / $1::int' }, [0]),
      ).rejects.toMatchObject({
        code: '22012',
      });
      expect(await reader.rows(systemScope, BACKEND)).toEqual([before]);
      const { rows } = await one.pool.query('SELECT now() = statement_timestamp() AS "isAlone", current_user AS me');
      expect(rows).toEqual([{ isAlone: true, me: 'covergraph' }]);
    } finally {
      await one.close();
    }
  });

  it('are waited for until the deadline', async () => {
    const hasty = new UnitOfWork(small, { deadlineMs: 60 });
    await expect(hasty.rows(systemScope, SLEEP, [2])).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });
});

describe('collisions', () => {
  it('repeats a unit that was chosen as the victim of a deadlock', async () => {
    let runs = 0;
    const bothHoldOne = new Rendezvous(2);
    const renameBoth = (first: string, second: string) => async (tx: Transaction) => {
      runs += 1;
      await tx.run(RENAME, [first, 'Alpha']);
      await bothHoldOne.arrive();
      await tx.run(RENAME, [second, 'Beta']);
    };
    const patient = new UnitOfWork(small, { deadlineMs: 10_000 });
    await Promise.all([
      patient.run(systemScope, renameBoth(alpha, beta)),
      patient.run(systemScope, renameBoth(beta, alpha)),
    ]);
    expect(runs).toBe(3);
    await units.run(systemScope, async (tx) => {
      await tx.run(RENAME, [alpha, 'Alpha']);
      await tx.run(RENAME, [beta, 'Beta']);
    });
  });

  it('gives up after five repetitions', async () => {
    let runs = 0;
    const raise = { name: 'test.raise', text: 'SELECT refuse_to_serialize()' };
    await test.query(`CREATE FUNCTION refuse_to_serialize() RETURNS void LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'collision' USING ERRCODE = '40001'; END $$`);
    const run = units.run(systemScope, (tx) => {
      runs += 1;
      return tx.run(raise);
    });
    await expect(run).rejects.toMatchObject({ code: 'TRANSACTION_CONFLICT', retryable: true });
    expect(runs).toBe(6);
  });

  it('ends a wait for a lock as retryable', async () => {
    const held = new Rendezvous(2);
    const done = new Rendezvous(2);
    const holder = units.run(
      systemScope,
      async (tx) => {
        await tx.run(RENAME, [alpha, 'Alpha']);
        await held.arrive();
        await done.arrive();
      },
      { deadlineMs: 10_000 },
    );
    await held.arrive();
    const waiter = units.run(systemScope, (tx) => tx.run(RENAME, [alpha, 'Changed']));
    await expect(waiter).rejects.toMatchObject({ code: 'LOCK_TIMEOUT', retryable: true });
    await done.arrive();
    await holder;
    expect(await units.run(tenantScope(alpha), namesIn)).toEqual(['Alpha']);
  });

  it('ends a wait for a connection as retryable', async () => {
    const held = new Rendezvous(3);
    const done = new Rendezvous(3);
    const hold = (): Promise<void> =>
      units.run(systemScope, async () => {
        await held.arrive();
        await done.arrive();
      });
    const holders = [hold(), hold()];
    await held.arrive();
    await expect(units.run(systemScope, namesIn)).rejects.toMatchObject({ code: 'DATABASE_BUSY', retryable: true });
    await done.arrive();
    await Promise.all(holders);
  });
});

describe('deadline', () => {
  it('closes the connection under a running statement', async () => {
    let pid = 0;
    const startedAt = performance.now();
    const run = units.run(
      systemScope,
      async (tx) => {
        pid = await backendOf(tx);
        await tx.rows(SLEEP, [2]);
      },
      { deadlineMs: 100 },
    );
    await expect(run).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', retryable: true });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    const pids = await Promise.all([units.run(systemScope, backendOf), units.run(systemScope, backendOf)]);
    expect(pids).not.toContain(pid);
  });

  it('ends work that waits for something else, and rolls back', async () => {
    const { write, isWritten } = insertion();
    const never = new Rendezvous(2);
    const run = units.run(
      systemScope,
      async (tx) => {
        await write(tx);
        await never.arrive();
      },
      { deadlineMs: 100 },
    );
    await expect(run).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(await isWritten()).toBe(false);
    await never.arrive();
  });

  it('is not passed by the server either', async () => {
    const run = units.run(systemScope, (tx) => tx.rows(SLEEP, [5]), { deadlineMs: 8_000 });
    await expect(run).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      cause: expect.objectContaining({ code: '57014' }),
    });
  });
});

describe('lost connections', () => {
  let proxy: TcpProxy;
  let behind: Database;
  let remote: UnitOfWork;

  beforeAll(async () => {
    proxy = await startTcpProxy(test.url);
    behind = await openDatabase({ url: throughProxy(test.url, proxy), poolSize: 2 });
    remote = new UnitOfWork(behind);
  });

  afterAll(async () => {
    await behind.close();
    await proxy.close();
  });

  it('is unavailable, not unknown, before COMMIT', async () => {
    const { write, isWritten } = insertion();
    const run = units.run(systemScope, async (tx) => {
      await write(tx);
      await terminate(await backendOf(tx));
      await write(tx);
    });
    await expect(run).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
    expect(await isWritten()).toBe(false);
  });

  it('is unavailable through TypeORM as well', async () => {
    const run = units.run(systemScope, async (tx) => {
      await terminate(await backendOf(tx));
      await tx.manager.find(Organisation);
    });
    await expect(run).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  it.each([
    ['of ours', namesIn],
    ['of TypeORM', async (tx: Transaction): Promise<unknown> => tx.manager.find(Organisation)],
  ])(
    'is unavailable to a statement %s in the moment between the server saying goodbye and hanging up',
    async (_, ask) => {
      const run = units.run(systemScope, async (tx) => {
        const pid = await backendOf(tx);
        const client = await tx.manager.queryRunner?.connect();
        const goodbye = new Promise((resolve) => client.once('error', resolve));
        await Promise.all([goodbye.then((): Promise<unknown> => ask(tx)), terminate(pid)]);
      });
      await expect(run).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
    },
  );

  it('lets the work say what it has to say when its connection is gone', async () => {
    const refusal = new Error('refused');
    const run = units.run(systemScope, async (tx) => {
      await terminate(await backendOf(tx));
      throw refusal;
    });
    await expect(run).rejects.toBe(refusal);
    expect(await units.run(tenantScope(alpha), namesIn)).toEqual(['Alpha']);
  });

  it('goes unnoticed when only idle connections were lost', async () => {
    const bothBusy = new Rendezvous(2);
    const pids = await Promise.all(
      [1, 2].map(() =>
        units.run(systemScope, async (tx) => {
          await bothBusy.arrive();
          return backendOf(tx);
        }),
      ),
    );
    for (const pid of pids) await terminate(pid);
    expect(await Promise.all([1, 2, 3].map(() => units.run(tenantScope(alpha), namesIn)))).toEqual([
      ['Alpha'],
      ['Alpha'],
      ['Alpha'],
    ]);
  });

  it('has an unknown outcome when the answer to COMMIT is swallowed, 100 times', async () => {
    for (let at = 0; at < 100; at += 1) {
      const { write, isWritten } = insertion();
      proxy.swallowAnswerTo('COMMIT');
      await expect(remote.run(systemScope, write)).rejects.toMatchObject({ code: 'UNKNOWN_OUTCOME', retryable: true });
      expect(await isWritten()).toBe(true);
    }
  });

  it('has an unknown outcome when COMMIT itself never arrives', async () => {
    const { write, isWritten } = insertion();
    proxy.cutBefore('COMMIT');
    await expect(remote.run(systemScope, write)).rejects.toMatchObject({ code: 'UNKNOWN_OUTCOME' });
    expect(await isWritten()).toBe(false);
  });

  it('loses nothing but an answer when a read loses its COMMIT', async () => {
    proxy.swallowAnswerTo('COMMIT');
    const run = remote.run(systemScope, namesIn, { readOnly: true });
    await expect(run).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  it('has an unknown outcome when the deadline passes during COMMIT', async () => {
    const { write } = insertion();
    const run = remote.run(
      systemScope,
      async (tx) => {
        await write(tx);
        proxy.freeze();
      },
      { deadlineMs: 200 },
    );
    await expect(run).rejects.toMatchObject({ code: 'UNKNOWN_OUTCOME' });
    proxy.thaw();
  });

  it('fails within the deadline while the network is cut, and heals with it', async () => {
    proxy.freeze();
    const startedAt = performance.now();
    const outcomes = await Promise.allSettled(
      [1, 2, 3, 4].map(() => remote.run(systemScope, namesIn, { deadlineMs: 500 })),
    );
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { retryable: true } });
    }
    proxy.thaw();
    await expect(until(() => remote.run(tenantScope(alpha), namesIn))).resolves.toEqual(['Alpha']);
  });
});

/** Lets `parties` wait for each other; later arrivals pass. */
class Rendezvous {
  private readonly waiting: (() => void)[] = [];
  private arrived = 0;

  constructor(private readonly parties: number) {}

  arrive(): Promise<void> {
    this.arrived += 1;
    if (this.arrived >= this.parties) {
      for (const pass of this.waiting.splice(0)) pass();
      return Promise.resolve();
    }
    return new Promise((pass) => this.waiting.push(pass));
  }
}
