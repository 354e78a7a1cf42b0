import fc from 'fast-check';
import { systemScope } from '../../src/database/unit-of-work.js';
import { dayAfter, daysCounted, type HeldDays } from '../../src/finance/index.js';
import { addDays, type CalendarDate, daysBetween } from '../../src/kernel/index.js';
import { claimableFrom, overdueStateOf, stoppedOf } from '../../src/policies/delinquency.js';
import { DelinquencyService } from '../../src/policies/delinquency-service.js';
import { PolicyService } from '../../src/policies/policy-service.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { date } from './loan-fixture.js';
import { clockAt, createMarket, createPolicy, type Market, readAll } from './policy-fixture.js';

const DUE = date('2026-04-02');
const held = (from: string, until: string): HeldDays => ({ from: date(from), until: date(until) });

describe('days that are counted', () => {
  it.each([
    ['before the due date', [held('2026-03-01', '2026-03-31')], '2026-05-02', 30],
    ['the due date itself', [held('2026-04-02', '2026-04-02')], '2026-05-02', 30],
    ['the day after it', [held('2026-04-03', '2026-04-03')], '2026-05-03', 29],
    ['the last day', [held('2026-05-02', '2026-05-02')], '2026-05-03', 29],
    ['the day after the last', [held('2026-05-03', '2026-05-03')], '2026-05-02', 30],
    ['over the due date', [held('2026-03-15', '2026-04-11')], '2026-05-11', 21],
    ['two at a time', [held('2026-04-10', '2026-04-19'), held('2026-04-15', '2026-04-24')], '2026-05-17', 15],
    ['one within another', [held('2026-04-10', '2026-04-24'), held('2026-04-12', '2026-04-14')], '2026-05-17', 15],
  ] as const)('a hold on %s', (_, holds, thirtieth, onSecondOfMay) => {
    expect(dayAfter(DUE, 30, holds)).toBe(thirtieth);
    expect(daysCounted(DUE, date('2026-05-02'), holds)).toBe(onSecondOfMay);
  });

  it('stand still on every held day and go on after the last', () => {
    const holds = [held('2026-04-10', '2026-04-12')];
    const days = Array.from({ length: 6 }, (_, at) => daysCounted(DUE, addDays(date('2026-04-08'), at), holds));
    expect(days).toEqual([6, 7, 7, 7, 7, 8]);
    const terms = { noticeDays: 8, waitingDays: 60, stoppedDays: '{[2026-04-10,2026-04-13)}' };
    expect(overdueStateOf(DUE, terms, date('2026-04-12'))).toBe('LATE');
    expect(overdueStateOf(DUE, terms, date('2026-04-13'))).toBe('NOTICE_DUE');
    expect(claimableFrom(DUE, terms)).toBe('2026-06-04');
  });
});

const anyHolds = fc.array(fc.tuple(fc.integer({ min: -20, max: 60 }), fc.integer({ min: 0, max: 25 })), {
  maxLength: 4,
});
const holdsOf = (spans: readonly (readonly [number, number])[]): HeldDays[] =>
  spans
    .map(([from, length]) => ({ from: addDays(DUE, from), until: addDays(DUE, from + length) }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));

describe('properties of counted days', () => {
  it('counts a day when no hold has it, and reaches a number of days on the first day that has so many', () => {
    fc.assert(
      fc.property(anyHolds, fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 60 }), (spans, on, days) => {
        const holds = holdsOf(spans);
        const isHeld = (day: CalendarDate) => holds.some(({ from, until }) => from <= day && day <= until);
        const free = Array.from({ length: on }, (_, at) => addDays(DUE, at + 1)).filter((day) => !isHeld(day));
        expect(daysCounted(DUE, addDays(DUE, on), holds)).toBe(free.length);
        const reached = dayAfter(DUE, days, holds);
        expect(daysCounted(DUE, reached, holds)).toBe(days);
        expect(daysCounted(DUE, addDays(reached, -1), holds)).toBe(days - 1);
      }),
    );
  });
});

