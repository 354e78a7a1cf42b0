import { createOperator } from '../../src/partners/installation.js';
import { northwindProducts } from '../../src/sandbox/products.js';
import { TERMS_PLAN } from '../../src/schema/product-terms.js';
import { shownValue } from '../../src/schema/shape-values.js';
import { startApi, type TestApi } from '../support/api.js';
import { expectInvariants } from '../support/invariants.js';
import { PRODUCT_CREATE, VERSION_DRAFT, VERSION_PUBLISH } from '../support/products.js';
import { checkoutRequest, goodObligor, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ SANDBOX: 'false' });
});
afterAll(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await api.close();
});

const ORGANISATION_CREATE = `mutation ($key: String!, $input: OrganisationCreateInput!) {
  result: organisationCreate(idempotencyKey: $key, input: $input) { ... on Organisation { id } } }`;
const PARTNER_CREATE = `mutation ($key: String!, $input: PartnerCreateInput!) {
  result: partnerCreate(idempotencyKey: $key, input: $input) { ... on Organisation { id kind } } }`;
const KEY_CREATE = `mutation ($input: ApiKeyCreateInput!) { result: apiKeyCreate(input: $input) { token } }`;
const LIMIT_SET = `mutation ($key: String!, $input: LimitSetInput!) {
  result: limitSet(idempotencyKey: $key, input: $input) { __typename ... on Problem { message } } }`;
const PROGRAMME_CREATE = `mutation ($key: String!, $input: ProgrammeCreateInput!) {
  result: programmeCreate(idempotencyKey: $key, input: $input) {
    __typename ... on Programme { id code partner { id } insurers { name } } ... on InvalidInput { issues { path code } } } }`;

let asked = 0;
/** One mutation after another, as a person would send them: everything comes out of the answers before. */
const send = async (who: string, query: string, input: object) =>
  (await api.data(who, query, { key: `installation-${++asked}`, input })).result;
const berlin = { country: 'DE', timeZone: 'Europe/Berlin' };

it('from an empty database to a bound policy with nothing but the API', async () => {
  const operator = await createOperator(api.testDatabase.unitOfWork, { name: 'Our Operations Ltd', country: 'DE' });
  if (!operator) throw new Error('there was an operator already');
  const keyFor = async (organisation: string, role: string): Promise<string> =>
    (await send(operator, KEY_CREATE, { organisation, role, name: 'first key' })).token;

  const insurer = await send(operator, ORGANISATION_CREATE, { kind: 'INSURER', name: 'First Mutual', ...berlin });
  const lender = await send(operator, ORGANISATION_CREATE, { kind: 'LENDER', name: 'Quay Bank', ...berlin });
  const partner = await send(operator, PARTNER_CREATE, { name: 'Corner Shop', ...berlin });
  expect(partner.kind).toBe('PARTNER');
  const underwriter = await keyFor(insurer.id, 'INSURER_UNDERWRITER');
  const merchant = await keyFor(partner.id, 'PARTNER');

  const product = await send(underwriter, PRODUCT_CREATE, { code: 'FM-1', name: 'Instalments', scenario: 'ecommerce' });
  const [sample] = northwindProducts;
  const terms = sample && shownValue(TERMS_PLAN, sample.terms, sample.terms.currency as never);
  const draft = await send(underwriter, VERSION_DRAFT, { product: product.id, terms });
  const version = await send(underwriter, VERSION_PUBLISH, { version: draft.id, contentHash: draft.contentHash });
  expect(version).toMatchObject({ number: 1, status: 'PUBLISHED' });

  const programme = await send(operator, PROGRAMME_CREATE, {
    partner: partner.id,
    code: 'SHOP',
    name: 'Pay at the corner',
    scenario: 'ecommerce',
    currency: 'USD',
    timeZone: 'Europe/Berlin',
    lenders: [lender.id],
    productVersions: [version.id],
  });
  expect(programme).toMatchObject({ code: 'SHOP', partner: { id: partner.id }, insurers: [{ name: 'First Mutual' }] });
  for (const limit of [{ dimension: 'INSURER' }, { dimension: 'PROGRAMME', subject: programme.id }]) {
    const input = { ...limit, cap: usd('1000000.00'), reason: 'the first year' };
    expect(await send(underwriter, LIMIT_SET, input)).toMatchObject({ __typename: 'Limit' });
  }

  const { identityNumber: _identity, ...obligor } = goodObligor;
  const creditReport = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.12, openAccounts: 6 };
  const request = checkoutRequest('A-1', {
    programme: 'SHOP',
    lender: lender.id,
    obligor: { ...obligor, creditReport },
  });
  const quote = (await api.data(merchant, QUOTE_CREATE, { key: 'first', input: request })).quoteCreate;
  expect(quote).toMatchObject({ status: 'OFFERED', offers: [{ insurer: { name: 'First Mutual' } }] });
  const input = { offer: quote.offers[0].id, premiumAtMost: usd('10.00') };
  const policy = (await api.data(merchant, POLICY_BIND, { key: 'first bind', input })).policyBind;
  expect(policy).toMatchObject({ __typename: 'Policy', status: 'PENDING_ACTIVATION' });
});
