import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { carRequest, checkoutRequest, euro, goodObligor, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';
import { until } from '../support/until.js';

const LIMIT_SET = `mutation ($key: String!, $input: LimitSetInput!) { limitSet(idempotencyKey: $key, input: $input) {
  __typename
  ... on Limit { id name dimension cap { amount currency } used { amount } available { amount } capCount usedCount isExceeded
    history { revision cap { amount } reason } }
  ... on Problem { code message } ... on InvalidInput { issues { path code } } } }`;
const LIMITS = `query ($filter: LimitFilter) { limits(first: 100, filter: $filter) { nodes {
  id name dimension subject rule cap { amount } used { amount } reserved { amount } utilised { amount } available { amount } } } }`;

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await api.close();
});

let keys = 0;
const set = async (input: object, by = 'underwriter', key = `set-${keys++}`) =>
  (await api.data(by, LIMIT_SET, { key, input: { reason: 'appetite', ...input } })).limitSet;
const used = async (id: string) => (await limits({})).find((limit: { id: string }) => limit.id === id).used.amount;
const told = async (query: string, by = 'underwriter'): Promise<{ kind: string }[]> =>
  (await api.data(by, query)).events.events;
const limits = async (filter: object, by = 'underwriter') => (await api.data(by, LIMITS, { filter })).limits.nodes;

const CLEAN = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.1, openAccounts: 4 };
const quote = async (name: string, obligor: object = {}) =>
  (
    await api.data('merchant', QUOTE_CREATE, {
      key: `q-${name}`,
      input: checkoutRequest(name, {
        obligor: { ...goodObligor, reference: name, identityNumber: null, creditReport: CLEAN, ...obligor },
      }),
    })
  ).quoteCreate;
const insurers = (answer: { offers: { insurer: { name: string } }[] }) =>
  answer.offers.map(({ insurer }) => insurer.name);
const BOTH = ['Northwind Credit Insurance', 'Alder Mutual'];

