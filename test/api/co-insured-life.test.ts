import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { startApi, type TestApi } from '../support/api.js';
import { type CoInsurers, capAt, coInsurers } from '../support/co-insurers.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, goodObligor, LUMEN, POLICY_ACTIVATE, POLICY_BIND, usd } from '../support/requests.js';
import { until } from '../support/until.js';

const CLEAN = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.1, openAccounts: 4 };
const QUOTE = `mutation ($key: String!, $input: QuoteCreateInput!) { quoteCreate(idempotencyKey: $key, input: $input) {
  ... on Quote { id offers { id insurerShares { share insurer { name } } } } ... on Problem { code message } } }`;
const SHARES = 'insurerShares { share insurer { name } sumInsured { amount } premium { amount } }';
const POLICY = `query ($id: ID!) { policy(id: $id) { id status insurer { name } sumInsured { amount } premium { total { amount } } ${SHARES}
  ownShare { share sumInsured { amount } premium { amount } } loan { status schedule { number } } transactions { kind } roles { role }
  earnedPremium(asOf: "2026-03-20") { written { amount } } } }`;
const CLAIM = `query ($id: ID!) { claim(id: $id) { id status handling { assignee } indemnity { amount } approved { amount } paid { amount }
  insurerShares { insurer { name } share reserved { amount } approved { amount } paid { amount } }
  payments { amount { amount } } recovery { id status insurerShares { insurer { name } indemnity { amount } recovered { amount } missing { amount } } } } }`;

let api: TestApi;
let others: CoInsurers;
let policy: string;
let claim: string;
let recovery: string;
const NAMES = ['Northwind Credit Insurance', 'Alder Mutual', 'Cedar Assurance'] as const;
const desk = () => ({ [NAMES[0]]: 'claims', [NAMES[1]]: 'alderClaims', [NAMES[2]]: others.cedarClaims }) as const;

const minor = (amount: string): number => Math.round(Number(amount) * 100);
const sum = (amounts: readonly { amount: string }[]): number =>
  amounts.reduce((total, { amount }) => total + minor(amount), 0);

async function bind(order: string, dates = {}): Promise<string> {
  const obligor = { ...goodObligor, reference: order, identityNumber: null, creditReport: CLEAN };
  const { quoteCreate } = await api.data('merchant', QUOTE, {
    key: `q-${order}`,
    input: checkoutRequest(order, { obligor, loan: { ...checkoutRequest(order).loan, ...dates } }),
  });
  const [offer] = quoteCreate.offers;
  expect(offer.insurerShares.map(({ insurer }: { insurer: { name: string } }) => insurer.name)).toEqual(NAMES);
  const input = { offer: offer.id, premiumAtMost: usd('99.00') };
  return (await api.data('merchant', POLICY_BIND, { key: `b-${order}`, input })).policyBind.id;
}
const activate = (id: string, order: string) =>
  api.data('lender', POLICY_ACTIVATE, {
    key: `a-${order}`,
    input: {
      policy: id,
      disbursement: { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: order },
      purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: order, payee: LUMEN },
    },
  });
const advance = (days: number) =>
  api.data('operator', 'mutation ($days: Int!) { sandboxClockAdvance(days: $days) { now } }', { days });
const shown = async (key: string) => (await api.data(key, POLICY, { id: policy })).policy;
const claimShown = async (key: string) => (await api.data(key, CLAIM, { id: claim })).claim;

/** Balance of each account that is not zero, debit above zero, by the insurer whose key asks. */
async function books(key: string): Promise<Record<string, string>> {
  const { ledger } = await api.data(
    key,
    '{ ledger { trialBalance(currency: "USD") { debit { amount } credit { amount } accounts { account { code } balance { amount } } } } }',
  );
  const { debit, credit, accounts } = ledger.trialBalance;
  expect(debit).toEqual(credit);
  type Line = { account: { code: string }; balance: { amount: string } };
  return Object.fromEntries(
    (accounts as Line[])
      .filter(({ balance }) => minor(balance.amount) !== 0)
      .map(({ account, balance }) => [account.code, balance.amount]),
  );
}