describe('the day roll over stopped loans', () => {
  let db: TestDatabase;
  let market: Market;
  const clock = clockAt('2026-04-03T10:00:00Z');
  const roll = (on: string) => new DelinquencyService({ units: db.unitOfWork, clock }).rollDay(date(on));
  beforeAll(async () => {
    db = await createTestDatabase();
    market = await createMarket(db.unitOfWork);
  });
  afterAll(() => db.drop());

  it('reckons in SQL as everywhere else', async () => {
    const asked: { since: string; days: number; stopped: string; expected: string }[] = [];
    fc.assert(
      fc.property(anyHolds, fc.integer({ min: 1, max: 60 }), (spans, days) => {
        const ranges = holdsOf(spans).map(({ from, until }) => `[${from},${addDays(until, 1)})`);
        asked.push({
          since: DUE,
          days,
          stopped: `{${ranges.join(',')}}`,
          expected: dayAfter(DUE, days, holdsOf(spans)),
        });
      }),
    );
    const rows = await readAll<{ day: string; stopped: string }>(
      db.unitOfWork,
      `SELECT counted_day($1::date, days, stopped) AS day, stopped::text AS stopped
       FROM unnest($2::int[], $3::datemultirange[]) WITH ORDINALITY AS a (days, stopped, place) ORDER BY place`,
      [DUE, asked.map(({ days }) => days), asked.map(({ stopped }) => stopped)],
    );
    expect(rows.map(({ day }) => day)).toEqual(asked.map(({ expected }) => expected));
    // As the database writes it, a multirange reads back into the same days.
    expect(rows.map(({ stopped }, at) => dayAfter(DUE, asked[at]?.days ?? 0, stoppedOf(stopped)))).toEqual(
      asked.map(({ expected }) => expected),
    );
  });

  it('leaves a loan where it is while it is stopped, and moves it on the day that is counted next', async () => {
    const { loanId } = await createPolicy(db.unitOfWork, market);
    await db.unitOfWork.run(systemScope, (tx) =>
      tx.run(
        {
          name: 'test.stop',
          text: `UPDATE loan SET oldest_unpaid_due_on = '2026-04-02', notice_days = 10, waiting_days = 60,
                   stopped_days = '{[2026-04-02,2026-04-12)}' WHERE id = $1`,
        },
        [loanId],
      ),
    );
    const stateOf = async () =>
      (
        await readAll<{ state: string }>(db.unitOfWork, 'SELECT overdue_state AS state FROM loan WHERE id = $1', [
          loanId,
        ])
      )[0]?.state;
    const seen: (readonly [string, string | undefined])[] = [];
    for (const on of ['2026-04-11', '2026-04-12', '2026-04-20', '2026-04-21', '2026-06-09', '2026-06-10']) {
      await roll(on);
      seen.push([on, await stateOf()]);
    }
    expect(seen).toEqual([
      ['2026-04-11', 'CURRENT'],
      ['2026-04-12', 'LATE'],
      ['2026-04-20', 'LATE'],
      ['2026-04-21', 'NOTICE_DUE'],
      ['2026-06-09', 'NOTICE_DUE'],
      ['2026-06-10', 'CLAIMABLE'],
    ]);
    expect(daysBetween(DUE, date('2026-06-10'))).toBe(69);
  });

  it('keeps cover whose last waiting period a hold made longer, until the day of the claim is over', async () => {
    const { loanId, policyId } = await createPolicy(db.unitOfWork, market);
    // Cover ends on 31 January 2027 in Berlin; of the last instalment, unpaid, 60 days end on 2 March with these 30.
    await db.unitOfWork.run(systemScope, (tx) =>
      tx.run(
        {
          name: 'test.stopLast',
          text: `UPDATE loan SET oldest_unpaid_due_on = '2026-12-02', waiting_days = 60,
                   stopped_days = '{[2026-12-10,2027-01-09)}' WHERE id = $1`,
        },
        [loanId],
      ),
    );
    const ended = clockAt('2027-03-02T22:30:00Z');
    const service = new PolicyService({ units: db.unitOfWork, clock: ended, scenarios: [], secret: '' } as never);
    const statusOf = async () =>
      (await readAll<{ status: string }>(db.unitOfWork, 'SELECT status FROM policy WHERE id = $1', [policyId]))[0]
        ?.status;
    await service.endRunOut();
    expect(await statusOf()).toBe('ACTIVE');
    ended.set('2027-03-02T23:30:00Z');
    await service.endRunOut();
    expect(await statusOf()).toBe('EXPIRED');
  });
});
