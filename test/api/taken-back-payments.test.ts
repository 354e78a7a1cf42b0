import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { sellCheckoutWith } from '../support/products.js';
import { checkoutRequest, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const REPORT = `mutation ($reports: [LoanReportInput!]!) { loanReport(input: { reports: $reports }) {
  accepted duplicates waiting { index sequence reverses } rejected { index sequence code message } } }`;
const POLICY = `query ($id: ID!, $asOf: PolicyAsOfInput) { policy(id: $id, asOf: $asOf) { status sumInsured { amount } premium { total { amount } }
  transactions { kind change effectiveOn reason }
  loan { status overdueState daysPastDue oldestUnpaidDueOn outstandingPrincipal { amount } }
  claims { id status } } }`;
const ADVANCE = 'mutation ($days: Int!) { sandboxClockAdvance(days: $days) { now } }';

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await api.close();
});

const at = (policy: string, sequence: number, effectiveOn: string, fact: object) => ({
  policy,
  sequence,
  effectiveOn,
  ...fact,
});
const repaid = (policy: string, sequence: number, on: string, amount = '106.62') =>
  at(policy, sequence, on, { repayment: { amount: usd(amount) } });
const settled = (policy: string, sequence: number, on: string, amount = '1200.00') =>
  at(policy, sequence, on, { settled: { amount: usd(amount) } });
const reversed = (policy: string, sequence: number, on: string, of: number, reason = 'BOUNCED') =>
  at(policy, sequence, on, { reversed: { sequence: of, reason } });
const report = async (...reports: readonly object[]) => (await api.data('lender', REPORT, { reports })).loanReport;
const seen = async (id: string, asOf?: object) => (await api.data('lender', POLICY, { id, asOf })).policy;
const advance = (days: number) => api.data('operator', ADVANCE, { days });
const TAKEN = { accepted: 1, duplicates: 0, waiting: [], rejected: [] };

it('is overdue from its first due date again, as though a debit that bounced had never been', async () => {
  const policy = await activePolicy(api, 'BOUNCED-1');
  await advance(31);
  await report(repaid(policy, 1, '2026-04-02'));
  await advance(40);
  expect((await seen(policy)).loan).toEqual({
    status: 'ACTIVE',
    overdueState: 'LATE',
    daysPastDue: 10,
    oldestUnpaidDueOn: '2026-05-02',
    outstandingPrincipal: { amount: '1105.38' },
  });
  const bounced = reversed(policy, 2, '2026-05-11', 1);
  expect(await report(bounced)).toEqual(TAKEN);
  expect(await report(bounced, bounced)).toEqual({ accepted: 0, duplicates: 2, waiting: [], rejected: [] });
  const now = {
    status: 'ACTIVE',
    overdueState: 'NOTICE_DUE',
    daysPastDue: 40,
    oldestUnpaidDueOn: '2026-04-02',
    outstandingPrincipal: { amount: '1200.00' },
  };
  expect((await seen(policy)).loan).toEqual(now);
  // In April it was so already, and nobody knew it then.
  const on = (known: string) => seen(policy, { effective: '2026-04-20', known });
  expect((await on('2026-05-12T13:00:00Z')).loan).toMatchObject({ daysPastDue: 18, oldestUnpaidDueOn: '2026-04-02' });
  expect((await on('2026-05-01T00:00:00Z')).loan).toMatchObject({ daysPastDue: 0, oldestUnpaidDueOn: '2026-05-02' });
  const { events } = await api.data(
    'claims',
    '{ events(after: "0", first: 100, kinds: ["loan.paymentReversed"]) { events { kind payload } } }',
  );
  expect(events.events).toHaveLength(1);
  expect(events.events[0].payload).toMatchObject({
    sequence: 1,
    reversal: 2,
    reason: 'BOUNCED',
    amount: '106.62',
    paidOn: '2026-04-02',
    reversedOn: '2026-05-11',
  });
});

it('may come before the payment, which then never counts, and with the right one in any order', async () => {
  const policy = await activePolicy(api, 'BOUNCED-2');
  const early = reversed(policy, 9, '2026-03-02', 5, 'ERROR');
  const waiting = [{ index: 0, sequence: 9, reverses: 5 }];
  expect(await report(early)).toEqual({ ...TAKEN, waiting });
  expect(await report(settled(policy, 5, '2026-03-02'))).toEqual(TAKEN);
  const { status, loan } = await seen(policy);
  expect([status, loan.status, loan.outstandingPrincipal.amount]).toEqual(['ACTIVE', 'ACTIVE', '1200.00']);
  // All in one call: 1,066.20 was meant to be 106.62.
  const wrong = repaid(policy, 6, '2026-03-02', '1066.20');
  const all = [repaid(policy, 7, '2026-03-02'), wrong, reversed(policy, 8, '2026-03-02', 6, 'ERROR')];
  expect(await report(...all)).toEqual({ ...TAKEN, accepted: 3 });
  expect((await seen(policy)).loan).toMatchObject({ outstandingPrincipal: { amount: '1105.38' } });
});

