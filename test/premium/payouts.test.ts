import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, LUMEN, POLICY_ACTIVATE, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';

const NORTHWIND = 'org_00000000000000000000000002';
const PAYEE = { partner: LUMEN, currency: 'USD' };

let api: TestApi;
const policies: string[] = [];

async function sell(order: string): Promise<string> {
  const quote = { key: `q-${order}`, input: checkoutRequest(order) };
  const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, quote);
  const bind = { key: `b-${order}`, input: { offer: quoteCreate.offers[0].id, premiumAtMost: usd('10.00') } };
  const { policyBind } = await api.data('merchant', POLICY_BIND, bind);
  await api.data('lender', POLICY_ACTIVATE, {
    key: `a-${order}`,
    input: {
      policy: policyBind.id,
      disbursement: { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: order },
      purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: order, payee: LUMEN },
    },
  });
  return policyBind.id;
}

const record = (key: string, amount: string) =>
  api.data(
    'underwriter',
    `mutation ($key: String!, $input: PremiumPaymentRecordInput!) { premiumPaymentRecord(idempotencyKey: $key, input: $input) {
       __typename ... on PremiumPayment { id } } }`,
    { key, input: { partner: LUMEN, amount: usd(amount), receivedOn: '2026-03-02', reference: key } },
  );
const cancel = (policy: string) =>
  api.data(
    'merchant',
    `mutation ($key: String!, $policy: ID!) { policyCancel(idempotencyKey: $key, policy: $policy,
       input: { reason: POLICYHOLDER_REQUEST }) { __typename } }`,
    { key: `c-${policy}`, policy },
  );

const PROBLEM = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const PREVIEW = `query ($input: CommissionPayoutPreviewInput!) { commissionPayoutPreview(input: $input) { __typename
  ... on CommissionPayoutPreview { accrued { amount } clawedBack { amount } paid { amount } payable { amount } token } ${PROBLEM} } }`;
const LEDGER = 'ledger { kind bookedOn postings { account { code } debit { amount } credit { amount } } }';
const PAYOUT = `mutation ($key: String!, $input: CommissionPayoutInput!) { commissionPayout(idempotencyKey: $key, input: $input) {
  __typename ... on PartnerPayout { id kind insurer partner amount { amount } paidOn upTo reference creditNotes { id } ${LEDGER} } ${PROBLEM} } }`;
const REPAY_PREVIEW = `query ($input: PremiumRepayPreviewInput!) { premiumRepayPreview(input: $input) { __typename
  ... on PremiumRepayPreview { open { amount } amount { amount } parts { creditNote { id open { amount } } amount { amount } } token }
  ... on LimitExceeded { requested { amount } available { amount } } ${PROBLEM} } }`;
const REPAY = `mutation ($key: String!, $input: PremiumRepayInput!) { premiumRepay(idempotencyKey: $key, input: $input) {
  __typename ... on PartnerPayout { id kind amount { amount } creditNotes { kind amount { amount } open { amount } } ${LEDGER} }
  ... on LimitExceeded { requested { amount } available { amount } } ${PROBLEM} } }`;

const wire = (reference: string) => ({ paidOn: '2026-03-02', reference });
const preview = async (changes: object = {}, key = 'underwriter') =>
  (await api.data(key, PREVIEW, { input: { ...PAYEE, ...changes } })).commissionPayoutPreview;
const payout = async (key: string, changes: object = {}, by = 'underwriter') =>
  (await api.data(by, PAYOUT, { key, input: { ...PAYEE, ...wire(key), ...changes } })).commissionPayout;
const repayPreview = async (changes: object = {}) =>
  (await api.data('underwriter', REPAY_PREVIEW, { input: { ...PAYEE, ...changes } })).premiumRepayPreview;
const repay = async (key: string, changes: object = {}) =>
  (await api.data('underwriter', REPAY, { key, input: { ...PAYEE, ...wire(key), ...changes } })).premiumRepay;
const balance = async (code: string): Promise<string> => {
  const query = `query ($code: LedgerAccountCode!) { ledger { account(code: $code, currency: "USD") { balance { amount } } } }`;
  return (await api.data('underwriter', query, { code })).ledger.account.balance.amount;
};
const writesNothing = async (work: () => Promise<void>): Promise<void> => {
  const before = await fingerprint(api.testDatabase.unitOfWork);
  await work();
  expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
};

beforeAll(async () => {
  api = await startApi();
  for (const order of ['PAY-1', 'PAY-2', 'PAY-3']) policies.push(await sell(order));
});
afterAll(() => api.close());
afterEach(() => expectInvariants(api.testDatabase.unitOfWork));

