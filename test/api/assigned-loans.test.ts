import { CertificateMaker } from '../../src/documents/certificate-maker.js';
import { signingKeyOf } from '../../src/documents/signing-key.js';
import { startApi, TEST_NOW, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { LENDERS, LUMEN, usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const PROBLEM = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const mutation = (field: string, fields = '') => {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input!`;
  return `mutation ($key: String!, $input: ${type}) { result: ${field}(idempotencyKey: $key, input: $input) { __typename ${fields} ${PROBLEM} } }`;
};
const ASSIGN = `mutation ($key: String!, $policy: ID!, $input: PolicyChangeInput!) {
  result: policyChange(idempotencyKey: $key, policy: $policy, input: $input) { __typename ${PROBLEM} } }`;
const FILE = `query ($id: ID!) { policy(id: $id) { number status transactions { kind change premiumDelta { amount } ledger { id } }
  ledger { id kind postings { account { code } debit { amount } credit { amount } } }
  invoices { sequence kind amount { amount } settled { amount } open { amount } lines { kind amount { amount } }
    allocations { amount { amount } } ledger { kind } }
  overduePremium { amount { amount } daysOverdue notices { level toldOn } }
  earnedPremium(asOf: "2026-04-03") { written { amount } earned { amount } unearned { amount } }
  certificates { version json { path sha256 } pdf { path } } holds { reason state until }
  claims { number status outcome rejectionCode indemnity { amount } complaints { number status }
    checklist { kind state documents { document { id path } } } }
  loan { overdueState daysPastDue outstandingPrincipal { amount } notices { overdueSince } contacts { channel outcome breach }
    promises { id state amount { amount } payBy } warnings { id kind acknowledgedAt } chargeOff { amount { amount } } } } }`;
const EVENTS = '{ events(after: "0", first: 100) { events { kind } } }';

let api: TestApi;
let maker: CertificateMaker;
let keys = 0;
beforeAll(async () => {
  api = await startApi();
  const clock = { now: () => TEST_NOW };
  const signingKey = signingKeyOf('a secret for tests, long enough to be one');
  maker = new CertificateMaker({ units: api.testDatabase.unitOfWork, clock, signingKey });
  const { programmes } = await api.data('merchant', '{ programmes { id code } }');
  const programme = programmes.find(({ code }: { code: string }) => code === 'LUMEN-CHECKOUT').id;
  await tell('operator', 'programmeLenderAdd', { programme, lender: LENDERS.meridian });
});
afterAll(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await maker.stop();
  await api.close();
});

const tell = async (by: string, field: string, input: object, fields = '') =>
  (await api.data(by, mutation(field, fields), { key: `key-${++keys}`, input })).result;
const file = async (by: string, id: string) => (await api.data(by, FILE, { id })).policy;
const advance = (days: number) => api.data('operator', `mutation { sandboxClockAdvance(days: ${days}) { now } }`);
const download = async (by: string, path: string) =>
  (await fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${api.keys[by]}` } })).status;
const assign = async (policy: string, noticeGivenOn: string) => {
  const input = { assignment: { lender: LENDERS.meridian, noticeGivenOn } };
  expect((await api.data('lender', ASSIGN, { key: `assign-${policy}`, policy, input })).result).toEqual({
    __typename: 'PolicyChange',
  });
};
const kinds = async (by: string): Promise<string[]> =>
  (await api.data(by, EVENTS)).events.events.map(({ kind }: { kind: string }) => kind);

