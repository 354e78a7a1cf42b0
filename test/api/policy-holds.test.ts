import { readAll } from '../policies/policy-fixture.js';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { sellCheckoutWith } from '../support/products.js';
import { usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const PROBLEM = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const HOLD = '... on PolicyHold { id state reason from until liftedOn note }';
const PLACE = `mutation ($key: String!, $input: PolicyHoldPlaceInput!) {
  result: policyHoldPlace(idempotencyKey: $key, input: $input) { __typename ${HOLD} ${PROBLEM} } }`;
const LIFT = `mutation ($key: String!, $input: PolicyHoldLiftInput!) {
  result: policyHoldLift(idempotencyKey: $key, input: $input) { __typename ${HOLD} ${PROBLEM} } }`;
const POLICY = `query ($id: ID!) { policy(id: $id) { status holds { state reason from until liftedOn }
  overduePremium { daysOverdue stage lapsesOn notices { level on isDue } } } }`;
const REPORT = `mutation ($reports: [LoanReportInput!]!) { loanReport(input: { reports: $reports }) { accepted } }`;
const EVENTS = `SELECT kind, payload->>'reason' AS reason FROM event WHERE kind IN ('policy.held', 'policy.released', 'policy.lapsed')
  AND subject_id = $1 ORDER BY id`;

const REMINDERS = `SELECT payload->>'level' AS level, payload->>'dueOn' AS "dueOn", payload->>'amount' AS amount,
    payload->>'lapsesOn' AS "lapsesOn"
  FROM event WHERE kind = 'premium.dunningDue' AND subject_id = $1 ORDER BY id`;

let api: TestApi;
let policy: string;
beforeAll(async () => {
  api = await startApi();
  await sellCheckoutWith(api, ({ changes }) => ({
    changes: { ...(changes as object), unpaidPremium: 'COVER_LAPSES' },
  }));
  policy = await activePolicy(api, 'HOLD-1');
});
afterAll(() => api.close());
afterEach(() => expectInvariants(api.testDatabase.unitOfWork));

let keys = 0;
const tell = async (by: string, query: string, input: object, key = `key-${++keys}`) =>
  (await api.data(by, query, { key, input })).result;
const refused = async (by: string, query: string, input: object) => {
  const before = await fingerprint(api.testDatabase.unitOfWork);
  const answer = await tell(by, query, input);
  expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  return answer;
};
const shown = async (by = 'merchant') => (await api.data(by, POLICY, { id: policy })).policy;
const advance = (days: number) => api.data('operator', `mutation { sandboxClockAdvance(days: ${days}) { now } }`);
const hold = (from: string, until: string, reason = 'DISPUTE') => ({ policy, reason, from, until });
let reports = 0;
/** Keeps the loan current, so that nothing but a hold stands between unpaid premium and lapse. */
const repay = (effectiveOn: string) => {
  const repayment = { amount: usd('106.62') };
  return api.data('lender', REPORT, { reports: [{ policy, sequence: ++reports, effectiveOn, repayment }] });
};

// The premium is due on 1 April 2026, with reminders after 7 and 21 days and 30 days of grace: cover lapses on 2 May.
describe('a hold', () => {
  it('is refused when it cannot be, and to strangers', async () => {
    expect(await refused('merchant', PLACE, hold('2026-03-01', '2026-03-05'))).toMatchObject({
      issues: [{ path: 'from', code: 'OUT_OF_RANGE' }],
    });
    expect(await refused('merchant', PLACE, hold('2026-04-10', '2026-04-09'))).toMatchObject({
      issues: [{ path: 'until', code: 'OUT_OF_RANGE' }],
    });
    expect(await refused('alderClaims', PLACE, hold('2026-04-10', '2026-04-19'))).toMatchObject({
      __typename: 'NotFound',
    });
  });

  it('postpones reminders and lapse by its days, those of two at a time counted once', async () => {
    await advance(32);
    await repay('2026-04-02');
    expect((await shown()).overduePremium).toMatchObject({ daysOverdue: 2, lapsesOn: '2026-05-02' });
    const placed = await tell('merchant', PLACE, hold('2026-04-10', '2026-04-19'), 'place');
    expect(placed).toMatchObject({ state: 'PLACED', reason: 'DISPUTE', from: '2026-04-10', until: '2026-04-19' });
    expect(await tell('merchant', PLACE, hold('2026-04-10', '2026-04-19'), 'place')).toEqual(placed);
    await tell('underwriter', PLACE, hold('2026-04-15', '2026-04-24', 'DISASTER'));
    for (const by of ['merchant', 'lender', 'underwriter']) {
      expect((await shown(by)).overduePremium).toEqual({
        daysOverdue: 2,
        stage: 0,
        lapsesOn: '2026-05-17',
        notices: [
          { level: 1, on: '2026-04-08', isDue: false },
          { level: 2, on: '2026-05-07', isDue: false },
        ],
      });
    }
  });

  it('is lifted by whoever placed it, once, and its days left count again', async () => {
    await advance(15);
    const [, disaster] = (await api.data('underwriter', '{ policies(first: 1) { nodes { holds { id } } } }')).policies
      .nodes[0].holds;
    expect(await refused('merchant', LIFT, { hold: disaster.id })).toMatchObject({
      __typename: 'StateConflict',
      message: 'Only the organisation that placed a hold lifts it.',
    });
    expect(await refused('alderClaims', LIFT, { hold: disaster.id })).toMatchObject({ __typename: 'NotFound' });
    // 18 April: of the second hold 15 to 17 April remain, which the first one covers; the first goes on to the 19th.
    expect(await tell('underwriter', LIFT, { hold: disaster.id })).toMatchObject({
      state: 'LIFTED',
      liftedOn: '2026-04-18',
    });
    expect(await refused('underwriter', LIFT, { hold: disaster.id })).toMatchObject({ __typename: 'StateConflict' });
    expect((await shown()).overduePremium).toMatchObject({ lapsesOn: '2026-05-12' });
    await advance(2);
    expect((await shown()).holds).toEqual([
      { state: 'ENDED', reason: 'DISPUTE', from: '2026-04-10', until: '2026-04-19', liftedOn: null },
      { state: 'LIFTED', reason: 'DISASTER', from: '2026-04-15', until: '2026-04-24', liftedOn: '2026-04-18' },
    ]);
  });

  it('that begins when cover could lapse already stops it as well; after the last one cover lapses', async () => {
    await advance(13);
    await repay('2026-05-02');
    await tell('lender', PLACE, hold('2026-05-12', '2026-05-14', 'MORATORIUM'));
    await advance(11);
    expect(await shown()).toMatchObject({ status: 'ACTIVE', overduePremium: { lapsesOn: '2026-05-15', stage: 2 } });
    await advance(1);
    expect(await shown()).toMatchObject({ status: 'LAPSED', overduePremium: null });
    expect(await readAll(api.testDatabase.unitOfWork, EVENTS, [policy])).toEqual([
      { kind: 'policy.held', reason: 'DISPUTE' },
      { kind: 'policy.held', reason: 'DISASTER' },
      { kind: 'policy.released', reason: 'DISASTER' },
      { kind: 'policy.released', reason: 'DISPUTE' },
      { kind: 'policy.held', reason: 'MORATORIUM' },
      { kind: 'policy.released', reason: 'MORATORIUM' },
      { kind: 'policy.lapsed', reason: null },
    ]);
    expect(await readAll(api.testDatabase.unitOfWork, REMINDERS, [policy])).toEqual([
      { level: '1', dueOn: '2026-04-01', amount: '5.69', lapsesOn: '2026-05-17' },
      { level: '2', dueOn: '2026-04-01', amount: '5.69', lapsesOn: '2026-05-12' },
    ]);
    expect(await refused('merchant', PLACE, hold('2026-05-20', '2026-05-21'))).toMatchObject({
      __typename: 'StateConflict',
      message: 'The policy is LAPSED and cannot become held.',
    });
  });
});
