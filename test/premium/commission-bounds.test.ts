import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { sellCheckoutWith, shownTerms, VALIDATE, VERSION_DRAFT } from '../support/products.js';
import { checkoutRequest, LUMEN, POLICY_ACTIVATE, POLICY_BIND, usd } from '../support/requests.js';

const QUOTE = `mutation ($key: String!, $input: QuoteCreateInput!) { quoteCreate(idempotencyKey: $key, input: $input) {
  ... on Quote { offers { id insurer { name } premium { total { amount } lines { kind amount { amount } } } } } } }`;
const INCREASE = `mutation ($key: String!, $policy: ID!, $input: PolicyChangeInput!) {
  policyChange(idempotencyKey: $key, policy: $policy, input: $input) {
    ... on PolicyChange { premiumCharge { total { amount } lines { kind amount { amount } } } } ... on Problem { code message } } }`;

interface Shown {
  readonly total: { readonly amount: string };
  readonly lines: readonly { readonly kind: string; readonly amount: { readonly amount: string } }[];
}
const centsOf = (text: string): number => Math.round(Number(text) * 100);
const lineOf = ({ lines }: Shown, kind: string) => lines.find((line) => line.kind === kind)?.amount.amount;
const sumOf = ({ lines }: Shown) => lines.reduce((sum, { amount }) => sum + centsOf(amount.amount), 0);

let api: TestApi;
let policy: string;
beforeAll(async () => {
  api = await startApi();
  await sellCheckoutWith(api, ({ pricing }) => ({
    pricing: { ...(pricing as object), commissionBounds: { minimum: '0.75', maximum: '0.80' } },
  }));
});
afterAll(() => api.close());
afterEach(() => expectInvariants(api.testDatabase.unitOfWork));

describe('commission within the bounds of its product', () => {
  it('is of the programme that sells that version; another programme sells another', async () => {
    const commissionIn = async (programme: string) => {
      const input = { ...checkoutRequest(`OF-${programme}`), programme };
      const { quoteCreate } = await api.data('merchant', QUOTE, { key: `q-${programme}`, input });
      const offer = quoteCreate.offers.find((one: { insurer: { name: string } }) =>
        one.insurer.name.startsWith('Northwind'),
      );
      return [offer.premium.total.amount, lineOf(offer.premium, 'COMMISSION')];
    };
    expect(await commissionIn('LUMEN-CHECKOUT')).toEqual(['5.69', '0.75']);
    expect(await commissionIn('LUMEN-PANEL')).toEqual(['5.69', '0.54']);
  });

  it('is what the offer says and the books write; the premium stays the same', async () => {
    const input = checkoutRequest('BOUNDED');
    const { quoteCreate } = await api.data('merchant', QUOTE, { key: 'q', input });
    const [{ id: offer, premium }] = quoteCreate.offers;
    // Without bounds 0.54 of the same 5.69.
    expect(premium.total).toEqual({ amount: '5.69' });
    expect(lineOf(premium, 'COMMISSION')).toBe('0.75');
    expect(lineOf(premium, 'TAX')).toBe('0.33');
    expect(sumOf(premium)).toBe(569);
    const bind = { key: 'b', input: { offer, premiumAtMost: usd('5.69') } };
    policy = (await api.data('merchant', POLICY_BIND, bind)).policyBind.id;
    await api.data('lender', POLICY_ACTIVATE, {
      key: 'a',
      input: {
        policy,
        disbursement: { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: 'BOUNDED' },
        purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: 'BOUNDED', payee: LUMEN },
      },
    });
    const books = `query ($id: ID!) { policy(id: $id) { ledger { kind postings { account { code } debit { amount } credit { amount } } } } }`;
    const [written] = (await api.data('merchant', books, { id: policy })).policy.ledger;
    expect(written.postings).toEqual([
      { account: { code: 'PREMIUM_RECEIVABLE' }, debit: { amount: '5.69' }, credit: null },
      { account: { code: 'UNEARNED_PREMIUM' }, debit: null, credit: { amount: '5.36' } },
      { account: { code: 'PREMIUM_TAX_PAYABLE' }, debit: null, credit: { amount: '0.33' } },
      { account: { code: 'DEFERRED_COMMISSION' }, debit: { amount: '0.75' }, credit: null },
      { account: { code: 'COMMISSION_PAYABLE' }, debit: null, credit: { amount: '0.75' } },
    ]);
  });

  it('counts what the policy has already when more is lent', async () => {
    const input = { increase: { amount: usd('300.00') } };
    const { policyChange } = await api.data('lender', INCREASE, { key: 'i', policy, input });
    // A tenth of what is added would be more; 0.80 is the most of the policy and 0.75 is written.
    expect(centsOf(policyChange.premiumCharge.total.amount)).toBeGreaterThan(60);
    expect(lineOf(policyChange.premiumCharge, 'COMMISSION')).toBe('0.05');
    expect(sumOf(policyChange.premiumCharge)).toBe(centsOf(policyChange.premiumCharge.total.amount));
  });

  it('is refused where the terms contradict themselves', async () => {
    const terms = await shownTerms(api, 'underwriter', 'NW-CHECKOUT');
    const { products } = await api.data('underwriter', '{ products(first: 100) { nodes { id code } } }');
    const product = products.nodes.find(({ code }: { code: string }) => code === 'NW-CHECKOUT').id;
    const draft = async (key: string, commissionBounds: object) => {
      const pricing = { ...(terms.pricing as object), commissionBounds };
      return (await api.data('underwriter', VERSION_DRAFT, { key, input: { product, terms: { ...terms, pricing } } }))
        .result;
    };
    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect(await draft('d-1', { minimum: '-1', maximum: null })).toMatchObject({ __typename: 'InvalidInput' });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    const { id } = await draft('d-2', { minimum: '2.00', maximum: '1.00' });
    const { result } = await api.data('underwriter', VALIDATE, { version: id });
    expect(result).toMatchObject({
      publishable: false,
      findings: expect.arrayContaining([{ severity: 'ERROR', path: 'pricing.commissionBounds', code: 'OUT_OF_ORDER' }]),
    });
  });
});
