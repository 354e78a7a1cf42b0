import { triggerDate } from '../../src/finance/index.js';
import { addDays } from '../../src/kernel/index.js';
import { daysBehind, overdueStateOf } from '../../src/policies/delinquency.js';
import { DelinquencyService } from '../../src/policies/delinquency-service.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { date } from './loan-fixture.js';
import { clockAt, createMarket, createPolicy, type Market, readAll } from './policy-fixture.js';

/** The multirange of a loan whose overdue never stood still. */
const NEVER_STOPPED = '{}';
const TERMS = { noticeDays: 10, waitingDays: 60, stoppedDays: NEVER_STOPPED };
const DUE = date('2026-01-01');

describe('overdueStateOf', () => {
  it.each([
    ['the day before', -1, 'CURRENT', 0],
    ['the due date itself', 0, 'CURRENT', 0],
    ['one day late', 1, 'LATE', 1],
    ['the day before notice', 9, 'LATE', 9],
    ['the day of notice', 10, 'NOTICE_DUE', 10],
    ['the day before the trigger', 59, 'NOTICE_DUE', 59],
    ['the trigger date', 60, 'CLAIMABLE', 60],
    ['long after', 400, 'CLAIMABLE', 400],
  ] as const)('%s', (_name, days, state, pastDue) => {
    expect(overdueStateOf(DUE, TERMS, addDays(DUE, days))).toBe(state);
    expect(daysBehind(DUE, addDays(DUE, days), NEVER_STOPPED)).toBe(pastDue);
  });

  it('is CURRENT when nothing is unpaid', () => {
    expect(overdueStateOf(null, TERMS, DUE)).toBe('CURRENT');
    expect(daysBehind(null, DUE, NEVER_STOPPED)).toBe(0);
  });

  it('is CLAIMABLE at once when the waiting period is not longer than the notice', () => {
    expect(overdueStateOf(DUE, { ...TERMS, noticeDays: 30, waitingDays: 30 }, addDays(DUE, 30))).toBe('CLAIMABLE');
  });

  it('counts the waiting period across a leap day', () => {
    expect(triggerDate(date('2024-01-01'), TERMS.waitingDays)).toBe('2024-03-01');
    expect(triggerDate(date('2026-01-01'), TERMS.waitingDays)).toBe('2026-03-02');
  });
});