describe('limitSet', () => {
  it('makes a limit that counts what is there already, answers a repeated key alike, and keeps its history', async () => {
    await quote('before-1');
    await quote('before-2');
    const input = { dimension: 'PARTNER', subject: SANDBOX_IDS.lumen, cap: usd('5000.00') };
    const made = await set(input, 'underwriter', 'partner');
    expect(made).toMatchObject({
      __typename: 'Limit',
      name: 'Exposure in USD: partner',
      cap: { amount: '5000.00', currency: 'USD' },
      used: { amount: '2302.96' },
      available: { amount: '2697.04' },
      isExceeded: false,
      history: [{ revision: 1, cap: { amount: '5000.00' }, reason: 'appetite' }],
    });
    expect(await set(input, 'underwriter', 'partner')).toEqual(made);
    expect(await set({ ...input, cap: usd('1.00') }, 'underwriter', 'partner')).toMatchObject({
      __typename: 'IdempotencyConflict',
    });
    const raised = await set({ ...input, cap: usd('2302.97') });
    expect(raised).toMatchObject({ id: made.id, available: { amount: '0.01' }, history: [{}, { revision: 2 }] });
    const third = await quote('third');
    expect(insurers(third)).toEqual(['Alder Mutual']);
    expect(third.bindingLimit).toEqual({
      dimension: 'PARTNER',
      requested: { amount: '1151.48' },
      available: { amount: '0.01' },
    });
    await set({ limit: made.id, cap: usd('1000000.00') });
    expect(insurers(await quote('fourth'))).toEqual(BOTH);
    expect(await used(made.id)).toBe('3454.44');
  });

  it('takes a cap below what is used: no new business until the use has run off', async () => {
    const region = { dimension: 'REGION', subject: 'CA' };
    const first = await quote('ca-1', { country: 'CA' });
    const second = await quote('ca-2', { country: 'CA' });
    const low = await set({ ...region, cap: usd('1151.48') });
    expect(low).toMatchObject({ used: { amount: '2302.96' }, available: { amount: '0.00' }, isExceeded: true });
    expect(insurers(await quote('ca-3', { country: 'CA' }))).toEqual(['Alder Mutual']);
    for (const { id } of [first, second]) {
      await api.data('merchant', 'mutation ($id: ID!) { quoteRefuse(quote: $id, reason: "no") { __typename } }', {
        id,
      });
    }
    expect(insurers(await quote('ca-4', { country: 'CA' }))).toEqual(BOTH);
    expect(insurers(await quote('ca-5', { country: 'CA' }))).toEqual(['Alder Mutual']);
  });

  it('limits one product, counting what quotes take of it', async () => {
    const find = { name: 'test.product', text: `SELECT id FROM product WHERE code = 'NW-CHECKOUT'` };
    const [product] = await api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) => tx.rows<{ id: string }>(find));
    const before = await set({ dimension: 'PRODUCT', subject: product?.id, cap: usd('1000000.00') });
    expect(insurers(await quote('product-1'))).toEqual(BOTH);
    const grown = await used(before.id);
    expect(Number(grown)).toBeCloseTo(Number(before.used.amount) + 1151.48, 2);
    await set({ limit: before.id, cap: usd(grown) });
    const refused = await quote('product-2');
    expect([insurers(refused), refused.bindingLimit.dimension]).toEqual([['Alder Mutual'], 'PRODUCT']);
    await set({ limit: before.id, cap: usd('1000000.00') });
  });

  it('limits every region alike by a pattern, those that come later too, and one of them by itself', async () => {
    await quote('mx-1', { country: 'MX', region: 'MX-JAL' });
    const each = { dimension: 'REGION', each: true, cap: usd('1151.48') };
    const pattern = await set(each);
    expect(insurers(await quote('mx-2', { country: 'MX' }))).toEqual(['Alder Mutual']);
    expect(insurers(await quote('br-1', { country: 'BR', region: 'BR-SP' }))).toEqual(BOTH);
    expect(insurers(await quote('br-2', { country: 'BR' }))).toEqual(['Alder Mutual']);
    await set({ dimension: 'REGION', subject: 'BR', cap: usd('2302.96') });
    expect(insurers(await quote('br-3', { country: 'BR', region: 'BR-SP' }))).toEqual(['Alder Mutual']);
    expect(insurers(await quote('br-4', { country: 'BR' }))).toEqual(BOTH);
    await set({ limit: pattern.id, cap: usd('2302.96') });
    expect(insurers(await quote('mx-3', { country: 'MX' }))).toEqual(BOTH);
    expect(insurers(await quote('br-5', { country: 'BR' }))).toEqual(['Alder Mutual']);
    await set({ limit: pattern.id, cap: usd('9000000.00') });
  });

  it('counts a group of related parties with its head, across references', async () => {
    const head = { country: 'US', identityNumber: 'US-HOLDING-1' };
    const group = { reference: 'Holding', ...head };
    // One writing of a number is as good as another, as in quotes.
    const written = { country: 'us', identityNumber: ' us–holding-1 ' };
    await set({ dimension: 'OBLIGOR_GROUP', obligor: { kind: 'COMPANY', ...written }, cap: usd('3454.44') });
    expect(insurers(await quote('g-1', { kind: 'COMPANY', identityNumber: 'US-SUB-1', group }))).toEqual(BOTH);
    expect(insurers(await quote('g-2', { kind: 'COMPANY', identityNumber: 'US-SUB-2', group }))).toEqual(BOTH);
    expect(insurers(await quote('g-3', { kind: 'COMPANY', identityNumber: 'US-HOLDING-1' }))).toEqual(BOTH);
    const over = await quote('g-4', { kind: 'COMPANY', identityNumber: 'US-SUB-1', group });
    expect(insurers(over)).toEqual(['Alder Mutual']);
    expect(over.bindingLimit.dimension).toBe('OBLIGOR_GROUP');
  });

  it('refuses what cannot be a limit, and writes nothing', async () => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const cap = usd('1.00');
    const someone = { kind: 'PERSON', country: 'US', identityNumber: 'X-1' };
    const wrong: [object, string, string][] = [
      [{ cap }, 'dimension', 'REQUIRED'],
      [{ dimension: 'PARTNER', cap }, 'subject', 'REQUIRED'],
      [{ dimension: 'PARTNER', subject: SANDBOX_IDS.kestrel.replace('6', '9'), cap }, 'subject', 'UNKNOWN_SUBJECT'],
      [{ dimension: 'SCENARIO', subject: 'nothing', cap }, 'subject', 'UNKNOWN_SUBJECT'],
      [{ dimension: 'REGION', subject: 'Illinois', cap }, 'subject', 'UNKNOWN_SUBJECT'],
      [{ dimension: 'INSURER', subject: 'x', cap }, 'subject', 'NOT_APPLICABLE'],
      [{ dimension: 'INSURER' }, 'cap', 'REQUIRED'],
      [{ dimension: 'INSURER', cap: usd('-1.00') }, 'cap.amount', 'OUT_OF_RANGE'],
      [{ dimension: 'INSURER', measure: 'VOLUME', cap }, 'windowDays', 'OUT_OF_RANGE'],
      [{ dimension: 'INSURER', windowDays: 3, cap }, 'windowDays', 'NOT_APPLICABLE'],
      [{ dimension: 'INSURER', measure: 'COUNT', windowDays: 3, cap }, 'measure', 'CAP_MISMATCH'],
      [{ dimension: 'INSURER', cap, reason: ' ' }, 'reason', 'OUT_OF_RANGE'],
      [{ dimension: 'INSURER', cap, insurer: SANDBOX_IDS.alder }, 'insurer', 'UNKNOWN_INSURER'],
      [{ dimension: 'REGION', subject: 'UK', cap }, 'subject', 'UNKNOWN_SUBJECT'],
      [{ dimension: 'OBLIGOR', obligor: { ...someone, country: 'UK' }, cap }, 'obligor.country', 'UNKNOWN_COUNTRY'],
      [{ dimension: 'OBLIGOR', obligor: { ...someone, identityNumber: ' ' }, cap }, 'obligor.identityNumber', 'EMPTY'],
    ];
    for (const [input, path, code] of wrong) {
      expect(await set(input)).toEqual({ __typename: 'InvalidInput', ...ANY_PROBLEM, issues: [{ path, code }] });
    }
    expect(await set({ dimension: 'INSURER', cap }, 'operator')).toMatchObject({
      issues: [{ path: 'insurer', code: 'REQUIRED' }],
    });
    for (const insurer of [SANDBOX_IDS.lumen, 'nothing']) {
      expect(await set({ dimension: 'SCENARIO', subject: 'auto', cap, insurer }, 'operator')).toMatchObject({
        issues: [{ path: 'insurer', code: 'UNKNOWN_INSURER' }],
      });
    }
    const [foreign] = await limits({ insurer: SANDBOX_IDS.alder }, 'operator');
    expect(await set({ limit: foreign.id, cap })).toMatchObject({ __typename: 'NotFound' });
    expect(
      (await api.ask('merchant', LIMIT_SET, { key: 'x', input: { reason: 'x' } })).errors?.[0]?.extensions.code,
    ).toBe('FORBIDDEN');
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });
});
const ANY_PROBLEM = { code: 'INVALID_INPUT', message: expect.any(String) };

