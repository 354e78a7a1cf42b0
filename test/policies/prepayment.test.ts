import { LoanReportService } from '../../src/policies/loan-report-service.js';
import { followPrepayments } from '../../src/policies/prepayment-following.js';
import { followReversal } from '../../src/policies/reversal-following.js';
import { USUAL_CHANGE_TERMS } from '../../src/underwriting/change-terms.js';
import type { ProductTerms } from '../../src/underwriting/terms.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { date } from './loan-fixture.js';
import { clockAt, createMarket, createPolicy, type Market, readAll, viewerOf } from './policy-fixture.js';

let db: TestDatabase;
let market: Market;
const clock = clockAt('2026-03-20T12:00:00Z');
beforeAll(async () => {
  db = await createTestDatabase();
  market = await createMarket(db.unitOfWork);
});
afterAll(() => db.drop());

const terms = (prepayment: 'COVER_STAYS' | 'COVER_FOLLOWS') =>
  ({
    refund: { method: 'PRO_RATA', freeLookDays: 14, minimumMinor: '0' },
    changes: { ...USUAL_CHANGE_TERMS, prepayment, refundTo: 'LENDER_WHILE_OPEN' },
    insures: 'PRINCIPAL',
  }) as ProductTerms;

const following = (prepayment: 'COVER_STAYS' | 'COVER_FOLLOWS') => ({
  at: clock.now(),
  today: () => date('2026-03-20'),
  terms: async () => terms(prepayment),
  scenarios: [],
});
const service = (prepayment: 'COVER_STAYS' | 'COVER_FOLLOWS') =>
  new LoanReportService({
    units: db.unitOfWork,
    clock,
    followers: {
      beforePosting: (tx, postings) => followPrepayments(tx, postings, following(prepayment)),
      afterReversal: (tx, takenBack) => followReversal(tx, takenBack, following(prepayment)),
    },
  });

const eur = (amount: string) => ({ amount: { amount, currency: 'EUR' } });
const report = (policy: string, sequence: number, effectiveOn: string, fact: object) => ({
  policy,
  sequence,
  effectiveOn,
  ...fact,
});
const lender = () => viewerOf(market.lenderId, 'LENDER');
const transactionsOf = (policyId: string) =>
  readAll<Record<string, unknown>>(
    db.unitOfWork,
    `SELECT sequence, kind, change, effective_on AS "on", sum_insured_delta_minor AS sum, premium_delta_minor AS premium,
       refund_to AS "refundTo" FROM policy_transaction WHERE policy_id = $1 ORDER BY sequence`,
    [policyId],
  );
const paid = (policy: string) => [
  report(policy, 1, '2026-01-01', { repayment: eur('106.62') }),
  report(policy, 2, '2026-02-01', { repayment: eur('106.62') }),
  report(policy, 3, '2026-03-01', { repayment: eur('106.62') }),
];

