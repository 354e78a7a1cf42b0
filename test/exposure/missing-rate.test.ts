import { systemScope } from '../../src/database/unit-of-work.js';
import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { startApi, type TestApi } from '../support/api.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, QUOTE_CREATE } from '../support/requests.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await api.close();
});

const ISSUES = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const rate = async (key: string, input: object) =>
  (
    await api.data(
      'underwriter',
      `mutation ($key: String!, $input: ExchangeRateInput!) { exchangeRateSet(idempotencyKey: $key, input: $input) {
         ... on ExchangeRate { version } ${ISSUES} } }`,
      { key, input: { from: 'USD', source: 'central bank', ...input } },
    )
  ).exchangeRateSet;
const quote = async (name: string) =>
  (await api.data('merchant', QUOTE_CREATE, { key: name, input: checkoutRequest(name) })).quoteCreate;
const insurers = (answer: { offers: { insurer: { name: string } }[] }) =>
  answer.offers.map(({ insurer }) => insurer.name);

describe('a limit that counts other currencies', () => {
  it('counts what was there without a rate, in single limits and in patterns, once one is stated', async () => {
    const gbp = { amount: '5000.00', currency: 'GBP' };
    const limitSet = async (key: string, input: object) =>
      (
        await api.data(
          'underwriter',
          `mutation ($key: String!, $input: LimitSetInput!) { limitSet(idempotencyKey: $key, input: $input) {
             ... on Limit { id used { amount } isComplete } ${ISSUES} } }`,
          { key, input: { cap: gbp, countsOtherCurrencies: true, reason: 'test', ...input } },
        )
      ).limitSet;
    const used = async (id: string) =>
      (
        await api.data(
          'underwriter',
          'query ($id: ID!) { node(id: $id) { ... on Limit { used { amount } isExceeded } } }',
          {
            id,
          },
        )
      ).node;
    const inPounds = async () =>
      (
        await api.data(
          'underwriter',
          '{ limits(first: 100) { nodes { dimension subject cap { currency } used { amount } } } }',
        )
      ).limits.nodes.filter(
        (one: { dimension: string; subject: string; cap: { currency: string } | null }) =>
          one.cap?.currency === 'GBP' && one.dimension === 'REGION' && one.subject !== '*',
      );
    const { id } = await quote('without-a-rate');
    const single = await limitSet('single', { dimension: 'SCENARIO', subject: 'ecommerce' });
    await limitSet('each', { dimension: 'REGION', each: true });
    expect(single.used.amount).toBe('0.00');
    expect(insurers(await quote('no-room-without'))).toEqual(['Alder Mutual']);
    expect(await rate('gbp', { to: 'GBP', rate: '0.8' })).toMatchObject({ version: 1 });
    const [sum] = await api.testDatabase.unitOfWork.rows<{ minor: bigint }>(
      systemScope,
      {
        name: 'test.usd',
        text: `SELECT sum(round(amount_minor * 0.8))::bigint AS minor FROM exposure
               WHERE insurer_id = $1 AND currency = 'USD' AND state IN ('RESERVED', 'UTILISED')`,
      },
      [SANDBOX_IDS.northwind],
    );
    const minor = sum?.minor ?? 0n;
    const all = `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
    expect((await used(single.id)).used.amount).toBe(all);
    expect(await inPounds()).toMatchObject([{ subject: 'US', used: { amount: all } }]);
    // What is given back is what was counted, whatever the rate is then.
    await rate('gbp-2', { to: 'GBP', rate: '0.5' });
    await api.data('merchant', 'mutation ($id: ID!) { quoteRefuse(quote: $id, reason: "no") { __typename } }', { id });
    expect(Number((await used(single.id)).used.amount)).toBeCloseTo(Number(all) - 921.18, 2);
  });
});
