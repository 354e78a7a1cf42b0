import { CertificateMaker } from '../../src/documents/certificate-maker.js';
import { signingKeyOf } from '../../src/documents/signing-key.js';
import { startApi, TEST_NOW, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, goodObligor, LUMEN, POLICY_ACTIVATE, POLICY_BIND, usd } from '../support/requests.js';

const QUOTE_CREATE = `mutation ($key: String!, $input: QuoteCreateInput!) {
  quoteCreate(idempotencyKey: $key, input: $input) {
    __typename
    ... on Quote {
      id status obligorReference
      coObligors { reference kind country creditData { source gap identity consent { obligorReference } } }
      decision { outcome reasons { code obligorReference cure } adverseActionReasons { code } }
      offers { id insurer { name } premium { total { amount } } }
      bindingLimit { name dimension available { amount } }
    }
    ... on InvalidInput { issues { path code } } } }`;
const REPLAY = 'query ($id: ID!) { decisionReplay(quote: $id) { identical differences { path } } }';
const ALDER = ['Alder Mutual'];

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await api.close();
});

let number = 0;
/** A borrower of their own unless `changes` say who. */
const borrower = (name: string, changes: object = {}) => ({
  ...goodObligor,
  reference: name,
  identityNumber: `ID-${name}`,
  consent: null,
  creditReport: CLEAN,
  ...changes,
});
const CLEAN = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.1, openAccounts: 4 };
const WORN = { delinquencies24Months: 1, inquiries6Months: 2, revolvingUtilisation: 0.6, openAccounts: 4 };
const fromBureau = { creditReport: null, consent: { purpose: 'CREDIT_ASSESSMENT', until: '2030-12-31' } };
const ask = async (obligor: object, key = `q-${number++}`) =>
  (await api.data('merchant', QUOTE_CREATE, { key, input: checkoutRequest(`ORDER-${key}`, { obligor }) })).quoteCreate;
const insurers = (answer: { offers: { insurer: { name: string } }[] }) =>
  answer.offers.map(({ insurer }) => insurer.name);
const limitSet = async (input: object) =>
  (
    await api.data(
      'underwriter',
      `mutation ($key: String!, $input: LimitSetInput!) { limitSet(idempotencyKey: $key, input: $input) {
         ... on Limit { id used { amount } } ... on Problem { message } } }`,
      { key: `limit-${number++}`, input: { reason: 'appetite', ...input } },
    )
  ).limitSet;
const person = (name: string) => ({ kind: 'PERSON', country: 'US', identityNumber: `ID-${name}` });
const system = <Row>(text: string, values: readonly unknown[] = []) =>
  api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) => tx.rows<Row>({ name: '', text }, values));

