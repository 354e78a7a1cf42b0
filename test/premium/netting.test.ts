import { startApi, type TestApi } from '../support/api.js';
import { expectInvariants } from '../support/invariants.js';
import { LUMEN, usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const INVOICES = `query ($id: ID!) { policy(id: $id) { overduePremium { amount { amount } }
  invoices { id kind amount { amount } open { amount } allocations { source amount { amount } } } } }`;
const CANCEL = `mutation ($key: String!, $policy: ID!) { policyCancel(idempotencyKey: $key, policy: $policy,
  input: { reason: POLICYHOLDER_REQUEST }) { __typename } }`;
const REINSTATE = `mutation ($key: String!, $policy: ID!) { policyReinstate(idempotencyKey: $key, policy: $policy,
  input: { isFreeOfLoss: true, statement: "The borrower paid on time; confirmed by the lender." }) {
  __typename ... on Problem { message } } }`;
const RECORD = `mutation ($key: String!, $input: PremiumPaymentRecordInput!) {
  premiumPaymentRecord(idempotencyKey: $key, input: $input) { ... on PremiumPayment { id unallocated { amount } } } }`;
const REVERSE = `mutation ($key: String!, $input: PremiumPaymentReverseInput!) {
  premiumPaymentReverse(idempotencyKey: $key, input: $input) { __typename } }`;
const REPAY = `mutation ($key: String!, $input: PremiumRepayInput!) { premiumRepay(idempotencyKey: $key, input: $input) {
  __typename ... on PartnerPayout { amount { amount } } ... on Problem { message } } }`;
const REPAYABLE = `{ premiumRepayPreview(input: { partner: "${LUMEN}", currency: "USD" }) { ... on PremiumRepayPreview { open { amount } } } }`;

let api: TestApi;
let bounced: string;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());
afterEach(() => expectInvariants(api.testDatabase.unitOfWork));

interface Invoice {
  readonly id: string;
  readonly kind: string;
  readonly amount: { readonly amount: string };
  readonly open: { readonly amount: string };
  readonly allocations: readonly { readonly source: string; readonly amount: { readonly amount: string } }[];
}
const shown = async (id: string): Promise<Invoice[]> => (await api.data('merchant', INVOICES, { id })).policy.invoices;
const open = async (id: string) => (await shown(id)).map(({ kind, open: left }) => [kind, left.amount]);
const pay = async (key: string, policy: string, amount: string) =>
  (
    await api.data('underwriter', RECORD, {
      key,
      input: { partner: LUMEN, policy, amount: usd(amount), receivedOn: '2026-03-02', reference: key },
    })
  ).premiumPaymentRecord;
const repayable = async () => (await api.data('underwriter', REPAYABLE)).premiumRepayPreview.open.amount;
const repay = async (key: string, amount: string) =>
  (
    await api.data('underwriter', REPAY, {
      key,
      input: { partner: LUMEN, currency: 'USD', amount: usd(amount), paidOn: '2026-03-02', reference: key },
    })
  ).premiumRepay;

describe('premium that goes back and premium that is asked for, of one policy', () => {
  it('meet at once: what was not paid is not paid back', async () => {
    const policy = await activePolicy(api, 'unpaid');
    await pay('part', policy, '2.00');
    await api.data('merchant', CANCEL, { key: 'c', policy });
    // 5.69 was asked for and 2.00 came: 3.69 need not be paid any more, 2.00 are owed to the partner.
    expect(await open(policy)).toEqual([
      ['INVOICE', '0.00'],
      ['CREDIT_NOTE', '2.00'],
    ]);
    expect(await repayable()).toBe('2.00');
    expect(await repay('back', '2.00')).toMatchObject({ amount: { amount: '2.00' } });
    expect(await repayable()).toBe('0.00');
  });

  it('meet when the policy is reinstated before the premium was paid back', async () => {
    const policy = await activePolicy(api, 'reinstated');
    await pay('whole', policy, '5.69');
    await api.data('merchant', CANCEL, { key: 'c2', policy });
    expect(await repay('some', '1.00')).toMatchObject({ amount: { amount: '1.00' } });
    expect(await repayable()).toBe('4.69');
    expect(await api.data('lender', REINSTATE, { key: 'r2', policy })).toEqual({
      policyReinstate: { __typename: 'PolicyChange' },
    });
    const [, credit, invoice] = await shown(policy);
    expect(credit).toMatchObject({ kind: 'CREDIT_NOTE', amount: { amount: '5.69' }, open: { amount: '0.00' } });
    // Of 5.69 asked for again only the 1.00 that went back is open.
    expect(invoice).toMatchObject({ kind: 'INVOICE', amount: { amount: '5.69' }, open: { amount: '1.00' } });
    expect(invoice?.allocations).toEqual([{ source: credit?.id, amount: { amount: '4.69' } }]);
    expect(await repayable()).toBe('0.00');
    expect((await pay('rest', policy, '1.50')).unallocated).toEqual({ amount: '0.50' });
    expect((await open(policy)).at(-1)).toEqual(['INVOICE', '0.00']);
  });

  it('meet when a payment did not hold: nothing is asked for that is given back', async () => {
    const policy = await activePolicy(api, 'bounced');
    bounced = policy;
    const { id: payment } = await pay('bounced', policy, '5.69');
    await api.data('merchant', CANCEL, { key: 'c3', policy });
    const before = await repayable();
    expect(await repay('early', '2.00')).toMatchObject({ amount: { amount: '2.00' } });
    await api.data('underwriter', REVERSE, { key: 'v3', input: { payment, reason: 'Returned by the bank' } });
    // 5.69 is open again, 3.69 of the credit note meet it: the partner owes the 2.00 it was given.
    expect(await open(policy)).toEqual([
      ['INVOICE', '2.00'],
      ['CREDIT_NOTE', '0.00'],
    ]);
    expect(before).toBe('5.69');
    expect(await repayable()).toBe('0.00');
  });

  it('leave nothing overdue where cover was cancelled and came back', async () => {
    const policy = await activePolicy(api, 'kept');
    await pay('kept', policy, '5.69');
    await api.data('merchant', CANCEL, { key: 'c4', policy });
    await api.data('lender', REINSTATE, { key: 'r4', policy });
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 40) { now } }');
    expect(await open(policy)).toEqual([
      ['INVOICE', '0.00'],
      ['CREDIT_NOTE', '0.00'],
      ['INVOICE', '0.00'],
    ]);
    expect((await api.data('merchant', INVOICES, { id: policy })).policy.overduePremium).toBeNull();
    // The deposit of 0.50 met with the day's tasks what is owed for another one.
    expect((await open(bounced))[0]).toEqual(['INVOICE', '1.50']);
  });
});
