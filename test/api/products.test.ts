import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import {
  PRODUCT_CREATE,
  type ShownTerms,
  shownTerms,
  VALIDATE,
  VERSION_DRAFT,
  VERSION_PUBLISH,
} from '../support/products.js';
import { checkoutRequest, goodObligor, QUOTE_CREATE } from '../support/requests.js';

const NORTHWIND = 'org_00000000000000000000000002';
const ALDER = 'org_00000000000000000000000003';

let api: TestApi;
let terms: ShownTerms;
let rival: string;
beforeAll(async () => {
  api = await startApi();
  terms = await shownTerms(api, 'underwriter', 'NW-CHECKOUT');
  rival = await underwriterOf(ALDER);
});
afterAll(() => api.close());

async function underwriterOf(organisation: string): Promise<string> {
  const input = { organisation, role: 'INSURER_UNDERWRITER', name: 'underwriting' };
  const create = 'mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { token } }';
  return (await api.data('operator', create, { input })).apiKeyCreate.token;
}

let asked = 0;
const call = async (query: string, input: object, { who = 'underwriter', key = `products-${++asked}` } = {}) =>
  (await api.data(who, query, { key, input })).result;
const newProduct = async (code: string): Promise<string> =>
  (await call(PRODUCT_CREATE, { code, name: 'Instalments', scenario: 'ecommerce' })).id;
const draft = (product: string, changes: object = {}) =>
  call(VERSION_DRAFT, { product, terms: { ...terms, ...changes } });
const publish = (version: string, changes: object = {}) => call(VERSION_PUBLISH, { version, ...changes });
const findings = async (version: string, who = 'underwriter') => (await api.data(who, VALIDATE, { version })).result;
const problems = (result: { issues: { path: string; code: string }[] }) =>
  result.issues.map(({ path, code }) => `${path} ${code}`);

/** The underwriter's key of an insurer that no programme sells. */
async function newInsurer(): Promise<string> {
  const create = `mutation ($key: String!, $input: OrganisationCreateInput!) {
    result: organisationCreate(idempotencyKey: $key, input: $input) { ... on Organisation { id } } }`;
  const details = { kind: 'INSURER', name: 'Stranger Mutual', country: 'DE', timeZone: 'Europe/Berlin' };
  const { id } = await call(create, details, { who: 'operator' });
  return underwriterOf(id);
}

const note = (when: object) => ({ effect: 'INFO', code: 'NOTE', message: 'A note.', when });
const table = (rows: readonly object[]) => [{ code: 'TABLE', title: 'A table', hitPolicy: 'FIRST', rows }];

