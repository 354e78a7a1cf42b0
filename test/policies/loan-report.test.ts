import { newId } from '../../src/kernel/index.js';
import type { LoanReportLine } from '../../src/policies/loan-report.js';
import { LoanReportService } from '../../src/policies/loan-report-service.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { loanOf } from './loan-fixture.js';
import { clockAt, createMarket, createPolicy, type Market, readAll, viewerOf } from './policy-fixture.js';

const eur = (amount: string) => ({ amount: { amount, currency: 'EUR' } });
const repayment = (policy: string, sequence: number, effectiveOn: string, amount: string): LoanReportLine => ({
  policy,
  sequence,
  effectiveOn,
  repayment: eur(amount),
});

let db: TestDatabase;
let market: Market;
const clock = clockAt('2026-03-10T12:00:00Z');

beforeAll(async () => {
  db = await createTestDatabase();
  market = await createMarket(db.unitOfWork);
});
afterAll(() => db.drop());
beforeEach(() => clock.set('2026-03-10T12:00:00Z'));

const service = () => new LoanReportService({ units: db.unitOfWork, clock });
const report = (lines: readonly LoanReportLine[], organisation = market.lenderId) =>
  service().report(viewerOf(organisation, 'LENDER'), lines);

const loanRow = async (loanId: string | undefined) => {
  const [row] = await readAll<Record<string, unknown>>(
    db.unitOfWork,
    `SELECT status, outstanding_principal_minor AS outstanding, overdue_state AS overdue, oldest_unpaid_due_on AS oldest
     FROM loan WHERE id = $1`,
    [loanId],
  );
  return row;
};
const instalments = async (loanId: string | undefined): Promise<string[]> => {
  const rows = await readAll<{ text: string }>(
    db.unitOfWork,
    `SELECT principal_minor || '+' || interest_minor || ' (' || paid_principal_minor || '+' || paid_interest_minor || ')' AS text
     FROM instalment WHERE loan_id = $1 ORDER BY number`,
    [loanId],
  );
  return rows.map(({ text }) => text);
};
const entries = (loanId: string | undefined) =>
  readAll<Record<string, unknown>>(
    db.unitOfWork,
    `SELECT source, sequence, kind, effective_on AS "on", amount_minor AS minor FROM loan_report
     WHERE loan_id = $1 ORDER BY source, sequence`,
    [loanId],
  );
const events = async (subjects: readonly (string | undefined)[]): Promise<string[]> => {
  const rows = await readAll<{ kind: string }>(
    db.unitOfWork,
    'SELECT kind FROM event WHERE subject_id = ANY($1) ORDER BY id',
    [subjects],
  );
  return rows.map(({ kind }) => kind);
};
const overdueHistory = async (loanId: string | undefined): Promise<string[]> => {
  const rows = await readAll<{ move: string }>(
    db.unitOfWork,
    `SELECT from_state || '>' || to_state AS move FROM state_change WHERE subject_id = $1 AND machine = 'Overdue' ORDER BY id`,
    [loanId],
  );
  return rows.map(({ move }) => move);
};
const everything = async () => ({
  reports: await readAll(db.unitOfWork, 'SELECT * FROM loan_report ORDER BY id'),
  loans: await readAll(db.unitOfWork, 'SELECT * FROM loan ORDER BY id'),
  instalments: await readAll(db.unitOfWork, 'SELECT * FROM instalment ORDER BY loan_id, number'),
  events: await readAll(db.unitOfWork, 'SELECT id FROM event ORDER BY id'),
  history: await readAll(db.unitOfWork, 'SELECT id FROM state_change ORDER BY id'),
});

