import { systemScope } from '../../src/database/unit-of-work.js';
import { refund } from '../../src/finance/index.js';
import type { CalendarDate } from '../../src/kernel/index.js';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import {
  checkoutRequest,
  LENDERS,
  LUMEN,
  POLICY_ACTIVATE,
  POLICY_BIND,
  QUOTE_CREATE,
  usd,
} from '../support/requests.js';

const FIGURES = `kind summary effectiveOn principalReduction { amount } sumInsuredBefore { amount } sumInsuredAfter { amount }
  unearnedPremium { amount } premiumRefund { total { amount } lines { kind amount { amount } } }
  premiumCharge { total { amount } } premiumBefore { amount } premiumAfter { amount } isRefundWaived isFromTheStart
  endsOnBefore endsOnAfter computedAgain`;
const PROBLEMS = `... on Problem { code message } ... on InvalidInput { issues { path code } } ... on StateConflict { from to }
  ... on LimitExceeded { limit requested { amount } available { amount } }`;
const CHANGE_PREVIEW = `query ($policy: ID!, $input: PolicyChangeInput!, $on: Date) {
  policyChangePreview(policy: $policy, input: $input, effectiveOn: $on) {
    __typename ... on PolicyChangePreview { token ${FIGURES} } ${PROBLEMS} } }`;
const CHANGE = `mutation ($key: String!, $policy: ID!, $input: PolicyChangeInput!, $on: Date, $token: String) {
  policyChange(idempotencyKey: $key, policy: $policy, input: $input, effectiveOn: $on, token: $token) {
    __typename ... on PolicyChange { ${FIGURES} policy { status endsOn } } ${PROBLEMS} } }`;
const CANCEL_PREVIEW = `query ($policy: ID!, $input: PolicyCancelInput!) {
  policyCancelPreview(policy: $policy, input: $input) {
    __typename ... on PolicyChangePreview { token ${FIGURES} } ${PROBLEMS} } }`;
const CANCEL = `mutation ($key: String!, $policy: ID!, $input: PolicyCancelInput!, $token: String) {
  policyCancel(idempotencyKey: $key, policy: $policy, input: $input, token: $token) {
    __typename ... on PolicyChange { ${FIGURES} policy { status closedAt } } ${PROBLEMS} } }`;
const REINSTATE = `mutation ($key: String!, $policy: ID!, $input: PolicyReinstateInput!, $token: String) {
  policyReinstate(idempotencyKey: $key, policy: $policy, input: $input, token: $token) {
    __typename ... on PolicyChange { ${FIGURES} policy { status closedAt } } ${PROBLEMS} } }`;
const POLICY = `query ($id: ID!) { policy(id: $id) { status endsOn sumInsured { amount } premium { total { amount } }
  obligorReference lender { name } transactions { sequence kind effectiveOn change reverses refundTo premiumDelta { amount } }
  loan { outstandingPrincipal { amount } schedule { number dueOn principal { amount } interest { amount } } } } }`;
const POLICY_AS_OF = `query ($id: ID!, $asOf: PolicyAsOfInput!) { policy(id: $id, asOf: $asOf) {
  status endsOn obligorReference transactions { sequence }
  loan { outstandingPrincipal { amount } daysPastDue schedule { number } } } }`;
const REPORT = `mutation ($input: LoanReportBatchInput!) { loanReport(input: $input) { accepted duplicates rejected { code } } }`;

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await api.close();
});

/** A television on twelve instalments of 106.62 from 2 April 2026, paid out on 2 March. */
async function policyOf(order: string, again = ''): Promise<{ id: string; premium: number }> {
  const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, {
    key: `q-${order}${again}`,
    input: checkoutRequest(order, { loan: { ...checkoutRequest(order).loan, ...dates } }),
  });
  const offer = quoteCreate.offers[0].id;
  const { policyBind } = await api.data('merchant', POLICY_BIND, {
    key: `b-${order}${again}`,
    input: { offer, premiumAtMost: usd('99.00') },
  });
  await api.data('lender', POLICY_ACTIVATE, {
    key: `a-${order}${again}`,
    input: {
      policy: policyBind.id,
      disbursement: { disbursedOn: dates.disbursedOn, amount: usd('1200.00'), loanReference: order },
      purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: order, payee: LUMEN },
    },
  });
  return { id: policyBind.id, premium: Math.round(Number(policyBind.premium.total.amount) * 100) };
}
const dates = { disbursedOn: '2026-03-02', firstDueOn: '2026-04-02' };