describe('what is seen of limits and exposures', () => {
  it('is each insurer its own, the operator all, with changes told as they happen', async () => {
    const own = await limits({});
    const all = await limits({}, 'operator');
    expect(own.length).toBeGreaterThan(5);
    expect(all.length).toBeGreaterThan(own.length);
    const events = '{ events(after: "0", first: 100, kinds: ["limit.changed"]) { events { kind } } }';
    await until(async () => (await told(events)).length >= 6, 5_000);
    expect(await told(events, 'merchant')).toEqual([]);
    const totals = await api.data(
      'underwriter',
      '{ exposure(by: SCENARIO, currency: "USD", first: 5) { subject reserved { amount } utilised { amount } count } }',
    );
    expect(totals.exposure).toEqual([
      {
        subject: 'ecommerce',
        reserved: { amount: expect.any(String) },
        utilised: { amount: '0.00' },
        count: expect.any(Number),
      },
    ]);
    const whole = await limits({ dimension: ['INSURER'], subject: SANDBOX_IDS.northwind });
    const insurerLimit = whole.find((limit: { used: { amount: string } }) => limit.used.amount !== '0.00');
    const listed = await api.data(
      'underwriter',
      'query ($id: ID!) { exposures(first: 2, filter: { ofLimit: $id, state: [RESERVED] }) { nodes { state limitIds } } }',
      { id: insurerLimit.id },
    );
    expect(listed.exposures.nodes).toHaveLength(2);
    expect(listed.exposures.nodes[0].limitIds).toContain(insurerLimit.id);
  });
});

