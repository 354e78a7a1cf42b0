import { ProgrammeCatalogue } from '../../src/partners/programme-catalogue.js';
import { startApi, type TestApi } from '../support/api.js';
import { fingerprint } from '../support/fingerprint.js';
import { PRODUCT_CREATE, type ShownTerms, shownTerms, VERSION_DRAFT, VERSION_PUBLISH } from '../support/products.js';
import { checkoutRequest, LENDERS, LUMEN, QUOTE_CREATE } from '../support/requests.js';
import { until } from '../support/until.js';

const NORTHWIND = 'org_00000000000000000000000002';
const ALDER = 'org_00000000000000000000000003';

let api: TestApi;
let terms: ShownTerms;
beforeAll(async () => {
  api = await startApi();
  terms = await shownTerms(api, 'underwriter', 'NW-CHECKOUT');
});
afterAll(() => api.close());

const PROBLEM = `... on Problem { code message } ... on InvalidInput { issues { path code } }`;
const PROGRAMME = `... on Programme { id code name status lenders { id } products { insurer { id } productVersionId } }`;
const mutation = (name: string, input: string, selection: string) =>
  `mutation ($key: String!, $input: ${input}!) { result: ${name}(idempotencyKey: $key, input: $input) {
    __typename ${selection} ${PROBLEM} } }`;
const ORGANISATION = mutation('organisationCreate', 'OrganisationCreateInput', '... on Organisation { id name kind }');
const CREATE = mutation('programmeCreate', 'ProgrammeCreateInput', PROGRAMME);
const SET = mutation('programmeProductSet', 'ProgrammeProductSetInput', PROGRAMME);
const REMOVE = mutation('programmeProductRemove', 'ProgrammeProductRemoveInput', PROGRAMME);
const ADD_LENDER = mutation('programmeLenderAdd', 'ProgrammeLenderAddInput', PROGRAMME);
const SUSPEND = mutation('programmeSuspend', 'ProgrammeMoveInput', PROGRAMME);
const RESUME = mutation('programmeResume', 'ProgrammeMoveInput', PROGRAMME);

let asked = 0;
const call = async (query: string, input: object, { who = 'operator', key = `administration-${++asked}` } = {}) =>
  (await api.data(who, query, { key, input })).result;
const problems = (result: { issues: { path: string; code: string }[] }) =>
  result.issues.map(({ path, code }) => `${path} ${code}`);
const written = () => fingerprint(api.testDatabase.unitOfWork);
const quote = async (input: object) =>
  (await api.data('merchant', QUOTE_CREATE, { key: `quote-${++asked}`, input })).quoteCreate;
const checkout = async () => {
  const { programmes } = await api.data('merchant', `{ programmes { ${PROGRAMME} } }`);
  return programmes.find(({ code }: { code: string }) => code === 'LUMEN-CHECKOUT');
};
const events = async (who: string, kind: string) =>
  (await api.data(who, `{ events(after: "0", first: 100, kinds: ["${kind}"]) { events { kind payload } } }`)).events
    .events;

/** A published version of a new product of Northwind's. */
async function newVersion(code: string, changes: object = {}, scenario = 'ecommerce'): Promise<string> {
  const product = await call(PRODUCT_CREATE, { code, name: code, scenario }, { who: 'underwriter' });
  const given = { product: product.id, terms: { ...terms, ...changes } };
  const draft = await call(VERSION_DRAFT, given, { who: 'underwriter' });
  await call(VERSION_PUBLISH, { version: draft.id }, { who: 'underwriter' });
  return draft.id;
}

