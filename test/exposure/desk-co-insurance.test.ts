import { randomUUID } from 'node:crypto';
import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { startApi, type TestApi } from '../support/api.js';
import { type CoInsurers, capAt, coInsurers } from '../support/co-insurers.js';
import { fingerprint } from '../support/fingerprint.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, goodObligor, LUMEN, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';

const SHARES = 'insurerShares { insurer { name } share sumInsured { amount } premium { amount } }';
const QUOTE = `query ($id: ID!) { quote(id: $id) { status decision { outcome }
  referrals { insurer { name } status outcome }
  offers { id insurer { name } sumInsured { amount } premium { total { amount } } loan { principal { amount } }
           conditions { kind text amount { amount } } expiresAt ${SHARES} } } }`;
const DECIDE = `mutation ($key: String!, $input: QuoteDecideInput!) { quoteDecide(idempotencyKey: $key, input: $input) {
  __typename ... on Referral { status outcome entries { kind keyId loading text } }
  ... on LimitExceeded { limit requested { amount } available { amount } } ... on Problem { code message } } }`;
const NAMES = { northwind: 'Northwind Credit Insurance', alder: 'Alder Mutual', cedar: 'Cedar Assurance' };

let api: TestApi;
let others: CoInsurers;
let keys: Readonly<Record<keyof typeof NAMES, string>>;
beforeEach(async () => {
  api = await startApi();
  others = await coInsurers(api);
  keys = { northwind: 'underwriter', alder: 'alderUnderwriter', cedar: others.cedarUnderwriter };
});
afterEach(async () => {
  await expectInvariants(api.testDatabase.unitOfWork);
  await api.close();
});

type Insurer = keyof typeof NAMES;
const system = <Row>(text: string, values: readonly unknown[] = []) =>
  api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) => tx.rows<Row>({ name: '', text }, values));
/** A checkout whose buyer no bureau knows: all three insurers refer it. */
async function referred(reference: string): Promise<string> {
  const input = checkoutRequest(reference, { obligor: { ...goodObligor, identityNumber: 'SANDBOX-UNKNOWN' } });
  return (await api.data('merchant', QUOTE_CREATE, { key: reference, input })).quoteCreate.id;
}
const quoteOf = async (id: string) => (await api.data('merchant', QUOTE, { id })).quote;
async function decide(who: Insurer, quoteId: string, input: object = {}) {
  const list = '{ referrals(first: 20) { nodes { id quoteId } } }';
  const { referrals } = await api.data(keys[who], list);
  const { id: referral } = referrals.nodes.find((one: { quoteId: string }) => one.quoteId === quoteId);
  const given = { decision: 'APPROVE', ...input, referral };
  return (await api.data(keys[who], DECIDE, { key: randomUUID(), input: given })).quoteDecide;
}
const held = () =>
  system<{ insurer: string; amount: string }>(
    `SELECT o.name AS insurer, sum(e.amount_minor)::text AS amount FROM exposure e JOIN organisation o ON o.id = e.insurer_id
     WHERE e.state = 'RESERVED' GROUP BY o.name ORDER BY sum(e.amount_minor) DESC`,
  );
const eventsOf = async (key: string, kind: string) =>
  (await api.data(key, '{ events(after: "0", first: 100) { events { kind } } }')).events.events.filter(
    (event: { kind: string }) => event.kind === kind,
  ).length;

