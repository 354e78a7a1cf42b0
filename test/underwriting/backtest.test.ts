import { startApi, type TestApi } from '../support/api.js';
import { type ShownTerms, shownTerms, VERSION_DRAFT } from '../support/products.js';
import { checkoutRequest, goodObligor, QUOTE_CREATE } from '../support/requests.js';
import { until } from '../support/until.js';

let api: TestApi;
let published: string;
let product: string;
let terms: ShownTerms;
const quotes: Record<string, string> = {};

const read = <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
  api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) => tx.rows<Row>({ name: '', text }, values));

/** Three obligors whose reports put them on three sides of the sandbox's appetite. */
beforeAll(async () => {
  api = await startApi();
  for (const name of ['GOOD', 'FAIR', 'BAD']) {
    const obligor = { ...goodObligor, reference: name, identityNumber: `SANDBOX-${name}` };
    const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, {
      key: name,
      input: checkoutRequest(name, { obligor }),
    });
    quotes[name] = quoteCreate.id;
  }
  const [row] = await read<{ id: string; product: string }>(
    `SELECT v.id, p.id AS product FROM product_version v JOIN product p ON p.id = v.product_id WHERE p.code = 'NW-CHECKOUT'`,
  );
  published = row?.id ?? '';
  product = row?.product ?? '';
  terms = await shownTerms(api, 'underwriter', 'NW-CHECKOUT');
});
afterAll(() => api.close());

/** The checkout product's draft with some terms changed; each writes over the last. */
async function draft(changes: (terms: ShownTerms) => object): Promise<string> {
  const input = { product, terms: { ...terms, ...changes(terms) } };
  drafts += 1;
  return (await api.data('underwriter', VERSION_DRAFT, { key: `draft-${drafts}`, input })).result.id;
}
let drafts = 0;

const SIDE =
  'approved referred declined premium { amount currency } sumInsured { amount } expectedLoss { amount } averageProbability';
const RUN = `subscription ($input: BacktestInput!) { portfolioBacktest(input: $input) {
  done total figures { quotes skipped changedQuotes moves { from to quotes } before { ${SIDE} } after { ${SIDE} } }
  result { id productVersionId termsHash from to } } }`;

async function run(input: object, who = 'underwriter') {
  const stream = api.subscribe(who, RUN, { input: { from: '2026-03-01', to: '2026-03-02', ...input } });
  await until(() => stream.failures.length > 0 || stream.received.at(-1)?.portfolioBacktest.result != null);
  await stream.stop();
  const messages = stream.received.map(({ portfolioBacktest }) => portfolioBacktest);
  return { messages, last: messages.at(-1), failures: stream.failures };
}

