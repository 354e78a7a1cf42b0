import { createHash } from 'node:crypto';
import type { NoticePaper } from '../../src/documents/notice.js';
import { NoticeMaker } from '../../src/documents/notice-maker.js';
import { noticePdf } from '../../src/documents/notice-pdf.js';
import { date } from '../policies/loan-fixture.js';
import { readAll } from '../policies/policy-fixture.js';
import { startApi, TEST_NOW, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { sellCheckoutWith } from '../support/products.js';
import { LENDERS, LUMEN, usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const PROBLEM = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const mutation = (field: string, fields = '') => {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input!`;
  return `mutation ($key: String!, $input: ${type}) { result: ${field}(idempotencyKey: $key, input: $input) { __typename ${fields} ${PROBLEM} } }`;
};
const onPolicy = (field: string, type = `${field[0]?.toUpperCase()}${field.slice(1)}Input!`) =>
  `mutation ($key: String!, $policy: ID!, $input: ${type}) { result: ${field}(idempotencyKey: $key, policy: $policy, input: $input) { __typename ${PROBLEM} } }`;
const NOTICES = `query ($id: ID!) { policy(id: $id) { number status notices { id kind about version givenOn madeAt pdf { id fileName mediaType sizeBytes sha256 state path } } } }`;
const REPORT = `mutation ($reports: [LoanReportInput!]!) { loanReport(input: { reports: $reports }) { accepted } }`;

let api: TestApi;
let maker: NoticeMaker;
const clock = { now: () => TEST_NOW };
beforeAll(async () => {
  api = await startApi();
  maker = new NoticeMaker({ units: api.testDatabase.unitOfWork, clock });
  await sellCheckoutWith(api, ({ changes }) => ({
    changes: { ...(changes as object), unpaidPremium: 'COVER_LAPSES' },
  }));
  const { programmes } = await api.data('merchant', '{ programmes { id code } }');
  const programme = programmes.find(({ code }: { code: string }) => code === 'LUMEN-CHECKOUT').id;
  await tell('operator', mutation('programmeLenderAdd'), { programme, lender: LENDERS.meridian });
});
afterAll(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await maker.stop();
  await api.close();
});

let keys = 0;
const tell = async (by: string, query: string, input: object, policy?: string) =>
  (await api.data(by, query, { key: `key-${++keys}`, policy, input })).result;
const advance = (days: number) => api.data('operator', `mutation { sandboxClockAdvance(days: ${days}) { now } }`);
const file = async (id: string, by = 'merchant') => (await api.data(by, NOTICES, { id })).policy;
const download = (path: string, by: string) =>
  fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${api.keys[by]}` } });
const repay = (policy: string, sequence: number, effectiveOn: string) =>
  api.data('lender', REPORT, { reports: [{ policy, sequence, effectiveOn, repayment: { amount: usd('106.62') } }] });

const NORTHWIND = { name: 'Northwind Credit Insurance', country: 'US' };
const TO_BOTH = [
  { roles: ['POLICYHOLDER'], name: 'customer-1', country: null },
  { roles: ['INSURED'], name: 'Harbour Bank', country: 'US' },
];

/** What a notice must have been printed as: equal notices are equal bytes. */
async function expectPrinted(
  [id, order]: readonly [string, string],
  at: number,
  expected: Pick<NoticePaper, 'kind' | 'figures'> & Partial<NoticePaper>,
) {
  const { number, notices } = await file(id);
  const { id: notice, kind, version, givenOn, madeAt, pdf } = notices[at];
  expect({ kind, fileName: pdf.fileName, mediaType: pdf.mediaType, state: pdf.state, madeAt }).toEqual({
    kind: expected.kind,
    fileName: `${number}-${expected.kind.toLowerCase().replaceAll('_', '-')}-${givenOn}-v${version}.pdf`,
    mediaType: 'application/pdf',
    state: 'CLEAN',
    madeAt: TEST_NOW.toISOString(),
  });
  const printed = Buffer.from(await (await download(pdf.path, 'merchant')).arrayBuffer());
  expect(createHash('sha256').update(printed).digest('hex')).toBe(pdf.sha256);
  const paper = {
    id: notice,
    version,
    givenOn,
    policyNumber: number,
    loanReference: order,
    from: { roles: [], ...NORTHWIND },
    to: TO_BOTH,
    through: { roles: ['PRODUCER'], name: 'Lumen Electronics', country: 'US' },
    madeAt,
    ...expected,
  } as NoticePaper;
  expect(
    createHash('sha256')
      .update(await noticePdf(paper))
      .digest('hex'),
  ).toBe(pdf.sha256);
}

