import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { startApi, type TestApi } from '../support/api.js';
import { answer, answering, type Behaviour, FakeInsurer, LINES, offerOn } from '../support/fake-insurer.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import {
  PRODUCT_CREATE,
  sellCheckoutWith,
  shownTerms,
  VALIDATE,
  VERSION_DRAFT,
  VERSION_PUBLISH,
} from '../support/products.js';
import { checkoutRequest, goodObligor, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';

const TAMARACK = 'Tamarack Surety';
const insurer = new FakeInsurer();
let api: TestApi;
beforeEach(async () => {
  const connection = { url: await insurer.open(), token: 'a-token' };
  api = await startApi({
    EXTERNAL_INSURERS: JSON.stringify({ [SANDBOX_IDS.tamarack]: connection }),
    OUTGOING_ALLOW_LOOPBACK: 'true',
  });
});
afterEach(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await api.close();
  await insurer.close();
});

const REMOVE = `mutation ($key: String!, $input: ProgrammeProductRemoveInput!) {
  programmeProductRemove(idempotencyKey: $key, input: $input) { ... on Programme { products { insurer { name } } } } }`;
const REFERRALS = `{ referrals(first: 10) { nodes {
  id status outcome quoteId reasons { code message } sumInsured { amount } premium { amount } } } }`;
const DECIDE = `mutation ($key: String!, $input: QuoteDecideInput!) { quoteDecide(idempotencyKey: $key, input: $input) {
  __typename ... on Referral { status outcome } ... on Problem { code message } } }`;
const QUOTE = `query ($id: ID!) { quote(id: $id) { status
  decision { outcome reasons { code } adverseActionReasons { code message } counterOffers { offer { insurer { name } } } }
  referrals { insurer { name } status outcome }
  offers { id insurer { name } sumInsured { amount } premium { total { amount } } } } }`;
const ANSWERS = `query ($quote: ID!) { insurerAnswers(first: 5, filter: { quote: $quote }) {
  nodes { insurer { name } outcome reasons { code } } } }`;
const REPLAY = `query ($quote: ID!) { decisionReplay(quote: $quote) { identical } }`;

/** Of LUMEN-PANEL's three insurers only the one with its own system is left. */
async function sellAlone(): Promise<void> {
  const { programmes } = await api.data('merchant', '{ programmes { id code } }');
  const programme = programmes.find(({ code }: { code: string }) => code === 'LUMEN-PANEL').id;
  const remove = (from: string) => api.data('operator', REMOVE, { key: from, input: { programme, insurer: from } });
  await remove(SANDBOX_IDS.northwind);
  const { programmeProductRemove: left } = await remove(SANDBOX_IDS.alder);
  expect(left.products).toEqual([{ insurer: { name: TAMARACK } }]);
}

const create = async (order: string, changes: object = {}) => {
  const input = checkoutRequest(order, { programme: 'LUMEN-PANEL', ...changes });
  return (await api.data('merchant', QUOTE_CREATE, { key: order, input })).quoteCreate;
};
const quoteOf = async (id: string) => (await api.data('merchant', QUOTE, { id })).quote;
const answersOf = async (id: string) => (await api.data('operator', ANSWERS, { quote: id })).insurerAnswers.nodes;
const desk = async (who: string) => (await api.data(who, REFERRALS)).referrals.nodes;
const decide = async (input: object) =>
  (await api.data('tamarackUnderwriter', DECIDE, { key: JSON.stringify(input), input })).quoteDecide;
const isReplayed = async (quote: string) => (await api.data('operator', REPLAY, { quote })).decisionReplay.identical;
const rows = async (table: 'exposure' | 'offer' | 'policy'): Promise<number> => {
  const query = { name: `test.${table}`, text: `SELECT count(*)::integer AS count FROM ${table}` };
  const [row] = await api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) => tx.rows<{ count: number }>(query));
  return row?.count ?? -1;
};

const LOOK = [{ code: 'LOOK_NEEDED', message: 'A person must look.' }];
const refers = answer({ outcome: 'REFER', reference: 'R-1', reasons: LOOK });
const silent: Behaviour = () => undefined;