it('is refused for what cannot be taken back, or not again, and leaves nothing behind', async () => {
  const policy = await activePolicy(api, 'BOUNCED-3');
  const missed = at(policy, 2, '2026-03-02', { missed: {} });
  await report(repaid(policy, 1, '2026-03-02'), missed, reversed(policy, 3, '2026-03-02', 1));
  await report(reversed(policy, 4, '2026-03-02', 20));
  const before = await fingerprint(api.testDatabase.unitOfWork);
  const { rejected, ...rest } = await report(
    reversed(policy, 10, '2026-03-02', 1),
    reversed(policy, 11, '2026-03-02', 2),
    reversed(policy, 12, '2026-03-02', 3),
    reversed(policy, 13, '2026-03-02', 13),
    reversed(policy, 14, '2026-03-02', 0),
    reversed(policy, 15, '2026-03-03', 30),
    reversed(policy, 16, '2026-03-01', 30),
    reversed(policy, 17, '2026-03-02', 20),
    at(policy, 20, '2026-03-02', { missed: {} }),
    reversed(policy, 3, '2026-03-02', 1, 'ERROR'),
    { ...reversed(policy, 18, '2026-03-02', 1), policy: 'pol_00000000000000000000000009' },
  );
  expect(rest).toEqual({ accepted: 0, duplicates: 0, waiting: [] });
  expect(rejected.map(({ index, code }: { index: number; code: string }) => `${index} ${code}`)).toEqual([
    '0 ALREADY_REVERSED',
    '1 NOT_REVERSIBLE',
    '2 NOT_REVERSIBLE',
    '3 NOT_REVERSIBLE',
    '4 SEQUENCE_OUT_OF_RANGE',
    '5 DATE_IN_FUTURE',
    '6 BEFORE_DISBURSEMENT',
    '7 ALREADY_REVERSED',
    '8 NOT_REVERSIBLE',
    '9 SEQUENCE_CONFLICT',
    '10 UNKNOWN_POLICY',
  ]);
  expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
});

it('is counted once when two report it at once', async () => {
  const policy = await activePolicy(api, 'BOUNCED-4');
  await report(repaid(policy, 1, '2026-03-02'));
  const both = await Promise.all([2, 3].map((sequence) => report(reversed(policy, sequence, '2026-03-02', 1))));
  expect(both.map(({ accepted }) => accepted).sort()).toEqual([0, 1]);
  expect(both.flatMap(({ rejected }) => rejected)).toMatchObject([{ code: 'ALREADY_REVERSED' }]);
});

it('brings a loan that was settled back, with its cover', async () => {
  const policy = await activePolicy(api, 'BOUNCED-5');
  const issued = await seen(policy);
  await advance(20);
  await report(settled(policy, 1, '2026-03-22'));
  await advance(5);
  expect(await seen(policy)).toMatchObject({ status: 'CLOSED', loan: { status: 'SETTLED' } });
  await advance(30);
  expect(await report(reversed(policy, 2, '2026-04-26', 1))).toEqual(TAKEN);
  const back = await seen(policy);
  expect(back).toMatchObject({ status: 'ACTIVE', sumInsured: issued.sumInsured, premium: issued.premium });
  expect(back.transactions.at(-1)).toMatchObject({
    kind: 'REINSTATEMENT',
    change: 'REOPENING',
    reason: 'a payment that had ended the loan was taken back',
  });
  expect(back.loan).toMatchObject({ status: 'ACTIVE', overdueState: 'LATE', daysPastDue: 24 });
  await expectInvariants(api.testDatabase.unitOfWork);
  // It was due on 2 April; 90 days later a claim opens by itself.
  await advance(66);
  expect((await seen(policy)).claims).toMatchObject([{ status: 'EVIDENCE_PENDING' }]);
});