describe('productCreate', () => {
  it("makes the underwriter's own product, once for a key", async () => {
    const input = { code: 'NW-POCKET', name: '  Pocket  instalments ', scenario: 'ecommerce' };
    const first = await call(PRODUCT_CREATE, input, { key: 'pocket' });
    expect(first).toMatchObject({
      __typename: 'Product',
      code: 'NW-POCKET',
      name: 'Pocket instalments',
      insurer: { id: NORTHWIND },
      versions: [],
    });
    expect(await call(PRODUCT_CREATE, input, { key: 'pocket' })).toEqual(first);
    expect(await call(PRODUCT_CREATE, { ...input, name: 'Another' }, { key: 'pocket' })).toMatchObject({
      __typename: 'IdempotencyConflict',
    });
  });

  it.each<[string, string, object, string[]]>([
    [
      'three things at once',
      'underwriter',
      { code: 'nw', name: ' ', scenario: 'yachts' },
      ['code MALFORMED', 'name EMPTY', 'scenario UNKNOWN_SCENARIO'],
    ],
    ['a code taken', 'underwriter', { code: 'NW-CHECKOUT' }, ['code TAKEN']],
    ["a competitor's insurer", 'underwriter', { code: 'NW-X', insurer: ALDER }, ['insurer UNKNOWN_INSURER']],
    ['no insurer of the operator', 'operator', { code: 'NW-X' }, ['insurer UNKNOWN_INSURER']],
    [
      'a bank as insurer',
      'operator',
      { code: 'NW-X', insurer: 'org_00000000000000000000000004' },
      ['insurer UNKNOWN_INSURER'],
    ],
  ])('refuses %s and writes nothing', async (_name, who, input, expected) => {
    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect(problems(await call(PRODUCT_CREATE, { name: 'N', scenario: 'ecommerce', ...input }, { who }))).toEqual(
      expected,
    );
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('is for the operator too, and for nobody who sells', async () => {
    const input = { code: 'AM-NEW', name: 'New', scenario: 'auto', insurer: ALDER };
    expect(await call(PRODUCT_CREATE, input, { who: 'operator' })).toMatchObject({ insurer: { id: ALDER } });
    const { errors } = await api.ask('merchant', PRODUCT_CREATE, { key: 'merchant', input });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  });
});

describe('a product version', () => {
  it('goes from draft to published with numbers that have no gap, and never changes again', async () => {
    const product = await newProduct('NW-LIFE');
    const first = await draft(product, { waitingDays: 100 });
    expect(first).toMatchObject({ __typename: 'ProductVersion', number: 1, status: 'DRAFT', publishedAt: null });
    const again = await draft(product, { waitingDays: 110 });
    expect(again).toMatchObject({ id: first.id, number: 1 });
    expect(again.contentHash).not.toBe(first.contentHash);

    expect(problems(await publish(first.id, { contentHash: first.contentHash }))).toEqual(['contentHash CHANGED']);
    const published = await publish(first.id, { contentHash: again.contentHash });
    expect(published).toMatchObject({ id: first.id, status: 'PUBLISHED', publishedAt: '2026-03-02T12:00:00.000Z' });
    expect(await publish(first.id)).toEqual(published);
    const node = `query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on ProductVersion { number product { code } } ... on Product { code } } }`;
    expect((await api.data('dashboard', node, { ids: [first.id, product] })).nodes).toEqual([
      { id: first.id, number: 1, product: { code: 'NW-LIFE' } },
      { id: product, code: 'NW-LIFE' },
    ]);

    const second = await draft(product);
    expect(second).toMatchObject({ number: 2, status: 'DRAFT' });
    expect(second.id).not.toBe(first.id);
    const query = 'query ($id: ID!) { product(id: $id) { versions { number status terms { waitingDays } } } }';
    expect((await api.data('underwriter', query, { id: product })).product.versions).toEqual([
      { number: 2, status: 'DRAFT', terms: { waitingDays: 90 } },
      { number: 1, status: 'PUBLISHED', terms: { waitingDays: 110 } },
    ]);
    await expect(
      api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) =>
        tx.run({ name: 'test.tamper', text: `UPDATE product_version SET terms = '{}' WHERE id = $1` }, [first.id]),
      ),
    ).rejects.toThrow('is published and cannot change');
  });

  it('has one draft and one number however many write at once', async () => {
    const product = await newProduct('NW-RACE');
    const drafts = await Promise.all(Array.from({ length: 8 }, () => draft(product)));
    expect(new Set(drafts.map(({ id }) => id)).size).toBe(1);
    const mixed = await Promise.all([
      ...Array.from({ length: 4 }, () => publish(drafts[0].id)),
      ...Array.from({ length: 4 }, () => draft(product)),
    ]);
    const numbers = new Set(mixed.map(({ number }) => number));
    expect([...numbers].every((number) => number === 1 || number === 2)).toBe(true);
    const query = 'query ($id: ID!) { product(id: $id) { versions { number } } }';
    const { versions } = (await api.data('underwriter', query, { id: product })).product;
    expect(versions.map(({ number }: { number: number }) => number).reverse()).toEqual(
      versions.map((_: object, at: number) => at + 1),
    );
  });

  it('refuses terms of another shape, every problem by path and code, and writes nothing', async () => {
    const product = await newProduct('NW-SHAPE');
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const scorecard = { ...(terms.scorecard as object), baseOdds: 0, characteristics: [] };
    const refused = await draft(product, {
      insuredPercentage: '0.9',
      noticeDays: 0,
      pricing: { ...(terms.pricing as object), taxRate: '1.5' },
      scorecard,
      rules: table([
        { ...note({ age: { from: 18 } }), effect: 'PAY_OUT' },
        note({ ageYears: { from: 18, near: '5' } }),
      ]),
    });
    expect(problems(refused)).toEqual([
      'terms.noticeDays OUT_OF_RANGE',
      'terms.pricing.taxRate OUT_OF_RANGE',
      'terms.scorecard.baseOdds OUT_OF_RANGE',
      'terms.scorecard.characteristics EMPTY',
      'terms.rules[0].rows[0].effect UNKNOWN_VALUE',
      'terms.rules[0].rows[1].when.ageYears.from WRONG_TYPE',
      'terms.rules[0].rows[1].when.ageYears.near UNKNOWN_FIELD',
    ]);
    expect(problems(await draft(product, { obligorCap: '1.001' }))).toEqual(['terms.obligorCap TOO_MANY_DECIMALS']);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });

  it('is not published with errors, and says all of them', async () => {
    const product = await newProduct('NW-ERRORS');
    const { id } = await draft(product, {
      waitingDays: 20,
      maximumAnnualRate: '36',
      rules: table([
        note({ ageYears: { over: '18' } }),
        note({ ageYears: { over: '21' } }),
        note({ shoeSize: { over: '4' } }),
      ]),
    });
    const expected = [
      'terms.maximumAnnualRate OUT_OF_RANGE',
      'terms.waitingDays OUT_OF_ORDER',
      'terms.rules[0].rows[1] UNREACHABLE_ROW',
      'terms.rules[0].rows[2].when.shoeSize UNKNOWN_FEATURE',
    ];
    const found = await findings(id);
    expect(found.publishable).toBe(false);
    expect(found.findings.map(({ path, code }: { path: string; code: string }) => `terms.${path} ${code}`)).toEqual(
      expected,
    );
    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect(problems(await publish(id))).toEqual(expected);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);

    await draft(product, { rules: table([note({ ageYears: { upTo: '21' } }), note({ ageYears: { from: '18' } })]) });
    expect(await findings(id)).toEqual({
      publishable: true,
      findings: [{ severity: 'WARNING', path: 'rules[0].rows[1]', code: 'OVERLAPPING_ROWS' }],
    });
    expect(await publish(id)).toMatchObject({ status: 'PUBLISHED' });
  });

  it('is published without a limit of the annual rate, but not without a word', async () => {
    const { id } = await draft(await newProduct('NW-ANY-RATE'), { maximumAnnualRate: null, rules: [] });
    expect(await findings(id)).toEqual({
      publishable: true,
      findings: [{ severity: 'WARNING', path: 'maximumAnnualRate', code: 'NO_RATE_LIMIT' }],
    });
  });

  it('does not exist for another insurer, however it is asked for', async () => {
    const product = await newProduct('NW-SECRET');
    const { id } = await draft(product);
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const absent = { id: 'prv_00000000000000000000000000', product: 'prd_00000000000000000000000000' };
    for (const [version, of] of [
      [id, product],
      [absent.id, absent.product],
    ] as const) {
      const query = `query ($p: ID!, $v: ID!) { product(id: $p) { id } productVersion(id: $v) { id } nodes(ids: [$p, $v]) { id } }`;
      for (const who of [rival, 'merchant', 'lender']) {
        expect(await api.data(who, query, { p: of, v: version })).toEqual({
          product: null,
          productVersion: null,
          nodes: [null, null],
        });
      }
      expect(await findings(version, rival)).toEqual({ id: version });
      expect(await call(VERSION_DRAFT, { product: of, terms }, { who: rival })).toMatchObject({
        __typename: 'NotFound',
      });
      expect(await call(VERSION_PUBLISH, { version }, { who: rival })).toMatchObject({ __typename: 'NotFound' });
      expect(await call(DRY_RUN_QUERY, { version, quote: 'quo_x' }, { who: rival })).toMatchObject({ id: version });
    }
    const { products } = await api.data(rival, '{ products(first: 100) { nodes { insurer { id } } } }');
    expect(products.nodes.every(({ insurer }: { insurer: { id: string } }) => insurer.id === ALDER)).toBe(true);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });
});