describe('rollDay', () => {
  let db: TestDatabase;
  let market: Market;
  const clock = clockAt('2026-03-02T02:00:00Z');
  const service = () => new DelinquencyService({ units: db.unitOfWork, clock });

  beforeAll(async () => {
    db = await createTestDatabase();
    market = await createMarket(db.unitOfWork);
  });
  afterAll(() => db.drop());
  beforeEach(async () => {
    await readAll(
      db.unitOfWork,
      `UPDATE loan SET status = 'SETTLED', overdue_state = 'CURRENT', oldest_unpaid_due_on = NULL`,
    );
  });

  const loan = (timeZone?: string) => createPolicy(db.unitOfWork, market, timeZone ? { timeZone } : {});
  const stateOf = async (loanId: string | undefined) =>
    (
      await readAll<{ state: string }>(db.unitOfWork, 'SELECT overdue_state AS state FROM loan WHERE id = $1', [loanId])
    )[0]?.state;
  const told = (loanId: string | undefined) =>
    readAll<{ kind: string; payload: unknown }>(
      db.unitOfWork,
      'SELECT kind, payload FROM event WHERE subject_id = $1 ORDER BY id',
      [loanId],
    );
  const counts = (moved: object) => ({ CURRENT: 0, LATE: 0, NOTICE_DUE: 0, CLAIMABLE: 0, ...moved });

  it('lives a loan through to its claim, one state a time, each told and recorded once', async () => {
    const { loanId, policyId } = await loan();
    expect(await service().rollDay(date('2026-01-01'))).toEqual(counts({}));
    expect(await service().rollDay(date('2026-01-02'))).toEqual(counts({ LATE: 1 }));
    expect(await service().rollDay(date('2026-01-02'))).toEqual(counts({}));
    expect(await service().rollDay(date('2026-01-11'))).toEqual(counts({ NOTICE_DUE: 1 }));
    expect(await service().rollDay(date('2026-03-01'))).toEqual(counts({}));
    expect(await service().rollDay(date('2026-03-02'))).toEqual(counts({ CLAIMABLE: 1 }));
    expect(await stateOf(loanId)).toBe('CLAIMABLE');
    const common = { policy: policyId, oldestUnpaidDueOn: '2026-01-01', claimableOn: '2026-03-02' };
    expect(await told(loanId)).toEqual([
      { kind: 'loan.overdue', payload: { ...common, from: 'CURRENT', to: 'LATE', daysPastDue: 1 } },
      { kind: 'loan.noticeDue', payload: { ...common, from: 'LATE', to: 'NOTICE_DUE', daysPastDue: 10 } },
      { kind: 'loan.claimable', payload: { ...common, from: 'NOTICE_DUE', to: 'CLAIMABLE', daysPastDue: 60 } },
    ]);
    expect(
      await readAll(
        db.unitOfWork,
        `SELECT from_state || '>' || to_state AS move, cause, occurred_at AS at FROM state_change
         WHERE subject_id = $1 AND machine = 'Overdue' ORDER BY id`,
        [loanId],
      ),
    ).toEqual(
      ['CURRENT>LATE', 'LATE>NOTICE_DUE', 'NOTICE_DUE>CLAIMABLE'].map((move) => ({
        move,
        cause: 'dayRoll',
        at: clock.now(),
      })),
    );
  });

  it('rolls each time zone to its own date', async () => {
    await readAll(db.unitOfWork, `UPDATE programme SET time_zone = 'Asia/Shanghai'`);
    // 2026-01-01 20:00 UTC is the second of January in Shanghai only.
    const evening = new DelinquencyService({ units: db.unitOfWork, clock: clockAt('2026-01-01T20:00:00Z') });
    const [east, west] = [await loan('Asia/Shanghai'), await loan('America/New_York')];
    expect(await evening.rollAll()).toBe(1);
    expect([await stateOf(east.loanId), await stateOf(west.loanId)]).toEqual(['LATE', 'CURRENT']);
    await readAll(db.unitOfWork, `UPDATE programme SET time_zone = 'America/New_York'`);
    expect(await evening.rollAll()).toBe(0);
    const later = new DelinquencyService({ units: db.unitOfWork, clock: clockAt('2026-01-02T05:00:00Z') });
    expect(await later.rollAll()).toBe(1);
    expect(await stateOf(west.loanId)).toBe('LATE');
  });

  it('skips states when days were skipped', async () => {
    const { loanId } = await loan();
    expect(await service().rollDay(date('2026-06-01'))).toEqual(counts({ CLAIMABLE: 1 }));
    expect((await told(loanId)).map(({ kind }) => kind)).toEqual(['loan.claimable']);
  });

  it('cures a loan whose oldest unpaid due date moved on', async () => {
    const { loanId } = await loan();
    await service().rollDay(date('2026-01-02'));
    await readAll(db.unitOfWork, `UPDATE loan SET oldest_unpaid_due_on = '2026-02-01' WHERE id = $1`, [loanId]);
    expect(await service().rollDay(date('2026-01-03'))).toEqual(counts({ CURRENT: 1 }));
    expect((await told(loanId)).map(({ kind }) => kind)).toEqual(['loan.overdue', 'loan.cured']);
  });

  it('rolls only the loans of a time zone when asked', async () => {
    const berlin = await loan();
    const tokyo = await loan('Asia/Tokyo');
    expect(await service().rollDay(date('2026-01-02'), { timeZones: ['Asia/Tokyo'] })).toEqual(counts({ LATE: 1 }));
    expect([await stateOf(berlin.loanId), await stateOf(tokyo.loanId)]).toEqual(['CURRENT', 'LATE']);
  });

  it('leaves loans that are settled, claimed or no longer covered', async () => {
    const [settled, claimed, cancelled] = [await loan(), await loan(), await loan()];
    await readAll(db.unitOfWork, `UPDATE loan SET status = 'SETTLED' WHERE id = $1`, [settled.loanId]);
    await readAll(db.unitOfWork, `UPDATE loan SET status = 'CLAIMED' WHERE id = $1`, [claimed.loanId]);
    await readAll(db.unitOfWork, `UPDATE policy SET status = 'CANCELLED' WHERE id = $1`, [cancelled.policyId]);
    expect(await service().rollDay(date('2026-06-01'))).toEqual(counts({}));
  });

  it('does not wait for a loan that somebody holds, and takes it the next time', async () => {
    const [held, free] = [await loan(), await loan()];
    const release: { now?: () => void } = {};
    const holding = new Promise<void>((resolve) => {
      release.now = resolve;
    });
    let ended: Promise<void> = Promise.resolve();
    const locked = new Promise<void>((resolve, reject) => {
      ended = db.database.dataSource
        .transaction(async (manager) => {
          await manager.query(`SET LOCAL role covergraph_app`);
          await manager.query(`SELECT set_config('app.scope', 'system', true)`);
          await manager.query('SELECT 1 FROM loan WHERE id = $1 FOR UPDATE', [held.loanId]);
          resolve();
          await holding;
        })
        .catch(reject);
    });
    await locked;
    expect(await service().rollDay(date('2026-01-02'))).toEqual(counts({ LATE: 1 }));
    expect([await stateOf(held.loanId), await stateOf(free.loanId)]).toEqual(['CURRENT', 'LATE']);
    release.now?.();
    await ended;
    expect(await service().rollDay(date('2026-01-02'))).toEqual(counts({ LATE: 1 }));
  });

  it('moves 5,000 loans in batches, each once, from two callers at once', async () => {
    const { loanId } = await loan();
    await copyLoan(db, loanId, 4_999);
    const [first, second] = await Promise.all([
      service().rollDay(date('2026-01-02')),
      service().rollDay(date('2026-01-02')),
    ]);
    const rest = await service().rollDay(date('2026-01-02'));
    expect((first?.LATE ?? 0) + (second?.LATE ?? 0) + rest.LATE).toBe(5_000);
    expect(
      await readAll(
        db.unitOfWork,
        `SELECT count(*) AS moves, count(DISTINCT subject_id) AS loans FROM state_change c
         WHERE machine = 'Overdue' AND EXISTS (SELECT 1 FROM loan l WHERE l.id = c.subject_id AND l.status = 'ACTIVE')`,
      ),
    ).toEqual([{ moves: 5_000n, loans: 5_000n }]);
  });
});

