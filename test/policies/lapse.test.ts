import { systemScope } from '../../src/database/unit-of-work.js';
import { newId } from '../../src/kernel/index.js';
import { ChangeService } from '../../src/policies/change-service.js';
import { LapseService } from '../../src/policies/lapse-service.js';
import { DunningService } from '../../src/premium/dunning-service.js';
import { USUAL_CHANGE_TERMS } from '../../src/underwriting/change-terms.js';
import { USUAL_PAYMENT_TERMS } from '../../src/underwriting/payment-terms.js';
import type { ProductTerms } from '../../src/underwriting/terms.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { date, loanOf } from './loan-fixture.js';
import { clockAt, createMarket, createPolicy, type Market, readAll, viewerOf } from './policy-fixture.js';

let db: TestDatabase;
let market: Market;
const clock = clockAt('2026-01-31T12:00:00Z');
beforeAll(async () => {
  db = await createTestDatabase();
  market = await createMarket(db.unitOfWork);
});
afterAll(() => db.drop());
beforeEach(() => clock.set('2026-01-31T12:00:00Z'));

const terms = (unpaidPremium: 'COVER_STAYS' | 'COVER_LAPSES') =>
  ({
    refund: { method: 'PRO_RATA', freeLookDays: 14, minimumMinor: '0' },
    changes: { ...USUAL_CHANGE_TERMS, unpaidPremium },
    payment: USUAL_PAYMENT_TERMS,
    insures: 'PRINCIPAL',
  }) as ProductTerms;
const optionsOf = (unpaidPremium: 'COVER_STAYS' | 'COVER_LAPSES') => ({
  units: db.unitOfWork,
  clock,
  catalogue: { terms: async () => terms(unpaidPremium) },
  scenarios: [],
});
const lapses = () => new LapseService(optionsOf('COVER_LAPSES'));

/** A policy whose loan is due from March on; 50.00 of premium were due on 31 December 2025, reminders told in January. */
async function unpaidPolicy(firstDueOn = '2026-03-01') {
  const { policyId } = await createPolicy(db.unitOfWork, market, { loan: loanOf({ firstDueOn: date(firstDueOn) }) });
  await db.unitOfWork.run(systemScope, (tx) =>
    tx.run(
      {
        name: 'test.invoice',
        text: `INSERT INTO premium_invoice (policy_id, partner_id, insurer_id, lender_id, kind, subject_id, issued_on, currency,
                 recorded_at, id, sequence, due_on, amount_minor)
               SELECT id, partner_id, insurer_id, lender_id, 'INVOICE', id, '2025-12-01', currency, bound_at, $2, 1, '2025-12-31', 5000
               FROM policy WHERE id = $1`,
      },
      [policyId, newId('invoice')],
    ),
  );
  const now = clock.now().toISOString();
  clock.set('2026-01-25T12:00:00Z');
  expect(await new DunningService(optionsOf('COVER_LAPSES')).tellDue()).toBe(2);
  clock.set(now);
  return policyId;
}
const stateOf = async (policyId: string) => {
  const [row] = await readAll(
    db.unitOfWork,
    `SELECT p.status, p.premium_minor AS premium, x.state AS exposure, k.state AS lock FROM policy p
     JOIN exposure x ON x.policy_id = p.id JOIN purpose_lock k ON k.policy_id = p.id WHERE p.id = $1`,
    [policyId],
  );
  return row;
};
const IN_FORCE = { status: 'ACTIVE', premium: 5_000n, exposure: 'UTILISED', lock: expect.any(String) };