describe('a request with co-obligors', () => {
  it('is refused with the path of everything that is wrong with them, and nothing is written', async () => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const ended = { consent: { purpose: 'CREDIT_ASSESSMENT', until: '2020-01-01' }, annualIncome: usd('-1.00') };
    const wrong: [object[], string[][]][] = [
      [
        [borrower('a'), borrower('b', ended)],
        [
          ['obligor.coObligors[1].annualIncome.amount', 'MUST_NOT_BE_NEGATIVE'],
          ['obligor.coObligors[1].consent.until', 'CONSENT_ENDED'],
        ],
      ],
      [[borrower('a', { identityNumber: ' id-Main ' })], [['obligor.coObligors[0].identityNumber', 'SAME_OBLIGOR']]],
      [[borrower('a'), borrower('a')], [['obligor.coObligors[1].reference', 'SAME_OBLIGOR']]],
      [['a', 'b', 'c', 'd'].map((name) => borrower(name)), [['obligor.coObligors', 'TOO_MANY']]],
    ];
    for (const [coObligors, issues] of wrong) {
      expect(await ask({ ...borrower('Main'), coObligors })).toMatchObject({
        __typename: 'InvalidInput',
        issues: issues.map(([path, code]) => ({ path, code })),
      });
    }
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('asks for the consent and the report of each, and says whose is missing', async () => {
    const quote = await ask({
      ...borrower('credit-1', fromBureau),
      coObligors: [borrower('credit-2', fromBureau), borrower('credit-3', { creditReport: null })],
    });
    expect(quote).toMatchObject({
      status: 'REFERRED',
      obligorReference: 'credit-1',
      coObligors: [
        {
          reference: 'credit-2',
          kind: 'PERSON',
          country: 'US',
          creditData: { source: 'BUREAU', gap: null, identity: 'VERIFIED', consent: { obligorReference: 'credit-2' } },
        },
        { reference: 'credit-3', creditData: { source: 'NONE', gap: 'CONSENT_MISSING', consent: null } },
      ],
      decision: { reasons: [{ code: 'CONSENT_MISSING', obligorReference: 'credit-3' }] },
    });
    const known = `SELECT count(*)::int AS rows FROM credit_report r JOIN consent c ON c.id = r.consent_id
                   WHERE c.obligor_reference = $1`;
    expect(await system<{ rows: number }>(known, ['credit-1'])).toEqual([{ rows: 1 }]);
    expect(await system<{ rows: number }>(known, ['credit-2'])).toEqual([{ rows: 1 }]);
    const [canary] = await system<{ found: boolean }>(
      `SELECT bool_or(x::text ILIKE '%ID-credit%') AS found FROM (
         SELECT q::text AS x FROM quote q UNION ALL SELECT c::text FROM consent c UNION ALL SELECT r::text FROM credit_report r
         UNION ALL SELECT e::text FROM event e UNION ALL SELECT r::text FROM referral r
         UNION ALL SELECT k::text FROM idempotency_key k) AS everything`,
    );
    expect(canary?.found).toBe(false);
  });

  it('counts incomes together: a co-obligor cures what one income cannot pay', async () => {
    const poor = { annualIncome: usd('1200.00') };
    const alone = await ask(borrower('poor-1', poor));
    expect(alone.decision).toMatchObject({
      outcome: 'DECLINED',
      reasons: [{ code: 'DEBT_SERVICE_TOO_HIGH', cure: expect.stringContaining('name a co-obligor') }],
    });
    const together = await ask({ ...borrower('poor-1', poor), coObligors: [borrower('rich-1')] });
    expect([together.decision.outcome, together.decision.reasons]).toEqual(['APPROVED', []]);
    const less = { annualIncome: usd('600.00') };
    const both = await ask({ ...borrower('poor-2', less), coObligors: [borrower('poor-3', less)] });
    expect(both.decision.reasons).toEqual([
      { code: 'DEBT_SERVICE_TOO_HIGH', obligorReference: null, cure: expect.any(String) },
    ]);
  });

  it('is decided and priced by the weakest of them, whoever comes first', async () => {
    const half = { annualIncome: usd('30000.00') };
    const premiums = async (obligor: object) => {
      const quote = await ask(obligor);
      expect((await api.data('operator', REPLAY, { id: quote.id })).decisionReplay).toEqual({
        identical: true,
        differences: [],
      });
      return quote.offers.map(({ premium }: { premium: { total: { amount: string } } }) => premium.total.amount);
    };
    const clean = await premiums(borrower('clean'));
    const worn = await premiums(borrower('worn', { creditReport: WORN }));
    expect(Number(worn[0])).toBeGreaterThan(Number(clean[0]));
    const joint = (first: object, second: object) =>
      premiums({
        ...borrower(`one-${number}`, { ...half, ...first }),
        coObligors: [borrower(`two-${number}`, { ...half, ...second })],
      });
    expect(await joint({}, {})).toEqual(clean);
    expect(await joint({}, { creditReport: WORN })).toEqual(worn);
    expect(await joint({ creditReport: WORN }, {})).toEqual(worn);
  });

  it('is declined when a rule knocks any of them out, and the reason says who it is', async () => {
    const child = borrower('child', { birthDate: '2010-01-01' });
    const quote = await ask({ ...borrower('parent', { birthDate: '1980-01-01' }), coObligors: [child] });
    expect(quote.decision).toMatchObject({
      outcome: 'DECLINED',
      reasons: [{ code: 'NOT_OF_AGE', obligorReference: 'child' }],
      adverseActionReasons: [{ code: 'NOT_OF_AGE' }],
    });
    const { decisionReplay } = await api.data(
      'operator',
      `query ($id: ID!) { decisionReplay(quote: $id) { identical products { decision {
         trace { code obligorReference values { feature value } } } } } }`,
      { id: quote.id },
    );
    expect(decisionReplay.identical).toBe(true);
    expect(decisionReplay.products[0].decision.trace).toEqual([
      {
        code: 'NOT_OF_AGE',
        obligorReference: 'child',
        values: [
          { feature: 'ageYears', value: '16' },
          { feature: 'obligorKind', value: 'PERSON' },
        ],
      },
    ]);
  });
});

describe('a joint debt', () => {
  it('counts in full in the limit of each who owes it, in a limit set later too, and once in their group', async () => {
    const group = { reference: 'family' };
    const both = { ...borrower('joint-1', { group }), coObligors: [borrower('joint-2', { group })] };
    await ask(both);
    const own = { dimension: 'OBLIGOR', cap: usd('2302.96') };
    for (const name of ['joint-1', 'joint-2']) {
      expect(await limitSet({ ...own, obligor: person(name) })).toMatchObject({ used: { amount: '1151.48' } });
    }
    expect(await limitSet({ dimension: 'OBLIGOR_GROUP', each: true, cap: usd('5757.40') })).toBeDefined();
    expect(await limitSet({ dimension: 'OBLIGOR_AT_PARTNER', each: true, cap: usd('9000.00') })).toBeDefined();
    const used = async (dimension: string) =>
      (
        await api.data(
          'underwriter',
          `{ limits(first: 100, filter: { dimension: [${dimension}] }) { nodes { subject used { amount } } } }`,
        )
      ).limits.nodes
        .map((one: { used: { amount: string } }) => one.used.amount)
        .filter((amount: string) => amount === '1151.48' || amount === '2302.96');
    expect((await used('OBLIGOR_AT_PARTNER')).length).toBeGreaterThanOrEqual(2);
    const groupsBefore = (await used('OBLIGOR_GROUP')).filter((amount: string) => amount === '2302.96').length;
    expect(insurers(await ask(both))).toHaveLength(2);
    // Twice 1,151.48, not four times.
    expect((await used('OBLIGOR_GROUP')).filter((amount: string) => amount === '2302.96')).toHaveLength(
      groupsBefore + 1,
    );
    const again = await ask(borrower('joint-2'));
    expect(insurers(again)).toEqual(ALDER);
    expect(again.bindingLimit).toEqual({
      name: "The insurer's limit for one obligor",
      dimension: 'OBLIGOR',
      available: { amount: '0.00' },
    });
    const { exposure } = await api.data(
      'underwriter',
      '{ exposure(by: OBLIGOR, currency: "USD", first: 2) { reserved { amount } count } }',
    );
    expect(exposure).toEqual([
      { reserved: { amount: '2302.96' }, count: 2 },
      { reserved: { amount: '2302.96' }, count: 2 },
    ]);
  });

  it('is exact when the obligors are asked for apart and together at once', async () => {
    const names = ['race-1', 'race-2'];
    for (const name of names) {
      await limitSet({ dimension: 'OBLIGOR', obligor: person(name), cap: usd('2302.96') });
    }
    const requests = Array.from({ length: 4 }, () => [
      { ...borrower('race-1'), coObligors: [borrower('race-2')] },
      { ...borrower('race-2'), coObligors: [borrower('race-1')] },
      borrower('race-1'),
      borrower('race-2'),
    ]).flat();
    const granted = (await Promise.all(requests.map((one) => ask(one)))).filter(({ offers }) => offers.length === 2);
    for (const name of names) {
      const { used } = await limitSet({ dimension: 'OBLIGOR', obligor: person(name), cap: usd('2302.96') });
      expect(used.amount).toBe('2302.96');
    }
    expect(granted.length).toBeGreaterThanOrEqual(2);
    expect(granted.length).toBeLessThanOrEqual(4);
  });

  it('is on the policy and its certificate with everybody who owes it, whose reference may be corrected', async () => {
    const quote = await ask({ ...borrower('wife'), coObligors: [borrower('husband'), borrower('mother')] }, 'joint');
    const [offer] = quote.offers;
    const bound = await api.data('merchant', POLICY_BIND, {
      key: 'bind',
      input: { offer: offer.id, premiumAtMost: usd('900.00') },
    });
    const { id } = bound.policyBind;
    const roles = async () =>
      (
        await api.data('lender', 'query ($id: ID!) { policy(id: $id) { roles { role obligorReference } } }', { id })
      ).policy.roles.filter(({ obligorReference }: { obligorReference: string | null }) => obligorReference);
    const owed = [
      { role: 'CO_OBLIGOR', obligorReference: 'husband' },
      { role: 'CO_OBLIGOR', obligorReference: 'mother' },
      { role: 'OBLIGOR', obligorReference: 'wife' },
      { role: 'POLICYHOLDER', obligorReference: 'wife' },
    ];
    expect(await roles()).toEqual(owed);
    await api.data('merchant', POLICY_ACTIVATE, {
      key: 'activate',
      input: {
        policy: id,
        disbursement: { amount: usd('1200.00'), disbursedOn: '2026-03-02', loanReference: 'joint-loan' },
        purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: 'ORDER-joint', payee: LUMEN },
      },
    });
    await api.data(
      'merchant',
      `mutation ($policy: ID!) { policyChange(idempotencyKey: "corrected", policy: $policy,
         input: { correction: { obligorReference: "wife-2" } }) { __typename ... on Problem { message } } }`,
      { policy: id },
    );
    expect(await roles()).toEqual(
      owed.map((one) => (one.obligorReference === 'wife' ? { ...one, obligorReference: 'wife-2' } : one)),
    );
    const signingKey = signingKeyOf('a secret for tests, long enough to be one');
    const clock = { now: () => TEST_NOW };
    const maker = new CertificateMaker({ units: api.testDatabase.unitOfWork, clock, signingKey });
    await maker.makeDue();
    await maker.stop();
    const [made] = await system<{ content: Buffer }>(
      `SELECT d.content FROM policy_certificate c JOIN document d ON d.id = c.json_document_id WHERE c.policy_id = $1`,
      [id],
    );
    expect(made?.content.toString()).toContain('{"obligorReference":"husband","role":"CO_OBLIGOR"}');
    expect(made?.content.toString()).toContain('{"obligorReference":"mother","role":"CO_OBLIGOR"}');
  });
});

