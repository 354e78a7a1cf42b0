import { startApi, type TestApi } from '../support/api.js';
import { LENDERS, LUMEN, usd } from '../support/requests.js';
import { activePolicy } from '../support/sales.js';

const KESTREL = 'org_00000000000000000000000006';
const NORTHWIND = 'org_00000000000000000000000002';

let api: TestApi;
/** Bound on 2 March with 5.69 of premium due on 1 April, and on 1 July with 5.69 due on 31 July. */
const policies: string[] = [];
let keys = 0;

const tell = async (by: string, field: string, input: object, shown = '... on PremiumPayment { id }') => {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input!`;
  const query = `mutation ($key: String!, $input: ${type}) { result: ${field}(idempotencyKey: $key, input: $input) {
    __typename ${shown} ... on Problem { message } } }`;
  return (await api.data(by, query, { key: `key-${++keys}`, input })).result;
};
const INVOICES = `query ($first: Int, $after: String, $filter: PremiumInvoiceFilter) {
  premiumInvoices(first: $first, after: $after, orderBy: OLDEST_FIRST, filter: $filter) {
    nodes { kind dueOn amount { amount } open { amount } policy { id } lines { kind } } pageInfo { endCursor hasNextPage } } }`;
const PAYMENTS = `query ($filter: PremiumPaymentFilter) { premiumPayments(first: 10, orderBy: OLDEST_FIRST, filter: $filter) {
  nodes { reference amount { amount } unallocated { amount } reverses partner { id } insurer { id } invoices { dueOn } } } }`;
const invoices = async (by: string, filter: object = {}, page: object = { first: 10 }) =>
  (await api.data(by, INVOICES, { filter, ...page })).premiumInvoices;
const duesOf = async (by: string, filter: object = {}) =>
  (await invoices(by, filter)).nodes.map(({ dueOn }: { dueOn: string }) => dueOn);
const referencesOf = async (by: string, filter: object = {}) =>
  (await api.data(by, PAYMENTS, { filter })).premiumPayments.nodes.map((node: { reference: string }) => node.reference);

beforeAll(async () => {
  api = await startApi();
  policies.push(await activePolicy(api, 'BOOKS-1'));
  await api.data('operator', 'mutation { sandboxClockAdvance(days: 121) { now } }');
  policies.push(await activePolicy(api, 'BOOKS-2', { disbursedOn: '2026-07-01', firstDueOn: '2026-08-01' }));
  const received = { partner: LUMEN, receivedOn: '2026-07-01' };
  expect(
    await tell('underwriter', 'premiumPaymentRecord', { ...received, reference: 'wire-1', amount: usd('8.00') }),
  ).toMatchObject({ __typename: 'PremiumPayment' });
  const { id } = await tell('underwriter', 'premiumPaymentRecord', {
    ...received,
    reference: 'wire-2',
    amount: usd('9.00'),
  });
  await tell('underwriter', 'premiumPaymentReverse', { payment: id, reason: 'Returned' });
});
afterAll(() => api.close());

describe('invoices across policies', () => {
  it('are those of partner, insurer, lender and operator, page by page', async () => {
    const [first, second] = policies;
    const shown = [
      {
        kind: 'INVOICE',
        dueOn: '2026-04-01',
        amount: { amount: '5.69' },
        open: { amount: '0.00' },
        policy: { id: first },
        lines: expect.arrayContaining([{ kind: 'TAX' }]),
      },
      {
        kind: 'INVOICE',
        dueOn: '2026-07-31',
        amount: { amount: '5.69' },
        open: { amount: '3.38' },
        policy: { id: second },
        lines: expect.arrayContaining([{ kind: 'TAX' }]),
      },
    ];
    for (const by of ['merchant', 'underwriter', 'claims', 'lender', 'operator']) {
      expect((await invoices(by)).nodes).toEqual(shown);
      const { nodes, pageInfo } = await invoices(by, {}, { first: 1 });
      expect([nodes, pageInfo.hasNextPage]).toEqual([shown.slice(0, 1), true]);
      const rest = await invoices(by, {}, { first: 1, after: pageInfo.endCursor });
      expect([rest.nodes, rest.pageInfo.hasNextPage]).toEqual([shown.slice(1), false]);
    }
    for (const by of ['dealer', 'alderClaims', 'housingLender']) expect((await invoices(by)).nodes).toEqual([]);
    expect((await api.ask(undefined, INVOICES, { first: 1 })).errors).toBeDefined();
  });

  it.each<[string, () => object, readonly string[]]>([
    ['what is open', () => ({ isOpen: true }), ['2026-07-31']],
    ['what is settled', () => ({ isOpen: false }), ['2026-04-01']],
    ['due from', () => ({ dueFrom: '2026-04-02' }), ['2026-07-31']],
    ['due by, inclusive', () => ({ dueBy: '2026-04-01' }), ['2026-04-01']],
    ['kind', () => ({ kind: 'CREDIT_NOTE' }), []],
    ['policy', () => ({ policy: policies[1] }), ['2026-07-31']],
    ['partner', () => ({ partner: LUMEN }), ['2026-04-01', '2026-07-31']],
    ['another partner', () => ({ partner: KESTREL }), []],
    ['lender', () => ({ lender: LENDERS.meridian }), []],
    ['insurer', () => ({ insurer: NORTHWIND, currency: 'USD' }), ['2026-04-01', '2026-07-31']],
    ['currency', () => ({ currency: 'EUR' }), []],
    ['several', () => ({ isOpen: true, dueBy: '2026-07-30' }), []],
  ])('by %s', async (_name, filter, dues) => {
    for (const by of ['merchant', 'underwriter', 'lender', 'operator'])
      expect(await duesOf(by, filter())).toEqual(dues);
  });

  it('go to the next lender with the loan', async () => {
    const { programmes } = await api.data('merchant', '{ programmes { id code } }');
    const programme = programmes.find(({ code }: { code: string }) => code === 'LUMEN-CHECKOUT').id;
    await tell('operator', 'programmeLenderAdd', { programme, lender: LENDERS.meridian }, '');
    const ASSIGN = `mutation ($policy: ID!, $input: PolicyChangeInput!) {
      policyChange(idempotencyKey: "sale", policy: $policy, input: $input) { __typename } }`;
    const assignment = { lender: LENDERS.meridian, noticeGivenOn: '2026-07-01' };
    await api.data('lender', ASSIGN, { policy: policies[1], input: { assignment } });
    expect(await duesOf('housingLender')).toEqual(['2026-07-31']);
    expect(await duesOf('lender')).toEqual(['2026-04-01']);
    expect(await duesOf('merchant', { lender: LENDERS.meridian })).toEqual(['2026-07-31']);
  });
});

describe('payments of premium', () => {
  it('are those of the partner that paid and the insurer that received', async () => {
    const common = { partner: { id: LUMEN }, insurer: { id: NORTHWIND }, unallocated: { amount: '0.00' } };
    const dues = [{ dueOn: '2026-04-01' }, { dueOn: '2026-07-31' }];
    for (const by of ['merchant', 'underwriter', 'operator']) {
      const { premiumPayments } = await api.data(by, PAYMENTS);
      expect(premiumPayments.nodes).toEqual([
        { ...common, reference: 'wire-1', amount: { amount: '8.00' }, reverses: null, invoices: dues },
        { ...common, reference: 'wire-2', amount: { amount: '9.00' }, reverses: null, invoices: dues.slice(1) },
        {
          ...common,
          reference: 'wire-2',
          amount: { amount: '-9.00' },
          reverses: expect.stringMatching(/^ppm_/),
          invoices: dues.slice(1),
        },
      ]);
    }
    for (const by of ['dealer', 'alderClaims', 'lender']) expect(await referencesOf(by)).toEqual([]);
  });

  it.each<[string, object, readonly string[]]>([
    ['reference', { reference: 'wire-1' }, ['wire-1']],
    ['deposit', { hasDeposit: true }, []],
    ['received from', { receivedFrom: '2026-07-02' }, []],
    ['received by, inclusive', { receivedBy: '2026-07-01' }, ['wire-1', 'wire-2', 'wire-2']],
    ['currency', { currency: 'EUR' }, []],
    ['partner', { partner: KESTREL }, []],
    ['insurer', { insurer: NORTHWIND, reference: 'wire-2' }, ['wire-2', 'wire-2']],
  ])('by %s', async (_name, filter, references) => {
    for (const by of ['merchant', 'underwriter', 'operator'])
      expect(await referencesOf(by, filter)).toEqual(references);
  });
});
