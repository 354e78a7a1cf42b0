import { systemScope } from '../../src/database/unit-of-work.js';
import { absentSources } from '../../src/underwriting/fact-sources.js';
import { QuoteService } from '../../src/underwriting/quote-service.js';
import { readAll } from '../policies/policy-fixture.js';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import {
  carRequest,
  checkoutRequest,
  goodObligor,
  homeRequest,
  LENDERS,
  POLICY_BIND,
  QUOTE_CREATE,
  televisionOrder,
  usd,
} from '../support/requests.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const quote = async (key: string, idempotencyKey: string, input: object) =>
  (await api.data(key, QUOTE_CREATE, { key: idempotencyKey, input })).quoteCreate;

const VIN = '1HGCM82633A004352';
const minorOf = (amount: string): number => Math.round(Number(amount) * 100);

describe('quoteCreate', () => {
  it('offers both insurers at a checkout, with premium lines that add up', async () => {
    const answer = await quote('merchant', 'offer-1', checkoutRequest('A-1'));
    expect(answer).toMatchObject({
      __typename: 'Quote',
      status: 'OFFERED',
      scenario: 'ecommerce',
      expiresAt: '2026-03-03T12:00:00.000Z',
      risk: { summary: '3 items from order A-1' },
      decision: { outcome: 'APPROVED', reasons: [], adverseActionReasons: [] },
      bindingLimit: null,
    });
    expect(
      answer.offers.map((offer: { insurer: object; premium: { total: object } }) => [
        offer.insurer,
        offer.premium.total,
      ]),
    ).toEqual([
      [{ name: 'Northwind Credit Insurance' }, { amount: '5.69', currency: 'USD' }],
      [{ name: 'Alder Mutual' }, { amount: '5.30', currency: 'USD' }],
    ]);
    for (const { premium } of answer.offers) {
      const lines = premium.lines.reduce(
        (sum: number, line: { amount: { amount: string } }) => sum + minorOf(line.amount.amount),
        0,
      );
      expect(lines).toBe(minorOf(premium.total.amount));
    }
  });

  it('loses nothing that was given back when a key is repeated', async () => {
    const input = checkoutRequest('GIVEN-BACK');
    const first = await quote('merchant', 'given-back', input);
    const refuse = 'mutation ($id: ID!) { quoteRefuse(quote: $id, reason: "no") { ... on Quote { status } } }';
    const { quoteRefuse } = await api.data('merchant', refuse, { id: first.id });
    expect(quoteRefuse).toEqual({ status: 'REFUSED' });
    // It locks the limits and takes what waits for them out of its queue, although nothing is granted.
    expect(await quote('merchant', 'given-back', input)).toMatchObject({ id: first.id, status: 'REFUSED' });
    await expectInvariants(api.testDatabase.unitOfWork);
  });

  it('offers a used car with a balloon and a home over thirty years', async () => {
    const car = await quote('dealer', 'offer-car', carRequest(VIN));
    expect(car).toMatchObject({ status: 'OFFERED', scenario: 'auto', decision: { outcome: 'APPROVED' } });
    expect(car.offers[0].sumInsured).toEqual({ amount: '16225.62', currency: 'EUR' });
    const home = await quote('housingLender', 'offer-home', homeRequest('LOT 12/3456'));
    expect(home).toMatchObject({ status: 'OFFERED', scenario: 'housing', decision: { outcome: 'APPROVED' } });
    expect(home.offers[0].sumInsured).toEqual({ amount: '96000.00', currency: 'USD' });
  });

  it('declines with at most four reasons to tell the person, stores it and holds nothing', async () => {
    const answer = await quote(
      'merchant',
      'decline-1',
      checkoutRequest('A-2', { obligor: { ...goodObligor, identityNumber: 'SANDBOX-BAD' } }),
    );
    expect(answer).toMatchObject({ status: 'DECLINED', offers: [], decision: { outcome: 'DECLINED' } });
    expect(answer.decision.reasons).toEqual([{ code: 'CREDIT_RISK_TOO_HIGH', hard: true, cure: null }]);
    expect(answer.decision.adverseActionReasons.map(({ code }: { code: string }) => code)).toEqual([
      'RECENT_DELINQUENCY',
      'MANY_RECENT_APPLICATIONS',
      'LIMITS_NEARLY_USED_UP',
      'HIGH_LENDER_RATE',
    ]);
    const stored = await api.data(
      'merchant',
      `query ($id: ID!) { quote(id: $id) { status } node(id: $id) { __typename id } }`,
      { id: answer.id },
    );
    expect(stored).toEqual({ quote: { status: 'DECLINED' }, node: { __typename: 'Quote', id: answer.id } });
  });

  it('refers when the bureau does not know the obligor', async () => {
    const answer = await quote(
      'merchant',
      'refer-1',
      checkoutRequest('A-3', { obligor: { ...goodObligor, identityNumber: 'SANDBOX-UNKNOWN' } }),
    );
    expect(answer).toMatchObject({ status: 'REFERRED', offers: [], decision: { outcome: 'REFERRED' } });
    expect(answer.decision.reasons).toContainEqual({ code: 'NOT_KNOWN_TO_BUREAU', hard: false, cure: null });
  });

  it('insures loans up to the annual rate of the product, inclusive, and says what would do', async () => {
    const at = async (annualRate: string, programme: string) => {
      const { loan } = checkoutRequest('');
      const changes = { programme, loan: { ...loan, annualRate } };
      return quote(
        'merchant',
        `rate-${programme}-${annualRate}`,
        checkoutRequest(`R-${programme}-${annualRate}`, changes),
      );
    };
    const tooHigh = { code: 'RATE_TOO_HIGH', hard: false, cure: 'Agree on 36 % a year or less.' };
    for (const programme of ['LUMEN-CHECKOUT', 'LUMEN-MONTHLY', 'LUMEN-BALANCE', 'LUMEN-FINANCED']) {
      expect(await at('0.36', programme)).toMatchObject({ status: 'OFFERED' });
      for (const annualRate of ['0.360000001', '10']) {
        expect(await at(annualRate, programme)).toMatchObject({
          status: 'DECLINED',
          decision: {
            outcome: 'DECLINED',
            reasons: [tooHigh],
            adverseActionReasons: [
              { code: 'RATE_TOO_HIGH', message: 'The annual rate is above what the product insures.' },
            ],
          },
          offers: [],
        });
      }
    }
    for (const [who, request] of [
      ['dealer', carRequest(VIN)],
      ['housingLender', homeRequest('rate-home')],
    ] as const) {
      const dear = { ...request, loan: { ...request.loan, annualRate: '0.361' } };
      expect((await quote(who, `rate-${who}`, dear)).decision.reasons).toContainEqual(tooHigh);
    }
  });

  it('lists every problem at once, with path and code, and writes nothing', async () => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const order = televisionOrder('A-4').ecommerce;
    const answer = await quote('merchant', 'bad-1', {
      programme: 'LUMEN-CHECKOUT',
      lender: LENDERS.meridian,
      loan: {
        principal: usd('-5.00'),
        annualRate: '0.12',
        instalments: 0,
        method: 'LEVEL_PAYMENT',
        disbursedOn: '2026-03-01',
        firstDueOn: '2026-02-01',
      },
      obligor: { ...goodObligor, annualIncome: { amount: '60000.001', currency: 'USD' }, country: 'XX' },
      scenario: { ecommerce: { ...order, order: { ...order.order, total: { amount: '1200.00', currency: 'EUR' } } } },
    });
    expect(answer).toMatchObject({ __typename: 'InvalidInput', code: 'INVALID_INPUT' });
    expect(answer.issues).toEqual([
      { path: 'lender', code: 'UNKNOWN_LENDER' },
      { path: 'loan.principal.amount', code: 'MUST_BE_POSITIVE' },
      { path: 'loan.disbursedOn', code: 'DATE_IN_PAST' },
      { path: 'loan.firstDueOn', code: 'NOT_AFTER_DISBURSEMENT' },
      { path: 'loan.instalments', code: 'OUT_OF_RANGE' },
      { path: 'obligor.country', code: 'UNKNOWN_COUNTRY' },
      { path: 'obligor.annualIncome.amount', code: 'TOO_MANY_DECIMALS' },
      { path: 'scenario.ecommerce.order.total.currency', code: 'CURRENCY_MISMATCH' },
    ]);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('names what is wrong with a VIN', async () => {
    const malformed = await quote('dealer', 'vin-1', carRequest('1HGCM82633A00435'));
    expect(malformed.issues).toEqual([{ path: 'scenario.auto.vehicle.vin', code: 'VIN_MALFORMED' }]);
    const mistyped = await quote('dealer', 'vin-2', carRequest('1HGCM82634A004352'));
    expect(mistyped.issues).toEqual([{ path: 'scenario.auto.vehicle.vin', code: 'VIN_CHECK_DIGIT' }]);
  });

  it('refuses a scenario the programme does not sell', async () => {
    const { scenario } = carRequest(VIN);
    const answer = await quote('merchant', 'scenario-1', checkoutRequest('A-5', { scenario }));
    expect(answer.issues[0]).toEqual({ path: 'scenario', code: 'SCENARIO_NOT_IN_PROGRAMME' });
  });

  it('answers a repeated key with the first quote, and refuses the key for another request', async () => {
    const request = checkoutRequest('A-6');
    const answers = await Promise.all(Array.from({ length: 20 }, () => quote('merchant', 'same-1', request)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const other = await quote('merchant', 'same-1', checkoutRequest('A-7'));
    expect(other).toMatchObject({ __typename: 'IdempotencyConflict', code: 'IDEMPOTENCY_CONFLICT' });
    const [{ count }] = (await api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) =>
      tx.rows<{ count: bigint }>({
        name: 'count',
        text: `SELECT count(*) FROM quote WHERE risk->>'merchantReference' = 'A-6'`,
      }),
    )) as [{ count: bigint }];
    expect(count).toBe(1n);
  });

  it('keeps the first answer of a key even when the request would now be refused', async () => {
    const request = checkoutRequest('A-8');
    const first = await quote('merchant', 'later-1', request);
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 1) { days } }');
    expect(await quote('merchant', 'later-1', request)).toMatchObject({ id: first.id });
    expect((await quote('merchant', 'later-2', request)).issues).toEqual([
      { path: 'loan.disbursedOn', code: 'DATE_IN_PAST' },
    ]);
  });
});