const DRY_RUN_QUERY = `query ($input: ProductVersionDryRunInput!) { result: productVersionDryRun(input: $input) {
  ... on ProductVersionDryRun {
    decision { insurer { name } outcome reasons { code } trace { table row code } }
    previous { outcome trace { code } }
    offer { sumInsured { amount } premium { total { amount } } priceAdjustments { code amount { amount } } } }
  ... on InvalidInput { issues { path code } } ... on NotFound { id } } }`;

it('a scenario says which features tables may look at', async () => {
  const query = 'query ($scenario: String!) { scenarioFeatures(scenario: $scenario) { name kind values } }';
  const { scenarioFeatures } = await api.data('underwriter', query, { scenario: 'auto' });
  const named = (name: string) => scenarioFeatures.find((feature: { name: string }) => feature.name === name);
  expect(named('mileageKm')).toEqual({ name: 'mileageKm', kind: 'NUMBER', values: null });
  expect(named('vehicleCondition')).toEqual({ name: 'vehicleCondition', kind: 'TEXT', values: ['NEW', 'USED'] });
  expect(named('dealerCountry')).toEqual({ name: 'dealerCountry', kind: 'TEXT', values: null });
  expect([named('debtToIncome').kind, named('principal').kind, named('points').kind]).toEqual(
    Array.from({ length: 3 }, () => 'NUMBER'),
  );
  expect(await api.data('underwriter', query, { scenario: 'yachts' })).toEqual({ scenarioFeatures: null });
});

