import { effectsOf } from '../../src/collections/moratorium-effects.js';
import { systemScope } from '../../src/database/unit-of-work.js';
import { type CalendarDate, withToken } from '../../src/kernel/index.js';
import { ProgrammeCatalogue } from '../../src/partners/programme-catalogue.js';
import { BUILT_IN_CODES, loadScenarios } from '../../src/scenarios/registry.js';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { sellCheckoutWith } from '../support/products.js';
import { LENDERS, usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const AMOUNTS = `postponed { amount } premiumCharge { amount } commission { amount } tax { amount } sumInsuredIncrease { amount } heldPremium { amount }`;
const EFFECT = `policyId stopsClaims instalments postponed { amount } premiumCharge { total { amount } lines { kind amount { amount } } }
  sumInsuredIncrease { amount } heldPremium { amount } endsOnBefore endsOnAfter claimableOnBefore claimableOnAfter refusal`;
const PROBLEM = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const PREVIEW = `query ($input: MoratoriumInput!) { result: moratoriumPreview(input: $input) { __typename
  ... on MoratoriumPreview { policies token atOnce { policies isAll refused waitingLonger amounts { currency ${AMOUNTS} } effects { ${EFFECT} } } }
  ${PROBLEM} } }`;
const ORDER = `mutation ($key: String!, $input: MoratoriumInput!, $token: String) {
  result: moratoriumOrder(idempotencyKey: $key, input: $input, token: $token) { __typename
    ... on Moratorium { id progress { applied movedInstalments refused } } ${PROBLEM} ... on StateConflict { to } } }`;
const POLICY = `query ($id: ID!) { policy(id: $id) { endsOn sumInsured { amount } loan { claimableOn }
  transactions { change premiumDelta { amount } ledger { kind postings { account { code } debit { amount } credit { amount } } } } } }`;
const REPORT = `mutation ($reports: [LoanReportInput!]!) { loanReport(input: { reports: $reports }) { accepted } }`;

let api: TestApi;
const policies: string[] = [];
beforeAll(async () => {
  api = await startApi();
  await sellCheckoutWith(api, ({ changes }) => ({
    changes: { ...(changes as object), holdStopsClaims: ['MORATORIUM'], maximumExtensionMonths: 3 },
  }));
  for (const order of ['SHOWN-1', 'SHOWN-2']) policies.push(await activePolicy(api, order));
  policies.sort();
  await api.data('operator', 'mutation { sandboxClockAdvance(days: 31) { now } }');
});
afterAll(() => api.close());
afterEach(() => expectInvariants(api.testDatabase.unitOfWork));

// biome-ignore lint/suspicious/noExplicitAny: answers are asserted whole; their shape is the assertion.
type Answer = any;
const writesNothing = async <T>(work: () => Promise<T>): Promise<T> => {
  const before = await fingerprint(api.testDatabase.unitOfWork);
  const answer = await work();
  expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  return answer;
};
const preview = (input: object, by = 'lender'): Promise<Answer> =>
  writesNothing(async () => (await api.data(by, PREVIEW, { input })).result);
const order = async (key: string, input: object, token?: string, by = 'lender'): Promise<Answer> =>
  (await api.data(by, ORDER, { key, input, token })).result;
const shown = async (id: string | undefined): Promise<Answer> => (await api.data('merchant', POLICY, { id })).policy;
const repay = async (policy: string | undefined, sequence: number) =>
  api.data('lender', REPORT, {
    reports: [{ policy, sequence, effectiveOn: '2026-04-02', repayment: { amount: usd('106.62') } }],
  });
// 2 April 2026: the first instalment is due.
const spring = { reason: 'MORATORIUM', from: '2026-04-10', until: '2026-06-30', postponeMonths: 3 };

describe('a moratorium, before it is ordered', () => {
  it('shows what it costs policy by policy, and is ordered as it was shown', async () => {
    await repay(policies[0], 1);
    const asShown = await preview(spring);
    const [paid, behind] = asShown.atOnce.effects;
    expect(asShown).toMatchObject({ policies: 2, atOnce: { policies: 2, isAll: true, refused: 0, waitingLonger: 2 } });
    expect(paid).toMatchObject({
      policyId: policies[0],
      stopsClaims: true,
      instalments: 11,
      // Eleven instalments are left of 1,279.42, the last of 106.60.
      postponed: { amount: '1172.80' },
      premiumCharge: { total: { amount: '2.59' } },
      // 90 % of 33.17 of interest for the days won.
      sumInsuredIncrease: { amount: '29.85' },
      heldPremium: { amount: '5.69' },
      endsOnBefore: '2027-06-01',
      endsOnAfter: '2027-09-01',
      // Due on 2 May, then on 2 August: 90 days more, and of the days held none counts after it.
      claimableOnBefore: '2026-07-31',
      claimableOnAfter: '2026-10-31',
      refusal: null,
    });
    expect(behind).toMatchObject({
      policyId: policies[1],
      instalments: 11,
      postponed: { amount: '1172.80' },
      // Due on 2 April and not moved: 90 days, and the 82 of the moratorium.
      claimableOnBefore: '2026-07-01',
      claimableOnAfter: '2026-09-21',
    });
    expect(asShown.atOnce.amounts).toEqual([
      {
        currency: 'USD',
        postponed: { amount: '2345.60' },
        premiumCharge: { amount: '5.18' },
        commission: { amount: '0.50' },
        tax: { amount: '0.30' },
        sumInsuredIncrease: { amount: '59.70' },
        heldPremium: { amount: '11.38' },
      },
    ]);
    const before = await Promise.all(policies.map(shown));
    const ordered = await order('o-1', spring, asShown.token);
    expect(ordered).toMatchObject({ progress: { applied: 2, movedInstalments: 22, refused: 0 } });
    expect(await order('o-1', spring, asShown.token)).toEqual(ordered);
    for (const [at, effect] of [paid, behind].entries()) {
      const after = await shown(policies[at]);
      const { change, premiumDelta, ledger } = after.transactions.at(-1);
      expect([change, premiumDelta]).toEqual(['EXTENSION', effect.premiumCharge.total]);
      expect(after).toMatchObject({ endsOn: effect.endsOnAfter, loan: { claimableOn: effect.claimableOnAfter } });
      expect(before[at]).toMatchObject({
        endsOn: effect.endsOnBefore,
        loan: { claimableOn: effect.claimableOnBefore },
      });
      const grown = Number(after.sumInsured.amount) - Number(before[at].sumInsured.amount);
      expect(grown.toFixed(2)).toBe(effect.sumInsuredIncrease.amount);
      const lineOf = (kind: string) => effect.premiumCharge.lines.find((one: Answer) => one.kind === kind)?.amount;
      const { postings } = ledger.find(({ kind }: Answer) => kind === 'PREMIUM_WRITTEN');
      const posted = (code: string) => postings.find(({ account }: Answer) => account.code === code);
      expect(posted('PREMIUM_RECEIVABLE')?.debit).toEqual(effect.premiumCharge.total);
      expect(posted('PREMIUM_TAX_PAYABLE')?.credit).toEqual(lineOf('TAX'));
      expect(posted('COMMISSION_PAYABLE')?.credit).toEqual(lineOf('COMMISSION'));
    }
  });

  it('is refused when one of its policies would fare otherwise by now, and nothing is written', async () => {
    const summer = { ...spring, from: '2026-07-01', until: '2026-09-30', postponeMonths: 1 };
    const { token } = await preview(summer);
    // Neither another note nor another key makes it another order; another period does.
    for (const [key, changes] of [
      ['n-1', { until: '2026-09-29' }],
      ['n-2', { postponeMonths: 2 }],
      ['n-3', { isInterestCharged: false }],
    ] as const) {
      expect(await writesNothing(() => order(key, { ...summer, ...changes }, token))).toMatchObject({
        __typename: 'StateConflict',
        message: 'The figures are no longer those of the preview; look at a new one.',
        to: token,
      });
    }
    await repay(policies[1], 1);
    expect(await writesNothing(() => order('n-4', summer, token))).toMatchObject({ __typename: 'StateConflict' });
    const fresh = await preview(summer);
    expect(fresh.token).not.toBe(token);
    expect((await preview({ ...summer, note: 'By law' })).token).toBe(fresh.token);
  });

  it('says whose instalments cannot be postponed, and costs nothing where nothing is', async () => {
    const far = { ...spring, from: '2026-07-01', until: '2026-09-30', postponeMonths: 4 };
    const { atOnce: refused } = await preview({ ...far, lender: LENDERS.harbourBank }, 'operator');
    expect(refused).toMatchObject({
      policies: 2,
      refused: 2,
      effects: Array(2).fill({
        instalments: 0,
        premiumCharge: { total: { amount: '0.00' }, lines: [] },
        endsOnBefore: null,
        endsOnAfter: null,
        refusal: 'extension.by postpones a due date by more than 3 months',
      }),
    });
    const hold = { reason: 'DISPUTE', from: '2026-04-10', until: '2026-06-30', lender: LENDERS.harbourBank };
    const plain = await preview(hold, 'claims');
    expect(plain.atOnce).toMatchObject({ policies: 2, refused: 0, waitingLonger: 0 });
    expect(plain.atOnce.amounts).toMatchObject([{ premiumCharge: { amount: '0.00' }, postponed: { amount: '0.00' } }]);
    expect(await order('plain', hold, plain.token, 'claims')).toMatchObject({ progress: { applied: 2 } });
  });

  it('is refused as the order would be, and is nobody else’s to look at', async () => {
    const both = async (by: string, input: object) => {
      const answer = await preview(input, by);
      expect(await writesNothing(() => order('never', input, undefined, by))).toEqual(answer);
      return answer;
    };
    expect(await both('merchant', spring)).toMatchObject({ issues: [{ path: 'lender', code: 'NOT_YOURS' }] });
    expect(await both('claims', { ...spring, lender: LENDERS.harbourBank })).toMatchObject({
      issues: [{ path: 'postponeMonths', code: 'NOT_YOURS' }],
    });
    expect(await both('lender', { ...spring, programme: 'pgm_0000000000000000000000zzzz' })).toMatchObject({
      __typename: 'NotFound',
    });
    // Another lender reaches nobody.
    expect((await preview(spring, 'housingLender')).atOnce).toMatchObject({ policies: 0, isAll: true, effects: [] });
    expect((await api.ask('dashboard', PREVIEW, { input: spring })).errors?.[0]?.extensions.code).toBeDefined();
  });
});

describe('the token of a moratorium over a large book', () => {
  it('stands for the policies that the order holds itself, however many there are', async () => {
    const { unitOfWork } = api.testDatabase;
    const scenarios = (await loadScenarios(BUILT_IN_CODES)).all;
    const [from, until] = ['2026-08-01', '2026-10-31'] as const satisfies readonly string[];
    const period = { from: from as CalendarDate, until: until as CalendarDate };
    const asked = { programmeId: null, partnerId: null, lenderId: LENDERS.harbourBank, insurerId: null };
    const input = { ...period, programme: null, lender: null, reason: 'MORATORIUM', postponeMonths: 1 };
    const setting = {
      clock: { now: () => new Date('2026-04-02T12:00:00Z') },
      catalogue: new ProgrammeCatalogue(unitOfWork),
      scenarios,
      input: { ...input, isInterestCharged: true, note: null },
      by: LENDERS.harbourBank,
    };
    const first = (atOnce: number) =>
      unitOfWork.run(
        systemScope,
        (tx) => effectsOf(tx, { ...asked, heldFrom: from, heldUntil: until }, setting, atOnce),
        { readOnly: true },
      );
    const one = await first(1);
    expect(one).toMatchObject({ isAll: false, effects: [{ policyId: policies[0], instalments: 11 }] });
    expect(await first(2)).toMatchObject({ isAll: true, effects: policies.map((policyId) => ({ policyId })) });
    // The rest of the book lives on; one of those that the token stands for does not.
    await repay(policies[1], 2);
    expect(withToken(await first(1)).token).toBe(withToken(one).token);
    await repay(policies[0], 2);
    expect(withToken(await first(1)).token).not.toBe(withToken(one).token);
  });
});