describe('the only insurer of a programme, deciding in its own system', () => {
  beforeEach(sellAlone);

  it.each<[string, string, Behaviour]>([
    ['is down', 'FAILING', (_, response) => response.writeHead(503).end()],
    ['is slow', 'TIMED_OUT', silent],
    ['answers nonsense', 'MALFORMED', (_, response) => response.end('{"outcome": "APPROVED"}')],
    ['offers more than it may', 'MORE_THAN_ASKED', answering((offer) => ({ ...offer, sumInsured: '1151.49' }))],
  ])('that %s approves nothing: a person decides', async (_, failure, behaviour) => {
    insurer.behaviour = behaviour;
    const { id } = await create('ALONE-1');
    expect(await quoteOf(id)).toMatchObject({
      status: 'REFERRED',
      decision: { outcome: 'REFERRED', reasons: [{ code: 'INSURER_UNAVAILABLE' }], adverseActionReasons: [] },
      referrals: [{ insurer: { name: TAMARACK }, status: 'OPEN', outcome: null }],
      offers: [],
    });
    expect([await rows('exposure'), await rows('offer')]).toEqual([0, 0]);
    expect(await answersOf(id)).toEqual([
      { insurer: { name: TAMARACK }, outcome: 'UNAVAILABLE', reasons: [{ code: failure }] },
    ]);
    const [referral, ...others] = await desk('tamarackUnderwriter');
    expect(others).toEqual([]);
    expect(referral).toMatchObject({ quoteId: id, status: 'OPEN', reasons: [{ code: 'INSURER_UNAVAILABLE' }] });
    expect(await isReplayed(id)).toBe(true);
    const approval = { referral: referral.id, decision: 'APPROVE', loading: '0' };
    expect(await decide(approval)).toMatchObject({ status: 'DECIDED', outcome: 'APPROVED' });
    // At the price of the product's terms, Northwind's arithmetic.
    expect(await quoteOf(id)).toMatchObject({
      status: 'OFFERED',
      offers: [{ sumInsured: { amount: '1151.48' }, premium: { total: { amount: '5.69' } } }],
    });
  });

  it('that refers has it on its desk, where it is decided; no other insurer sees it', async () => {
    insurer.behaviour = refers;
    const [first, second] = [await create('REFER-1'), await create('REFER-2')];
    expect(first).toMatchObject({ status: 'REFERRED', decision: { outcome: 'REFERRED' }, offers: [] });
    expect(await rows('exposure')).toBe(0);
    const referrals = (await desk('tamarackUnderwriter')).reverse();
    expect(referrals).toMatchObject([
      { quoteId: first.id, reasons: LOOK, sumInsured: { amount: '1151.48' }, premium: { amount: '5.69' } },
      { quoteId: second.id, reasons: LOOK },
    ]);
    for (const rival of ['underwriter', 'alderUnderwriter']) expect(await desk(rival)).toEqual([]);
    const [approved, declined] = referrals;
    expect(await decide({ referral: approved.id, decision: 'APPROVE', loading: '0.25' })).toMatchObject({
      outcome: 'APPROVED',
    });
    const offered = await quoteOf(first.id);
    expect(offered).toMatchObject({ status: 'OFFERED', decision: { outcome: 'APPROVED' } });
    // A quarter more before tax.
    const [offer] = offered.offers;
    expect(offer.premium.total.amount).toBe('7.11');
    const input = { offer: offer.id, premiumAtMost: usd('7.11') };
    const { policyBind } = await api.data('merchant', POLICY_BIND, { key: 'bind', input });
    expect(policyBind).toMatchObject({ status: 'PENDING_ACTIVATION', sumInsured: { amount: '1151.48' } });
    const refusal = { referral: declined.id, decision: 'DECLINE', reasonCodes: ['LOOK_NEEDED'] };
    expect(await decide(refusal)).toMatchObject({ status: 'DECIDED', outcome: 'DECLINED' });
    expect(await quoteOf(second.id)).toMatchObject({
      status: 'DECLINED',
      decision: { outcome: 'DECLINED', adverseActionReasons: LOOK },
      offers: [],
    });
  });

  it('that declines says why to the person, and makes no counter-offer', async () => {
    const reasons = [
      { code: 'PRICE_UNUSUAL', message: 'The price is unusual.' },
      { code: 'SHOP_UNKNOWN', message: 'The shop is not known.' },
    ];
    insurer.behaviour = answer({ outcome: 'DECLINE', reference: 'R-1', reasons });
    const { id } = await create('DECLINE-1');
    expect(await quoteOf(id)).toMatchObject({
      status: 'DECLINED',
      decision: { outcome: 'DECLINED', adverseActionReasons: reasons, counterOffers: [] },
      referrals: [],
    });
    expect(await rows('exposure')).toBe(0);
  });

  it('that answers too late is not heard any more', async () => {
    let late: (() => void) | undefined;
    insurer.behaviour = (_, response, question) => {
      late = () => response.end(JSON.stringify(offerOn(question)));
    };
    const { id } = await create('LATE-1');
    const before = await quoteOf(id);
    expect(before).toMatchObject({ status: 'REFERRED', offers: [] });
    late?.();
    insurer.behaviour = refers;
    const next = await create('LATE-2');
    expect(next).toMatchObject({ status: 'REFERRED', decision: { reasons: [{ code: 'LOOK_NEEDED' }] } });
    // Repeated, the request bears the same name, and what was answered first holds whatever the insurer says now.
    insurer.behaviour = answering((offer) => offer);
    expect(await create('LATE-1')).toMatchObject({ id, status: 'REFERRED', offers: [] });
    const [first, , repeated] = insurer.asked.slice(-3).map(({ question }) => question.requestId);
    expect(repeated).toBe(first);
    expect(await quoteOf(id)).toEqual(before);
    expect(await answersOf(id)).toMatchObject([{ outcome: 'UNAVAILABLE', reasons: [{ code: 'TIMED_OUT' }] }]);
  });

  it('is asked once for however many send the same key', async () => {
    insurer.behaviour = answering((offer) => offer);
    const answers = await Promise.all(Array.from({ length: 10 }, () => create('SAME-KEY')));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(new Set(insurer.asked.slice(-10).map(({ question }) => question.requestId)).size).toBe(1);
    expect(await rows('offer')).toBe(1);
  });
});

