import type { Transaction } from '../../src/database/unit-of-work.js';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { brokenInvariants, expectInvariants } from '../support/invariants.js';
import { usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';
import { booked } from '../support/step-previews.js';

let api: TestApi;
let policy: string;
let claim: string;
let recovery: string;
let keys = 0;

const advance = (days: number) =>
  api.data('operator', 'mutation ($days: Int!) { sandboxClockAdvance(days: $days) { now } }', { days });

/** Runs a mutation with a key of its own and answers what it answered. */
async function mutate(key: string, name: string, input: object, selection: string) {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`;
  const { [name]: answer } = await api.data(
    key,
    `mutation ($key: String!, $input: ${type}) { ${name}(idempotencyKey: $key, input: $input) {
       __typename ${selection} ... on Problem { code message } ... on InvalidInput { issues { path code } } } }`,
    { key: `desk-${++keys}`, input },
  );
  return answer;
}

async function upload(name: string): Promise<string> {
  const response = await fetch(`${api.url}/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.keys.lender}`, 'content-type': 'application/pdf', 'x-file-name': name },
    body: `%PDF-1.7\n${name}\n%%EOF\n`,
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

const queue = async (name: string, key = 'claims') =>
  (
    await api.data(
      key,
      `query ($queue: ClaimQueue) { claims(first: 10, filter: { queue: $queue }) { nodes { id } } }`,
      { queue: name },
    )
  ).claims.nodes.map(({ id }: { id: string }) => id);

const LEDGER = 'ledger { kind bookedOn postings { account { code } debit { amount } credit { amount } } }';
const books = async (by: string) =>
  (await api.data(by, `query ($policy: ID!) { policy(id: $policy) { ${LEDGER} } }`, { policy })).policy.ledger;

/** A preview of money: it writes nothing, and what the step then books is what it showed. */
async function lookAt(by: string, name: string, input: object, selection: string) {
  const [field, type] = [`${name}Preview`, `${name[0]?.toUpperCase()}${name.slice(1)}Preview`];
  const query = `query ($input: ${type}Input!) { ${field}(input: $input) { ... on ${type} { ${selection} ${LEDGER} token } } }`;
  const written = await fingerprint(api.testDatabase.unitOfWork);
  const { [field]: preview } = await api.data(by, query, { input });
  expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(written);
  const before = await books(by);
  return {
    ...preview,
    expectBooked: async () => expect((await books(by)).slice(before.length)).toEqual(preview.ledger),
  };
}

/** A loan of 1,200.00 USD that is never paid; its claim opens on 1 July 2026. */
beforeAll(async () => {
  api = await startApi();
  policy = await activePolicy(api, 'DESK-1');
  await advance(121);
  const { claims } = await api.data('claims', '{ claims(first: 5) { nodes { id } } }');
  claim = claims.nodes[0].id;
});
afterAll(() => api.close());

describe('the claims desk over the API', () => {
  it('works from queues; how the insurer handles a claim is nobody else’s business', async () => {
    expect(await queue('WAITING')).toEqual([claim]);
    const { viewer } = await api.data('claims', '{ viewer { keyId } }');
    const assigned = await mutate(
      'claims',
      'claimAssign',
      { claim, assignee: viewer.keyId },
      '... on Claim { handling { assignee checks { code } proposal { outcome } } }',
    );
    expect(assigned.handling).toEqual({ assignee: viewer.keyId, checks: [], proposal: null });
    expect(await queue('MINE')).toEqual([claim]);
    expect(await queue('MINE', 'alderClaims')).toEqual([]);
    const { claim: seen } = await api.data('lender', 'query ($id: ID!) { claim(id: $id) { handling { assignee } } }', {
      id: claim,
    });
    expect(seen.handling).toBeNull();
    const { events } = await api.data('lender', '{ events(after: "0", first: 100) { events { kind } } }');
    expect(events.events.map(({ kind }: { kind: string }) => kind)).not.toContain('claim.assigned');
  });

  it('shares the loss with another insurer as long as that one is declared', async () => {
    const other = { insurer: 'Alder Mutual', policyNumber: 'AM-1', sumInsured: usd('1118.00') };
    const selection =
      '... on Claim { indemnity { amount tree { code amount { amount } } } otherInsurance { insurer } }';
    const shared = await mutate('lender', 'claimOtherInsuranceDeclare', { claim, otherInsurance: [other] }, selection);
    expect(shared.indemnity.tree.find(({ code }: { code: string }) => code === 'OTHER_INSURANCE')).toBeDefined();
    const alone = await mutate('claims', 'claimOtherInsuranceDeclare', { claim, otherInsurance: [] }, selection);
    expect(alone).toMatchObject({ indemnity: { amount: '1117.67' }, otherInsurance: [] });
    const bad = { claim, otherInsurance: [{ ...other, sumInsured: { amount: '1.234', currency: 'USD' } }] };
    expect((await mutate('lender', 'claimOtherInsuranceDeclare', bad, '')).issues).toEqual([
      { path: 'otherInsurance[0].sumInsured.amount', code: 'TOO_MANY_DECIMALS' },
    ]);
  });

  it('decides once every paper is there, and pays in parts what a preview shows', async () => {
    const { claim: asked } = await api.data(
      'lender',
      'query ($id: ID!) { claim(id: $id) { checklist { kind required state } } }',
      { id: claim },
    );
    for (const { kind, required } of asked.checklist) {
      if (required) await mutate('lender', 'claimEvidenceAdd', { claim, kind, document: await upload(kind) }, '');
    }
    expect(await queue('TO_DECIDE')).toEqual([claim]);
    const decided = await mutate(
      'claims',
      'claimDecide',
      { claim, outcome: 'APPROVED' },
      '... on Claim { status isAutomatic reserved { amount } deadlines { kind dueOn state } }',
    );
    expect(decided).toMatchObject({
      status: 'DECIDED',
      isAutomatic: false,
      reserved: { amount: '1117.67' },
      deadlines: [
        { kind: 'WAITING_PERIOD' },
        { kind: 'DECISION', state: 'MET' },
        { kind: 'PAYMENT', dueOn: '2026-07-11' },
      ],
    });
    expect(await queue('TO_PAY')).toEqual([claim]);
    const payees = [
      { role: 'INVESTOR', reference: 'INV-1', share: '2' },
      { role: 'LENDER', share: '1' },
    ];
    const planned = { claim, amount: usd('1000.00'), payees };
    const figures = 'left { amount } uncompensated { amount } payees { role reference amount { amount } }';
    const claimPayPreview = await lookAt('claims', 'claimPay', planned, figures);
    expect(booked(claimPayPreview.ledger)).toEqual([
      ['CLAIM_PAID', 'CLAIMS_PAYABLE 1000.00', 'CASH_CLEARING -666.67', 'CASH_CLEARING -333.33'],
    ]);
    expect(claimPayPreview).toMatchObject({
      left: { amount: '117.67' },
      uncompensated: { amount: '241.86' },
      payees: [
        { role: 'INVESTOR', reference: 'INV-1', amount: { amount: '666.67' } },
        { role: 'LENDER', reference: null, amount: { amount: '333.33' } },
      ],
    });
    const wire = { paidOn: '2026-07-01', reference: 'W-1', token: claimPayPreview.token };
    const paid = '... on Claim { status paid { amount } payments { kind amount { amount } } recovery { id } }';
    const first = await mutate('claims', 'claimPay', { ...planned, ...wire }, paid);
    expect(first).toMatchObject({ status: 'DECIDED', paid: { amount: '1000.00' } });
    await claimPayPreview.expectBooked();
    recovery = first.recovery.id;
    const again = await mutate(
      'claims',
      'claimPay',
      { ...planned, amount: usd('1.00'), ...wire, reference: 'W-2' },
      '',
    );
    expect(again.code).toBe('STATE_CONFLICT');
    const nobody = await mutate(
      'claims',
      'claimPay',
      { ...planned, ...wire, payees: [] },
      '... on InvalidInput { issues { path code } }',
    );
    expect(nobody.issues).toEqual([{ path: 'payees', code: 'EMPTY' }]);
    const rest = await mutate('claims', 'claimPay', { claim, paidOn: '2026-07-01', reference: 'W-2' }, paid);
    expect(rest).toMatchObject({ status: 'PAID', paid: { amount: '1117.67' } });
    expect(rest.payments.map(({ amount }: { amount: { amount: string } }) => amount.amount)).toEqual([
      '1000.00',
      '117.67',
    ]);
  });

  it('recovers with preview, plan, cost and correction', async () => {
    const planned = await mutate(
      'claims',
      'recoveryPlanAgree',
      { recovery, total: usd('100.00'), instalments: 3, firstDueOn: '2026-08-01', every: 'MONTH' },
      '... on Recovery { status plans { status graceDays instalments { dueOn amount { amount } } } }',
    );
    expect(planned).toMatchObject({
      status: 'INSTALMENT_PLAN',
      plans: [
        {
          status: 'ACTIVE',
          graceDays: 5,
          instalments: [
            { dueOn: '2026-08-01', amount: { amount: '33.34' } },
            { dueOn: '2026-09-01', amount: { amount: '33.33' } },
            { dueOn: '2026-10-01', amount: { amount: '33.33' } },
          ],
        },
      ],
    });
    const change = 'change { insurer { amount } lender { amount } } isInsurerWhole';
    const recoveryPreview = await lookAt('lender', 'recovery', { recovery, amount: usd('40.00') }, change);
    expect(booked(recoveryPreview.ledger)).toEqual([
      ['RECOVERY_RECEIVED', 'CASH_CLEARING 40.00', 'RECOVERY_INCOME -40.00'],
    ]);
    expect(recoveryPreview).toMatchObject({ change: { insurer: { amount: '40.00' } }, isInsurerWhole: false });
    const { token } = recoveryPreview;
    const receipt = { recovery, reference: 'IN-1', receivedOn: '2026-07-01', amount: usd('40.00'), token };
    const recorded = await mutate('lender', 'recoveryRecord', receipt, '... on Recovery { receipts { id kind } }');
    await recoveryPreview.expectBooked();
    await mutate(
      'claims',
      'recoveryCostRecord',
      { recovery, kind: 'COURT', reference: 'BILL-1', incurredOn: '2026-07-01', amount: usd('10.00') },
      '',
    );
    const corrected = await mutate(
      'claims',
      'recoveryCorrect',
      {
        recovery,
        receipt: recorded.receipts[0].id,
        reason: 'Typed wrong',
        replacement: { reference: 'IN-1a', receivedOn: '2026-07-01', amount: usd('4.00') },
      },
      `... on Recovery { received { amount } missing { amount } plans { received { amount } nextDueOn }
         receipts { kind note costKind shares { costs { amount } insurer { amount } } } }`,
    );
    expect(corrected).toMatchObject({
      received: { amount: '4.00' },
      missing: { amount: '1247.86' },
      plans: [{ received: { amount: '4.00' }, nextDueOn: '2026-08-01' }],
      receipts: [
        { kind: 'RECEIPT', shares: { costs: { amount: '0.00' }, insurer: { amount: '40.00' } } },
        { kind: 'COST', costKind: 'COURT', shares: { costs: { amount: '10.00' }, insurer: { amount: '-10.00' } } },
        {
          kind: 'REVERSAL',
          note: 'Typed wrong',
          shares: { costs: { amount: '-10.00' }, insurer: { amount: '-30.00' } },
        },
        { kind: 'RECEIPT', shares: { costs: { amount: '4.00' }, insurer: { amount: '0.00' } } },
      ],
    });
    const costs = { recovery, paidOn: '2026-07-01', reference: 'COURT-1' };
    const six = { recovery, amount: usd('6.00') };
    const left = 'payable { amount } amount { amount } left { amount }';
    const recoveryCostPayPreview = await lookAt('claims', 'recoveryCostPay', six, left);
    expect(booked(recoveryCostPayPreview.ledger)).toEqual([
      ['RECOVERY_COST_PAID', 'RECOVERY_COSTS_PAYABLE 6.00', 'CASH_CLEARING -6.00'],
    ]);
    expect(recoveryCostPayPreview).toMatchObject({
      payable: { amount: '10.00' },
      amount: { amount: '6.00' },
      left: { amount: '4.00' },
    });
    const ledger = 'ledger { kind postings { account { code } debit { amount } credit { amount } } }';
    const settled = await mutate(
      'claims',
      'recoveryCostPay',
      { ...costs, amount: usd('6.00'), token: recoveryCostPayPreview.token },
      `... on Recovery { costs { amount } costsPaid { amount } costsPayable { amount } costPayments { amount { amount } reference ${ledger} }
         receipts { kind ledger { kind } } }`,
    );
    await recoveryCostPayPreview.expectBooked();
    expect(settled).toMatchObject({
      costs: { amount: '10.00' },
      costsPaid: { amount: '6.00' },
      costsPayable: { amount: '4.00' },
      costPayments: [
        {
          amount: { amount: '6.00' },
          reference: 'COURT-1',
          ledger: [
            {
              kind: 'RECOVERY_COST_PAID',
              postings: [
                { account: { code: 'RECOVERY_COSTS_PAYABLE' }, debit: { amount: '6.00' }, credit: null },
                { account: { code: 'CASH_CLEARING' }, debit: null, credit: { amount: '6.00' } },
              ],
            },
          ],
        },
      ],
    });
    expect(settled.receipts[1].ledger).toEqual([{ kind: 'RECOVERY_COST_BILLED' }, { kind: 'RECOVERY_CORRECTED' }]);
    const tooMuch = await mutate(
      'claims',
      'recoveryCostPay',
      { ...costs, reference: 'COURT-2', amount: usd('4.01') },
      '... on LimitExceeded { available { amount } }',
    );
    expect(tooMuch).toMatchObject({ code: 'LIMIT_EXCEEDED', available: { amount: '4.00' } });
    const seen = 'query ($id: ID!) { claim(id: $id) { recovery { costsPaid { amount } costPayments { reference } } } }';
    expect((await api.data('lender', seen, { id: claim })).claim.recovery.costPayments).toEqual([]);
    await advance(37);
    const { claim: later } = await api.data(
      'claims',
      'query ($id: ID!) { claim(id: $id) { recovery { status plans { status } } } }',
      { id: claim },
    );
    expect(later.recovery).toEqual({ status: 'IN_COLLECTION', plans: [{ status: 'BROKEN' }] });
    const given = await mutate(
      'claims',
      'recoveryWriteOff',
      { recovery, code: 'UNECONOMIC', reason: 'Too little left' },
      '... on Recovery { status writeOff { code amount { amount } } claim { status } }',
    );
    expect(given).toMatchObject({
      status: 'WRITTEN_OFF',
      writeOff: { code: 'UNECONOMIC', amount: { amount: '1117.67' } },
      claim: { status: 'CLOSED' },
    });
  });

  it('answers a complaint and decides the claim anew', async () => {
    const { id } = await mutate(
      'lender',
      'complaintOpen',
      { policy, claim, complainant: 'OBLIGOR', about: 'CLAIM_DECISION', text: 'I had paid.' },
      '... on Complaint { id number status }',
    );
    expect(
      (
        await mutate('lender', 'complaintAnswer', { complaint: id, outcome: 'UPHELD', answer: 'x' }, '').catch(String)
      ).toString(),
    ).toMatch('may not do this');
    const answered = await mutate(
      'claims',
      'complaintAnswer',
      { complaint: id, outcome: 'UPHELD', answer: 'You had.' },
      '... on Complaint { status policy { id } }',
    );
    expect(answered).toMatchObject({ status: 'ANSWERED', policy: { id: policy } });
    await mutate('claims', 'claimReopen', { claim, reason: 'The borrower had paid' }, '');
    const lower = await mutate(
      'claims',
      'claimDecide',
      { claim, outcome: 'PARTLY_APPROVED', approved: usd('1000.00'), reason: 'A payment was overlooked' },
      '... on Claim { status paid { amount } overpaid { amount } complaints { id } }',
    );
    expect(lower).toMatchObject({
      status: 'CLOSED',
      paid: { amount: '1000.00' },
      overpaid: { amount: '117.67' },
      complaints: [{ id }],
    });
    const back = { claim, amount: usd('117.67'), paidOn: '2026-08-07', reference: 'BACK-1' };
    const returned = await mutate(
      'claims',
      'claimOverpaymentReturn',
      back,
      '... on Claim { overpaid { amount } ledger { kind } }',
    );
    expect(returned.overpaid).toEqual({ amount: '0.00' });
    expect(returned.ledger.map(({ kind }: { kind: string }) => kind)).toEqual(
      expect.arrayContaining(['CLAIM_PAID', 'CLAIM_OVERPAID', 'CLAIM_OVERPAYMENT_RETURNED', 'RECOVERY_CORRECTED']),
    );
    const { node } = await api.data(
      'claims',
      'query ($id: ID!) { node(id: $id) { id ... on Complaint { outcome } } }',
      { id },
    );
    expect(node).toEqual({ id, outcome: 'UPHELD' });
  });

  it('shows the claim as it was, and as it was known, before it was decided anew', async () => {
    const shown = 'status outcome approved { amount } paid { amount } payments { amount { amount } }';
    const seen = (asOf: object, key = 'lender') =>
      api.data(
        key,
        `query ($id: ID!, $policy: ID!, $asOf: PolicyAsOfInput!) {
           claim(id: $id, asOf: $asOf) { ${shown} } policy(id: $policy, asOf: $asOf) { claims { status paid { amount } } } }`,
        { id: claim, policy, asOf },
      );
    const inJuly = {
      claim: {
        status: 'PAID',
        outcome: 'APPROVED',
        approved: { amount: '1117.67' },
        paid: { amount: '1117.67' },
        payments: [{ amount: { amount: '1000.00' } }, { amount: { amount: '117.67' } }],
      },
      policy: { claims: [{ status: 'PAID', paid: { amount: '1117.67' } }] },
    };
    expect(await seen({ effective: '2026-07-01' })).toEqual(inJuly);
    expect(await seen({ effective: '2026-08-31', known: '2026-08-06T23:00:00Z' })).toEqual(inJuly);
    expect(await seen({ effective: '2026-06-30' })).toEqual({ claim: null, policy: { claims: [] } });
    expect((await seen({ effective: '2026-07-01' }, 'alderClaims')).claim).toBeNull();
    const today = await seen({ effective: '2026-08-07' });
    expect(today).toMatchObject({
      claim: { status: 'CLOSED', outcome: 'PARTLY_APPROVED', approved: { amount: '1000.00' } },
      policy: { claims: [{ status: 'CLOSED', paid: { amount: '1000.00' } }] },
    });
    expect(today.claim.payments).toHaveLength(3);
    const now = await api.data('lender', `query ($id: ID!) { claim(id: $id) { ${shown} } }`, { id: claim });
    expect(today.claim).toEqual(now.claim);
  });

  it('leaves every invariant whole', async () => {
    await expectInvariants(api.testDatabase.unitOfWork);
  });

  it.each([
    ['I4 a payment is the sum', 'UPDATE claim_payment SET amount_minor = amount_minor + 1 WHERE amount_minor > 0'],
    ['I4 a plan is the sum', 'UPDATE recovery_plan SET total_minor = total_minor + 1'],
    ['I6 what left for a claim', 'UPDATE claim SET overpaid_minor = overpaid_minor + 1'],
    ['I6 paid and reserved', `UPDATE claim SET status = 'DECIDED', approved_minor = approved_minor + 100000`],
    ['I6 a recovery is the sum', 'UPDATE recovery SET received_minor = received_minor + 1'],
    ['I10 the history of a complaint', `UPDATE complaint SET status = 'CLOSED'`],
  ])('notices when it does not hold: %s', async (name, damage) => {
    const client = await api.testDatabase.database.pool.connect();
    const rows = async <Row>({ text }: { text: string }, values: readonly unknown[] = []) =>
      (await client.query(text, [...values])).rows as Row[];
    try {
      await client.query(`BEGIN; SELECT set_config('app.scope', 'system', true)`);
      await client.query('ALTER TABLE claim_payment DISABLE TRIGGER USER');
      expect((await client.query(damage)).rowCount).toBeGreaterThan(0);
      const broken = await brokenInvariants({ rows } as Pick<Transaction, 'rows'> as Transaction);
      expect(Object.keys(broken).some((sentence) => sentence.startsWith(name))).toBe(true);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});
