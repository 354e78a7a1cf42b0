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
