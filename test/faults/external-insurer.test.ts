import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { insurerReply, insurerRequest } from '../../src/underwriting/sources/insurer-contract.js';
import { startApi, type TestApi } from '../support/api.js';
import { answer, answering, type Behaviour, FakeInsurer, LINES, offering, priced } from '../support/fake-insurer.js';
import { shownTerms, VERSION_DRAFT, VERSION_PUBLISH } from '../support/products.js';
import { checkoutRequest, goodObligor, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';
import { until } from '../support/until.js';

const PROGRAMME_SET = `mutation ($key: String!, $input: ProgrammeProductSetInput!) {
  result: programmeProductSet(idempotencyKey: $key, input: $input) { __typename } }`;
const ANSWERS = `query ($quote: ID!) { insurerAnswers(first: 5, filter: { quote: $quote }) {
  nodes { insurer { name } outcome reasons { code message } } } }`;
const REPLAY = `query ($quote: ID!) { decisionReplay(quote: $quote) { identical differences { path stored recomputed } } }`;
const DECISIONS = `query ($quote: ID!) { quote(id: $quote) { decision { products {
  insurer { name } outcome insurerReference reasons { code } } } } }`;

const insurer = new FakeInsurer();
let api: TestApi;
beforeAll(async () => {
  const url = await insurer.open();
  api = await startApi({
    EXTERNAL_INSURERS: JSON.stringify({ [SANDBOX_IDS.alder]: { url, token: 'a-token-of-alder' } }),
    INSURER_PAUSE_MS: '150',
    OUTGOING_ALLOW_LOOPBACK: 'true',
    POOL_SIZE: '4',
  });
  await sellExternally();
});
afterAll(async () => {
  await api.close();
  await insurer.close();
});

/** From now on Alder decides about the checkout in its own system. */
async function sellExternally(): Promise<void> {
  const shown = await shownTerms(api, 'alderUnderwriter', 'AM-CHECKOUT');
  const terms = {
    ...shown,
    pricing: { ...(shown.pricing as object), commissionBounds: { minimum: '1.00', maximum: '6.00' } },
    decidedBy: 'INSURER',
    coInsures: false,
    coObligorCures: false,
    counterOffers: { insuredPercentages: [] },
  };
  const { products } = await api.data('alderUnderwriter', '{ products(first: 100) { nodes { id code } } }');
  const product = products.nodes.find(({ code }: { code: string }) => code === 'AM-CHECKOUT').id;
  const { result: draft } = await api.data('alderUnderwriter', VERSION_DRAFT, {
    key: 'draft',
    input: { product, terms },
  });
  const published = await api.data('alderUnderwriter', VERSION_PUBLISH, {
    key: 'publish',
    input: { version: draft.id },
  });
  expect(published.result).toMatchObject({ status: 'PUBLISHED' });
  const { programmes } = await api.data('merchant', '{ programmes { id code } }');
  const programme = programmes.find(({ code }: { code: string }) => code === 'LUMEN-CHECKOUT').id;
  const { result } = await api.data('operator', PROGRAMME_SET, {
    key: 'sell',
    input: { programme, productVersion: draft.id },
  });
  expect(result.__typename).toBe('Programme');
}

const REPORT = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.12, openAccounts: 6 };
let count = 0;
const quote = async (changes: object = {}) => {
  count += 1;
  const obligor = { ...goodObligor, reference: `secret-${count}`, identityNumber: `ID-${count}`, creditReport: REPORT };
  const input = checkoutRequest(`order-${count}`, { obligor, ...changes });
  return (await api.data('merchant', QUOTE_CREATE, { key: `insurer-${count}`, input })).quoteCreate;
};
const insurersOf = ({ offers }: { offers: { insurer: { name: string } }[] }) =>
  offers.map(({ insurer: by }) => by.name);
const answersOf = async (id: string) => (await api.data('operator', ANSWERS, { quote: id })).insurerAnswers.nodes;
const replayOf = async (id: string) => (await api.data('operator', REPLAY, { quote: id })).decisionReplay;
const IDENTICAL = { identical: true, differences: [] };
const BOTH = ['Northwind Credit Insurance', 'Alder Mutual'];
const OTHERS = ['Northwind Credit Insurance'];

const whenHealthy = async (): Promise<void> => {
  insurer.behaviour = offering;
  await until(async () => insurersOf(await quote()).length === 2);
};

