import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { LUMEN, usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const NORTHWIND = 'org_00000000000000000000000002';
const LINES = 'postings { account { code } debit { amount } credit { amount } }';
const PROBLEM = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const PREVIEW = `query ($input: PremiumPaymentRecordPreviewInput!) { result: premiumPaymentRecordPreview(input: $input) { __typename
  ... on PremiumPaymentPreview { amount { amount } unallocated { amount } token
    parts { policyId amount { amount } invoice { id open { amount } } }
    ledger { insurer policyId kind bookedOn reverses ${LINES} } } ${PROBLEM} } }`;
const RECORD = `mutation ($key: String!, $input: PremiumPaymentRecordInput!) { result: premiumPaymentRecord(idempotencyKey: $key, input: $input) {
  __typename ... on PremiumPayment { id amount { amount } unallocated { amount } ledger { kind bookedOn reverses ${LINES} }
    invoices { id allocations { source amount { amount } } } } ${PROBLEM} ... on StateConflict { to } } }`;
const REVERSE_PREVIEW = `query ($input: PremiumPaymentReverseInput!) { result: premiumPaymentReversePreview(input: $input) { __typename
  ... on PremiumPaymentReversePreview { partner amount { amount } deposit { amount } token
    reopened { policyId amount { amount } invoice { id open { amount } } }
    netted { creditNote { id open { amount } } invoice { id } amount { amount } }
    ledger { insurer policyId kind bookedOn reverses ${LINES} } } ${PROBLEM} } }`;
const REVERSE = `mutation ($key: String!, $input: PremiumPaymentReverseInput!) { result: premiumPaymentReverse(idempotencyKey: $key, input: $input) {
  __typename ... on PremiumPayment { id amount { amount } ledger { kind bookedOn reverses ${LINES} } } ${PROBLEM} ... on StateConflict { to } } }`;
const INVOICES = `query ($id: ID!) { policy(id: $id) { invoices { id kind open { amount } } } }`;

let api: TestApi;
const policies: string[] = [];
beforeAll(async () => {
  api = await startApi();
  for (const order of ['PRE-1', 'PRE-2']) policies.push(await activePolicy(api, order));
});
afterAll(() => api.close());
afterEach(() => expectInvariants(api.testDatabase.unitOfWork));

const ask = async (by: string, query: string, variables: object) => (await api.data(by, query, variables)).result;
const writesNothing = async <T>(work: () => Promise<T>): Promise<T> => {
  const before = await fingerprint(api.testDatabase.unitOfWork);
  const answer = await work();
  expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  return answer;
};
const money = (amount: string, reference: string, changes: object = {}) => ({
  partner: LUMEN,
  amount: usd(amount),
  receivedOn: '2026-03-01',
  reference,
  ...changes,
});
const preview = (input: object, by = 'underwriter') => writesNothing(() => ask(by, PREVIEW, { input }));
const record = (key: string, input: object) => ask('underwriter', RECORD, { key, input });
const reversePreview = (payment: string, by = 'underwriter') =>
  writesNothing(() => ask(by, REVERSE_PREVIEW, { input: { payment, reason: 'Returned by the bank' } }));
const reverse = (key: string, input: object) =>
  ask('underwriter', REVERSE, { key, input: { reason: 'Returned by the bank', ...input } });
const invoices = async (at: number): Promise<{ id: string; kind: string; open: { amount: string } }[]> =>
  (await api.data('merchant', INVOICES, { id: policies[at] })).policy.invoices;
// biome-ignore lint/suspicious/noExplicitAny: as the answers.
const written = (journals: readonly any[]) => journals.map(({ insurer: _, policyId: __, ...journal }) => journal);
const line = (code: string, debit: string | null, credit: string | null) => ({
  account: { code },
  debit: debit && { amount: debit },
  credit: credit && { amount: credit },
});
const received = (policyId: string | null, amount: string, credited = 'PREMIUM_RECEIVABLE') => ({
  insurer: NORTHWIND,
  policyId,
  kind: 'PREMIUM_RECEIVED',
  bookedOn: '2026-03-01',
  reverses: null,
  postings: [line('CASH_CLEARING', amount, null), line(credited, null, amount)],
});

describe('premium that came, before it is recorded', () => {
  let stale: string;

  it('shows what it would settle to the cent, and is recorded as it was shown', async () => {
    const [first, second] = [(await invoices(0))[0], (await invoices(1))[0]];
    const shown = await preview(money('8.00', 'BANK-1'));
    expect(shown).toEqual({
      __typename: 'PremiumPaymentPreview',
      amount: { amount: '8.00' },
      unallocated: { amount: '0.00' },
      token: expect.stringMatching(/^[0-9a-f]{32}$/),
      parts: [
        { policyId: policies[0], amount: { amount: '5.69' }, invoice: { id: first?.id, open: { amount: '5.69' } } },
        { policyId: policies[1], amount: { amount: '2.31' }, invoice: { id: second?.id, open: { amount: '5.69' } } },
      ],
      ledger: [received(policies[0] ?? '', '5.69'), received(policies[1] ?? '', '2.31')],
    });
    stale = (await preview(money('8.00', 'BANK-2'))).token;
    const payment = await record('r-1', { ...money('8.00', 'BANK-1'), token: shown.token });
    expect(payment).toEqual({
      __typename: 'PremiumPayment',
      id: expect.any(String),
      amount: shown.amount,
      unallocated: shown.unallocated,
      ledger: written(shown.ledger),
      invoices: [
        { id: first?.id, allocations: [{ source: payment.id, amount: { amount: '5.69' } }] },
        { id: second?.id, allocations: [{ source: payment.id, amount: { amount: '2.31' } }] },
      ],
    });
    // The same request again is the same payment, token and all; a lost token makes it another request.
    expect(await record('r-1', { ...money('8.00', 'BANK-1'), token: shown.token })).toEqual(payment);
    expect(await record('r-1', money('8.00', 'BANK-1'))).toMatchObject({ __typename: 'IdempotencyConflict' });
  });

  it('is refused when it would settle something else by now, and nothing is written', async () => {
    const refused = await writesNothing(() => record('r-2', { ...money('8.00', 'BANK-2'), token: stale }));
    expect(refused).toMatchObject({
      __typename: 'StateConflict',
      code: 'STATE_CONFLICT',
      message: 'The figures are no longer those of the preview; look at a new one.',
      to: stale,
    });
    // Neither is a token good for other money.
    const { token } = await preview(money('1.00', 'BANK-2'));
    const other = await writesNothing(() => record('r-3', { ...money('1.01', 'BANK-2'), token }));
    expect(other).toMatchObject({ __typename: 'StateConflict' });
  });

  it('shows what would be over as a deposit, and pays for one policy when it says which', async () => {
    const shown = await preview(money('5.00', 'BANK-2'));
    expect(shown).toMatchObject({ unallocated: { amount: '1.62' }, parts: [{ amount: { amount: '3.38' } }] });
    expect(shown.ledger).toEqual([received(policies[1] ?? '', '3.38'), received(null, '1.62', 'PREMIUM_DEPOSITS')]);
    const one = await preview(money('5.00', 'BANK-2', { policy: policies[0] }));
    expect(one).toMatchObject({ parts: [], unallocated: { amount: '5.00' } });
    expect(await preview(money('5.00', 'BANK-2', { policy: policies[1] }), 'operator')).toMatchObject({
      parts: shown.parts,
      ledger: shown.ledger,
    });
    const payment = await record('r-4', { ...money('5.00', 'BANK-2'), token: shown.token });
    expect(payment).toMatchObject({ unallocated: shown.unallocated, ledger: written(shown.ledger) });
  });

  it('is refused as the payment would be: what is wrong, what is not there, and whose it is not', async () => {
    const both = async (input: object) => {
      const answer = await preview(input);
      expect(answer).toEqual({ ...(await writesNothing(() => record('never', input))) });
      return answer;
    };
    expect(await both(money('0.00', ' ', { receivedOn: '2026-03-03' }))).toMatchObject({
      issues: [
        { path: 'reference', code: 'BAD_LENGTH' },
        { path: 'receivedOn', code: 'DATE_IN_FUTURE' },
        { path: 'amount.amount', code: 'MUST_BE_POSITIVE' },
      ],
    });
    expect(await both(money('1.00', ' b ank-1'))).toMatchObject({
      issues: [{ path: 'reference', code: 'ALREADY_RECORDED' }],
    });
    expect(await both(money('1.00', 'X', { amount: { amount: '1.00', currency: 'EUR' } }))).toMatchObject({
      issues: [{ path: 'amount.currency', code: 'CURRENCY_MISMATCH' }],
    });
    const nobody = 'org_0000000000000000000000zzzz';
    expect(await both(money('1.00', 'X', { partner: nobody }))).toMatchObject({ __typename: 'NotFound' });
    // Another insurer finds neither the partner's policies nor one of them.
    expect(await preview(money('1.00', 'X'), 'alderUnderwriter')).toEqual({
      ...(await preview(money('1.00', 'X', { partner: nobody }))),
      message: 'There is no organisation with this id.',
    });
    expect(await preview(money('1.00', 'X', { policy: policies[0] }), 'alderUnderwriter')).toMatchObject({
      __typename: 'NotFound',
      message: 'There is no policy with this id.',
    });
    expect(await preview(money('1.00', 'X'), 'operator')).toMatchObject({
      issues: [{ path: 'policy', code: 'REQUIRED' }],
    });
    const merchant = await api.ask('merchant', PREVIEW, { input: money('1.00', 'X') });
    expect(merchant.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

describe('a payment, before it is taken back', () => {
  it('shows what is open again and which credit notes settle it at once, and is taken back as it was shown', async () => {
    policies.push(await activePolicy(api, 'PRE-3'));
    const payment = await record('p-1', money('7.00', 'BANK-3', { policy: policies[2] }));
    const before = (await reversePreview(payment.id)).token;
    await api.data(
      'merchant',
      `mutation ($policy: ID!) { policyCancel(idempotencyKey: "cancel", policy: $policy, input: { reason: POLICYHOLDER_REQUEST }) { __typename } }`,
      { policy: policies[2] },
    );
    const [invoice, creditNote] = await invoices(2);
    const shown = await reversePreview(payment.id);
    expect(shown).toEqual({
      __typename: 'PremiumPaymentReversePreview',
      partner: LUMEN,
      amount: { amount: '7.00' },
      deposit: { amount: '1.31' },
      token: expect.stringMatching(/^[0-9a-f]{32}$/),
      reopened: [
        { policyId: policies[2], amount: { amount: '5.69' }, invoice: { id: invoice?.id, open: { amount: '0.00' } } },
      ],
      netted: [
        {
          creditNote: { id: creditNote?.id, open: { amount: '5.69' } },
          invoice: { id: invoice?.id },
          amount: { amount: '5.69' },
        },
      ],
      ledger: [
        {
          insurer: NORTHWIND,
          policyId: policies[2],
          kind: 'PREMIUM_PAYMENT_REVERSED',
          bookedOn: '2026-03-02',
          reverses: expect.stringMatching(/^jrn_/),
          postings: [line('CASH_CLEARING', null, '5.69'), line('PREMIUM_RECEIVABLE', '5.69', null)],
        },
        {
          insurer: NORTHWIND,
          policyId: null,
          kind: 'PREMIUM_PAYMENT_REVERSED',
          bookedOn: '2026-03-02',
          reverses: expect.stringMatching(/^jrn_/),
          postings: [line('CASH_CLEARING', null, '1.31'), line('PREMIUM_DEPOSITS', '1.31', null)],
        },
      ],
    });
    const stale = await writesNothing(() => reverse('v-1', { payment: payment.id, token: before }));
    expect(stale).toMatchObject({ __typename: 'StateConflict', to: before });
    const reversal = await reverse('v-2', { payment: payment.id, token: shown.token });
    expect(reversal).toMatchObject({ amount: { amount: '-7.00' }, ledger: written(shown.ledger) });
    expect(await reverse('v-2', { payment: payment.id, token: shown.token })).toEqual(reversal);
    // Both are settled by each other: nothing is owed, and nothing is to be paid back.
    expect((await invoices(2)).map(({ open }) => open.amount)).toEqual(['0.00', '0.00']);
    expect(await reversePreview(payment.id)).toMatchObject({ __typename: 'StateConflict' });
    expect(await reversePreview(reversal.id)).toMatchObject({ __typename: 'StateConflict' });
  });

  it('answers as one that does not exist to whom it did not come to', async () => {
    const payment = await record('p-2', money('1.00', 'BANK-4'));
    const nothing = { __typename: 'NotFound', message: 'There is no premiumPayment with this id.' };
    expect(await reversePreview(payment.id, 'alderUnderwriter')).toMatchObject(nothing);
    expect(await reversePreview('prm_0000000000000000000000zzzz')).toMatchObject(nothing);
    expect(await reversePreview('nonsense')).toMatchObject(nothing);
    expect((await reversePreview(payment.id, 'operator')).amount).toEqual({ amount: '1.00' });
    const input = { payment: payment.id, reason: ' ' };
    const unsaid = await writesNothing(() => ask('underwriter', REVERSE_PREVIEW, { input }));
    expect(unsaid).toMatchObject({ issues: [{ path: 'reason', code: 'BAD_LENGTH' }] });
    expect(await writesNothing(() => reverse('v-3', input))).toMatchObject({ issues: unsaid.issues });
    const merchant = await api.ask('merchant', REVERSE_PREVIEW, { input });
    expect(merchant.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
