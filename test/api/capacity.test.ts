import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { startApi, type TestApi } from '../support/api.js';
import { PatientClient } from '../support/patient-client.js';
import { checkoutRequest, goodObligor, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';
import { inParallel } from '../support/sales.js';
import { seeded } from '../support/seeded.js';

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

/** What one checkout quote of 1,200.00 takes from an insurer's limits. */
const AMOUNT_MINOR = 115_148n;

const system = <Row>(name: string, text: string, values: readonly unknown[] = []) =>
  api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) => tx.rows<Row>({ name: `test.${name}`, text }, values));

const setCap = (insurerId: string, capMinor: bigint) =>
  system(
    'setCap',
    `UPDATE exposure_limit SET cap_minor = $2 WHERE insurer_id = $1 AND dimension = 'INSURER' AND currency = 'USD'`,
    [insurerId, String(capMinor)],
  );

/** Limits whose counters are not the sum of the live exposures that name them; empty when I8 holds. */
const broken = () =>
  system(
    'broken',
    `SELECT l.dimension, l.reserved_minor, l.utilised_minor FROM exposure_limit l
     LEFT JOIN LATERAL (
       SELECT coalesce(sum(m.reserved_minor), 0) AS reserved, coalesce(sum(m.utilised_minor), 0) AS utilised
       FROM limit_move m WHERE m.limit_id = l.id) given_back ON true
     LEFT JOIN LATERAL (
       SELECT coalesce(sum(e.amount_minor) FILTER (WHERE e.state = 'RESERVED'), 0) AS reserved,
              coalesce(sum(e.amount_minor) FILTER (WHERE e.state = 'UTILISED'), 0) AS utilised
       FROM exposure e WHERE l.id = ANY (e.limit_ids)) live ON true
     WHERE l.reserved_minor + given_back.reserved <> live.reserved
        OR l.utilised_minor + given_back.utilised <> live.utilised
        OR l.reserved_minor + l.utilised_minor > l.cap_minor`,
  );

/** How many quotes are stored in which way; offers by their positions. */
const storedAs = () =>
  system(
    'storedAs',
    `SELECT status, outcome, bound, positions, count(*)::int AS quotes
     FROM (SELECT q.status, q.outcome, q.binding_limit IS NOT NULL AS bound,
             (SELECT array_agg(o.position ORDER BY o.position) FROM offer o WHERE o.quote_id = q.id) AS positions
           FROM quote q) AS stored
     GROUP BY status, outcome, bound, positions ORDER BY status, bound, positions`,
  );

/** Everybody another obligor, so that only the insurers' own caps can bind. */
const request = (at: number) =>
  checkoutRequest(`CAP-${at}`, {
    obligor: { ...goodObligor, reference: `c-${at}`, identityNumber: null, creditReport: CLEAN },
  });
const CLEAN = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.1, openAccounts: 4 };

/** Who waited too long for a limit that everybody wants asks again with the same key. */
const ask = (query: string, variables: object) =>
  new PatientClient(() => [api.url]).data({ token: api.keys.merchant ?? '', query, variables });

const quote = async (at: number) => (await ask(QUOTE_CREATE, { key: `cap-${at}`, input: request(at) })).quoteCreate;

