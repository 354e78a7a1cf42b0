import { readAll } from '../policies/policy-fixture.js';
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
const PROBLEMS = `${INVALID}
  ... on LimitExceeded { limit requested { amount } available { amount } }`;
const CORRECT = `mutation ($key: String!, $policy: ID!, $input: PolicyChangeInput!, $on: Date) {
  result: policyChange(idempotencyKey: $key, policy: $policy, input: $input, effectiveOn: $on) {
    __typename ... on PolicyChange { summary } ${PROBLEMS} } }`;
const LOOK = `query ($policy: ID!, $input: PolicyChangeInput!, $on: Date) {
  result: policyChangePreview(policy: $policy, input: $input, effectiveOn: $on) {
    __typename ... on PolicyChangePreview { summary } ${PROBLEMS} } }`;
const CANCEL = `mutation ($key: String!, $policy: ID!, $input: PolicyCancelInput!) {
  result: policyCancel(idempotencyKey: $key, policy: $policy, input: $input) { __typename ${PROBLEMS} } }`;
const REINSTATE = `mutation ($key: String!, $policy: ID!, $input: PolicyReinstateInput!) {
  result: policyReinstate(idempotencyKey: $key, policy: $policy, input: $input) { __typename ${PROBLEMS} } }`;
const LIMIT_SET = `mutation ($key: String!, $input: LimitSetInput!) {
  result: limitSet(idempotencyKey: $key, input: $input) { __typename ... on Limit { id } ${INVALID} } }`;
const LIMITS = `{ limits(first: 100) { nodes { id dimension subject measure windowDays cap { amount } usedCount
  used { amount } reserved { amount } utilised { amount } } } }`;

interface ShownLimit {
  readonly id: string;
  readonly dimension: string;
  readonly subject: string;
  readonly measure: string;
  readonly windowDays: number;
  readonly usedCount: number | null;
  readonly used: { readonly amount: string } | null;
  readonly reserved: { readonly amount: string } | null;
  readonly utilised: { readonly amount: string } | null;
}

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());
afterEach(() => expectInvariants(api.testDatabase.unitOfWork));

let keys = 0;
const call = async (by: string, query: string, variables: object) =>
  (await api.data(by, query, { key: `key-${++keys}`, ...variables })).result;
/** Looked at first, which writes nothing: a look is refused exactly as the correction is. */
const correct = async (policy: string, obligorReference: string, more: object = {}, on?: string) => {
  const asked = { policy, input: { correction: { obligorReference, ...more } }, on };
  const written = await fingerprint(api.testDatabase.unitOfWork);
  const look = (await api.data('underwriter', LOOK, asked)).result;
  expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(written);
  const answer = await call('underwriter', CORRECT, asked);
  if (answer.__typename === 'PolicyChange') expect(look).toEqual({ ...answer, __typename: 'PolicyChangePreview' });
  else expect(look).toEqual(answer);
  return answer;
};

const CLEAN = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.1, openAccounts: 4 };
/** Cover of 1,200.00 for an obligor that only its reference tells from others, unless an identity is given. */
async function bound(reference: string, order = reference, obligor: object = {}): Promise<string> {
  const asked = { ...goodObligor, reference, identityNumber: null, creditReport: CLEAN, ...obligor };
  const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, {
    key: `q-${order}`,
    input: checkoutRequest(order, { obligor: asked }),
  });
  const offer = quoteCreate.offers[0].id;
  const input = { offer, premiumAtMost: usd('99.00') };
  return (await api.data('merchant', POLICY_BIND, { key: `b-${order}`, input })).policyBind.id;
}
async function active(reference: string, order = reference, obligor: object = {}): Promise<string> {
  const policy = await bound(reference, order, obligor);
  await activate(policy, order);
  return policy;
}
const activate = (policy: string, order: string) =>
  api.data('merchant', POLICY_ACTIVATE, {
    key: `a-${order}`,
    input: {
      policy,
      disbursement: { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: order },
      purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: order, payee: LUMEN },
    },
  });
const limits = async (): Promise<readonly ShownLimit[]> =>
  (await api.data('underwriter', LIMITS)).limits.nodes.filter(({ subject }: ShownLimit) => !subject.endsWith('*'));
/** Limits on the obligor of a policy, as Northwind sees them: those that its exposure names and nothing else does. */
const limitsOf = async (policy: string): Promise<readonly ShownLimit[]> => {
  const { exposures } = await api.data(
    'underwriter',
    `{ exposures(first: 1, filter: { policy: "${policy}" }) {
    nodes { limitIds } } }`,
  );
  const ids: readonly string[] = exposures.nodes[0].limitIds;
  return (await limits()).filter(({ id, dimension }) => ids.includes(id) && dimension.startsWith('OBLIGOR'));
};
const usesOf = (shown: readonly ShownLimit[]) =>
  shown.map((limit) => [limit.dimension, limit.used?.amount ?? limit.usedCount, limit.utilised?.amount ?? null]);
const moves = async (policy: string) =>
  (
    await readAll(
      api.testDatabase.unitOfWork,
      `SELECT id FROM event WHERE kind = 'exposure.moved' AND payload->>'policy' = $1`,
      [policy],
    )
  ).length;

