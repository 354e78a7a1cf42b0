import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { startApi, type TestApi } from '../support/api.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, goodObligor, LUMEN, POLICY_ACTIVATE, POLICY_BIND, usd } from '../support/requests.js';
import { printedSeed, seeded } from '../support/seeded.js';

const QUOTE = `mutation ($key: String!, $input: QuoteCreateInput!) { quoteCreate(idempotencyKey: $key, input: $input) {
  ... on Quote { id status offers { id } decision { outcome reasons { code } counterOffers {
    changed { principal { amount } insuredPercentage instalments } loan { principal { amount } instalments }
    offer { id insurer { name } sumInsured { amount } premium { total { amount currency } }
            insurerShares { insurer { name } share sumInsured { amount } premium { amount } } } } } }
  ... on Problem { message } } }`;
const CLEAN = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.1, openAccounts: 4 };

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  // Published terms never change; this stands in for versions that were published with the term.
  const owner = await api.testDatabase.database.pool.connect();
  await owner.query(
    `BEGIN; SELECT set_config('app.scope', 'system', true); ALTER TABLE product_version DISABLE TRIGGER USER`,
  );
  await owner.query(`UPDATE product_version SET terms = terms || '{"coInsures": true}'`);
  await owner.query('ALTER TABLE product_version ENABLE TRIGGER USER; COMMIT');
  owner.release();
});
afterAll(() => api.close());

let keys = 0;
const system = <Row>(text: string, values: readonly unknown[] = []) =>
  api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) => tx.rows<Row>({ name: '', text }, values));
/** Leaves each insurer this much room besides what it has granted, by its limit on the scenario. */
async function leaveRoom(northwind: number, alder: number): Promise<void> {
  for (const [insurer, cents] of [
    [SANDBOX_IDS.northwind, northwind],
    [SANDBOX_IDS.alder, alder],
  ] as const) {
    const [live] = await system<{ used: string }>(
      `SELECT coalesce(sum(amount_minor), 0)::text AS used FROM exposure WHERE insurer_id = $1 AND state IN ('RESERVED', 'UTILISED')`,
      [insurer],
    );
    await api.data(
      'operator',
      `mutation ($key: String!, $input: LimitSetInput!) { limitSet(idempotencyKey: $key, input: $input) { __typename ... on Problem { message } } }`,
      {
        key: `cap-${keys++}`,
        input: {
          insurer,
          dimension: 'SCENARIO',
          subject: 'ecommerce',
          cap: usd(((Number(live?.used) + cents) / 100).toFixed(2)),
          reason: 'test',
        },
      },
    );
  }
}
const order = (reference: string, amount: string) => {
  const request = checkoutRequest(reference);
  return {
    ...request,
    obligor: {
      ...goodObligor,
      reference,
      identityNumber: null,
      creditReport: CLEAN,
      annualIncome: usd('900000.00'),
    },
    loan: { ...request.loan, principal: usd(amount) },
    scenario: {
      ecommerce: {
        ...request.scenario.ecommerce,
        order: {
          merchantReference: reference,
          lines: [{ sku: 'BIG', description: 'Screen', category: 'ELECTRONICS', quantity: 1, unitPrice: usd(amount) }],
          total: usd(amount),
          deliveryCountry: 'US',
        },
      },
    },
  };
};
const quote = async (reference: string, amount: string) =>
  (await api.data('merchant', QUOTE, { key: reference, input: order(reference, amount) })).quoteCreate;
const bind = async ({ id, premium }: { id: string; premium: { total: object } }) =>
  (await api.data('merchant', POLICY_BIND, { key: `bind-${id}`, input: { offer: id, premiumAtMost: premium.total } }))
    .policyBind;
const cents = (amount: string): number => Math.round(Number(amount) * 100);
const sharesOf = (offer: { insurerShares: { insurer: { name: string }; sumInsured: { amount: string } }[] }) =>
  offer.insurerShares.map(({ insurer, sumInsured }) => [insurer.name, sumInsured.amount]);