describe('programmes', () => {
  const ORGANISATIONS = { lumen: 'org_00000000000000000000000005', meridian: 'org_00000000000000000000000007' };
  const listed = async (who: string, partner: string | null = null) => {
    const { programmes } = await api.data(
      who,
      'query ($partner: ID) { programmes(partner: $partner) { code insurers { name } products { insurer { name } } partner { name } } }',
      { partner },
    );
    return programmes as { code: string; insurers: { name: string }[]; products: { insurer: { name: string } }[] }[];
  };
  const codes = async (who: string, partner: string | null = null) =>
    (await listed(who, partner)).map(({ code }) => code);
  const checkouts = ['LUMEN-CHECKOUT', 'LUMEN-FINANCED', 'LUMEN-MONTHLY', 'LUMEN-BALANCE', 'LUMEN-PANEL'];

  it('are those that one sells, lends for or insures; all for the operator', async () => {
    expect((await codes('merchant')).sort()).toEqual([...checkouts].sort());
    expect(await codes('dealer')).toEqual(['KESTREL-CARS']);
    expect(await codes('housingLender')).toEqual(['MERIDIAN-HOMES']);
    expect((await codes('lender')).sort()).toEqual(['KESTREL-CARS', ...checkouts].sort());
    expect((await codes('operator')).sort()).toEqual(['KESTREL-CARS', 'MERIDIAN-HOMES', ...checkouts].sort());
    expect(await codes('tamarackUnderwriter')).toEqual(['LUMEN-PANEL']);
  });

  it('can be narrowed to a partner', async () => {
    expect(await codes('operator', ORGANISATIONS.meridian)).toEqual(['MERIDIAN-HOMES']);
    expect((await codes('lender', ORGANISATIONS.lumen)).sort()).toEqual([...checkouts].sort());
    expect(await codes('merchant', ORGANISATIONS.meridian)).toEqual([]);
    expect(await codes('merchant', 'nobody')).toEqual([]);
  });

  it('show an insurer none of its competitors', async () => {
    for (const { insurers, products } of await listed('underwriter')) {
      expect(insurers).toEqual([{ name: 'Northwind Credit Insurance' }]);
      expect(products).toEqual([{ insurer: { name: 'Northwind Credit Insurance' } }]);
    }
    const [panel] = (await listed('merchant')).filter(({ code }) => code === 'LUMEN-PANEL');
    expect(panel?.insurers).toHaveLength(3);
  });
});

describe('organisationCreate', () => {
  const bank = { kind: 'LENDER', name: 'Quay Bank', country: 'DE', timeZone: 'Europe/Berlin' };

  it('makes one organisation for a key, which a list shows to the operator', async () => {
    const made = await call(ORGANISATION, bank, { key: 'bank' });
    expect(made).toMatchObject({ __typename: 'Organisation', name: 'Quay Bank', kind: 'LENDER' });
    expect(await call(ORGANISATION, bank, { key: 'bank' })).toEqual(made);
    expect(await call(ORGANISATION, { ...bank, name: 'Pier Bank' }, { key: 'bank' })).toMatchObject({
      __typename: 'IdempotencyConflict',
    });
    const { organisations } = await api.data(
      'operator',
      '{ organisations(first: 1, kind: LENDER) { nodes { id country timeZone } } }',
    );
    expect(organisations.nodes).toEqual([{ id: made.id, country: 'DE', timeZone: 'Europe/Berlin' }]);
  });

  it('lists every problem, is for the operator alone, and writes nothing then', async () => {
    const before = await written();
    const wrong = { kind: 'INSURER', name: ' ', country: 'XX', timeZone: 'Mars/Olympus' };
    const found = problems(await call(ORGANISATION, wrong));
    expect(found.map((problem) => problem.split(' ')[0])).toEqual(['name', 'country', 'timeZone']);
    for (const who of ['merchant', 'lender', 'underwriter', 'claims', 'dashboard']) {
      const { errors } = await api.ask(who, ORGANISATION, { key: 'forbidden', input: bank });
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    }
    expect(await written()).toEqual(before);
  });
});

