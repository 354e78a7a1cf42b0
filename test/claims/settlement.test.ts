import type { DecisionInput } from '../../src/claims/claim-decision.js';
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

const balances = async () => {
  const { lines } = await world.ledger.trialBalance(world.insurer, { currency: 'EUR' });
  const standing = lines.filter(({ balanceMinor }) => balanceMinor !== 0n);
  return Object.fromEntries(standing.map(({ account, balanceMinor }) => [account, balanceMinor]));
};

const eventsOf = async (subjectId: string): Promise<string[]> => {
  const rows = await world.rows<{ kind: string }>(
    'SELECT kind FROM event WHERE subject_id = $1 ORDER BY recorded_at, id',
    [subjectId],
  );
  return rows.map(({ kind }) => kind);
};

/** Runs what must be refused and asserts that it left no trace. */
async function refused(run: () => Promise<Parameters<typeof refusalOf>[0]>) {
  const before = await fingerprint(test.unitOfWork);
  const refusal = refusalOf(await run());
  expect(await fingerprint(test.unitOfWork)).toEqual(before);
  return refusal;
}

describe('claimEvidenceAdd', () => {
  it('starts the review with the last required paper and shows documents to every party', async () => {
    const { policyId } = await world.cover();
    const { id } = carriedOut(await world.submit(policyId));
    const document = await world.document();
    const add = (kind: string) =>
      world.claims.addEvidence(world.as(world.lender), { claim: id, kind, document, note: 'scan' });
    expect(refusalOf(await world.documents.read(world.insurer, document))).toMatchObject({ problem: 'NotFound' });
    expect(carriedOut(await add('DUNNING_NOTICE')).status).toBe('EVIDENCE_PENDING');
    expect(carriedOut(await add('LOAN_AGREEMENT')).status).toBe('EVIDENCE_PENDING');
    expect(carriedOut(await add('OVERDUE_STATEMENT')).status).toBe('UNDER_REVIEW');
    for (const viewer of [world.insurer, world.partner, world.lender]) {
      expect(carriedOut(await world.documents.read(viewer, document)).fileName).toBe('paper.pdf');
    }
    expect(await eventsOf(id)).toEqual([
      'claim.notified',
      'claim.evidenceRequested',
      'claim.evidenceAdded',
      'claim.evidenceAdded',
      'claim.evidenceAdded',
      'claim.reviewStarted',
    ]);
  });

  it('refuses a kind the scenario does not know, a stranger’s document and a document of other parties', async () => {
    const { policyId } = await world.cover();
    const { id } = carriedOut(await world.submit(policyId));
    const own = await world.document();
    const stranger = await ClaimWorld.create(test.unitOfWork);
    const foreign = await stranger.document();
    const add = (kind: string, document: string) => () =>
      world.claims.addEvidence(world.as(world.lender), { claim: id, kind, document, note: null });
    expect(await refused(add('PASSPORT', own))).toMatchObject({
      issues: [
        {
          path: 'kind',
          code: 'UNKNOWN_EVIDENCE_KIND',
          message: 'must be one of LOAN_AGREEMENT, OVERDUE_STATEMENT, DUNNING_NOTICE',
        },
      ],
    });
    expect(await refused(add('LOAN_AGREEMENT', foreign))).toEqual({
      problem: 'NotFound',
      message: 'There is no document with this id.',
      id: foreign,
    });
    await world.rows(
      `UPDATE document SET partner_id = $2, insurer_id = $3, lender_id = $4 WHERE id = $1 RETURNING id`,
      [own, stranger.partner.organisationId, stranger.insurer.organisationId, world.lender.organisationId],
    );
    expect(await refused(add('LOAN_AGREEMENT', own))).toMatchObject({
      issues: [{ path: 'document', code: 'DOCUMENT_OF_OTHER_PARTIES' }],
    });
  });
});

