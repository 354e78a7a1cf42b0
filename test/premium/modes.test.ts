import { addDays, calendarDate, decimal } from '../../src/kernel/index.js';
import { premiumInstalments } from '../../src/underwriting/payment-plan.js';
import { startApi, type TestApi } from '../support/api.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, LUMEN, POLICY_ACTIVATE, POLICY_BIND, usd } from '../support/requests.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());
afterEach(() => expectInvariants(api.testDatabase.unitOfWork));

const plusDays = (date: string, days: number): string => addDays(calendarDate(date), days);

interface OfferAnswer {
  readonly id: string;
  readonly premiumMode: string;
  readonly premium: { readonly total: { readonly amount: string } };
  readonly premiumInstalments: readonly { readonly amount: string }[];
  readonly sumInsured: { readonly amount: string };
  readonly loan: { readonly principal: { readonly amount: string } } | null;
}

const QUOTE = `mutation ($key: String!, $input: QuoteCreateInput!) { quoteCreate(idempotencyKey: $key, input: $input) {
  ... on Quote { offers { id premiumMode premium { total { amount } } premiumInstalments { amount }
    sumInsured { amount } loan { principal { amount } } } } ... on Problem { code message } } }`;
const PROGRAMMES = {
  LEVEL_MONTHLY: 'LUMEN-MONTHLY',
  MONTHLY_ON_OUTSTANDING: 'LUMEN-BALANCE',
  SINGLE_FINANCED: 'LUMEN-FINANCED',
} as const;
type Mode = keyof typeof PROGRAMMES;
const DATES = { disbursedOn: '2026-03-02', firstDueOn: '2026-04-02' };

async function offerOf(order: string, mode: Mode, dates = DATES): Promise<OfferAnswer> {
  const { loan } = checkoutRequest(order);
  const input = checkoutRequest(order, { programme: PROGRAMMES[mode], loan: { ...loan, ...dates } });
  const { quoteCreate } = await api.data('merchant', QUOTE, { key: `q-${order}`, input });
  expect(quoteCreate.offers).toEqual([expect.objectContaining({ premiumMode: mode })]);
  return quoteCreate.offers[0];
}

async function activate(order: string, mode: Mode, dates = DATES): Promise<{ policy: string; offer: OfferAnswer }> {
  const offer = await offerOf(order, mode, dates);
  const bind = { key: `b-${order}`, input: { offer: offer.id, premiumAtMost: usd('20.00') } };
  const { policyBind } = await api.data('merchant', POLICY_BIND, bind);
  const principal = offer.loan?.principal.amount ?? '1200.00';
  const { policyActivate } = await api.data('lender', POLICY_ACTIVATE, {
    key: `a-${order}`,
    input: {
      policy: policyBind.id,
      disbursement: { disbursedOn: dates.disbursedOn, amount: usd(principal), loanReference: order },
      purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: order, payee: LUMEN },
    },
  });
  expect(policyActivate).toMatchObject({ status: 'ACTIVE' });
  return { policy: policyBind.id, offer };
}

const POLICY = `query ($id: ID!, $asOf: Date) { policy(id: $id) { loan { principal { amount } }
  invoices { dueOn amount { amount } } earnedPremium(asOf: $asOf) { written { amount } earned { amount } } } }`;
const sum = (amounts: readonly string[]): string =>
  amounts.reduce((total, amount) => total.plus(amount), decimal('0')).toFixed(2);

describe('an offer', () => {
  it('says how its premium is paid, and what each month costs', async () => {
    const amountsOf = ({ premiumInstalments: amounts }: OfferAnswer) => amounts.map(({ amount }) => amount);
    const level = await offerOf('LEVEL', 'LEVEL_MONTHLY');
    expect(new Set(amountsOf(level)).size).toBe(1);
    const balance = await offerOf('BALANCE', 'MONTHLY_ON_OUTSTANDING');
    for (const offer of [level, balance]) {
      expect(amountsOf(offer)).toHaveLength(12);
      expect(sum(amountsOf(offer))).toBe(offer.premium.total.amount);
    }
    const falling = amountsOf(balance).map(Number);
    expect([...falling].sort((a, b) => b - a)).toEqual(falling);
    expect(falling[0]).toBeGreaterThan(5 * (falling[11] ?? 0));
    const financed = await offerOf('FINANCE', 'SINGLE_FINANCED');
    expect(financed.premiumInstalments).toEqual([]);
    // Principal and premium together are the loan.
    expect(financed.loan?.principal.amount).toBe(sum(['1200.00', financed.premium.total.amount]));
  });
});

