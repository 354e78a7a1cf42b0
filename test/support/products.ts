import 'reflect-metadata';
import { TERMS_PLAN } from '../../src/schema/product-terms.js';
import type { Plan } from '../../src/schema/shape.js';
import type { TestApi } from './api.js';

/** Every field of a plan, as a GraphQL selection. */
function selectionOf(plan: Plan): string {
  if (plan.kind === 'LIST') return selectionOf(plan.of);
  if (plan.kind !== 'OBJECT') return '';
  return `{ ${plan.fields.map(({ name, plan: of }) => `${name} ${selectionOf(of)}`).join(' ')} }`;
}

export const TERMS = `terms ${selectionOf(TERMS_PLAN)}`;

const PROBLEM = '... on Problem { code message } ... on InvalidInput { issues { path code } }';
const VERSION = 'id number status contentHash publishedAt';

export const PRODUCT_CREATE = `mutation ($key: String!, $input: ProductCreateInput!) {
  result: productCreate(idempotencyKey: $key, input: $input) {
    __typename ... on Product { id code name scenario insurer { id } versions { id } } ${PROBLEM} } }`;
export const VERSION_DRAFT = `mutation ($key: String!, $input: ProductVersionDraftInput!) {
  result: productVersionDraft(idempotencyKey: $key, input: $input) {
    __typename ... on ProductVersion { ${VERSION} } ${PROBLEM} } }`;
export const VERSION_PUBLISH = `mutation ($key: String!, $input: ProductVersionPublishInput!) {
  result: productVersionPublish(idempotencyKey: $key, input: $input) {
    __typename ... on ProductVersion { ${VERSION} } ${PROBLEM} } }`;
export const VALIDATE = `query ($version: ID!) { result: productVersionValidate(version: $version) {
  ... on TermsFindings { publishable findings { severity path code } } ... on NotFound { id } } }`;

/** Terms as the API shows them, which it also takes. */
export type ShownTerms = Readonly<Record<string, unknown>>;

/** The published terms of a sandbox product by its code, as its own underwriter reads them. */
export async function shownTerms(api: TestApi, key: string, code: string): Promise<ShownTerms> {
  const { products } = await api.data(key, '{ products(first: 100) { nodes { code versions { id } } } }');
  const product = products.nodes.find((node: { code: string }) => node.code === code);
  const query = `query ($id: ID!) { productVersion(id: $id) { ${TERMS} } }`;
  return (await api.data(key, query, { id: product.versions[0].id })).productVersion.terms;
}

const PROGRAMME_SET = `mutation ($key: String!, $input: ProgrammeProductSetInput!) {
  result: programmeProductSet(idempotencyKey: $key, input: $input) { __typename ${PROBLEM} } }`;

/** From now on LUMEN-CHECKOUT sells Northwind's product with these terms instead of its own. */
export async function sellCheckoutWith(api: TestApi, change: (terms: ShownTerms) => object): Promise<void> {
  const terms = await shownTerms(api, 'underwriter', 'NW-CHECKOUT');
  const call = async (who: string, query: string, input: object) =>
    (await api.data(who, query, { key: `sell-${who}-${JSON.stringify(input).length}`, input })).result;
  const code = 'NW-OTHER';
  const product = await call('underwriter', PRODUCT_CREATE, { code, name: code, scenario: 'ecommerce' });
  const given = { product: product.id, terms: { ...terms, ...change(terms) } };
  const { id: version } = await call('underwriter', VERSION_DRAFT, given);
  await call('underwriter', VERSION_PUBLISH, { version });
  const { programmes } = await api.data('merchant', '{ programmes { id code } }');
  const programme = programmes.find((each: { code: string }) => each.code === 'LUMEN-CHECKOUT').id;
  await call('operator', PROGRAMME_SET, { programme, productVersion: version });
}
