import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import {
  carRequest,
  checkoutRequest,
  euro,
  goodObligor,
  LUMEN,
  POLICY_ACTIVATE,
  POLICY_BIND,
  usd,
} from '../support/requests.js';

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await api.close();
});

const COUNTERS = `id status expiresAt offers { id } bindingLimit { dimension }
  decision { outcome reasons { code } conditions { kind amount { amount } }
    counterOffers {
      loan { principal { amount } instalments balloon { amount } }
      changed { principal { amount } downPayment { amount } instalments insuredPercentage }
      offer { id insurer { name } sumInsured { amount } premium { total { amount currency } } insuredPercentage } } }`;
const CREATE = `mutation ($key: String!, $input: QuoteCreateInput!) {
  quoteCreate(idempotencyKey: $key, input: $input) { ... on Quote { ${COUNTERS} } ... on InvalidInput { issues { path code } } } }`;
const READ = `query ($id: ID!) { quote(id: $id) { ${COUNTERS} } }`;
const quote = async (who: string, key: string, input: object) =>
  (await api.data(who, CREATE, { key, input })).quoteCreate;
const read = async (who: string, id: string) => (await api.data(who, READ, { id })).quote;
const bind = async (who: string, offer: { id: string; premium: { total: object } }) =>
  (
    await api.data(who, POLICY_BIND, {
      key: `bind-${offer.id}`,
      input: { offer: offer.id, premiumAtMost: offer.premium.total },
    })
  ).policyBind;

const system = <Row>(name: string, text: string, values: readonly unknown[] = []) =>
  api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) => tx.rows<Row>({ name: `test.${name}`, text }, values));
const held = () =>
  system<{ state: string; amount: string }>(
    'held',
    `SELECT i.name, e.state, e.amount_minor::text AS amount FROM exposure e JOIN organisation i ON i.id = e.insurer_id
     ORDER BY i.name DESC`,
  );
/** What limits count, beside the live exposures that name them; what was given back may still wait in the queue. */
const broken = () =>
  system(
    'broken',
    `SELECT l.dimension FROM exposure_limit l
     LEFT JOIN LATERAL (SELECT coalesce(sum(e.amount_minor) FILTER (WHERE e.state IN ('RESERVED', 'UTILISED')), 0) AS live
                        FROM exposure e WHERE l.id = ANY (e.limit_ids)) live ON true
     LEFT JOIN LATERAL (SELECT coalesce(sum(m.reserved_minor + m.utilised_minor), 0) AS queued
                        FROM limit_move m WHERE m.limit_id = l.id) moved ON true
     WHERE l.measure = 'BALANCE' AND l.window_days = 0
       AND l.reserved_minor + l.utilised_minor + queued <> live`,
  );

const order = (reference: string, price: string, loan: object = {}, obligor: object = {}) => {
  const request = checkoutRequest(reference);
  return {
    ...request,
    obligor: { ...goodObligor, annualIncome: usd('900000.00'), ...obligor },
    loan: { ...request.loan, principal: usd(price), ...loan },
    scenario: {
      ecommerce: {
        ...request.scenario.ecommerce,
        order: {
          merchantReference: reference,
          lines: [
            { sku: 'BIG', description: 'Home cinema', category: 'ELECTRONICS', quantity: 1, unitPrice: usd(price) },
          ],
          total: usd(price),
          deliveryCountry: 'US',
        },
      },
    },
  };
};

