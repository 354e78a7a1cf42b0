import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, LUMEN, POLICY_ACTIVATE, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';

let api: TestApi;
const policies: string[] = [];

async function sell(order: string): Promise<string> {
  const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, {
    key: `q-${order}`,
    input: checkoutRequest(order),
  });
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

beforeAll(async () => {
  api = await startApi();
  for (const order of ['INV-1', 'INV-2']) policies.push(await sell(order));
});
afterAll(() => api.close());
afterEach(() => expectInvariants(api.testDatabase.unitOfWork));

const INVOICES = `query ($id: ID!) { policy(id: $id) {
  overduePremium { amount { amount } oldestDueOn daysOverdue lapsesOn notices { level on isDue } }
  invoices { kind sequence issuedOn dueOn amount { amount } settled { amount } open { amount }
    lines { kind amount { amount } } allocations { amount { amount } } ledger { kind } } } }`;
const shown = async (at: number, key = 'merchant') => (await api.data(key, INVOICES, { id: policies[at] })).policy;
const open = async (at: number): Promise<string[]> =>
  (await shown(at)).invoices.map((invoice: { open: { amount: string } }) => invoice.open.amount);

const RECORD = `mutation ($key: String!, $input: PremiumPaymentRecordInput!) {
  premiumPaymentRecord(idempotencyKey: $key, input: $input) { __typename
    ... on PremiumPayment { id amount { amount } unallocated { amount } invoices { amount { amount } }
      ledger { kind postings { account { code } debit { amount } credit { amount } } } }
    ... on Problem { code } ... on InvalidInput { issues { path code } } } }`;
const record = async (key: string, amount: string, changes: object = {}) =>
  (
    await api.data('underwriter', RECORD, {
      key,
      input: { partner: LUMEN, amount: usd(amount), receivedOn: '2026-03-02', reference: key, ...changes },
    })
  ).premiumPaymentRecord;
const REVERSE = `mutation ($key: String!, $input: PremiumPaymentReverseInput!) {
  premiumPaymentReverse(idempotencyKey: $key, input: $input) { __typename
    ... on PremiumPayment { amount { amount } reverses ledger { kind reverses } } ... on Problem { code } } }`;
const balance = async (code: string): Promise<string> => {
  const { ledger } = await api.data(
    'underwriter',
    `query ($code: LedgerAccountCode!) { ledger { account(code: $code, currency: "USD") { balance { amount } } } }`,
    { code },
  );
  return ledger.account.balance.amount;
};

