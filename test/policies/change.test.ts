import { newId } from '../../src/kernel/index.js';
import type { PolicyChange } from '../../src/policies/change-proposal.js';
import { ChangeService } from '../../src/policies/change-service.js';
import { LoanReportService } from '../../src/policies/loan-report-service.js';
import type { ScenarioModule } from '../../src/scenarios/contract/index.js';
import ecommerce from '../../src/scenarios/ecommerce/index.js';
import { USUAL_CHANGE_TERMS } from '../../src/underwriting/change-terms.js';
import type { ProductTerms } from '../../src/underwriting/terms.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { fingerprint } from '../support/fingerprint.js';
import { clockAt, createMarket, createPolicy, type Market, readAll, viewerOf } from './policy-fixture.js';

const RISK = {
  partner: 'org_partner',
  merchantReference: 'A-1',
  seller: null,
  deliveryCountry: 'DE',
  lines: [
    { sku: 'SOFA', description: 'Sofa', category: 'FURNITURE', quantity: 1, returnedQuantity: 0, unitPrice: '600.00' },
    { sku: 'LAMP', description: 'Lamp', category: 'FURNITURE', quantity: 10, returnedQuantity: 0, unitPrice: '60.00' },
  ],
  total: '1200.00',
  buyer: { accountAgeDays: 400, previousOrders: 3, deliveryMatchesBilling: true },
};