it('opens the claim again that was given up for money that went back', async () => {
  const policy = await activePolicy(api, 'BOUNCED-6');
  await advance(121);
  expect((await seen(policy)).claims).toHaveLength(1);
  await report(repaid(policy, 1, '2026-07-01', '319.86'));
  await advance(1);
  await report(repaid(policy, 2, '2026-07-02', '106.62'));
  await advance(1);
  expect((await seen(policy)).claims).toMatchObject([{ status: 'WITHDRAWN' }]);
  expect(await report(reversed(policy, 3, '2026-07-03', 1))).toEqual(TAKEN);
  // The later payment counts for the oldest instalment now.
  expect((await seen(policy)).loan).toMatchObject({ oldestUnpaidDueOn: '2026-05-02', overdueState: 'NOTICE_DUE' });
  expect(await report(reversed(policy, 4, '2026-07-03', 2))).toEqual(TAKEN);
  await advance(1);
  const { claims } = await seen(policy);
  expect(claims.map(({ status }: { status: string }) => status).sort()).toEqual(['EVIDENCE_PENDING', 'WITHDRAWN']);
});

let keys = 0;
const tell = async (who: string, field: string, type: string, input: object, shown = '') => {
  const mutation = `mutation ($key: String!, $input: ${type}!) { ${field}(idempotencyKey: $key, input: $input) { __typename ${shown}
    ... on Problem { code message } } }`;
  keys += 1;
  return (await api.data(who, mutation, { key: `key-${keys}`, input }))[field];
};

it('asks for premium again that had gone back with a prepayment, also when it was paid out', async () => {
  await sellCheckoutWith(api, ({ changes }) => ({ changes: { ...(changes as object), prepayment: 'COVER_FOLLOWS' } }));
  const policy = await activePolicy(api, 'BOUNCED-15');
  const partner = 'org_00000000000000000000000005';
  const received = { partner, amount: usd('5.69'), receivedOn: '2026-03-02', reference: 'bank-1' };
  await tell('claims', 'premiumPaymentRecord', 'PremiumPaymentRecordInput', received);
  const BOOKS = `query ($id: ID!) { policy(id: $id) { sumInsured { amount } premium { total { amount } }
    invoices { kind amount { amount } open { amount } } } }`;
  const books = async () => {
    const { sumInsured, premium, invoices } = (await api.data('operator', BOOKS, { id: policy })).policy;
    const shown = invoices.map(
      ({ kind, amount, open }: { kind: string; amount: { amount: string }; open: { amount: string } }) =>
        `${kind} ${amount.amount}, ${open.amount} open`,
    );
    return [sumInsured.amount, premium.total.amount, ...shown];
  };
  expect(await books()).toEqual(['1151.48', '5.69', 'INVOICE 5.69, 0.00 open']);
  await advance(20);
  await report(at(policy, 1, '2026-03-22', { prepayment: { amount: usd('600.00') } }));
  // Half the loan, so half of 435 / 456 of the premium.
  expect(await books()).toEqual(['575.74', '2.97', 'INVOICE 5.69, 0.00 open', 'CREDIT_NOTE 2.72, 2.72 open']);
  const repaid = { partner, currency: 'USD', paidOn: '2026-03-22', reference: 'bank-2' };
  const out = await tell('claims', 'premiumRepay', 'PremiumRepayInput', repaid);
  expect(out.__typename).not.toMatch(/Problem|Input|Conflict/);
  await advance(10);
  await expectInvariants(api.testDatabase.unitOfWork);
  expect(await report(reversed(policy, 2, '2026-04-01', 1))).toEqual(TAKEN);
  expect(await books()).toEqual([
    '1151.48',
    '5.69',
    'INVOICE 5.69, 0.00 open',
    'CREDIT_NOTE 2.72, 0.00 open',
    'INVOICE 2.72, 2.72 open',
  ]);
});