describe('counter-offers', () => {
  it('lend what there is room for when there is none for the most that the product insures', async () => {
    for (const [insurer, amount] of [
      [SANDBOX_IDS.northwind, '25000.00'],
      [SANDBOX_IDS.alder, '20000.00'],
    ] as const) {
      await api.data(
        'operator',
        `mutation ($key: String!, $input: LimitSetInput!) { limitSet(idempotencyKey: $key, input: $input) { ... on Limit { id } } }`,
        {
          key: `limit-${amount}`,
          input: { insurer, dimension: 'SCENARIO', subject: 'ecommerce', cap: usd(amount), reason: 'appetite' },
        },
      );
    }
    const declined = await quote('merchant', 'short', order('C-22', '45000.00'));
    expect(declined.decision.reasons).toEqual([{ code: 'PRINCIPAL_TOO_LARGE' }]);
    const [counter] = declined.decision.counterOffers;
    // Of the insurer with the most room, though another is cheaper; a hundred more would insure 25,044.71.
    expect(counter).toMatchObject({
      loan: { principal: { amount: '26000.00' }, instalments: 12 },
      offer: { insurer: { name: 'Northwind Credit Insurance' }, sumInsured: { amount: '24948.75' } },
    });
    expect(await broken()).toEqual([]);
    expect(await bind('merchant', counter.offer)).toMatchObject({ status: 'PENDING_ACTIVATION' });
  });

  it('lend what the product insures when more was asked for; bound and paid out on their own terms', async () => {
    const declined = await quote('merchant', 'large', order('C-1', '45000.00'));
    expect(declined).toMatchObject({
      status: 'DECLINED',
      offers: [],
      decision: {
        outcome: 'DECLINED',
        reasons: [{ code: 'PRINCIPAL_TOO_LARGE' }],
        conditions: [
          { kind: 'LOWER_AMOUNT', amount: { amount: '40000.00' } },
          { kind: 'DOWN_PAYMENT', amount: { amount: '5000.00' } },
        ],
      },
    });
    expect(await read('merchant', declined.id)).toEqual(declined);
    const [counter] = declined.decision.counterOffers;
    expect(counter).toMatchObject({
      loan: { principal: { amount: '40000.00' }, instalments: 12 },
      changed: {
        principal: { amount: '40000.00' },
        downPayment: { amount: '5000.00' },
        instalments: null,
        insuredPercentage: null,
      },
      offer: { insurer: { name: 'Alder Mutual' } },
    });
    expect(await broken()).toEqual([]);
    const policy = await bind('merchant', counter.offer);
    expect(policy).toMatchObject({ status: 'PENDING_ACTIVATION', sumInsured: counter.offer.sumInsured });
    expect((await read('merchant', declined.id)).status).toBe('BOUND');
    const input = {
      policy: policy.id,
      disbursement: { disbursedOn: '2026-03-02', amount: usd('40000.00'), loanReference: 'HB-40' },
      purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: 'C-1', payee: LUMEN },
    };
    const { policyActivate } = await api.data('lender', POLICY_ACTIVATE, { key: 'activate', input });
    expect(policyActivate).toMatchObject({ status: 'ACTIVE' });
    const loan = 'query ($id: ID!) { policy(id: $id) { loan { principal { amount } } } }';
    const opened = (await api.data('merchant', loan, { id: policy.id })).policy.loan;
    expect(opened.principal).toEqual({ amount: '40000.00' });
    expect(await broken()).toEqual([]);
  });

  it('shorten a term that is too long, for the whole amount or for the same instalment', async () => {
    const declined = await quote('merchant', 'long', order('C-2', '1200.00', { instalments: 48 }));
    const { reasons, counterOffers } = declined.decision;
    expect(reasons.map(({ code }: { code: string }) => code)).toEqual(['TERM_TOO_LONG']);
    expect(counterOffers.map(({ loan, changed }: { loan: object; changed: object }) => ({ loan, changed }))).toEqual([
      {
        loan: { principal: { amount: '1200.00' }, instalments: 36, balloon: null },
        changed: { principal: null, downPayment: null, instalments: 36, insuredPercentage: null },
      },
      {
        // 1,200.00 over 48 months is 31.60 a month, which over 36 months carries 951.40: in tens, 950.00.
        loan: { principal: { amount: '950.00' }, instalments: 36, balloon: null },
        changed: {
          principal: { amount: '950.00' },
          downPayment: { amount: '250.00' },
          instalments: 36,
          insuredPercentage: null,
        },
      },
    ]);
  });

  it('raise the down payment of a car, and shrink its balloon with the loan', async () => {
    const poor = { ...goodObligor, country: 'DE', annualIncome: euro('6000.00'), identityNumber: 'SANDBOX-FAIR' };
    const declined = await quote('dealer', 'car', carRequest('1HGCM82633A004352', { obligor: poor }));
    expect(declined.decision.reasons.map(({ code }: { code: string }) => code)).toEqual(['CREDIT_RISK_TOO_HIGH']);
    const lower = declined.decision.counterOffers.find(
      ({ changed }: { changed: { principal: object | null } }) => changed.principal,
    );
    const policy = await bind('dealer', lower.offer);
    expect(policy.status).toBe('PENDING_ACTIVATION');
    const [row] = await system<{ down: string; principal: string; balloon: string }>(
      'bound',
      `SELECT p.risk->>'downPayment' AS down, o.alternative->'loan'->>'principalMinor' AS principal,
              o.alternative->'loan'->>'balloonMinor' AS balloon
       FROM policy p JOIN offer o ON o.id = p.offer_id`,
    );
    const principal = Number(lower.loan.principal.amount);
    expect(row).toEqual({
      down: (2500 + 16000 - principal).toFixed(2),
      principal: String(principal * 100),
      balloon: String(Math.round((600000 * principal) / 16000)),
    });
  });

  it('are not made of a request that nothing cures', async () => {
    const bad = order('C-4', '1200.00', {}, { identityNumber: 'SANDBOX-BAD' });
    const declined = await quote('merchant', 'bad', bad);
    expect(declined).toMatchObject({ status: 'DECLINED', decision: { counterOffers: [], conditions: [] } });
    const refuse = `mutation ($id: ID!) { quoteRefuse(quote: $id, reason: "no") { __typename } }`;
    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect((await api.data('merchant', refuse, { id: declined.id })).quoteRefuse.__typename).toBe('StateConflict');
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('fit what room there is, and hold only the largest of each insurer', async () => {
    await system(
      'cap',
      `UPDATE exposure_limit SET cap_minor = CASE insurer_id WHEN $1 THEN 90000 ELSE 10000 END
       WHERE dimension = 'INSURER' AND currency = 'USD'`,
      [SANDBOX_IDS.northwind],
    );
    const declined = await quote('merchant', 'room', order('C-5', '1200.00'));
    expect(declined).toMatchObject({
      status: 'DECLINED',
      bindingLimit: { dimension: 'INSURER' },
      decision: { reasons: [{ code: 'NO_CAPACITY' }] },
    });
    const { counterOffers } = declined.decision;
    expect(
      counterOffers.map(({ changed, offer }: { changed: object; offer: { sumInsured: object } }) => ({
        ...changed,
        sumInsured: offer.sumInsured,
      })),
    ).toEqual([
      {
        principal: null,
        downPayment: null,
        instalments: null,
        insuredPercentage: '0.7',
        sumInsured: { amount: '895.59' },
      },
      {
        // Ten more would insure 902.00.
        principal: { amount: '930.00' },
        downPayment: { amount: '270.00' },
        instalments: null,
        insuredPercentage: null,
        sumInsured: { amount: '892.40' },
      },
      {
        principal: { amount: '910.00' },
        downPayment: { amount: '290.00' },
        instalments: 9,
        insuredPercentage: null,
        sumInsured: { amount: '860.50' },
      },
    ]);
    const reserved = (amount: string) => [{ name: 'Northwind Credit Insurance', state: 'RESERVED', amount }];
    expect(await held()).toEqual(reserved('89559'));
    expect(await broken()).toEqual([]);
    await bind('merchant', counterOffers[2].offer);
    expect(await held()).toEqual(reserved('86050'));
    expect(await broken()).toEqual([]);
  });

  it('race for the same room without passing it', async () => {
    await system(
      'cap2',
      `UPDATE exposure_limit SET cap_minor = 200000 WHERE dimension = 'INSURER' AND currency = 'USD'`,
    );
    const quotes = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        quote('merchant', `race-${at}`, order(`C-6-${at}`, '1200.00', {}, { reference: `c-${at}` })),
      ),
    );
    expect(await broken()).toEqual([]);
    const takeable = quotes.flatMap(({ offers, decision }) =>
      offers.length > 0 ? [] : decision.counterOffers.slice(0, 1).map(({ offer }: { offer: object }) => offer),
    );
    expect(takeable.length).toBeGreaterThan(0);
    const bound = await Promise.all(takeable.map((offer) => bind('merchant', offer)));
    for (const policy of bound) expect(policy.__typename).toBe('Policy');
    expect(await broken()).toEqual([]);
    expect(
      await system('over', 'SELECT 1 AS one FROM exposure_limit WHERE reserved_minor + utilised_minor > cap_minor'),
    ).toEqual([]);
  });

  it('end with the quote and give their room back', async () => {
    const declined = await quote('merchant', 'end', order('C-7', '45000.00'));
    const [{ offer }] = declined.decision.counterOffers;
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 2) { days } }');
    expect((await read('merchant', declined.id)).status).toBe('EXPIRED');
    expect(await bind('merchant', offer)).toMatchObject({ code: 'OFFER_EXPIRED' });
    expect((await held()).map(({ state }) => state)).toEqual(['EXPIRED']);
    expect(await broken()).toEqual([]);
  });
});
