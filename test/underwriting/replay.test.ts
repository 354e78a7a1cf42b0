import { startApi, type TestApi } from '../support/api.js';
import { carRequest, checkoutRequest, goodObligor, homeRequest, QUOTE_CREATE, usd } from '../support/requests.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const REPLAY = `query ($quote: ID!) { decisionReplay(quote: $quote) {
  identical scenario scenarioVersion installedVersion
  differences { path stored recomputed }
  features { feature value }
  products { scorecard scoreReasons { code pointsLost } factors { code multiplier }
             decision { insurer { name } outcome points probabilityOfDefault } }
} }`;
const replay = async (quote: string, who = 'operator') => (await api.data(who, REPLAY, { quote })).decisionReplay;

const quote = async (who: string, key: string, input: object) =>
  (await api.data(who, QUOTE_CREATE, { key, input })).quoteCreate;
const withIdentity = (identityNumber: string) => ({ obligor: { ...goodObligor, identityNumber } });

const run = (text: string, values: unknown[] = []) =>
  api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) => tx.run({ name: '', text }, values));

describe('decisionReplay', () => {
  it.each([
    ['an approval at a checkout', 'merchant', checkoutRequest('R-1')],
    ['a car with a balloon and a valuation', 'dealer', carRequest('1HGCM82633A004352')],
    ['a home over thirty years', 'housingLender', homeRequest('LOT 77')],
    ['a decline with reasons', 'merchant', checkoutRequest('R-2', withIdentity('SANDBOX-BAD'))],
    ['a closer look', 'merchant', checkoutRequest('R-3', withIdentity('SANDBOX-FAIR'))],
    ['a bureau that did not answer', 'merchant', checkoutRequest('R-4', withIdentity('SANDBOX-BROKEN'))],
    ['a missing consent', 'merchant', checkoutRequest('R-5', { obligor: { ...goodObligor, consent: null } })],
  ])('makes %s again, bit for bit', async (name, who, input) => {
    const { id } = await quote(who, name, input);
    const replayed = await replay(id);
    expect(replayed).toMatchObject({ identical: true, differences: [], installedVersion: replayed.scenarioVersion });
    expect(replayed.products).toHaveLength(2);
  });

  it('of any identity is identical, long after', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 25; at += 1) {
      ids.push((await quote('merchant', `any-${at}`, checkoutRequest(`ANY-${at}`, withIdentity(`ANY-${at}`)))).id);
    }
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 40) { days } }');
    for (const id of ids) expect(await replay(id)).toMatchObject({ identical: true, differences: [] });
  });

  it('holds for a quote that no limit had room for', async () => {
    await run(
      `UPDATE exposure_limit SET cap_minor = reserved_minor + utilised_minor WHERE dimension = 'INSURER' AND currency = 'USD'`,
    );
    const loan = { ...checkoutRequest('x').loan, disbursedOn: '2026-04-20', firstDueOn: '2026-05-20' };
    const { id, decision } = await quote('merchant', 'no-room', checkoutRequest('R-6', { loan }));
    expect(decision.reasons[0].code).toBe('NO_CAPACITY');
    expect(await replay(id)).toMatchObject({ identical: true, differences: [] });
  });

  it('shows an insurer why its own product decided so, and nothing of a rival', async () => {
    const { id } = await quote(
      'dealer',
      'own',
      carRequest('1HGCM82633A004352', {
        loan: { ...carRequest('x').loan, disbursedOn: '2026-04-20', firstDueOn: '2026-05-20' },
      }),
    );
    const { products, features } = await replay(id, 'underwriter');
    expect(products).toEqual([
      {
        scorecard: 'sandbox-consumer 1',
        scoreReasons: expect.any(Array),
        factors: expect.arrayContaining([{ code: expect.any(String), multiplier: expect.any(Number) }]),
        decision: {
          insurer: { name: 'Northwind Credit Insurance' },
          outcome: 'APPROVED',
          points: expect.any(Number),
          probabilityOfDefault: expect.any(String),
        },
      },
    ]);
    expect(features).toContainEqual({ feature: 'employmentMonths', value: '48' });
    expect((await api.ask('dealer', REPLAY, { quote: id })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await replay('quo_01h455vb4pex5vsknk084sn02q', 'underwriter')).toBeNull();
  });

  it('names every field that comes out another way', async () => {
    const loan = { ...checkoutRequest('x').loan, disbursedOn: '2026-04-20', firstDueOn: '2026-05-20' };
    await run(`UPDATE exposure_limit SET cap_minor = 1000000000000 WHERE dimension = 'INSURER'`);
    const { id } = await quote(
      'merchant',
      'tampered',
      checkoutRequest('R-7', { loan, obligor: { ...goodObligor, annualIncome: usd('30000.00') } }),
    );
    await run(`UPDATE quote SET decision = jsonb_set(decision, '{products,0,points}', '1') WHERE id = $1`, [id]);
    await run(`UPDATE quote SET facts = jsonb_set(facts, '{creditReport,openAccounts}', '7') WHERE id = $1`, [id]);
    const { identical, differences: found } = await replay(id);
    expect(identical).toBe(false);
    expect(found).toEqual([{ path: 'products[0].points', stored: 1, recomputed: expect.any(Number) }]);
    await run(`UPDATE quote SET facts = jsonb_set(facts, '{creditReport,inquiries6Months}', '5') WHERE id = $1`, [id]);
    const paths = (await replay(id)).differences.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'products[1].probabilityOfDefault',
        'offers[0].premiumMinor',
        'offers[1].pricing.expectedLossMinor',
      ]),
    );
    expect(paths).not.toContain('offers[0].sumInsuredMinor');
  });
});

describe('counter-offers', () => {
  it('are decided and priced again on their own terms', async () => {
    const loan = {
      ...checkoutRequest('x').loan,
      disbursedOn: '2026-04-20',
      firstDueOn: '2026-05-20',
      instalments: 100,
    };
    const { id, decision } = await quote('merchant', 'counter', checkoutRequest('R-8', { loan }));
    expect(decision.reasons.map(({ code }: { code: string }) => code)).toContain('TERM_TOO_LONG');
    const [row] = await api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) =>
      tx.rows<{ count: number }>(
        { name: '', text: 'SELECT count(*)::integer AS count FROM offer WHERE quote_id = $1 AND counter' },
        [id],
      ),
    );
    expect(row?.count).toBeGreaterThan(0);
    expect(await replay(id)).toMatchObject({ identical: true, differences: [] });
    await run(`UPDATE quote SET facts = jsonb_set(facts, '{creditReport,inquiries6Months}', '3') WHERE id = $1`, [id]);
    const paths = (await replay(id)).differences.map(({ path }: { path: string }) => path);
    expect(paths).toContain('offers[0].premiumMinor');
  });
});
