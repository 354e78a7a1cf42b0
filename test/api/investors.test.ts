import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, LUMEN, POLICY_ACTIVATE, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';

const INVESTORS = `investors { version effectiveOn shares { reference share } } investorHistory { version effectiveOn }
  investorTotals { reference share indemnity { amount } recovered { amount } }`;
const SET = `mutation ($key: String!, $input: PolicyInvestorsSetInput!) { policyInvestorsSet(idempotencyKey: $key, input: $input) {
  __typename ... on InvestorSet { version effectiveOn shares { reference share } } ... on Problem { code }
  ... on InvalidInput { issues { path code } } } }`;
const THIRDS = [
  { reference: 'INV-7', share: '0.333333333334' },
  { reference: 'INV-8', share: '0.333333333333' },
  { reference: 'INV-9', share: '0.333333333333' },
];

let api: TestApi;
let policy: string;
let claim: string;
let recovery: string;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const set = async (key: string, input: object, by = 'merchant') =>
  (await api.data(by, SET, { key, input: { policy, ...input } })).policyInvestorsSet;
const shown = async (key = 'merchant') =>
  (await api.data(key, `query ($id: ID!) { policy(id: $id) { ${INVESTORS} } }`, { id: policy })).policy;
const advance = (days: number) =>
  api.data('operator', 'mutation ($days: Int!) { sandboxClockAdvance(days: $days) { now } }', { days });

describe('who holds an insured loan', () => {
  it('is said at bind and at activation, and only the whole of it', async () => {
    const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, { key: 'q', input: checkoutRequest('INVESTED') });
    const bind = { offer: quoteCreate.offers[0].id, premiumAtMost: usd('10.00') };
    const missing = [{ reference: 'INV-7', share: '0.5' }];
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const refused = await api.data('merchant', POLICY_BIND, { key: 'b', input: { ...bind, investors: missing } });
    expect(refused.policyBind.issues).toEqual([{ path: 'investors', code: 'NOT_THE_WHOLE' }]);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    const all = [{ reference: ' INV-1 ', share: '1' }];
    policy = (await api.data('merchant', POLICY_BIND, { key: 'b', input: { ...bind, investors: all } })).policyBind.id;
    expect((await shown()).investors).toEqual({
      version: 1,
      effectiveOn: '2026-03-02',
      shares: [{ reference: 'INV-1', share: '1' }],
    });
    await api.data('lender', POLICY_ACTIVATE, {
      key: 'a',
      input: {
        policy,
        disbursement: { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: 'L' },
        purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: 'INVESTED', payee: LUMEN },
        investors: THIRDS,
      },
    });
    // Two said for one day: the later one holds.
    expect((await shown()).investors).toEqual({ version: 2, effectiveOn: '2026-03-02', shares: THIRDS });
  });

  it('is refused with every problem, by path and code, and writes nothing', async () => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const issues = async (input: object) => (await set('no', input)).issues;
    expect(
      await issues({
        investors: [
          { reference: ' ', share: '0.5' },
          { reference: 'A', share: '0' },
          { reference: 'A', share: '0.1234567890123' },
          { reference: 'B', share: '1.5' },
        ],
      }),
    ).toEqual([
      { path: 'investors[0].reference', code: 'BAD_LENGTH' },
      { path: 'investors[1].share', code: 'OUT_OF_RANGE' },
      { path: 'investors[2].share', code: 'TOO_MANY_DECIMALS' },
      { path: 'investors[3].share', code: 'OUT_OF_RANGE' },
      { path: 'investors[2].reference', code: 'NAMED_TWICE' },
    ]);
    expect(await issues({ investors: THIRDS.slice(1) })).toEqual([{ path: 'investors', code: 'NOT_THE_WHOLE' }]);
    expect(await issues({ investors: THIRDS, effectiveOn: '2026-03-03' })).toEqual([
      { path: 'effectiveOn', code: 'DATE_IN_FUTURE' },
    ]);
    expect(await issues({ investors: THIRDS, effectiveOn: '2026-03-01' })).toEqual([
      { path: 'effectiveOn', code: 'DATE_TOO_EARLY' },
    ]);
    const many = Array.from({ length: 201 }, (_, at) => ({ reference: `I-${at}`, share: '0.001' }));
    expect(await issues({ investors: many })).toEqual([{ path: 'investors', code: 'TOO_MANY' }]);
    expect((await set('no', { investors: THIRDS }, 'dealer')).__typename).toBe('NotFound');
    const byInsurer = await api.ask('claims', SET, { key: 'no', input: { policy, investors: THIRDS } });
    expect(byInsurer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('changes when investors trade, by partner or lender, once a key, and is told without naming anybody', async () => {
    await advance(30);
    const traded = [
      { reference: 'INV-7', share: '0.666666666667' },
      { reference: 'INV-9', share: '0.333333333333' },
    ];
    const first = await set('t', { investors: traded }, 'lender');
    expect(first).toEqual({ __typename: 'InvestorSet', version: 3, effectiveOn: '2026-04-01', shares: traded });
    expect(await set('t', { investors: traded }, 'lender')).toEqual(first);
    expect((await set('t', { investors: THIRDS }, 'lender')).__typename).toBe('IdempotencyConflict');
    expect((await shown('claims')).investorHistory).toEqual([
      { version: 1, effectiveOn: '2026-03-02' },
      { version: 2, effectiveOn: '2026-03-02' },
      { version: 3, effectiveOn: '2026-04-01' },
    ]);
    const { events } = await api.data(
      'claims',
      '{ events(after: "0", first: 100, kinds: ["policy.investorsSet"]) { events { payload } } }',
    );
    expect(events.events).toHaveLength(3);
    expect(JSON.stringify(events)).not.toContain('INV-');
    expect(
      (await api.ask('alderClaims', `query ($id: ID!) { policy(id: $id) { ${INVESTORS} } }`, { id: policy })).data,
    ).toEqual({
      policy: null,
    });
  });
});