describe('unpaid premium', () => {
  it('ends cover on the first day after grace, and asks for the rest no longer', async () => {
    const policyId = await unpaidPolicy();
    clock.set('2026-01-30T12:00:00Z');
    expect(await lapses().lapseDue()).toBe(0);
    clock.set('2026-01-31T12:00:00Z');
    expect(await lapses().lapseDue()).toBe(1);
    expect(await lapses().lapseDue()).toBe(0);
    // Day 62 of 426: 7.28 earned, 42.72 not asked for.
    expect(await stateOf(policyId)).toEqual({
      status: 'LAPSED',
      premium: 728n,
      exposure: 'RELEASED',
      lock: 'RELEASED',
    });
    const [, lapse] = await readAll<Record<string, unknown>>(
      db.unitOfWork,
      `SELECT kind, change, effective_on AS "on", premium_delta_minor AS premium, reason FROM policy_transaction
       WHERE policy_id = $1 ORDER BY sequence`,
      [policyId],
    );
    expect(lapse).toEqual({
      kind: 'CANCELLATION',
      change: 'LAPSE',
      on: '2026-01-31',
      premium: -4_272n,
      reason: 'premium due on 2025-12-31 not paid',
    });
    const told = await readAll<Record<string, unknown>>(
      db.unitOfWork,
      `SELECT kind, payload->>'premiumRefund' AS refund, payload->>'effectiveOn' AS "on" FROM event
       WHERE subject_id = $1 AND kind = 'policy.lapsed'`,
      [policyId],
    );
    expect(told).toEqual([{ kind: 'policy.lapsed', refund: '42.72', on: '2026-01-31' }]);
  });

  it('leaves cover alone that stays by its product, and cover of a default that has begun', async () => {
    const stays = await unpaidPolicy();
    expect(await new LapseService(optionsOf('COVER_STAYS')).lapseDue()).toBe(0);
    expect(await stateOf(stays)).toEqual(IN_FORCE);
    await lapses().lapseDue();
    const late = await unpaidPolicy('2026-01-01');
    await db.unitOfWork.run(systemScope, (tx) =>
      tx.run({ name: 'test.late', text: `UPDATE loan SET overdue_state = 'LATE' WHERE policy_id = $1` }, [late]),
    );
    expect(await lapses().lapseDue()).toBe(0);
    expect(await stateOf(late)).toEqual(IN_FORCE);
  });

  it('comes back with its exposure within the window, refused where the insurer has no room', async () => {
    const policyId = await unpaidPolicy();
    await lapses().lapseDue();
    const service = new ChangeService({ ...optionsOf('COVER_LAPSES'), secret: 'a secret' });
    const partner = viewerOf(market.partnerId, 'PARTNER');
    const request = {
      operation: 'policyReinstate',
      policy: policyId,
      draft: {
        change: 'REINSTATEMENT',
        isFreeOfLoss: true,
        statement: 'nothing happened',
        by: 'POLICYHOLDER',
      } as const,
    };
    const cap = (minor: string) =>
      db.unitOfWork.run(systemScope, (tx) =>
        tx.run(
          { name: 'test.cap', text: 'UPDATE exposure_limit SET cap_minor = $2, carried_minor = $2 WHERE id = $1' },
          [market.limitId, minor],
        ),
      );
    await db.unitOfWork.run(systemScope, (tx) =>
      tx.run({ name: 'test.fold', text: 'UPDATE exposure_limit SET carried_minor = 1000000000000 WHERE id = $1' }, [
        market.limitId,
      ]),
    );
    await db.unitOfWork.run(systemScope, (tx) =>
      tx.run({ name: 'test.capOnly', text: 'UPDATE exposure_limit SET cap_minor = 100000 WHERE id = $1' }, [
        market.limitId,
      ]),
    );
    const noRoom = await service.change(partner, 'r-1', request);
    expect(noRoom).toMatchObject({
      ok: false,
      error: { problem: 'LimitExceeded', limit: 'INSURER', requestedMinor: 108_000n },
    });
    expect(await service.preview(partner, request)).toEqual(noRoom);
    await cap('1000000000000');
    expect(await service.change(partner, 'r-1', request)).toMatchObject({ ok: true, value: { chargeMinor: 4_272n } });
    expect(await stateOf(policyId)).toMatchObject({ status: 'ACTIVE', premium: 5_000n, exposure: 'UTILISED' });
    clock.set('2026-04-02T12:00:00Z');
    const other = await unpaidPolicy('2026-06-01');
    clock.set('2026-01-31T12:00:00Z');
    await lapses().lapseDue();
    clock.set('2026-04-02T12:00:00Z');
    expect(await service.change(partner, 'r-2', { ...request, policy: other })).toMatchObject({
      ok: false,
      error: { problem: 'StateConflict', message: 'Cover could be put back in force until 2026-04-01.' },
    });
  });
});
