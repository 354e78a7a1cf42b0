import { systemScope, type Transaction } from '../../src/database/unit-of-work.js';
import { LimitCounting } from '../../src/exposure/limit-counting.js';
import { LimitService } from '../../src/exposure/limit-service.js';
import { currencyCode } from '../../src/kernel/index.js';
import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { startApi, TEST_NOW, type TestApi } from '../support/api.js';
import { checkoutRequest, goodObligor, QUOTE_CREATE, usd } from '../support/requests.js';

/** More than two transactions look at. */
const BOOK = 5_000;
const CLEAN = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.1, openAccounts: 4 };
const BOTH = ['Northwind Credit Insurance', 'Alder Mutual'];

let api: TestApi;
const clock = { now: () => TEST_NOW };
const run = <T>(work: (tx: Transaction) => Promise<T>) => api.testDatabase.unitOfWork.run(systemScope, work);
const rows = <Row>(text: string, values: readonly unknown[] = []) =>
  run((tx) => tx.rows<Row>({ name: '', text }, values));

beforeAll(async () => {
  api = await startApi();
  await copyQuote(await quote('first'));
});
afterAll(() => api.close());

const quote = async (name: string) => {
  const obligor = { ...goodObligor, reference: name, identityNumber: null, creditReport: CLEAN };
  const input = checkoutRequest(name, { obligor });
  return (await api.data('merchant', QUOTE_CREATE, { key: `q-${name}`, input })).quoteCreate;
};
const insurers = ({ offers }: { offers: { insurer: { name: string } }[] }) => offers.map(({ insurer }) => insurer.name);

/** A book of open quotes like one, each of an obligor of its own. */
async function copyQuote({ id }: { id: string }): Promise<void> {
  const idOf = (column: string) => `left(${column}, 4) || '0' || lpad(to_hex(place), 5, '0') || right(${column}, 20)`;
  const changes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    quote: { id: idOf('t.id'), obligor_key: `lpad(to_hex(place), 40, '0')` },
    offer: { id: idOf('t.id'), quote_id: idOf('t.quote_id') },
    exposure: { id: idOf('t.id'), quote_id: idOf('t.quote_id'), offer_id: idOf('t.offer_id') },
  };
  for (const [table, changed] of Object.entries(changes)) {
    const names = (
      await rows<{ name: string }>('SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1', [
        table,
      ])
    ).map(({ name }) => name);
    await rows(
      `INSERT INTO ${table} (${names.join(', ')}) SELECT ${names.map((name) => changed[name] ?? `t.${name}`).join(', ')}
       FROM ${table} t CROSS JOIN generate_series(1, ${BOOK}) AS place WHERE t.${table === 'quote' ? 'id' : 'quote_id'} = $1`,
      [id],
    );
  }
  await rows(
    `UPDATE exposure_limit l SET reserved_minor = s.minor, cap_minor = greatest(cap_minor, 2 * s.minor)
     FROM (SELECT used.id, sum(e.amount_minor)::bigint AS minor FROM exposure e CROSS JOIN unnest(e.limit_ids) AS used (id)
           GROUP BY 1) s WHERE l.id = s.id`,
  );
  await api.testDatabase.query('ANALYZE');
}

let keys = 0;
const LIMIT = 'id used { amount } isComplete isExceeded';
const set = async (input: object) =>
  (
    await api.data(
      'underwriter',
      `mutation ($key: String!, $input: LimitSetInput!) { limitSet(idempotencyKey: $key, input: $input) {
         ... on Limit { ${LIMIT} } ... on Problem { message } } }`,
      { key: `set-${keys++}`, input: { reason: 'appetite', ...input } },
    )
  ).limitSet;
const read = async (id: string) =>
  (await api.data('underwriter', `query ($id: ID!) { node(id: $id) { ... on Limit { ${LIMIT} } } }`, { id })).node;
/** The live exposure of the insurer, in currency units. */
const live = async () => {
  const [sum] = await rows<{ minor: string }>(
    `SELECT sum(amount_minor)::text AS minor FROM exposure WHERE insurer_id = $1 AND state = 'RESERVED'`,
    [SANDBOX_IDS.northwind],
  );
  return (Number(sum?.minor) / 100).toFixed(2);
};

/** The copies have no keys and no events; limits and exposures must agree all the same. */
const expectExact = async () => {
  for (const view of ['i8_limits', 'i8_volumes', 'i14_exposure_limits']) {
    expect([view, await rows(`SELECT * FROM invariant_${view}`)]).toEqual([view, []]);
  }
};