describe('loanReport', () => {
  it('takes repayments and moves the loan', async () => {
    const { policyId, loanId } = await createPolicy(db.unitOfWork, market);
    clock.set('2026-02-01T12:00:00Z');
    const receipt = await report([
      repayment(policyId, 2, '2026-02-01', '12.05'),
      repayment(policyId, 1, '2026-01-01', '106.62'),
    ]);
    expect(receipt).toEqual({ accepted: 2, duplicates: 0, waiting: [], rejected: [] });
    expect(await loanRow(loanId)).toEqual({
      status: 'ACTIVE',
      outstanding: 110_438n,
      overdue: 'CURRENT',
      oldest: '2026-02-01',
    });
    expect((await instalments(loanId)).slice(0, 3)).toEqual([
      '9462+1200 (9462+1200)',
      '9557+1105 (100+1105)',
      '9652+1010 (0+0)',
    ]);
    expect(await entries(loanId)).toEqual([
      { source: 'SERVICER', sequence: 1n, kind: 'REPAYMENT', on: '2026-01-01', minor: 10_662n },
      { source: 'SERVICER', sequence: 2n, kind: 'REPAYMENT', on: '2026-02-01', minor: 1_205n },
    ]);
    expect(await events([loanId])).toEqual(['loan.reported']);
  });

  it('moves between overdue states as of the business date, and back when cured', async () => {
    const { policyId, loanId } = await createPolicy(db.unitOfWork, market);
    const missed = { policy: policyId, sequence: 1, effectiveOn: '2026-03-02', missed: {} };
    await report([missed]);
    expect(await loanRow(loanId)).toMatchObject({ overdue: 'CLAIMABLE', oldest: '2026-01-01' });
    await report([repayment(policyId, 2, '2026-03-10', '213.24')]);
    expect(await loanRow(loanId)).toMatchObject({ overdue: 'LATE', oldest: '2026-03-01' });
    await report([repayment(policyId, 3, '2026-03-10', '106.62')]);
    expect(await loanRow(loanId)).toMatchObject({ overdue: 'CURRENT', oldest: '2026-04-01' });
    expect(await overdueHistory(loanId)).toEqual(['CURRENT>CLAIMABLE', 'CLAIMABLE>LATE', 'LATE>CURRENT']);
    expect(await events([loanId])).toEqual([
      'loan.reported',
      'loan.claimable',
      'loan.reported',
      'loan.overdue',
      'loan.reported',
      'loan.cured',
    ]);
  });

  it('counts a repeated report once and refuses another one under its sequence', async () => {
    const { policyId, loanId } = await createPolicy(db.unitOfWork, market);
    const line = repayment(policyId, 7, '2026-01-01', '106.62');
    expect(await report([line, line])).toEqual({ accepted: 1, duplicates: 1, waiting: [], rejected: [] });
    const before = await everything();
    expect(await report([line, repayment(policyId, 7, '2026-01-02', '106.62')])).toEqual({
      accepted: 0,
      duplicates: 1,
      waiting: [],
      rejected: [
        {
          index: 1,
          policy: policyId,
          sequence: 7,
          code: 'SEQUENCE_CONFLICT',
          message: 'another report has this sequence already',
        },
      ],
    });
    expect(await everything()).toEqual(before);
    expect(await entries(loanId)).toHaveLength(1);
  });

  it('rejects each wrong line with its own code, takes the others, and writes nothing for the wrong ones', async () => {
    const good = await createPolicy(db.unitOfWork, market);
    const pending = await createPolicy(db.unitOfWork, market, { status: 'PENDING_ACTIVATION' });
    const strange = await createMarket(db.unitOfWork);
    const foreign = await createPolicy(db.unitOfWork, strange);
    const on = '2026-01-01';
    const { policyId: policy } = good;
    const lines: LoanReportLine[] = [
      { policy: newId('policy'), sequence: 1, effectiveOn: on, repayment: eur('1.00') },
      { policy: foreign.policyId, sequence: 1, effectiveOn: on, repayment: eur('1.00') },
      { policy: 'pol_x', sequence: 1, effectiveOn: on, repayment: eur('1.00') },
      { policy: pending.policyId, sequence: 1, effectiveOn: on, repayment: eur('1.00') },
      { policy, sequence: 0, effectiveOn: on, repayment: eur('1.00') },
      { policy, sequence: 1, effectiveOn: on },
      { policy, sequence: 1, effectiveOn: on, repayment: eur('1.00'), missed: {} },
      { policy, sequence: 1, effectiveOn: on, repayment: { amount: { amount: '1.00', currency: 'USD' } } },
      { policy, sequence: 1, effectiveOn: on, repayment: eur('1.000') },
      { policy, sequence: 1, effectiveOn: on, repayment: eur('1234567890123456.00') },
      { policy, sequence: 1, effectiveOn: on, repayment: eur('0.00') },
      { policy, sequence: 1, effectiveOn: on, prepayment: eur('-1.00') },
      { policy, sequence: 1, effectiveOn: on, settled: eur('-1.00') },
      { policy, sequence: 1, effectiveOn: '2026-03-11', repayment: eur('1.00') },
      { policy, sequence: 1, effectiveOn: '2025-11-30', repayment: eur('1.00') },
      { policy, sequence: 1, effectiveOn: on, repayment: eur('106.62') },
    ];
    const receipt = await report(lines);
    expect(receipt.rejected.map(({ index, code }) => `${index} ${code}`)).toEqual([
      '0 UNKNOWN_POLICY',
      '1 UNKNOWN_POLICY',
      '2 UNKNOWN_POLICY',
      '3 LOAN_NOT_ACTIVE',
      '4 SEQUENCE_OUT_OF_RANGE',
      '5 EXACTLY_ONE_FACT',
      '6 EXACTLY_ONE_FACT',
      '7 CURRENCY_MISMATCH',
      '8 TOO_MANY_DECIMALS',
      '9 MALFORMED_AMOUNT',
      '10 MUST_BE_POSITIVE',
      '11 MUST_BE_POSITIVE',
      '12 MUST_NOT_BE_NEGATIVE',
      '13 DATE_IN_FUTURE',
      '14 BEFORE_DISBURSEMENT',
    ]);
    expect(receipt).toMatchObject({ accepted: 1, duplicates: 0 });
    const [absent, alien] = receipt.rejected;
    expect({ ...alien, index: 0, policy: absent?.policy }).toEqual(absent);
    expect(await entries(good.loanId)).toHaveLength(1);
    expect(await entries(foreign.loanId)).toEqual([]);
  });

  it('lets only the partner and the lender report', async () => {
    const { policyId, loanId } = await createPolicy(db.unitOfWork, market);
    const line = repayment(policyId, 1, '2026-01-01', '106.62');
    expect((await report([line], market.insurerId)).rejected.map(({ code }) => code)).toEqual(['UNKNOWN_POLICY']);
    expect(await entries(loanId)).toEqual([]);
    expect((await report([line], market.partnerId)).accepted).toBe(1);
  });

  it('rejects what is beyond 1,000 lines and takes the rest', async () => {
    const { policyId } = await createPolicy(db.unitOfWork, market);
    const lines = Array.from({ length: 1_001 }, (_, at) => repayment(policyId, at + 1, '2026-01-01', '0.01'));
    const receipt = await report(lines);
    expect(receipt).toMatchObject({ accepted: 1_000, duplicates: 0 });
    expect(receipt.rejected).toEqual([
      {
        index: 1_000,
        policy: policyId,
        sequence: 1_001,
        code: 'TOO_MANY_REPORTS',
        message: 'a call takes at most 1000 reports; upload a file to report more',
      },
    ]);
  });

  it('reads the business date in the time zone of the loan', async () => {
    const berlin = await createPolicy(db.unitOfWork, market);
    const honolulu = await createPolicy(db.unitOfWork, market, { timeZone: 'Pacific/Honolulu' });
    clock.set('2026-02-28T23:30:00Z');
    const receipt = await report([
      repayment(berlin.policyId, 1, '2026-03-01', '1.00'),
      repayment(honolulu.policyId, 1, '2026-03-01', '1.00'),
    ]);
    expect(receipt.accepted).toBe(1);
    expect(receipt.rejected).toMatchObject([
      { index: 1, code: 'DATE_IN_FUTURE', message: 'must not be after 2026-02-28' },
    ]);
  });
});