describe('programmeCreate', () => {
  const input = {
    partner: LUMEN,
    code: 'LUMEN-SECOND',
    name: 'Second',
    scenario: 'ecommerce',
    currency: 'USD',
    timeZone: 'America/New_York',
    lenders: [LENDERS.harbourBank],
  };

  it('makes a programme that sells when it has an insurer', async () => {
    const made = await call(CREATE, input, { key: 'second' });
    expect(made).toMatchObject({ __typename: 'Programme', code: 'LUMEN-SECOND', status: 'OPEN', products: [] });
    expect(await call(CREATE, input, { key: 'second' })).toEqual(made);
    const request = checkoutRequest('C-1', { programme: 'LUMEN-SECOND' });
    const refused = await quote(request);
    expect(refused.issues).toEqual([{ path: 'programme', code: 'PROGRAMME_WITHOUT_PRODUCTS' }]);
    await call(SET, { programme: made.id, productVersion: await newVersion('NW-SECOND') });
    // Sold, but its insurer has given the programme no room yet.
    expect(await quote(request)).toMatchObject({ offers: [], bindingLimit: { dimension: 'PROGRAMME' } });
  });

  it('lists everything wrong with names, then with what they name, and writes nothing', async () => {
    const draft = await call(
      PRODUCT_CREATE,
      { code: 'NW-OPEN', name: 'N', scenario: 'ecommerce' },
      { who: 'underwriter' },
    );
    const open = await call(VERSION_DRAFT, { product: draft.id, terms }, { who: 'underwriter' });
    const version = await newVersion('NW-ONE');
    const twin = await newVersion('NW-TWO');
    const euros = await newVersion('NW-EUR', { currency: 'EUR' });
    const cars = await newVersion('NW-AUTO', { rules: [] }, 'auto');
    const before = await written();
    const unnamed = { ...input, code: 'x', name: '', scenario: 'yachts', currency: 'ABC', timeZone: 'x' };
    const { errors } = await api.ask('operator', CREATE, { key: 'x', input: unnamed });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(problems(await call(CREATE, { ...unnamed, currency: 'USD' }))).toEqual([
      'code MALFORMED',
      'name EMPTY',
      'scenario UNKNOWN_SCENARIO',
      'timeZone UNKNOWN_TIME_ZONE',
    ]);
    const productVersions = [open.id, version, twin, euros, cars, 'prv_x'];
    const wrong = { ...input, code: 'LUMEN-THIRD', partner: NORTHWIND, lenders: [ALDER], productVersions };
    expect(problems(await call(CREATE, wrong))).toEqual([
      'partner UNKNOWN_PARTNER',
      'lenders[0] UNKNOWN_LENDER',
      'productVersions[0] NOT_PUBLISHED',
      'productVersions[1] INSURER_TWICE',
      'productVersions[2] INSURER_TWICE',
      'productVersions[3] INSURER_TWICE',
      'productVersions[4] INSURER_TWICE',
      'productVersions[5] UNKNOWN_PRODUCT_VERSION',
    ]);
    expect(problems(await call(CREATE, { ...input, productVersions: [euros] }))).toEqual([
      'productVersions[0] OTHER_CURRENCY',
    ]);
    expect(problems(await call(CREATE, { ...input, productVersions: [cars] }))).toEqual([
      'productVersions[0] OTHER_SCENARIO',
    ]);
    expect(problems(await call(CREATE, { ...input, code: 'LUMEN-CHECKOUT' }))).toEqual(['code TAKEN']);
    expect(await written()).toEqual(before);
  });
});

describe('programmeProductSet', () => {
  it('moves the next quote to the version; quotes that were made stay on theirs', async () => {
    const { id: programme, products } = await checkout();
    const present = products[0].productVersionId;
    const next = await newVersion('NW-NEXT', { pricing: { ...(terms.pricing as object), floor: '20.00' } });
    const other = new ProgrammeCatalogue(api.testDatabase.unitOfWork);
    const versionElsewhere = async () => (await other.find(LUMEN, programme))?.products[0]?.productVersionId;
    expect(await versionElsewhere()).toBe(present);

    const made = await quote(checkoutRequest('P-1'));
    const moved = await call(SET, { programme, productVersion: next }, { key: 'move' });
    expect(moved.products).toEqual([
      { insurer: { id: NORTHWIND }, productVersionId: next },
      { insurer: { id: ALDER }, productVersionId: products[1].productVersionId },
    ]);
    expect(await call(SET, { programme, productVersion: next }, { key: 'move' })).toEqual(moved);
    const later = await quote(checkoutRequest('P-2'));
    expect(later.offers[0].premium.total.amount).toBe('21.20');
    const [before, after] = await Promise.all([made, later].map(({ id }) => versionsOf(id)));
    expect([before?.[0], after?.[0]]).toEqual([present, next]);
    // Another gateway reads programmes anew after two seconds.
    await until(async () => (await versionElsewhere()) === next);
    expect((await events('merchant', 'programme.productSet')).at(-1).payload).toMatchObject({
      code: 'LUMEN-CHECKOUT',
      productVersion: next,
      instead: present,
    });

    const first = await call(SET, { programme, productVersion: products[1].productVersionId, place: 1 });
    expect(first.products.map(({ insurer }: { insurer: { id: string } }) => insurer.id)).toEqual([ALDER, NORTHWIND]);
    expect(problems(await call(SET, { programme, productVersion: next, place: 3 }))).toEqual(['place OUT_OF_RANGE']);
    await call(SET, { programme, productVersion: present, place: 1 });
    expect((await checkout()).products).toEqual(products);
  });

  it('never mixes versions in a quote, however often it changes meanwhile', async () => {
    const { id: programme, products } = await checkout();
    const present = products[0].productVersionId;
    const dearer = await newVersion('NW-FLIP', { pricing: { ...(terms.pricing as object), floor: '20.00' } });
    const flips = async () => {
      for (let flip = 0; flip < 8; flip += 1) {
        await call(SET, { programme, productVersion: flip % 2 === 0 ? dearer : present });
      }
    };
    const quotes = async () => {
      const made = [];
      for (let at = 0; at < 30; at += 1) made.push(await quote(checkoutRequest(`F-${at}`)));
      return made;
    };
    const [, ...all] = await Promise.all([flips(), quotes(), quotes()]);
    const prices = new Set<string>();
    for (const { id, offers } of all.flat()) {
      const [decided, offered] = await versionsOf(id);
      expect(offered).toBe(decided);
      prices.add(`${decided === dearer} ${offers[0].premium.total.amount}`);
    }
    expect([...prices].sort()).toEqual(['false 5.69', 'true 21.20']);
    expect((await checkout()).products[0].productVersionId).toBe(present);
  });

  it('refuses a draft, and a programme there is not', async () => {
    const { id: programme } = await checkout();
    const product = await call(
      PRODUCT_CREATE,
      { code: 'NW-DRAFT', name: 'N', scenario: 'ecommerce' },
      { who: 'underwriter' },
    );
    const draft = await call(VERSION_DRAFT, { product: product.id, terms }, { who: 'underwriter' });
    const before = await written();
    expect(problems(await call(SET, { programme, productVersion: draft.id }))).toEqual([
      'productVersion NOT_PUBLISHED',
    ]);
    expect(await call(SET, { programme: 'pgm_x', productVersion: draft.id })).toMatchObject({ __typename: 'NotFound' });
    expect(await written()).toEqual(before);
  });
});

