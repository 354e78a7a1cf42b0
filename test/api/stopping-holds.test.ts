import { systemScope } from '../../src/database/unit-of-work.js';
import { readAll } from '../policies/policy-fixture.js';
import { startApi, type TestApi } from '../support/api.js';
import { expectInvariants } from '../support/invariants.js';
import { sellCheckoutWith } from '../support/products.js';
import { LENDERS } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const PROBLEM = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const HOLD = '... on PolicyHold { id state reason stopsClaims from until liftedOn }';
const PLACE = `mutation ($key: String!, $input: PolicyHoldPlaceInput!) {
  result: policyHoldPlace(idempotencyKey: $key, input: $input) { __typename ${HOLD} ${PROBLEM} } }`;
const LIFT = `mutation ($key: String!, $input: PolicyHoldLiftInput!) {
  result: policyHoldLift(idempotencyKey: $key, input: $input) { __typename ${HOLD} ${PROBLEM} } }`;
const SHOWN = `holds { state reason stopsClaims liftedOn } claims { status }
  loan { overdueState daysPastDue bucket claimableOn }`;
const POLICY = `query ($id: ID!, $asOf: PolicyAsOfInput) { policy(id: $id, asOf: $asOf) { ${SHOWN} } }`;
const ASSIGN = `mutation ($key: String!, $policy: ID!, $input: PolicyChangeInput!) {
  result: policyChange(idempotencyKey: $key, policy: $policy, input: $input) { __typename ${PROBLEM} } }`;
const SUBMIT = `mutation ($key: String!, $input: ClaimSubmitInput!) {
  result: claimSubmit(idempotencyKey: $key, input: $input) { __typename ${PROBLEM} } }`;

const SECOND_LENDER = `INSERT INTO programme_lender (programme_id, partner_id, lender_id)
  SELECT id, partner_id, $1 FROM programme WHERE code = 'LUMEN-CHECKOUT'`;

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await sellCheckoutWith(api, ({ changes }) => ({
    changes: { ...(changes as object), holdStopsClaims: ['MORATORIUM', 'DISASTER'] },
  }));
});
afterAll(() => api.close());
afterEach(() => expectInvariants(api.testDatabase.unitOfWork));

let keys = 0;
const tell = async (by: string, query: string, input: object, more: object = {}) =>
  (await api.data(by, query, { key: `key-${++keys}`, input, ...more })).result;
const shown = async (id: string, asOf?: object) => (await api.data('merchant', POLICY, { id, asOf })).policy;
const loanOf = async (id: string, asOf?: object) => (await shown(id, asOf)).loan;
const advance = (days: number) => api.data('operator', `mutation { sandboxClockAdvance(days: ${days}) { now } }`);
const told = (policy: string) =>
  readAll(
    api.testDatabase.unitOfWork,
    `SELECT kind, payload->>'daysPastDue' AS days, payload->>'claimableOn' AS "claimableOn" FROM event
     WHERE kind LIKE 'loan.%' AND payload->>'policy' = $1 AND kind <> 'loan.reported' ORDER BY id`,
    [policy],
  );

