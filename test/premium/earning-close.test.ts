import type { UnitOfWork } from '../../src/database/unit-of-work.js';
import { systemScope } from '../../src/database/unit-of-work.js';
import { PolicyInsurerShare } from '../../src/entities/index.js';
import { addDays, type CalendarDate, calendarDate, currencyCode, newId } from '../../src/kernel/index.js';
import { readSegments, reducePremium, writePremium } from '../../src/premium/book-premium.js';
import { EarningClose } from '../../src/premium/earning-close.js';
import { earnedBy } from '../../src/premium/segments.js';
import { coInsure } from '../../src/premium/treaty.js';
import { clockAt, createMarket, createPolicy, type Market, readAll } from '../policies/policy-fixture.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { createOrganisation } from '../support/organisations.js';
import { printedSeed, seeded } from '../support/seeded.js';

let test: TestDatabase;
let market: Market;
let units: UnitOfWork;
const clock = clockAt('2026-03-10T12:00:00Z');

beforeAll(async () => {
  test = await createTestDatabase();
  units = test.unitOfWork;
});
afterAll(() => test.drop());
beforeEach(async () => {
  market = await createMarket(units);
  clock.set('2026-03-10T12:00:00Z');
});

const START = calendarDate('2026-03-01');
const LINES = [
  { kind: 'RISK', minor: 3_000n },
  { kind: 'COMMISSION', minor: 650n },
  { kind: 'TAX', minor: 219n },
] as const;

const policyOf = (id: string) => ({
  id,
  partnerId: market.partnerId,
  insurerId: market.insurerId,
  lenderId: market.lenderId,
  programmeId: market.programmeId,
  currency: currencyCode('EUR'),
  startsOn: START,
});

/** A policy of 36.50 net of tax over 365 days: ten minor units a day. */
async function written(on: CalendarDate = START, days = 365): Promise<string> {
  const { policyId } = await createPolicy(units, market, { status: 'PENDING_ACTIVATION' });
  const booking = { policy: policyOf(policyId), subjectId: policyId, lines: LINES, on, at: clock.now() };
  const parts = [{ fromOn: on, toOn: addDays(on, days), weight: 1n }];
  await units.run(systemScope, (tx) => writePremium(tx, booking, parts));
  return policyId;
}

const refund = (policyId: string, minor: bigint, on: CalendarDate) =>
  units.run(systemScope, (tx) =>
    reducePremium(
      tx,
      {
        policy: policyOf(policyId),
        subjectId: newId('policyTransaction'),
        lines: [{ kind: 'RISK', minor }],
        on,
        at: clock.now(),
      },
      addDays(on, 1),
    ),
  );

/** Balance of accounts of this market's insurer or another, debit positive. */
async function balances(insurerId = market.insurerId): Promise<Record<string, bigint>> {
  const rows = await readAll<{ account: string; minor: string }>(
    units,
    'SELECT account, sum(amount_minor)::text AS minor FROM posting WHERE insurer_id = $1 GROUP BY account',
    [insurerId],
  );
  return Object.fromEntries(rows.map(({ account, minor }) => [account, BigInt(minor)]));
}

const journals = async () =>
  readAll<{ kind: string; day: string; minor: string }>(
    units,
    `SELECT j.kind, j.booked_on AS day, (SELECT sum(p.amount_minor) FROM posting p WHERE p.journal_id = j.id AND p.amount_minor > 0)::text AS minor
     FROM journal j WHERE j.insurer_id = $1 ORDER BY j.booked_on, j.id`,
    [market.insurerId],
  );

