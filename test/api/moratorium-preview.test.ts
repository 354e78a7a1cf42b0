import { effectsOf } from '../../src/collections/moratorium-effects.js';
import { reachedBook } from '../../src/collections/moratorium-rows.js';
import { systemScope } from '../../src/database/unit-of-work.js';
import type { CalendarDate } from '../../src/kernel/index.js';
import { ProgrammeCatalogue } from '../../src/partners/programme-catalogue.js';
import { BUILT_IN_CODES, loadScenarios } from '../../src/scenarios/registry.js';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { sellCheckoutWith } from '../support/products.js';
import { LENDERS, LUMEN, usd } from '../support/requests.js';
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
  it('stands for every policy, also those that the order does not hold itself', async () => {
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
    const scope = { ...asked, heldFrom: from, heldUntil: until };
    const first = (atOnce: number) =>
      unitOfWork.run(systemScope, (tx) => effectsOf(tx, scope, setting, atOnce), { readOnly: true });
    const book = (at = setting.clock.now()) =>
      unitOfWork.run(systemScope, (tx) => reachedBook(tx, scope, at), { readOnly: true });
    const [one, all] = [await first(1), await book()];
    expect(one).toMatchObject({ isAll: false, effects: [{ policyId: policies[0], instalments: 11 }] });
    expect(await first(2)).toMatchObject({ isAll: true, effects: policies.map((policyId) => ({ policyId })) });
    expect(all.policies).toBe(2);
    expect(await book()).toEqual(all);
    await repay(policies[1], 2);
    expect(await first(1)).toEqual(one);
    const repaid = await book();
    expect(repaid).toEqual({ policies: 2, first: expect.not.stringMatching(all.first), second: expect.anything() });
    const paid = {
      partner: LUMEN,
      policy: policies[1],
      receivedOn: '2026-04-02',
      reference: 'bank-1',
      amount: usd('1.00'),
    };
    const RECORD = `mutation ($input: PremiumPaymentRecordInput!) {
      premiumPaymentRecord(idempotencyKey: "bank-1", input: $input) { __typename } }`;
    await api.data('underwriter', RECORD, { input: paid });
    const settled = await book();
    expect(settled.first).not.toBe(repaid.first);
    const PLACE = `mutation ($input: PolicyHoldPlaceInput!) { policyHoldPlace(idempotencyKey: "h", input: $input) { __typename } }`;
    await api.data('lender', PLACE, {
      input: { policy: policies[1], reason: 'DISPUTE', from: '2026-11-01', until: '2026-11-02' },
    });
    const held = await book();
    expect(held.first).not.toBe(settled.first);
    const CANCEL = `mutation ($policy: ID!) { policyCancel(idempotencyKey: "c", policy: $policy, input: { reason: POLICYHOLDER_REQUEST }) { __typename } }`;
    await api.data('merchant', CANCEL, { policy: policies[1] });
    expect(await book()).toMatchObject({ policies: 1 });
    // It reaches nobody once its last day is over.
    expect(await book(new Date('2026-11-01T12:00:00Z'))).toEqual({ policies: 0, first: '0', second: '0' });
  });
});

describe('a moratorium that one policy cannot be given', () => {
  it('is ordered all the same, holds the others, and tries that one again', async () => {
    const later = { disbursedOn: '2026-04-02', firstDueOn: '2026-05-02' };
    const [broken, sound] = [await activePolicy(api, 'BROKEN', later), await activePolicy(api, 'SOUND', later)];
    const HELD = '{ policy(id: "ID") { holds { until } loan { id } } }';
    const loanOf = async (id: string) => (await api.data('lender', HELD.replace('ID', id))).policy;
    const { loan } = await loanOf(broken);
    const { testDatabase } = api;
    await testDatabase.query(
      `ALTER TABLE policy_hold ADD CONSTRAINT test_breaks CHECK (loan_id <> '${loan.id}' OR held_until <> '2026-12-15') NOT VALID`,
    );
    const winter = { reason: 'DISPUTE', from: '2026-12-01', until: '2026-12-15' };
    const { token } = await preview(winter);
    const { id } = await order('winter', winter, token);
    const PROGRESS = `{ moratorium(id: "${id}") { progress { remaining refused } } }`;
    expect((await api.data('lender', PROGRESS)).moratorium.progress).toEqual({ remaining: 1, refused: 0 });
    expect((await loanOf(sound)).holds).toEqual([{ until: '2026-12-15' }]);
    expect((await loanOf(broken)).holds).toEqual([]);
    const DAY = 'mutation { sandboxClockAdvance(days: 1) { now } }';
    expect((await api.ask('operator', DAY)).errors?.[0]?.extensions.code).toBe('INTERNAL');
    await testDatabase.query('ALTER TABLE policy_hold DROP CONSTRAINT test_breaks');
    await api.data('operator', DAY);
    expect((await api.data('lender', PROGRESS)).moratorium.progress).toEqual({ remaining: 0, refused: 0 });
    expect((await loanOf(broken)).holds).toContainEqual({ until: '2026-12-15' });
  });
});
