import { startApi, type TestApi } from '../support/api.js';
import { LENDERS, LUMEN, usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const KESTREL = 'org_00000000000000000000000006';
const NORTHWIND = 'org_00000000000000000000000002';
const ALDER = 'org_00000000000000000000000003';

let api: TestApi;
/** Two loans of 1,200.00 USD: nothing is paid on the first, the second is made later and not yet due. */
let first: string;
let second: string;
let firstNumber: string;
let programme: string;
let claim: string;
let claimNumber: string;
let keys = 0;

const advance = (days: number) =>
  api.data('operator', 'mutation ($days: Int!) { sandboxClockAdvance(days: $days) { now } }', { days });

async function mutate(key: string, name: string, input: object): Promise<void> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`;
  const { [name]: answer } = await api.data(
    key,
    `mutation ($key: String!, $input: ${type}) { ${name}(idempotencyKey: $key, input: $input) {
       __typename ... on Problem { code message } ... on InvalidInput { issues { path code } } } }`,
    { key: `filters-${++keys}`, input },
  );
  expect(answer).toEqual({ __typename: 'Claim' });
}

async function evidence(kind: string): Promise<void> {
  const response = await fetch(`${api.url}/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.keys.lender}`, 'content-type': 'text/plain', 'x-file-name': `${kind}.txt` },
    body: kind,
  });
  const { id } = (await response.json()) as { id: string };
  await mutate('lender', 'claimEvidenceAdd', { claim, kind, document: id });
}

/** Ids of a list, oldest first. */
async function ids(list: string, type: string, filter: object, key = 'operator', node = 'id'): Promise<string[]> {
  const answer = await api.data(
    key,
    `query ($filter: ${type}) { ${list}(first: 10, orderBy: OLDEST_FIRST, filter: $filter) { nodes { ${node} } } }`,
    { filter },
  );
  return answer[list].nodes.map((found: { id: string; policy?: { id: string } }) => found.policy?.id ?? found.id);
}

beforeAll(async () => {
  api = await startApi();
  first = await activePolicy(api, 'FIRST');
  await advance(121);
  second = await activePolicy(api, 'SECOND', { disbursedOn: '2026-07-01', firstDueOn: '2026-08-01' });
  const { policy, claims, programmes } = await api.data(
    'operator',
    `query ($id: ID!, $partner: ID) { policy(id: $id) { number programmeId } claims(first: 1) { nodes { id number checklist { kind required } } }
       programmes(partner: $partner) { id code } }`,
    { id: first, partner: LUMEN },
  );
  firstNumber = policy.number;
  programme = programmes.find(({ code }: { code: string }) => code === 'LUMEN-CHECKOUT').id;
  expect(policy.programmeId).toBe(programme);
  ({ id: claim, number: claimNumber } = claims.nodes[0]);
  for (const { kind, required } of claims.nodes[0].checklist) if (required) await evidence(kind);
  await mutate('claims', 'claimDecide', { claim, outcome: 'APPROVED' });
  await mutate('claims', 'claimPay', { claim, paidOn: '2026-07-01', reference: 'wire-1' });
});
afterAll(() => api.close());

describe('policies', () => {
  it.each<[string, () => object, () => string[]]>([
    ['nothing', () => ({}), () => [first, second]],
    ['a state', () => ({ status: ['ACTIVE'] }), () => [second]],
    ['a number', () => ({ number: firstNumber }), () => [first]],
    ['a programme', () => ({ programme }), () => [first, second]],
    ['another programme', () => ({ programme: 'pgm_00000000000000000000000009' }), () => []],
    ['a partner', () => ({ partner: LUMEN }), () => [first, second]],
    ['another partner', () => ({ partner: KESTREL }), () => []],
    ['a lender', () => ({ lender: LENDERS.harbourBank }), () => [first, second]],
    ['another lender', () => ({ lender: LENDERS.meridian }), () => []],
    ['an insurer', () => ({ insurer: NORTHWIND }), () => [first, second]],
    ['another insurer', () => ({ insurer: ALDER }), () => []],
    ['an obligor', () => ({ obligorReference: 'customer-1' }), () => [first, second]],
    ['another obligor', () => ({ obligorReference: 'customer-2' }), () => []],
    ['a loan', () => ({ loanReference: 'SECOND' }), () => [second]],
    ['an order', () => ({ purposeReference: 'SECOND' }), () => [second]],
    ['an order, however it is typed', () => ({ purposeReference: ' second' }), () => [second]],
    ['another order', () => ({ purposeReference: 'THIRD' }), () => []],
    ['bound from', () => ({ boundFrom: '2026-07-01T00:00:00.000Z' }), () => [second]],
    ['bound before', () => ({ boundBefore: '2026-07-01T00:00:00.000Z' }), () => [first]],
    ['several', () => ({ loanReference: 'SECOND', status: ['CLOSED'] }), () => []],
  ])('by %s', async (_name, filter, found) => {
    for (const key of ['operator', 'merchant', 'lender', 'claims']) {
      expect(await ids('policies', 'PolicyFilter', filter(), key)).toEqual(found());
    }
    for (const key of ['dealer', 'alderClaims'])
      expect(await ids('policies', 'PolicyFilter', filter(), key)).toEqual([]);
  });
});

describe('claims', () => {
  it.each<[string, () => object, boolean]>([
    ['nothing', () => ({}), true],
    ['a state', () => ({ status: ['PAID'] }), true],
    ['another state', () => ({ status: ['DECIDED'] }), false],
    ['a policy', () => ({ policy: first }), true],
    ['another policy', () => ({ policy: second }), false],
    ['its number', () => ({ number: claimNumber }), true],
    ['another number', () => ({ number: 'CL-2026-0000-0000' }), false],
    ['its outcome', () => ({ outcome: ['APPROVED', 'PARTLY_APPROVED'] }), true],
    ['another outcome', () => ({ outcome: ['REJECTED'] }), false],
    ['its partner', () => ({ partner: LUMEN }), true],
    ['another partner', () => ({ partner: KESTREL }), false],
    ['its lender', () => ({ lender: LENDERS.harbourBank }), true],
    ['another lender', () => ({ lender: LENDERS.meridian }), false],
    ['when it was notified', () => ({ notifiedFrom: '2026-07-01T00:00:00.000Z' }), true],
    ['before it was notified', () => ({ notifiedBefore: '2026-07-01T00:00:00.000Z' }), false],
  ])('by %s', async (_name, filter, isFound) => {
    for (const key of ['operator', 'merchant', 'lender', 'claims']) {
      expect(await ids('claims', 'ClaimFilter', filter(), key)).toEqual(isFound ? [claim] : []);
    }
    for (const key of ['dealer', 'alderClaims']) expect(await ids('claims', 'ClaimFilter', filter(), key)).toEqual([]);
  });

  it('a queue narrowed further', async () => {
    expect(await ids('claims', 'ClaimFilter', { queue: 'TO_PAY', number: claimNumber }, 'claims')).toEqual([]);
  });
});

describe('recoveries', () => {
  it.each<[string, () => object, boolean]>([
    ['nothing', () => ({}), true],
    ['a state', () => ({ statuses: ['OPEN'] }), true],
    ['another state', () => ({ statuses: ['RECOVERED', 'WRITTEN_OFF'] }), false],
    ['a policy', () => ({ policy: first }), true],
    ['another policy', () => ({ policy: second }), false],
    ['its partner', () => ({ partner: LUMEN }), true],
    ['another partner', () => ({ partner: KESTREL }), false],
    ['its lender', () => ({ lender: LENDERS.harbourBank }), true],
    ['another lender', () => ({ lender: LENDERS.meridian }), false],
    ['no bills to pay', () => ({ hasCostsPayable: false }), true],
    ['bills to pay', () => ({ hasCostsPayable: true }), false],
    ['when it was opened', () => ({ openedFrom: '2026-07-01T00:00:00.000Z' }), true],
    ['before it was opened', () => ({ openedBefore: '2026-07-01T00:00:00.000Z' }), false],
  ])('by %s', async (_name, filter, isFound) => {
    const { claim: paid } = await api.data('claims', 'query ($id: ID!) { claim(id: $id) { recovery { id } } }', {
      id: claim,
    });
    for (const key of ['operator', 'merchant', 'lender', 'claims']) {
      expect(await ids('recoveries', 'RecoveryFilter', filter(), key)).toEqual(isFound ? [paid.recovery.id] : []);
    }
    for (const key of ['dealer', 'alderClaims']) {
      expect(await ids('recoveries', 'RecoveryFilter', filter(), key)).toEqual([]);
    }
  });
});

describe('quotes', () => {
  it.each<[string, () => object, number]>([
    ['nothing', () => ({}), 2],
    ['an outcome', () => ({ outcome: ['APPROVED'] }), 2],
    ['another outcome', () => ({ outcome: ['DECLINED'] }), 0],
    ['a state', () => ({ status: ['BOUND'] }), 2],
    ['a programme', () => ({ programmeId: programme }), 2],
    ['a scenario', () => ({ scenario: 'auto' }), 0],
    ['a partner', () => ({ partner: LUMEN }), 2],
    ['another partner', () => ({ partner: KESTREL }), 0],
    ['a lender', () => ({ lender: LENDERS.harbourBank }), 2],
    ['another lender', () => ({ lender: LENDERS.meridian }), 0],
    ['an obligor', () => ({ obligorReference: 'customer-1' }), 2],
    ['another obligor', () => ({ obligorReference: 'customer-2' }), 0],
    ['created from', () => ({ createdFrom: '2026-07-01T00:00:00.000Z' }), 1],
    ['created before', () => ({ createdBefore: '2026-07-01T00:00:00.000Z' }), 1],
  ])('by %s', async (_name, filter, count) => {
    expect(await ids('quotes', 'QuoteFilter', filter())).toHaveLength(count);
    expect(await ids('quotes', 'QuoteFilter', filter(), 'merchant')).toHaveLength(count);
    expect(await ids('quotes', 'QuoteFilter', filter(), 'dealer')).toEqual([]);
  });
});

describe('overdue loans', () => {
  it('by bucket, party and number', async () => {
    const overdue = (filter: object, key = 'lender') =>
      ids('overdueLoans', 'OverdueLoanFilter', filter, key, 'policy { id }');
    expect(await overdue({})).toEqual([]);
    await advance(60);
    expect(await overdue({})).toEqual([second]);
    expect(await overdue({ buckets: ['DPD_1_29'] })).toEqual([second]);
    expect(
      await overdue({ buckets: ['DPD_1_29'], partner: LUMEN, lender: LENDERS.harbourBank, reference: 'SECOND' }),
    ).toEqual([second]);
    for (const other of [
      { buckets: ['DPD_30_59', 'DPD_60_89'] },
      { states: ['CLAIMABLE'] },
      { partner: KESTREL },
      { lender: LENDERS.meridian },
      { reference: 'FIRST' },
    ]) {
      expect(await overdue(other)).toEqual([]);
    }
    expect(await overdue({}, 'dealer')).toEqual([]);
    await advance(2);
    expect(await overdue({ buckets: ['DPD_30_59'] })).toEqual([second]);
  });

  it('a paid instalment ends it', async () => {
    const report = { policy: second, sequence: 1, effectiveOn: '2026-09-01', repayment: { amount: usd('213.24') } };
    await api.data('lender', `mutation ($input: LoanReportBatchInput!) { loanReport(input: $input) { accepted } }`, {
      input: { reports: [report] },
    });
    expect(await ids('overdueLoans', 'OverdueLoanFilter', {}, 'lender', 'policy { id }')).toEqual([]);
  });
});
