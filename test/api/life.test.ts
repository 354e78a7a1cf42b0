import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { checkoutRequest, LUMEN, POLICY_ACTIVATE, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';
import { until } from '../support/until.js';

let api: TestApi;
let policy: string;
let quote: string;
let offer: string;
let claim: string;
let recovery: string;
let document: string;

const UPDATES = `subscription ($after: Cursor) { claimUpdates(after: $after) {
  cursor event claim { id number status outcome indemnity { amount } policy { number } } } }`;

/** One policy from quote to active cover; the borrower never pays. */
beforeAll(async () => {
  api = await startApi();
  const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, { key: 'q', input: checkoutRequest('LIFE-1') });
  quote = quoteCreate.id;
  offer = quoteCreate.offers[0].id;
  const bound = await api.data('merchant', POLICY_BIND, { key: 'b', input: { offer, premiumAtMost: usd('10.00') } });
  policy = bound.policyBind.id;
  await api.data('lender', POLICY_ACTIVATE, {
    key: 'a',
    input: {
      policy,
      disbursement: { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: 'HB-77' },
      purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: 'LIFE-1', payee: LUMEN },
    },
  });
});
afterAll(() => api.close());

const advance = (days: number) =>
  api.data('operator', 'mutation ($days: Int!) { sandboxClockAdvance(days: $days) { now done { task count } } }', {
    days,
  });
const kinds = (received: { claimUpdates: { event: string } }[]) =>
  received.map(({ claimUpdates }) => claimUpdates.event);