describe('orderReturn', () => {
  let db: TestDatabase;
  let market: Market;
  const clock = clockAt('2026-03-10T12:00:00Z');
  const terms = {
    refund: { method: 'PRO_RATA', freeLookDays: 14, minimumMinor: '100' },
    changes: USUAL_CHANGE_TERMS,
    insures: 'PRINCIPAL_AND_INTEREST',
  } as ProductTerms;

  beforeAll(async () => {
    db = await createTestDatabase();
    market = await createMarket(db.unitOfWork);
  });
  afterAll(() => db.drop());
  beforeEach(() => clock.set('2026-03-10T12:00:00Z'));

  const service = () =>
    new ChangeService({
      units: db.unitOfWork,
      clock,
      catalogue: { terms: async () => terms },
      secret: 'a secret',
      scenarios: [ecommerce as unknown as ScenarioModule],
    });
  const requestOf = (policy: string, sku: string, quantity: number) => ({
    operation: 'orderReturn',
    policy,
    draft: { change: 'RETURN', name: 'orderReturn', input: { lines: [{ sku, quantity }] } } as const,
  });
  const partner = () => viewerOf(market.partnerId, 'PARTNER');
  const orderReturn = (policy: string, sku: string, quantity: number, key: string = newId('event')) =>
    service().change(partner(), key, requestOf(policy, sku, quantity));
  const active = () => createPolicy(db.unitOfWork, market, { risk: RISK });
  const pending = () => createPolicy(db.unitOfWork, market, { risk: RISK, status: 'PENDING_ACTIVATION' });

  const stateOf = async (policyId: string) => {
    const [row] = await readAll<Record<string, unknown>>(
      db.unitOfWork,
      `SELECT p.status, p.sum_insured_minor AS sum, p.premium_minor AS premium, p.premium_lines AS lines,
         p.risk -> 'lines' AS "riskLines", x.state AS exposure, x.amount_minor AS exposed, k.state AS lock,
         k.amount_minor AS locked, l.status AS loan, l.outstanding_principal_minor AS outstanding
       FROM policy p JOIN exposure x ON x.policy_id = p.id JOIN purpose_lock k ON k.policy_id = p.id
         LEFT JOIN loan l ON l.policy_id = p.id WHERE p.id = $1`,
      [policyId],
    );
    return row;
  };
  const transactionsOf = (policyId: string) =>
    readAll<Record<string, unknown>>(
      db.unitOfWork,
      `SELECT sequence, kind, effective_on AS "on", sum_insured_delta_minor AS sum, premium_delta_minor AS premium,
         premium_lines AS lines, reason FROM policy_transaction WHERE policy_id = $1 ORDER BY sequence`,
      [policyId],
    );
  const journalOf = (policyId: string) =>
    readAll<Record<string, unknown>>(
      db.unitOfWork,
      `SELECT j.kind, j.booked_on AS "on", p.account, p.amount_minor AS minor FROM journal j
       JOIN posting p ON p.journal_id = j.id WHERE j.policy_id = $1 ORDER BY j.id, p.line`,
      [policyId],
    );
  const eventsOf = async (subjects: readonly (string | undefined)[]) =>
    (
      await readAll<{ kind: string }>(
        db.unitOfWork,
        'SELECT kind FROM event WHERE subject_id = ANY($1) ORDER BY recorded_at, id',
        [subjects],
      )
    ).map(({ kind }) => kind);
  const changed = (outcome: Awaited<ReturnType<typeof orderReturn>>): PolicyChange => {
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
    return outcome.value;
  };

  it('shrinks loan, cover, exposure, purpose lock and premium in one step', async () => {
    const { policyId, loanId } = await active();
    expect(changed(await orderReturn(policyId, 'SOFA', 1))).toEqual({
      policyId,
      currency: 'EUR',
      kind: 'RETURN',
      summary: '1 item of order A-1 returned',
      effectiveOn: '2026-03-10',
      reductionMinor: 60_000n,
      sumInsuredBeforeMinor: 108_000n,
      sumInsuredAfterMinor: 54_000n,
      premiumBeforeMinor: 5_000n,
      premiumAfterMinor: 3_087n,
      // Day 100 of 426: earned 1,173.71, unearned 3,826; half of it goes back.
      unearnedMinor: 3_826n,
      refundMinor: 1_913n,
      refundLines: [
        { kind: 'RISK', minor: 1_148n },
        { kind: 'EXPENSE', minor: 269n },
        { kind: 'COMMISSION', minor: 191n },
        { kind: 'TAX', minor: 305n },
      ],
      isRefundWaived: false,
      isFromTheStart: false,
      chargeMinor: 0n,
      chargeLines: [],
      endsOnBefore: '2027-01-31',
      endsOnAfter: '2027-01-31',
      computedAgain: [],
    });
    expect(await stateOf(policyId)).toEqual({
      status: 'ACTIVE',
      sum: 54_000n,
      premium: 3_087n,
      lines: [
        { kind: 'RISK', minor: '1852' },
        { kind: 'EXPENSE', minor: '433' },
        { kind: 'COMMISSION', minor: '309' },
        { kind: 'TAX', minor: '493' },
      ],
      riskLines: [{ ...RISK.lines[0], returnedQuantity: 1 }, RISK.lines[1]],
      exposure: 'UTILISED',
      exposed: 54_000n,
      lock: 'HELD',
      locked: 60_000n,
      loan: 'ACTIVE',
      outstanding: 60_000n,
    });
    expect((await transactionsOf(policyId)).slice(1)).toEqual([
      {
        sequence: 2,
        kind: 'CHANGE',
        on: '2026-03-10',
        sum: -54_000n,
        premium: -1_913n,
        lines: [
          { kind: 'RISK', minor: '-1148' },
          { kind: 'EXPENSE', minor: '-269' },
          { kind: 'COMMISSION', minor: '-191' },
          { kind: 'TAX', minor: '-305' },
        ],
        reason: '1 item of order A-1 returned',
      },
    ]);
    const booked = { kind: 'PREMIUM_REDUCED', on: '2026-03-10' };
    expect(await journalOf(policyId)).toEqual([
      { ...booked, account: 'PREMIUM_RECEIVABLE', minor: -1_913n },
      { ...booked, account: 'UNEARNED_PREMIUM', minor: 1_608n },
      { ...booked, account: 'PREMIUM_TAX_PAYABLE', minor: 305n },
      { ...booked, account: 'DEFERRED_COMMISSION', minor: -191n },
      { ...booked, account: 'COMMISSION_PAYABLE', minor: 191n },
    ]);
    expect(await eventsOf([policyId])).toEqual(['policy.changed']);
    // Two instalments are overdue and stay; the six hundred come off the others.
    expect(await eventsOf([loanId])).toEqual(['loan.reduced', 'loan.claimable']);
    expect(
      await readAll(
        db.unitOfWork,
        'SELECT source, sequence, kind, effective_on AS "on", amount_minor AS minor FROM loan_report WHERE loan_id = $1',
        [loanId],
      ),
    ).toEqual([{ source: 'CHANGE', sequence: 2n, kind: 'RETURN', on: '2026-03-10', minor: 60_000n }]);
  });

  it('refunds a second return from what is still unearned', async () => {
    const { policyId } = await active();
    changed(await orderReturn(policyId, 'SOFA', 1));
    clock.set('2026-04-10T12:00:00Z');
    // Five lamps are a quarter of the order and half of what is outstanding: half of 1,731 unearned.
    expect(changed(await orderReturn(policyId, 'LAMP', 5))).toMatchObject({
      reductionMinor: 30_000n,
      sumInsuredBeforeMinor: 54_000n,
      sumInsuredAfterMinor: 27_000n,
      refundMinor: 866n,
      premiumAfterMinor: 2_221n,
    });
    expect(await stateOf(policyId)).toMatchObject({ exposed: 27_000n, locked: 30_000n, outstanding: 30_000n });
  });

  it('shrinks a policy that awaits activation from the start, without books', async () => {
    const { policyId } = await pending();
    expect(changed(await orderReturn(policyId, 'SOFA', 1))).toMatchObject({
      effectiveOn: '2025-12-01',
      reductionMinor: 60_000n,
      sumInsuredAfterMinor: 54_000n,
      refundMinor: 2_500n,
    });
    expect(await stateOf(policyId)).toMatchObject({
      status: 'PENDING_ACTIVATION',
      sum: 54_000n,
      premium: 2_500n,
      exposure: 'RESERVED',
      exposed: 54_000n,
      locked: 60_000n,
      loan: null,
    });
    expect(await journalOf(policyId)).toEqual([]);
  });

  it('gives a policy up when everything came back before activation', async () => {
    const { policyId } = await pending();
    changed(await orderReturn(policyId, 'SOFA', 1));
    changed(await orderReturn(policyId, 'LAMP', 10));
    expect(await stateOf(policyId)).toMatchObject({
      status: 'NOT_TAKEN_UP',
      sum: 0n,
      premium: 0n,
      lines: [{ kind: 'RISK', minor: '0' }],
      exposure: 'RELEASED',
      lock: 'RELEASED',
    });
    expect(await eventsOf([policyId])).toEqual(['policy.changed', 'policy.changed', 'policy.notTakenUp']);
  });

  it('settles the loan and closes the policy when everything came back', async () => {
    const { policyId, loanId } = await active();
    clock.set('2025-12-20T12:00:00Z');
    changed(await orderReturn(policyId, 'SOFA', 1));
    // Day 20 of 426: half of 4,765 unearned, then all of the rest.
    expect(changed(await orderReturn(policyId, 'LAMP', 10))).toMatchObject({
      refundMinor: 2_382n,
      premiumAfterMinor: 235n,
    });
    expect(await stateOf(policyId)).toMatchObject({
      status: 'CLOSED',
      sum: 0n,
      premium: 235n,
      exposure: 'RELEASED',
      exposed: 0n,
      lock: 'RELEASED',
      locked: 0n,
      loan: 'SETTLED',
      outstanding: 0n,
    });
    expect(await eventsOf([policyId])).toEqual(['policy.changed', 'policy.changed', 'policy.closed']);
    expect(await eventsOf([loanId])).toEqual(['loan.reduced', 'loan.reduced', 'loan.settled']);
  });

  it('previews the same figures and writes nothing; the token holds until they change', async () => {
    const { policyId } = await active();
    const before = await fingerprint(db.unitOfWork);
    const preview = await service().preview(partner(), requestOf(policyId, 'LAMP', 1));
    if (!preview.ok) throw new Error(JSON.stringify(preview.error));
    expect(await fingerprint(db.unitOfWork)).toEqual(before);
    const { token, ...figures } = preview.value;
    const stale = await service().change(partner(), newId('event'), { ...requestOf(policyId, 'LAMP', 2), token });
    expect(stale).toMatchObject({ ok: false, error: { problem: 'StateConflict' } });
    expect(await fingerprint(db.unitOfWork)).toEqual(before);
    const done = await service().change(partner(), newId('event'), { ...requestOf(policyId, 'LAMP', 1), token });
    expect(changed(done)).toEqual(figures);
  });

  it('answers a repeated key with the first answer and does nothing again', async () => {
    const { policyId } = await active();
    const first = await orderReturn(policyId, 'SOFA', 1, `key of ${policyId}`);
    const before = await fingerprint(db.unitOfWork);
    expect(await orderReturn(policyId, 'SOFA', 1, `key of ${policyId}`)).toEqual(first);
    expect(await orderReturn(policyId, 'LAMP', 1, `key of ${policyId}`)).toMatchObject({
      ok: false,
      error: { problem: 'IdempotencyConflict', key: `key of ${policyId}` },
    });
    expect(await fingerprint(db.unitOfWork)).toEqual(before);
  });

  it('lets the lender return too, and nobody else', async () => {
    const { policyId } = await active();
    const lender = viewerOf(market.lenderId, 'LENDER');
    expect((await service().change(lender, newId('event'), requestOf(policyId, 'LAMP', 1))).ok).toBe(true);
    const before = await fingerprint(db.unitOfWork);
    const notThere = {
      ok: false,
      error: { problem: 'NotFound', message: 'There is no policy with this id.', id: policyId },
    };
    for (const viewer of [viewerOf(market.insurerId, 'INSURER'), viewerOf(newId('organisation'), 'PARTNER')]) {
      expect(await service().change(viewer, newId('event'), requestOf(policyId, 'LAMP', 1))).toEqual(notThere);
      expect(await service().preview(viewer, requestOf(policyId, 'LAMP', 1))).toEqual(notThere);
    }
    expect(await fingerprint(db.unitOfWork)).toEqual(before);
  });

  it('refuses what cannot change, and writes nothing', async () => {
    const car = await createPolicy(db.unitOfWork, market, { risk: {}, scenario: 'auto' });
    const [claimed, cancelled, good] = [await active(), await active(), await active()];
    await readAll(
      db.unitOfWork,
      `INSERT INTO claim (id, number, policy_id, loan_id, partner_id, insurer_id, lender_id, status, origin, defaulted_on,
         triggered_on, currency, assessment, computed_minor, notified_at)
       SELECT 'clm_2', 'C-2', policy_id, id, partner_id, insurer_id, lender_id, 'UNDER_REVIEW', 'FEED', '2026-01-01',
         '2026-03-02', 'EUR', '{}', 1, now() FROM loan WHERE id = $1`,
      [claimed.loanId],
    );
    await readAll(db.unitOfWork, `UPDATE policy SET status = 'CANCELLED' WHERE id = $1`, [cancelled.policyId]);
    const before = await fingerprint(db.unitOfWork);
    expect(await orderReturn(car.policyId, 'SOFA', 1)).toMatchObject({
      error: { problem: 'InvalidInput', issues: [{ path: 'policy', code: 'WRONG_SCENARIO' }] },
    });
    expect(await orderReturn(claimed.policyId, 'SOFA', 1)).toMatchObject({
      error: { problem: 'StateConflict', from: 'UNDER_REVIEW', to: 'CLOSED' },
    });
    expect(await orderReturn(cancelled.policyId, 'SOFA', 1)).toMatchObject({
      error: { problem: 'StateConflict', from: 'CANCELLED', to: 'ACTIVE' },
    });
    expect(await orderReturn(good.policyId, 'SOFA', 2)).toMatchObject({
      error: { problem: 'InvalidInput', issues: [{ path: 'lines[0].quantity', code: 'MORE_THAN_ORDERED' }] },
    });
    expect(await orderReturn(newId('policy'), 'SOFA', 1)).toMatchObject({ error: { problem: 'NotFound' } });
    expect(await orderReturn('pol_x', 'SOFA', 1)).toMatchObject({ error: { problem: 'NotFound' } });
    expect(await orderReturn(good.policyId, 'SOFA', 1, '')).toMatchObject({
      error: { problem: 'InvalidInput', issues: [{ path: 'idempotencyKey', code: 'OUT_OF_RANGE' }] },
    });
    expect(await fingerprint(db.unitOfWork)).toEqual(before);
  });

  it('happens once for 10 parallel callers with one key, and exactly for 10 with their own', async () => {
    const { policyId } = await active();
    const same = await Promise.all(
      Array.from({ length: 10 }, () => orderReturn(policyId, 'SOFA', 1, `same ${policyId}`)),
    );
    for (const outcome of same) expect(outcome).toEqual(same[0]);
    const each = await Promise.all(Array.from({ length: 10 }, () => orderReturn(policyId, 'LAMP', 1)));
    expect(each.every(({ ok }) => ok)).toBe(true);
    expect(await orderReturn(policyId, 'LAMP', 1)).toMatchObject({ error: { problem: 'InvalidInput' } });
    const transactions = await transactionsOf(policyId);
    expect(transactions).toHaveLength(12);
    expect(transactions.reduce((sum, row) => sum + (row.sum as bigint), 0n)).toBe(0n);
    expect(await stateOf(policyId)).toMatchObject({ sum: 0n, exposed: 0n, locked: 0n, outstanding: 0n });
  });

  it('leaves a late report its place before the return', async () => {
    const [late, inOrder] = [await active(), await active()];
    const reports = new LoanReportService({ units: db.unitOfWork, clock });
    const repay = (policy: string) =>
      reports.report(partner(), [
        {
          policy,
          sequence: 1,
          effectiveOn: '2026-01-01',
          repayment: { amount: { amount: '106.62', currency: 'EUR' } },
        },
      ]);
    const instalments = (loanId: string | undefined) =>
      readAll(
        db.unitOfWork,
        `SELECT number, principal_minor, interest_minor, paid_principal_minor, paid_interest_minor FROM instalment
         WHERE loan_id = $1 ORDER BY number`,
        [loanId],
      );
    changed(await orderReturn(late.policyId, 'SOFA', 1));
    await repay(late.policyId);
    await repay(inOrder.policyId);
    changed(await orderReturn(inOrder.policyId, 'SOFA', 1));
    expect(await instalments(late.loanId)).toEqual(await instalments(inOrder.loanId));
    expect(await stateOf(late.policyId)).toMatchObject({ outstanding: 50_538n });
  });
});