describe('an obligor that is corrected', () => {
  it('is nobody who owes the loan already', async () => {
    const other = {
      ...goodObligor,
      reference: 'spouse',
      identityNumber: 'ID-SPOUSE',
      consent: null,
      creditReport: CLEAN,
    };
    const policy = await active('twice', 'twice', { identityNumber: 'ID-TWICE', coObligors: [other] });
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const refused = (path: string) => ({
      __typename: 'InvalidInput',
      issues: [{ path: `correction.${path}`, code: 'SAME_OBLIGOR' }],
    });
    expect(await correct(policy, 'spouse')).toMatchObject(refused('obligorReference'));
    expect(await correct(policy, 'once', { identityNumber: 'id-spouse' })).toMatchObject(refused('identityNumber'));
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('is accepted by the insurer when it is somebody who was not underwritten, by whoever may decide so much', async () => {
    const policy = await active('nora', 'nora', { identityNumber: 'ID-NORA' });
    const plain = await active('olga');
    const asked = (by: string, of: string, correction: object) =>
      call(by, CORRECT, { policy: of, input: { correction } });
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const another = { obligorReference: 'nora', identityNumber: 'ID-OTHER' };
    for (const by of ['merchant', 'lender']) {
      expect((await asked(by, policy, another)).issues).toEqual([
        { path: 'correction.identityNumber', code: 'NEEDS_UNDERWRITER' },
      ]);
      expect((await asked(by, plain, { obligorReference: 'olga-2' })).issues).toEqual([
        { path: 'correction.obligorReference', code: 'NEEDS_UNDERWRITER' },
      ]);
    }
    expect(await asked('alderUnderwriter', policy, another)).toMatchObject({ __typename: 'NotFound' });
    const extension = { extension: { dueFrom: '2026-06-02', by: { unit: 'MONTH', count: 1 } } };
    expect(await call('underwriter', CORRECT, { policy, input: extension })).toMatchObject({ __typename: 'NotFound' });
    const make = `mutation ($organisation: ID!) { apiKeyCreate(input: { organisation: $organisation, role: INSURER_UNDERWRITER,
      name: "trainee", authorityLevel: 0 }) { token } }`;
    const { apiKeyCreate } = await api.data('operator', make, { organisation: 'org_00000000000000000000000002' });
    const keysBefore = await fingerprint(api.testDatabase.unitOfWork);
    expect(await asked(apiKeyCreate.token, policy, another)).toMatchObject({ __typename: 'AuthorityExceeded' });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(keysBefore);
    expect(keysBefore).not.toEqual(before);
    // Another name for the same person is the partner's to correct.
    expect(await asked('merchant', policy, { obligorReference: 'nora-2' })).toMatchObject({
      __typename: 'PolicyChange',
    });
    expect(await asked('underwriter', policy, { ...another, obligorReference: 'nora-2' })).toMatchObject({
      summary: 'obligor corrected from nora-2',
    });
  });

  it('takes the exposure along to the limits of the right one, and to no other limit', async () => {
    const policy = await active('anne');
    const wrong = await limitsOf(policy);
    expect(usesOf(wrong)).toEqual([['OBLIGOR', '1151.48', '1151.48']]);
    const insurer = (await limits()).filter(({ dimension }) => !dimension.startsWith('OBLIGOR'));
    expect(await correct(policy, 'anna')).toEqual({
      __typename: 'PolicyChange',
      summary: 'obligor corrected from anne',
    });
    const right = await limitsOf(policy);
    expect(usesOf(right)).toEqual([['OBLIGOR', '1151.48', '1151.48']]);
    expect(right[0]?.id).not.toBe(wrong[0]?.id);
    expect(usesOf((await limits()).filter(({ id }) => id === wrong[0]?.id))).toEqual([['OBLIGOR', '0.00', '0.00']]);
    expect((await limits()).filter(({ dimension }) => !dimension.startsWith('OBLIGOR'))).toEqual(insurer);
    expect(await moves(policy)).toBe(1);
    // Back again, from an earlier day: what is true last counts.
    expect(await correct(policy, 'annette', {}, '2026-03-02')).toMatchObject({ __typename: 'PolicyChange' });
  });

  it('stays where it is when an identity number tells who borrows, until another one is given', async () => {
    const policy = await active('bob', 'bob', { identityNumber: 'ID-WRONG' });
    const other = await active('carl', 'carl', { identityNumber: 'ID-RIGHT' });
    const wrong = await limitsOf(policy);
    expect(await correct(policy, 'robert')).toMatchObject({ summary: 'reference of the obligor corrected from bob' });
    expect(await limitsOf(policy)).toEqual(wrong);
    expect(await moves(policy)).toBe(0);
    expect(await correct(policy, 'robert', { identityNumber: ' id-right' })).toMatchObject({
      summary: 'obligor corrected from robert',
    });
    expect(usesOf(await limitsOf(policy))).toEqual([['OBLIGOR', '2302.96', '2302.96']]);
    expect(await limitsOf(policy)).toEqual(await limitsOf(other));
    expect(await correct(policy, 'robert', { identityNumber: 'ID-RIGHT' })).toMatchObject({
      issues: [{ path: 'correction.obligorReference', code: 'UNCHANGED' }],
    });
    expect(await correct(policy, 'robert', { identityNumber: '--' })).toMatchObject({
      issues: [{ path: 'correction.identityNumber', code: 'NO_IDENTITY' }],
    });
  });

  it('is refused without room, until the underwriter makes some', async () => {
    const policy = await active('dora');
    const right = await active('emil');
    const [limit] = await limitsOf(right);
    await call('underwriter', LIMIT_SET, { input: { limit: limit?.id, cap: usd('2302.95'), reason: 'appetite' } });
    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect(await correct(policy, 'emil')).toMatchObject({
      __typename: 'LimitExceeded',
      limit: 'OBLIGOR',
      requested: { amount: '1151.48' },
      available: { amount: '1151.47' },
    });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    await call('underwriter', LIMIT_SET, { input: { limit: limit?.id, cap: usd('2302.96'), reason: 'one borrower' } });
    expect(await correct(policy, 'emil')).toMatchObject({ __typename: 'PolicyChange' });
    expect(usesOf(await limitsOf(policy))).toEqual([['OBLIGOR', '2302.96', '2302.96']]);
  });

  it('counts in every limit on obligors: groups, at one partner, new business; reserved until activation', async () => {
    const each = (input: object) =>
      call('underwriter', LIMIT_SET, { input: { each: true, reason: 'appetite', ...input } });
    await each({ dimension: 'OBLIGOR_GROUP', cap: usd('9000.00') });
    await each({ dimension: 'OBLIGOR_AT_PARTNER', subject: LUMEN, cap: usd('8000.00') });
    await each({ dimension: 'OBLIGOR', measure: 'COUNT', windowDays: 30, capCount: 3 });
    const policy = await bound('fred');
    const wrong = await limitsOf(policy);
    const expected = [
      ['OBLIGOR', 1, null],
      ['OBLIGOR', '1151.48', '0.00'],
      ['OBLIGOR_AT_PARTNER', '1151.48', '0.00'],
      ['OBLIGOR_GROUP', '1151.48', '0.00'],
    ];
    expect(usesOf(wrong).sort()).toEqual(expected);
    expect(await correct(policy, 'gina')).toMatchObject({ __typename: 'PolicyChange' });
    expect(usesOf(await limitsOf(policy)).sort()).toEqual(expected);
    const left = (await limits()).filter(({ id }) => wrong.some((one) => one.id === id));
    expect(usesOf(left).every(([, used]) => used === '0.00' || used === 0)).toBe(true);
    await activate(policy, 'fred');
    expect(usesOf(await limitsOf(policy)).sort()[1]).toEqual(['OBLIGOR', '1151.48', '1151.48']);
    // A limit that is set later finds the right obligor.
    const totals = '{ exposure(by: OBLIGOR, currency: "USD", first: 20) { subject utilised { amount } } }';
    const subject = (await limitsOf(policy)).find(({ dimension }) => dimension === 'OBLIGOR')?.subject;
    expect((await api.data('underwriter', totals)).exposure).toContainEqual({
      subject,
      utilised: { amount: '1151.48' },
    });
  });

  it('leaves those who owe with it where they are', async () => {
    const { reference: _, consent: __, ...spouse } = goodObligor;
    const coObligors = [{ ...spouse, reference: 'spouse', identityNumber: null, creditReport: CLEAN }];
    const policy = await active('leo', 'leo', { coObligors });
    const before = await limitsOf(policy);
    expect(await correct(policy, 'lena')).toMatchObject({ __typename: 'PolicyChange' });
    const after = await limitsOf(policy);
    expect(usesOf(after).sort()).toEqual(usesOf(before).sort());
    const kept = before.filter(({ id }) => after.some((one) => one.id === id));
    expect(kept).toHaveLength(before.length / 2);
  });

  it('comes back to the right one after a cancellation', async () => {
    const policy = await active('hugo');
    await correct(policy, 'hannah');
    const right = await limitsOf(policy);
    await call('merchant', CANCEL, { policy, input: { reason: 'POLICYHOLDER_REQUEST' } });
    const input = { isFreeOfLoss: true, statement: 'Paid on time.' };
    expect(await call('merchant', REINSTATE, { policy, input })).toMatchObject({ __typename: 'PolicyChange' });
    expect(await limitsOf(policy)).toEqual(right);
  });

  it('that two policies are corrected to at once has room for one', async () => {
    const [one, two, right] = [await active('ivan'), await active('jane'), await active('kate')];
    const [limit] = (await limitsOf(right)).filter(
      ({ measure, dimension }) => measure === 'BALANCE' && dimension === 'OBLIGOR',
    );
    await call('underwriter', LIMIT_SET, { input: { limit: limit?.id, cap: usd('2400.00'), reason: 'appetite' } });
    const input = { correction: { obligorReference: 'kate' } };
    const answers = await Promise.all([one, two].map((policy) => call('underwriter', CORRECT, { policy, input })));
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['LimitExceeded', 'PolicyChange']);
  });
});
