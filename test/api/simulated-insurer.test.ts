import { type InsurerServer, startInsurerServer } from '../../src/cli/insurer/insurer-server.js';
import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { startApi, type TestApi } from '../support/api.js';
import { checkoutRequest, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';

const ANSWERS = `query ($quote: ID!) { insurerAnswers(first: 5, filter: { quote: $quote }) {
  nodes { insurer { name } outcome reasons { code message } } } }`;
const OTHERS = ['Northwind Credit Insurance', 'Alder Mutual'];
const TAMARACK = 'Tamarack Surety';
const TOKEN = 'a-token-of-tamarack';
const lines: string[] = [];

const overHttp = async (): Promise<[TestApi, InsurerServer]> => {
  const server = await startInsurerServer({ port: 0, token: TOKEN, print: (line) => lines.push(line) });
  const insurers = { [SANDBOX_IDS.tamarack]: { url: server.url, token: TOKEN } };
  return [await startApi({ EXTERNAL_INSURERS: JSON.stringify(insurers), OUTGOING_ALLOW_LOOPBACK: 'true' }), server];
};

describe.each([
  ['in the sandbox as it is', async (): Promise<[TestApi]> => [await startApi()]],
  ['of `covergraph insurer`, over HTTP', overHttp],
])('the simulated insurer %s', (_name, start) => {
  let api: TestApi;
  let server: InsurerServer | undefined;
  beforeAll(async () => {
    [api, server] = await start();
  });
  afterAll(async () => {
    await api.close();
    await server?.close();
  });

  const quote = async (order: string) => {
    const input = checkoutRequest(order, { programme: 'LUMEN-PANEL' });
    return (await api.data('merchant', QUOTE_CREATE, { key: order, input })).quoteCreate;
  };
  const offersOf = ({ offers }: { offers: { insurer: { name: string } }[] }) =>
    offers.map(({ insurer }) => insurer.name);
  const answersOf = async (id: string) => (await api.data('operator', ANSWERS, { quote: id })).insurerAnswers.nodes;

  it('offers beside the insurers that decide here, and its offer binds', async () => {
    const quoted = await quote('PANEL-1');
    expect(offersOf(quoted)).toEqual([...OTHERS, TAMARACK]);
    // Half a per cent a year of the sum insured: 5.76, and 6 % tax.
    expect(quoted.offers[2]).toMatchObject({
      sumInsured: { amount: '1151.48', currency: 'USD' },
      insuredPercentage: '0.9',
      premium: {
        total: { amount: '6.11', currency: 'USD' },
        lines: [
          { kind: 'RISK', amount: { amount: '5.18' } },
          { kind: 'COMMISSION', amount: { amount: '0.58' } },
          { kind: 'TAX', amount: { amount: '0.35' } },
        ],
      },
    });
    expect(await answersOf(quoted.id)).toEqual([]);
    const input = { offer: quoted.offers[2].id, premiumAtMost: usd('6.11') };
    const { policyBind } = await api.data('merchant', POLICY_BIND, { key: 'bind', input });
    expect(policyBind).toMatchObject({ status: 'PENDING_ACTIVATION', premium: { total: { amount: '6.11' } } });
  });

  it('offers half of what is asked for when told to', async () => {
    const quoted = await quote('SANDBOX-LESS-1');
    expect(quoted.offers[2]).toMatchObject({ insuredPercentage: '0.45', sumInsured: { amount: '575.74' } });
  });

  it.each([
    ['DECLINE', 'DECLINED', 'PRICE_UNUSUAL'],
    ['REFER', 'REFERRED', 'LOOK_NEEDED'],
    ['PART', 'DECLINED', 'PART_ONLY'],
    ['GREEDY', 'UNAVAILABLE', 'MORE_THAN_ASKED'],
    ['SLOW', 'UNAVAILABLE', 'TIMED_OUT'],
    ['DOWN', 'UNAVAILABLE', 'FAILING'],
    ['BROKEN', 'UNAVAILABLE', 'BROKEN_OFF'],
    ['GARBAGE', 'UNAVAILABLE', 'MALFORMED'],
  ])('makes no offer when told SANDBOX-%s; the others do, and the operator sees why', async (magic, outcome, code) => {
    const quoted = await quote(`SANDBOX-${magic}-1`);
    expect([quoted.status, offersOf(quoted)]).toEqual(['OFFERED', OTHERS]);
    expect(await answersOf(quoted.id)).toEqual([
      { insurer: { name: TAMARACK }, outcome, reasons: [{ code, message: expect.any(String) }] },
    ]);
  });

  it('is told to by a text that begins so, not by one that has it somewhere', async () => {
    expect(offersOf(await quote('NO-SANDBOX-DECLINE'))).toEqual([...OTHERS, TAMARACK]);
  });
});

describe('`covergraph insurer`', () => {
  it('says what it was asked and what for, and what is wrong with a question', async () => {
    expect(lines).toContainEqual(expect.stringMatching(/^[0-9a-f]{12} {2}ecommerce {2}1200\.00 USD {2}OFFER$/));
    expect(lines).toContainEqual(expect.stringMatching(/ {2}SLOW$/));
    const server = await startInsurerServer({ port: 0, token: TOKEN, print: () => undefined });
    const post = async (token: string, body: string) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const response = await fetch(server.url, { method: 'POST', headers, body });
      return { status: response.status, body: (await response.json()) as unknown };
    };
    const message = 'the bearer token is not the one of this insurer';
    expect(await post('another', '{}')).toEqual({ status: 401, body: { message } });
    expect(await post(TOKEN, '{"requestId": "r"}')).toEqual({
      status: 400,
      body: {
        issues: expect.arrayContaining([expect.objectContaining({ path: ['loan'], code: 'invalid_type' })]),
      },
    });
    await server.close();
  });
});