describe("an insurer's own system", () => {
  it('offers by the documented contract, and the offer binds', async () => {
    const quoted = await quote();
    expect(insurersOf(quoted)).toEqual(BOTH);
    const offer = quoted.offers[1];
    expect(offer).toMatchObject({
      sumInsured: { amount: '1151.48', currency: 'USD' },
      insuredPercentage: '0.9',
      premium: { total: { amount: '21.20' }, lines: LINES.map(({ kind, amount }) => ({ kind, amount: { amount } })) },
    });
    const bound = await api.data('merchant', POLICY_BIND, {
      key: 'bind',
      input: { offer: offer.id, premiumAtMost: usd('21.20') },
    });
    expect(bound.policyBind).toMatchObject({
      status: 'PENDING_ACTIVATION',
      premium: { total: { amount: '21.20' } },
      sumInsured: { amount: '1151.48' },
    });
    expect(await answersOf(quoted.id)).toEqual([]);
    expect(await replayOf(quoted.id)).toEqual(IDENTICAL);
    const { decision } = (await api.data('operator', DECISIONS, { quote: quoted.id })).quote;
    expect(decision.products.map((one: { insurerReference: string | null }) => one.insurerReference)).toEqual([
      null,
      'ALDER/2026/1',
    ]);
  });

  it('is told figures and never who it is', async () => {
    insurer.behaviour = offering;
    await quote();
    const asked = insurer.asked.at(-1);
    expect(asked?.authorization).toBe('Bearer a-token-of-alder');
    expect(asked?.question).toMatchObject({
      productVersion: expect.stringMatching(/^prv_/),
      scenario: 'ecommerce',
      loan: { currency: 'USD', principal: '1200.00', instalments: 12, balloon: null },
      obligor: { kind: 'PERSON', annualIncome: '60000.00', employmentMonths: 48, creditReport: REPORT },
      atMost: { insuredPercentage: '0.9', sumInsured: '1151.48' },
      validUntil: '2026-03-03T12:01:00.000Z',
    });
    expect(asked?.text).not.toMatch(/secret-|ID-\d/);
  });

  it('may offer less: a lower share, which the policy keeps', async () => {
    insurer.behaviour = answering((offer) => ({ ...offer, insuredPercentage: '0.5', sumInsured: '600.00' }));
    const quoted = await quote();
    expect(quoted.offers[1]).toMatchObject({ insuredPercentage: '0.5', sumInsured: { amount: '600.00' } });
    expect(await replayOf(quoted.id)).toEqual(IDENTICAL);
  });

  it.each([
    ['DECLINE', 'DECLINED'],
    ['REFER', 'REFERRED'],
  ])('that answers %s keeps nobody else from offering; its reasons are kept', async (outcome, stored) => {
    const reasons = [{ code: 'MODEL_UNHAPPY', message: 'Our model is unhappy.' }];
    insurer.behaviour = answer({ outcome, reference: 'R-1', reasons });
    const quoted = await quote();
    expect([quoted.status, insurersOf(quoted)]).toEqual(['OFFERED', OTHERS]);
    expect(await answersOf(quoted.id)).toEqual([{ insurer: { name: 'Alder Mutual' }, outcome: stored, reasons }]);
    expect(await replayOf(quoted.id)).toEqual(IDENTICAL);
  });

  it('is not asked about a loan that its product does not insure', async () => {
    const before = insurer.asked.length;
    await quote({ loan: { ...checkoutRequest('x').loan, principal: usd('50.00') } });
    expect(insurer.asked).toHaveLength(before);
  });

  it('is asked a second time when it breaks off once', async () => {
    let calls = 0;
    insurer.behaviour = (request, response, question) => {
      calls += 1;
      if (calls === 1) request.socket.resetAndDestroy();
      else offering(request, response, question);
    };
    expect(insurersOf(await quote())).toEqual(BOTH);
    const [first, second] = insurer.asked.slice(-2);
    expect(second?.text).toBe(first?.text);
  });
});