describe('a limit over a large book', () => {
  it('counts all of it, while quotes go on being granted', async () => {
    const setting = set({ dimension: 'SCENARIO', subject: 'ecommerce', cap: usd('90000000.00') });
    const during = await Promise.all(Array.from({ length: 8 }, (_, at) => quote(`during-${at}`)));
    const made = await setting;
    expect(made).toMatchObject({ isComplete: true, isExceeded: false });
    for (const one of during) expect(insurers(one)).toEqual(BOTH);
    expect((await read(made.id)).used.amount).toBe(await live());
    await expectExact();
  });

  it('takes a cap below what is found: nothing more is granted', async () => {
    const low = await set({ dimension: 'PARTNER', subject: SANDBOX_IDS.lumen, cap: usd('1000.00') });
    expect(low).toMatchObject({ isComplete: true, isExceeded: true, used: { amount: await live() } });
    expect(insurers(await quote('over'))).toEqual(BOTH.slice(1));
    await expectExact();
    await set({ limit: low.id, cap: usd('90000000.00') });
  });

  it('makes one limit for each obligor of it', async () => {
    const pattern = await set({ dimension: 'OBLIGOR_AT_PARTNER', each: true, cap: usd('5000.00') });
    expect(pattern).toMatchObject({ isComplete: true });
    const [made] = await rows<{ limits: number; obligors: number }>(
      `SELECT (SELECT count(*)::int FROM exposure_limit WHERE template_id = $1) AS limits,
         (SELECT count(DISTINCT q.obligor_key)::int FROM exposure e JOIN quote q ON q.id = e.quote_id
          WHERE e.insurer_id = $2 AND e.state = 'RESERVED') AS obligors`,
      [pattern.id, SANDBOX_IDS.northwind],
    );
    expect(made?.limits).toBe(made?.obligors);
    expect(await rows('SELECT id FROM exposure_limit WHERE counted_after IS NOT NULL')).toEqual([]);
    await expectExact();
  });

  it('goes on where it was cut off, whatever was given back and granted meanwhile, and whoever goes on', async () => {
    const { unitOfWork: units } = api.testDatabase;
    const cutOff = new LimitService({
      units,
      clock,
      scenarios: ['ecommerce'],
      readObligor: () => ({ key: '', issues: [] }),
      counting: { finish: async () => undefined },
    });
    const viewer = { organisationId: SANDBOX_IDS.northwind, role: 'INSURER_UNDERWRITER' } as Parameters<
      LimitService['set']
    >[0];
    const outcome = await cutOff.set(viewer, 'cut-off', {
      ...{
        insurer: null,
        limit: null,
        dimension: 'LENDER',
        subject: SANDBOX_IDS.harbourBank,
        each: false,
        obligor: null,
      },
      ...{ measure: 'BALANCE', windowDays: 0, basis: 'GROSS', obligorKind: 'ANY', countsOtherCurrencies: false },
      ...{ cap: { minor: 9_000_000_000n, currency: currencyCode('USD') }, capCount: null, reason: 'appetite' },
    });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome));
    const partly = await read(outcome.value);
    expect(partly.isComplete).toBe(false);
    expect(Number(partly.used.amount)).toBeGreaterThan(0);
    expect(Number(partly.used.amount)).toBeLessThan(Number(await live()));
    await expectExact();
    // One that was counted, one that was not, and one that is new.
    const [early] = await rows<{ id: string }>('SELECT quote_id AS id FROM exposure ORDER BY id LIMIT 1');
    const [late] = await rows<{ id: string }>('SELECT quote_id AS id FROM exposure ORDER BY id DESC LIMIT 1');
    const { id: granted } = await quote('meanwhile');
    for (const id of [early?.id, late?.id, granted]) {
      await api.data('merchant', 'mutation ($id: ID!) { quoteRefuse(quote: $id, reason: "no") { __typename } }', {
        id,
      });
    }
    await quote('meanwhile-2');
    await expectExact();
    const counting = new LimitCounting({ units, clock });
    const workers = Array.from({ length: 3 }, () => counting.finishAll());
    await Promise.all([...workers, quote('meanwhile-3')]);
    while ((await counting.finishAll()) > 0);
    expect(await read(outcome.value)).toMatchObject({ isComplete: true, used: { amount: await live() } });
    await expectExact();
  });
});