describe('a loan that is behind and goes to another lender', () => {
  let policy: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are asserted whole; their shape is the assertion.
  let before: any;

  beforeAll(async () => {
    policy = await activePolicy(api, 'SOLD-1');
    await maker.makeDue();
    const received = { partner: LUMEN, policy, receivedOn: '2026-03-02', reference: 'bank-1', amount: usd('2.00') };
    await tell('underwriter', 'premiumPaymentRecord', received);
    await advance(32);
    // 3 April: nothing of the instalment of 2 April is paid, nor the rest of the premium.
    await tell('lender', 'overdueNoticeGive', { policy });
    const call = { policy, channel: 'PHONE', outcome: 'SPOKE' };
    for (const minute of [1, 2, 3, 4, 5, 6, 7]) {
      await tell('lender', 'collectionContactRecord', { ...call, contactedAt: `2026-04-02T15:0${minute}:00Z` });
    }
    await tell('lender', 'paymentPromiseRecord', { policy, amount: usd('50.00'), payBy: '2026-04-20' });
    await tell('lender', 'policyHoldPlace', { policy, reason: 'DISPUTE', from: '2026-04-04', until: '2026-04-05' });
    before = await file('lender', policy);
    expect(before).toMatchObject({
      invoices: [{ amount: { amount: '5.69' }, settled: { amount: '2.00' }, open: { amount: '3.69' } }],
      overduePremium: { amount: { amount: '3.69' } },
      certificates: [{ version: 1 }],
      loan: { overdueState: 'LATE', notices: [{ overdueSince: '2026-04-02' }], promises: [{ state: 'OPEN' }] },
    });
    expect(before.loan.contacts).toHaveLength(7);
    expect(before.loan.warnings.map(({ kind }: { kind: string }) => kind)).toEqual(['FIRST_PAYMENT_MISSED']);
    await assign(policy, '2026-04-03');
  });

  it('brings its whole file along: premium account, certificates, books, what proves the default', async () => {
    const { transactions, ...after } = await file('housingLender', policy);
    expect(transactions.map(({ change }: { change: string }) => change)).toEqual([null, 'ASSIGNMENT']);
    expect({ ...after, transactions: transactions.slice(0, 1) }).toEqual(before);
    const [{ json, pdf }] = after.certificates;
    for (const { path } of [json, pdf]) expect(await download('housingLender', path)).toBe(200);
  });

  it('is the new lender\u2019s to go on with', async () => {
    expect(await tell('housingLender', 'overdueNoticeGive', { policy })).toMatchObject({ code: 'STATE_CONFLICT' });
    const check = `{ collectionContactCheck(policy: "${policy}", channel: PHONE, at: "2026-04-03T15:00:00Z") { ... on ContactCheck { breach } } }`;
    expect((await api.data('housingLender', check)).collectionContactCheck).toEqual({ breach: 'TOO_OFTEN' });
    const [promise] = before.loan.promises;
    const another = { policy, amount: usd('106.62'), payBy: '2026-04-20' };
    expect(await tell('housingLender', 'paymentPromiseRecord', another)).toMatchObject({ code: 'STATE_CONFLICT' });
    const [warning] = before.loan.warnings;
    const seen = '{ monitoringWarnings(first: 10) { nodes { id } } }';
    expect((await api.data('lender', seen)).monitoringWarnings.nodes).toEqual([]);
    expect((await api.data('housingLender', seen)).monitoringWarnings.nodes).toEqual([{ id: warning.id }]);
    for (const [operation, input] of [
      ['warningAcknowledge', { warning: warning.id }],
      ['paymentPromiseWithdraw', { promise: promise.id }],
    ] as const) {
      const state = await fingerprint(api.testDatabase.unitOfWork);
      expect(await tell('lender', operation, input)).toMatchObject({ __typename: 'NotFound' });
      expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(state);
    }
    expect(await tell('housingLender', 'warningAcknowledge', { warning: warning.id })).toMatchObject({
      __typename: 'MonitoringWarning',
    });
  });

  it('leaves the old lender its log and its certificate, and nothing that happens later', async () => {
    const [{ json, pdf }] = before.certificates;
    for (const { path } of [json, pdf]) expect(await download('lender', path)).toBe(200);
    expect(await file('lender', policy)).toBeNull();
    const told = await kinds('lender');
    expect(told.at(-1)).toBe('policy.assigned');
    const next = await file('housingLender', policy);
    // The borrower pays nothing of what was promised, and nobody the premium.
    await advance(20);
    await maker.makeDue();
    expect(await kinds('lender')).toEqual(told);
    expect(await kinds('housingLender')).toEqual(expect.arrayContaining(['promise.broken', 'premium.dunningDue']));
    const { certificates, loan } = await file('housingLender', policy);
    expect(loan.promises).toMatchObject([{ state: 'BROKEN' }]);
    expect(certificates.slice(0, 1)).toEqual(next.certificates);
    expect(await download('lender', certificates[1].json.path)).toBe(404);
  });
});

