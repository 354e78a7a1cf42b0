import { startApi, type TestApi } from '../support/api.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, LUMEN, POLICY_ACTIVATE, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const CREATE = `mutation ($key: String!, $input: TreatyCreateInput!) { treatyCreate(idempotencyKey: $key, input: $input) {
  __typename ... on Treaty { id share cedingCommission } ... on InvalidInput { issues { path code } } } }`;
const create = async (key: string, changes: object = {}) =>
  (
    await api.data('underwriter', CREATE, {
      key,
      input: { reinsurer: 'Lakeside Re', share: '0.4', cedingCommission: '0.3', fromOn: '2026-01-01', ...changes },
    })
  ).treatyCreate;

describe('a quota share', () => {
  it('is recorded once, and refused when it makes no sense', async () => {
    const treaty = await create('t-1');
    expect(treaty).toMatchObject({ __typename: 'Treaty', share: '0.4', cedingCommission: '0.3' });
    expect(await create('t-1')).toEqual(treaty);
    const wrong = await create('t-2', { share: '1.1', cedingCommission: '1', toOn: '2026-01-01', reinsurer: ' ' });
    expect(wrong.issues.map(({ path }: { path: string }) => path)).toEqual([
      'reinsurer',
      'share',
      'cedingCommission',
      'toOn',
    ]);
    expect((await api.data('underwriter', '{ treaties { id } }')).treaties).toEqual([{ id: treaty.id }]);
    expect((await api.data('alderClaims', '{ treaties { id } }')).treaties).toEqual([]);
  });

  it('takes its part of new policies in the books of the insurer, out of sight of everybody else', async () => {
    const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, { key: 'q', input: checkoutRequest('TREATY') });
    const bind = { key: 'b', input: { offer: quoteCreate.offers[0].id, premiumAtMost: usd('10.00') } };
    const policy = (await api.data('merchant', POLICY_BIND, bind)).policyBind.id;
    await api.data('lender', POLICY_ACTIVATE, {
      key: 'a',
      input: {
        policy,
        disbursement: { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: 'L' },
        purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: 'TREATY', payee: LUMEN },
      },
    });
    const ledger = `query ($id: ID!) { policy(id: $id) { ledger { kind postings { account { code } debit { amount } credit { amount } } } } }`;
    const seen = async (key: string) => (await api.data(key, ledger, { id: policy })).policy.ledger;
    // 40 % of 5.36 is 2.14, 30 % of that 0.64.
    expect((await seen('underwriter'))[1]).toEqual({
      kind: 'CEDED_PREMIUM_WRITTEN',
      postings: [
        { account: { code: 'REINSURERS_UNEARNED' }, debit: { amount: '2.14' }, credit: null },
        { account: { code: 'DEFERRED_CEDING_COMMISSION' }, debit: null, credit: { amount: '0.64' } },
        { account: { code: 'REINSURANCE_PAYABLE' }, debit: null, credit: { amount: '1.50' } },
      ],
    });
    for (const key of ['merchant', 'lender']) {
      expect((await seen(key)).map(({ kind }: { kind: string }) => kind)).toEqual(['PREMIUM_WRITTEN']);
    }
    await expectInvariants(api.testDatabase.unitOfWork);
  });
});
