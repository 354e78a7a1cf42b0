import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const PROBLEM = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const mutation = (field: string, input: string, fields: string) =>
  `mutation ($key: String!, $input: ${input}!) { ${field}(idempotencyKey: $key, input: $input) { __typename ${fields} ${PROBLEM} } }`;
const NOTICE = mutation(
  'overdueNoticeGive',
  'OverdueNoticeGiveInput',
  '... on OverdueNotice { id overdueSince givenOn daysPastDue note }',
);
const CONTACT = mutation(
  'collectionContactRecord',
  'CollectionContactRecordInput',
  '... on CollectionContact { id channel outcome contactedAt breach }',
);
const PROMISE = mutation(
  'paymentPromiseRecord',
  'PaymentPromiseRecordInput',
  '... on PaymentPromise { id state amount { amount } madeOn payBy }',
);
const WITHDRAW = mutation('paymentPromiseWithdraw', 'PaymentPromiseWithdrawInput', '... on PaymentPromise { state }');
const CHARGE_OFF = mutation(
  'chargeOffRecord',
  'ChargeOffRecordInput',
  '... on ChargeOff { id chargedOffOn amount { amount } }',
);
const ACKNOWLEDGE = mutation(
  'warningAcknowledge',
  'WarningAcknowledgeInput',
  '... on MonitoringWarning { kind acknowledgedAt note }',
);
const CHECK = `query ($policy: ID!, $at: DateTime) {
  collectionContactCheck(policy: $policy, channel: PHONE, at: $at) { __typename ... on ContactCheck { breach } } }`;
const LOAN = `query ($id: ID!) { policy(id: $id) { status loan {
  status overdueState bucket daysPastDue outstandingPrincipal { amount } notices { overdueSince } warnings { kind grade acknowledgedAt }
  contacts { channel breach } promises { state amount { amount } payBy } chargeOff { amount { amount } } } } }`;
const REPORT = `mutation ($reports: [LoanReportInput!]!) { loanReport(input: { reports: $reports }) { accepted } }`;

let api: TestApi;
let policy: string;
beforeAll(async () => {
  api = await startApi();
  policy = await activePolicy(api, 'ORDER-1');
});
afterAll(() => api.close());

const advance = (days: number) => api.data('operator', `mutation { sandboxClockAdvance(days: ${days}) { now } }`);
const loan = async (by = 'lender') => (await api.data(by, LOAN, { id: policy })).policy.loan;
let keys = 0;
const tell = async (by: string, query: string, input: object, key = `key-${++keys}`) =>
  Object.values(await api.data(by, query, { key, input }))[0] as Record<string, unknown>;
const refused = async (by: string, query: string, input: object) => {
  const before = await fingerprint(api.testDatabase.unitOfWork);
  const answer = await tell(by, query, input);
  expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  return answer;
};