describe('the condition of a co-obligor', () => {
  it('is met by quoting again with one: the desk sees who it is and need not ask again', async () => {
    const fair = borrower('fair', { ...fromBureau, identityNumber: 'SANDBOX-UNKNOWN' });
    const desk = async (quote: string) =>
      (
        await api.data(
          'underwriter',
          `{ referrals(first: 20) { nodes { id quoteId obligor { reference coObligors { reference annualIncome { amount }
             creditReport { openAccounts } } } } } }`,
        )
      ).referrals.nodes.find(({ quoteId }: { quoteId: string }) => quoteId === quote);
    const decide = async (referral: string, conditions: object[]) =>
      (
        await api.data(
          'underwriter',
          `mutation ($key: String!, $input: QuoteDecideInput!) { quoteDecide(idempotencyKey: $key, input: $input) {
             __typename ... on Problem { message } } }`,
          { key: `decide-${number++}`, input: { referral, decision: 'APPROVE', conditions } },
        )
      ).quoteDecide;
    const conditionsOf = async (id: string) =>
      (await api.data('merchant', 'query ($id: ID!) { quote(id: $id) { offers { id conditions { kind } } } }', { id }))
        .quote.offers;
    const first = await ask(fair);
    expect(first.status).toBe('REFERRED');
    expect(await decide((await desk(first.id)).id, [{ kind: 'CO_OBLIGOR' }])).toEqual({ __typename: 'Referral' });
    expect(await conditionsOf(first.id)).toMatchObject([{ conditions: [{ kind: 'CO_OBLIGOR' }] }]);
    const second = await ask({ ...fair, coObligors: [borrower('aunt')] });
    const seen = await desk(second.id);
    expect(seen.obligor).toEqual({
      reference: 'fair',
      coObligors: [{ reference: 'aunt', annualIncome: { amount: '60000.00' }, creditReport: { openAccounts: 4 } }],
    });
    expect(await decide(seen.id, [])).toEqual({ __typename: 'Referral' });
    const [offer] = await conditionsOf(second.id);
    expect(offer.conditions).toEqual([]);
    const bound = await api.data('merchant', POLICY_BIND, {
      key: 'bind-fair',
      input: { offer: offer.id, premiumAtMost: usd('900.00') },
    });
    expect(bound.policyBind.__typename).toBe('Policy');
  });
});