describe('commission', () => {
  it('is payable as it was accrued: three policies of 0.54', async () => {
    expect(await preview()).toEqual({
      __typename: 'CommissionPayoutPreview',
      accrued: { amount: '1.62' },
      clawedBack: { amount: '0.00' },
      paid: { amount: '0.00' },
      payable: { amount: '1.62' },
      token: expect.any(String),
    });
    expect((await preview({ upTo: '2026-03-01' })).payable).toEqual({ amount: '0.00' });
    expect(await preview({ insurer: NORTHWIND }, 'operator')).toEqual(await preview());
  });

  it('is refused when the wire, the payee or the figures are wrong, and nothing is written', () =>
    writesNothing(async () => {
      expect(await payout('x-1', { paidOn: '2026-03-03', reference: ' ' })).toMatchObject({
        issues: [
          { path: 'reference', code: 'BAD_LENGTH' },
          { path: 'paidOn', code: 'DATE_IN_FUTURE' },
        ],
      });
      expect(await payout('x-2', { token: 'old' })).toMatchObject({ __typename: 'StateConflict' });
      expect(await payout('x-3', { upTo: '2026-03-01' })).toMatchObject({ __typename: 'StateConflict' });
      const strangers = [
        await payout('x-4', { partner: 'org_00000000000000000000000006' }),
        await payout('x-5', { partner: 'org_0000000000000000000000zzzz' }),
        await payout('x-6', { currency: 'EUR' }),
        await payout('x-7', {}, 'alderUnderwriter'),
      ];
      for (const answer of strangers) expect(answer).toEqual(strangers[0]);
      expect(strangers[0]).toMatchObject({ __typename: 'StateConflict', message: expect.stringContaining('No comm') });
      const others = await payout('x-8', { insurer: NORTHWIND }, 'alderUnderwriter');
      expect(others).toMatchObject({ __typename: 'NotFound' });
      expect(await payout('x-9', {}, 'operator')).toMatchObject({ issues: [{ path: 'insurer', code: 'REQUIRED' }] });
      const merchant = await api.ask('merchant', PAYOUT, { key: 'x-10', input: { ...PAYEE, ...wire('x') } });
      expect(merchant.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }));

  it('is paid once under a race, and once however often it is sent with one key', async () => {
    const { token } = await preview();
    const answers = await Promise.all(Array.from({ length: 6 }, (_, at) => payout(`race-${at}`, { token })));
    const kinds = answers.map(({ __typename }) => __typename).sort();
    expect(kinds).toEqual(['PartnerPayout', ...Array(5).fill('StateConflict')]);
    const paid = answers.find(({ __typename }) => __typename === 'PartnerPayout');
    expect(paid).toMatchObject({
      id: expect.stringMatching(/^cpo_/),
      kind: 'COMMISSION',
      insurer: NORTHWIND,
      partner: LUMEN,
      amount: { amount: '1.62' },
      upTo: null,
      creditNotes: [],
      ledger: [
        {
          kind: 'COMMISSION_PAID',
          bookedOn: '2026-03-02',
          postings: [
            { account: { code: 'COMMISSION_PAYABLE' }, debit: { amount: '1.62' }, credit: null },
            { account: { code: 'CASH_CLEARING' }, debit: null, credit: { amount: '1.62' } },
          ],
        },
      ],
    });
    expect(await payout(paid.reference, { token })).toEqual(paid);
    expect(await payout(paid.reference)).toMatchObject({ __typename: 'IdempotencyConflict' });
    expect(await preview()).toMatchObject({ paid: { amount: '1.62' }, payable: { amount: '0.00' } });
    expect(await balance('COMMISSION_PAYABLE')).toBe('0.00');
    const { events } = await api.data(
      'merchant',
      '{ events(after: "0", first: 50, kinds: ["commission.paid"]) { events { kind subjectId payload } } }',
    );
    expect(events.events).toEqual([
      {
        kind: 'commission.paid',
        subjectId: paid.id,
        payload: { amount: '1.62', currency: 'USD', paidOn: '2026-03-02', reference: paid.reference },
      },
    ]);
  });

  it('that went back with a premium after it was paid comes out of the next payout', async () => {
    await record('in-1', '17.07');
    await cancel(policies[0] ?? '');
    expect(await preview()).toMatchObject({ clawedBack: { amount: '0.54' }, payable: { amount: '0.00' } });
    expect(await payout('owed')).toMatchObject({ __typename: 'StateConflict', message: expect.stringContaining('No') });
    for (const order of ['PAY-4', 'PAY-5']) policies.push(await sell(order));
    expect(await preview()).toMatchObject({ accrued: { amount: '2.70' }, payable: { amount: '0.54' } });
    expect((await payout('next')).amount).toEqual({ amount: '0.54' });
  });
});

describe('premium that goes back', () => {
  it('is repaid out of open credit notes, oldest first, never more than is open', async () => {
    await cancel(policies[1] ?? '');
    const figures = await repayPreview({ amount: usd('7.00') });
    expect(figures).toMatchObject({ open: { amount: '11.38' }, amount: { amount: '7.00' } });
    expect(figures.parts.map(({ amount }: { amount: object }) => amount)).toEqual([
      { amount: '5.69' },
      { amount: '1.31' },
    ]);
    await writesNothing(async () => {
      expect(await repay('r-0', { amount: usd('11.39') })).toMatchObject({
        __typename: 'LimitExceeded',
        available: { amount: '11.38' },
      });
      expect(await repay('r-1', { amount: usd('0.00') })).toMatchObject({ issues: [{ code: 'MUST_BE_POSITIVE' }] });
      const euros = { amount: '1.00', currency: 'EUR' };
      expect(await repay('r-2', { amount: euros })).toMatchObject({ issues: [{ code: 'CURRENCY_MISMATCH' }] });
      expect(await repay('r-3', { token: figures.token })).toMatchObject({ __typename: 'StateConflict' });
    });
    const first = await repay('r-4', { amount: usd('7.00'), token: figures.token });
    expect(first).toMatchObject({
      id: expect.stringMatching(/^prp_/),
      kind: 'PREMIUM',
      amount: { amount: '7.00' },
      creditNotes: [
        { kind: 'CREDIT_NOTE', amount: { amount: '5.69' }, open: { amount: '0.00' } },
        { kind: 'CREDIT_NOTE', amount: { amount: '5.69' }, open: { amount: '4.38' } },
      ],
    });
    expect(first.ledger.map(({ postings }: { postings: object[] }) => postings)).toEqual([
      [
        { account: { code: 'PREMIUM_RECEIVABLE' }, debit: { amount: '5.69' }, credit: null },
        { account: { code: 'CASH_CLEARING' }, debit: null, credit: { amount: '5.69' } },
      ],
      [
        { account: { code: 'PREMIUM_RECEIVABLE' }, debit: { amount: '1.31' }, credit: null },
        { account: { code: 'CASH_CLEARING' }, debit: null, credit: { amount: '1.31' } },
      ],
    ]);
    expect(await repay('r-4', { amount: usd('7.00'), token: figures.token })).toEqual(first);
  });

  it('is repaid once under a race, and then there is nothing more', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, (_, at) => repay(`rr-${at}`)));
    expect(answers.flatMap(({ amount }) => amount ?? [])).toEqual([{ amount: '4.38' }]);
    expect(await repay('none')).toMatchObject({ __typename: 'StateConflict' });
    // 17.07 came, 11.38 went back as premium and 2.16 left as commission.
    expect(await balance('CASH_CLEARING')).toBe('3.53');
  });

  it('that was never received is not paid out: its payment did not hold', async () => {
    const { premiumPaymentRecord: payment } = await record('in-2', '11.38');
    await cancel(policies[3] ?? '');
    expect((await repayPreview()).open).toEqual({ amount: '5.69' });
    await api.data(
      'underwriter',
      `mutation ($input: PremiumPaymentReverseInput!) { premiumPaymentReverse(idempotencyKey: "rv", input: $input) { __typename } }`,
      { input: { payment: payment.id, reason: 'Returned by the bank' } },
    );
    expect(await repayPreview()).toMatchObject({ open: { amount: '0.00' }, parts: [] });
  });

  it('stands on the statement, which still adds up', async () => {
    const { statement } = await api.data(
      'merchant',
      `{ statement: statementPreview(input: { insurer: "${NORTHWIND}", partner: "${LUMEN}", currency: "USD", from: "2026-03-01",
         to: "2026-03-31" }) { ... on StatementPreview {
         opening { amount } premium { amount } commission { amount } received { amount } closing { amount }
         lines(first: 50) { nodes { kind received { amount } commission { amount } } } } } }`,
    );
    const cents = ({ amount }: { amount: string }) => Math.round(Number(amount) * 100);
    const { opening, premium, commission, received, closing } = statement;
    expect(cents(opening) + cents(premium) - cents(commission) - cents(received)).toBe(cents(closing));
    expect(statement.lines.nodes).toContainEqual({
      kind: 'PREMIUM_REPAID',
      received: { amount: '-1.31' },
      commission: { amount: '0.00' },
    });
    expect(statement.lines.nodes).toContainEqual({
      kind: 'COMMISSION_PAID',
      received: { amount: '0.00' },
      commission: { amount: '-1.62' },
    });
  });
});