describe('portfolioBacktest', () => {
  it('changes nothing under the same terms, and says how far it is', async () => {
    const { messages, last } = await run({ productVersion: published });
    expect(messages[0]).toMatchObject({ done: 0, total: 3, result: null });
    expect(last).toMatchObject({ done: 3, total: 3, figures: { quotes: 3, skipped: 0, changedQuotes: 0, moves: [] } });
    expect(last.figures.after).toEqual(last.figures.before);
    expect(last.figures.before).toMatchObject({
      premium: { amount: expect.stringMatching(/^\d+\.\d\d$/), currency: 'USD' },
    });
    const [offers] = await read<{ premium: string; sum: string }>(
      `SELECT (sum(premium_minor) / 100.0)::numeric(12, 2)::text AS premium, (sum(sum_insured_minor) / 100.0)::numeric(12, 2)::text AS sum
       FROM offer WHERE product_version_id = $1`,
      [published],
    );
    expect(last.figures.before.premium.amount).toBe(offers?.premium);
    expect(last.figures.before.sumInsured.amount).toBe(offers?.sum);
  });

  it('reports who changes side under a stricter draft, and keeps the result with its quotes', async () => {
    const strict = await draft(() => ({ appetite: { approveUpTo: '0.0001', referUpTo: '0.0002' } }));
    const { last } = await run({ productVersion: strict });
    const { before, after, moves, changedQuotes } = last.figures;
    expect(after).toMatchObject({
      approved: 0,
      declined: 3,
      premium: { amount: '0.00' },
      expectedLoss: { amount: '0.00' },
    });
    expect(changedQuotes).toBe(before.approved + before.referred);
    expect(moves.reduce((sum: number, { quotes: count }: { quotes: number }) => sum + count, 0)).toBe(changedQuotes);
    const kept = `query ($id: ID!) { portfolioBacktest(id: $id) { productVersionId figures { changedQuotes after { declined } }
      changed(first: 10, orderBy: OLDEST_FIRST) { nodes { quoteId from to reasons } pageInfo { hasNextPage } } } node(id: $id) { id } }`;
    const answer = await api.data('underwriter', kept, { id: last.result.id });
    expect(answer.portfolioBacktest).toMatchObject({
      productVersionId: strict,
      figures: { changedQuotes, after: { declined: 3 } },
      changed: { pageInfo: { hasNextPage: false } },
    });
    expect(answer.portfolioBacktest.changed.nodes).toHaveLength(changedQuotes);
    expect(answer.portfolioBacktest.changed.nodes).toContainEqual({
      quoteId: quotes.GOOD,
      from: 'APPROVED',
      to: 'DECLINED',
      reasons: ['CREDIT_RISK_TOO_HIGH'],
    });
    expect(answer.node.id).toBe(last.result.id);
    expect(await api.data('alderUnderwriter', kept, { id: last.result.id })).toEqual({
      portfolioBacktest: null,
      node: null,
    });
    const one = kept.replace('first: 10', 'first: 1');
    expect(
      (await api.data('underwriter', one, { id: last.result.id })).portfolioBacktest.changed.nodes[0].quoteId,
    ).toBe(Object.values(quotes).sort()[0]);
  });

  it('prices a draft with another margin, and lets through who was declined before', async () => {
    const dear = await draft(({ pricing }) => ({ pricing: { ...(pricing as object), expense: '0.3' } }));
    const { last } = await run({ productVersion: dear });
    expect(last.figures.changedQuotes).toBe(0);
    expect(Number(last.figures.after.premium.amount)).toBeGreaterThan(Number(last.figures.before.premium.amount));
    expect(last.figures.after.expectedLoss).toEqual(last.figures.before.expectedLoss);
    const open = await draft(() => ({ appetite: { approveUpTo: '1', referUpTo: '1' } }));
    expect((await run({ productVersion: open })).last.figures.moves).toContainEqual({
      from: 'DECLINED',
      to: 'APPROVED',
      quotes: 1,
    });
  });

  it('looks at the cohort that is asked for', async () => {
    expect((await run({ productVersion: published, from: '2026-03-03', to: '2026-03-04' })).last).toMatchObject({
      done: 0,
      total: 0,
    });
    const kestrel = await run({ productVersion: published, partner: 'org_00000000000000000000000006' });
    expect(kestrel.last).toMatchObject({ total: 0, figures: { quotes: 0, before: { averageProbability: null } } });
    const lumen = await run({ productVersion: published, partner: 'org_00000000000000000000000005' }, 'operator');
    expect(lumen.last).toMatchObject({ total: 3 });
  });

  it('is refused for what is not yours, for other roles, and backwards in time', async () => {
    const [rival] = await read<{ id: string }>(
      `SELECT v.id FROM product_version v JOIN product p ON p.id = v.product_id WHERE p.code = 'AM-CHECKOUT'`,
    );
    const before = await read('SELECT id FROM backtest');
    expect(JSON.stringify((await run({ productVersion: rival?.id })).failures)).toContain('UNKNOWN_PRODUCT_VERSION');
    expect(JSON.stringify((await run({ productVersion: 'prv_x' })).failures)).toContain('UNKNOWN_PRODUCT_VERSION');
    expect(JSON.stringify((await run({ productVersion: published, to: '2026-02-01' })).failures)).toContain(
      'DATE_TOO_EARLY',
    );
    const partner = await run({ productVersion: published }, 'merchant');
    expect([partner.messages, JSON.stringify(partner.failures)]).toEqual([[], expect.stringContaining('FORBIDDEN')]);
    expect(await read('SELECT id FROM backtest')).toEqual(before);
  });
});
