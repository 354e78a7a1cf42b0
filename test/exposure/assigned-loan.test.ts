import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import {
  checkoutRequest,
  goodObligor,
  LENDERS,
  LUMEN,
  POLICY_ACTIVATE,
  POLICY_BIND,
  QUOTE_CREATE,
  usd,
} from '../support/requests.js';

const INVALID = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const PROBLEMS = `${INVALID} ... on LimitExceeded { limit requested { amount } available { amount } }`;
const ASSIGN = `mutation ($key: String!, $policy: ID!, $input: PolicyChangeInput!) {
  result: policyChange(idempotencyKey: $key, policy: $policy, input: $input) { __typename ${PROBLEMS} } }`;
const PREVIEW = `query ($policy: ID!, $input: PolicyChangeInput!) {
  result: policyChangePreview(policy: $policy, input: $input) { __typename ${PROBLEMS} } }`;
const LIMIT_SET = `mutation ($key: String!, $input: LimitSetInput!) {
  result: limitSet(idempotencyKey: $key, input: $input) { __typename ... on Limit { id used { amount } } ${INVALID} } }`;
const CLEAN = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.1, openAccounts: 4 };
const TO_MERIDIAN = { assignment: { lender: LENDERS.meridian, noticeGivenOn: '2026-03-02' } };

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  const { programmes } = await api.data('merchant', '{ programmes { id code } }');
  const programme = programmes.find(({ code }: { code: string }) => code === 'LUMEN-CHECKOUT').id;
  await api.data(
    'operator',
    `mutation ($input: ProgrammeLenderAddInput!) { programmeLenderAdd(idempotencyKey: "add", input: $input) { __typename } }`,
    { input: { programme, lender: LENDERS.meridian } },
  );
});
afterAll(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await api.close();
});

let keys = 0;
const call = async (by: string, query: string, variables: object) =>
  (await api.data(by, query, { key: `key-${++keys}`, ...variables })).result;
const limitSet = (input: object) =>
  call('underwriter', LIMIT_SET, { input: { reason: 'test', dimension: 'LENDER', ...input } });
const byLender = async () =>
  (
    await api.data(
      'underwriter',
      '{ limits(first: 100) { nodes { dimension subject used { amount } utilised { amount } } } }',
    )
  ).limits.nodes
    .filter(
      ({ dimension, subject }: { dimension: string; subject: string }) => dimension === 'LENDER' && subject !== '*',
    )
    .map((one: { subject: string; used: { amount: string }; utilised: { amount: string } }) => [
      one.subject,
      one.used.amount,
      one.utilised.amount,
    ])
    .sort();
async function active(order: string): Promise<string> {
  const obligor = { ...goodObligor, reference: order, identityNumber: null, creditReport: CLEAN };
  const input = checkoutRequest(order, { obligor });
  const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, { key: order, input });
  const bind = { offer: quoteCreate.offers[0].id, premiumAtMost: usd('99.00') };
  const { id } = (await api.data('merchant', POLICY_BIND, { key: `b-${order}`, input: bind })).policyBind;
  const disbursement = { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: order };
  const purposeEvidence = { kind: 'DELIVERY_CONFIRMATION', reference: order, payee: LUMEN };
  const activate = { policy: id, disbursement, purposeEvidence };
  await api.data('merchant', POLICY_ACTIVATE, { key: `a-${order}`, input: activate });
  return id;
}

it('a loan that goes to another lender counts in the limits of that one, now and in limits made later', async () => {
  await limitSet({ each: true, cap: usd('2000.00') });
  const first = await active('sold-1');
  expect(await byLender()).toEqual([[LENDERS.harbourBank, '1151.48', '1151.48']]);
  expect(await call('lender', ASSIGN, { policy: first, input: TO_MERIDIAN })).toMatchObject({
    __typename: 'PolicyChange',
  });
  expect(await byLender()).toEqual([
    [LENDERS.harbourBank, '0.00', '0.00'],
    [LENDERS.meridian, '1151.48', '1151.48'],
  ]);
  const { exposure } = await api.data(
    'underwriter',
    '{ exposure(by: LENDER, currency: "USD", first: 5) { subject utilised { amount } } }',
  );
  expect(exposure).toEqual([{ subject: LENDERS.meridian, utilised: { amount: '1151.48' } }]);
  const later = { subject: LENDERS.meridian, countsOtherCurrencies: true, cap: usd('9000.00') };
  expect((await limitSet({ ...later, basis: 'RETAINED' })).used).toEqual({ amount: '1151.48' });
  // The next one has no room there any more.
  const third = await active('sold-3');
  const before = await fingerprint(api.testDatabase.unitOfWork);
  const refused = {
    __typename: 'LimitExceeded',
    limit: 'LENDER',
    requested: { amount: '1151.48' },
    available: { amount: '848.52' },
  };
  expect(await call('lender', PREVIEW, { policy: third, input: TO_MERIDIAN })).toMatchObject(refused);
  expect(await call('lender', ASSIGN, { policy: third, input: TO_MERIDIAN })).toMatchObject(refused);
  expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
});