describe('why an insurer made no offer', () => {
  it('is known to itself and to the operator, with cap and use, and to nobody else', async () => {
    await set({ dimension: 'REGION', subject: 'JP', cap: usd('100.00') });
    const { id } = await quote('jp', { country: 'JP' });
    const ask = (by: string) =>
      api.ask(
        by,
        `query ($quote: ID!) { insurerAnswers(first: 5, filter: { quote: $quote }) { nodes { quoteId outcome insurer { name }
           limit { dimension requested { amount } available { amount } cap { amount } used { amount } } } } }`,
        { quote: id },
      );
    const limit = {
      dimension: 'REGION',
      requested: { amount: '1151.48' },
      available: { amount: '100.00' },
      cap: { amount: '100.00' },
      used: { amount: '0.00' },
    };
    const own = [{ quoteId: id, outcome: 'NO_ROOM', insurer: { name: 'Northwind Credit Insurance' }, limit }];
    expect((await ask('underwriter')).data.insurerAnswers.nodes).toEqual(own);
    expect((await ask('operator')).data.insurerAnswers.nodes).toEqual(own);
    expect((await ask('merchant')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

describe('a limit on new business', () => {
  it('throttles new business: what is not taken up is given back, what is bound stays until the window has passed', async () => {
    const throttle = await set({
      dimension: 'SCENARIO',
      subject: 'auto',
      measure: 'COUNT',
      windowDays: 7,
      capCount: 2,
    });
    expect(throttle).toMatchObject({
      name: 'Number of new covers: scenario, within 7 days',
      capCount: 2,
      usedCount: 0,
      cap: null,
    });
    const car = async (vin: string, days = 0) => {
      const input = carRequest(vin);
      const loan = days === 0 ? input.loan : { ...input.loan, disbursedOn: '2026-03-09', firstDueOn: '2026-04-09' };
      return (await api.data('dealer', QUOTE_CREATE, { key: `q-${vin}`, input: { ...input, loan } })).quoteCreate;
    };
    const taken = await car('1HGCM82633A004352');
    const free = await car('JH4KA7561PC008269');
    const third = await car('1M8GDM9AXKP042788');
    expect(insurers(third)).toEqual(['Alder Mutual']);
    expect(third.bindingLimit).toEqual({
      dimension: 'SCENARIO',
      requested: expect.anything(),
      available: { amount: '0.00' },
    });
    await api.data('dealer', 'mutation ($id: ID!) { quoteRefuse(quote: $id, reason: "no") { __typename } }', {
      id: free.id,
    });
    await api.data('dealer', POLICY_BIND, {
      key: 'b-car',
      input: { offer: taken.offers[0].id, premiumAtMost: euro('9000.00') },
    });
    expect(insurers(await car('WBA3A5C57CF256651'))).toEqual(BOTH);
    expect(insurers(await car('5YJSA1E18HF000337'))).toEqual(['Alder Mutual']);
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 7) { days } }');
    expect(insurers(await car('3VWFE21C04M000001', 7))).toEqual(BOTH);
  });
});