describe('a settled loan', () => {
  const settledOf = (policy: string, amount = '900.00'): LoanReportLine => ({
    policy,
    sequence: 9,
    effectiveOn: '2026-02-20',
    settled: eur(amount),
  });

  it('closes its policy and gives back exposure and purpose lock', async () => {
    const fresh = await createMarket(db.unitOfWork);
    const { policyId, loanId } = await createPolicy(db.unitOfWork, fresh);
    await service().report(viewerOf(fresh.lenderId, 'LENDER'), [settledOf(policyId)]);
    expect(await loanRow(loanId)).toEqual({ status: 'SETTLED', outstanding: 0n, overdue: 'CURRENT', oldest: null });
    expect(
      await readAll(
        db.unitOfWork,
        `SELECT p.status, p.closed_at AS closed, x.state AS exposure, k.state AS lock,
           (l.utilised_minor + l.reserved_minor
             + (SELECT sum(m.utilised_minor + m.reserved_minor) FROM limit_move m WHERE m.limit_id = l.id))::text AS used
         FROM policy p JOIN exposure x ON x.policy_id = p.id JOIN purpose_lock k ON k.policy_id = p.id
           JOIN exposure_limit l ON l.id = x.limit_ids[1] WHERE p.id = $1`,
        [policyId],
      ),
    ).toEqual([
      { status: 'CLOSED', closed: new Date('2026-03-10T12:00:00Z'), exposure: 'RELEASED', lock: 'RELEASED', used: '0' },
    ]);
    expect(await events([loanId, policyId])).toEqual(['loan.reported', 'loan.settled', 'policy.closed']);
  });

  it('takes reports that arrive late, and stays closed', async () => {
    const late = await createPolicy(db.unitOfWork, market);
    const inOrder = await createPolicy(db.unitOfWork, market);
    await report([settledOf(late.policyId)]);
    expect((await report([repayment(late.policyId, 1, '2026-01-01', '106.62')])).accepted).toBe(1);
    await report([repayment(inOrder.policyId, 1, '2026-01-01', '106.62'), settledOf(inOrder.policyId)]);
    expect(await loanRow(late.loanId)).toEqual(await loanRow(inOrder.loanId));
    expect(await instalments(late.loanId)).toEqual(await instalments(inOrder.loanId));
    expect(await events([late.loanId])).toEqual(['loan.reported', 'loan.settled', 'loan.reported']);
  });

  it('keeps its cover while a claim is under way, and takes nothing after the claim was paid', async () => {
    const { policyId, loanId } = await createPolicy(db.unitOfWork, market);
    await readAll(
      db.unitOfWork,
      `INSERT INTO claim (id, number, policy_id, loan_id, partner_id, insurer_id, lender_id, status, origin, defaulted_on,
         triggered_on, currency, assessment, computed_minor, notified_at)
       SELECT 'clm_1', 'C-1', policy_id, id, partner_id, insurer_id, lender_id, 'NOTIFIED', 'FEED', '2026-01-01',
         '2026-03-02', 'EUR', '{}', 1, now() FROM loan WHERE id = $1`,
      [loanId],
    );
    await report([settledOf(policyId)]);
    const policy = () => readAll(db.unitOfWork, 'SELECT status FROM policy WHERE id = $1', [policyId]);
    expect(await policy()).toEqual([{ status: 'ACTIVE' }]);
    await readAll(db.unitOfWork, `UPDATE loan SET status = 'CLAIMED' WHERE id = $1`, [loanId]);
    const receipt = await report([repayment(policyId, 1, '2026-01-01', '106.62'), settledOf(policyId)]);
    expect(receipt).toMatchObject({ accepted: 0, duplicates: 1, rejected: [{ index: 0, code: 'LOAN_NOT_ACTIVE' }] });
  });
});

