import { readAll } from '../policies/policy-fixture.js';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { LENDERS, usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const PROBLEM = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const NOTICE = '... on CancellationNotice { id state reason givenOn lastDayOfCover note }';
const GIVE = `mutation ($key: String!, $input: CancellationNoticeGiveInput!) {
  result: cancellationNoticeGive(idempotencyKey: $key, input: $input) { __typename ${NOTICE} ${PROBLEM} } }`;
const WITHDRAW = `mutation ($key: String!, $input: CancellationNoticeWithdrawInput!) {
  result: cancellationNoticeWithdraw(idempotencyKey: $key, input: $input) { __typename ${NOTICE} ${PROBLEM} } }`;
const CANCEL = `mutation ($key: String!, $policy: ID!, $input: PolicyCancelInput!) {
  result: policyCancel(idempotencyKey: $key, policy: $policy, input: $input) {
    __typename ... on PolicyChange { effectiveOn } ${PROBLEM} } }`;
const POLICY = `query ($id: ID!) { policy(id: $id) { status cancellationNotices { state lastDayOfCover }
  transactions { change effectiveOn } } }`;
const REPORT = `mutation ($reports: [LoanReportInput!]!) { loanReport(input: { reports: $reports }) { accepted } }`;

const REINSTATE = `mutation ($key: String!, $policy: ID!) {
  result: policyReinstate(idempotencyKey: $key, policy: $policy, input: { isFreeOfLoss: true, statement: "None." }) {
    __typename ${PROBLEM} } }`;
const ADD_LENDER = `mutation ($key: String!, $input: ProgrammeLenderAddInput!) {
  result: programmeLenderAdd(idempotencyKey: $key, input: $input) { __typename } }`;
const CHANGE = `mutation ($key: String!, $policy: ID!, $input: PolicyChangeInput!) {
  result: policyChange(idempotencyKey: $key, policy: $policy, input: $input) { __typename ${PROBLEM} } }`;

const LATER = { disbursedOn: '2026-04-02', firstDueOn: '2026-05-02' };

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());
afterEach(() => expectInvariants(api.testDatabase.unitOfWork));

let keys = 0;
const call = async (by: string, query: string, variables: object) =>
  (await api.data(by, query, { key: `key-${++keys}`, ...variables })).result;
const give = (policy: string, more: object = {}, by = 'underwriter') =>
  call(by, GIVE, { input: { policy, reason: 'RISK_INCREASED', ...more } });
const shown = async (id: string, by = 'lender') => (await api.data(by, POLICY, { id })).policy;
const advance = (days: number) => api.data('operator', `mutation { sandboxClockAdvance(days: ${days}) { now } }`);
const pay = (policy: string, sequence: number, effectiveOn: string) =>
  api.data('lender', REPORT, { reports: [{ policy, sequence, effectiveOn, repayment: { amount: usd('106.62') } }] });