const advance = (days: number) =>
  api.data('operator', 'mutation ($days: Int!) { sandboxClockAdvance(days: $days) { now } }', { days });
const pay = (policy: string, sequence: number, effectiveOn: string) =>
  api.data('lender', REPORT, {
    input: { reports: [{ policy, sequence, effectiveOn, repayment: { amount: usd('106.62') } }] },
  });
const minor = (amount: string): bigint => BigInt(amount.replace('.', ''));
const show = async (id: string) => (await api.data('merchant', POLICY, { id })).policy;
const extension = { extension: { dueFrom: '2026-06-02', by: { unit: 'MONTH', count: 1 } } };
const request = { reason: 'POLICYHOLDER_REQUEST' };

describe('the life of a policy', () => {
  let early: { id: string; premium: number };
  let loan: { id: string; premium: number };
  let other: { id: string; premium: number };

  beforeAll(async () => {
    early = await policyOf('LIFE-EARLY');
    loan = await policyOf('LIFE-LOAN');
    other = await policyOf('LIFE-OTHER');
  });

  it('gives everything back in the free look, and the thing can be insured again', async () => {
    const { policyCancel } = await api.data('merchant', CANCEL, { key: 'free', policy: early.id, input: request });
    expect(policyCancel).toMatchObject({
      kind: 'CANCELLATION',
      effectiveOn: '2026-03-02',
      isFromTheStart: true,
      premiumAfter: { amount: '0.00' },
      policy: { status: 'CANCELLED' },
    });
    expect(minor(policyCancel.premiumRefund.total.amount)).toBe(BigInt(early.premium));
    expect((await policyOf('LIFE-EARLY', '-again')).id).not.toBe(early.id);
  });

  it('counts a prepayment that gives nothing back from its day, in the free look too', async () => {
    const ahead = await policyOf('LIFE-AHEAD');
    await advance(1);
    const input = { prepayment: { amount: usd('10.00') } };
    const { policyChange } = await api.data('lender', CHANGE, { key: 'ahead', policy: ahead.id, input });
    expect(policyChange).toMatchObject({ effectiveOn: '2026-03-03', isFromTheStart: false });
  });

  it('previews an extension with the figures of its commit, which takes the token once', async () => {
    await advance(30);
    await pay(loan.id, 1, '2026-04-02');
    await pay(other.id, 1, '2026-04-02');
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const asked = { policy: loan.id, input: extension };
    const { policyChangePreview } = await api.data('lender', CHANGE_PREVIEW, asked);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    const { __typename, token, ...figures } = policyChangePreview;
    expect(__typename).toBe('PolicyChangePreview');
    expect(figures).toMatchObject({
      kind: 'EXTENSION',
      summary: '10 due dates postponed by 1 month',
      effectiveOn: '2026-04-02',
      endsOnBefore: '2027-06-01',
      endsOnAfter: '2027-07-02',
      computedAgain: [],
    });
    expect(minor(figures.premiumCharge.total.amount) > 0n).toBe(true);
    const { policyChange } = await api.data('lender', CHANGE, { key: 'ext', ...asked, token });
    const { __typename: _, policy, ...committed } = policyChange;
    expect(committed).toEqual(figures);
    expect(policy).toEqual({ status: 'ACTIVE', endsOn: '2027-07-02' });
    expect((await api.data('lender', CHANGE, { key: 'ext', ...asked, token })).policyChange).toEqual(policyChange);
    const { loan: extended } = await show(loan.id);
    expect(extended.schedule.slice(1, 4)).toMatchObject([
      { dueOn: '2026-05-02', interest: { amount: '11.05' } },
      // 96.52 x 12 % x 30 / 365 = 0.95 on top of 10.10.
      { dueOn: '2026-07-02', interest: { amount: '11.05' } },
      { dueOn: '2026-08-02' },
    ]);
  });

  it('puts a backdated change before the extension, which is computed again', async () => {
    await advance(10);
    const asked = {
      policy: loan.id,
      input: { correction: { obligorReference: 'customer-1b' } },
      on: '2026-03-20',
    };
    const { policyChange } = await api.data('merchant', CHANGE, { key: 'back', ...asked });
    expect(policyChange).toMatchObject({
      kind: 'CORRECTION',
      computedAgain: [2],
      premiumCharge: { total: { amount: '0.00' } },
    });
    const shown = await show(loan.id);
    expect(shown.obligorReference).toBe('customer-1b');
    expect(shown.endsOn).toBe('2027-07-02');
    expect(shown.transactions[2]).toMatchObject({ change: 'EXTENSION', reverses: 2, refundTo: null });
    expect(
      shown.transactions.map(({ sequence, kind, effectiveOn }: Record<string, unknown>) => [
        sequence,
        kind,
        effectiveOn,
      ]),
    ).toEqual([
      [1, 'ISSUANCE', '2026-03-02'],
      [2, 'CHANGE', '2026-04-02'],
      [3, 'REVERSAL', '2026-04-02'],
      [4, 'CHANGE', '2026-03-20'],
      [5, 'CHANGE', '2026-04-02'],
    ]);
  });

  it('refuses a backdated cancellation that later changes contradict, and names the first of them', async () => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const asked = { key: 'no', policy: loan.id, input: { ...request, effectiveOn: '2026-03-30' } };
    expect((await api.data('merchant', CANCEL, asked)).policyCancel).toMatchObject({
      __typename: 'StateConflict',
      from: 'TRANSACTION_5',
      message: 'Transaction 5 (EXTENSION of 2026-04-02) could not follow: policy cover was CANCELLED by then.',
    });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('schedules nothing to begin later than an extension could postpone it', async () => {
    const input = { rescheduling: { instalments: 6, firstDueOn: '2099-01-01' } };
    expect((await api.data('lender', CHANGE, { key: 'far', policy: loan.id, input })).policyChange).toMatchObject({
      __typename: 'InvalidInput',
      issues: [{ path: 'rescheduling.firstDueOn', code: 'DATE_TOO_LATE' }],
    });
  });

  it('makes no more instalments than the product insures, and ends where its longest loan would', async () => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const asked = async (instalments: number, firstDueOn: string) => {
      const input = { rescheduling: { instalments, firstDueOn } };
      const { policyChangePreview } = await api.data('lender', CHANGE_PREVIEW, { policy: loan.id, input });
      const key = `long-${instalments}-${firstDueOn}`;
      const change =
        policyChangePreview.__typename === 'InvalidInput' &&
        (await api.data('lender', CHANGE, { key, policy: loan.id, input })).policyChange;
      if (change) expect(change.issues).toEqual(policyChangePreview.issues);
      return policyChangePreview;
    };
    // NW-CHECKOUT: 60 instalments, 12 months of extension; so the loan due first on 2 April 2026 ends by 2 March 2032.
    expect(await asked(61, '2026-05-12')).toMatchObject({
      issues: [{ path: 'rescheduling.instalments', code: 'OUT_OF_RANGE' }],
    });
    expect(await asked(60, '2027-04-03')).toMatchObject({
      issues: [{ path: 'rescheduling.instalments', code: 'TERM_TOO_LONG' }],
    });
    expect(await asked(60, '2027-04-02')).toMatchObject({ __typename: 'PolicyChangePreview' });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('asks no higher rate than the product insures', async () => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const asked = async (annualRate: string) => {
      const input = { rescheduling: { instalments: 6, firstDueOn: '2026-05-12', annualRate } };
      return (await api.data('lender', CHANGE_PREVIEW, { policy: loan.id, input })).policyChangePreview;
    };
    for (const annualRate of ['0.360001', '10', '-0.01']) {
      expect(await asked(annualRate)).toMatchObject({
        issues: [{ path: 'rescheduling.annualRate', code: 'OUT_OF_RANGE' }],
      });
    }
    expect(await asked('0.36')).toMatchObject({ __typename: 'PolicyChangePreview' });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('schedules the balance anew', async () => {
    const input = { rescheduling: { instalments: 6, firstDueOn: '2026-05-12' } };
    const { policyChange } = await api.data('lender', CHANGE, { key: 're', policy: loan.id, input });
    expect(policyChange).toMatchObject({
      kind: 'RESCHEDULING',
      summary: '1105.38 rescheduled over 6 instalments from 2026-05-12',
      endsOnAfter: '2027-01-11',
    });
    expect(minor(policyChange.premiumRefund.total.amount) > 0n).toBe(true);
    const { loan: anew } = await show(loan.id);
    expect(anew.schedule).toHaveLength(7);
    // 1,105.38 at 12 % over six is 190.73 a month; 1,105.38 x 12 % x 10 / 365 = 3.63 had accrued by 12 April.
    expect(anew.schedule[1]).toEqual({
      number: 2,
      dueOn: '2026-05-12',
      principal: { amount: '179.68' },
      interest: { amount: '14.68' },
    });
  });

  it('cancels by days, as the calculator does, and puts the cover back without a gap', async () => {
    const { premium } = other;
    const { policyCancelPreview } = await api.data('merchant', CANCEL_PREVIEW, { policy: other.id, input: request });
    const expected = refund({
      method: 'PRO_RATA',
      premiumMinor: BigInt(premium),
      startsOn: '2026-03-02' as CalendarDate,
      endsOn: '2027-06-01' as CalendarDate,
      cancelledOn: '2026-04-12' as CalendarDate,
    });
    expect(minor(policyCancelPreview.premiumRefund.total.amount)).toBe(expected.refundMinor);
    const { token } = policyCancelPreview;
    const { policyCancel } = await api.data('merchant', CANCEL, { key: 'c', policy: other.id, input: request, token });
    expect(policyCancel).toMatchObject({ policy: { status: 'CANCELLED' }, effectiveOn: '2026-04-12' });
    expect(
      (await api.data('merchant', CANCEL, { key: 'c2', policy: other.id, input: request })).policyCancel,
    ).toMatchObject({
      __typename: 'StateConflict',
      from: 'CANCELLED',
    });
    await advance(5);
    const input = { isFreeOfLoss: true, statement: 'The borrower paid on time; confirmed by Harbour Bank.' };
    const { policyReinstate } = await api.data('merchant', REINSTATE, { key: 'r', policy: other.id, input });
    expect(policyReinstate).toMatchObject({
      kind: 'REINSTATEMENT',
      effectiveOn: '2026-04-12',
      premiumCharge: { total: policyCancel.premiumRefund.total },
      policy: { status: 'ACTIVE', closedAt: null },
    });
  });

  it('does not put back the cover of a loan that fell behind after it had ended, until it caught up', async () => {
    const input = { isFreeOfLoss: true, statement: 'nothing happened' };
    const { policyReinstate } = await api.data('merchant', REINSTATE, { key: 'r-late', policy: early.id, input });
    expect(policyReinstate).toMatchObject({ __typename: 'StateConflict', from: 'LATE', to: 'CURRENT' });
    await pay(early.id, 1, '2026-04-17');
  });

  it('does not put back what may have had a loss', async () => {
    const input = { isFreeOfLoss: false, statement: 'x' };
    expect(
      (await api.data('merchant', REINSTATE, { key: 'r2', policy: early.id, input })).policyReinstate,
    ).toMatchObject({
      __typename: 'InvalidInput',
      issues: [{ path: 'isFreeOfLoss', code: 'LOSS_IN_GAP' }],
    });
  });

  it('refuses another cover of a thing that was taken meanwhile', async () => {
    const input = { isFreeOfLoss: true, statement: 'nothing happened' };
    expect(
      (await api.data('merchant', REINSTATE, { key: 'r3', policy: early.id, input })).policyReinstate.__typename,
    ).toBe('PurposeLocked');
  });

  it('shows what was true on a day, and what was known of it at an instant', async () => {
    const asOf = async (effective: string, known: string) =>
      (await api.data('merchant', POLICY_AS_OF, { id: loan.id, asOf: { effective, known } })).policy;
    // The reference was corrected on 12 April from 20 March on; the extension counted from 2 April, the new schedule from 12 April.
    expect(await asOf('2026-03-25', '2026-04-13T00:00:00Z')).toMatchObject({
      status: 'ACTIVE',
      obligorReference: 'customer-1b',
      endsOn: '2027-06-01',
      transactions: [{ sequence: 1 }, { sequence: 4 }],
      loan: { outstandingPrincipal: { amount: '1200.00' }, daysPastDue: 0 },
    });
    expect(await asOf('2026-03-25', '2026-04-11T00:00:00Z')).toMatchObject({ obligorReference: 'customer-1' });
    const before = await asOf('2026-04-05', '2026-04-11T00:00:00Z');
    expect(before).toMatchObject({ endsOn: '2027-07-02', loan: { outstandingPrincipal: { amount: '1105.38' } } });
    expect(before.loan.schedule).toHaveLength(12);
    expect((await asOf('2026-04-13', '2026-04-13T00:00:00Z')).loan.schedule).toHaveLength(7);
    expect(await asOf('2026-03-25', '2026-03-01T00:00:00Z')).toBe(null);
    // Bound and begun on 2 March: on the day before there was no policy, whatever is known of it since.
    expect(await asOf('2026-03-01', '2026-04-13T00:00:00Z')).toBe(null);
    expect(await asOf('2026-03-02', '2026-04-13T00:00:00Z')).toMatchObject({ status: 'ACTIVE' });
    // Cancelled on 12 April, put back without a gap on 17 April: what was known in between still says so.
    const states = async (known: string) =>
      (await api.data('merchant', POLICY_AS_OF, { id: other.id, asOf: { effective: '2026-04-14', known } })).policy
        .status;
    expect([
      await states('2026-04-11T00:00:00Z'),
      await states('2026-04-15T00:00:00Z'),
      await states('2026-04-18T00:00:00Z'),
    ]).toEqual(['ACTIVE', 'CANCELLED', 'ACTIVE']);
  });

  it('assigns a loan: the new lender sees policy, loan and history and reports on, the old one no longer', async () => {
    await api.testDatabase.unitOfWork.run(systemScope, async (tx) => {
      await tx.run(
        {
          name: 'test.addLender',
          text: `INSERT INTO programme_lender (programme_id, partner_id, lender_id)
                 SELECT id, partner_id, $1 FROM programme WHERE code = 'LUMEN-CHECKOUT'`,
        },
        [LENDERS.meridian],
      );
    });
    const assignment = { assignment: { lender: LENDERS.meridian, noticeGivenOn: '2026-04-10' } };
    const asked = { key: 'as', policy: other.id, input: assignment };
    expect((await api.data('lender', CHANGE, asked)).policyChange).toMatchObject({
      kind: 'ASSIGNMENT',
      premiumAfter: { amount: (other.premium / 100).toFixed(2) },
    });
    expect((await api.data('lender', POLICY, { id: other.id })).policy).toBe(null);
    const seen = (await api.data('housingLender', POLICY, { id: other.id })).policy;
    expect(seen.lender).toEqual({ name: 'Meridian Home Loans' });
    expect(seen.transactions.map(({ change }: { change: string }) => change)).toEqual([
      null,
      'CANCELLATION',
      'REINSTATEMENT',
      'ASSIGNMENT',
    ]);
    expect(seen.loan).toMatchObject({ outstandingPrincipal: { amount: '1105.38' } });
    const reports = [
      { policy: other.id, sequence: 2, effectiveOn: '2026-04-17', repayment: { amount: usd('106.62') } },
    ];
    const input = { input: { reports } };
    expect((await api.data('lender', REPORT, input)).loanReport.rejected).toEqual([{ code: 'UNKNOWN_POLICY' }]);
    expect((await api.data('housingLender', REPORT, input)).loanReport).toMatchObject({ accepted: 1, rejected: [] });
    // The first payment was reported to the old lender and counts all the same.
    expect((await show(other.id)).loan).toMatchObject({ outstandingPrincipal: { amount: '1009.81' } });
  });

  it('knows the parties: an unknown lender, another tenant, reasons of others', async () => {
    const assignment = { assignment: { lender: LUMEN, noticeGivenOn: '2026-04-01' } };
    expect(
      (await api.data('lender', CHANGE, { key: 'x1', policy: loan.id, input: assignment })).policyChange,
    ).toMatchObject({
      issues: [{ path: 'assignment.lender', code: 'UNKNOWN_LENDER' }],
    });
    expect(
      (await api.data('dealer', CANCEL, { key: 'x2', policy: loan.id, input: request })).policyCancel.__typename,
    ).toBe('NotFound');
    const risk = { reason: 'RISK_INCREASED' };
    expect(
      (await api.data('merchant', CANCEL, { key: 'x3', policy: loan.id, input: risk })).policyCancel,
    ).toMatchObject({
      issues: [{ path: 'reason', code: 'NOT_YOURS' }],
    });
  });

  it('lends more where the product agrees to all of it, and nothing where it does not', async () => {
    const lend = (key: string, amount: string) =>
      api.data('lender', CHANGE, { key, policy: loan.id, input: { increase: { amount: usd(amount) } } });
    const { policyChange } = await lend('inc', '300.00');
    expect(policyChange).toMatchObject({
      kind: 'INCREASE',
      summary: '300.00 more lent',
      principalReduction: { amount: '-300.00' },
    });
    // 300.00 and its interest of 10.03, 90 % of it: six payments of 51.76 at the rate of the loan, the first after 25 days.
    const grown = minor(policyChange.sumInsuredAfter.amount) - minor(policyChange.sumInsuredBefore.amount);
    const { loan: more } = await show(loan.id);
    expect(more.outstandingPrincipal).toEqual({ amount: '1405.38' });
    expect(grown).toBe(27_903n);
    expect(minor(policyChange.premiumCharge.total.amount) > 0n).toBe(true);
    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect((await lend('too-much', '100000.00')).policyChange).toMatchObject({
      __typename: 'InvalidInput',
      issues: expect.arrayContaining([{ path: 'increase.amount', code: 'PRINCIPAL_TOO_LARGE' }]),
    });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('says before it is asked for that the insurer has no room for more', async () => {
    const LIMITS =
      '{ limits(first: 50, filter: { dimension: [INSURER] }) { nodes { id cap { amount currency } used { amount } } } }';
    const { limits } = await api.data('underwriter', LIMITS);
    const { id, cap, used } = limits.nodes.find((limit: { cap: { currency: string } }) => limit.cap.currency === 'USD');
    const SET = `mutation ($key: String!, $input: LimitSetInput!) { limitSet(idempotencyKey: $key, input: $input) { __typename ... on Problem { message } } }`;
    const setCap = async (key: string, amount: object) =>
      expect(
        await api.data('underwriter', SET, { key, input: { limit: id, cap: amount, reason: 'A test of its end.' } }),
      ).toEqual({
        limitSet: { __typename: 'Limit' },
      });
    const asked = { policy: loan.id, input: { increase: { amount: usd('50.00') } } };
    const shown = async () => (await api.data('lender', CHANGE_PREVIEW, asked)).policyChangePreview;
    const { sumInsuredBefore, sumInsuredAfter } = await shown();
    await setCap('full', usd(used.amount));
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const grown = minor(sumInsuredAfter.amount) - minor(sumInsuredBefore.amount);
    const refused = await shown();
    expect(refused).toMatchObject({
      __typename: 'LimitExceeded',
      limit: 'INSURER',
      requested: { amount: (Number(grown) / 100).toFixed(2) },
      available: { amount: '0.00' },
    });
    expect((await api.data('lender', CHANGE, { key: 'no-room', ...asked })).policyChange).toEqual(refused);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    await setCap('room', cap);
    expect((await shown()).__typename).toBe('PolicyChangePreview');
  });

  it('lets the insurer cancel with a notice that it gave alone', async () => {
    const input = { reason: 'RISK_INCREASED', noticeGivenOn: '2026-04-01' };
    const asked = { key: 'in', policy: loan.id, input };
    expect(
      (await api.data('underwriter', CANCEL, { ...asked, input: { reason: 'RISK_INCREASED' } })).policyCancel,
    ).toMatchObject({
      issues: [{ path: 'noticeGivenOn', code: 'REQUIRED' }],
    });
    expect((await api.data('underwriter', CANCEL, asked)).policyCancel).toMatchObject({
      issues: [{ path: 'effectiveOn', code: 'NOTICE_TOO_SHORT' }],
    });
    const unannounced = { ...asked, input: { ...input, noticeGivenOn: '2026-03-15' } };
    expect((await api.data('underwriter', CANCEL, unannounced)).policyCancel).toMatchObject({
      issues: [{ path: 'noticeGivenOn', code: 'NO_NOTICE' }],
    });
  });
});