describe('reports in any order', () => {
  const facts = (policies: readonly string[]): LoanReportLine[] =>
    policies.flatMap((policy, at) =>
      Array.from({ length: 50 }, (_, n) => {
        const effectiveOn = new Date(Date.UTC(2025, 11, 2 + n * 2)).toISOString().slice(0, 10);
        const line = { policy, sequence: n + 1, effectiveOn };
        if (n % 9 === 4 && n < 49) return { ...line, missed: {} };
        // Payments of before and of later, and every other settlement.
        const back = n % 11 === 6 ? (n < 20 ? n : n + 3) : n === 48 && at % 10 === 0 ? 50 : undefined;
        if (back) return { ...line, reversed: { sequence: back, reason: 'BOUNCED' } };
        if (n % 17 === 8) return { ...line, prepayment: eur(`${20 + at}.37`) };
        if (n === 49 && at % 5 === 0) return { ...line, settled: eur('12.00') };
        return { ...line, repayment: eur(`${(n % 7) + 1}.${10 + at}`) };
      }),
    );
  const shuffled = <T>(items: readonly T[], seed: number): T[] => {
    let state = seed;
    const random = () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state / 2_147_483_648;
    };
    return items
      .map((item) => ({ item, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);
  };
  const stateOf = async (loanIds: readonly (string | undefined)[]) => {
    const states = [];
    for (const id of loanIds) states.push({ ...(await loanRow(id)), instalments: await instalments(id) });
    return states;
  };

  it('1,000 events in 20 shuffles, twice, from two callers at once: the same final state', async () => {
    const wanted: unknown[] = [];
    for (let seed = 1; seed <= 20; seed += 1) {
      const policies = [];
      for (let at = 0; at < 20; at += 1) policies.push(await createPolicy(db.unitOfWork, market));
      const lines = facts(policies.map(({ policyId }) => policyId));
      const order = seed === 1 ? lines : shuffled(lines, seed);
      const inParts = async (all: readonly LoanReportLine[], part: number) => {
        let accepted = 0;
        for (let at = 0; at < all.length; at += part) accepted += (await report(all.slice(at, at + part))).accepted;
        return accepted;
      };
      const counts =
        seed === 1
          ? [await inParts(order, 1_000)]
          : await Promise.all([inParts(order, 400), inParts(shuffled(order, seed + 100), 250)]);
      expect(counts.reduce((sum, n) => sum + n, 0)).toBe(1_000);
      wanted.push(await stateOf(policies.map(({ loanId }) => loanId)));
    }
    for (const state of wanted) expect(state).toEqual(wanted[0]);
  });
});

it('uses a loan of its own terms', async () => {
  const loan = loanOf({ principalMinor: 240_000n, instalments: 24 });
  const { policyId, loanId } = await createPolicy(db.unitOfWork, market, { loan });
  await report([repayment(policyId, 1, '2026-01-01', '112.98')]);
  expect(await loanRow(loanId)).toMatchObject({ outstanding: 231_102n, oldest: '2026-02-01' });
});