it('desks that approve more than each has room for carry it together, on the terms of whoever has the most room', async () => {
  const quote = await referred('TOGETHER-1');
  const loading = { loading: '0.1', note: 'Payslips seen.' };
  const evidence = { conditions: [{ kind: 'EVIDENCE', text: 'Payslips of three months' }] };
  const rules = await api.data('underwriter', '{ referrals(first: 1) { nodes { premium { amount } } } }');
  expect(rules.referrals.nodes).toEqual([{ premium: { amount: '16.89' } }]);
  expect(await decide('northwind', quote, loading)).toMatchObject({
    status: 'OPEN',
    outcome: null,
    entries: [{ kind: 'SHARE_APPROVAL', loading: '0.1', text: 'Payslips seen.' }],
  });
  expect(await decide('alder', quote, evidence)).toMatchObject({
    status: 'OPEN',
    entries: [{ kind: 'SHARE_APPROVAL' }],
  });
  expect(await held()).toEqual([]);
  expect(await quoteOf(quote)).toMatchObject({ status: 'REFERRED', offers: [] });
  expect(await eventsOf('merchant', 'quote.offered')).toBe(0);

  expect(await decide('cedar', quote)).toMatchObject({
    status: 'DECIDED',
    outcome: 'APPROVED',
    entries: [{ kind: 'DECISION', loading: '0' }],
  });
  const { status, referrals, offers } = await quoteOf(quote);
  expect(status).toBe('OFFERED');
  expect(referrals).toEqual(
    Object.values(NAMES).map((name) => ({ insurer: { name }, status: 'DECIDED', outcome: 'APPROVED' })),
  );
  // Of 1,151.48 whoever has 800.00, 250.00 and 150.00 carries all it has in that order, less a minor unit for rounding.
  expect(offers).toMatchObject([
    {
      insurer: { name: NAMES.northwind },
      sumInsured: { amount: '1151.48' },
      // A tenth more than the 16.89 that the rules would ask.
      premium: { total: { amount: '18.58' } },
      loan: null,
      conditions: [{ kind: 'EVIDENCE', text: 'Payslips of three months', amount: null }],
      expiresAt: '2026-03-03T12:00:00.000Z',
      insurerShares: [
        { insurer: { name: NAMES.northwind }, sumInsured: { amount: '799.99' } },
        { insurer: { name: NAMES.alder }, sumInsured: { amount: '249.99' } },
        { insurer: { name: NAMES.cedar }, sumInsured: { amount: '101.50' } },
      ],
    },
  ]);
  expect(await held()).toEqual([
    { insurer: NAMES.northwind, amount: '79999' },
    { insurer: NAMES.alder, amount: '24999' },
    { insurer: NAMES.cedar, amount: '10150' },
  ]);
  const record = `SELECT e.kind, e.key_id = $1 AS own FROM referral_entry e WHERE e.insurer_id = $2 ORDER BY e.id`;
  const { keyId } = (await api.data('underwriter', '{ viewer { keyId } }')).viewer;
  expect(await system(record, [keyId, SANDBOX_IDS.northwind])).toEqual([
    { kind: 'SHARE_APPROVAL', own: true },
    { kind: 'DECISION', own: true },
  ]);
  expect(await eventsOf('merchant', 'quote.offered')).toBe(1);
  expect(await eventsOf('underwriter', 'referral.decided')).toBe(1);

  const bind = (conditionsMet: boolean) =>
    api.data('merchant', POLICY_BIND, {
      key: `bind-${conditionsMet}`,
      input: { offer: offers[0].id, premiumAtMost: usd('99.00'), conditionsMet },
    });
  expect((await bind(false)).policyBind.__typename).toBe('InvalidInput');
  const { policyBind } = await bind(true);
  expect(policyBind.__typename).toBe('Policy');
  const shown = await api.data(others.cedarUnderwriter, `query ($id: ID!) { policy(id: $id) { ${SHARES} } }`, {
    id: policyBind.id,
  });
  expect(shown.policy.insurerShares.map(({ insurer }: { insurer: object }) => insurer)).toEqual([
    { name: NAMES.northwind },
    { name: NAMES.cedar },
  ]);
});