describe('where cover cannot come back', () => {
  it('is refused without room, and taken once there is', async () => {
    const policy = await activePolicy(api, 'BOUNCED-7');
    const other = await activePolicy(api, 'BOUNCED-8');
    await report(settled(policy, 1, '2026-03-02'), repaid(other, 1, '2026-03-02'));
    const { programmes } = await api.data('merchant', '{ programmes { id code } }');
    const subject = programmes.find(({ code }: { code: string }) => code === 'LUMEN-CHECKOUT').id;
    const capped = (cap: string) =>
      tell('underwriter', 'limitSet', 'LimitSetInput', {
        dimension: 'PROGRAMME',
        subject,
        cap: usd(cap),
        reason: `To ${cap}.`,
      });
    expect((await capped('2000.00')).__typename).toBe('Limit');
    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect((await report(reversed(policy, 2, '2026-03-02', 1))).rejected).toEqual([
      {
        index: 0,
        sequence: 2,
        code: 'LIMIT_EXCEEDED',
        message: 'cover cannot follow: The insurer has no room for this much more.',
      },
    ]);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    // The other loan of the same call is not kept back.
    const both = await report(reversed(policy, 2, '2026-03-02', 1), reversed(other, 2, '2026-03-02', 1));
    expect([both.accepted, both.rejected.length]).toEqual([1, 1]);
    await capped('5000.00');
    expect(await report(reversed(policy, 2, '2026-03-02', 1))).toEqual(TAKEN);
    expect(await seen(policy)).toMatchObject({ status: 'ACTIVE', loan: { status: 'ACTIVE' } });
  });

  it('is refused when the thing has other cover by now', async () => {
    const policy = await activePolicy(api, 'BOUNCED-9');
    await report(settled(policy, 1, '2026-03-02'));
    const input = checkoutRequest('BOUNCED-9');
    const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, { key: 'again', input });
    const offer = { offer: quoteCreate.offers[0].id, premiumAtMost: usd('99.00') };
    expect((await api.data('merchant', POLICY_BIND, { key: 'bind-again', input: offer })).policyBind.id).toMatch(
      /^pol_/,
    );
    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect((await report(reversed(policy, 2, '2026-03-02', 1))).rejected).toMatchObject([{ code: 'PURPOSE_LOCKED' }]);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('stays over that was cancelled before', async () => {
    const policy = await activePolicy(api, 'BOUNCED-10');
    const CANCEL = `mutation ($policy: ID!) { policyCancel(idempotencyKey: "c", policy: $policy,
      input: { reason: POLICYHOLDER_REQUEST }) { __typename } }`;
    await api.data('lender', CANCEL, { policy });
    await report(settled(policy, 1, '2026-03-02'));
    expect(await report(reversed(policy, 2, '2026-03-02', 1))).toEqual(TAKEN);
    expect(await seen(policy)).toMatchObject({ status: 'CANCELLED', loan: { status: 'ACTIVE' } });
  });
});

describe('a claim', () => {
  const FIGURES = '... on Claim { status approved { amount } paid { amount } indemnity { amount } }';
  const decide = (claim: string) =>
    tell('claims', 'claimDecide', 'ClaimDecideInput', { claim, outcome: 'APPROVED' }, FIGURES);

  async function proven(policy: string): Promise<string> {
    const CLAIM = 'query ($policy: ID!) { policy(id: $policy) { claims { id checklist { kind required } } } }';
    const [claim] = (await api.data('lender', CLAIM, { policy })).policy.claims;
    for (const { kind, required } of claim.checklist) {
      if (!required) continue;
      const response = await fetch(`${api.url}/documents`, {
        method: 'POST',
        headers: { authorization: `Bearer ${api.keys.lender}`, 'content-type': 'text/plain', 'x-file-name': kind },
        body: kind,
      });
      const { id: document } = (await response.json()) as { id: string };
      await tell('lender', 'claimEvidenceAdd', 'ClaimEvidenceAddInput', { claim: claim.id, kind, document });
    }
    return claim.id;
  }

  it('that was paid is paid the rest after a reopening, when a payment of before went back', async () => {
    const policy = await activePolicy(api, 'BOUNCED-11');
    await report(repaid(policy, 1, '2026-03-02'));
    await advance(151);
    const claim = await proven(policy);
    // 90 % of principal, interest of four instalments less what was paid, and 7.78 for 29 days.
    const first = await decide(claim);
    expect(first).toMatchObject({ status: 'DECIDED', approved: { amount: '1029.10' } });
    const paid = await tell(
      'claims',
      'claimPay',
      'ClaimPayInput',
      { claim, paidOn: '2026-07-31', reference: 'w-1' },
      FIGURES,
    );
    expect(paid).toMatchObject({ status: 'PAID' });
    expect(await report(reversed(policy, 2, '2026-07-31', 99))).toMatchObject({
      rejected: [{ code: 'LOAN_NOT_ACTIVE' }],
    });
    expect(await report(reversed(policy, 3, '2026-07-31', 1))).toEqual(TAKEN);
    expect(await seen(policy)).toMatchObject({
      status: 'CLOSED',
      loan: { status: 'CLAIMED', outstandingPrincipal: { amount: '1200.00' } },
    });
    const reopened = await tell(
      'claims',
      'claimReopen',
      'ClaimReopenInput',
      { claim, reason: 'A debit bounced.' },
      FIGURES,
    );
    expect(reopened).toMatchObject({ status: 'REOPENED', indemnity: { amount: '1125.05' } });
    expect(await decide(claim)).toMatchObject({ status: 'DECIDED', approved: { amount: '1125.05' } });
    const rest = await tell(
      'claims',
      'claimPay',
      'ClaimPayInput',
      { claim, paidOn: '2026-07-31', reference: 'w-2' },
      FIGURES,
    );
    expect(rest).toMatchObject({ status: 'PAID', paid: { amount: '1125.05' } });
  });

  it('opens once when a debit bounces while the day is rolled', async () => {
    const policy = await activePolicy(api, 'BOUNCED-12');
    await advance(31);
    await report(repaid(policy, 1, '2026-04-02', '319.86'));
    await advance(95);
    await Promise.all([advance(1), report(reversed(policy, 2, '2026-07-06', 1))]);
    await advance(1);
    const { claims, loan } = await seen(policy);
    expect([claims.length, loan.overdueState]).toEqual([1, 'CLAIMABLE']);
  });
});

it('breaks a promise that was kept with money that went back', async () => {
  const policy = await activePolicy(api, 'BOUNCED-13');
  await advance(40);
  const promise = { policy, amount: usd('106.62'), payBy: '2026-04-15' };
  await tell('lender', 'paymentPromiseRecord', 'PaymentPromiseRecordInput', promise);
  await report(repaid(policy, 1, '2026-04-11'));
  await advance(2);
  const PROMISES = 'query ($id: ID!) { policy(id: $id) { loan { promises { state } } } }';
  const states = async () => (await api.data('lender', PROMISES, { id: policy })).policy.loan.promises;
  expect(await states()).toEqual([{ state: 'KEPT' }]);
  await report(reversed(policy, 2, '2026-04-13', 1));
  await advance(1);
  expect(await states()).toEqual([{ state: 'KEPT' }]);
  await advance(2);
  expect(await states()).toEqual([{ state: 'BROKEN' }]);
});

describe('in a file', () => {
  const upload = async (key: string, type: string, body: string) => {
    const headers = { authorization: `Bearer ${api.keys.lender}`, 'content-type': type, 'idempotency-key': key };
    const answer = await (await fetch(`${api.url}/loan-reports`, { method: 'POST', headers, body })).json();
    const { results, ...counts } = answer as Record<string, string>;
    if (!results) return { counts, lines: [] };
    const text = await (await fetch(`${api.url}${results}`, { headers })).text();
    return {
      counts,
      lines: text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    };
  };

  it('is a line of JSON or of CSV with two more columns', async () => {
    const policy = await activePolicy(api, 'BOUNCED-14');
    const body = [
      repaid(policy, 1, '2026-03-02'),
      reversed(policy, 2, '2026-03-02', 1),
      reversed(policy, 3, '2026-03-02', 4),
    ];
    const ndjson = body.map((line) => JSON.stringify(line)).join('\n');
    const first = await upload('ndjson', 'application/x-ndjson', ndjson);
    expect(first.counts).toMatchObject({ records: 3, accepted: 3, duplicates: 0, rejected: 0 });
    expect(first.lines).toEqual([
      { line: 1, result: 'ACCEPTED' },
      { line: 2, result: 'ACCEPTED' },
      { line: 3, result: 'ACCEPTED', isWaiting: true },
    ]);
    const csv = [
      'policy,sequence,effectiveOn,fact,amount,currency,reverses,reason',
      `${policy},2,2026-03-02,reversed,,,1,BOUNCED`,
      `${policy},4,2026-03-02,repayment,10.00,USD,,`,
      `${policy},5,2026-03-02,reversed,10.00,USD,4,BOUNCED`,
      `${policy},6,2026-03-02,reversed,,,4,SORRY`,
      `${policy},7,2026-03-02,repayment,10.00,USD,4,`,
    ].join('\n');
    const { lines } = await upload('csv', 'text/csv', csv);
    expect(lines.map(({ line, result, code }) => `${line} ${code ?? result}`)).toEqual([
      '2 DUPLICATE',
      '3 ACCEPTED',
      '4 MALFORMED_RECORD',
      '5 MALFORMED_RECORD',
      '6 MALFORMED_RECORD',
    ]);
    expect((await seen(policy)).loan.outstandingPrincipal).toEqual({ amount: '1200.00' });
    const { counts } = await upload('other', 'text/csv', 'policy,sequence,effectiveOn,fact,amount,currency,why\n');
    expect(JSON.stringify(counts)).toContain('may name reverses, reason');
  });
});