describe('a policy whose premium is financed', () => {
  it('insures the loan with the premium in it', async () => {
    const { policy, offer } = await activate('FINANCED', 'SINGLE_FINANCED');
    const { policy: shown } = await api.data('merchant', POLICY, { id: policy });
    expect(shown.loan.principal).toEqual(offer.loan?.principal);
    expect(shown.invoices.map(({ amount }: { amount: { amount: string } }) => amount.amount)).toEqual([
      offer.premium.total.amount,
    ]);
  });
});

describe('a policy whose premium is paid monthly', () => {
  it('is asked for it in advance, month by month, and earns each month its own', async () => {
    const { policy, offer } = await activate('MONTHLY', 'MONTHLY_ON_OUTSTANDING');
    const { policy: shown } = await api.data('merchant', POLICY, { id: policy, asOf: '2026-04-01' });
    const { invoices, earnedPremium } = shown;
    expect(invoices.map(({ amount }: { amount: { amount: string } }) => amount)).toEqual(offer.premiumInstalments);
    expect(invoices.slice(0, 3).map(({ dueOn }: { dueOn: string }) => dueOn)).toEqual([
      '2026-04-01',
      '2026-05-02',
      '2026-06-01',
    ]);
    const net = (amount: string | undefined) => Number(amount) / 1.06;
    expect(Number(earnedPremium.earned.amount)).toBeCloseTo(net(offer.premiumInstalments[0]?.amount), 1);
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 40) { now } }');
  });
});

describe('cover that a change prolongs', () => {
  const EXTEND = `mutation ($key: String!, $policy: ID!, $on: Date, $from: Date!) { policyChange(idempotencyKey: $key, policy: $policy, effectiveOn: $on,
    input: { extension: { dueFrom: $from, by: { unit: MONTH, count: 1 } } }) { ... on PolicyChange { effectiveOn } ... on Problem { message } } }`;

  const advance = async (days: number): Promise<string> => {
    const ADVANCE = 'mutation ($days: Int!) { sandboxClockAdvance(days: $days) { now } }';
    return (await api.data('operator', ADVANCE, { days })).sandboxClockAdvance.now.slice(0, 10);
  };

  it.each([
    { when: 'today', daysAgo: 0 },
    { when: 'backdated', daysAgo: 12 },
  ])('agrees with the books at once and after the next close, $when', async ({ when, daysAgo }) => {
    const disbursedOn = await advance(1);
    const dates = { disbursedOn, firstDueOn: plusDays(disbursedOn, 31) };
    const { policy } = await activate(`PROLONG-${when}`, 'LEVEL_MONTHLY', dates);
    const on = plusDays(await advance(16), -daysAgo);
    const variables = { key: `e-${when}`, policy, on, from: dates.firstDueOn };
    expect((await api.data('lender', EXTEND, variables)).policyChange).toEqual({ effectiveOn: on });
    await expectInvariants(api.testDatabase.unitOfWork);
    await advance(1);
  });
});

describe('premium in instalments', () => {
  it('adds up by instalment and by line', () => {
    const lines = [
      { kind: 'RISK', minor: 1_000n },
      { kind: 'COMMISSION', minor: 101n },
      { kind: 'TAX', minor: 66n },
    ] as const;
    const parts = premiumInstalments(lines, [400n, 400n, 367n]);
    expect(parts.map((part) => part.reduce((total, { minor }) => total + minor, 0n))).toEqual([400n, 400n, 367n]);
    lines.forEach(({ minor }, at) => {
      expect(parts.reduce((total, part) => total + (part[at]?.minor ?? 0n), 0n)).toBe(minor);
    });
  });
});
