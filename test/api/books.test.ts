import { startApi, type TestApi } from '../support/api.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, LUMEN, POLICY_ACTIVATE, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';

let api: TestApi;
let policy: string;

beforeAll(async () => {
  api = await startApi();
  const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, { key: 'q', input: checkoutRequest('BOOKS-1') });
  const bind = { key: 'b', input: { offer: quoteCreate.offers[0].id, premiumAtMost: usd('10.00') } };
  policy = (await api.data('merchant', POLICY_BIND, bind)).policyBind.id;
  await api.data('lender', POLICY_ACTIVATE, {
    key: 'a',
    input: {
      policy,
      disbursement: { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: 'HB-77' },
      purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: 'BOOKS-1', payee: LUMEN },
    },
  });
});
afterAll(() => api.close());

const EARNED = `query ($id: ID!, $asOf: Date) { policy(id: $id) { startsOn endsOn premium { total { amount } }
  earnedPremium(asOf: $asOf) { written { amount } earned { amount } unearned { amount } commissionEarned { amount } }
  transactions { ledger { kind subject } } } }`;
const earned = async (asOf: string) => {
  const { policy: shown } = await api.data('merchant', EARNED, { id: policy, asOf });
  return shown;
};

describe('earned premium', () => {
  it('is the part of the cover that was given, by days', async () => {
    const shown = await earned('2026-03-02');

    expect(shown).toMatchObject({
      startsOn: '2026-03-02',
      endsOn: '2027-06-01',
      premium: { total: { amount: '5.69' } },
    });
    expect(shown.earnedPremium).toEqual({
      written: { amount: '5.36' },
      earned: { amount: '0.01' },
      unearned: { amount: '5.35' },
      commissionEarned: { amount: '0.00' },
    });
    expect((await earned('2030-01-01')).earnedPremium).toMatchObject({
      earned: { amount: '5.36' },
      unearned: { amount: '0.00' },
      commissionEarned: { amount: '0.54' },
    });
    expect(shown.transactions[0].ledger).toEqual([{ kind: 'PREMIUM_WRITTEN', subject: policy }]);
  });

  it('stands in the books day by day, each day traceable to its close', async () => {
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 100) { now } }');
    const { ledger } = await api.data(
      'underwriter',
      `{ ledger {
        march: account(code: EARNED_PREMIUM, currency: "USD", from: "2026-03-01", to: "2026-03-31") {
          opening { amount } debit { amount } credit { amount } closing { amount } }
        april: account(code: EARNED_PREMIUM, currency: "USD", from: "2026-04-01", to: "2026-04-30") {
          opening { amount } closing { amount }
          entries(first: 2, orderBy: OLDEST_FIRST) { nodes { credit { amount } journal { kind bookedOn } } pageInfo { hasNextPage } } }
        asOf: trialBalance(currency: "USD", asOf: "2026-03-31") { debit { amount } credit { amount }
          accounts { account { code } balance { amount } } }
      } }`,
    );
    // 536 minor units over 456 days of cover: 30 days of March, 60 by the end of April.
    const [march, april] = ['0.35', '0.71'];
    expect((await earned('2026-03-31')).earnedPremium.earned).toEqual({ amount: march });
    expect(ledger.march).toEqual({
      opening: { amount: '0.00' },
      debit: { amount: '0.00' },
      credit: { amount: march },
      closing: { amount: `-${march}` },
    });
    expect(ledger.april).toMatchObject({ opening: { amount: `-${march}` }, closing: { amount: `-${april}` } });
    expect(ledger.april.entries.nodes).toHaveLength(2);
    expect(ledger.april.entries.nodes[0]).toMatchObject({
      credit: { amount: '0.01' },
      journal: { kind: 'PREMIUM_EARNED' },
    });
    expect(ledger.april.entries.pageInfo.hasNextPage).toBe(true);
    expect(ledger.asOf.debit).toEqual(ledger.asOf.credit);
    expect(ledger.asOf.accounts).toContainEqual({
      account: { code: 'EARNED_PREMIUM' },
      balance: { amount: `-${march}` },
    });
    await expectInvariants(api.testDatabase.unitOfWork);
  });

  it('shows the operator alone what the next close would book', async () => {
    const query = `query ($programme: ID!) { earnedPremiumClosePreview(programme: $programme) { programme closedOn through
      figures { insurer lender currency premium { amount } commission { amount } ceded { amount } cedingCommission { amount } } } }`;
    const { programmes } = await api.data('merchant', '{ programmes { id code } }');
    const programme = programmes.find(({ code }: { code: string }) => code === 'LUMEN-CHECKOUT').id;
    const shown = { programme, closedOn: '2026-06-09', through: '2026-06-09', figures: [] };
    expect(await api.data('operator', query, { programme })).toEqual({ earnedPremiumClosePreview: shown });
    expect(await api.data('operator', query, { programme: 'pgm_0' })).toEqual({ earnedPremiumClosePreview: null });
    for (const key of ['merchant', 'underwriter', 'lender']) {
      expect((await api.ask(key, query, { programme })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });
});