// Each loan is due first on 2 April 2026; notice after 30 days, a claim after 90. Business dates are New York's.
describe('a hold that stops claims', () => {
  let plain: string;
  let stopped: string;

  beforeAll(async () => {
    plain = await activePolicy(api, 'STOP-PLAIN');
    stopped = await activePolicy(api, 'STOP-HELD');
    await advance(38);
  });

  it('is one for a reason that the product names, and not the partner’s', async () => {
    const hold = { policy: plain, from: '2026-04-10', until: '2026-05-09' };
    expect(await tell('lender', PLACE, { ...hold, reason: 'DISPUTE' })).toMatchObject({ stopsClaims: false });
    expect(await tell('merchant', PLACE, { ...hold, reason: 'MORATORIUM' })).toMatchObject({ stopsClaims: false });
    expect(await loanOf(plain)).toMatchObject({ daysPastDue: 7, claimableOn: '2026-07-01' });
    const moratorium = { ...hold, policy: stopped, reason: 'MORATORIUM' };
    expect(await tell('lender', PLACE, moratorium)).toMatchObject({ stopsClaims: true });
    // A flood in the middle of it, seen by the insurer, adds only the days that are not held already.
    const flood = { policy: stopped, from: '2026-05-01', until: '2026-05-14', reason: 'DISASTER' };
    expect(await tell('claims', PLACE, flood)).toMatchObject({ stopsClaims: true });
    expect(await loanOf(stopped)).toEqual({
      overdueState: 'LATE',
      daysPastDue: 7,
      bucket: 'DPD_1_29',
      claimableOn: '2026-08-05',
    });
  });

  it('lets no day count while it runs', async () => {
    // 14 May is the last day that is held, in New York.
    await advance(35);
    expect(await loanOf(plain)).toMatchObject({ overdueState: 'NOTICE_DUE', daysPastDue: 42 });
    expect(await loanOf(stopped)).toMatchObject({ overdueState: 'LATE', daysPastDue: 7 });
    const { delinquencyBuckets } = await api.data('merchant', '{ delinquencyBuckets { bucket loans } }');
    expect(delinquencyBuckets).toEqual([
      { bucket: 'DPD_1_29', loans: 1 },
      { bucket: 'DPD_30_59', loans: 1 },
    ]);
    await advance(1);
    expect(await loanOf(stopped)).toMatchObject({ overdueState: 'LATE', daysPastDue: 8 });
    expect(await tell('lender', SUBMIT, { policy: stopped })).toMatchObject({
      issues: [{ path: 'policy', code: 'WAITING_PERIOD_NOT_OVER' }],
    });
  });

  it('is shown as it was, as far as it was known', async () => {
    const before = { effective: '2026-05-09', known: '2026-04-09T00:00:00Z' };
    expect(await shown(stopped, before)).toMatchObject({
      holds: [],
      loan: { daysPastDue: 37, claimableOn: '2026-07-01' },
    });
    const since = { effective: '2026-05-09', known: '2026-05-15T00:00:00Z' };
    expect(await shown(stopped, since)).toMatchObject({
      holds: [
        { reason: 'MORATORIUM', state: 'PLACED' },
        { reason: 'DISASTER', state: 'PLACED' },
      ],
      loan: { daysPastDue: 7, claimableOn: '2026-08-05' },
    });
    expect((await shown(stopped, { effective: '2026-05-10' })).holds[0]).toMatchObject({ state: 'ENDED' });
  });

  it('moves the claim to the day that is counted last, to the day', async () => {
    await advance(47);
    // 1 July: the other loan's claim has opened by itself.
    expect(await shown(plain)).toMatchObject({
      loan: { overdueState: 'CLAIMABLE' },
      claims: [{ status: expect.any(String) }],
    });
    await advance(34);
    expect(await shown(stopped)).toMatchObject({ loan: { overdueState: 'NOTICE_DUE', daysPastDue: 89 }, claims: [] });
    await advance(1);
    expect(await shown(stopped)).toMatchObject({ loan: { overdueState: 'CLAIMABLE', daysPastDue: 90 } });
    expect((await shown(stopped)).claims).toHaveLength(1);
    expect(await told(stopped)).toEqual([
      { kind: 'loan.overdue', days: '1', claimableOn: '2026-07-01' },
      { kind: 'loan.noticeDue', days: '30', claimableOn: '2026-08-05' },
      { kind: 'loan.claimable', days: '90', claimableOn: '2026-08-05' },
    ]);
  });

  it('does not stop a claim that has begun', async () => {
    const hold = { policy: stopped, from: '2026-08-05', until: '2026-09-05', reason: 'MORATORIUM' };
    expect(await tell('lender', PLACE, hold)).toMatchObject({ stopsClaims: false });
    await advance(1);
    expect(await shown(stopped)).toMatchObject({
      loan: { overdueState: 'CLAIMABLE' },
      claims: [{ status: 'EVIDENCE_PENDING' }],
    });
  });
});

describe('a hold that stops claims and is changed on its way', () => {
  it('takes back the day it is placed on, counts again from the day it is lifted, and follows the loan', async () => {
    const dates = { disbursedOn: '2026-08-06', firstDueOn: '2026-09-06' };
    const policy = await activePolicy(api, 'STOP-LATER', dates);
    await api.testDatabase.unitOfWork.run(systemScope, async (tx) => {
      await tx.run({ name: 'test.lender', text: SECOND_LENDER }, [LENDERS.meridian]);
    });
    await advance(32);
    expect(await loanOf(policy)).toMatchObject({ overdueState: 'LATE', daysPastDue: 1, claimableOn: '2026-12-05' });
    const input = { policy, from: '2026-09-07', until: '2026-10-06', reason: 'MORATORIUM' };
    const { id } = await tell('lender', PLACE, input);
    expect(await loanOf(policy)).toEqual({
      overdueState: 'CURRENT',
      daysPastDue: 0,
      bucket: 'CURRENT',
      claimableOn: '2027-01-04',
    });
    // The day roll agrees, and the loan is nobody's overdue meanwhile.
    await advance(9);
    expect(await loanOf(policy)).toMatchObject({ overdueState: 'CURRENT' });
    const assignment = { assignment: { lender: LENDERS.meridian, noticeGivenOn: '2026-09-10' } };
    expect(await tell('lender', ASSIGN, assignment, { policy })).toEqual({ __typename: 'PolicyChange' });
    expect(await tell('lender', LIFT, { hold: id })).toMatchObject({ __typename: 'NotFound' });
    expect(await tell('housingLender', LIFT, { hold: id })).toMatchObject({ state: 'LIFTED', liftedOn: '2026-09-16' });
    // Nine days were held, 7 to 15 September; the 16th counts again at once.
    expect(await loanOf(policy)).toMatchObject({ overdueState: 'LATE', daysPastDue: 1, claimableOn: '2026-12-14' });
    const lifted = { effective: '2026-09-16', known: '2026-09-15T12:00:00Z' };
    expect(await shown(policy, lifted)).toMatchObject({
      holds: [{ state: 'PLACED', liftedOn: null }],
      loan: { daysPastDue: 0, claimableOn: '2027-01-04' },
    });
    expect(await told(policy)).toEqual([
      { kind: 'loan.overdue', days: '1', claimableOn: '2026-12-05' },
      { kind: 'loan.cured', days: '0', claimableOn: '2027-01-04' },
      { kind: 'loan.overdue', days: '1', claimableOn: '2026-12-14' },
    ]);
  });
});