describe('from default to recovery', () => {
  it('opens the claim by itself on the day the waiting period ends, and tells the dashboard', async () => {
    const dashboard = api.subscribe('dashboard', UPDATES);
    const rival = api.subscribe('alderClaims', UPDATES);
    // Due 2026-04-02, 90 days of waiting: the claim opens on 2026-07-01, 121 days after 2026-03-02.
    await advance(120);
    expect((await api.data('claims', '{ claims(first: 5) { nodes { id } } }')).claims.nodes).toEqual([]);
    await advance(1);
    await until(() => dashboard.received.length >= 1);
    const [{ claimUpdates: update }] = dashboard.received;
    claim = update.claim.id;
    expect(update).toMatchObject({
      event: 'claim.notified',
      claim: {
        number: expect.stringMatching(/^CL-2026-[0-9A-Z]{4}-[0-9A-Z]{4}$/),
        policy: { number: expect.stringMatching(/^CG-2026-[0-9A-Z]{4}-[0-9A-Z]{4}$/) },
      },
    });
    expect(dashboard.failures).toEqual([]);
    await dashboard.stop();
    expect(rival.received).toEqual([]);
    await rival.stop();
  });

  it('shows how the indemnity follows, figure by figure', async () => {
    const { claim: shown } = await api.data(
      'claims',
      `query ($id: ID!) { claim(id: $id) { status origin defaultedOn triggeredOn 
         indemnity { amount coveredLoss { amount } tree { id parent amount { amount } } } checklist { kind required state } } }`,
      { id: claim },
    );
    // Nothing was paid: 1,200.00 of principal; scheduled interest of the three instalments due by 1 July is
    // 12.00 + 11.05 + 10.10; accrued on the 913.29 not yet due for 29 days since 2 June: 913.29 x 0.12 x 29 / 365 = 8.71.
    expect(shown).toMatchObject({ origin: 'FEED', defaultedOn: '2026-04-02', triggeredOn: '2026-07-01' });
    expect(shown.indemnity.coveredLoss).toEqual({ amount: '1241.86' });
    expect(shown.indemnity.amount).toBe('1117.67');
    expect(
      shown.indemnity.tree.map(({ id, amount }: { id: string; amount: { amount: string } }) => [id, amount.amount]),
    ).toEqual([
      ['INDEMNITY', '1117.67'],
      ['INDEMNITY.COVERED_LOSS', '1241.86'],
      ['INDEMNITY.COVERED_LOSS.OUTSTANDING_PRINCIPAL', '1200.00'],
      ['INDEMNITY.COVERED_LOSS.INTEREST', '41.86'],
      ['INDEMNITY.COVERED_LOSS.INTEREST.UNPAID_INTEREST', '33.15'],
      ['INDEMNITY.COVERED_LOSS.INTEREST.ACCRUED_INTEREST', '8.71'],
      ['INDEMNITY.LENDER_RETENTION', '-124.19'],
      ['INDEMNITY.LENDER_RETENTION.INSURED_PERCENTAGE', '-124.19'],
    ]);
    expect(shown.status).toBe('EVIDENCE_PENDING');
    expect(shown.checklist.filter(({ required }: { required: boolean }) => required).length).toBeGreaterThan(0);
  });

  it('takes evidence from the lender until the file is complete', async () => {
    const { claim: shown } = await api.data(
      'lender',
      `query ($id: ID!) { claim(id: $id) { checklist { kind required } } }`,
      { id: claim },
    );
    for (const { kind, required } of shown.checklist) {
      if (!required) continue;
      const response = await fetch(`${api.url}/documents`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${api.keys.lender}`,
          'content-type': 'application/pdf',
          'x-file-name': `${kind}.pdf`,
        },
        body: `%PDF-1.7\n${kind}\n%%EOF\n`,
      });
      expect(response.status).toBe(201);
      document = ((await response.json()) as { id: string }).id;
      const added = await api.data(
        'lender',
        `mutation ($key: String!, $input: ClaimEvidenceAddInput!) { claimEvidenceAdd(idempotencyKey: $key, input: $input) {
           __typename ... on Claim { status } ... on Problem { code message } } }`,
        { key: `e-${kind}`, input: { claim, kind, document } },
      );
      expect(added.claimEvidenceAdd.__typename).toBe('Claim');
    }
    const { claim: complete } = await api.data('claims', `query ($id: ID!) { claim(id: $id) { status } }`, {
      id: claim,
    });
    expect(complete.status).toBe('UNDER_REVIEW');
  });

  it('is decided and paid by the insurer only, once', async () => {
    const decide = (key: string) =>
      api.ask(
        key,
        `mutation ($input: ClaimDecideInput!) { claimDecide(idempotencyKey: "d", input: $input) {
           __typename ... on Claim { status outcome approved { amount } } ... on Problem { code } } }`,
        { input: { claim, outcome: 'APPROVED' } },
      );
    expect((await decide('lender')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await decide('alderClaims')).data.claimDecide).toEqual({ __typename: 'NotFound', code: 'NOT_FOUND' });
    expect((await decide('claims')).data.claimDecide).toEqual({
      __typename: 'Claim',
      status: 'DECIDED',
      outcome: 'APPROVED',
      approved: { amount: '1117.67' },
    });
    const pay = (key: string) =>
      api.data(
        'claims',
        `mutation ($key: String!, $input: ClaimPayInput!) { claimPay(idempotencyKey: $key, input: $input) {
           __typename ... on Claim { status paid { amount } recovery { id status uncompensated { amount } } } ... on StateConflict { from to } } }`,
        { key, input: { claim, paidOn: '2026-07-01', reference: 'WIRE-1' } },
      );
    const answers = await Promise.all(['p-1', 'p-2', 'p-3'].map(pay));
    const paid = answers.filter(({ claimPay }) => claimPay.__typename === 'Claim');
    expect(paid).toHaveLength(1);
    expect(paid[0].claimPay).toMatchObject({
      status: 'PAID',
      paid: { amount: '1117.67' },
      recovery: { uncompensated: { amount: '124.19' } },
    });
    recovery = paid[0].claimPay.recovery.id;
  });

  it('allocates what is recovered by the waterfall and keeps the books at zero', async () => {
    const record = (reference: string, amount: string) =>
      api.data(
        'claims',
        `mutation ($key: String!, $input: RecoveryRecordInput!) { recoveryRecord(idempotencyKey: $key, input: $input) {
           __typename ... on Recovery { status received { amount } shares { insurer { amount } lender { amount } obligor { amount } } }
           ... on Problem { code message } } }`,
        { key: reference, input: { recovery, reference, receivedOn: '2026-07-01', amount: usd(amount) } },
      );
    expect((await record('R-1', '1000.00')).recoveryRecord).toMatchObject({
      received: { amount: '1000.00' },
      shares: { insurer: { amount: '1000.00' }, lender: { amount: '0.00' } },
    });
    expect((await record('R-2', '300.00')).recoveryRecord).toMatchObject({
      status: 'RECOVERED',
      shares: { insurer: { amount: '1117.67' }, lender: { amount: '124.19' }, obligor: { amount: '58.14' } },
    });
    const { ledger } = await api.data(
      'claims',
      '{ ledger { trialBalance(currency: "USD") { debit { amount } credit { amount } } } }',
    );
    expect(ledger.trialBalance.debit).toEqual(ledger.trialBalance.credit);
    const held = await api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) =>
      tx.rows(
        {
          name: 'held',
          text: `SELECT state FROM exposure WHERE policy_id = $1 UNION ALL SELECT state FROM purpose_lock WHERE policy_id = $1`,
        },
        [policy],
      ),
    );
    expect(held).toEqual([{ state: 'RELEASED' }, { state: 'RELEASED' }]);
  });

  it('replays every update from the cursor in one order, whoever slept', async () => {
    const slept = api.subscribe('dashboard', UPDATES, { after: '0' });
    await until(
      () => kinds(slept.received).at(-1) === 'claim.closed' || kinds(slept.received).includes('claim.closed'),
    );
    const all = kinds(slept.received);
    expect(all.slice(0, 1)).toEqual(['claim.notified']);
    expect(all).toEqual(expect.arrayContaining(['claim.decided', 'claim.paid', 'claim.closed']));
    const cursors = slept.received.map(({ claimUpdates }) => BigInt(claimUpdates.cursor));
    expect(cursors).toEqual([...cursors].sort((a, b) => (a < b ? -1 : 1)));
    await slept.stop();
    const resumed = api.subscribe('dashboard', UPDATES, { after: slept.received[1].claimUpdates.cursor });
    await until(() => resumed.received.length === all.length - 2);
    expect(kinds(resumed.received)).toEqual(all.slice(2));
    await resumed.stop();
    const pulled = await api.data(
      'dashboard',
      '{ events(after: "0", first: 100, kinds: ["claim.notified", "claim.paid"]) { events { kind subjectId } } }',
    );
    expect(pulled.events.events).toEqual([
      { kind: 'claim.notified', subjectId: claim },
      { kind: 'claim.paid', subjectId: claim },
    ]);
  });
});

describe('tenancy', () => {
  const STRANGERS = ['dealer', 'housingLender', 'alderClaims'];

  it('answers another tenant about any id as if it did not exist', async () => {
    const ids = { quote, offer, policy, claim, recovery, document };
    const query = `query ($id: ID!) { node(id: $id) { id } quote(id: $id) { id } policy(id: $id) { id } claim(id: $id) { id } document(id: $id) { id } }`;
    for (const stranger of STRANGERS) {
      for (const [kind, id] of Object.entries(ids)) {
        const absent = id.slice(0, -4) + (id.endsWith('0000') ? '1111' : '0000');
        // Alder made an offer on the quote as well, but this offer is Northwind's.
        expect([stranger, kind, await api.ask(stranger, query, { id })]).toEqual([
          stranger,
          kind,
          await api.ask(stranger, query, { id: absent }),
        ]);
      }
      const download = await fetch(`${api.url}/documents/${document}`, {
        headers: { authorization: `Bearer ${api.keys[stranger]}` },
      });
      expect(download.status).toBe(404);
    }
  });

  it('shows its parties what concerns them: the lender the policy, the insurer no quote', async () => {
    const query = `query ($policy: ID!, $quote: ID!) { policy(id: $policy) { id quote { id } } quote(id: $quote) { id } }`;
    const ask = (key: string) => api.data(key, query, { policy, quote });
    expect(await ask('merchant')).toEqual({ policy: { id: policy, quote: { id: quote } }, quote: { id: quote } });
    expect(await ask('lender')).toEqual({ policy: { id: policy, quote: null }, quote: null });
    expect(await ask('claims')).toEqual({ policy: { id: policy, quote: null }, quote: null });
    expect(await ask('operator')).toEqual({ policy: { id: policy, quote: { id: quote } }, quote: { id: quote } });
  });

  it('lets a dashboard only read, and nobody without a key in', async () => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const create = await api.ask('dashboard', QUOTE_CREATE, { key: 'x', input: checkoutRequest('X') });
    expect(create.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const nobody = await api.ask(undefined, '{ quotes(first: 1) { nodes { id } } }');
    expect([nobody.status, nobody.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    const madeUp = await api.ask('cg_000000000000_aaaa', '{ quotes(first: 1) { nodes { id } } }');
    expect([madeUp.status, madeUp.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });
});

describe('a loan that is settled while a claim is under way', () => {
  it('gives the claim up and then ends the cover', async () => {
    const input = {
      ...checkoutRequest('LIFE-2'),
      loan: { ...checkoutRequest('LIFE-2').loan, disbursedOn: '2026-07-01', firstDueOn: '2026-08-01' },
    };
    const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, { key: 's-q', input });
    const bound = await api.data('merchant', POLICY_BIND, {
      key: 's-b',
      input: { offer: quoteCreate.offers[0].id, premiumAtMost: usd('10.00') },
    });
    const { id } = bound.policyBind;
    await api.data('lender', POLICY_ACTIVATE, {
      key: 's-a',
      input: {
        policy: id,
        disbursement: { disbursedOn: '2026-07-01', amount: usd('1200.00'), loanReference: 'HB-78' },
        purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: 'LIFE-2', payee: LUMEN },
      },
    });
    await advance(122);
    const state = async () =>
      (
        await api.data('lender', `query ($id: ID!) { policy(id: $id) { status claims { status } loan { status } } }`, {
          id,
        })
      ).policy;
    expect(await state()).toEqual({
      status: 'ACTIVE',
      claims: [{ status: 'EVIDENCE_PENDING' }],
      loan: { status: 'ACTIVE' },
    });
    const settled = { policy: id, sequence: 1, effectiveOn: '2026-10-31', settled: { amount: usd('1250.00') } };
    const { loanReport } = await api.data(
      'lender',
      'mutation ($reports: [LoanReportInput!]!) { loanReport(input: { reports: $reports }) { accepted rejected { code } } }',
      { reports: [settled] },
    );
    expect(loanReport).toEqual({ accepted: 1, rejected: [] });
    await advance(1);
    expect(await state()).toEqual({ status: 'CLOSED', claims: [{ status: 'WITHDRAWN' }], loan: { status: 'SETTLED' } });
  });
});
