import { randomUUID } from 'node:crypto';
import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { startApi, type TestApi } from '../support/api.js';
import { type CoInsurers, coInsurers } from '../support/co-insurers.js';
import { checkoutRequest, goodObligor, QUOTE_CREATE, usd } from '../support/requests.js';

const REPLAY = `query ($quote: ID!) { decisionReplay(quote: $quote) {
  identical differences { path stored recomputed } offers { offerId madeBy identical gap } } }`;
const DECIDE = `mutation ($key: String!, $input: QuoteDecideInput!) { quoteDecide(idempotencyKey: $key, input: $input) {
  ... on Referral { status } ... on Problem { code message } } }`;
const NOTHING_ELSE = { identical: true, differences: [] };

let api: TestApi;
let others: CoInsurers;
beforeAll(async () => {
  api = await startApi();
  others = await coInsurers(api);
  await ampleRoom();
});
afterAll(() => api.close());

/** Leaves each insurer this much room of USD besides what it holds. */
async function leaveRoom(northwind: number, alder: number, cedar: number): Promise<void> {
  for (const [insurer, minor] of [
    [SANDBOX_IDS.northwind, northwind],
    [SANDBOX_IDS.alder, alder],
    [others.cedar, cedar],
  ] as const) {
    const text = `UPDATE exposure_limit SET cap_minor = reserved_minor + utilised_minor + $2
                  WHERE insurer_id = $1 AND dimension = 'INSURER' AND currency = 'USD'`;
    await api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) => tx.run({ name: '', text }, [insurer, minor]));
  }
}
const ampleRoom = () => leaveRoom(9_000_000, 9_000_000, 9_000_000);
const UNKNOWN = { ...goodObligor, identityNumber: 'SANDBOX-UNKNOWN' };
const ask = async (name: string, changes: object = {}): Promise<string> =>
  (await api.data('merchant', QUOTE_CREATE, { key: name, input: checkoutRequest(name, changes) })).quoteCreate.id;
const replay = async (quote: string, who = 'operator') => (await api.data(who, REPLAY, { quote })).decisionReplay;
async function approve(who: string, quoteId: string, terms: object = {}) {
  const { referrals } = await api.data(who, '{ referrals(first: 100) { nodes { id quoteId } } }');
  const { id: referral } = referrals.nodes.find((one: { quoteId: string }) => one.quoteId === quoteId);
  const input = { referral, decision: 'APPROVE', ...terms };
  return (await api.data(who, DECIDE, { key: randomUUID(), input })).quoteDecide.status;
}
const made = (madeBy: string, count = 1) =>
  Array(count).fill({ offerId: expect.stringMatching(/^ofr_/), madeBy, identical: true, gap: null });
/** What is written once is changed here only to see that somebody would notice. */
async function tamper(table: string, text: string, values: readonly unknown[]): Promise<void> {
  const owner = await api.testDatabase.database.pool.connect();
  await owner.query(`BEGIN; SELECT set_config('app.scope', 'system', true); ALTER TABLE ${table} DISABLE TRIGGER USER`);
  await owner.query(text, [...values]);
  await owner.query(`ALTER TABLE ${table} ENABLE TRIGGER USER; COMMIT`);
  owner.release();
}

describe('the offers of a desk', () => {
  const conditions = [
    { kind: 'LOWER_AMOUNT', amount: usd('900.00') },
    { kind: 'EVIDENCE', text: 'Payslips' },
  ];
  let quote: string;
  beforeAll(async () => {
    quote = await ask('DESK-1', { obligor: UNKNOWN });
    expect(await approve('underwriter', quote, { loading: '0.25', conditions })).toBe('DECIDED');
    expect(await approve('alderUnderwriter', quote)).toBe('DECIDED');
  });

  it('are made again from what it decided, and shown to whose they are', async () => {
    expect(await replay(quote)).toEqual({ ...NOTHING_ELSE, offers: made('DESK', 2) });
    expect(await replay(quote, 'alderUnderwriter')).toEqual({ ...NOTHING_ELSE, offers: made('DESK') });
  });

  it('that another price, loan or condition was written into are named by field', async () => {
    await tamper(
      'offer',
      `UPDATE offer SET premium_minor = premium_minor + 1, conditions = conditions - 1,
         alternative = jsonb_set(alternative, '{loan,principalMinor}', '"90001"') WHERE quote_id = $1 AND conditions IS NOT NULL`,
      [quote],
    );
    const { identical, differences, offers } = await replay(quote);
    expect(identical).toBe(false);
    expect(differences.map(({ path }: { path: string }) => path)).toEqual([
      'offers[0].premiumMinor',
      'offers[0].alternative.loan.principalMinor',
      'offers[0].conditions[1]',
    ]);
    expect(offers.map((offer: { identical: boolean }) => offer.identical)).toEqual([false, true]);
  });

  it('whose record is gone say that they cannot be', async () => {
    const lost = await ask('DESK-2', { obligor: UNKNOWN });
    await approve('underwriter', lost);
    await tamper(
      'referral_entry',
      'DELETE FROM referral_entry WHERE referral_id IN (SELECT id FROM referral WHERE quote_id = $1)',
      [lost],
    );
    expect(await replay(lost)).toMatchObject({
      identical: false,
      differences: [{ path: 'offers[0]', recomputed: null }],
      offers: [
        { madeBy: 'DESK', identical: false, gap: "The record of a desk's decision that it follows is not there." },
      ],
    });
  });
});

describe('shared offers are made again, with each share of cover and premium', () => {
  afterEach(ampleRoom);

  it('of the rules', async () => {
    await leaveRoom(80_000, 25_000, 15_000);
    const quote = await ask('SHARED-1');
    await ampleRoom();
    expect(await replay(quote)).toEqual({ ...NOTHING_ELSE, offers: made('RULES') });
    const shares = `jsonb_set(insurer_shares, '{1,premiumMinor}', '"1"')`;
    await tamper('offer', `UPDATE offer SET insurer_shares = ${shares} WHERE quote_id = $1`, [quote]);
    expect((await replay(quote)).differences).toMatchObject([
      { path: 'offers[0].insurerShares[1].premiumMinor', stored: '1', recomputed: expect.stringMatching(/^\d{2,}$/) },
    ]);
  });

  it('of desks', async () => {
    const quote = await ask('SHARED-2', { obligor: { ...UNKNOWN, reference: 'shared-2' } });
    await leaveRoom(80_000, 25_000, 40_000);
    expect(await approve('underwriter', quote, { conditions: [{ kind: 'EVIDENCE', text: 'Payslips' }] })).toBe('OPEN');
    const evidence = [{ kind: 'EVIDENCE', text: 'Tax return' }];
    expect(await approve(others.cedarUnderwriter, quote, { loading: '0.1', conditions: evidence })).toBe('DECIDED');
    expect(await replay(quote)).toEqual({ ...NOTHING_ELSE, offers: made('DESK') });
  });
});

it('premium that is financed into the loan leaves the loan that was asked for', async () => {
  const financed = await ask('FINANCED-1', { programme: 'LUMEN-FINANCED' });
  expect(await replay(financed)).toEqual({ ...NOTHING_ELSE, offers: made('RULES') });
  const { loan } = checkoutRequest('');
  const long = { programme: 'LUMEN-FINANCED', loan: { ...loan, instalments: 48 } };
  const countered = await replay(await ask('FINANCED-2', long));
  expect(countered).toEqual({ ...NOTHING_ELSE, offers: expect.arrayContaining(made('COUNTER_OFFER')) });
});
