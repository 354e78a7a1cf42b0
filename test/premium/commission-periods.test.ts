import { periodCommission } from '../../src/finance/commission.js';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, euro, LUMEN, POLICY_ACTIVATE, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';

const NORTHWIND = 'org_00000000000000000000000002';
const PROBLEM = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const SET = `mutation ($key: String!, $input: CommissionAgreementSetInput!) {
  commissionAgreementSet(idempotencyKey: $key, input: $input) { __typename ... on CommissionAgreement {
    id insurer partner programme currency period minimum { amount } maximum { amount } fromOn } ${PROBLEM} } }`;
const PREVIEW = `query ($input: CommissionPayoutPreviewInput!) { commissionPayoutPreview(input: $input) {
  ... on CommissionPayoutPreview { accrued { amount } clawedBack { amount } bounds { amount } paid { amount } payable { amount }
    periods { programme from to commission { amount } bounded { amount } } token } ${PROBLEM} } }`;
const PAYOUT = `mutation ($key: String!, $input: CommissionPayoutInput!) { commissionPayout(idempotencyKey: $key, input: $input) {
  __typename ... on PartnerPayout { amount { amount } } ${PROBLEM} } }`;

let api: TestApi;
const policies: string[] = [];
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());
afterEach(() => expectInvariants(api.testDatabase.unitOfWork));

/** A policy of 5.69 with 0.54 of commission, paid out and in force on `on`, the business date. */
async function sell(order: string, on: string, firstDueOn: string): Promise<string> {
  const base = checkoutRequest(order);
  const input = { ...base, loan: { ...base.loan, disbursedOn: on, firstDueOn } };
  const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, { key: `q-${order}`, input });
  const bind = { key: `b-${order}`, input: { offer: quoteCreate.offers[0].id, premiumAtMost: usd('10.00') } };
  const { policyBind } = await api.data('merchant', POLICY_BIND, bind);
  const activation = {
    policy: policyBind.id,
    disbursement: { disbursedOn: on, amount: usd('1200.00'), loanReference: order },
    purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: order, payee: LUMEN },
  };
  await api.data('lender', POLICY_ACTIVATE, { key: `a-${order}`, input: activation });
  return policyBind.id;
}
const sellInMarch = async (order: string) => policies.push(await sell(order, '2026-03-02', '2026-04-02'));
const cancel = (policy: string) =>
  api.data(
    'merchant',
    `mutation ($key: String!, $policy: ID!) { policyCancel(idempotencyKey: $key, policy: $policy,
       input: { reason: POLICYHOLDER_REQUEST }) { __typename } }`,
    { key: `c-${policy}`, policy },
  );
const advance = (days: number) =>
  api.data('operator', 'mutation ($days: Int!) { sandboxClockAdvance(days: $days) { now } }', { days });

const MARCH = { partner: LUMEN, currency: 'USD', period: 'MONTH', fromOn: '2026-03-01' };
const agree = async (key: string, changes: object, by = 'underwriter') =>
  (await api.data(by, SET, { key, input: { ...MARCH, ...changes } })).commissionAgreementSet;
const preview = async (changes: object = {}) =>
  (await api.data('underwriter', PREVIEW, { input: { partner: LUMEN, currency: 'USD', ...changes } }))
    .commissionPayoutPreview;
const pay = async (key: string, token: string, paidOn: string) =>
  (
    await api.data('underwriter', PAYOUT, {
      key,
      input: { partner: LUMEN, currency: 'USD', paidOn, reference: key, token },
    })
  ).commissionPayout;
const stands = async (code: string): Promise<string> => {
  const query = `query ($code: LedgerAccountCode!) { ledger { account(code: $code, currency: "USD") { balance { amount } } } }`;
  return (await api.data('underwriter', query, { code })).ledger.account.balance.amount;
};
const amounts = ({
  periods,
}: {
  periods: { from: string; commission: { amount: string }; bounded: { amount: string } }[];
}) => periods.map(({ from, commission, bounded }) => [from, commission.amount, bounded.amount]);