describe('a prepayment in the feed', () => {
  it('leaves the cover as it is when the product says so', async () => {
    const { policyId } = await createPolicy(db.unitOfWork, market);
    await service('COVER_STAYS').report(lender(), [
      ...paid(policyId),
      report(policyId, 4, '2026-03-10', { prepayment: eur('400.00') }),
    ]);
    expect(await transactionsOf(policyId)).toHaveLength(1);
  });

  it('shrinks sum insured and unearned premium with the principal when cover follows', async () => {
    const { policyId } = await createPolicy(db.unitOfWork, market);
    const lines = [...paid(policyId), report(policyId, 4, '2026-03-10', { prepayment: eur('400.00') })];
    expect(await service('COVER_FOLLOWS').report(lender(), lines)).toMatchObject({ accepted: 4, rejected: [] });
    // 400.00 of 913.29 left after three instalments; of 1,080.00 insured 473.02, of 38.26 unearned 16.76.
    expect((await transactionsOf(policyId))[1]).toEqual({
      sequence: 2,
      kind: 'CHANGE',
      change: 'PREPAYMENT',
      on: '2026-03-10',
      sum: -47_302n,
      premium: -1_676n,
      refundTo: 'LENDER',
    });
    // The same reports again change nothing.
    expect(await service('COVER_FOLLOWS').report(lender(), lines)).toMatchObject({ accepted: 0, duplicates: 4 });
    expect(await transactionsOf(policyId)).toHaveLength(2);
  });

  it('ends in the same cover when the reports come the other way round', async () => {
    const [first, second] = [await createPolicy(db.unitOfWork, market), await createPolicy(db.unitOfWork, market)];
    const follow = service('COVER_FOLLOWS');
    const early = (policy: string) => report(policy, 4, '2026-03-05', { prepayment: eur('200.00') });
    const late = (policy: string) => report(policy, 5, '2026-03-15', { prepayment: eur('300.00') });
    await follow.report(lender(), paid(first.policyId));
    await follow.report(lender(), [early(first.policyId)]);
    await follow.report(lender(), [late(first.policyId)]);
    await follow.report(lender(), paid(second.policyId));
    await follow.report(lender(), [late(second.policyId)]);
    await follow.report(lender(), [early(second.policyId)]);
    const kinds = (await transactionsOf(second.policyId)).map(({ kind, on }) => `${kind} ${on}`);
    expect(kinds).toEqual([
      'ISSUANCE 2025-12-01',
      'CHANGE 2026-03-15',
      'REVERSAL 2026-03-15',
      'CHANGE 2026-03-05',
      'CHANGE 2026-03-15',
    ]);
    const covers = await readAll<object>(
      db.unitOfWork,
      'SELECT sum_insured_minor AS sum, premium_minor AS premium, premium_lines AS lines FROM policy WHERE id = ANY($1)',
      [[first.policyId, second.policyId]],
    );
    expect(covers[0]).toEqual(covers[1]);
  });

  const coverOf = async (policyId: string) => {
    const [cover] = await readAll<object>(
      db.unitOfWork,
      `SELECT status, sum_insured_minor AS sum, premium_minor AS premium, premium_lines AS lines, ends_on AS ends FROM policy
       WHERE id = $1`,
      [policyId],
    );
    return cover;
  };
  const back = (policy: string, sequence: number, of: number) =>
    report(policy, sequence, '2026-03-20', { reversed: { sequence: of, reason: 'BOUNCED' } });

  it('comes back whole when the payment does not hold', async () => {
    const [plain, bounced] = [await createPolicy(db.unitOfWork, market), await createPolicy(db.unitOfWork, market)];
    const follow = service('COVER_FOLLOWS');
    await follow.report(lender(), paid(plain.policyId));
    await follow.report(lender(), paid(bounced.policyId));
    const later = (policy: string) => report(policy, 5, '2026-03-15', { prepayment: eur('300.00') });
    await follow.report(lender(), [report(bounced.policyId, 4, '2026-03-10', { prepayment: eur('400.00') })]);
    await follow.report(lender(), [later(bounced.policyId)]);
    await follow.report(lender(), [later(plain.policyId)]);
    expect(await follow.report(lender(), [back(bounced.policyId, 6, 4)])).toMatchObject({ accepted: 1, waiting: [] });
    expect(await coverOf(bounced.policyId)).toEqual(await coverOf(plain.policyId));
    const rows = (await transactionsOf(bounced.policyId)).map(({ kind, on, sum }) => `${kind} ${on} ${sum}`);
    expect(rows).toEqual([
      'ISSUANCE 2025-12-01 108000',
      'CHANGE 2026-03-10 -47302',
      // 300.00 of 513.29 that were left, then of 913.29.
      'CHANGE 2026-03-15 -35476',
      'REVERSAL 2026-03-15 35476',
      'REVERSAL 2026-03-10 47302',
      'CHANGE 2026-03-15 -35476',
    ]);
  });

  it('is computed again when a payment before it does not hold, and not at all when it then only pays what is due', async () => {
    const { policyId } = await createPolicy(db.unitOfWork, market);
    const follow = service('COVER_FOLLOWS');
    await follow.report(lender(), [
      ...paid(policyId),
      report(policyId, 4, '2026-03-10', { prepayment: eur('100.00') }),
    ]);
    await follow.report(lender(), [back(policyId, 5, 3)]);
    const rows = (await transactionsOf(policyId)).map(({ kind, on, sum }) => `${kind} ${on} ${sum}`);
    expect(rows).toEqual(['ISSUANCE 2025-12-01 108000', 'CHANGE 2026-03-10 -11825', 'REVERSAL 2026-03-10 11825']);
    expect(await coverOf(policyId)).toMatchObject({ sum: 108_000n, premium: 5_000n });
  });

  it('comes back with the loan when the payment that settled it does not hold', async () => {
    const { policyId } = await createPolicy(db.unitOfWork, market);
    const issued = await coverOf(policyId);
    const lines = [...paid(policyId), report(policyId, 4, '2026-03-10', { settled: eur('913.29') })];
    await service('COVER_FOLLOWS').report(lender(), lines);
    expect(await coverOf(policyId)).toMatchObject({ status: 'CLOSED', sum: 0n });
    await service('COVER_FOLLOWS').report(lender(), [back(policyId, 5, 4)]);
    expect(await coverOf(policyId)).toEqual(issued);
    const last = (await transactionsOf(policyId))
      .slice(1)
      .map(({ kind, change, premium }) => `${kind} ${change} ${premium}`);
    expect(last).toEqual(['CHANGE PREPAYMENT -3826', 'REVERSAL PREPAYMENT 3826', 'REINSTATEMENT REOPENING 0']);
  });

  it('gives the rest back and closes when the loan is paid off ahead of schedule', async () => {
    const { policyId } = await createPolicy(db.unitOfWork, market);
    const lines = [...paid(policyId), report(policyId, 4, '2026-03-10', { settled: eur('913.29') })];
    await service('COVER_FOLLOWS').report(lender(), lines);
    const [, change] = await transactionsOf(policyId);
    expect(change).toMatchObject({ change: 'PREPAYMENT', sum: -108_000n, premium: -3_826n });
    const [policy] = await readAll(db.unitOfWork, 'SELECT status, premium_minor AS premium FROM policy WHERE id = $1', [
      policyId,
    ]);
    expect(policy).toEqual({ status: 'CLOSED', premium: 1_174n });
  });
});
