import { recordApplied } from '../../src/collections/moratorium-rows.js';
import { systemScope } from '../../src/database/unit-of-work.js';
import { newId } from '../../src/kernel/index.js';
import { readAll } from '../policies/policy-fixture.js';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { sellCheckoutWith } from '../support/products.js';
import { LENDERS, LUMEN, usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const PROBLEM = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const SHOWN = `id programmeId lenderId insurerId reason from until postponeMonths liftedOn
  progress { applied remaining held movedInstalments refused } refusals { policyId reason }`;
const PREVIEW = `query ($input: MoratoriumInput!) { result: moratoriumPreview(input: $input) { __typename
  ... on MoratoriumPreview { policies stoppedPolicies movingPolicies instalments firstDueOn lastDueOn
    examples { policyId dueOn postponedTo } } ${PROBLEM} } }`;
const ORDER = `mutation ($key: String!, $input: MoratoriumInput!) {
  result: moratoriumOrder(idempotencyKey: $key, input: $input) { __typename ... on Moratorium { ${SHOWN} } ${PROBLEM} } }`;
const LIFT = `mutation ($key: String!, $input: MoratoriumLiftInput!) {
  result: moratoriumLift(idempotencyKey: $key, input: $input) { __typename ... on Moratorium { ${SHOWN} } ${PROBLEM} } }`;
const MORATORIUM = `query ($id: ID!) { moratorium(id: $id) { ${SHOWN} } }`;
const POLICY = `query ($id: ID!, $asOf: PolicyAsOfInput) { policy(id: $id, asOf: $asOf) { endsOn
  holds { state stopsClaims from until liftedOn moratoriumId } transactions { change }
  loan { overdueState daysPastDue claimableOn schedule { dueOn } } } }`;
const REPORT = `mutation ($reports: [LoanReportInput!]!) { loanReport(input: { reports: $reports }) { accepted } }`;

let api: TestApi;
let programme: string;
const policies: string[] = [];
beforeAll(async () => {
  api = await startApi();
  await sellCheckoutWith(api, ({ changes }) => ({
    changes: { ...(changes as object), holdStopsClaims: ['MORATORIUM'], maximumExtensionMonths: 3 },
  }));
  const { programmes } = await api.data('merchant', '{ programmes { id code } }');
  programme = programmes.find(({ code }: { code: string }) => code === 'LUMEN-CHECKOUT').id;
  for (const order of ['MORA-1', 'MORA-2', 'MORA-3']) policies.push(await activePolicy(api, order));
  policies.sort();
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
const preview = async (by: string, input: object) => (await api.data(by, PREVIEW, { input })).result;
const shown = async (id: string, asOf?: object) => (await api.data('merchant', POLICY, { id, asOf })).policy;
const moratorium = async (by: string, id: string) => (await api.data(by, MORATORIUM, { id })).moratorium;
const advance = (days: number) => api.data('operator', `mutation { sandboxClockAdvance(days: ${days}) { now } }`);
const spring = { reason: 'MORATORIUM', from: '2026-04-10', until: '2026-06-30' };

describe('a moratorium', () => {
  it('is for lenders, insurers and the operator, each over its own', async () => {
    expect(await refused('merchant', ORDER, { ...spring, programme })).toMatchObject({
      issues: [{ path: 'lender', code: 'NOT_YOURS' }],
    });
    expect(await refused('claims', ORDER, { ...spring, programme, postponeMonths: 3 })).toMatchObject({
      issues: [{ path: 'postponeMonths', code: 'NOT_YOURS' }],
    });
    expect(await refused('lender', ORDER, { ...spring, lender: LENDERS.meridian })).toMatchObject({
      issues: [{ path: 'lender', code: 'NOT_YOURS' }],
    });
    expect(await refused('operator', ORDER, { ...spring })).toMatchObject({
      issues: [{ path: 'programme', code: 'REQUIRED' }],
    });
    expect(await refused('operator', ORDER, { ...spring, lender: LUMEN })).toMatchObject({
      issues: [{ path: 'lender', code: 'UNKNOWN_LENDER' }],
    });
    expect(await refused('housingLender', ORDER, { ...spring, programme })).toMatchObject({ __typename: 'NotFound' });
    const wrong = { ...spring, programme, from: '2026-03-01', until: '2026-02-01', postponeMonths: 13 };
    expect(await refused('operator', ORDER, wrong)).toMatchObject({
      issues: [
        { path: 'from', code: 'OUT_OF_RANGE' },
        { path: 'until', code: 'OUT_OF_RANGE' },
        { path: 'postponeMonths', code: 'OUT_OF_RANGE' },
      ],
    });
  });

  it('is previewed: whom it reaches and which instalments would move', async () => {
    await advance(31);
    // 2 April: the first one has paid its first two instalments.
    const reports = [1, 2].map((sequence) => ({
      policy: policies[0],
      sequence,
      effectiveOn: '2026-04-02',
      repayment: { amount: usd('106.62') },
    }));
    await api.data('lender', REPORT, { reports });
    const input = { ...spring, programme, postponeMonths: 3 };
    expect(await preview('lender', input)).toEqual({
      __typename: 'MoratoriumPreview',
      policies: 3,
      stoppedPolicies: 3,
      movingPolicies: 3,
      instalments: 10 + 11 + 11,
      firstDueOn: '2026-05-02',
      lastDueOn: '2027-03-02',
      examples: [
        { policyId: policies[0], dueOn: '2026-06-02', postponedTo: '2026-09-02' },
        { policyId: policies[1], dueOn: '2026-05-02', postponedTo: '2026-08-02' },
        { policyId: policies[2], dueOn: '2026-05-02', postponedTo: '2026-08-02' },
      ],
    });
    expect(await preview('claims', { ...spring, programme, reason: 'DISPUTE' })).toMatchObject({
      policies: 3,
      stoppedPolicies: 0,
      instalments: 0,
      examples: [],
    });
    expect(await preview('alderClaims', { ...spring, lender: LENDERS.harbourBank })).toMatchObject({
      issues: [{ path: 'lender', code: 'UNKNOWN_LENDER' }],
    });
  });

  let holiday: string;
  it('holds them all and postpones their instalments, once', async () => {
    const input = { ...spring, programme, postponeMonths: 3, isInterestCharged: false };
    const ordered = await tell('lender', ORDER, input, 'holiday');
    holiday = ordered.id;
    expect(ordered).toMatchObject({
      programmeId: programme,
      lenderId: LENDERS.harbourBank,
      insurerId: null,
      liftedOn: null,
      progress: { applied: 3, remaining: 0, held: 3, movedInstalments: 32, refused: 0 },
      refusals: [],
    });
    expect(await tell('lender', ORDER, input, 'holiday')).toEqual(ordered);
    expect(await tell('lender', ORDER, { ...input, postponeMonths: 2 }, 'holiday')).toMatchObject({
      __typename: 'IdempotencyConflict',
    });
    await advance(1);
    const policy = await shown(policies[1] ?? '');
    expect(policy.transactions.map(({ change }: { change: string }) => change)).toEqual([null, 'EXTENSION']);
    expect(policy.holds).toEqual([
      {
        state: 'PLACED',
        stopsClaims: true,
        from: '2026-04-10',
        until: '2026-06-30',
        liftedOn: null,
        moratoriumId: holiday,
      },
    ]);
    expect(policy.loan.schedule.slice(0, 3)).toEqual([
      { dueOn: '2026-04-02' },
      { dueOn: '2026-08-02' },
      { dueOn: '2026-09-02' },
    ]);
    expect(policy.endsOn).toBe('2027-09-01');
    // One day late on 3 April, seven on 9 April; 82 held days later the waiting period of 90 ends.
    expect(policy.loan).toMatchObject({ overdueState: 'LATE', daysPastDue: 1, claimableOn: '2026-09-21' });
    expect((await shown(policies[1] ?? '', { effective: '2026-04-03', known: '2026-04-01T00:00:00Z' })).holds).toEqual(
      [],
    );
    expect(await moratorium('housingLender', holiday)).toBeNull();
    expect((await moratorium('merchant', holiday)).progress.applied).toBe(3);
    // The insurer of its policies ordered nothing and is not named, and reads it all the same; another insurer does not.
    expect((await moratorium('claims', holiday)).progress).toMatchObject({ applied: 3, movedInstalments: 32 });
    expect(await moratorium('alderClaims', holiday)).toBeNull();
    expect(await refused('claims', LIFT, { moratorium: holiday })).toMatchObject({ __typename: 'StateConflict' });
  });

  it('reaches who comes into force meanwhile, on the day of their own', async () => {
    await advance(27);
    // 30 April: first due on 2 June, within the period.
    const late = await activePolicy(api, 'MORA-LATE', { disbursedOn: '2026-04-30', firstDueOn: '2026-06-02' });
    expect((await moratorium('lender', holiday)).progress).toMatchObject({ applied: 3, remaining: 1 });
    await advance(1);
    expect((await moratorium('lender', holiday)).progress).toEqual({
      applied: 4,
      remaining: 0,
      held: 4,
      movedInstalments: 44,
      refused: 0,
    });
    const { holds, loan } = await shown(late);
    expect(holds).toMatchObject([{ state: 'PLACED', from: '2026-05-01', until: '2026-06-30' }]);
    expect(loan.schedule[0]).toEqual({ dueOn: '2026-09-02' });
  });

  it('holds whose instalments cannot be postponed, and says why', async () => {
    const again = { ...spring, from: '2026-08-01', until: '2026-08-31', programme, postponeMonths: 4 };
    const ordered = await tell('operator', ORDER, again);
    expect(ordered.progress).toEqual({ applied: 4, remaining: 0, held: 4, movedInstalments: 0, refused: 2 });
    expect(ordered.refusals).toEqual(
      [policies[1], policies[2]].map((policyId) => ({
        policyId,
        reason: 'extension.by postpones a due date by more than 3 months',
      })),
    );
    expect((await moratorium('merchant', ordered.id)).progress.applied).toBe(4);
  });

  it('is ended early by who ordered it: days count again, postponed instalments stay', async () => {
    expect(await refused('operator', LIFT, { moratorium: holiday })).toMatchObject({
      __typename: 'StateConflict',
      message: 'Only the organisation that ordered a moratorium lifts it.',
    });
    expect(await refused('housingLender', LIFT, { moratorium: holiday })).toMatchObject({ __typename: 'NotFound' });
    await advance(9);
    // 10 May: of the first hold 10 April to 9 May are kept.
    const lift = () => tell('lender', LIFT, { moratorium: holiday }, 'lift');
    // Told several times at once, as networks do: one lifts it, and all are answered alike.
    const [lifted, ...repeated] = await Promise.all(Array.from({ length: 6 }, lift));
    for (const answer of repeated) expect(answer.liftedOn).toBe('2026-05-10');
    expect(lifted).toMatchObject({
      liftedOn: '2026-05-10',
      progress: { applied: 4, remaining: 0, held: 0 },
    });
    expect(await lift()).toMatchObject({ liftedOn: '2026-05-10' });
    expect(await refused('lender', LIFT, { moratorium: holiday })).toMatchObject({ __typename: 'StateConflict' });
    const policy = await shown(policies[1] ?? '');
    expect(policy.holds[0]).toMatchObject({ state: 'LIFTED', liftedOn: '2026-05-10' });
    expect(policy.loan.schedule[1]).toEqual({ dueOn: '2026-08-02' });
    // Due on 2 April: 38 days, 30 of them held; 90 days more than those and August's 31 by another moratorium.
    expect(policy.loan).toMatchObject({ overdueState: 'LATE', daysPastDue: 8, claimableOn: '2026-07-31' });
    const events = await readAll<{ kind: string }>(
      api.testDatabase.unitOfWork,
      `SELECT kind FROM event WHERE kind LIKE 'moratorium.%' OR subject_id = $1 AND kind IN ('policy.held', 'policy.released') ORDER BY id`,
      [policies[1]],
    );
    expect(events.map(({ kind }) => kind)).toEqual([
      'moratorium.ordered',
      'policy.held',
      'moratorium.ordered',
      'policy.held',
      'moratorium.lifted',
      'policy.released',
    ]);
    // Whoever was in the middle of reaching one more policy when it was lifted records nothing, and so does nothing.
    const parties = [LUMEN, 'org_00000000000000000000000002', LENDERS.harbourBank];
    const late = [holiday, LENDERS.harbourBank, newId('policy'), ...parties, 3, null, new Date()];
    expect(await api.testDatabase.unitOfWork.run(systemScope, (tx) => recordApplied(tx, late))).toBe(false);
  });

  it('ends by itself on its last day', async () => {
    const short = { ...spring, from: '2026-05-11', until: '2026-05-12', lender: LENDERS.harbourBank };
    const { id } = await tell('claims', ORDER, short);
    expect(await moratorium('claims', id)).toMatchObject({ insurerId: expect.any(String), progress: { held: 4 } });
    await advance(2);
    expect((await moratorium('claims', id)).progress).toMatchObject({ held: 4, remaining: 0 });
    await advance(1);
    expect((await moratorium('claims', id)).progress).toMatchObject({ applied: 4, held: 0, remaining: 0 });
    const late = await activePolicy(api, 'MORA-AFTER', { disbursedOn: '2026-05-13', firstDueOn: '2026-06-13' });
    await advance(1);
    expect((await shown(late)).holds).toMatchObject([{ from: '2026-08-01' }]);
    const { moratoria } = await api.data('claims', '{ moratoria(first: 5) { nodes { id progress { applied } } } }');
    expect(moratoria.nodes).toHaveLength(3);
    expect(moratoria.nodes[0]).toEqual({ id, progress: { applied: 4 } });
  });
});

describe('a loan that goes to another lender while a moratorium runs', () => {
  const ASSIGN = `mutation ($key: String!, $policy: ID!, $input: PolicyChangeInput!) {
    result: policyChange(idempotencyKey: $key, policy: $policy, input: $input) { __typename ${PROBLEM} } }`;
  const LIFT_HOLD = `mutation ($key: String!, $input: PolicyHoldLiftInput!) {
    result: policyHoldLift(idempotencyKey: $key, input: $input) { __typename ... on PolicyHold { state liftedOn } ${PROBLEM} } }`;
  const HOLDS = `query ($id: ID!) { policy(id: $id) { holds { id moratoriumId state liftedOn until } loan { daysPastDue claimableOn } } }`;
  const seen = async (by: string, id: string) => (await api.data(by, HOLDS, { id })).policy;
  const holdOf = async (by: string, id: string, of: string) =>
    (await seen(by, id)).holds.find(({ moratoriumId }: { moratoriumId: string }) => moratoriumId === of);

  it('keeps the hold its old lender ordered until the new lender lifts it; what the insurer ordered the insurer lifts', async () => {
    const add = `mutation ($input: ProgrammeLenderAddInput!) { programmeLenderAdd(idempotencyKey: "add", input: $input) { __typename } }`;
    await api.data('operator', add, { input: { programme, lender: LENDERS.meridian } });
    // 14 May: due on 14 June.
    const dates = { disbursedOn: '2026-05-14', firstDueOn: '2026-06-14' };
    const [sold = '', kept = ''] = [
      await activePolicy(api, 'MORA-SOLD', dates),
      await activePolicy(api, 'MORA-KEPT', dates),
    ];
    const summer = { reason: 'MORATORIUM', lender: LENDERS.harbourBank, from: '2026-06-20', until: '2026-07-31' };
    const { id: lenders } = await tell('lender', ORDER, summer);
    const { id: insurers } = await tell('claims', ORDER, { ...summer, until: '2026-08-31' });
    await advance(47);
    // 30 June: 16 days unpaid, of which 20 to 30 June are held; 1 September is the sixth day again, 24 November the 90th.
    expect(await seen('lender', sold)).toMatchObject({ loan: { daysPastDue: 5, claimableOn: '2026-11-24' } });
    const assignment = { assignment: { lender: LENDERS.meridian, noticeGivenOn: '2026-06-30' } };
    const input = { key: 'sold', policy: sold, input: assignment };
    expect((await api.data('lender', ASSIGN, input)).result).toEqual({ __typename: 'PolicyChange' });
    // The new lender reads what holds its loan.
    expect(await moratorium('housingLender', lenders)).toMatchObject({ progress: { applied: 1, held: 0 } });

    const lifted = await tell('lender', LIFT, { moratorium: lenders });
    expect(lifted).toMatchObject({ liftedOn: '2026-06-30', progress: { held: 0 } });
    expect(await holdOf('lender', kept, lenders)).toMatchObject({ state: 'LIFTED', liftedOn: '2026-06-30' });
    expect(await holdOf('housingLender', sold, lenders)).toMatchObject({ state: 'PLACED', until: '2026-07-31' });
    expect(await tell('claims', LIFT, { moratorium: insurers })).toMatchObject({ progress: { held: 0 } });
    expect(await holdOf('housingLender', sold, insurers)).toMatchObject({ state: 'LIFTED', liftedOn: '2026-06-30' });
    // Neither do the tasks of the next days end it.
    await advance(1);
    const { id: hold, ...held } = await holdOf('housingLender', sold, lenders);
    expect(held).toMatchObject({ state: 'PLACED', liftedOn: null });
    expect(await seen('housingLender', sold)).toMatchObject({ loan: { daysPastDue: 5 } });
    expect(await seen('lender', kept)).toMatchObject({ loan: { daysPastDue: 7 } });
    expect(await refused('lender', LIFT_HOLD, { hold })).toMatchObject({ __typename: 'NotFound' });
    expect(await tell('housingLender', LIFT_HOLD, { hold })).toMatchObject({ state: 'LIFTED', liftedOn: '2026-07-01' });
    expect(await seen('housingLender', sold)).toMatchObject({ loan: { daysPastDue: 6 } });
  });
});