describe('an insurer that is down', () => {
  beforeEach(() => {
    insurer.behaviour = (_, response) => response.writeHead(503).end();
  });

  it('leaves the decline of the others a decline, with what cures it', async () => {
    // Payments on all debts would be more than 80 % of the income.
    const obligor = { ...goodObligor, annualIncome: usd('6000.00'), monthlyDebtService: usd('320.00') };
    const { id } = await create('DEBT-1', { obligor });
    const declined = await quoteOf(id);
    expect(declined).toMatchObject({
      status: 'DECLINED',
      decision: {
        reasons: [{ code: 'DEBT_SERVICE_TOO_HIGH' }, { code: 'INSURER_UNAVAILABLE' }],
        adverseActionReasons: [{ code: 'DEBT_SERVICE_TOO_HIGH' }],
      },
      referrals: [],
    });
    expect(declined.decision.counterOffers.length).toBeGreaterThan(0);
    expect(await isReplayed(id)).toBe(true);
  });

  it('waits for a person together with those that refer', async () => {
    const { id } = await create('UNKNOWN-1', { obligor: { ...goodObligor, identityNumber: 'SANDBOX-UNKNOWN' } });
    expect(await quoteOf(id)).toMatchObject({
      status: 'REFERRED',
      decision: { reasons: [{ code: 'NOT_KNOWN_TO_BUREAU' }, { code: 'INSURER_UNAVAILABLE' }] },
      referrals: ['Northwind Credit Insurance', 'Alder Mutual', TAMARACK].map((name) => ({ insurer: { name } })),
    });
  });
});

it('an insurer with its own system offers to whom no bureau knows', async () => {
  insurer.behaviour = answering((offer) => offer);
  const quoted = await create('UNKNOWN-2', { obligor: { ...goodObligor, identityNumber: 'SANDBOX-UNKNOWN' } });
  expect(quoted.status).toBe('OFFERED');
  expect(quoted.offers).toMatchObject([
    {
      insurer: { name: TAMARACK },
      premium: { lines: LINES.map(({ kind, amount }) => ({ kind, amount: { amount } })) },
    },
  ]);
});

it('an insurer whose system nobody connected makes no offer, and the others do', async () => {
  const elsewhere = { decidedBy: 'INSURER', coObligorCures: false, counterOffers: { insuredPercentages: [] } };
  await sellCheckoutWith(api, () => elsewhere);
  const quoted = await create('UNCONNECTED-1', { programme: 'LUMEN-CHECKOUT' });
  expect(quoted.offers).toMatchObject([{ insurer: { name: 'Alder Mutual' } }]);
  expect(await answersOf(quoted.id)).toEqual([
    {
      insurer: { name: 'Northwind Credit Insurance' },
      outcome: 'UNAVAILABLE',
      reasons: [{ code: 'NOT_CONNECTED' }],
    },
  ]);
});

it('a loan above the annual rate of its product is declined without asking the insurer', async () => {
  insurer.behaviour = answering((offer) => offer);
  const before = insurer.asked.length;
  const { loan } = checkoutRequest('');
  const { id } = await create('DEAR-1', { loan: { ...loan, annualRate: '0.37' } });
  expect(await answersOf(id)).toMatchObject(
    ['Northwind Credit Insurance', 'Alder Mutual', TAMARACK].map((name) => ({
      insurer: { name },
      outcome: 'DECLINED',
      reasons: [{ code: 'RATE_TOO_HIGH' }],
    })),
  );
  expect(insurer.asked).toHaveLength(before);
});

it('a product decided elsewhere is not published with terms that only hold here', async () => {
  const terms = await shownTerms(api, 'tamarackUnderwriter', 'TS-CHECKOUT');
  const product = { code: 'TS-OTHER', name: 'Other', scenario: 'ecommerce' };
  const created = (await api.data('tamarackUnderwriter', PRODUCT_CREATE, { key: 'product', input: product })).result;
  for (const [name, change] of [
    ['lower percentages', { counterOffers: { insuredPercentages: ['0.8'] } }],
    ['another way to pay', { pricing: { ...(terms.pricing as object), mode: 'LEVEL_MONTHLY' } }],
  ] as const) {
    const input = { product: created.id, terms: { ...terms, ...change } };
    const { result: draft } = await api.data('tamarackUnderwriter', VERSION_DRAFT, { key: name, input });
    const { result: found } = await api.data('tamarackUnderwriter', VALIDATE, { version: draft.id });
    expect(found).toEqual({
      publishable: false,
      findings: [{ severity: 'ERROR', path: 'decidedBy', code: 'NOT_TOGETHER' }],
    });
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const publish = { key: `publish ${name}`, input: { version: draft.id } };
    expect((await api.data('tamarackUnderwriter', VERSION_PUBLISH, publish)).result).toMatchObject({
      __typename: 'InvalidInput',
      issues: [{ path: 'terms.decidedBy', code: 'NOT_TOGETHER' }],
    });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  }
});
