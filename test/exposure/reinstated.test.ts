import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import {
  checkoutRequest,
  goodObligor,
  LUMEN,
  POLICY_ACTIVATE,
  POLICY_BIND,
  QUOTE_CREATE,
  usd,
} from '../support/requests.js';

const INVALID = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const PROBLEMS = `${INVALID} ... on LimitExceeded { limit requested { amount } available { amount } }`;
const CANCEL = `mutation ($key: String!, $policy: ID!) {
  result: policyCancel(idempotencyKey: $key, policy: $policy, input: { reason: POLICYHOLDER_REQUEST }) { __typename ${INVALID} } }`;
const REINSTATE = `mutation ($key: String!, $policy: ID!) {
  result: policyReinstate(idempotencyKey: $key, policy: $policy, input: { isFreeOfLoss: true, statement: "Paid on time." }) {
    __typename ${PROBLEMS} } }`;
const LIMIT_SET = `mutation ($key: String!, $input: LimitSetInput!) {
  result: limitSet(idempotencyKey: $key, input: $input) { __typename ... on Limit { id used { amount } } ${INVALID} } }`;
const LIMITS =
  '{ limits(first: 100) { nodes { dimension subject measure used { amount } utilised { amount } usedCount } } }';
const CLEAN = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.1, openAccounts: 4 };

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await api.close();
});

let keys = 0;
const call = async (by: string, query: string, variables: object) =>
  (await api.data(by, query, { key: `key-${++keys}`, ...variables })).result;
const limitSet = (input: object) => call('underwriter', LIMIT_SET, { input: { reason: 'test', ...input } });
/** Cover of 1,200.00 by Northwind that was in force and is cancelled. */
async function cancelled(order: string): Promise<string> {
  const obligor = { ...goodObligor, reference: order, identityNumber: null, creditReport: CLEAN };
  const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, {
    key: order,
    input: checkoutRequest(order, { obligor }),
  });
  const bind = { offer: quoteCreate.offers[0].id, premiumAtMost: usd('99.00') };
  const { id } = (await api.data('merchant', POLICY_BIND, { key: `b-${order}`, input: bind })).policyBind;
  const disbursement = { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: order };
  const purposeEvidence = { kind: 'DELIVERY_CONFIRMATION', reference: order, payee: LUMEN };
  await api.data('merchant', POLICY_ACTIVATE, {
    key: `a-${order}`,
    input: { policy: id, disbursement, purposeEvidence },
  });
  await call('merchant', CANCEL, { policy: id });
  return id;
}

describe('a policy that comes back after its cancellation', () => {
  it('counts in limits that were made meanwhile, in patterns too, and is given back again', async () => {
    const policy = await cancelled('back-1');
    const cap = usd('5000.00');
    expect((await limitSet({ dimension: 'PARTNER', subject: LUMEN, cap })).used).toEqual({ amount: '0.00' });
    await limitSet({ dimension: 'REGION', each: true, cap });
    await limitSet({ dimension: 'SCENARIO', subject: 'ecommerce', measure: 'COUNT', windowDays: 30, capCount: 9 });
    const made = async () =>
      (await api.data('underwriter', LIMITS)).limits.nodes
        .filter(({ subject }: { subject: string }) => [LUMEN, 'US', 'ecommerce'].includes(subject))
        .map((one: { dimension: string; utilised: { amount: string } | null; usedCount: number | null }) => [
          one.dimension,
          one.utilised?.amount ?? one.usedCount,
        ])
        .sort();
    expect(await call('merchant', REINSTATE, { policy })).toMatchObject({ __typename: 'PolicyChange' });
    // New business is what it was: one cover, once.
    const back = [
      ['PARTNER', '1151.48'],
      ['REGION', '1151.48'],
      ['SCENARIO', 1],
    ];
    expect(await made()).toEqual(back);
    await call('merchant', CANCEL, { policy });
    expect(await made()).toEqual([
      ['PARTNER', '0.00'],
      ['REGION', '0.00'],
      ['SCENARIO', 1],
    ]);
    expect(await call('merchant', REINSTATE, { policy })).toMatchObject({ __typename: 'PolicyChange' });
    expect(await made()).toEqual(back);
  });

  it('is refused by one of them that has too little room, and nothing is written', async () => {
    const policy = await cancelled('back-2');
    await limitSet({ dimension: 'PARTNER', subject: LUMEN, cap: usd('1151.47') });
    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect(await call('merchant', REINSTATE, { policy })).toMatchObject({
      __typename: 'LimitExceeded',
      limit: 'PARTNER',
      requested: { amount: '1151.48' },
      available: { amount: '1151.47' },
    });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });
});
