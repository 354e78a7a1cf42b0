import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, goodObligor, QUOTE_CREATE, usd } from '../support/requests.js';
import { until } from '../support/until.js';

let api: TestApi;
let programme: string;
beforeAll(async () => {
  api = await startApi();
  const { programmes } = await api.data('merchant', '{ programmes { id code } }');
  programme = programmes.find(({ code }: { code: string }) => code === 'LUMEN-CHECKOUT').id;
});
afterAll(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await api.close();
});

const ISSUES = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const select = async (key: string, rulePacks: string[], by = 'operator') =>
  api.ask(
    by,
    `mutation ($key: String!, $input: RulePackSelectInput!) { rulePackSelect(idempotencyKey: $key, input: $input) {
       __typename ... on RulePackSelection { rulePacks } ${ISSUES} } }`,
    { key, input: { programme, rulePacks } },
  );
const state = async (key: string, input: object, by = 'underwriter') =>
  (
    await api.data(
      by,
      `mutation ($key: String!, $input: InsurerFiguresInput!) { insurerFiguresSet(idempotencyKey: $key, input: $input) {
         __typename ... on InsurerFigures { version netAssets { amount currency } effectiveOn } ${ISSUES} } }`,
      { key, input: { effectiveOn: '2026-01-01', isSpecialist: false, source: 'Q4 report', ...input } },
    )
  ).insurerFiguresSet;
const rate = async (key: string, input: object, by = 'underwriter') =>
  (
    await api.data(
      by,
      `mutation ($key: String!, $input: ExchangeRateInput!) { exchangeRateSet(idempotencyKey: $key, input: $input) {
         __typename ... on ExchangeRate { from to version rate } ${ISSUES} } }`,
      { key, input: { from: 'USD', to: 'CNY', source: 'central bank', ...input } },
    )
  ).exchangeRateSet;
const limits = async () =>
  (
    await api.data(
      'underwriter',
      '{ limits(first: 100, orderBy: OLDEST_FIRST) { nodes { rule dimension subject cap { amount currency } used { amount } history { reason } } } }',
    )
  ).limits.nodes.filter(({ rule }: { rule: string | null }) => rule?.includes(':'));
const quote = async (name: string, changes: object = {}, obligor: object = {}) =>
  (
    await api.data('merchant', QUOTE_CREATE, {
      key: `q-${name}`,
      input: checkoutRequest(name, {
        obligor: { ...goodObligor, reference: name, identityNumber: null, creditReport: CLEAN, ...obligor },
        ...changes,
      }),
    })
  ).quoteCreate;
const EVENTS = `query ($kinds: [String!]) { events(after: "0", first: 100, kinds: $kinds) {
  events { kind subjectKind subjectId cause payload } } }`;
const CLEAN = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.1, openAccounts: 4 };
const insurers = (answer: { offers: { insurer: { name: string } }[] }) =>
  answer.offers.map(({ insurer }) => insurer.name);