const FAULTS: Readonly<Record<string, readonly [failure: string, behaviour: Behaviour]>> = {
  nothing: ['TIMED_OUT', () => undefined],
  'a reset': ['BROKEN_OFF', (request) => request.socket.resetAndDestroy()],
  'errors of its own': ['FAILING', (_, response) => response.writeHead(503).end()],
  'another status': ['OTHER_STATUS', (_, response) => response.writeHead(201).end('{}')],
  'a redirect': ['REDIRECTED', (_, response) => response.writeHead(302, { location: '/elsewhere' }).end()],
  'a huge body': ['TOO_LARGE', answering((offer) => ({ ...offer, notes: 'x'.repeat(100_000) }))],
  garbage: ['MALFORMED', (_, response) => response.end('<html>200</html>')],
  null: ['MALFORMED', (_, response) => response.end('null')],
  'a decline without reasons': ['MALFORMED', answer({ outcome: 'DECLINE', reference: 'R', reasons: [] })],
  'control characters': [
    'MALFORMED',
    answer({ outcome: 'DECLINE', reference: 'R', reasons: [{ code: 'A', message: 'a\u0000b' }] }),
  ],
  'a negative amount': ['MALFORMED', priced({ total: '-1.00', lines: [{ kind: 'RISK', amount: '-1.00' }] })],
  'an amount as a number': ['MALFORMED', priced({ total: 21.2 })],
  'lines that do not add up': ['LINES_DO_NOT_ADD_UP', priced({ total: '21.21' })],
  'a line twice': [
    'LINES_DO_NOT_ADD_UP',
    priced({
      lines: [
        { kind: 'RISK', amount: '10.00' },
        { kind: 'RISK', amount: '10.00' },
        { kind: 'TAX', amount: '1.20' },
      ],
    }),
  ],
  'no risk premium': [
    'LINES_DO_NOT_ADD_UP',
    priced({
      lines: [
        { kind: 'PROFIT', amount: '14.00' },
        { kind: 'COMMISSION', amount: '6.00' },
        { kind: 'TAX', amount: '1.20' },
      ],
    }),
  ],
  'another tax': [
    'TAX_DIFFERS',
    priced({
      lines: [
        { kind: 'RISK', amount: '14.20' },
        { kind: 'COMMISSION', amount: '6.00' },
        { kind: 'TAX', amount: '1.00' },
      ],
    }),
  ],
  'less than the least premium': [
    'PREMIUM_OUT_OF_BOUNDS',
    priced({
      total: '1.06',
      lines: [
        { kind: 'RISK', amount: '0.00' },
        { kind: 'COMMISSION', amount: '1.00' },
        { kind: 'TAX', amount: '0.06' },
      ],
    }),
  ],
  'more commission than its product allows': [
    'COMMISSION_OUT_OF_BOUNDS',
    priced({
      lines: [
        { kind: 'RISK', amount: '13.99' },
        { kind: 'COMMISSION', amount: '6.01' },
        { kind: 'TAX', amount: '1.20' },
      ],
    }),
  ],
  'fractions of a cent': ['LINES_DO_NOT_ADD_UP', priced({ total: '21.200' })],
  'another currency': ['OTHER_CURRENCY', priced({ currency: 'EUR' })],
  'a cent more than asked': ['MORE_THAN_ASKED', answering((offer) => ({ ...offer, sumInsured: '1151.49' }))],
  'a greater share': ['MORE_THAN_ASKED', answering((offer) => ({ ...offer, insuredPercentage: '0.95' }))],
  'more than its own share': ['MORE_THAN_ASKED', answering((offer) => ({ ...offer, insuredPercentage: '0.5' }))],
  'cover in fractions of a cent': [
    'AMOUNT_NOT_IN_CURRENCY',
    answering((offer) => ({ ...offer, sumInsured: '1151.480' })),
  ],
  'cover of nothing': ['NOTHING_INSURED', answering((offer) => ({ ...offer, sumInsured: '0.00' }))],
  'a price above what is paid': ['DEARER_THAN_COVER', answering((offer) => ({ ...offer, sumInsured: '21.19' }))],
  'a part that nobody asked for': [
    'NOT_TOGETHER',
    answering(({ validUntil }) => ({
      outcome: 'PART',
      reference: 'R',
      validUntil,
      part: { sumInsured: '600.00', premium: '4.00' },
    })),
  ],
  'an offer that ends early': [
    'ENDS_EARLY',
    answering((offer) => ({ ...offer, validUntil: '2026-03-03T12:00:59.000Z' })),
  ],
};

describe("an insurer's broken system", () => {
  it.each(Object.entries(FAULTS))(
    'that answers with %s makes no offer, and the others do',
    async (_, [failure, fault]) => {
      await whenHealthy();
      insurer.behaviour = fault;
      const quoted = await quote();
      expect([quoted.status, insurersOf(quoted)]).toEqual(['OFFERED', OTHERS]);
      expect(await answersOf(quoted.id)).toMatchObject([
        { insurer: { name: 'Alder Mutual' }, outcome: 'UNAVAILABLE', reasons: [{ code: failure }] },
      ]);
      expect(await replayOf(quoted.id)).toEqual(IDENTICAL);
    },
  );

  it('holds no database connection while it is waited for, and no longer than every source may take', async () => {
    await whenHealthy();
    const before = insurer.asked.length;
    insurer.behaviour = () => undefined;
    const started = performance.now();
    const waiting = Promise.all(Array.from({ length: 20 }, () => quote()));
    await until(() => insurer.asked.length - before >= 20);
    const [open] = await api.testDatabase.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    );
    expect(open?.count).toBe(0);
    for (const quoted of await waiting) expect(insurersOf(quoted)).toEqual(OTHERS);
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('is left alone after failing many times in a row, and asked again after a while', async () => {
    await whenHealthy();
    insurer.behaviour = (_, response) => response.writeHead(400).end();
    for (let failed = 0; failed < 10; failed += 1) await quote();
    const { id } = await quote();
    expect(await answersOf(id)).toMatchObject([{ outcome: 'UNAVAILABLE', reasons: [{ code: 'LEFT_ALONE' }] }]);
    await whenHealthy();
  });
});

describe('the documented contract of an insurer', () => {
  it.each([
    ['request', insurerRequest],
    ['response', insurerReply],
  ])('is the schema the gateway goes by: %s', async (name, schema) => {
    const documented = await readFile(new URL(`../../docs/insurer/${name}.schema.json`, import.meta.url), 'utf8');
    expect(JSON.parse(documented)).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input' }))));
  });
});