describe('claimDecide', () => {
  it('approves what was computed and books it', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.reviewedClaim(policyId);
    expect(await balances()).toEqual({ CLAIMS_INCURRED: 87_972n, LOSS_RESERVE: -87_972n });
    const decided = carriedOut(await world.claims.decide(world.as(world.insurer), approval(id)));
    expect(decided).toMatchObject({
      status: 'DECIDED',
      outcome: 'APPROVED',
      computedMinor: 87_972n,
      approvedMinor: 87_972n,
      paidMinor: 0n,
      decidedBy: world.insurer.keyId,
      decidedAt: world.clock.at,
    });
    expect(await balances()).toEqual({ CLAIMS_INCURRED: 87_972n, CLAIMS_PAYABLE: -87_972n });
  });

  it('computes again: what the borrower paid since is not approved', async () => {
    const { policyId, loanId } = await world.cover();
    const { id } = await world.reviewedClaim(policyId);
    await world.repay(loanId, 3, 'LATE');
    const decided = carriedOut(await world.claims.decide(world.as(world.insurer), approval(id)));
    // 913.29 principal + 0 unpaid interest + 9.01 accrued = 922.30; less 5 % = 876.18 (deductible 46.12); 90 % = 788.56.
    expect(decided).toMatchObject({ computedMinor: 78_856n, approvedMinor: 78_856n });
  });

  it('takes net collateral off a secured loan', async () => {
    const { policyId } = await world.cover({ scenario: 'secured' });
    const { id } = carriedOut(await world.submit(policyId));
    const input = { ...approval(id), netCollateral: eur(50_000n) };
    const decided = carriedOut(await world.claims.decide(world.as(world.insurer), input));
    // 1,028.92 - 500.00 = 528.92; less 26.45 = 502.47; 90 % = 452.22.
    expect(decided.approvedMinor).toBe(45_222n);
    carriedOut(await world.claims.pay(world.as(world.insurer), payment(id)));
    const [recovery] = await world.rows('SELECT uncompensated_minor FROM recovery WHERE claim_id = $1', [id]);
    expect(recovery).toEqual({ uncompensated_minor: 52_892n - 45_222n });
  });

  it('closes a rejected claim and gives its reserve back', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.reviewedClaim(policyId);
    const input = rejection(id, ' Order was cancelled. ');
    const closed = carriedOut(await world.claims.decide(world.as(world.insurer), input));
    expect(closed).toMatchObject({
      status: 'CLOSED',
      outcome: 'REJECTED',
      approvedMinor: null,
      decisionReason: 'Order was cancelled.',
      closedAt: world.clock.at,
    });
    expect(await balances()).toEqual({});
    expect((await eventsOf(id)).slice(-2)).toEqual(['claim.decided', 'claim.closed']);
  });

  it('caps at the remaining sum insured', async () => {
    const { policyId } = await world.cover({ sumInsuredMinor: 60_000n });
    const { id } = await world.reviewedClaim(policyId);
    const decided = carriedOut(await world.claims.decide(world.as(world.insurer), approval(id)));
    expect(decided.approvedMinor).toBe(60_000n);
  });

  const badInputs: readonly (readonly [string, Partial<DecisionInput>, unknown])[] = [
    [
      'part without amount and reason',
      { outcome: 'PARTLY_APPROVED' },
      [
        ['reason', 'REASON_REQUIRED'],
        ['approved', 'AMOUNT_REQUIRED'],
      ],
    ],
    [
      'a rejection without a reason',
      { outcome: 'REJECTED', reason: '  ', rejectionCode: 'SOMETHING' },
      [
        ['reason', 'REASON_REQUIRED'],
        ['rejectionCode', 'CODE_REQUIRED'],
      ],
    ],
    ['a code without a rejection', { rejectionCode: 'FRAUD' }, [['rejectionCode', 'NOT_APPLICABLE']]],
    ['an amount with the whole', { approved: eur(1n) }, [['approved', 'NOT_APPLICABLE']]],
    [
      'an amount in another currency',
      { outcome: 'PARTLY_APPROVED', reason: 'x', approved: { minor: 5n, currency: 'USD' } },
      [['approved.currency', 'CURRENCY_MISMATCH']],
    ],
    [
      'nothing approved',
      { outcome: 'PARTLY_APPROVED', reason: 'x', approved: eur(0n) },
      [['approved.amount', 'MUST_BE_POSITIVE']],
    ],
    ['collateral of an unsecured loan', { netCollateral: eur(5n) }, [['netCollateral', 'NOT_APPLICABLE']]],
  ];

  it.each(badInputs)('refuses %s', async (_name, input, expected) => {
    const { policyId } = await world.cover();
    const { id } = await world.reviewedClaim(policyId);
    const refusal = await refused(() => world.claims.decide(world.as(world.insurer), { ...approval(id), ...input }));
    expect(refusal.problem === 'InvalidInput' && refusal.issues.map(({ path, code }) => [path, code])).toEqual(
      expected,
    );
  });

  it('refuses more than was computed, naming both figures', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.reviewedClaim(policyId);
    const input: DecisionInput = { ...approval(id), outcome: 'PARTLY_APPROVED', reason: 'x', approved: eur(87_973n) };
    expect(await refused(() => world.claims.decide(world.as(world.insurer), input))).toEqual({
      problem: 'LimitExceeded',
      message: '879.73 EUR is more than 879.72 EUR.',
      limit: 'computed indemnity',
      currency: 'EUR',
      requestedMinor: 87_973n,
      availableMinor: 87_972n,
    });
  });

  it('refuses to approve without the required evidence, but can reject', async () => {
    const { policyId } = await world.cover();
    const { id } = carriedOut(await world.submit(policyId));
    expect(await refused(() => world.claims.decide(world.as(world.insurer), approval(id)))).toMatchObject({
      issues: [
        {
          path: 'outcome',
          code: 'EVIDENCE_MISSING',
          message: 'cannot be approved without LOAN_AGREEMENT, OVERDUE_STATEMENT',
        },
      ],
    });
    const refusal = rejection(id, 'no papers');
    expect(carriedOut(await world.claims.decide(world.as(world.insurer), refusal)).status).toBe('CLOSED');
  });

  it('tells everybody but the claim’s insurer that there is no such claim', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.reviewedClaim(policyId);
    const other = await ClaimWorld.create(test.unitOfWork);
    for (const viewer of [other.insurer, world.lender, world.partner]) {
      const refusal = await refused(() => world.claims.decide(world.as(viewer), approval(id)));
      expect(refusal).toEqual({ problem: 'NotFound', message: 'There is no claim with this id.', id });
    }
  });
});

