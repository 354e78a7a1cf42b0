import { InvariantService } from '../../src/audit/invariant-service.js';
import type { PaymentInput } from '../../src/claims/claim-payment.js';
import { splitPayment } from '../../src/claims/payees.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { fingerprint } from '../support/fingerprint.js';
import { approval, ClaimWorld, carriedOut, payment, refusalOf, rejection } from './fixture.js';

let test: TestDatabase;
let world: ClaimWorld;

beforeAll(async () => {
  test = await createTestDatabase({ poolSize: 24 });
});
afterAll(() => test.drop());
beforeEach(async () => {
  world = await ClaimWorld.create(test.unitOfWork);
});

const eur = (minor: bigint) => ({ minor, currency: 'EUR' });
const pay = (claim: string, change: Partial<PaymentInput> = {}) =>
  world.claims.pay(world.as(world.insurer), { ...payment(claim), ...change });
const part = (claim: string, minor: bigint, reference: string) => pay(claim, { amount: eur(minor), reference });
const reopen = async (claim: string) =>
  carriedOut(await world.claims.reopen(world.as(world.insurer), { claim, reason: 'New figures' }));
const decidePart = async (claim: string, minor: bigint) =>
  carriedOut(
    await world.claims.decide(world.as(world.insurer), {
      ...approval(claim),
      outcome: 'PARTLY_APPROVED',
      approved: eur(minor),
      reason: 'x',
    }),
  );
const balances = async () => {
  const { lines } = await world.ledger.trialBalance(world.insurer, { currency: 'EUR' });
  return Object.fromEntries(
    lines.filter(({ balanceMinor }) => balanceMinor !== 0n).map(({ account, balanceMinor }) => [account, balanceMinor]),
  );
};
const recoveryOf = async (claim: string) =>
  (await world.rows<Record<string, unknown>>('SELECT * FROM recovery WHERE claim_id = $1', [claim]))[0];
const policyPaid = async (policyId: string) =>
  (await world.rows<{ paid: bigint }>('SELECT indemnity_paid_minor AS paid FROM policy WHERE id = $1', [policyId]))[0]
    ?.paid;

async function refused(run: () => Promise<Parameters<typeof refusalOf>[0]>) {
  const before = await fingerprint(test.unitOfWork);
  const refusal = refusalOf(await run());
  expect(await fingerprint(test.unitOfWork)).toEqual(before);
  return refusal;
}

/** The invariants that claims and recoveries can break; the others need a whole life. */
async function expectMoneyInvariants() {
  const checked = await new InvariantService(test.unitOfWork).check();
  const broken = checked.filter(({ name, violations }) => /^I[126] |payees|plan/.test(name) && violations > 0);
  expect(broken).toEqual([]);
}

describe('splitPayment', () => {
  const organisations = { lenderId: 'org_lender', lossPayeeId: 'org_payee' };
  const investor = (reference: string, share: string) => ({ role: 'INVESTOR' as const, reference, share });

  it('gives everything to the loss payee when nobody is named', () => {
    expect(splitPayment(87_972n, null, organisations)).toEqual([
      { role: 'LOSS_PAYEE', organisationId: 'org_payee', reference: null, share: '1', minor: '87972' },
    ]);
  });

  it('splits by shares to the cent, odd cents by largest remainder', () => {
    const parts = splitPayment(100n, [investor('a', '1'), investor('b', '1'), investor('c', '1')], organisations);
    expect(parts.map(({ minor }) => minor)).toEqual(['34', '33', '33']);
    const held = splitPayment(
      87_972n,
      [investor('a', '0.25'), { role: 'LENDER', reference: null, share: '0.75' }],
      organisations,
    );
    expect(held.map(({ organisationId, minor }) => [organisationId, minor])).toEqual([
      [null, '21993'],
      ['org_lender', '65979'],
    ]);
  });
});