describe('their money', () => {
  const PREVIEW = `query ($input: ClaimPayPreviewInput!) { claimPayPreview(input: $input) {
    ... on ClaimPayPreview { token amount { amount } payees { role reference amount { amount } } } ... on Problem { code message } } }`;
  const PAY = `mutation ($key: String!, $input: ClaimPayInput!) { claimPay(idempotencyKey: $key, input: $input) {
    __typename ... on Claim { status payments { payees { role reference amount { amount } } } recovery { id } } ... on Problem { code message } } }`;

  beforeAll(async () => {
    await advance(91);
    const { claims } = await api.data('claims', '{ claims(first: 5) { nodes { id checklist { kind required } } } }');
    claim = claims.nodes[0].id;
    for (const { kind, required } of claims.nodes[0].checklist) {
      if (!required) continue;
      const response = await fetch(`${api.url}/documents`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${api.keys.lender}`,
          'content-type': 'application/pdf',
          'x-file-name': `${kind}.pdf`,
        },
        body: `%PDF-1.7\n${kind}\n%%EOF\n`,
      });
      const { id: document } = (await response.json()) as { id: string };
      await api.data(
        'lender',
        `mutation ($key: String!, $input: ClaimEvidenceAddInput!) { claimEvidenceAdd(idempotencyKey: $key, input: $input) { __typename } }`,
        { key: `e-${kind}`, input: { claim, kind, document } },
      );
    }
    await api.data(
      'claims',
      `mutation ($input: ClaimDecideInput!) { claimDecide(idempotencyKey: "d", input: $input) { __typename } }`,
      { input: { claim, outcome: 'APPROVED' } },
    );
  });

  it('is split by what they hold, to the cent, in the preview and in the payment', async () => {
    const { claimPayPreview: preview } = await api.data('claims', PREVIEW, { input: { claim } });
    // 1,117.67 x 2/3 = 745.11 and 372.56.
    expect(preview).toMatchObject({
      amount: { amount: '1117.67' },
      payees: [
        { role: 'INVESTOR', reference: 'INV-7', amount: { amount: '745.11' } },
        { role: 'INVESTOR', reference: 'INV-9', amount: { amount: '372.56' } },
      ],
    });
    const byHand = await api.data('claims', PREVIEW, { input: { claim, payees: [{ role: 'LENDER', share: '1' }] } });
    expect(byHand.claimPayPreview.payees).toEqual([{ role: 'LENDER', reference: null, amount: { amount: '1117.67' } }]);
    // They trade on the day: the figures of the preview are no longer those.
    await set('now', { investors: THIRDS });
    const paid = { claim, paidOn: '2026-07-01', reference: 'W-1', amount: usd('100.00') };
    const stale = await api.data('claims', PAY, { key: 'p', input: { ...paid, amount: null, token: preview.token } });
    expect(stale.claimPay.code).toBe('STATE_CONFLICT');
    const part = (await api.data('claims', PAY, { key: 'p', input: paid })).claimPay;
    expect(part.payments[0].payees).toEqual([
      { role: 'INVESTOR', reference: 'INV-7', amount: { amount: '33.34' } },
      { role: 'INVESTOR', reference: 'INV-8', amount: { amount: '33.33' } },
      { role: 'INVESTOR', reference: 'INV-9', amount: { amount: '33.33' } },
    ]);
    expect((await set('late', { investors: THIRDS, effectiveOn: '2026-06-30' })).issues).toEqual([
      { path: 'effectiveOn', code: 'MONEY_WAS_SPLIT' },
    ]);
    const rest = (
      await api.data('claims', PAY, { key: 'p2', input: { claim, paidOn: '2026-07-01', reference: 'W-2' } })
    ).claimPay;
    expect(rest.status).toBe('PAID');
    recovery = rest.recovery.id;
    // 1,017.67 in thirds is 339.23, 339.22 and 339.22.
    expect((await shown()).investorTotals).toEqual([
      { reference: 'INV-1', share: '0', indemnity: { amount: '0.00' }, recovered: { amount: '0.00' } },
      { reference: 'INV-7', share: '0.333333333334', indemnity: { amount: '372.57' }, recovered: { amount: '0.00' } },
      { reference: 'INV-8', share: '0.333333333333', indemnity: { amount: '372.55' }, recovered: { amount: '0.00' } },
      { reference: 'INV-9', share: '0.333333333333', indemnity: { amount: '372.55' }, recovered: { amount: '0.00' } },
    ]);
  });

  it('has the lender\u2019s part of what is recovered, and gives it back when an entry is corrected', async () => {
    const record = await api.data(
      'claims',
      `mutation ($input: RecoveryRecordInput!) { recoveryRecord(idempotencyKey: "r", input: $input) {
         ... on Recovery { receipts { id investors { reference amount { amount } } shares { lender { amount } } } } ... on Problem { message } } }`,
      { input: { recovery, reference: 'R-1', receivedOn: '2026-07-01', amount: usd('1200.00') } },
    );
    // 1,117.67 to the insurer, 82.33 of the 124.19 that nobody compensated to those who hold the loan.
    const [entry] = record.recoveryRecord.receipts;
    expect(entry).toMatchObject({
      shares: { lender: { amount: '82.33' } },
      investors: [
        { reference: 'INV-7', amount: { amount: '27.45' } },
        { reference: 'INV-8', amount: { amount: '27.44' } },
        { reference: 'INV-9', amount: { amount: '27.44' } },
      ],
    });
    await api.data(
      'claims',
      `mutation ($input: RecoveryCorrectInput!) { recoveryCorrect(idempotencyKey: "c", input: $input) { __typename ... on Problem { message } } }`,
      { input: { recovery, receipt: entry.id, reason: 'Not ours' } },
    );
    const totals = (await shown()).investorTotals;
    expect(totals.map(({ recovered }: { recovered: { amount: string } }) => recovered.amount)).toEqual([
      '0.00',
      '0.00',
      '0.00',
      '0.00',
    ]);
    await expectInvariants(api.testDatabase.unitOfWork);
  });

  it('comes back from those who got it, whoever holds the loan by then', async () => {
    const call = async (operation: string, type: string, input: object, shown = '') =>
      (
        await api.data(
          'claims',
          `mutation ($key: String!, $input: ${type}!) { result: ${operation}(idempotencyKey: $key, input: $input) {
             __typename ${shown} ... on Problem { message } ... on InvalidInput { issues { path code } } } }`,
          { key: `${operation}-${JSON.stringify(input).length}`, input },
        )
      ).result;
    const got = async () =>
      (await shown()).investorTotals.map(
        (one: { reference: string; indemnity: { amount: string }; recovered: { amount: string } }) => [
          one.reference,
          one.indemnity.amount,
          one.recovered.amount,
        ],
      );
    const receipt = { recovery, reference: 'R-2', receivedOn: '2026-07-01', amount: usd('1200.00') };
    const shownReceipts = '... on Recovery { receipts { id kind investors { reference amount { amount } } } }';
    const { receipts } = await call('recoveryRecord', 'RecoveryRecordInput', receipt, shownReceipts);
    await advance(1);
    await set('sold', { investors: [{ reference: 'INV-20', share: '1' }] });
    // A lawyer's bill takes 40.00 of the 82.33 back.
    const bill = { recovery, kind: 'LEGAL', reference: 'B-1', incurredOn: '2026-07-02', amount: usd('40.00') };
    await call('recoveryCostRecord', 'RecoveryCostRecordInput', bill);
    expect(await got()).toEqual([
      ['INV-1', '0.00', '0.00'],
      ['INV-7', '372.57', '14.11'],
      ['INV-8', '372.55', '14.11'],
      ['INV-9', '372.55', '14.11'],
      ['INV-20', '0.00', '0.00'],
    ]);
    const corrected = { recovery, receipt: receipts.at(-1).id, reason: 'Not ours' };
    await call('recoveryCorrect', 'RecoveryCorrectInput', corrected, shownReceipts);
    expect((await got()).map(([, , recovered]: string[]) => recovered)).toEqual(Array(5).fill('0.00'));

    await call('claimReopen', 'ClaimReopenInput', { claim, reason: 'The loan was smaller' });
    const less = { claim, outcome: 'PARTLY_APPROVED', approved: usd('500.00'), reason: 'The loan was smaller' };
    await call('claimDecide', 'ClaimDecideInput', less);
    const returned = { claim, amount: usd('617.67'), paidOn: '2026-07-02', reference: 'BACK-1' };
    expect(
      await call(
        'claimOverpaymentReturn',
        'ClaimOverpaymentReturnInput',
        returned,
        '... on Claim { overpaid { amount } }',
      ),
    ).toEqual({ __typename: 'Claim', overpaid: { amount: '0.00' } });
    // 500.00 of what INV-7, INV-8 and INV-9 got is left to them.
    expect(await got()).toEqual([
      ['INV-1', '0.00', '0.00'],
      ['INV-7', '166.67', '0.00'],
      ['INV-8', '166.66', '0.00'],
      ['INV-9', '166.67', '0.00'],
      ['INV-20', '0.00', '0.00'],
    ]);
    await expectInvariants(api.testDatabase.unitOfWork);
  });
});