describe('invoices', () => {
  it('ask for the premium when cover starts, line by line', async () => {
    const { invoices, overduePremium } = await shown(0);
    expect(overduePremium).toBeNull();
    expect(invoices).toEqual([
      expect.objectContaining({
        kind: 'INVOICE',
        sequence: 1,
        issuedOn: '2026-03-02',
        dueOn: '2026-04-01',
        amount: { amount: '5.69' },
        open: { amount: '5.69' },
        allocations: [],
        ledger: [{ kind: 'PREMIUM_WRITTEN' }],
      }),
    ]);
    expect(invoices[0].lines).toContainEqual({ kind: 'TAX', amount: { amount: '0.33' } });
  });

  it('are settled oldest first; what is over is a deposit, once however often it is sent', async () => {
    const payment = await record('p-1', '8.00');
    expect(payment).toMatchObject({ amount: { amount: '8.00' }, unallocated: { amount: '0.00' } });
    expect(await record('p-1', '8.00')).toEqual(payment);
    expect([...(await open(0)), ...(await open(1))]).toEqual(['0.00', '3.38']);
    const second = await record('p-2', '5.00');
    expect(second.unallocated).toEqual({ amount: '1.62' });
    expect(second.ledger.map(({ kind }: { kind: string }) => kind)).toEqual(['PREMIUM_RECEIVED', 'PREMIUM_RECEIVED']);
    expect(await balance('PREMIUM_RECEIVABLE')).toBe('0.00');
    expect(await balance('PREMIUM_DEPOSITS')).toBe('-1.62');
    expect(await balance('CASH_CLEARING')).toBe('13.00');
  });

  it('use a deposit when they come', async () => {
    policies.push(await sell('INV-3'));
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 1) { now } }');
    expect(await open(2)).toEqual(['4.07']);
    expect(await balance('PREMIUM_DEPOSITS')).toBe('0.00');
    expect(await balance('PREMIUM_RECEIVABLE')).toBe('4.07');
  });

  it('are open again when a payment is taken back, by entries of their own', async () => {
    const { id } = await record('p-3', '4.07', { policy: policies[2] });
    expect(await open(2)).toEqual(['0.00']);
    const input = { payment: id, reason: 'Returned by the bank' };
    const { premiumPaymentReverse: reversal } = await api.data('underwriter', REVERSE, { key: 'r-1', input });
    expect(reversal).toMatchObject({ amount: { amount: '-4.07' }, reverses: id });
    expect(reversal.ledger).toEqual([{ kind: 'PREMIUM_PAYMENT_REVERSED', reverses: expect.stringMatching(/^jrn_/) }]);
    expect(await open(2)).toEqual(['4.07']);
    expect(await balance('PREMIUM_RECEIVABLE')).toBe('4.07');
    const again = await api.data('underwriter', REVERSE, { key: 'r-2', input });
    expect(again.premiumPaymentReverse).toEqual({ __typename: 'StateConflict', code: 'STATE_CONFLICT' });
  });

  it('count a bank reference once, whatever the key, until its payment is taken back', async () => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    for (const [key, reference] of [
      ['again', 'p-1'],
      ['typed', ' P - 1'],
    ] as const) {
      expect(await record(key, '8.00', { reference })).toMatchObject({
        __typename: 'InvalidInput',
        issues: [{ path: 'reference', code: 'ALREADY_RECORDED' }],
      });
    }
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    // What was taken back in the test before may come again; of six clerks one records it.
    const keys = Array.from({ length: 6 }, (_, at) => `clerk-${at}`);
    const answers = await Promise.all(
      keys.map((key) => record(key, '4.07', { reference: 'p-3', policy: policies[2] })),
    );
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      ...Array(5).fill('InvalidInput'),
      'PremiumPayment',
    ]);
    const { id } = answers.find(({ __typename }) => __typename === 'PremiumPayment');
    await api.data('underwriter', REVERSE, { key: 'r-3', input: { payment: id, reason: 'Returned again' } });
    expect(await open(2)).toEqual(['4.07']);
  });

  it('refuses wrong payments and those of others, and writes nothing', async () => {
    expect(await record('p-4', '-1.00')).toMatchObject({ issues: [{ path: 'amount.amount' }] });
    expect(await record('p-5', '1.00', { receivedOn: '2027-01-01' })).toMatchObject({
      issues: [{ path: 'receivedOn', code: 'DATE_IN_FUTURE' }],
    });
    expect(await record('p-old', '1.00', { receivedOn: '1900-01-01' })).toMatchObject({
      issues: [{ path: 'receivedOn', code: 'DATE_TOO_EARLY' }],
    });
    expect(await record('p-6', '1.00', { partner: 'org_00000000000000000000000006' })).toMatchObject({
      __typename: 'NotFound',
    });
    const foreign = await api.data('alderClaims', RECORD, {
      key: 'p-7',
      input: { partner: LUMEN, policy: policies[0], amount: usd('1.00'), receivedOn: '2026-03-02', reference: 'x' },
    });
    expect(foreign.premiumPaymentRecord.__typename).toBe('NotFound');
    for (const policy of [policies[0], undefined]) {
      expect(await record('p-8', '1.00', { policy, amount: { amount: '1.00', currency: 'EUR' } })).toEqual({
        __typename: 'InvalidInput',
        code: 'INVALID_INPUT',
        issues: [{ path: 'amount.currency', code: 'CURRENCY_MISMATCH' }],
      });
    }
    expect(await balance('CASH_CLEARING')).toBe('13.00');
  });

  it('that nobody pays become overdue, with reminders and an end of grace', async () => {
    // Due on 1 April; today is 10 April.
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 38) { now } }');
    for (const key of ['merchant', 'underwriter', 'lender']) {
      expect((await shown(2, key)).overduePremium).toEqual({
        amount: { amount: '4.07' },
        oldestDueOn: '2026-04-01',
        daysOverdue: 9,
        // Cover of this product stays although nobody pays.
        lapsesOn: null,
        notices: [
          { level: 1, on: '2026-04-08', isDue: true },
          { level: 2, on: '2026-04-22', isDue: false },
        ],
      });
    }
    expect((await shown(0)).overduePremium).toBeNull();
  });

  it('are followed by a credit note when premium goes back: nothing open, so it is owed to the partner', async () => {
    const { orderReturn } = await api.data(
      'merchant',
      `mutation ($policy: ID!, $input: OrderReturnInput!) { orderReturn(idempotencyKey: "ret", policy: $policy, input: $input) {
         __typename ... on PolicyChange { premiumRefund { total { amount } } } ... on Problem { code message } } }`,
      { policy: policies[0], input: { lines: [{ sku: 'CABLE', quantity: 1 }] } },
    );
    const refund = orderReturn.premiumRefund.total;
    const { invoices } = await shown(0);
    expect(invoices[1]).toMatchObject({ kind: 'CREDIT_NOTE', sequence: 2, amount: refund, open: refund });
    expect(invoices[1].ledger).toEqual([{ kind: 'PREMIUM_REDUCED' }]);
  });

  it('add up to the statement between the two, line by line tied to its journal', async () => {
    const query = `query ($input: StatementInput!) { statementPreview(input: $input) { __typename ... on StatementPreview {
      opening { amount } premium { amount } refund { amount } commission { amount } received { amount } closing { amount }
      lines(first: 50, orderBy: OLDEST_FIRST) { nodes { id kind premium { amount } journal { id kind } } } }
      ... on Problem { code message } ... on InvalidInput { issues { path code } } } }`;
    const pair = { insurer: 'org_00000000000000000000000002', partner: LUMEN, currency: 'USD' };
    const preview = async (key: string, from = '2026-03-03', to = '2026-04-30') =>
      (await api.data(key, query, { input: { ...pair, from, to } })).statementPreview;
    const statement = await preview('merchant');
    expect(await preview('underwriter')).toEqual(statement);
    const cents = ({ amount }: { amount: string }) => Math.round(Number(amount) * 100);
    const { opening, premium, commission, received, closing, lines } = statement;
    expect(cents(opening) + cents(premium) - cents(commission) - cents(received)).toBe(cents(closing));
    expect(cents(premium)).toBe(-cents(statement.refund));
    // Three policies of 5.69 were written and 21.14 came on 2 March; 0.54 of commission on each is owed.
    expect(opening).toEqual({ amount: '-5.69' });
    expect(lines.nodes.map(({ kind }: { kind: string }) => kind)).toEqual([
      'PREMIUM_PAYMENT_REVERSED',
      'PREMIUM_PAYMENT_REVERSED',
      'PREMIUM_REDUCED',
    ]);
    for (const { id, kind, journal } of lines.nodes) expect(journal).toEqual({ id, kind });
    const missing = { __typename: 'NotFound', code: 'NOT_FOUND', message: 'There is no organisation with this id.' };
    for (const stranger of ['dealer', 'lender', 'alderClaims']) expect(await preview(stranger)).toEqual(missing);
    expect(await preview('merchant', '2026-03-04', '2026-03-03')).toMatchObject({
      __typename: 'InvalidInput',
      issues: [{ path: 'from', code: 'DATE_ORDER' }],
    });
    const account = await api.ask(
      'underwriter',
      '{ ledger { account(code: CASH_CLEARING, currency: "USD", from: "2026-03-04", to: "2026-03-03") { closing { amount } } } }',
    );
    expect(account.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', issues: [{ code: 'DATE_ORDER' }] });
  });
});