describe('claimPay', () => {
  it('pays what was approved, closes the loan to further claims and opens the recovery', async () => {
    const { policyId, loanId } = await world.cover();
    const { id } = await world.approvedClaim(policyId);
    const paid = carriedOut(await world.claims.pay(world.as(world.insurer), payment(id)));
    expect(paid).toMatchObject({ status: 'PAID', paidMinor: 87_972n, paidAt: world.clock.at });
    expect(await world.rows('SELECT indemnity_paid_minor FROM policy WHERE id = $1', [policyId])).toEqual([
      { indemnity_paid_minor: 87_972n },
    ]);
    expect(await world.rows('SELECT status FROM loan WHERE id = $1', [loanId])).toEqual([{ status: 'CLAIMED' }]);
    expect(await world.rows('SELECT status, rule, indemnity_minor, uncompensated_minor FROM recovery')).toContainEqual({
      status: 'OPEN',
      rule: 'INSURER_FIRST',
      indemnity_minor: 87_972n,
      uncompensated_minor: 14_920n,
    });
    expect(await balances()).toEqual({ CASH_CLEARING: -87_972n, CLAIMS_INCURRED: 87_972n });
    expect(world.paidPolicies).toEqual([policyId]);
  });

  it('pays once however many ask at the same time', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.approvedClaim(policyId);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => world.claims.pay(world.as(world.insurer), payment(id))),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const refusals = outcomes.filter(({ ok }) => !ok).map(refusalOf);
    expect(new Set(refusals.map(({ message }) => message))).toEqual(
      new Set(['The claim is PAID and cannot become PAID.']),
    );
    expect(await balances()).toMatchObject({ CASH_CLEARING: -87_972n });
    expect((await eventsOf(id)).filter((kind) => kind === 'claim.paid')).toHaveLength(1);
  });

  it('answers the same payment for the same key, also at the same time', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.approvedClaim(policyId);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => world.claims.pay(world.as(world.insurer, 'pay-once'), payment(id))),
    );
    expect(new Set(outcomes.map((outcome) => carriedOut(outcome).paidMinor))).toEqual(new Set([87_972n]));
    expect(await balances()).toMatchObject({ CASH_CLEARING: -87_972n });
    const other = { ...payment(id), reference: 'SEPA-2' };
    expect(await refused(() => world.claims.pay(world.as(world.insurer, 'pay-once'), other))).toMatchObject({
      problem: 'IdempotencyConflict',
      key: 'pay-once',
    });
  });

  it('refuses before a decision, with impossible dates and when the borrower paid meanwhile', async () => {
    const { policyId, loanId } = await world.cover();
    const { id } = await world.reviewedClaim(policyId);
    const pay = (input: Partial<ReturnType<typeof payment>>) => () =>
      world.claims.pay(world.as(world.insurer), { ...payment(id), ...input });
    expect(await refused(pay({}))).toMatchObject({ problem: 'StateConflict', from: 'UNDER_REVIEW', to: 'PAID' });
    carriedOut(await world.claims.decide(world.as(world.insurer), approval(id)));
    expect(await refused(pay({ paidOn: '2026-04-16', reference: ' ' }))).toMatchObject({
      issues: [
        { path: 'paidOn', code: 'DATE_IN_FUTURE', message: 'must not be after 2026-04-15' },
        { path: 'reference', code: 'BAD_LENGTH' },
      ],
    });
    expect(await refused(pay({ paidOn: '2026-04-14' }))).toMatchObject({ issues: [{ code: 'DATE_TOO_EARLY' }] });
    await world.repay(loanId, 3, 'LATE');
    expect(await refused(pay({}))).toMatchObject({
      problem: 'LimitExceeded',
      requestedMinor: 87_972n,
      availableMinor: 78_856n,
    });
  });
});