beforeAll(async () => {
  api = await startApi();
  others = await coInsurers(api);
  policy = await bind('SHARED-1');
  await activate(policy, 'SHARED-1');
});
afterAll(() => api.close());

describe('a policy of three insurers in force', () => {
  it('shows the leader, the partner and the lender everybody, and a follower the leader and itself', async () => {
    const full = await shown('merchant');
    expect(full.insurerShares.map(({ insurer }: { insurer: { name: string } }) => insurer.name)).toEqual(NAMES);
    expect(sum(full.insurerShares.map((share: { sumInsured: { amount: string } }) => share.sumInsured))).toBe(
      minor(full.sumInsured.amount),
    );
    expect(full.ownShare).toBeNull();
    for (const key of ['lender', 'claims', 'operator']) {
      expect((await shown(key)).insurerShares).toEqual(full.insurerShares);
    }
    for (const [at, name] of NAMES.entries()) {
      const own = await shown(desk()[name]);
      const { insurer: _, ...expected } = full.insurerShares[at];
      expect(own.ownShare).toEqual(expected);
      expect(own).toMatchObject({ status: 'ACTIVE', insurer: { name: NAMES[0] }, loan: { status: 'ACTIVE' } });
      expect(own.loan.schedule).toHaveLength(12);
      expect(own.transactions).toEqual([{ kind: 'ISSUANCE' }]);
      expect(own.roles).toEqual(full.roles);
      if (at > 0) expect(own.insurerShares).toEqual([full.insurerShares[0], full.insurerShares[at]]);
      const { policies } = await api.data(
        desk()[name],
        `{ policies(first: 10) { nodes { id ownShare { share } } pageInfo { hasNextPage } } }`,
      );
      expect(policies.nodes).toEqual([{ id: policy, ownShare: { share: expected.share } }]);
    }
    expect((await api.ask('dealer', POLICY, { id: policy })).data.policy).toBeNull();
  });

  it('has premium, tax and commission of each in its own books, to the cent', async () => {
    const [lead, alder, cedar] = await Promise.all(NAMES.map((name) => books(desk()[name])));
    const { policy: whole } = await api.data(
      'merchant',
      'query ($id: ID!) { policy(id: $id) { premium { total { amount } lines { kind amount { amount } } } } }',
      { id: policy },
    );
    type Line = { kind: string; amount: { amount: string } };
    const of = (kind: string): number =>
      sum(whole.premium.lines.filter((line: Line) => line.kind === kind).map(({ amount }: Line) => amount));
    const total = (account: string): number =>
      [lead, alder, cedar].reduce((all, own) => all + minor(own?.[account] ?? '0'), 0);
    expect(total('PREMIUM_TAX_PAYABLE')).toBe(-of('TAX'));
    expect(total('DEFERRED_COMMISSION')).toBe(of('COMMISSION'));
    expect(total('UNEARNED_PREMIUM')).toBe(of('TAX') - minor(whole.premium.total.amount));
    expect(total('CO_INSURANCE_DUE')).toBe(0);
    expect(Object.keys(alder ?? {}).sort()).toEqual([
      'CO_INSURANCE_DUE',
      'DEFERRED_COMMISSION',
      'PREMIUM_TAX_PAYABLE',
      'UNEARNED_PREMIUM',
    ]);
    expect(lead?.PREMIUM_RECEIVABLE).toBe(whole.premium.total.amount);
    await expectInvariants(api.testDatabase.unitOfWork);
  });

  it('is changed by its own parties only: a follower reads', async () => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const cancel = `mutation ($id: ID!) { policyCancel(idempotencyKey: "no", policy: $id, input: { reason: REGULATORY, noticeGivenOn: "2026-03-01" }) { __typename } }`;
    const preview = `query ($id: ID!) { policyCancelPreview(policy: $id, input: { reason: REGULATORY, noticeGivenOn: "2026-03-01" }) { __typename } }`;
    const hold = `mutation ($id: ID!) { policyHoldPlace(idempotencyKey: "no", input: { policy: $id, reason: DISPUTE, from: "2026-03-03", until: "2026-03-09" }) { __typename } }`;
    const complaint = `mutation ($id: ID!) { complaintOpen(idempotencyKey: "no", input: { policy: $id, complainant: OBLIGOR, about: DELAY, text: "x" }) { __typename } }`;
    const extension = `query ($id: ID!) { policyChangePreview(policy: $id, input: { extension: { dueFrom: "2026-06-02", by: { unit: MONTH, count: 1 } } }) { __typename } }`;
    for (const document of [cancel, preview, hold, complaint, extension]) {
      for (const key of ['alderUnderwriter', 'alderClaims']) {
        const answer = await api.ask(key, document, { id: policy });
        const refused = answer.errors?.[0]?.extensions.code ?? Object.values(answer.data as object)[0]?.__typename;
        expect([document.slice(0, 60), key, ['FORBIDDEN', 'NotFound'].includes(String(refused)), refused]).toEqual([
          document.slice(0, 60),
          key,
          true,
          refused,
        ]);
      }
    }
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('takes a return: every insurer gives back its part of premium, tax, commission and exposure', async () => {
    await api.data(
      'merchant',
      `mutation ($id: ID!) { orderReturn(idempotencyKey: "r", policy: $id, input: { lines: [{ sku: "CABLE", quantity: 1 }] }) {
         ... on Problem { code message } } }`,
      { id: policy },
    );
    await api.data(
      'lender',
      `mutation ($policy: ID!) { loanReport(input: { reports: [{ policy: $policy, sequence: 1, effectiveOn: "2026-03-02",
         prepayment: { amount: { amount: "100.00", currency: "USD" } } }] }) { accepted } }`,
      { policy },
    );
    await advance(19);
    await expectInvariants(api.testDatabase.unitOfWork);
    const full = await shown('merchant');
    const { limits } = await api.data(
      'operator',
      '{ limits(first: 100, filter: { dimension: [INSURER] }) { nodes { insurer { name } cap { currency } used { amount } } } }',
    );
    type Limit = { insurer: { name: string }; cap: { currency: string }; used: { amount: string } };
    for (const { insurer, sumInsured } of full.insurerShares) {
      const own = (limits.nodes as Limit[]).find(
        (limit) => limit.insurer.name === insurer.name && limit.cap.currency === 'USD',
      );
      expect([insurer.name, own?.used.amount]).toEqual([insurer.name, sumInsured.amount]);
    }
    const written = await Promise.all(
      NAMES.map(async (name) => (await shown(desk()[name])).earnedPremium.written as { amount: string }),
    );
    expect(sum(written)).toBe(minor(full.earnedPremium.written.amount));
    const [lead, alder, cedar] = await Promise.all(NAMES.map((name) => books(desk()[name])));
    for (const own of [lead, alder, cedar]) expect(minor(own?.EARNED_PREMIUM ?? '0')).toBeLessThan(0);
  });
});

describe('a claim under it', () => {
  const UPDATES = `subscription { claimUpdates(after: "0") { event claim { id insurerShares { insurer { name } paid { amount } } } } }`;

  it('opens for all of them, reserved by each for its part, and is the leader\u2019s to decide', async () => {
    await advance(102);
    const { claims } = await api.data('alderClaims', '{ claims(first: 5) { nodes { id policy { id } } } }');
    expect(claims.nodes).toEqual([{ id: expect.any(String), policy: { id: policy } }]);
    claim = claims.nodes[0].id;
    const whole = await claimShown('lender');
    expect(whole.insurerShares).toHaveLength(3);
    const parts = await Promise.all(NAMES.map((name) => books(desk()[name])));
    parts.forEach((own, at) => {
      expect(own.LOSS_RESERVE).toBe(`-${whole.insurerShares[at].reserved.amount}`);
    });
    const own = await claimShown('alderClaims');
    expect(own.insurerShares).toEqual(whole.insurerShares.slice(0, 2));
    expect(own.handling).toBeNull();
    const queue = '{ claims(first: 5, filter: { queue: UNASSIGNED }) { nodes { id } } }';
    expect((await api.data('claims', queue)).claims.nodes).toHaveLength(1);
    expect((await api.data('alderClaims', queue)).claims.nodes).toEqual([]);
    const decided = await api.data(
      'alderClaims',
      `mutation ($input: ClaimDecideInput!) { claimDecide(idempotencyKey: "d", input: $input) { __typename } }`,
      { input: { claim, outcome: 'APPROVED' } },
    );
    expect(decided.claimDecide.__typename).toBe('NotFound');
    await expectInvariants(api.testDatabase.unitOfWork);
  });

  it('is of a loan of which each insurer sees the whole and what it carries, in lists, totals and single', async () => {
    const query = `query ($id: ID!) { overdueLoans(first: 5) { nodes { outstandingPrincipal { amount } ownPrincipal { amount } } }
      delinquencyBuckets { bucket loans outstandingPrincipal { amount } ownPrincipal { amount } }
      policy(id: $id) { loan { outstandingPrincipal { amount } ownPrincipal { amount } } } }`;
    const seen = async (key: string) => {
      const { overdueLoans, delinquencyBuckets, policy: one } = await api.data(key, query, { id: policy });
      const [{ bucket, loans, ...total }] = delinquencyBuckets;
      expect([delinquencyBuckets.length, bucket, loans]).toEqual([1, 'DPD_90_PLUS', 1]);
      expect([overdueLoans.nodes, total]).toEqual([[one.loan], one.loan]);
      return [total.outstandingPrincipal.amount, total.ownPrincipal?.amount ?? null];
    };
    expect(await Promise.all(NAMES.map((name) => seen(desk()[name])))).toEqual([
      ['1000.00', '694.75'],
      ['1000.00', '217.10'],
      ['1000.00', '88.15'],
    ]);
    for (const key of ['merchant', 'lender', 'operator']) expect(await seen(key)).toEqual(['1000.00', null]);
  });

  it('contributes with other cover as one policy, and its insurers share what is left', async () => {
    const declare = (key: string, amounts: readonly string[]) =>
      api.data(
        'claims',
        `mutation ($key: String!, $input: ClaimOtherInsuranceDeclareInput!) { claimOtherInsuranceDeclare(idempotencyKey: $key, input: $input) {
           __typename ... on Problem { message } } }`,
        {
          key,
          input: {
            claim,
            otherInsurance: amounts.map((amount, at) => ({
              insurer: `Elsewhere ${at}`,
              policyNumber: `E-${at}`,
              sumInsured: usd(amount),
            })),
          },
        },
      );
    const alone = await claimShown('lender');
    const { sumInsured } = await shown('lender');
    // Cover of the same size elsewhere: half of the loss is theirs, whoever carries a part of this one.
    await declare('other-1', [sumInsured.amount]);
    const half = await claimShown('lender');
    expect(minor(half.indemnity.amount)).toBe(Math.ceil(minor(alone.indemnity.amount) / 2));
    const reserved = half.insurerShares.map((share: { reserved: object }) => share.reserved);
    expect(sum(reserved)).toBe(minor(half.indemnity.amount));
    const parts = await Promise.all(NAMES.map((name) => books(desk()[name])));
    expect(parts.map(({ LOSS_RESERVE }) => LOSS_RESERVE)).toEqual(
      reserved.map(({ amount }: { amount: string }) => `-${amount}`),
    );
    await expectInvariants(api.testDatabase.unitOfWork);
    await declare('other-2', []);
    expect((await claimShown('lender')).insurerShares).toEqual(alone.insurerShares);
    await expectInvariants(api.testDatabase.unitOfWork);
  });

  it('is paid by the leader for all, in parts, and every part is in the books of each', async () => {
    const { claim: asked } = await api.data(
      'lender',
      'query ($id: ID!) { claim(id: $id) { checklist { kind required } } }',
      {
        id: claim,
      },
    );
    for (const { kind, required } of asked.checklist) {
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
      const { id: document } = (await response.json()) as { id: string };
      await api.data(
        'lender',
        `mutation ($key: String!, $input: ClaimEvidenceAddInput!) { claimEvidenceAdd(idempotencyKey: $key, input: $input) { __typename } }`,
        { key: `e-${kind}`, input: { claim, kind, document } },
      );
      // Who pays a part of the loss reads what proves it, and adds nothing.
      for (const [key, status] of [
        ['alderClaims', 200],
        ['dealer', 404],
      ] as const) {
        const headers = { authorization: `Bearer ${api.keys[key]}` };
        expect((await fetch(`${api.url}/documents/${document}`, { headers })).status).toBe(status);
      }
    }
    const list = 'query ($id: ID!) { claim(id: $id) { checklist { kind state } } }';
    expect(await api.data('alderClaims', list, { id: claim })).toEqual(await api.data('lender', list, { id: claim }));
    await api.data(
      'claims',
      `mutation ($input: ClaimDecideInput!) { claimDecide(idempotencyKey: "d", input: $input) { ... on Problem { message } } }`,
      { input: { claim, outcome: 'APPROVED' } },
    );
    const pay = (reference: string, amount: object | null) =>
      api.data(
        'claims',
        `mutation ($key: String!, $input: ClaimPayInput!) { claimPay(idempotencyKey: $key, input: $input) {
           __typename ... on Problem { message } } }`,
        { key: reference, input: { claim, paidOn: '2026-07-01', reference, ...(amount ? { amount } : {}) } },
      );
    expect((await pay('W-1', usd('333.34'))).claimPay.__typename).toBe('Claim');
    await expectInvariants(api.testDatabase.unitOfWork);
    expect((await pay('W-2', null)).claimPay.__typename).toBe('Claim');
    const whole = await claimShown('lender');
    expect(whole.status).toBe('PAID');
    expect(sum(whole.insurerShares.map((share: { paid: object }) => share.paid))).toBe(minor(whole.paid.amount));
    recovery = whole.recovery.id;
    const parts = await Promise.all(NAMES.map((name) => books(desk()[name])));
    parts.forEach((own, at) => {
      expect(own.CLAIMS_INCURRED).toBe(whole.insurerShares[at].paid.amount);
      expect(own.CLAIMS_PAYABLE).toBeUndefined();
      expect(own.LOSS_RESERVE).toBeUndefined();
    });
    await expectInvariants(api.testDatabase.unitOfWork);
    const told = api.subscribe('alderClaims', UPDATES);
    await until(() => told.received.some(({ claimUpdates }) => claimUpdates.event === 'claim.paid'));
    await told.stop();
    expect(told.received.at(-1).claimUpdates.claim.insurerShares).toHaveLength(2);
    const { events } = await api.data('alderClaims', '{ events(after: "0", first: 100) { events { kind } } }');
    const kinds = events.events.map(({ kind }: { kind: string }) => kind);
    for (const kind of ['policy.bound', 'policy.activated', 'loan.overdue', 'claim.notified', 'recovery.opened']) {
      expect(kinds).toContain(kind);
    }
  });

  it('gives each insurer its part of what is recovered, also when it is corrected and written off', async () => {
    const record = (reference: string, amount: string) =>
      api.data(
        'claims',
        `mutation ($key: String!, $input: RecoveryRecordInput!) { recoveryRecord(idempotencyKey: $key, input: $input) { __typename } }`,
        { key: reference, input: { recovery, reference, receivedOn: '2026-07-01', amount: usd(amount) } },
      );
    await record('R-1', '100.01');
    await record('R-2', '33.33');
    const whole = (await claimShown('lender')).recovery;
    expect(sum(whole.insurerShares.map((share: { recovered: object }) => share.recovered))).toBe(13_334);
    const parts = await Promise.all(NAMES.map((name) => books(desk()[name])));
    parts.forEach((own, at) => {
      expect(own.RECOVERY_INCOME).toBe(`-${whole.insurerShares[at].recovered.amount}`);
    });
    const writeOff = `mutation ($id: ID!) { recoveryWriteOff(idempotencyKey: "w", input: { recovery: $id, code: UNTRACEABLE, reason: "Gone." }) { __typename } }`;
    expect((await api.data('alderClaims', writeOff, { id: recovery })).recoveryWriteOff.__typename).toBe('NotFound');
    expect((await api.data('claims', writeOff, { id: recovery })).recoveryWriteOff.__typename).toBe('Recovery');
    expect((await claimShown('alderClaims')).recovery).toMatchObject({
      status: 'WRITTEN_OFF',
      insurerShares: whole.insurerShares.slice(0, 2),
    });
    expect(await shown('alderClaims')).toMatchObject({ status: 'CLOSED' });
    await advance(1);
    for (const name of NAMES) expect((await books(desk()[name])).UNEARNED_PREMIUM).toBeUndefined();
    await expectInvariants(api.testDatabase.unitOfWork);
  });

  it('leaves each insurer its part of a bill that nothing recovered meets', async () => {
    const input = { recovery, kind: 'LEGAL', reference: 'BILL', incurredOn: '2026-07-01', amount: usd('233.35') };
    await api.data(
      'claims',
      `mutation ($input: RecoveryCostRecordInput!) { recoveryCostRecord(idempotencyKey: "bill", input: $input) { __typename } }`,
      { input },
    );
    // 133.34 came and meets the bill before everybody else; 100.01 is left.
    const parts = await Promise.all(NAMES.map((name) => books(desk()[name])));
    expect(parts.map((own) => own.RECOVERY_INCOME)).toEqual([undefined, undefined, undefined]);
    expect(parts.map((own) => own.RECOVERY_COSTS)).toEqual(['69.48', '21.71', '8.82']);
    expect(parts.map((own) => own.RECOVERY_COSTS_PAYABLE)).toEqual(['-233.35', undefined, undefined]);
    await expectInvariants(api.testDatabase.unitOfWork);
  });
});

describe('other ends', () => {
  it('gives premium back to the cent when cover is cancelled, and takes it again when it is reinstated', async () => {
    const id = await bind('SHARED-2', { disbursedOn: '2026-07-02', firstDueOn: '2026-08-02' });
    await api.data('lender', POLICY_ACTIVATE, {
      key: 'a-SHARED-2',
      input: {
        policy: id,
        disbursement: { disbursedOn: '2026-07-02', amount: usd('1200.00'), loanReference: 'SHARED-2' },
        purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: 'SHARED-2', payee: LUMEN },
      },
    });
    expect((await api.data('merchant', POLICY, { id })).policy.status).toBe('ACTIVE');
    await api.data(
      'merchant',
      `mutation ($id: ID!) { policyCancel(idempotencyKey: "c", policy: $id, input: { reason: POLICYHOLDER_REQUEST }) { __typename } }`,
      { id },
    );
    await expectInvariants(api.testDatabase.unitOfWork);
    const back = await api.data(
      'merchant',
      `mutation ($id: ID!) { policyReinstate(idempotencyKey: "i", policy: $id, input: { isFreeOfLoss: true, statement: "Paid on time." }) {
         __typename ... on Problem { message } } }`,
      { id },
    );
    expect(back.policyReinstate).toEqual({ __typename: 'PolicyChange' });
    await expectInvariants(api.testDatabase.unitOfWork);
    // The leader has room for its part of 100.00 more, a follower has not.
    await capAt(api, SANDBOX_IDS.northwind, '160000');
    const increase = await api.data(
      'merchant',
      `mutation ($id: ID!) { policyChange(idempotencyKey: "more", policy: $id, input: { increase: { amount: { amount: "100.00", currency: "USD" } } }) {
         __typename ... on LimitExceeded { limit available { amount } } } }`,
      { id },
    );
    expect(increase.policyChange).toEqual({
      __typename: 'LimitExceeded',
      limit: 'INSURER',
      available: { amount: '0.01' },
    });
    await expectInvariants(api.testDatabase.unitOfWork);
  });
});

