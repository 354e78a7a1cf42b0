import type { TestApi } from '../support/api.js';
import { PRODUCT_CREATE, shownTerms, VERSION_DRAFT, VERSION_PUBLISH } from '../support/products.js';
import { LENDERS, LUMEN, usd } from '../support/requests.js';

const PROGRAMME_CREATE = `mutation ($key: String!, $input: ProgrammeCreateInput!) {
  result: programmeCreate(idempotencyKey: $key, input: $input) { __typename ... on Programme { id } ... on Problem { message } } }`;
const LIMIT_SET = `mutation ($key: String!, $input: LimitSetInput!) {
  result: limitSet(idempotencyKey: $key, input: $input) { __typename ... on Problem { message } } }`;

/** The programme whose cover no insurer has room for alone. */
export const SHARED = 'LUMEN-SHARED';

/** Of one order: the leader takes the larger part, and nobody has room for a second one meanwhile. */
const INSURERS = [
  { who: 'underwriter', copied: 'NW-CHECKOUT', cap: '700.00' },
  { who: 'alderUnderwriter', copied: 'AM-CHECKOUT', cap: '600.00' },
] as const;

/** Sells an order's cover in a programme where two insurers carry it together. */
export async function sellShared(api: TestApi): Promise<void> {
  const call = async (who: string, query: string, input: object) => {
    const { result } = await api.data(who, query, { key: `shared-${who}-${query.length}`, input });
    if ('message' in result) throw new Error(JSON.stringify(result));
    return result;
  };
  const productVersions: string[] = [];
  for (const { who, copied } of INSURERS) {
    const terms = { ...(await shownTerms(api, who, copied)), coInsures: true };
    const product = await call(who, PRODUCT_CREATE, { code: `${copied}-SHARED`, name: copied, scenario: 'ecommerce' });
    const { id: version } = await call(who, VERSION_DRAFT, { product: product.id, terms });
    await call(who, VERSION_PUBLISH, { version });
    productVersions.push(version);
  }
  const shared = { code: SHARED, name: SHARED, partner: LUMEN, scenario: 'ecommerce', productVersions };
  const place = { currency: 'USD', timeZone: 'America/New_York', lenders: [LENDERS.harbourBank] };
  const { id: subject } = await call('operator', PROGRAMME_CREATE, { ...shared, ...place });
  for (const { who, cap } of INSURERS) {
    await call(who, LIMIT_SET, { dimension: 'PROGRAMME', subject, cap: usd(cap), reason: 'A small beginning.' });
  }
}