describe('regulation as limits', () => {
  it('follows from selected packs and stated figures, counts what is there at the stated rate, and binds', async () => {
    await quote('before');
    expect((await select('s1', ['nothing'])).data.rulePackSelect).toMatchObject({
      issues: [{ path: 'rulePacks[0]', code: 'UNKNOWN_RULE_PACK' }],
    });
    expect((await select('s2', ['cn-credit-guarantee'], 'underwriter')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await select('s3', ['cn-credit-guarantee'])).data.rulePackSelect).toMatchObject({
      rulePacks: ['cn-credit-guarantee'],
    });
    expect(await limits()).toEqual([]);
    expect(await rate('r1', { rate: '7' })).toEqual({
      __typename: 'ExchangeRate',
      from: 'USD',
      to: 'CNY',
      version: 1,
      rate: '7',
    });
    const figures = { netAssets: { amount: '400000.00', currency: 'CNY' } };
    const stated = await state('f1', figures);
    expect(stated).toMatchObject({ version: 1, netAssets: { amount: '400000.00', currency: 'CNY' } });
    expect(await state('f1', figures)).toEqual(stated);
    expect(await state('f1', { ...figures, isSpecialist: true })).toMatchObject({ __typename: 'IdempotencyConflict' });
    const derived = await limits();
    // 1,151.48 USD x 7 = 8,060.36 CNY; 10 and 4 times, and 5 % of 400,000.00.
    expect(
      derived.map((one: { rule: string; cap: { amount: string }; used: { amount: string } }) => [
        one.rule,
        one.cap.amount,
        one.used.amount,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['cn-credit-guarantee:CN39-5-1', '4000000.00', '8060.36'],
        ['cn-credit-guarantee:CN39-5-2', '1600000.00', '8060.36'],
        ['cn-credit-guarantee:CN39-6-1', '20000.00', '0.00'],
        ['cn-credit-guarantee:CN39-6-1', '20000.00', '8060.36'],
      ]),
    );
    // One group: 20,000.00 CNY hold two such loans, not three.
    const group = { reference: 'family' };
    expect(insurers(await quote('g1', {}, { group }))).toHaveLength(2);
    expect(insurers(await quote('g2', {}, { group }))).toHaveLength(2);
    const third = await quote('g3', {}, { group });
    expect(insurers(third)).toEqual(['Alder Mutual']);
    // (20,000.00 - 2 x 8,060.36) / 7 = 554.18 USD
    expect(third.bindingLimit).toEqual({
      dimension: 'OBLIGOR_GROUP',
      requested: { amount: '1151.48' },
      available: { amount: '554.18' },
    });
  });

  it('keeps the rate exposure was counted at, so that giving back is exact', async () => {
    await rate('r2', { rate: '6.5' });
    const used = async () => (await limits()).find(({ rule }: { rule: string }) => rule.endsWith('5-1')).used.amount;
    expect(await used()).toBe('24181.08');
    const cheaper = await quote('later');
    expect(await used()).toBe('31665.70');
    await api.data('merchant', 'mutation ($id: ID!) { quoteRefuse(quote: $id, reason: "no") { __typename } }', {
      id: cheaper.id,
    });
    expect(await used()).toBe('24181.08');
  });

  it('is net of the quota share in force', async () => {
    await api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) =>
      tx.run({
        name: 'test.treaty',
        text: `INSERT INTO treaty (id, insurer_id, reinsurer, share, ceding_commission, from_on, created_at)
               VALUES ('tty_1', '${SANDBOX_IDS.northwind}', 'Re', 0.4, 0.25, '2026-01-01', now())`,
      }),
    );
    const one = await quote('net');
    const used = (await limits()).find(({ rule }: { rule: string }) => rule.endsWith('5-1')).used.amount;
    // 24,181.08 and 1,151.48 x 0.6 x 6.5 = 4,490.77
    expect(used).toBe('28671.85');
    await api.data('merchant', 'mutation ($id: ID!) { quoteRefuse(quote: $id, reason: "no") { __typename } }', {
      id: one.id,
    });
  });

  it('declines what costs too much, with the figures', async () => {
    expect((await select('s4', ['cn-credit-guarantee', 'cn-lending-cost'])).data.rulePackSelect.__typename).toBe(
      'RulePackSelection',
    );
    expect((await quote('cheap')).decision.outcome).toBe('APPROVED');
    const { loan } = checkoutRequest('x');
    // Gateways learn of other packs of a programme within two seconds.
    // One obligor, so that the limits of however many attempts leave room on the page of limits below.
    const one = { reference: 'dear' };
    let dear = await quote('dear-0', { loan: { ...loan, annualRate: '0.24' } }, one);
    for (let at = 1; dear.decision.outcome === 'APPROVED' && at < 500; at += 1) {
      await api.data('merchant', 'mutation ($id: ID!) { quoteRefuse(quote: $id, reason: "no") { __typename } }', {
        id: dear.id,
      });
      dear = await quote(`dear-${at}`, { loan: { ...loan, annualRate: '0.24' } }, one);
    }
    expect(dear.decision).toMatchObject({
      outcome: 'DECLINED',
      reasons: [{ code: 'TOTAL_COST_TOO_HIGH', hard: false }],
    });
    expect(dear.decision.adverseActionReasons[0].message).toMatch(
      /^The loan costs 26\.4 % a year with interest and premium; at most 24 %/,
    );
  });

  it('lets no person at the desk load a price beyond the cap on what the loan costs', async () => {
    const { loan } = checkoutRequest('x');
    const unknown = { creditReport: null, identityNumber: 'SANDBOX-UNKNOWN' };
    const { id, status } = await quote('by-desk', { loan: { ...loan, annualRate: '0.16' } }, unknown);
    expect(status).toBe('REFERRED');
    const { referrals } = await api.data('underwriter', '{ referrals(first: 1) { nodes { id quoteId } } }');
    expect(referrals.nodes[0].quoteId).toBe(id);
    const approve = async (loading: string) =>
      (
        await api.data(
          'underwriter',
          `mutation ($input: QuoteDecideInput!, $key: String!) { quoteDecide(idempotencyKey: $key, input: $input) {
             __typename ... on Referral { outcome } ${ISSUES.replace('code }', 'code message }')} } }`,
          { key: `load-${loading}`, input: { referral: referrals.nodes[0].id, decision: 'APPROVE', loading } },
        )
      ).quoteDecide;
    const before = await fingerprint(api.testDatabase.unitOfWork);
    // Twelve payments at 16 % against 1,200.00 less the doubled premium.
    expect(await approve('1')).toMatchObject({
      issues: [
        { path: 'loading', code: 'TOTAL_COST_TOO_HIGH', message: expect.stringMatching(/costs 24\.39 % a year/) },
      ],
    });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
    expect(await approve('0.5')).toMatchObject({ outcome: 'APPROVED' });
    await api.data('merchant', 'mutation ($id: ID!) { quoteRefuse(quote: $id, reason: "no") { __typename } }', { id });
  });

  it('does not let a programme that holds exposure leave or join limits unnoticed, and follows dates and figures', async () => {
    expect((await select('s5', ['cn-lending-cost'])).data.rulePackSelect).toMatchObject({
      __typename: 'StateConflict',
    });
    await state('f2', { netAssets: usd('10.00'), effectiveOn: '2026-03-04' });
    expect((await limits())[0].cap.currency).toBe('CNY');
    await api.data('operator', 'mutation { sandboxClockAdvance(days: 2) { days } }');
    const now = await limits();
    expect(now.filter(({ cap }: { cap: { currency: string } }) => cap.currency === 'USD')).not.toEqual([]);
    const old = now.find(
      (one: { rule: string; cap: { currency: string } }) => one.rule.endsWith('5-1') && one.cap.currency === 'CNY',
    );
    expect(old.history.at(-1).reason).toBe('The rule does not apply any more.');
    const small = await quote('small', {
      loan: { ...checkoutRequest('x').loan, disbursedOn: '2026-03-04', firstDueOn: '2026-04-04' },
    });
    expect(insurers(small)).toEqual(['Alder Mutual']);
  });

  it('takes figures and rates of insurers only, whoever the operator names', async () => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    for (const insurer of [SANDBOX_IDS.lumen, 'nothing']) {
      const refused = { __typename: 'InvalidInput', issues: [{ path: 'insurer', code: 'UNKNOWN_INSURER' }] };
      expect(await rate('r9', { insurer, rate: '7' }, 'operator')).toMatchObject(refused);
      expect(await state('f9', { insurer, netAssets: usd('1.00') }, 'operator')).toMatchObject(refused);
    }
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('tells every selection and statement once, to whom it concerns', async () => {
    const kinds = ['programme.rulePacksSelected', 'insurerFigures.stated', 'exchangeRate.stated'];
    const told = async (by: string): Promise<{ payload: { source?: string } }[]> =>
      (await api.data(by, EVENTS, { kinds })).events.events;
    // The packs it has in another order are no other selection.
    expect((await select('s6', ['cn-lending-cost', 'cn-credit-guarantee'])).data.rulePackSelect).toMatchObject({
      rulePacks: ['cn-credit-guarantee', 'cn-lending-cost'],
    });
    await state('f3', { netAssets: usd('11.00'), effectiveOn: '2027-01-01', source: 'last' });
    await until(async () => (await told('operator')).some(({ payload }) => payload.source === 'last'), 5_000);
    const by = expect.stringMatching(/^key_/);
    const packs = (rulePacks: string[], instead: string[]) => ({
      kind: 'programme.rulePacksSelected',
      subjectKind: 'programme',
      subjectId: programme,
      cause: 'rulePackSelect',
      payload: { code: 'LUMEN-CHECKOUT', rulePacks, instead, by },
    });
    const stated = (kind: string, cause: string, payload: object) => ({
      kind,
      subjectKind: 'organisation',
      subjectId: SANDBOX_IDS.northwind,
      cause,
      payload: { ...payload, by },
    });
    const rated = (version: number, rate: string) =>
      stated('exchangeRate.stated', 'exchangeRateSet', {
        version,
        from: 'USD',
        to: 'CNY',
        rate,
        source: 'central bank',
      });
    const figured = (version: number, figures: object) =>
      stated('insurerFigures.stated', 'insurerFiguresSet', {
        version,
        isSpecialist: false,
        inclusiveShare: '0',
        source: 'Q4 report',
        ...figures,
      });
    const china = { effectiveOn: '2026-01-01', currency: 'CNY', netAssetsMinor: '40000000' };
    const america = { effectiveOn: '2026-03-04', currency: 'USD', netAssetsMinor: '1000' };
    const later = { effectiveOn: '2027-01-01', currency: 'USD', netAssetsMinor: '1100', source: 'last' };
    const [s3, r1, f1, r2, s4, f2, f3] = [
      packs(['cn-credit-guarantee'], []),
      rated(1, '7'),
      figured(1, china),
      rated(2, '6.5'),
      packs(['cn-credit-guarantee', 'cn-lending-cost'], ['cn-credit-guarantee']),
      figured(2, america),
      figured(3, later),
    ];
    expect(await told('operator')).toEqual([s3, r1, f1, r2, s4, f2, f3]);
    expect(await told('merchant')).toEqual([s3, s4]);
    expect(await told('underwriter')).toEqual([r1, f1, r2, f2, f3]);
    for (const stranger of ['alderUnderwriter', 'dealer', 'lender']) expect(await told(stranger)).toEqual([]);
  });

  it('shows every rule with its source and whether it is on', async () => {
    const { rulePacks } = await api.data(
      'merchant',
      '{ rulePacks { code rules { id source confidence isOn effectiveFrom note } } }',
    );
    expect(rulePacks.map(({ code }: { code: string }) => code)).toContain('cn-credit-guarantee');
    const rules = rulePacks.flatMap(
      (pack: { rules: { confidence: string; isOn: boolean; source: string }[] }) => pack.rules,
    );
    for (const rule of rules) {
      expect(rule.source).not.toBe('');
      expect(rule.isOn).toBe(rule.confidence === 'READ' || rule.confidence === 'HIGH');
    }
  });
});