describe('capacity', () => {
  it('grants exactly the room under a race, drops only offers without room, and names the limit', async () => {
    await setCap(SANDBOX_IDS.northwind, AMOUNT_MINOR * 50n + 1n);
    await setCap(SANDBOX_IDS.alder, AMOUNT_MINOR * 20n);
    const quotes = await inParallel([...Array(100).keys()], 24, quote);
    const offers = quotes.flatMap((answer) =>
      answer.offers.map((offer: { insurer: { name: string } }) => offer.insurer.name),
    );
    expect(offers.filter((name) => name === 'Northwind Credit Insurance')).toHaveLength(50);
    expect(offers.filter((name) => name === 'Alder Mutual')).toHaveLength(20);
    const withoutOffer = quotes.filter((answer) => answer.offers.length === 0);
    expect(withoutOffer).toHaveLength(50);
    expect(withoutOffer[0]).toMatchObject({
      status: 'DECLINED',
      decision: {
        outcome: 'DECLINED',
        reasons: [{ code: 'NO_CAPACITY', hard: false }],
        adverseActionReasons: [{ code: 'NO_CAPACITY' }],
      },
      bindingLimit: { dimension: 'INSURER', requested: { amount: '1151.48' }, available: { amount: '0.01' } },
    });
    expect(await storedAs()).toEqual([
      { status: 'DECLINED', outcome: 'DECLINED', bound: true, positions: null, quotes: 50 },
      { status: 'OFFERED', outcome: 'APPROVED', bound: false, positions: [1, 2], quotes: 20 },
      { status: 'OFFERED', outcome: 'APPROVED', bound: true, positions: [1], quotes: 30 },
    ]);
    expect(await broken()).toEqual([]);
  });

  it('lets nobody take an offer back once it was made', async () => {
    const { offers } = await quote(1);
    expect(offers).toHaveLength(2);
    expect(await system('takeBack', 'DELETE FROM offer RETURNING id')).toEqual([]);
  });

  it('makes one limit of an obligor whose first quotes race', async () => {
    const first = (at: number) => checkoutRequest(`NEW-${at}`, { obligor: request(0).obligor });
    const quotes = await Promise.all(
      Array.from({ length: 40 }, async (_, at) => {
        const answer = await api.data('merchant', QUOTE_CREATE, { key: `new-${at}`, input: first(at) });
        return answer.quoteCreate;
      }),
    );
    const offers = quotes.flatMap((answer) => answer.offers).length;
    expect(offers).toBeGreaterThan(40);
    const limits = await system<{ limits: number; reserved: string }>(
      'obligorLimits',
      `SELECT count(*)::int AS limits, sum(reserved_minor)::text AS reserved FROM exposure_limit WHERE dimension = 'OBLIGOR'`,
    );
    expect(limits).toEqual([{ limits: 2, reserved: String(AMOUNT_MINOR * BigInt(offers)) }]);
    expect(await broken()).toEqual([]);
  });

  it('limits one obligor across quotes, and gives room back when an offer is not taken', async () => {
    const first = await quote(1);
    await system(
      'tighten',
      `UPDATE exposure_limit SET cap_minor = $1 WHERE dimension = 'OBLIGOR' AND insurer_id = $2`,
      [String(AMOUNT_MINOR), SANDBOX_IDS.northwind],
    );
    const input = { ...request(1), scenario: checkoutRequest('CAP-OTHER').scenario };
    const second = (await api.data('merchant', QUOTE_CREATE, { key: 'second', input })).quoteCreate;
    expect(second.offers.map((offer: { insurer: { name: string } }) => offer.insurer.name)).toEqual(['Alder Mutual']);
    expect(second.bindingLimit).toEqual({
      dimension: 'OBLIGOR',
      requested: { amount: '1151.48' },
      available: { amount: '0.00' },
    });
    await api.data('merchant', 'mutation ($id: ID!) { quoteRefuse(quote: $id, reason: "no") { __typename } }', {
      id: first.id,
    });
    const third = (
      await api.data('merchant', QUOTE_CREATE, {
        key: 'third',
        input: { ...input, scenario: checkoutRequest('CAP-THIRD').scenario },
      })
    ).quoteCreate;
    expect(third.offers).toHaveLength(2);
    expect(third.bindingLimit).toBeNull();
    expect(await broken()).toEqual([]);
  });

  it('stays exact while binds, refusals and expiries race', async () => {
    const quotes = await Promise.all(Array.from({ length: 30 }, (_, at) => quote(at)));
    await Promise.all(
      quotes.map(({ id, offers }, at) =>
        at % 2 === 0
          ? api.data('merchant', POLICY_BIND, {
              key: `b-${at}`,
              input: { offer: offers[at % 4 === 0 ? 0 : 1].id, premiumAtMost: usd('99.00') },
            })
          : api.data('merchant', 'mutation ($id: ID!) { quoteRefuse(quote: $id, reason: "no") { __typename } }', {
              id,
            }),
      ),
    );
    expect(await broken()).toEqual([]);
    const live = `SELECT state, count(*) AS count FROM exposure GROUP BY state ORDER BY state`;
    expect(await system('live', live)).toEqual([
      { state: 'RELEASED', count: 45n },
      { state: 'RESERVED', count: 15n },
    ]);
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 16) { days } }');
    expect(
      await system(
        'after',
        `SELECT (sum(reserved_minor) + (SELECT coalesce(sum(reserved_minor), 0) FROM limit_move))::text AS reserved FROM exposure_limit`,
      ),
    ).toEqual([{ reserved: '0' }]);
  });

  it.each([11, 12, 13])(
    'fills room for 50 exactly with 200 quotes while binds and cancels race (seed %i)',
    async (seed) => {
      const random = seeded(seed);
      const plans = Array.from({ length: 200 }, () => (random() < 0.3 ? 'CANCEL' : random() < 0.6 ? 'BIND' : 'KEEP'));
      await setCap(SANDBOX_IDS.northwind, AMOUNT_MINOR * 50n);
      await setCap(SANDBOX_IDS.alder, 0n);
      const live = async () => {
        const [row] = await system<{ live: bigint }>(
          'count',
          `SELECT count(*) AS live FROM exposure WHERE state = 'RESERVED'`,
        );
        return Number(row?.live);
      };
      await inParallel([...plans.entries()], 24, async ([at, plan]) => {
        const { id, offers } = await quote(at);
        if (offers.length === 0 || plan === 'KEEP') return;
        if (plan === 'CANCEL') {
          await api.data('merchant', 'mutation ($id: ID!) { quoteRefuse(quote: $id, reason: "no") { __typename } }', {
            id,
          });
        } else {
          const input = { offer: offers[0].id, premiumAtMost: usd('99.00') };
          await ask(POLICY_BIND, { key: `b-${at}`, input });
        }
      });
      expect(await live()).toBeLessThanOrEqual(50);
      // What cancels gave back is taken by those who come later, to the last place and not beyond.
      const late = await inParallel(
        Array.from({ length: 60 }, (_, at) => 1_000 + at),
        48,
        quote,
      );
      const before = late.filter(({ offers }) => offers.length === 0).length;
      expect(before).toBeGreaterThan(0);
      expect(await live()).toBe(50);
      expect(await broken()).toEqual([]);
    },
  );
});