describe('periodCommission', () => {
  const bounds = { minimumMinor: 120n, maximumMinor: 200n };
  it.each([
    ['keeps what is within', 150n, 150n, 150n],
    ['takes what is above, at any time', 216n, 200n, 200n],
    ['grants what is missing when the period is over', 54n, 54n, 120n],
    ['grants all of it where everything went back', -10n, -10n, 120n],
  ])('%s', (_, commission, running, over) => {
    expect(periodCommission(commission, bounds, { isOver: false })).toBe(running);
    expect(periodCommission(commission, bounds, { isOver: true })).toBe(over);
  });
  it('is unbounded above without a maximum', () => {
    expect(periodCommission(999n, { minimumMinor: 0n, maximumMinor: null }, { isOver: true })).toBe(999n);
  });
});

describe('bounds on the commission of a payout period', () => {
  it('are agreed by the insurer; wrong ones are refused and nothing is written', async () => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const bounds = { minimum: usd('2.00'), maximum: usd('1.00') };
    expect(await agree('x-1', bounds)).toMatchObject({ issues: [{ path: 'minimum.amount', code: 'OUT_OF_RANGE' }] });
    expect(await agree('x-2', { maximum: euro('1.00') })).toMatchObject({ issues: [{ code: 'CURRENCY_MISMATCH' }] });
    expect(await agree('x-3', { minimum: usd('-1.00') })).toMatchObject({ issues: [{ code: 'NEGATIVE' }] });
    expect(await agree('x-4', { fromOn: '2026-03-02' })).toMatchObject({ issues: [{ code: 'NOT_A_PERIOD_START' }] });
    expect(await agree('x-5', { fromOn: '2026-02-01' })).toMatchObject({ issues: [{ code: 'DATE_TOO_EARLY' }] });
    expect(await agree('x-9', { fromOn: '2027-04-01' })).toMatchObject({ issues: [{ code: 'DATE_TOO_LATE' }] });
    expect(await agree('x-6', { partner: NORTHWIND })).toMatchObject({ __typename: 'NotFound' });
    expect(await agree('x-7', { programme: 'pgm_00000000000000000000000000' })).toMatchObject({
      __typename: 'NotFound',
    });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    const merchant = await api.ask('merchant', SET, { key: 'x-8', input: MARCH });
    expect(merchant.errors?.[0]?.extensions.code).toBe('FORBIDDEN');

    const agreed = await agree('agreed', { minimum: usd('1.20'), maximum: usd('2.00') });
    expect(agreed).toMatchObject({
      insurer: NORTHWIND,
      partner: LUMEN,
      programme: null,
      minimum: { amount: '1.20' },
      maximum: { amount: '2.00' },
    });
    expect(await agree('agreed', { minimum: usd('1.20'), maximum: usd('2.00') })).toEqual(agreed);
    expect(await agree('quarter', { period: 'QUARTER', fromOn: '2026-01-01' })).toMatchObject({
      issues: [{ path: 'fromOn', code: 'DATE_ORDER' }],
    });
    const list = '{ commissionAgreements { id } }';
    for (const key of ['underwriter', 'merchant', 'operator']) {
      expect((await api.data(key, list)).commissionAgreements).toEqual([{ id: agreed.id }]);
    }
    expect((await api.data('alderUnderwriter', list)).commissionAgreements).toEqual([]);
    expect((await api.data('dealer', list)).commissionAgreements).toEqual([]);
  });

  it('cap what is paid, to the cent of the preview; the books say so', async () => {
    for (const order of ['C-1', 'C-2']) await sellInMarch(order);
    expect(await preview()).toMatchObject({ bounds: { amount: '0.00' }, payable: { amount: '1.08' } });
    for (const order of ['C-3', 'C-4']) await sellInMarch(order);
    const shown = await preview();
    expect(shown).toMatchObject({
      accrued: { amount: '2.16' },
      bounds: { amount: '-0.16' },
      payable: { amount: '2.00' },
      periods: [
        {
          programme: null,
          from: '2026-03-01',
          to: '2026-03-31',
          commission: { amount: '2.16' },
          bounded: { amount: '2.00' },
        },
      ],
    });
    expect(await preview({ upTo: '2026-02-28' })).toMatchObject({
      bounds: { amount: '0.00' },
      payable: { amount: '0.00' },
    });
    expect(await pay('march', shown.token, '2026-03-02')).toMatchObject({ amount: { amount: '2.00' } });
    expect(await stands('COMMISSION_PAYABLE')).toBe('0.00');
    expect(await stands('COMMISSION_EXPENSE')).toBe('-0.16');
    expect(await preview()).toMatchObject({
      bounds: { amount: '-0.16' },
      paid: { amount: '2.00' },
      payable: { amount: '0.00' },
    });
  });

  it('are kept by what goes back: first what was never paid, and never below the minimum', async () => {
    await cancel(policies[0] ?? '');
    // 1.62 is within the bounds: of 2.00 that were paid, 0.38 is owed back, not 0.54.
    expect(await preview()).toMatchObject({ clawedBack: { amount: '0.54' }, bounds: { amount: '0.00' } });
    await advance(1);
    expect(await stands('COMMISSION_PAYABLE')).toBe('0.38');
    await cancel(policies[1] ?? '');
    await advance(1);
    // 1.08 in a month that is not over: the minimum is not granted yet.
    expect(await stands('COMMISSION_PAYABLE')).toBe('0.92');
    await advance(28);
    const april = await preview();
    expect(amounts(april)).toEqual([
      ['2026-03-01', '1.08', '1.20'],
      ['2026-04-01', '0.00', '0.00'],
    ]);
    expect(april).toMatchObject({ bounds: { amount: '0.12' }, payable: { amount: '0.00' } });
    expect(await stands('COMMISSION_PAYABLE')).toBe('0.80');
    expect(await pay('too-early', april.token, '2026-04-01')).toMatchObject({ __typename: 'StateConflict' });
  });

  it('grant the minimum of a month without business, and pay it less what is owed back', async () => {
    await advance(30);
    const may = await preview();
    expect(amounts(may)).toEqual([
      ['2026-03-01', '1.08', '1.20'],
      ['2026-04-01', '0.00', '1.20'],
      ['2026-05-01', '0.00', '0.00'],
    ]);
    expect(may).toMatchObject({ bounds: { amount: '1.32' }, payable: { amount: '0.40' } });
    expect(await preview({ upTo: '2026-04-29' })).toMatchObject({
      bounds: { amount: '0.12' },
      payable: { amount: '0.00' },
    });
    expect(await pay('april', may.token, '2026-05-01')).toMatchObject({ amount: { amount: '0.40' } });
    expect(await stands('COMMISSION_PAYABLE')).toBe('0.00');
    const { statement } = await api.data(
      'merchant',
      `{ statement: statementPreview(input: { insurer: "${NORTHWIND}", partner: "${LUMEN}", currency: "USD", from: "2026-03-01",
         to: "2026-05-01" }) { ... on StatementPreview { commission { amount } remittance { commission { amount } }
         lines(first: 50, orderBy: OLDEST_FIRST) { nodes { kind commission { amount } } } } } }`,
    );
    expect(statement).toMatchObject({ commission: { amount: '0.00' }, remittance: { commission: { amount: '0.00' } } });
    const bounded = statement.lines.nodes.filter(({ kind }: { kind: string }) => kind === 'COMMISSION_BOUNDED');
    expect(bounded.map(({ commission }: { commission: { amount: string } }) => commission.amount)).toEqual([
      '-0.16',
      '0.16',
      '0.12',
      '1.20',
    ]);
  });

  it('of a programme hold instead of those of its partner', async () => {
    const { programmes } = await api.data('merchant', '{ programmes { id code } }');
    const programme = programmes.find(({ code }: { code: string }) => code === 'LUMEN-CHECKOUT').id;
    expect(await agree('own', { programme, maximum: usd('0.50'), fromOn: '2026-05-01' })).toMatchObject({ programme });
    await sell('C-5', '2026-05-01', '2026-06-01');
    const shown = await preview();
    expect(amounts(shown).slice(2)).toEqual([
      ['2026-05-01', '0.00', '0.00'],
      ['2026-05-01', '0.54', '0.50'],
    ]);
    expect(shown).toMatchObject({ payable: { amount: '0.50' } });
    // Without bounds from June on, for the programme and for the others.
    await agree('own-ends', { programme, fromOn: '2026-06-01' });
    await agree('ends', { fromOn: '2026-06-01' });
    await advance(31);
    await sell('C-6', '2026-06-01', '2026-07-01');
    const june = await preview();
    expect(amounts(june).slice(2)).toEqual([
      ['2026-05-01', '0.00', '1.20'],
      ['2026-05-01', '0.54', '0.50'],
      ['2026-06-01', '0.00', '0.00'],
      ['2026-06-01', '0.54', '0.54'],
    ]);
    expect(june).toMatchObject({ payable: { amount: '2.24' } });
  });
});