describe('the close', () => {
  it('books each day that is over once, and catches up the days nobody ran it', async () => {
    await written();
    const close = new EarningClose({ units, clock });
    const preview = await close.preview(market.programmeId);
    expect(preview).toMatchObject({
      closedOn: null,
      through: '2026-03-09',
      figures: [{ insurerId: market.insurerId, premiumMinor: 90n, commissionMinor: 16n, cededMinor: 0n }],
    });
    await close.closeAll();
    expect(await balances()).toMatchObject({
      EARNED_PREMIUM: -90n,
      UNEARNED_PREMIUM: -3_560n,
      COMMISSION_EXPENSE: 16n,
      DEFERRED_COMMISSION: 634n,
    });
    const booked = await journals();
    expect(booked.filter(({ kind }) => kind === 'PREMIUM_EARNED').map(({ day }) => day)).toEqual(
      Array.from({ length: 9 }, (_, day) => addDays(START, day)),
    );
    expect(await close.closeAll()).toBe(0);
    expect(await journals()).toEqual(booked);
    const closed = { programmeId: market.programmeId, closedOn: '2026-03-09', through: '2026-03-09', figures: [] };
    expect(await close.preview(market.programmeId)).toEqual(closed);
    expect(await close.preview('pgm_00000000000000000000000000')).toBeUndefined();
    clock.set('2027-03-10T12:00:00Z');
    await close.closeAll();
    expect(await balances()).toMatchObject({ EARNED_PREMIUM: -3_650n, UNEARNED_PREMIUM: 0n, DEFERRED_COMMISSION: 0n });
  });

  it('goes on after it was interrupted, to the same books', async () => {
    await written();
    let left = 4;
    const live = () => {
      left -= 1;
      if (left < 0) throw new Error('killed');
      return units;
    };
    const dying = {
      run: (...given: Parameters<UnitOfWork['run']>) => live().run(...given),
      rows: (...given: Parameters<UnitOfWork['rows']>) => live().rows(...given),
    } as UnitOfWork;
    await expect(new EarningClose({ units: dying, clock }).closeAll()).rejects.toThrow('killed');
    expect((await journals()).length).toBeLessThan(10);
    await Promise.all([1, 2, 3].map(() => new EarningClose({ units, clock }).closeAll()));
    expect((await journals()).filter(({ kind }) => kind === 'PREMIUM_EARNED').length).toBe(9);
    expect(await balances()).toMatchObject({ EARNED_PREMIUM: -90n });
  });

  it('books what a backdated change did to closed days with the next close', async () => {
    const policyId = await written();
    await new EarningClose({ units, clock }).closeAll();
    // Half of what was unearned after 4 March goes back on the 10th: five minor units a day from the 5th.
    await refund(policyId, 1_805n, calendarDate('2026-03-04'));
    const close = new EarningClose({ units, clock });
    expect(await close.preview(market.programmeId)).toMatchObject({ closedOn: '2026-03-09', figures: [] });
    clock.set('2026-03-11T12:00:00Z');
    expect(await close.preview(market.programmeId)).toMatchObject({ figures: [{ premiumMinor: -20n }] });
    await close.closeAll();
    expect(await balances()).toMatchObject({ EARNED_PREMIUM: -70n, UNEARNED_PREMIUM: -1_775n });
  });

  it('agrees with the arithmetic for any policies and refunds, on every day', async () => {
    const random = seeded(printedSeed('earning close'));
    const close = new EarningClose({ units, clock });
    const ids: string[] = [];
    for (let day = 0; day < 12; day += 1) {
      const on = addDays(START, day);
      clock.set(`${on}T12:00:00Z`);
      if (random() < 0.7) ids.push(await written(on, 1 + Math.floor(random() * 9)));
      const chosen = ids[Math.floor(random() * ids.length)];
      if (chosen) await refund(chosen, BigInt(Math.floor(random() * 300)), on);
      await close.closeAll();
      const yesterday = addDays(on, -1);
      const segments = await units.run(systemScope, (tx) => Promise.all(ids.map((id) => readSegments(tx, id))));
      const known = segments
        .flatMap((byInsurer) => [...byInsurer.values()].flat())
        .filter(({ bookedOn }) => bookedOn <= yesterday);
      const expected = earnedBy(known, yesterday);
      const { EARNED_PREMIUM = 0n, COMMISSION_EXPENSE = 0n } = await balances();
      expect(-EARNED_PREMIUM).toBe(expected.premiumMinor);
      expect(COMMISSION_EXPENSE).toBe(expected.commissionMinor);
    }
  });
});

