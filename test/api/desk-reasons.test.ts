import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, goodObligor, QUOTE_CREATE, usd } from '../support/requests.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await api.close();
});

const DECIDE = `mutation ($key: String!, $input: QuoteDecideInput!) { quoteDecide(idempotencyKey: $key, input: $input) {
  __typename ... on Referral { outcome entries { kind reasonCodes reasons { code obligorReference } } }
  ... on InvalidInput { issues { path code } } } }`;
const REASONS = 'code message obligorReference';
const QUOTE = `query ($id: ID!) { quote(id: $id) { status decision {
  reasons { code obligorReference } adverseActionReasons { ${REASONS} } } } }`;

let number = 0;
const decide = async (who: string, input: object) => {
  number += 1;
  return (await api.data(who, DECIDE, { key: `decide-${number}`, input })).quoteDecide;
};
const quoteOf = async (id: string) => (await api.data('merchant', QUOTE, { id })).quote;
async function referralOf(who: string, quoteId: string) {
  const list = '{ referrals(first: 100) { nodes { id quoteId declineReasons { code obligorReference } } } }';
  const { referrals } = await api.data(who, list);
  return referrals.nodes.find((one: { quoteId: string }) => one.quoteId === quoteId);
}

/** Two people whom no bureau knows: both insurers refer them. */
async function referred(name: string): Promise<string> {
  const unknown = { ...goodObligor, identityNumber: 'SANDBOX-UNKNOWN' };
  const spouse = { ...unknown, reference: 'spouse', identityNumber: 'SANDBOX-BROKEN', annualIncome: usd('9000.00') };
  const input = checkoutRequest(name, { obligor: { ...unknown, reference: 'main', coObligors: [spouse] } });
  return (await api.data('merchant', QUOTE_CREATE, { key: name, input })).quoteCreate.id;
}

it('are about the borrower that the underwriter names, and told to the person so', async () => {
  const quote = await referred('WHO-1');
  const { id: referral } = await referralOf('underwriter', quote);
  const reasons = [
    { code: 'INCOME_NOT_VERIFIED', obligorReference: 'spouse' },
    { code: 'INCOME_NOT_VERIFIED', obligorReference: 'main' },
    { code: 'HIGH_DEBT_TO_INCOME' },
    { code: 'BUREAU_UNAVAILABLE', obligorReference: 'spouse' },
  ];
  const given = [
    { code: 'INCOME_NOT_VERIFIED', obligorReference: 'spouse' },
    { code: 'INCOME_NOT_VERIFIED', obligorReference: null },
    { code: 'HIGH_DEBT_TO_INCOME', obligorReference: null },
    { code: 'BUREAU_UNAVAILABLE', obligorReference: 'spouse' },
  ];
  expect(await decide('underwriter', { referral, decision: 'DECLINE', reasons })).toEqual({
    __typename: 'Referral',
    outcome: 'DECLINED',
    entries: [{ kind: 'DECISION', reasonCodes: given.map(({ code }) => code), reasons: given }],
  });
  // The other insurer says the same of the same person, and of one more.
  const alder = await referralOf('alderUnderwriter', quote);
  await decide('alderUnderwriter', {
    referral: alder.id,
    decision: 'DECLINE',
    reasons: [{ code: 'INCOME_NOT_VERIFIED' }],
  });
  const { status, decision } = await quoteOf(quote);
  expect(status).toBe('DECLINED');
  expect(decision.reasons).toEqual(given);
  expect(decision.adverseActionReasons).toEqual([
    { ...given[0], message: 'The income could not be verified.' },
    { ...given[1], message: 'The income could not be verified.' },
    { ...given[2], message: 'Payments on all debt are high against the income.' },
    { ...given[3], message: expect.stringContaining('No credit report could be had') },
  ]);
});

it('given by codes alone are about whom the referral names with them', async () => {
  const quote = await referred('WHO-2');
  const { id: referral, declineReasons } = await referralOf('underwriter', quote);
  expect(declineReasons.slice(0, 2)).toEqual([
    { code: 'NOT_KNOWN_TO_BUREAU', obligorReference: null },
    { code: 'BUREAU_UNAVAILABLE', obligorReference: 'spouse' },
  ]);
  const reasonCodes = ['BUREAU_UNAVAILABLE', 'INCOME_NOT_VERIFIED'];
  expect(await decide('underwriter', { referral, decision: 'DECLINE', reasonCodes })).toMatchObject({
    entries: [
      {
        reasonCodes,
        reasons: [
          { code: 'BUREAU_UNAVAILABLE', obligorReference: 'spouse' },
          { code: 'INCOME_NOT_VERIFIED', obligorReference: null },
        ],
      },
    ],
  });
});

it('that are wrong are refused by path, and nothing is written', async () => {
  const quote = await referred('WHO-3');
  const { id: referral } = await referralOf('underwriter', quote);
  const income = { code: 'INCOME_NOT_VERIFIED' };
  const before = await fingerprint(api.testDatabase.unitOfWork);
  const wrong: [object, [string, string][]][] = [
    [
      {
        reasons: [
          { ...income, obligorReference: 'nobody' },
          { code: 'NO_SUCH', obligorReference: 'spouse' },
          income,
          { ...income, obligorReference: 'main' },
        ],
      },
      [
        ['reasons[0].obligorReference', 'UNKNOWN_OBLIGOR'],
        ['reasons[1].code', 'UNKNOWN_REASON'],
        ['reasons[3]', 'DUPLICATE'],
      ],
    ],
    [{ reasons: Array(5).fill(income) }, [['reasons', 'TOO_MANY']]],
    [{ reasons: [income], reasonCodes: ['INCOME_NOT_VERIFIED'] }, [['reasons', 'NOT_TOGETHER']]],
    [{ decision: 'APPROVE', reasons: [income] }, [['reasons', 'NOT_APPLICABLE']]],
    [{}, [['reasonCodes', 'REQUIRED']]],
  ];
  for (const [input, issues] of wrong) {
    expect(await decide('underwriter', { referral, decision: 'DECLINE', ...input })).toEqual({
      __typename: 'InvalidInput',
      issues: issues.map(([path, code]) => ({ path, code })),
    });
  }
  expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
});