describe('quotes that nobody takes', () => {
  const exposures = (quoteId: string) =>
    api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) =>
      tx.rows<{ state: string }>(
        { name: 'exposures', text: 'SELECT state FROM exposure WHERE quote_id = $1 ORDER BY id' },
        [quoteId],
      ),
    );
  const reserved = async () => {
    const [row] = await api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) =>
      tx.rows<{ minor: string }>({
        name: 'reserved',
        text: `SELECT (sum(reserved_minor) + coalesce((SELECT sum(reserved_minor) FROM limit_move), 0))::text AS minor
         FROM exposure_limit`,
      }),
    );
    return row?.minor;
  };
  const dated = (reference: string) => {
    const request = checkoutRequest(reference);
    return { ...request, loan: { ...request.loan, disbursedOn: '2026-03-10', firstDueOn: '2026-04-10' } };
  };
  const REFUSE = `mutation ($quote: ID!) { quoteRefuse(quote: $quote, reason: "Pays by card") {
    __typename ... on Quote { status refusalReason } ... on StateConflict { from to } ... on Problem { code } } }`;

  it('records an opt-out with its reason and gives the reserve back', async () => {
    const before = await reserved();
    const { id } = await quote('merchant', 'optout-1', dated('B-1'));
    expect(await exposures(id)).toEqual([{ state: 'RESERVED' }, { state: 'RESERVED' }]);
    const answer = await api.data('merchant', REFUSE, { quote: id });
    expect(answer.quoteRefuse).toEqual({ __typename: 'Quote', status: 'REFUSED', refusalReason: 'Pays by card' });
    expect(await exposures(id)).toEqual([{ state: 'RELEASED' }, { state: 'RELEASED' }]);
    expect(await reserved()).toBe(before);
  });

  it('that has expired is not bound, also while others are ending it and hold its row', async () => {
    const { id, offers } = await quote('merchant', 'expire-0', dated('B-0'));
    await readAll(
      api.testDatabase.unitOfWork,
      `UPDATE quote SET expires_at = '2026-03-02T12:00:00Z' WHERE id = $1 RETURNING id`,
      [id],
    );
    const input = { offer: offers[0].id, premiumAtMost: usd('99.00') };
    await api.testDatabase.unitOfWork.run(systemScope, async (tx) => {
      await tx.rows({ name: 'test.hold', text: 'SELECT id FROM quote WHERE id = $1 FOR NO KEY UPDATE' }, [id]);
      const { policyBind } = await api.data('merchant', POLICY_BIND, { key: 'expired-held', input });
      expect(policyBind).toMatchObject({ __typename: 'OfferExpired', code: 'OFFER_EXPIRED' });
    });
    expect(await exposures(id)).toEqual([{ state: 'RESERVED' }, { state: 'RESERVED' }]);
  });

  it('are ended in steps that nobody waits long for', async () => {
    const ids: string[] = [];
    for (let at = 1; at <= 41; at += 1) ids.push((await quote('merchant', `many-${at}`, dated(`M-${at}`))).id);
    const units = api.testDatabase.unitOfWork;
    await readAll(units, `UPDATE quote SET expires_at = '2026-03-02T11:00:00Z' WHERE id = ANY ($1) RETURNING id`, [
      ids,
    ]);
    const steps: Promise<unknown>[] = [];
    const run = (...args: Parameters<typeof units.run>) => {
      const step = units.run(...args);
      steps.push(step);
      return step;
    };
    const clock = { now: () => new Date('2026-03-02T11:30:00Z') };
    expect(await new QuoteService({ units: { run }, clock, sources: absentSources } as never).expireDue()).toBe(41);
    expect(await Promise.all(steps)).toEqual([20, 20, 1]);
    const states = `SELECT DISTINCT status FROM quote WHERE id = ANY ($1)`;
    expect(await readAll(units, states, [ids])).toEqual([{ status: 'EXPIRED' }]);
  });

  it('expires by business time and gives the reserve back', async () => {
    const { id, offers } = await quote('merchant', 'expire-1', dated('B-2'));
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 2) { days } }');
    expect(await exposures(id)).toEqual([{ state: 'EXPIRED' }, { state: 'EXPIRED' }]);
    const bind = await api.data('merchant', POLICY_BIND, {
      key: 'expired-bind',
      input: { offer: offers[0].id, premiumAtMost: usd('99.00') },
    });
    expect(bind.policyBind).toMatchObject({ __typename: 'OfferExpired', code: 'OFFER_EXPIRED' });
  });
});