describe('what others carry', () => {
  it('is booked with its source: a quarter to co-insurers, then 40 % to the reinsurer at 30 % commission', async () => {
    await units.run(systemScope, (tx) =>
      tx.run(
        {
          name: 'test.treaty',
          text: `INSERT INTO treaty (id, insurer_id, reinsurer, share, ceding_commission, from_on, created_at)
                 VALUES ($1, $2, 'Lakeside Re', 0.4, 0.3, '2026-01-01', '2026-01-01')`,
        },
        [newId('treaty'), market.insurerId],
      ),
    );
    const { policyId } = await createPolicy(units, market, { status: 'PENDING_ACTIVATION' });
    const policy = policyOf(policyId);
    const followerId = await createOrganisation(units, 'Follower', 'INSURER');
    const shares = [
      { insurerId: market.insurerId, share: '0.75', sumInsuredMinor: 0n, premiumMinor: 0n },
      { insurerId: followerId, share: '0.25', sumInsuredMinor: 0n, premiumMinor: 0n },
    ];
    await units.run(systemScope, async (tx) => {
      const { partnerId, lenderId, insurerId: leaderId, currency } = policy;
      const rows = shares.map((share, at) => ({
        ...{ policyId, partnerId, lenderId, leaderId, currency, position: at + 1 },
        ...share,
      }));
      await tx.manager.insert(PolicyInsurerShare, rows);
      await coInsure(tx, policy, shares);
      const lines = [
        { kind: 'RISK', minor: 2_920n },
        { kind: 'COMMISSION', minor: 730n },
        { kind: 'TAX', minor: 219n },
      ] as const;
      const parts = [{ fromOn: START, toOn: addDays(START, 365), weight: 1n }];
      await writePremium(tx, { policy, subjectId: policyId, lines, on: START, at: clock.now() }, parts);
    });
    // Own premium 2,738 and 912 of 3,650; ceded 1,095 of the former, 329 ceding commission; commission 548 and 182, tax 164 and 55.
    expect(await balances()).toEqual({
      PREMIUM_RECEIVABLE: 3_869n,
      PREMIUM_TAX_PAYABLE: -164n,
      COMMISSION_PAYABLE: -730n,
      UNEARNED_PREMIUM: -2_738n,
      DEFERRED_COMMISSION: 548n,
      CO_INSURANCE_DUE: -785n,
      REINSURERS_UNEARNED: 1_095n,
      DEFERRED_CEDING_COMMISSION: -329n,
      REINSURANCE_PAYABLE: -766n,
    });
    expect(await balances(followerId)).toEqual({
      PREMIUM_TAX_PAYABLE: -55n,
      UNEARNED_PREMIUM: -912n,
      DEFERRED_COMMISSION: 182n,
      CO_INSURANCE_DUE: 785n,
    });
    clock.set('2028-01-01T12:00:00Z');
    await new EarningClose({ units, clock }).closeAll();
    expect(await balances()).toMatchObject({
      UNEARNED_PREMIUM: 0n,
      EARNED_PREMIUM: -2_738n,
      REINSURERS_UNEARNED: 0n,
      CEDED_PREMIUM: 1_095n,
      DEFERRED_CEDING_COMMISSION: 0n,
      CEDING_COMMISSION: -329n,
      DEFERRED_COMMISSION: 0n,
      COMMISSION_EXPENSE: 548n,
    });
    expect(await balances(followerId)).toMatchObject({
      UNEARNED_PREMIUM: 0n,
      EARNED_PREMIUM: -912n,
      DEFERRED_COMMISSION: 0n,
      COMMISSION_EXPENSE: 182n,
    });
  });
});