/** `count` more loans like this one, each with its policy and quote; ids are enough for the day roll. */
async function copyLoan(db: TestDatabase, loanId: string | undefined, count: number): Promise<void> {
  const copy = async (table: string, columns: Readonly<Record<string, string>>, from: string) => {
    const changes = Object.entries(columns).flatMap(([column, value]) => [`'${column}'`, value]);
    await readAll(
      db.unitOfWork,
      `INSERT INTO ${table} SELECT copied.* FROM (${from}) AS source, generate_series(1, $2::int) AS n,
         LATERAL jsonb_populate_record(NULL::${table}, to_jsonb(source) || jsonb_build_object(${changes.join(', ')})) AS copied`,
      [loanId, count],
    );
    // What autovacuum does: prepared plans were made for a handful of rows.
    await db.query(`ANALYZE ${table}`);
  };
  const policy = 'SELECT p.* FROM policy p JOIN loan l ON l.policy_id = p.id WHERE l.id = $1';
  await copy('quote', { id: `'quo_' || n` }, `SELECT q.* FROM quote q JOIN (${policy}) p ON p.quote_id = q.id`);
  await copy('policy', { id: `'pol_' || n`, number: `'N' || n`, quote_id: `'quo_' || n` }, policy);
  await copy('loan', { id: `'lon_' || n`, policy_id: `'pol_' || n` }, 'SELECT * FROM loan WHERE id = $1');
}