describe('claimPay in parts', () => {
  it('opens the recovery with the first part and is PAID with the last', async () => {
    const { policyId, loanId } = await world.cover();
    const { id } = await world.approvedClaim(policyId);
    expect(carriedOut(await part(id, 50_000n, 'SEPA-1'))).toMatchObject({ status: 'DECIDED', paidMinor: 50_000n });
    expect(await recoveryOf(id)).toMatchObject({
      status: 'OPEN',
      indemnity_minor: 50_000n,
      uncompensated_minor: 52_892n,
    });
    expect(await world.rows('SELECT status FROM loan WHERE id = $1', [loanId])).toEqual([{ status: 'CLAIMED' }]);
    expect(world.paidPolicies).toEqual([]);
    expect(await refused(() => part(id, 37_973n, 'SEPA-2'))).toMatchObject({
      problem: 'LimitExceeded',
      limit: 'approved and not yet paid',
      availableMinor: 37_972n,
    });
    expect(await refused(() => part(id, 1n, 'SEPA-1'))).toMatchObject({
      issues: [{ path: 'reference', code: 'REFERENCE_USED' }],
    });
    expect(carriedOut(await pay(id, { reference: 'SEPA-2' }))).toMatchObject({ status: 'PAID', paidMinor: 87_972n });
    expect(await recoveryOf(id)).toMatchObject({ indemnity_minor: 87_972n, uncompensated_minor: 14_920n });
    expect(world.paidPolicies).toEqual([policyId]);
    expect(await policyPaid(policyId)).toBe(87_972n);
    expect(await balances()).toEqual({ CASH_CLEARING: -87_972n, CLAIMS_INCURRED: 87_972n });
    await expectMoneyInvariants();
  });

  it('shares again what came between two parts', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.approvedClaim(policyId);
    carriedOut(await part(id, 50_000n, 'SEPA-1'));
    const recovery = String((await recoveryOf(id))?.id);
    const receipt = { recovery, kind: 'RECEIPT' as const, receivedOn: '2026-04-15', costs: null, token: null };
    carriedOut(
      await world.recoveries.record(world.as(world.insurer), { ...receipt, reference: 'IN-1', amount: eur(60_000n) }),
    );
    expect((await recoveryOf(id))?.status).toBe('RECOVERED');
    carriedOut(await pay(id, { reference: 'SEPA-2' }));
    expect(await recoveryOf(id)).toMatchObject({ status: 'IN_COLLECTION', closed_at: null, received_minor: 60_000n });
    expect(await balances()).toMatchObject({ RECOVERY_INCOME: -60_000n, CASH_CLEARING: 60_000n - 87_972n });
    await expectMoneyInvariants();
  });

  it('never pays more than was approved, however many parts are sent at once', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.approvedClaim(policyId);
    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, at) => part(id, 10_000n, `SEPA-${at}`)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(8);
    expect(await policyPaid(policyId)).toBe(80_000n);
    await expectMoneyInvariants();
  });

  it('books a line for each payee and keeps who got what', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.approvedClaim(policyId);
    const payees = [
      { role: 'INVESTOR' as const, reference: 'INV-7', share: '300' },
      { role: 'INVESTOR' as const, reference: 'INV-9', share: '600' },
      { role: 'LENDER' as const, reference: null, share: '300' },
    ];
    carriedOut(await pay(id, { payees }));
    const [paid] = await world.rows<{ id: string; payees: { minor: string; reference: string | null }[] }>(
      'SELECT id, payees FROM claim_payment WHERE claim_id = $1',
      [id],
    );
    expect(paid?.payees.map(({ reference, minor }) => [reference, minor])).toEqual([
      ['INV-7', '21993'],
      ['INV-9', '43986'],
      [null, '21993'],
    ]);
    const journal = ((await world.ledger.journalsOf(world.insurer, [policyId])).get(policyId) ?? []).at(-1);
    expect(journal?.subjectId).toBe(paid?.id);
    expect(journal?.postings.map(({ account, amountMinor }) => [account, amountMinor])).toEqual([
      ['CLAIMS_PAYABLE', 87_972n],
      ['CASH_CLEARING', -21_993n],
      ['CASH_CLEARING', -43_986n],
      ['CASH_CLEARING', -21_993n],
    ]);
  });

  it('names everything wrong with payees and amounts', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.approvedClaim(policyId);
    const payees = [
      { role: 'INVESTOR' as const, reference: ' ', share: '0' },
      { role: 'LENDER' as const, reference: 'x', share: 'a' },
      { role: 'LENDER' as const, reference: 'x', share: '1' },
    ];
    const refusal = await refused(() => pay(id, { payees }));
    expect(refusal.problem === 'InvalidInput' && refusal.issues.map(({ path, code }) => [path, code])).toEqual([
      ['payees[0].share', 'MUST_BE_POSITIVE'],
      ['payees[0].reference', 'BAD_LENGTH'],
      ['payees[1].share', 'MUST_BE_POSITIVE'],
      ['payees[1].reference', 'NOT_APPLICABLE'],
      ['payees[2].reference', 'NOT_APPLICABLE'],
      ['payees[2]', 'NAMED_TWICE'],
    ]);
    expect(await refused(() => pay(id, { amount: { minor: 1n, currency: 'USD' } }))).toMatchObject({
      issues: [{ path: 'amount.currency', code: 'CURRENCY_MISMATCH' }],
    });
    expect(await refused(() => pay(id, { amount: eur(0n) }))).toMatchObject({ issues: [{ code: 'MUST_BE_POSITIVE' }] });
    expect(await refused(() => pay(id, { payees: [] }))).toMatchObject({ issues: [{ path: 'payees', code: 'EMPTY' }] });
  });
});