it('no desk hears of another before there is an offer, and one may still decline or ask for less', async () => {
  const quote = await referred('ALONE-1');
  await decide('northwind', quote);
  const seen = await api.data(keys.alder, '{ referrals(first: 10) { nodes { entries { kind } } } }');
  expect(seen.referrals.nodes).toEqual([{ entries: [] }]);
  expect(await eventsOf(keys.alder, 'referral.approvalRecorded')).toBe(0);
  // A smaller loan is another loan: it is not carried with what was approved for the whole.
  const less = { conditions: [{ kind: 'LOWER_AMOUNT', amount: usd('1100.00') }] };
  expect(await decide('alder', quote, less)).toMatchObject({ status: 'OPEN' });
  expect(await decide('cedar', quote)).toMatchObject({ status: 'OPEN' });
  expect(await held()).toEqual([]);
  // With the same from all of them it is: the last word of each counts.
  expect(await decide('northwind', quote, less)).toMatchObject({ status: 'OPEN' });
  expect(await decide('cedar', quote, { decision: 'DECLINE', reasonCodes: ['INCOME_NOT_VERIFIED'] })).toMatchObject({
    outcome: 'DECLINED',
  });
  await capAt(api, SANDBOX_IDS.alder, '40000');
  expect(await decide('alder', quote, less)).toMatchObject({ status: 'DECIDED', outcome: 'APPROVED' });
  const { offers, referrals } = await quoteOf(quote);
  expect(referrals.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['APPROVED', 'APPROVED', 'DECLINED']);
  expect(offers).toMatchObject([
    {
      loan: { principal: { amount: '1100.00' } },
      conditions: [{ kind: 'LOWER_AMOUNT', amount: { amount: '1100.00' } }],
      sumInsured: { amount: '1055.52' },
      insurerShares: [{ sumInsured: { amount: '799.99' } }, { sumInsured: { amount: '255.53' } }],
    },
  ]);
});

it('a desk without room and without anybody beside it is refused, and nothing is written', async () => {
  const quote = await referred('NOBODY-1');
  await decide('alder', quote, { decision: 'DECLINE', reasonCodes: ['INCOME_NOT_VERIFIED'] });
  await decide('cedar', quote, { decision: 'DECLINE', reasonCodes: ['INCOME_NOT_VERIFIED'] });
  const before = await fingerprint(api.testDatabase.unitOfWork);
  expect(await decide('northwind', quote)).toMatchObject({
    __typename: 'LimitExceeded',
    limit: 'INSURER',
    requested: { amount: '1151.48' },
    available: { amount: '800.00' },
  });
  expect(await fingerprint(api.testDatabase.unitOfWork)).toEqual(before);
});

it('a desk that finds room alone later makes its own offer, and the others stay free', async () => {
  const quote = await referred('LATER-1');
  await decide('northwind', quote);
  await capAt(api, SANDBOX_IDS.northwind, '200000');
  expect(await decide('northwind', quote)).toMatchObject({ status: 'DECIDED', outcome: 'APPROVED' });
  const { offers, referrals } = await quoteOf(quote);
  expect(offers).toMatchObject([{ insurer: { name: NAMES.northwind }, insurerShares: [] }]);
  expect(referrals.map(({ status }: { status: string }) => status)).toEqual(['DECIDED', 'OPEN', 'OPEN']);
  expect(await held()).toEqual([{ insurer: NAMES.northwind, amount: '115148' }]);
});

it('two last desks at once make one offer', async () => {
  await capAt(api, SANDBOX_IDS.alder, '40000');
  await capAt(api, others.cedar, '40000');
  const quote = await referred('RACE-1');
  await decide('northwind', quote);
  const answers = await Promise.all([decide('alder', quote), decide('cedar', quote)]);
  // Whoever comes second finds nobody beside it any more.
  expect(answers.map((answer) => answer.outcome ?? answer.limit).sort()).toEqual(['APPROVED', 'INSURER']);
  const { offers } = await quoteOf(quote);
  expect(offers).toHaveLength(1);
  expect(offers[0].insurerShares).toHaveLength(2);
  expect((await held()).map(({ amount }) => amount)).toEqual(['79999', '35149']);
  expect(await system('SELECT owner_id FROM event WHERE kind = $1', ['quote.offered'])).toEqual([{ owner_id: LUMEN }]);
});