/** The version that Northwind's decision and its offer name in a stored quote. */
async function versionsOf(quoteId: string): Promise<(string | undefined)[]> {
  const text = `SELECT p->>'productVersionId' AS decided, o.product_version_id AS offered FROM quote q
    CROSS JOIN LATERAL jsonb_array_elements(q.decision->'products') AS p
    JOIN offer o ON o.quote_id = q.id AND o.insurer_id = p->>'insurerId'
    WHERE q.id = $1 AND p->>'insurerId' = '${NORTHWIND}'`;
  const [row] = await api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) =>
    tx.rows<{ decided: string; offered: string }>({ name: 'test.versionsOf', text }, [quoteId]),
  );
  return [row?.decided, row?.offered];
}

describe('a programme', () => {
  it('is suspended and resumed with a reason; what it offered can still be taken', async () => {
    const { id: programme } = await checkout();
    const move = { programme, reason: 'too many losses' };
    expect(problems(await call(SUSPEND, { programme, reason: ' ' }))).toEqual(['reason OUT_OF_RANGE']);
    expect(await call(SUSPEND, move, { key: 'suspend' })).toMatchObject({ status: 'SUSPENDED' });
    expect(await call(SUSPEND, move, { key: 'suspend' })).toMatchObject({ status: 'SUSPENDED' });
    expect(await call(SUSPEND, move)).toMatchObject({ __typename: 'StateConflict' });
    expect((await quote(checkoutRequest('S-1'))).issues).toEqual([{ path: 'programme', code: 'PROGRAMME_SUSPENDED' }]);
    expect(await call(RESUME, { programme, reason: 'losses are fewer' })).toMatchObject({ status: 'OPEN' });
    expect(await quote(checkoutRequest('S-2'))).toMatchObject({ __typename: 'Quote' });
    expect((await events('merchant', 'programme.suspended'))[0].payload).toMatchObject({ reason: 'too many losses' });
  });

  it('takes lenders in and lets insurers go', async () => {
    const { id: programme, products } = await checkout();
    const added = await call(ADD_LENDER, { programme, lender: LENDERS.meridian });
    expect(added.lenders).toContainEqual({ id: LENDERS.meridian });
    expect(await call(ADD_LENDER, { programme, lender: LENDERS.meridian })).toEqual(added);
    expect(problems(await call(ADD_LENDER, { programme, lender: ALDER }))).toEqual(['lender UNKNOWN_LENDER']);
    const left = await call(REMOVE, { programme, insurer: ALDER });
    expect(left.products).toEqual([products[0]]);
    expect((await quote(checkoutRequest('L-1', { lender: LENDERS.meridian }))).offers).toHaveLength(1);
    expect(problems(await call(REMOVE, { programme, insurer: ALDER }))).toEqual(['insurer NOT_IN_PROGRAMME']);
  });
});