describe('claimPayPreview', () => {
  it('has the figures of the payment and a token that ends with them', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.approvedClaim(policyId);
    const input = { claim: id, amount: eur(50_000n), payees: null };
    const before = await fingerprint(test.unitOfWork);
    const preview = carriedOut(await world.claims.previewPayment(world.insurer, input));
    expect(await fingerprint(test.unitOfWork)).toEqual(before);
    expect(preview).toMatchObject({
      amountMinor: 50_000n,
      paidMinor: 50_000n,
      leftMinor: 37_972n,
      remainingSumInsuredMinor: 60_000n,
      uncompensatedMinor: 52_892n,
    });
    const { token } = preview;
    carriedOut(await pay(id, { ...input, token }));
    expect(await refused(() => pay(id, { ...input, amount: eur(10_000n), reference: 'SEPA-2', token }))).toMatchObject({
      problem: 'StateConflict',
      to: token,
    });
    expect(refusalOf(await world.claims.previewPayment(world.lender, input))).toMatchObject({ problem: 'NotFound' });
  });
});

describe('a claim that is reopened after it was paid', () => {
  it('pays the supplement of a higher decision', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.reviewedClaim(policyId);
    await decidePart(id, 60_000n);
    carriedOut(await pay(id));
    expect(await reopen(id)).toMatchObject({
      status: 'REOPENED',
      outcome: null,
      paidMinor: 60_000n,
      approvedMinor: 60_000n,
    });
    // What was computed beyond what was paid is reserved again.
    expect(await balances()).toEqual({ CASH_CLEARING: -60_000n, CLAIMS_INCURRED: 87_972n, LOSS_RESERVE: -27_972n });
    const again = carriedOut(await world.claims.decide(world.as(world.insurer), approval(id)));
    // Computed as if nothing had been paid on it yet: the sum insured is still there for this claim.
    expect(again).toMatchObject({ status: 'DECIDED', approvedMinor: 87_972n, computedMinor: 87_972n });
    expect(await balances()).toMatchObject({ CLAIMS_PAYABLE: -27_972n });
    expect(carriedOut(await pay(id, { reference: 'SEPA-2' }))).toMatchObject({ status: 'PAID', paidMinor: 87_972n });
    expect(await recoveryOf(id)).toMatchObject({ indemnity_minor: 87_972n, uncompensated_minor: 14_920n });
    await expectMoneyInvariants();
  });

  it('ends cover when a lower decision leaves nothing to pay of a claim that was paid in part', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.approvedClaim(policyId);
    carriedOut(await part(id, 50_000n, 'SEPA-1'));
    await reopen(id);
    expect(world.paidPolicies).toEqual([]);
    expect(await decidePart(id, 50_000n)).toMatchObject({ status: 'PAID', paidMinor: 50_000n, overpaidMinor: 0n });
    expect(world.paidPolicies).toEqual([policyId]);
    await expectMoneyInvariants();
  });

  it('asks back what a lower decision leaves too much, and records its return', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.paidClaim(policyId);
    await reopen(id);
    expect(await decidePart(id, 50_000n)).toMatchObject({
      status: 'PAID',
      approvedMinor: 50_000n,
      paidMinor: 50_000n,
      overpaidMinor: 37_972n,
    });
    expect(await balances()).toEqual({
      CASH_CLEARING: -87_972n,
      CLAIMS_INCURRED: 50_000n,
      CLAIM_REFUNDS_DUE: 37_972n,
    });
    expect(await policyPaid(policyId)).toBe(50_000n);
    expect(await recoveryOf(id)).toMatchObject({ indemnity_minor: 50_000n, uncompensated_minor: 52_892n });
    const back = (minor: bigint, reference: string) =>
      world.claims.returnOverpayment(world.as(world.insurer), {
        claim: id,
        amount: eur(minor),
        paidOn: '2026-04-15',
        reference,
      });
    expect(await refused(() => back(37_973n, 'BACK-1'))).toMatchObject({ problem: 'LimitExceeded', limit: 'overpaid' });
    expect(carriedOut(await back(30_000n, 'BACK-1')).overpaidMinor).toBe(7_972n);
    expect(carriedOut(await back(7_972n, 'BACK-2')).overpaidMinor).toBe(0n);
    expect(await balances()).toEqual({ CASH_CLEARING: -50_000n, CLAIMS_INCURRED: 50_000n });
    await expectMoneyInvariants();
  });

  it('sets what is owed back off against a still later, higher decision', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.paidClaim(policyId);
    await reopen(id);
    await decidePart(id, 50_000n);
    await reopen(id);
    const decided = carriedOut(await world.claims.decide(world.as(world.insurer), approval(id)));
    expect(decided).toMatchObject({ status: 'PAID', paidMinor: 87_972n, overpaidMinor: 0n });
    expect(await balances()).toEqual({ CASH_CLEARING: -87_972n, CLAIMS_INCURRED: 87_972n });
    await expectMoneyInvariants();
  });

  it('owes everything back when it is rejected after all', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.paidClaim(policyId);
    await reopen(id);
    expect(carriedOut(await world.claims.decide(world.as(world.insurer), rejection(id)))).toMatchObject({
      status: 'CLOSED',
      approvedMinor: null,
      paidMinor: 0n,
      overpaidMinor: 87_972n,
    });
    expect(await recoveryOf(id)).toMatchObject({ status: 'RECOVERED', indemnity_minor: 0n });
    expect(await policyPaid(policyId)).toBe(0n);
    await expectMoneyInvariants();
  });

  it('can be reopened after everything was given back, and is paid again', async () => {
    const { policyId, loanId } = await world.cover();
    const { id } = await world.paidClaim(policyId);
    await reopen(id);
    carriedOut(await world.claims.decide(world.as(world.insurer), rejection(id)));
    const back = { claim: id, amount: eur(87_972n), paidOn: '2026-04-15', reference: 'BACK-1' };
    carriedOut(await world.claims.returnOverpayment(world.as(world.insurer), back));
    expect(await reopen(id)).toMatchObject({ status: 'REOPENED', paidMinor: 0n, overpaidMinor: 0n });
    // The loan is the insurer's: what its feed says cures nothing.
    await world.rows(`UPDATE loan SET overdue_state = 'CURRENT' WHERE id = $1 RETURNING id`, [loanId]);
    expect(await world.opening.withdrawCuredClaims()).toBe(0);
    carriedOut(await world.claims.decide(world.as(world.insurer), approval(id)));
    expect(carriedOut(await pay(id, { reference: 'SEPA-2' }))).toMatchObject({ status: 'PAID', paidMinor: 87_972n });
    expect(await recoveryOf(id)).toMatchObject({ status: 'IN_COLLECTION', indemnity_minor: 87_972n });
    expect(await balances()).toEqual({ CASH_CLEARING: -87_972n, CLAIMS_INCURRED: 87_972n });
    await expectMoneyInvariants();
  });

  it('can be reopened once closed, and leaves alone what stays as it was', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.paidClaim(policyId);
    const recovery = String((await recoveryOf(id))?.id);
    const writeOff = { recovery, code: 'UNECONOMIC' as const, reason: 'x' };
    carriedOut(await world.recoveries.writeOff(world.as(world.insurer), writeOff));
    await reopen(id);
    const decided = carriedOut(await world.claims.decide(world.as(world.insurer), approval(id)));
    expect(decided).toMatchObject({ status: 'CLOSED', paidMinor: 87_972n, overpaidMinor: 0n });
    expect(await refused(() => world.claims.withdraw(world.as(world.lender), { claim: id }))).toMatchObject({
      problem: 'StateConflict',
    });
    await expectMoneyInvariants();
  });
});