describe('a loan whose claim was rejected and that goes to another lender', () => {
  let policy: string;
  let claim: string;
  const document = async (by: string, name: string): Promise<string> => {
    const response = await fetch(`${api.url}/documents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.keys[by]}`, 'content-type': 'application/pdf', 'x-file-name': name },
      body: `%PDF-1.7\n${name}\n%%EOF\n`,
    });
    return ((await response.json()) as { id: string }).id;
  };
  const claimsOf = async (by: string) =>
    (await api.data(by, '{ claims(first: 10) { nodes { id status } } }')).claims.nodes;

  beforeAll(async () => {
    policy = await activePolicy(api, 'SOLD-2', { disbursedOn: '2026-04-23', firstDueOn: '2026-05-23' });
    await advance(121);
    const { claims, loan } = await file('lender', policy);
    expect(claims).toMatchObject([{ status: 'EVIDENCE_PENDING' }]);
    expect(loan).toMatchObject({ overdueState: 'CLAIMABLE' });
    claim = (await claimsOf('lender'))[0].id;
    for (const { kind } of claims[0].checklist) {
      await tell('lender', 'claimEvidenceAdd', { claim, kind, document: await document('lender', kind) });
    }
    const complaint = { policy, claim, about: 'DELAY', text: 'Nobody answers.' };
    await tell('lender', 'complaintOpen', { ...complaint, complainant: 'OBLIGOR' });
    await tell('lender', 'complaintOpen', { ...complaint, complainant: 'LENDER' });
    const rejected = { claim, outcome: 'REJECTED', rejectionCode: 'EVIDENCE_INSUFFICIENT', reason: 'No proof' };
    await tell('claims', 'claimDecide', rejected);
  });

  it('brings claim, evidence and the borrower\u2019s complaint along, and the claim is made again by who is owed', async () => {
    const before = await file('lender', policy);
    expect(before.claims).toMatchObject([
      { status: 'CLOSED', outcome: 'REJECTED', complaints: [{ status: 'RECEIVED' }, { status: 'RECEIVED' }] },
    ]);
    await assign(policy, '2026-08-20');
    const { claims } = await file('housingLender', policy);
    const [obligors, lenders] = before.claims[0].complaints;
    expect(claims).toEqual([{ ...before.claims[0], complaints: [obligors] }]);
    for (const { document: shown } of claims[0].checklist.flatMap(
      ({ documents }: { documents: object[] }) => documents,
    )) {
      expect(await download('housingLender', shown.path)).toBe(200);
    }
    const { complaints } = await api.data('lender', '{ complaints(first: 10) { nodes { number } } }');
    expect(complaints.nodes).toEqual([{ number: lenders.number }]);
    expect(await claimsOf('lender')).toEqual([]);

    const state = await fingerprint(api.testDatabase.unitOfWork);
    const again = await tell('housingLender', 'claimSubmit', { policy });
    expect(again).toMatchObject({ __typename: 'StateConflict' });
    expect(again.message).toContain('ask the insurer to reopen it');
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(state);
    const told = await kinds('lender');
    await tell('claims', 'claimReopen', { claim, reason: 'The new lender showed the contract.' });
    expect(await tell('lender', 'claimWithdraw', { claim })).toMatchObject({ __typename: 'NotFound' });
    await tell('claims', 'claimDecide', { claim, outcome: 'APPROVED' });
    const paid = await tell(
      'claims',
      'claimPay',
      { claim, paidOn: '2026-08-22', reference: 'W-1' },
      '... on Claim { status paid { amount } payments { payees { organisationId amount { amount } } } }',
    );
    expect(paid).toMatchObject({
      status: 'PAID',
      paid: { amount: '1117.67' },
      payments: [{ payees: [{ organisationId: LENDERS.meridian, amount: { amount: '1117.67' } }] }],
    });
    expect(await kinds('lender')).toEqual(told);
    // The new lender is a partner that lends: its lists have what it sold and what it is owed.
    expect(await claimsOf('housingLender')).toMatchObject([
      { id: claim, status: 'PAID' },
      { status: 'EVIDENCE_PENDING' },
    ]);
    const { policies, complaints: taken } = await api.data(
      'housingLender',
      '{ policies(first: 5) { nodes { id } } complaints(first: 5) { nodes { number } } }',
    );
    expect(policies.nodes.at(0)).toEqual({ id: policy });
    expect(policies.nodes).toHaveLength(2);
    expect(taken.nodes).toEqual([{ number: obligors.number }]);
    expect((await api.data('lender', '{ policies(first: 5) { nodes { id } } }')).policies.nodes).toEqual([]);
  });
});
