import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const PROBLEM = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const CLAIM = `... on Claim { status overpaid { amount } recovery { id }
  payments { kind amount { amount } payees { role reference amount { amount } } } }`;
const RECOVERY =
  '... on Recovery { receipts { id kind shares { lender { amount } } investors { reference amount { amount } } } }';
const ALL = [{ reference: 'INV-7', share: '1' }];
const THIRDS = [
  { reference: 'INV-7', share: '0.333333333334' },
  { reference: 'INV-8', share: '0.333333333333' },
  { reference: 'INV-9', share: '0.333333333333' },
];

let api: TestApi;
let keys = 0;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());
afterEach(() => expectInvariants(api.testDatabase.unitOfWork));

const tell = async (by: string, field: string, input: object, shown = '') => {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input!`;
  const query = `mutation ($key: String!, $input: ${type}) { result: ${field}(idempotencyKey: $key, input: $input) { __typename ${shown} ${PROBLEM} } }`;
  return (await api.data(by, query, { key: `key-${++keys}`, input })).result;
};
const desk = (field: string, input: object, shown = '') => tell('claims', field, input, shown);
const advance = (days: number) => api.data('operator', `mutation { sandboxClockAdvance(days: ${days}) { now } }`);

/** A claim of 1,117.67 on a loan that nobody ever repaid, decided; it is 1 July, of what 124.19 stay with the lender. */
async function decidedClaim(order: string): Promise<{ policy: string; claim: string }> {
  const policy = policies.get(order) ?? '';
  const { claims } = (
    await api.data('claims', `{ policy(id: "${policy}") { claims { id checklist { kind required } } } }`)
  ).policy;
  const [{ id: claim, checklist }] = claims;
  for (const { kind, required } of checklist) {
    if (!required) continue;
    const response = await fetch(`${api.url}/documents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.keys.lender}`, 'content-type': 'application/pdf', 'x-file-name': kind },
      body: `%PDF-1.7\n${kind}\n%%EOF\n`,
    });
    const { id: document } = (await response.json()) as { id: string };
    await tell('lender', 'claimEvidenceAdd', { claim, kind, document });
  }
  await desk('claimDecide', { claim, outcome: 'APPROVED' });
  return { policy, claim };
}
const policies = new Map<string, string>();
const hold = (policy: string, investors: object[], effectiveOn?: string) =>
  tell(
    'lender',
    'policyInvestorsSet',
    { policy, investors, ...(effectiveOn ? { effectiveOn } : {}) },
    '... on InvestorSet { version effectiveOn }',
  );
const decideLess = async (claim: string, amount: string) => {
  await desk('claimReopen', { claim, reason: 'The loan was smaller' });
  const approved = usd(amount);
  return desk('claimDecide', { claim, outcome: 'PARTLY_APPROVED', approved, reason: 'The loan was smaller' }, CLAIM);
};
const receiptsOf = async (recovery: string) =>
  (await api.data('claims', `{ node(id: "${recovery}") { ${RECOVERY} } }`)).node.receipts;
const recovered = async (policy: string) => {
  const { investorTotals } = (
    await api.data(
      'merchant',
      `{ policy(id: "${policy}") { investorTotals { reference indemnity { amount } recovered { amount } } } }`,
    )
  ).policy;
  return Object.fromEntries(
    investorTotals.map((one: { reference: string; recovered: { amount: string } }) => [
      one.reference,
      one.recovered.amount,
    ]),
  );
};

beforeAll(async () => {
  for (const order of ['IN-TIME-1', 'IN-TIME-2', 'IN-TIME-3', 'IN-TIME-4'])
    policies.set(order, await activePolicy(api, order));
  await advance(121);
});

describe('what comes to the lender later of money from before', () => {
  it('is theirs who held the loan on the day the money came, whoever holds it by then', async () => {
    const { policy, claim } = await decidedClaim('IN-TIME-1');
    await hold(policy, ALL);
    const { recovery } = await desk('claimPay', { claim, paidOn: '2026-07-01', reference: 'W-1' }, CLAIM);
    const money = { recovery: recovery.id, receivedOn: '2026-07-01' };
    await desk('recoveryRecord', { ...money, reference: 'R-1', amount: usd('1000.00') });
    await advance(1);
    await hold(policy, [{ reference: 'INV-20', share: '1' }]);
    await desk('recoveryRecord', { ...money, receivedOn: '2026-07-02', reference: 'R-2', amount: usd('200.00') });
    // The insurer had 1,000.00 and 117.67 first; 82.33 of the 200.00 are INV-20's.
    expect(await recovered(policy)).toEqual({ 'INV-7': '0.00', 'INV-20': '82.33' });
    await advance(1);
    await hold(policy, [{ reference: 'INV-30', share: '1' }]);
    await decideLess(claim, '500.00');
    // Had 500.00 been paid at once, 500.00 of the first money were INV-7's, and all of the second INV-20's.
    expect((await receiptsOf(recovery.id)).at(-1)).toMatchObject({
      kind: 'REALLOCATION',
      shares: { lender: { amount: '617.67' } },
      investors: [
        { reference: 'INV-7', amount: { amount: '500.00' } },
        { reference: 'INV-20', amount: { amount: '117.67' } },
      ],
    });
    expect(await recovered(policy)).toEqual({ 'INV-7': '500.00', 'INV-20': '200.00', 'INV-30': '0.00' });
  });

  it('is the lender\u2019s own for the days on which it held the loan itself', async () => {
    const { policy, claim } = await decidedClaim('IN-TIME-2');
    const { recovery } = await desk('claimPay', { claim, paidOn: '2026-07-03', reference: 'W-1' }, CLAIM);
    const money = { recovery: recovery.id, receivedOn: '2026-07-03' };
    await desk('recoveryRecord', { ...money, reference: 'R-1', amount: usd('1000.00') });
    await advance(1);
    await hold(policy, ALL);
    await desk('recoveryRecord', { ...money, receivedOn: '2026-07-04', reference: 'R-2', amount: usd('200.00') });
    await decideLess(claim, '500.00');
    expect((await receiptsOf(recovery.id)).at(-1)).toMatchObject({
      kind: 'REALLOCATION',
      shares: { lender: { amount: '617.67' } },
      investors: [{ reference: 'INV-7', amount: { amount: '117.67' } }],
    });
    // A bill of 70.00 is met by both as they have of the 700.00: 50.00 by the lender, 20.00 by INV-7.
    const bill = {
      recovery: recovery.id,
      kind: 'LEGAL',
      reference: 'B-1',
      incurredOn: '2026-07-04',
      amount: usd('70.00'),
    };
    await desk('recoveryCostRecord', bill);
    expect((await receiptsOf(recovery.id)).at(-1)).toMatchObject({
      kind: 'COST',
      shares: { lender: { amount: '-70.00' } },
      investors: [{ reference: 'INV-7', amount: { amount: '-20.00' } }],
    });
    expect(await recovered(policy)).toEqual({ 'INV-7': '180.00' });
  });
});

describe('a trade on a day on which money is split', () => {
  it('counts for what is split after it was said; what was split stays; days that are over keep who held the loan', async () => {
    const { policy, claim } = await decidedClaim('IN-TIME-3');
    await hold(policy, ALL);
    const part = { claim, paidOn: '2026-07-04', reference: 'W-1', amount: usd('100.00') };
    await desk('claimPay', part);
    expect(await hold(policy, [{ reference: 'INV-20', share: '1' }])).toMatchObject({
      version: 2,
      effectiveOn: '2026-07-04',
    });
    const { payments, recovery } = await desk('claimPay', { claim, paidOn: '2026-07-04', reference: 'W-2' }, CLAIM);
    expect(payments.map(({ payees }: { payees: object[] }) => payees)).toEqual([
      [{ role: 'INVESTOR', reference: 'INV-7', amount: { amount: '100.00' } }],
      [{ role: 'INVESTOR', reference: 'INV-20', amount: { amount: '1017.67' } }],
    ]);
    const money = { recovery: recovery.id, receivedOn: '2026-07-04' };
    await desk('recoveryRecord', { ...money, reference: 'R-1', amount: usd('1127.67') });
    await hold(policy, THIRDS);
    await desk('recoveryRecord', { ...money, reference: 'R-2', amount: usd('10.00') });
    await advance(1);
    // Known a day later, of the same day: by what was last said of it.
    await desk('recoveryRecord', { ...money, reference: 'R-3', amount: usd('1.00') });
    expect(await recovered(policy)).toEqual({ 'INV-7': '3.68', 'INV-20': '10.00', 'INV-8': '3.66', 'INV-9': '3.66' });
    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect((await hold(policy, ALL, '2026-07-04')).issues).toEqual([{ path: 'effectiveOn', code: 'MONEY_WAS_SPLIT' }]);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });
});

describe('an overpaid indemnity', () => {
  it('comes back from those who got it, to the cent, in parts as well', async () => {
    const { policy, claim } = await decidedClaim('IN-TIME-4');
    await hold(policy, [
      { reference: 'INV-7', share: '0.5' },
      { reference: 'INV-8', share: '0.3' },
      { reference: 'INV-9', share: '0.2' },
    ]);
    await desk('claimPay', { claim, paidOn: '2026-07-05', reference: 'W-1' });
    await advance(1);
    await hold(policy, [{ reference: 'INV-20', share: '1' }]);
    expect(await decideLess(claim, '500.00')).toMatchObject({ overpaid: { amount: '617.67' } });
    const back = { claim, paidOn: '2026-07-06', reference: 'BACK-1', amount: usd('300.00') };
    await desk('claimOverpaymentReturn', back);
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const toomuch = { ...back, reference: 'BACK-2', amount: usd('317.68') };
    expect(await desk('claimOverpaymentReturn', toomuch)).toMatchObject({ __typename: 'LimitExceeded' });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    const { overpaid, payments } = await desk('claimOverpaymentReturn', { ...toomuch, amount: usd('317.67') }, CLAIM);
    expect(overpaid).toEqual({ amount: '0.00' });
    // Each gives back in proportion to what it still has of the money.
    const parts = (minors: readonly string[]) =>
      ['INV-7', 'INV-8', 'INV-9'].map((reference, at) => ({
        role: 'INVESTOR',
        reference,
        amount: { amount: minors[at] },
      }));
    expect(payments).toEqual([
      { kind: 'INDEMNITY', amount: { amount: '1117.67' }, payees: parts(['558.84', '335.30', '223.53']) },
      { kind: 'OVERPAYMENT_RETURNED', amount: { amount: '-300.00' }, payees: parts(['-150.00', '-90.00', '-60.00']) },
      { kind: 'OVERPAYMENT_RETURNED', amount: { amount: '-317.67' }, payees: parts(['-158.84', '-95.30', '-63.53']) },
    ]);
    const { investorTotals } = (
      await api.data(
        'merchant',
        `{ policy(id: "${policy}") { investorTotals { reference share indemnity { amount } } } }`,
      )
    ).policy;
    expect(investorTotals).toEqual([
      { reference: 'INV-7', share: '0', indemnity: { amount: '250.00' } },
      { reference: 'INV-8', share: '0', indemnity: { amount: '150.00' } },
      { reference: 'INV-9', share: '0', indemnity: { amount: '100.00' } },
      { reference: 'INV-20', share: '1', indemnity: { amount: '0.00' } },
    ]);
  });
});
