import { readFile } from 'node:fs/promises';
import { startApi, type TestApi } from '../support/api.js';
import { carRequest, euro, POLICY_ACTIVATE, POLICY_BIND, QUOTE_CREATE } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const example = (name: string) =>
  readFile(new URL(`../../src/server/examples/${name}.graphql`, import.meta.url), 'utf8');
const PLACE = `mutation ($key: String!, $input: PolicyHoldPlaceInput!) {
  result: policyHoldPlace(idempotencyKey: $key, input: $input) { ... on PolicyHold { stopsClaims } ... on Problem { message } } }`;
const GIVE = `mutation ($input: CancellationNoticeGiveInput!) { result: cancellationNoticeGive(idempotencyKey: "n", input: $input) {
  ... on CancellationNotice { givenOn lastDayOfCover } ... on Problem { message } } }`;

let api: TestApi;
let car: string;
beforeAll(async () => {
  api = await startApi();
  const { quoteCreate } = await api.data('dealer', QUOTE_CREATE, {
    key: 'q',
    input: carRequest('1HGCM82633A004352'),
  });
  const offer = quoteCreate.offers.find(({ insurer }: { insurer: { name: string } }) =>
    insurer.name.startsWith('Northwind'),
  );
  const input = { offer: offer.id, premiumAtMost: euro('999.00') };
  car = (await api.data('dealer', POLICY_BIND, { key: 'b', input })).policyBind.id;
  const activation = {
    policy: car,
    disbursement: { disbursedOn: '2026-03-02', amount: euro('16000.00'), loanReference: 'CAR-1' },
    purposeEvidence: { kind: 'REGISTRATION', reference: '1HGCM82633A004352', payee: 'D-4711' },
  };
  const { policyActivate } = await api.data('dealer', POLICY_ACTIVATE, { key: 'a', input: activation });
  expect(policyActivate).toMatchObject({ __typename: 'Policy', status: 'ACTIVE' });
});
afterAll(() => api.close());

describe('the cars of the sandbox', () => {
  it('are covered by products that say more than the usual, as the example operation shows', async () => {
    const { products } = await api.data('underwriter', await example('7-cover-terms'), { first: 20 });
    const of = (code: string) =>
      products.nodes.find((node: { code: string }) => node.code === code).versions[0].terms.changes;
    const usual = { holdStopsClaims: [], insurerNoticeDays: 30, unpaidPremium: 'COVER_STAYS', reinstatementDays: 60 };
    expect(of('NW-CHECKOUT')).toEqual(usual);
    expect(of('NW-CAR')).toEqual({
      ...usual,
      holdStopsClaims: ['MORATORIUM', 'DISASTER'],
      insurerNoticeDays: 60,
    });
  });

  it('have their overdue stopped by a moratorium or a disaster, not by a dispute', async () => {
    await activePolicy(api, 'TELEVISION');
    const holiday = {
      lender: 'org_00000000000000000000000004',
      reason: 'MORATORIUM',
      from: '2026-03-03',
      until: '2026-05-30',
      postponeMonths: 3,
    };
    const preview = await api.data('lender', await example('6-holiday-preview'), { input: holiday });
    expect(preview.moratoriumPreview).toMatchObject({
      policies: 2,
      stoppedPolicies: 1,
      movingPolicies: 2,
      instalments: 36 + 12,
    });
    const hold = async (reason: string) => {
      const input = { policy: car, reason, from: '2026-03-03', until: '2026-03-09' };
      return (await api.data('lender', PLACE, { key: reason, input })).result;
    };
    expect(await hold('DISASTER')).toEqual({ stopsClaims: true });
    expect(await hold('DISPUTE')).toEqual({ stopsClaims: false });
  });

  it('are covered for 60 days after their insurer gave notice', async () => {
    const input = { policy: car, reason: 'RISK_INCREASED' };
    expect((await api.data('underwriter', GIVE, { input })).result).toEqual({
      givenOn: '2026-03-02',
      lastDayOfCover: '2026-05-01',
    });
  });
});