const kindsOf = async (id: string, by = 'merchant') =>
  (await file(id, by)).notices.map(({ kind, version, pdf }: { kind: string; version: number; pdf: object | null }) => [
    kind,
    version,
    pdf !== null,
  ]);

// Loans of 1,200.00 paid out on 2 March 2026, due on the 2nd of each month from April on; 5.69 of premium due on 1 April.
describe('notices as documents', () => {
  it('print what an insurer announced, took back, and how cover was cancelled', async () => {
    const id = await activePolicy(api, 'N-1');
    const given = { policy: id, reason: 'RISK_INCREASED', note: 'The shop sells weapons now. 商店现已出售武器。' };
    const { id: about } = await tell(
      'underwriter',
      mutation('cancellationNoticeGive', '... on CancellationNotice { id }'),
      given,
    );
    expect(await kindsOf(id)).toEqual([['CANCELLATION_NOTICE', 1, false]]);
    await tell('underwriter', mutation('cancellationNoticeWithdraw'), { notice: about });
    await tell('merchant', onPolicy('policyCancel'), { reason: 'POLICYHOLDER_REQUEST' }, id);
    expect(await maker.makeDue()).toBe(3);
    expect(await maker.makeDue()).toBe(0);
    expect((await file(id)).notices).toMatchObject([
      { kind: 'CANCELLATION_NOTICE', about, version: 1, givenOn: '2026-03-02' },
      { kind: 'CANCELLATION_WITHDRAWN', about, version: 2, givenOn: '2026-03-02' },
      { kind: 'CANCELLATION', about: expect.stringMatching(/^ptx_/), version: 1, givenOn: '2026-03-02' },
    ]);
    const { reason, note } = given;
    const lastDayOfCover = '2026-04-01';
    await expectPrinted([id, 'N-1'], 0, { kind: 'CANCELLATION_NOTICE', figures: { reason, lastDayOfCover, note } });
    await expectPrinted([id, 'N-1'], 1, {
      kind: 'CANCELLATION_WITHDRAWN',
      figures: { noticeGivenOn: '2026-03-02', lastDayOfCover },
    });
    await expectPrinted([id, 'N-1'], 2, {
      kind: 'CANCELLATION',
      figures: {
        reason: 'POLICYHOLDER_REQUEST',
        lastDayOfCover: date('2026-03-02'),
        refund: '5.69 USD',
        refundTo: 'PAYER',
      },
    });
    expect(
      await readAll(
        api.testDatabase.unitOfWork,
        `SELECT payload->>'kind' AS kind FROM event WHERE kind = 'policy.noticePrinted' AND subject_id = $1 ORDER BY id`,
        [id],
      ),
    ).toEqual([{ kind: 'CANCELLATION_NOTICE' }, { kind: 'CANCELLATION_WITHDRAWN' }, { kind: 'CANCELLATION' }]);
  });

  it('are those of the parties of the policy alone', async () => {
    const id = await activePolicy(api, 'N-2');
    await tell('underwriter', mutation('cancellationNoticeGive'), { policy: id, reason: 'REGULATORY' });
    await maker.makeDue();
    const [{ pdf }] = (await file(id)).notices;
    for (const by of ['merchant', 'lender', 'underwriter', 'operator']) {
      expect((await download(pdf.path, by)).status).toBe(200);
      expect(await kindsOf(id, by)).toEqual([['CANCELLATION_NOTICE', 1, true]]);
    }
    for (const by of ['dealer', 'alderClaims', 'housingLender']) {
      expect((await download(pdf.path, by)).status).toBe(404);
      expect(await file(id, by)).toBeNull();
    }
    // The lender that buys the loan reads what was said before; the one before keeps what it was given, and no more.
    const assignment = { lender: LENDERS.meridian, noticeGivenOn: '2026-03-02' };
    await tell('lender', onPolicy('policyChange', 'PolicyChangeInput!'), { assignment }, id);
    expect(await kindsOf(id, 'housingLender')).toEqual([['CANCELLATION_NOTICE', 1, true]]);
    for (const by of ['housingLender', 'lender']) expect((await download(pdf.path, by)).status).toBe(200);
    await tell('housingLender', onPolicy('policyCancel'), { reason: 'POLICYHOLDER_REQUEST' }, id);
    await maker.makeDue();
    const [, later] = (await file(id)).notices;
    expect((await download(later.pdf.path, 'housingLender')).status).toBe(200);
    expect((await download(later.pdf.path, 'lender')).status).toBe(404);
  });

  it('are made once when several gateways are at it', async () => {
    const id = await activePolicy(api, 'N-3');
    await tell('merchant', onPolicy('policyCancel'), { reason: 'POLICYHOLDER_REQUEST' }, id);
    const second = new NoticeMaker({ units: api.testDatabase.unitOfWork, clock });
    const [one, two] = await Promise.all([maker.makeDue(), second.makeDue()]);
    await second.stop();
    expect(one + two).toBe(1);
  });

  it('print reminders with the amounts of their day, then lapse and reinstatement', async () => {
    const id = await activePolicy(api, 'N-4');
    await advance(31);
    await repay(id, 1, '2026-04-02');
    await advance(6);
    const received = { partner: LUMEN, policy: id, receivedOn: '2026-04-08', reference: 'bank-1', amount: usd('2.00') };
    await tell('underwriter', mutation('premiumPaymentRecord'), received);
    await advance(14);
    await advance(9);
    await repay(id, 2, '2026-05-01');
    await advance(1);
    expect(await kindsOf(id)).toEqual([
      ['PREMIUM_REMINDER', 1, false],
      ['PREMIUM_REMINDER', 2, false],
      ['LAPSE', 1, false],
    ]);
    await tell('merchant', onPolicy('policyReinstate'), { isFreeOfLoss: true, statement: 'Paid.' }, id);
    await maker.makeDue();
    const reminder = { dueOn: date('2026-04-01'), lapsesOn: date('2026-05-02') };
    const first = { level: 1, unpaid: '5.69 USD', daysOverdue: 7, ...reminder };
    const second = { level: 2, unpaid: '3.69 USD', daysOverdue: 21, ...reminder };
    const to = TO_BOTH.slice(0, 1);
    await expectPrinted([id, 'N-4'], 0, { kind: 'PREMIUM_REMINDER', to, figures: first });
    await expectPrinted([id, 'N-4'], 1, { kind: 'PREMIUM_REMINDER', to, figures: second });
    await expectPrinted([id, 'N-4'], 2, {
      kind: 'LAPSE',
      figures: { unpaidSince: date('2026-04-01'), lastDayOfCover: date('2026-05-02'), refund: '4.92 USD' },
    });
    await expectPrinted([id, 'N-4'], 3, {
      kind: 'REINSTATEMENT',
      figures: { inForceFrom: date('2026-05-02'), charge: '4.92 USD' },
    });
    expect((await file(id)).notices).toMatchObject([
      { about: '2026-04-01', version: 1, givenOn: '2026-04-08' },
      { about: '2026-04-01', version: 2, givenOn: '2026-04-22' },
      { version: 1, givenOn: '2026-05-02' },
      { version: 1, givenOn: '2026-05-02' },
    ]);
  });

  it('print the notice of an overdue that the lender gives its insurer, once however often it is sent', async () => {
    const dates = { disbursedOn: '2026-05-02', firstDueOn: '2026-06-02' };
    const id = await activePolicy(api, 'N-5', dates);
    await advance(41);
    const give = mutation('overdueNoticeGive', '... on OverdueNotice { id }');
    const input = { policy: id, note: 'Moved abroad.' };
    const ask = () => api.data('lender', give, { key: 'late', input });
    const { result } = await ask();
    expect((await ask()).result).toEqual(result);
    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect(await tell('lender', give, input)).toMatchObject({ __typename: 'StateConflict' });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    await maker.makeDue();
    expect((await file(id)).notices).toMatchObject([
      { kind: 'PREMIUM_REMINDER', about: '2026-06-01', version: 1, givenOn: '2026-06-08' },
      { about: result.id, version: 1, givenOn: '2026-06-12' },
    ]);
    await expectPrinted([id, 'N-5'], 1, {
      kind: 'OVERDUE_NOTICE',
      from: { roles: [], name: 'Harbour Bank', country: 'US' },
      to: [{ roles: ['INSURER'], ...NORTHWIND }],
      figures: { overdueSince: date('2026-06-02'), daysPastDue: 10, note: 'Moved abroad.' },
    });
  });
});