describe('before a version is published', () => {
  const dryRun = (version: string, subject: object, who = 'underwriter') =>
    call(DRY_RUN_QUERY, { version, ...subject }, { who });

  it('what changed can be listed, tables and characteristics by name', async () => {
    const product = await newProduct('NW-DIFF');
    const first = await draft(product);
    await publish(first.id);
    const [eligibility, price] = terms.rules as { code: string; rows: { multiplier?: string }[] }[];
    const rows = price?.rows.map((row) => (row.multiplier === '1.1' ? { ...row, multiplier: '1.25' } : row));
    const added = { code: 'NOTES', title: 'Notes', hitPolicy: 'COLLECT', rows: [note({})] };
    const second = await draft(product, { waitingDays: 120, rules: [added, eligibility, { ...price, rows }] });
    const query = `query ($from: ID!, $to: ID!) { productVersionDiff(from: $from, to: $to) {
      ... on TermsDifferences { differences { path before after } } ... on NotFound { id } } }`;
    const diff = async (from: string, to: string, who = 'underwriter') =>
      (await api.data(who, query, { from, to })).productVersionDiff;
    expect((await diff(first.id, second.id)).differences).toEqual([
      { path: 'waitingDays', before: 90, after: 120 },
      { path: 'rules[CHECKOUT_PRICE].rows[DELIVERY_ELSEWHERE].multiplier', before: '1.1', after: '1.25' },
      { path: 'rules[NOTES]', before: null, after: added },
    ]);
    expect((await diff(first.id, first.id)).differences).toEqual([]);
    await publish(second.id);
    // In a FIRST table the order of the rows decides which one speaks.
    const turned = await draft(product, { rules: [eligibility, { ...price, rows: price?.rows.toReversed() }] });
    expect((await diff(first.id, turned.id)).differences).toEqual([
      {
        path: 'rules[CHECKOUT_PRICE].rows',
        before: ['DELIVERY_ELSEWHERE', 'LOYAL_BUYER'],
        after: ['LOYAL_BUYER', 'DELIVERY_ELSEWHERE'],
      },
    ]);
    expect(await diff(first.id, second.id, rival)).toEqual({ id: first.id });
  });

  it('it can be tried on a quote that was made, with the facts of then', async () => {
    const answer = await api.data('merchant', QUOTE_CREATE, { key: 'dry-run', input: checkoutRequest('D-1') });
    const quote = answer.quoteCreate;
    const product = await newProduct('NW-TRY');
    const same = await draft(product);
    const before = await fingerprint(api.testDatabase.unitOfWork);
    const [offer] = quote.offers;
    expect(await dryRun(same.id, { quote: quote.id })).toMatchObject({
      decision: { insurer: { name: 'Northwind Credit Insurance' }, outcome: 'APPROVED', reasons: [], trace: [] },
      previous: { outcome: 'APPROVED' },
      offer: {
        sumInsured: { amount: offer.sumInsured.amount },
        premium: {
          total: {
            amount: offer.premium.total.amount,
          },
        },
        priceAdjustments: [],
      },
    });
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);

    const rows = [
      { effect: 'PRICE_ADJUSTMENT', code: 'EVERYBODY', message: 'Dearer.', addMinor: '100', when: {} },
      {
        effect: 'CURABLE',
        code: 'TOO_MUCH',
        message: 'Too much.',
        cure: 'Less.',
        when: { principal: { over: '1200' } },
      },
    ];
    await draft(product, { rules: [{ ...table(rows)[0], hitPolicy: 'COLLECT' }] });
    const dearer = await dryRun(same.id, { quote: quote.id });
    expect(dearer.decision.trace).toEqual([{ table: 'TABLE', row: 1, code: 'EVERYBODY' }]);
    expect(dearer.offer.priceAdjustments).toEqual([{ code: 'EVERYBODY', amount: { amount: '1.00' } }]);
    // The operator may try any quote, another insurer only what it decided itself: here it did.
    const theirs = await api.data(rival, '{ products(first: 100) { nodes { code versions { id } } } }');
    const own = theirs.products.nodes.find(({ code }: { code: string }) => code === 'AM-CHECKOUT').versions[0].id;
    expect(await dryRun(own, { quote: quote.id }, rival)).toMatchObject({ decision: { outcome: 'APPROVED' } });
    // An insurer that was not asked cannot tell a quote from one that does not exist.
    const stranger = await newInsurer();
    const input = { code: 'ST-1', name: 'Instalments', scenario: 'ecommerce' };
    const { id: theirProduct } = await call(PRODUCT_CREATE, input, { who: stranger });
    const foreign = await call(VERSION_DRAFT, { product: theirProduct, terms }, { who: stranger });
    for (const id of [quote.id, 'quo_00000000000000000000000000']) {
      expect(await dryRun(foreign.id, { quote: id }, stranger)).toEqual({ id });
    }
  });

  it('it can be tried on a request nobody made, without asking a bureau', async () => {
    const { id } = await draft(await newProduct('NW-SAMPLE'));
    const { loan, scenario } = checkoutRequest('S-1');
    const { identityNumber: _identity, ...obligor } = goodObligor;
    const creditReport = {
      delinquencies24Months: 0,
      inquiries6Months: 0,
      revolvingUtilisation: 0.12,
      openAccounts: 6,
    };
    const before = await fingerprint(api.testDatabase.unitOfWork);
    expect(await dryRun(id, { request: { loan, obligor: { ...obligor, creditReport }, scenario } })).toMatchObject({
      decision: { outcome: 'APPROVED' },
      previous: null,
      offer: { premium: { total: { amount: '5.69' } } },
    });
    expect(await dryRun(id, { request: { loan, obligor, scenario } })).toMatchObject({
      decision: { outcome: 'REFERRED', reasons: [{ code: 'BUREAU_UNAVAILABLE' }] },
      offer: null,
    });
    const wrong = { loan: { ...loan, instalments: 0 }, obligor, scenario };
    expect(problems(await dryRun(id, { request: wrong }))).toEqual(['request.loan.instalments OUT_OF_RANGE']);
    expect(problems(await dryRun(id, {}))).toEqual([' ONE_OF']);
    expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
  });
});
