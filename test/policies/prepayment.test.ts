import { LoanReportService } from '../../src/policies/loan-report-service.js';
import { followPrepayments } from '../../src/policies/prepayment-following.js';
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

const service = (prepayment: 'COVER_STAYS' | 'COVER_FOLLOWS') =>
  new LoanReportService({
    units: db.unitOfWork,
    clock,
    beforePosting: (tx, postings) =>
      followPrepayments(tx, postings, {
        at: clock.now(),
        today: () => date('2026-03-20'),
        terms: async () => terms(prepayment),
        scenarios: [],
      }),
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