// 2 March 2026; the product promises 30 days of notice. Loans are due on the 2nd of each month from April on.
describe('a notice of cancellation', () => {
  it('is the insurer’s to give, with its reasons and the days its product promises', async () => {
    const policy = await activePolicy(api, 'NOTICE-1');
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const issueOf = async (more: object) => (await give(policy, more)).issues;
    expect(await issueOf({ reason: 'POLICYHOLDER_REQUEST' })).toEqual([{ path: 'reason', code: 'NOT_YOURS' }]);
    expect(await issueOf({ lastDayOfCover: '2026-03-31' })).toEqual([
      { path: 'lastDayOfCover', code: 'NOTICE_TOO_SHORT' },
    ]);
    expect(await issueOf({ lastDayOfCover: '2027-06-01' })).toEqual([
      { path: 'lastDayOfCover', code: 'DATE_TOO_LATE' },
    ]);
    expect(
      (await api.ask('merchant', GIVE, { key: 'm', input: { policy, reason: 'REGULATORY' } })).errors,
    ).toBeDefined();
    expect(await give(policy, {}, 'alderUnderwriter')).toMatchObject({ __typename: 'NotFound' });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('ends cover after its last day, not before, and is told to everybody', async () => {
    const policy = await activePolicy(api, 'NOTICE-2');
    const input = { policy, reason: 'RISK_INCREASED', note: 'The shop sells weapons now.' };
    const given = await call('underwriter', GIVE, { key: 'two', input });
    expect(given).toMatchObject({ state: 'GIVEN', givenOn: '2026-03-02', lastDayOfCover: '2026-04-01' });
    expect(await call('underwriter', GIVE, { key: 'two', input })).toEqual(given);
    expect(await give(policy)).toMatchObject({ __typename: 'StateConflict' });
    await advance(30);
    expect(await shown(policy)).toMatchObject({
      status: 'ACTIVE',
      cancellationNotices: [{ state: 'GIVEN', lastDayOfCover: '2026-04-01' }],
    });
    await advance(1);
    expect(await shown(policy)).toMatchObject({
      status: 'CANCELLED',
      cancellationNotices: [{ state: 'EFFECTIVE' }],
      transactions: [{}, { change: 'CANCELLATION', effectiveOn: '2026-04-01' }],
    });
    const told = await readAll<{ kind: string; lender: string | null }>(
      api.testDatabase.unitOfWork,
      `SELECT kind, lender_id AS lender FROM event WHERE subject_id = $1 AND kind LIKE 'policy.cancel%' ORDER BY id`,
      [policy],
    );
    expect(told.map(({ kind }) => kind)).toEqual(['policy.cancellationNoticed', 'policy.cancelled']);
    expect(told.every(({ lender }) => lender !== null)).toBe(true);
  });

  it('is withdrawn, or of no use when cover ends otherwise', async () => {
    const [kept, ended] = [await activePolicy(api, 'NOTICE-3', LATER), await activePolicy(api, 'NOTICE-4', LATER)];
    const { id } = await give(kept);
    await give(ended);
    expect(await call('underwriter', WITHDRAW, { input: { notice: id } })).toMatchObject({ state: 'WITHDRAWN' });
    expect(await call('underwriter', WITHDRAW, { input: { notice: id } })).toMatchObject({
      __typename: 'StateConflict',
    });
    expect(await call('alderUnderwriter', WITHDRAW, { input: { notice: id } })).toMatchObject({
      __typename: 'NotFound',
    });
    await call('merchant', CANCEL, { policy: ended, input: { reason: 'POLICYHOLDER_REQUEST' } });
    expect((await shown(ended)).cancellationNotices).toMatchObject([{ state: 'OBSOLETE' }]);
    expect(await give(ended)).toMatchObject({ __typename: 'StateConflict' });
    expect(await give(kept, { lastDayOfCover: '2026-06-01' })).toMatchObject({ state: 'GIVEN' });
    // The insurer may end cover itself on the day that its notice names, not before.
    const noticeGivenOn = '2026-04-02';
    const asked = { policy: kept, input: { reason: 'RISK_INCREASED', noticeGivenOn } };
    await advance(31);
    await pay(kept, 1, '2026-05-02');
    expect(await call('underwriter', CANCEL, asked)).toMatchObject({
      issues: [{ path: 'effectiveOn', code: 'NOTICE_TOO_SHORT' }],
    });
    await advance(29);
    expect(await call('underwriter', CANCEL, asked)).toMatchObject({ effectiveOn: '2026-06-01' });
    expect((await shown(kept)).cancellationNotices.map(({ state }: { state: string }) => state)).toEqual([
      'WITHDRAWN',
      'EFFECTIVE',
    ]);
  });

  it('follows the loan to another lender, who reads it', async () => {
    const policy = await activePolicy(api, 'NOTICE-6', { disbursedOn: '2026-06-01', firstDueOn: '2026-07-01' });
    await give(policy);
    const { programmes } = await api.data('merchant', '{ programmes { id code } }');
    const programme = programmes.find(({ code }: { code: string }) => code === 'LUMEN-CHECKOUT').id;
    await call('operator', ADD_LENDER, { input: { programme, lender: LENDERS.meridian } });
    const input = { assignment: { lender: LENDERS.meridian, noticeGivenOn: '2026-06-01' } };
    await call('lender', CHANGE, { policy, input });
    expect((await shown(policy, 'housingLender')).cancellationNotices).toMatchObject([{ state: 'GIVEN' }]);
    const { id } = (await api.data('housingLender', `{ policy(id: "${policy}") { cancellationNotices { id } } }`))
      .policy.cancellationNotices[0];
    expect(await call('underwriter', WITHDRAW, { input: { notice: id } })).toMatchObject({ state: 'WITHDRAWN' });
    expect((await shown(policy, 'housingLender')).cancellationNotices).toMatchObject([{ state: 'WITHDRAWN' }]);
  });

  it('waits while a default has begun, and ends cover on the day it is cured', async () => {
    const policy = await activePolicy(api, 'NOTICE-5', { disbursedOn: '2026-06-01', firstDueOn: '2026-07-01' });
    await give(policy);
    // The notice is over on 1 July, when the first instalment falls due and stays unpaid.
    await advance(40);
    expect(await shown(policy)).toMatchObject({ status: 'ACTIVE', cancellationNotices: [{ state: 'GIVEN' }] });
    await pay(policy, 1, '2026-07-11');
    await advance(1);
    expect(await shown(policy)).toMatchObject({
      status: 'CANCELLED',
      transactions: [{}, { change: 'CANCELLATION', effectiveOn: '2026-07-11' }],
    });
  });

  it('is not undone by others: cover that the insurer ended only the insurer puts back', async () => {
    const policy = await activePolicy(api, 'NOTICE-7', { disbursedOn: '2026-07-12', firstDueOn: '2026-08-20' });
    await give(policy);
    const asked = { policy, input: { reason: 'REGULATORY', noticeGivenOn: '2026-07-12' } };
    await advance(30);
    expect((await call('underwriter', CANCEL, asked)).issues).toEqual([{ path: 'reason', code: 'NOT_NOTICED' }]);
    await advance(1);
    expect((await shown(policy)).status).toBe('CANCELLED');
    const before = await fingerprint(api.testDatabase.unitOfWork);
    for (const by of ['merchant', 'lender']) {
      expect((await call(by, REINSTATE, { policy })).issues).toEqual([{ path: 'policy', code: 'NOT_YOURS' }]);
    }
    expect(await call('alderUnderwriter', REINSTATE, { policy })).toMatchObject({ __typename: 'NotFound' });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    expect(await call('underwriter', REINSTATE, { policy })).toMatchObject({ __typename: 'PolicyChange' });
    expect((await shown(policy)).status).toBe('ACTIVE');
    await call('merchant', CANCEL, { policy, input: { reason: 'POLICYHOLDER_REQUEST' } });
    expect((await call('underwriter', REINSTATE, { policy })).issues).toEqual([{ path: 'policy', code: 'NOT_YOURS' }]);
  });
});