describe('counter-offers that several insurers carry', () => {
  it('lend more than any one of them has room for, hold each at its largest part, and bind with their shares', async () => {
    await leaveRoom(60_000, 30_000);
    const declined = await quote('C-1', '1200.00');
    expect(declined).toMatchObject({ status: 'DECLINED', decision: { reasons: [{ code: 'NO_CAPACITY' }] } });
    const { counterOffers } = declined.decision;
    // 1,200.00 at 70 % insures 895.59; 930.00 at 90 % insures 892.40, ten more 902.00. No one alone has more than 600.00.
    expect(
      counterOffers.map((one: (typeof counterOffers)[number]) => [
        one.loan.principal.amount,
        one.changed.insuredPercentage,
        one.offer.sumInsured.amount,
        sharesOf(one.offer),
      ]),
    ).toEqual([
      [
        '1200.00',
        '0.7',
        '895.59',
        [
          ['Northwind Credit Insurance', expect.any(String)],
          ['Alder Mutual', expect.any(String)],
        ],
      ],
      [
        '930.00',
        null,
        '892.40',
        [
          ['Northwind Credit Insurance', expect.any(String)],
          ['Alder Mutual', expect.any(String)],
        ],
      ],
      ['910.00', null, '860.50', expect.any(Array)],
    ]);
    const held = () =>
      system<{ name: string; state: string; amount: string }>(
        `SELECT o.name, e.state, e.amount_minor::text AS amount FROM exposure e JOIN organisation o ON o.id = e.insurer_id
         WHERE e.quote_id = $1 ORDER BY o.name DESC`,
        [declined.id],
      );
    const largest = (name: string) =>
      Math.max(
        ...counterOffers.flatMap((one: (typeof counterOffers)[number]) =>
          one.offer.insurerShares
            .filter(({ insurer }: { insurer: { name: string } }) => insurer.name === name)
            .map(({ sumInsured }: { sumInsured: { amount: string } }) => cents(sumInsured.amount)),
        ),
      );
    expect(await held()).toEqual(
      ['Northwind Credit Insurance', 'Alder Mutual'].map((name) => ({
        name,
        state: 'RESERVED',
        amount: String(largest(name)),
      })),
    );
    await expectInvariants(api.testDatabase.unitOfWork);
    const taken = counterOffers[2].offer;
    const policy = await bind(taken);
    expect(policy).toMatchObject({ status: 'PENDING_ACTIVATION', sumInsured: { amount: '860.50' } });
    expect((await held()).map(({ name, amount }) => [name, (Number(amount) / 100).toFixed(2)])).toEqual(
      sharesOf(taken),
    );
    await expectInvariants(api.testDatabase.unitOfWork);
    const activated = await api.data('lender', POLICY_ACTIVATE, {
      key: 'activate',
      input: {
        policy: policy.id,
        disbursement: { disbursedOn: '2026-03-02', amount: usd('910.00'), loanReference: 'L-1' },
        purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: 'C-1', payee: LUMEN },
      },
    });
    expect(activated.policyActivate).toMatchObject({ status: 'ACTIVE' });
    const { decisionReplay } = await api.data(
      'operator',
      'query ($id: ID!) { decisionReplay(quote: $id) { identical differences { path } } }',
      { id: declined.id },
    );
    expect(decisionReplay).toEqual({ identical: true, differences: [] });
    await expectInvariants(api.testDatabase.unitOfWork);
  });

  it('lend the most that the product insures, together, when more was asked for', async () => {
    await leaveRoom(2_500_000, 2_000_000);
    const declined = await quote('C-2', '45000.00');
    expect(declined.decision.reasons).toEqual([{ code: 'PRINCIPAL_TOO_LARGE' }]);
    const [counter] = declined.decision.counterOffers;
    expect(counter.loan.principal.amount).toBe('40000.00');
    expect(sharesOf(counter.offer)).toHaveLength(2);
    expect(await bind(counter.offer)).toMatchObject({ status: 'PENDING_ACTIVATION' });
    await expectInvariants(api.testDatabase.unitOfWork);
  });

  it('bind whatever the room, the request and the one that is taken', async () => {
    const random = seeded(printedSeed('composed counter-offers over the API'));
    let [bound, composed] = [0, 0];
    for (let round = 0; round < 24; round += 1) {
      const amount = (300 + Math.floor(random() * 40_000)).toFixed(2);
      await leaveRoom(Math.floor(random() * cents(amount) * 0.8), Math.floor(random() * cents(amount) * 0.8));
      const { status, decision } = await quote(`R-${round}`, amount);
      if (status !== 'DECLINED' || decision.counterOffers.length === 0) continue;
      const { offer } = decision.counterOffers[Math.floor(random() * decision.counterOffers.length)];
      expect(await bind(offer)).toMatchObject({ status: 'PENDING_ACTIVATION', sumInsured: offer.sumInsured });
      bound += 1;
      if (offer.insurerShares.length > 0) composed += 1;
      await expectInvariants(api.testDatabase.unitOfWork);
    }
    expect(bound).toBeGreaterThan(5);
    expect(composed).toBeGreaterThan(2);
  });

  it('race for the same room without passing it, and every one of them can be taken', async () => {
    await leaveRoom(120_000, 90_000);
    const quotes = await Promise.all(Array.from({ length: 8 }, (_, at) => quote(`race-${at}`, '1200.00')));
    const takeable = quotes.flatMap(({ offers, decision }) =>
      offers.length > 0 ? [] : decision.counterOffers.slice(-1).map(({ offer }: { offer: object }) => offer),
    );
    expect(takeable.length).toBeGreaterThan(0);
    for (const policy of await Promise.all(takeable.map(bind))) expect(policy.__typename).toBe('Policy');
    await expectInvariants(api.testDatabase.unitOfWork);
  });
});