describe('what the leader and a follower owe each other', () => {
  const ACCOUNT = `query ($input: CoInsuranceAccountInput!) { coInsuranceAccount(input: $input) {
    opening { amount } premium { amount } claims { amount } recoveries { amount } settled { amount } closing { amount }
    lines(first: 50, orderBy: OLDEST_FIRST) { nodes { kind policyNumber premium { amount } claims { amount } } } } }`;
  const PREVIEW = `query ($input: CoInsuranceSettlePreviewInput!) { coInsuranceSettlePreview(input: $input) {
    ... on CoInsuranceSettlePreview { amount { amount } payer payee token } ... on Problem { code } } }`;
  const SETTLE = `mutation ($key: String!, $input: CoInsuranceSettleInput!) { coInsuranceSettle(idempotencyKey: $key, input: $input) {
    __typename ... on CoInsuranceSettlement { id amount { amount } payer payee } ... on Problem { code }
    ... on InvalidInput { issues { path code } } } }`;
  const { northwind: leader, alder: follower } = SANDBOX_IDS;
  const account = async (key: string, change: object = {}) =>
    (await api.data(key, ACCOUNT, { input: { leader, follower, currency: 'USD', ...change } })).coInsuranceAccount;
  const due = { follower, currency: 'USD' };
  const wire = { ...due, paidOn: '2026-07-02', reference: 'WIRE-9' };

  it('is the same account for both, tied to its journals, and nobody else\u2019s', async () => {
    const own = await account('claims');
    expect(await account('alderClaims')).toEqual(own);
    expect(await account('operator')).toEqual(own);
    expect(await account(others.cedarClaims)).toBeNull();
    const { claim: whole } = await api.data('lender', CLAIM, { id: claim });
    expect(own.claims).toEqual(whole.insurerShares[1].paid);
    // Less its part of the bill, 21.71, that nothing recovered meets.
    const { recovered } = whole.recovery.insurerShares[1];
    expect(minor(own.recoveries.amount)).toBe(minor(recovered.amount) - 2_171);
    const { premium, claims, recoveries, closing } = own;
    expect(minor(closing.amount)).toBe(minor(premium.amount) - minor(claims.amount) + minor(recoveries.amount));
    expect((await books('alderClaims')).CO_INSURANCE_DUE).toBe(closing.amount);
    const later = await account('claims', { from: '2026-07-01', to: '2026-07-01' });
    expect(later.claims).toEqual(claims);
    expect(minor(later.opening.amount)).toBeGreaterThan(0);
    expect(sum(own.lines.nodes.map((line: { claims: object }) => line.claims))).toBe(minor(claims.amount));
    expect(await account('claims', { leader: follower, follower: leader })).toMatchObject({
      closing: { amount: '0.00' },
    });
  });

  it('is settled once, by the leader, in the books of both', async () => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const settle = async (key: string, input: object, by = 'claims') =>
      (await api.data(by, SETTLE, { key, input: { ...wire, ...input } })).coInsuranceSettle;
    expect((await settle('no', { paidOn: '2026-07-09', reference: ' ' })).issues).toEqual([
      { path: 'reference', code: 'BAD_LENGTH' },
      { path: 'paidOn', code: 'DATE_IN_FUTURE' },
    ]);
    expect((await settle('no', { leader }, 'alderClaims')).code).toBe('NOT_FOUND');
    expect((await settle('no', { follower: leader }, 'alderClaims')).code).toBe('STATE_CONFLICT');
    expect((await settle('no', { follower: 'org_x' })).code).toBe('NOT_FOUND');
    expect((await settle('no', { token: 'stale' })).code).toBe('STATE_CONFLICT');
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    const { coInsuranceSettlePreview: preview } = await api.data('claims', PREVIEW, { input: due });
    const { closing } = await account('claims');
    expect(preview).toMatchObject({
      amount: { amount: closing.amount.replace('-', '') },
      payer: follower,
      payee: leader,
    });
    const answers = await Promise.all(['s-1', 's-2', 's-3'].map((key) => settle(key, { token: preview.token })));
    const done = answers.filter(({ __typename }) => __typename === 'CoInsuranceSettlement');
    expect(done).toEqual([expect.objectContaining({ amount: preview.amount, payer: follower, payee: leader })]);
    expect((await account('alderClaims')).closing).toEqual({ amount: '0.00' });
    const own = await books('alderClaims');
    expect(own.CO_INSURANCE_DUE).toBeUndefined();
    expect(own.CASH_CLEARING).toBe(closing.amount);
    const { events } = await api.data(
      'alderClaims',
      '{ events(after: "0", first: 10, kinds: ["coInsurance.settled"]) { events { payload } } }',
    );
    expect(events.events).toHaveLength(1);
    await expectInvariants(api.testDatabase.unitOfWork);
  });
});