// The loan is paid out on 2 March 2026, its first instalment of 106.62 is due on 2 April; noon UTC is morning in New York.
describe('a loan that is behind', () => {
  it('is nobody’s to collect while nothing due is unpaid', async () => {
    expect(await refused('lender', NOTICE, { policy })).toEqual({
      __typename: 'StateConflict',
      code: 'STATE_CONFLICT',
      message: 'Nothing due on this loan is unpaid.',
    });
    expect(await refused('lender', PROMISE, { policy, amount: usd('50.00'), payBy: '2026-03-10' })).toMatchObject({
      __typename: 'StateConflict',
    });
    expect(await loan()).toMatchObject({ bucket: 'CURRENT', warnings: [], notices: [], chargeOff: null });
  });

  it('raises its warnings when time passes, each once', async () => {
    await advance(32);
    expect(await loan()).toMatchObject({
      overdueState: 'LATE',
      bucket: 'DPD_1_29',
      daysPastDue: 1,
      warnings: [{ kind: 'FIRST_PAYMENT_MISSED', grade: 'ALARM', acknowledgedAt: null }],
    });
    await advance(1);
    expect((await loan()).warnings).toHaveLength(1);
    const buckets = await api.data(
      'claims',
      '{ delinquencyBuckets { bucket loans outstandingPrincipal { amount currency } } }',
    );
    expect(buckets.delinquencyBuckets).toEqual([
      { bucket: 'DPD_1_29', loans: 1, outstandingPrincipal: usd('1200.00') },
    ]);
    const list = '{ overdueLoans(first: 5) { nodes { overdueState policy { id } } } }';
    expect((await api.data('dashboard', list)).overdueLoans.nodes).toEqual([
      { overdueState: 'LATE', policy: { id: policy } },
    ]);
    expect((await api.data('dealer', list)).overdueLoans.nodes).toEqual([]);
  });

  it('shows a warning to a person, who acknowledges it once', async () => {
    const open = '{ monitoringWarnings(first: 5, filter: { acknowledged: false }) { nodes { id kind } } }';
    const [{ id }] = (await api.data('claims', open)).monitoringWarnings.nodes;
    const seen = await tell('claims', ACKNOWLEDGE, { warning: id, note: 'Called the lender.' }, 'ack');
    expect(seen).toEqual({
      __typename: 'MonitoringWarning',
      kind: 'FIRST_PAYMENT_MISSED',
      acknowledgedAt: '2026-04-04T12:00:00.000Z',
      note: 'Called the lender.',
    });
    expect(await tell('claims', ACKNOWLEDGE, { warning: id, note: 'Called the lender.' }, 'ack')).toEqual(seen);
    expect(await refused('lender', ACKNOWLEDGE, { warning: id })).toMatchObject({ __typename: 'StateConflict' });
    expect(await refused('alderClaims', ACKNOWLEDGE, { warning: id })).toMatchObject({ __typename: 'NotFound' });
    expect((await api.data('claims', open)).monitoringWarnings.nodes).toEqual([]);
  });

  it('keeps contacts to the hours and the frequency of the product', async () => {
    const contact = (contactedAt: string) => ({
      policy,
      channel: 'PHONE',
      outcome: 'NO_ANSWER',
      contactedAt,
      note: null,
    });
    const check = async (at: string) => (await api.data('lender', CHECK, { policy, at })).collectionContactCheck;
    // New York is four hours behind UTC in April: 08:00 is 12:00 UTC, 21:00 is 01:00 UTC of the next day.
    expect(await check('2026-04-03T11:59:00Z')).toEqual({ __typename: 'ContactCheck', breach: 'OUTSIDE_HOURS' });
    expect(await check('2026-04-03T12:00:00Z')).toEqual({ __typename: 'ContactCheck', breach: null });
    expect(await check('2026-04-04T00:59:00Z')).toEqual({ __typename: 'ContactCheck', breach: null });
    expect(await check('2026-04-04T01:00:00Z')).toEqual({ __typename: 'ContactCheck', breach: 'OUTSIDE_HOURS' });
    for (let at = 0; at < 7; at += 1) {
      expect(await tell('lender', CONTACT, contact(`2026-04-03T1${at + 2}:00:00Z`))).toMatchObject({ breach: null });
    }
    expect(await check('2026-04-04T12:00:00Z')).toEqual({ __typename: 'ContactCheck', breach: 'TOO_OFTEN' });
    expect(await tell('lender', CONTACT, contact('2026-04-04T11:00:00Z'))).toMatchObject({ breach: 'OUTSIDE_HOURS' });
    expect((await loan()).warnings.map(({ kind }: { kind: string }) => kind)).toEqual([
      'FIRST_PAYMENT_MISSED',
      'CONTACT_RULE_BROKEN',
    ]);
    expect(await refused('lender', CONTACT, contact('2026-04-04T12:00:01Z'))).toMatchObject({
      issues: [{ path: 'contactedAt', code: 'DATE_IN_FUTURE' }],
    });
    expect(await refused('dealer', CONTACT, contact('2026-04-03T12:00:00Z'))).toMatchObject({ __typename: 'NotFound' });
  });

  it('judges promises to pay by what the feed shows, also when a report comes late', async () => {
    const promise = { policy, amount: usd('50.00'), payBy: '2026-04-06' };
    expect(await refused('lender', PROMISE, { ...promise, payBy: '2026-04-03', amount: usd('5000.00') })).toMatchObject(
      {
        issues: [
          { path: 'amount', code: 'TOO_LARGE' },
          { path: 'payBy', code: 'OUT_OF_RANGE' },
        ],
      },
    );
    expect(await tell('lender', PROMISE, promise, 'promise')).toMatchObject({ state: 'OPEN', madeOn: '2026-04-04' });
    expect(await tell('lender', PROMISE, promise, 'promise')).toMatchObject({ state: 'OPEN' });
    expect(await refused('lender', PROMISE, promise)).toMatchObject({ __typename: 'StateConflict' });
    await advance(2);
    expect((await loan()).promises).toEqual([{ state: 'OPEN', amount: { amount: '50.00' }, payBy: '2026-04-06' }]);
    await advance(1);
    expect((await loan()).promises[0].state).toBe('BROKEN');
    expect((await loan()).warnings.at(-1)).toMatchObject({ kind: 'PROMISE_BROKEN', grade: 'WARNING' });
    const paid = { policy, sequence: 1, effectiveOn: '2026-04-06', repayment: { amount: usd('50.00') } };
    expect((await api.data('lender', REPORT, { reports: [paid] })).loanReport.accepted).toBe(1);
    await advance(1);
    expect((await loan()).promises[0].state).toBe('KEPT');

    const { id } = await tell('lender', PROMISE, { policy, amount: usd('10.00'), payBy: '2026-04-30' });
    expect(await tell('lender', WITHDRAW, { promise: id })).toEqual({
      __typename: 'PaymentPromise',
      state: 'WITHDRAWN',
    });
    expect(await refused('lender', WITHDRAW, { promise: id })).toMatchObject({ __typename: 'StateConflict' });
  });

  it('is told to the insurer once for each overdue, and warned of when it is not', async () => {
    await advance(24);
    const codes = (await loan()).warnings.map(({ kind }: { kind: string }) => kind);
    expect(codes).toContain('NOTICE_NOT_GIVEN');
    const given = await tell('lender', NOTICE, { policy, note: 'Cannot be reached.' });
    expect(given).toMatchObject({ overdueSince: '2026-04-02', givenOn: '2026-05-02', daysPastDue: 30 });
    expect(await refused('lender', NOTICE, { policy })).toMatchObject({ __typename: 'StateConflict' });
    expect((await loan('claims')).notices).toEqual([{ overdueSince: '2026-04-02' }]);
  });

  it('is charged off in the lender’s books without anything else moving', async () => {
    const before = await loan();
    const chargeOff = { policy, on: '2026-05-02', amount: usd('1200.00') };
    expect(await refused('lender', CHARGE_OFF, { ...chargeOff, on: '2026-05-03' })).toMatchObject({
      issues: [{ path: 'on', code: 'DATE_IN_FUTURE' }],
    });
    expect(
      await refused('lender', CHARGE_OFF, { ...chargeOff, amount: { amount: '1.00', currency: 'EUR' } }),
    ).toMatchObject({
      issues: [{ path: 'amount', code: 'CURRENCY_MISMATCH' }],
    });
    expect(await tell('lender', CHARGE_OFF, chargeOff)).toMatchObject({ amount: { amount: '1200.00' } });
    expect(await refused('lender', CHARGE_OFF, chargeOff)).toMatchObject({ __typename: 'StateConflict' });
    expect(await loan()).toEqual({ ...before, chargeOff: { amount: { amount: '1200.00' } } });
    expect((await api.ask('claims', CHARGE_OFF, { key: 'x', input: chargeOff })).errors?.[0]?.extensions.code).toBe(
      'FORBIDDEN',
    );
  });

  it('told everybody concerned', async () => {
    const events = await api.data('claims', `{ events(after: "0", first: 100) { events { kind } } }`);
    const kinds = events.events.events.map(({ kind }: { kind: string }) => kind);
    for (const kind of [
      'warning.raised',
      'warning.acknowledged',
      'collection.contacted',
      'promise.made',
      'promise.broken',
      'promise.kept',
      'promise.withdrawn',
      'loan.noticeGiven',
      'loan.chargedOff',
    ]) {
      expect(kinds).toContain(kind);
    }
  });
});