describe('claimReopen and claimWithdraw', () => {
  it('takes an approval back, reversing it in the books, and decides again', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.approvedClaim(policyId);
    const reopened = carriedOut(await world.claims.reopen(world.as(world.insurer), { claim: id, reason: 'New facts' }));
    expect(reopened).toMatchObject({ status: 'REOPENED', outcome: null, approvedMinor: null, decidedAt: null });
    expect(await balances()).toEqual({ CLAIMS_INCURRED: 87_972n, LOSS_RESERVE: -87_972n });
    const input: DecisionInput = { ...approval(id), outcome: 'PARTLY_APPROVED', reason: 'Shared', approved: eur(500n) };
    expect(carriedOut(await world.claims.decide(world.as(world.insurer), input)).approvedMinor).toBe(500n);
    expect(carriedOut(await world.claims.pay(world.as(world.insurer), payment(id))).paidMinor).toBe(500n);
    const journals = (await world.ledger.journalsOf(world.insurer, [policyId])).get(policyId) ?? [];
    const decisions = journals.filter(({ kind }) => kind !== 'LOSS_RESERVED');
    expect(decisions.map(({ kind }) => kind)).toEqual([
      'CLAIM_APPROVED',
      'CLAIM_APPROVAL_REVERSED',
      'CLAIM_APPROVED',
      'CLAIM_PAID',
    ]);
    expect(decisions[1]?.reverses).toBe(decisions[0]?.id);
  });

  it('refuses to reopen what another claim replaced', async () => {
    const reopen = (claim: string) => () => world.claims.reopen(world.as(world.insurer), { claim, reason: 'x' });
    const { policyId: second, loanId } = await world.cover();
    const { id } = await world.reviewedClaim(second);
    const refusal = rejection(id, 'x');
    carriedOut(await world.claims.decide(world.as(world.insurer), refusal));
    await world.repay(loanId, 3, 'CLAIMABLE');
    world.clock.at = new Date('2026-05-02T10:00:00Z');
    const other = carriedOut(await world.submit(second));
    expect(await refused(reopen(id))).toMatchObject({
      problem: 'StateConflict',
      message: `Claim ${other.number} of the same policy is EVIDENCE_PENDING.`,
    });
  });

  it('reopens a rejected claim', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.reviewedClaim(policyId);
    const refusal = rejection(id, 'x');
    carriedOut(await world.claims.decide(world.as(world.insurer), refusal));
    const reopened = carriedOut(await world.claims.reopen(world.as(world.insurer), { claim: id, reason: 'Appeal' }));
    expect(reopened).toMatchObject({ status: 'REOPENED', outcome: null, closedAt: null, decisionReason: null });
  });

  it('computes a claim again when it is reopened: no more is reserved than is left to lose', async () => {
    const { policyId, loanId } = await world.cover();
    const { id } = await world.reviewedClaim(policyId);
    carriedOut(await world.claims.decide(world.as(world.insurer), rejection(id, 'x')));
    await world.repay(loanId, 3, 'LATE');
    const reopened = carriedOut(await world.claims.reopen(world.as(world.insurer), { claim: id, reason: 'Appeal' }));
    expect(reopened).toMatchObject({ status: 'REOPENED', computedMinor: 78_856n });
    expect(await balances()).toEqual({ CLAIMS_INCURRED: 78_856n, LOSS_RESERVE: -78_856n });
  });

  it('lets the lender withdraw until the decision, and nobody else', async () => {
    const { policyId } = await world.cover();
    const { id } = await world.reviewedClaim(policyId);
    const withdraw = (viewer = world.lender) => world.claims.withdraw(world.as(viewer), { claim: id });
    expect(await refused(() => withdraw(world.insurer))).toMatchObject({ problem: 'NotFound' });
    expect(carriedOut(await withdraw())).toMatchObject({ status: 'WITHDRAWN', closedAt: world.clock.at });
    expect(await refused(() => withdraw())).toMatchObject({ problem: 'StateConflict', from: 'WITHDRAWN' });
  });
});
