import { changePolicyExposure } from '../../src/exposure/policy-capacity.js';
import { SANDBOX_IDS } from '../../src/sandbox/seed.js';
import { startApi, type TestApi } from '../support/api.js';
import { expectInvariants } from '../support/invariants.js';
import { checkoutRequest, goodObligor, LUMEN, POLICY_ACTIVATE, POLICY_BIND, usd } from '../support/requests.js';
import { until } from '../support/until.js';

const SHARES = 'insurerShares { share insurer { name } sumInsured { amount } premium { amount } }';
const QUOTE = `mutation ($key: String!, $input: QuoteCreateInput!) { quoteCreate(idempotencyKey: $key, input: $input) {
  ... on Quote { id status offers { id insurer { name } sumInsured { amount } premium { total { amount } } ${SHARES} }
                 bindingLimit { dimension available { amount } } } ... on Problem { code message } } }`;
const POLICY = `query ($id: ID!) { policy(id: $id) { status sumInsured { amount } premium { total { amount } } insurer { name } ${SHARES} } }`;
const CLEAN = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.1, openAccounts: 4 };

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  // Published terms never change; this stands in for versions that were published with the term.
  const owner = await api.testDatabase.database.pool.connect();
  await owner.query(
    `BEGIN; SELECT set_config('app.scope', 'system', true); ALTER TABLE product_version DISABLE TRIGGER USER`,
  );
  await owner.query(`UPDATE product_version SET terms = terms || '{"coInsures": true}'`);
  await owner.query('ALTER TABLE product_version ENABLE TRIGGER USER; COMMIT');
  owner.release();
});
afterAll(() => api.close());

const setCap = (insurerId: string, capMinor: string) =>
  api.testDatabase.unitOfWork.run({ kind: 'SYSTEM' }, (tx) =>
    tx.run(
      {
        name: 'test.setCap',
        text: `UPDATE exposure_limit SET cap_minor = $2 WHERE insurer_id = $1 AND dimension = 'INSURER' AND currency = 'USD'`,
      },
      [insurerId, capMinor],
    ),
  );
const quote = async (name: string) => {
  const obligor = { ...goodObligor, reference: name, identityNumber: null, creditReport: CLEAN };
  return (await api.data('merchant', QUOTE, { key: `q-${name}`, input: checkoutRequest(name, { obligor }) }))
    .quoteCreate;
};
const used = async () =>
  (
    await api.data(
      'operator',
      '{ limits(first: 100, filter: { dimension: [INSURER] }) { nodes { insurer { name } cap { currency } used { amount } } } }',
    )
  ).limits.nodes
    .filter(({ cap }: { cap: { currency: string } }) => cap.currency === 'USD')
    .filter(({ insurer }: { insurer: { name: string } }) => insurer.name !== 'Tamarack Surety')
    .map(({ insurer, used }: { insurer: { name: string }; used: { amount: string } }) => [insurer.name, used.amount])
    .sort();
/** A limit that is made later counts what an insurer carries as business of its own product, whoever leads. */
async function countsOwnProduct(key: 'underwriter' | 'alderUnderwriter', code: string, carried: object): Promise<void> {
  const { products } = await api.data(key, '{ products(first: 50) { nodes { id code } } }');
  const { id } = products.nodes.find((one: { code: string }) => one.code === code);
  const { exposure } = await api.data(
    key,
    '{ exposure(by: PRODUCT, currency: "USD", first: 5) { subject reserved { amount } } }',
  );
  expect(exposure).toEqual([{ subject: id, reserved: carried }]);
  for (const [dimension, subject] of [
    ['PRODUCT', id],
    ['SCENARIO', 'ecommerce'],
  ]) {
    const input = { dimension, subject, cap: usd('5000.00'), reason: 'test' };
    const { limitSet } = await api.data(
      key,
      `mutation ($key: String!, $input: LimitSetInput!) { limitSet(idempotencyKey: $key, input: $input) { ... on Limit { used { amount } } } }`,
      { key: `${key}-${dimension}`, input },
    );
    expect([dimension, limitSet.used]).toEqual([dimension, carried]);
  }
}
/**
 * What grows waits for the follower's limit, which somebody has locked, without holding a later one of the leader: who locks in the
 * order of ids, as grants do, never waits in a circle.
 */
async function growsInOrder(policyId: string): Promise<void> {
  const { database, unitOfWork } = api.testDatabase;
  const context = { at: new Date(), cause: 'test' };
  const grantor = await database.pool.connect();
  await grantor.query(`BEGIN; SELECT set_config('app.scope', 'system', true)`);
  const { rows } = await grantor.query(
    `SELECT l.id FROM exposure_limit l JOIN exposure e ON l.id = ANY (e.limit_ids) WHERE e.policy_id = $1
       AND (l.insurer_id, l.dimension) IN (($2, 'INSURER'), ($3, 'OBLIGOR')) ORDER BY l.dimension`,
    [policyId, SANDBOX_IDS.alder, SANDBOX_IDS.northwind],
  );
  const [early, late] = rows.map(({ id }) => id);
  expect(early < late).toBe(true);
  const lock = 'SELECT id FROM exposure_limit WHERE id = $1 FOR NO KEY UPDATE NOWAIT';
  await grantor.query(lock, [early]);
  const grown = unitOfWork
    .run({ kind: 'SYSTEM' }, async (tx) => {
      await changePolicyExposure(tx, policyId, 110_000n, context);
      throw new Error('it all fits');
    })
    .catch((error: unknown) => error);
  const waiting = `SELECT 1 FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')`;
  try {
    await until(async () => (await database.pool.query(waiting)).rows.length > 0);
    expect((await grantor.query(lock, [late])).rows).toHaveLength(1);
  } finally {
    await grantor.query('ROLLBACK');
    grantor.release();
  }
  expect(await grown).toEqual(new Error('it all fits'));
}
const minor = (amount: string): number => Math.round(Number(amount) * 100);

describe('co-insurance', () => {
  it('shares a risk for which no insurer has room alone, from the offer to the end of cover', async () => {
    await setCap(SANDBOX_IDS.northwind, '80000');
    await setCap(SANDBOX_IDS.alder, '40000');
    const { status, offers, bindingLimit } = await quote('shared');
    expect(status).toBe('OFFERED');
    expect(offers).toHaveLength(1);
    expect(bindingLimit.dimension).toBe('INSURER');
    const [offer] = offers;
    const [leader, follower] = offer.insurerShares;
    expect([leader.insurer.name, follower.insurer.name]).toEqual(['Northwind Credit Insurance', 'Alder Mutual']);
    expect(offer.insurer.name).toBe('Northwind Credit Insurance');
    expect(Math.round(Number(leader.share) * 1e6) + Math.round(Number(follower.share) * 1e6)).toBe(1_000_000);
    expect(minor(leader.sumInsured.amount) + minor(follower.sumInsured.amount)).toBe(minor(offer.sumInsured.amount));
    expect(minor(leader.premium.amount) + minor(follower.premium.amount)).toBe(minor(offer.premium.total.amount));
    expect(minor(leader.sumInsured.amount)).toBeLessThanOrEqual(80_000);
    expect(minor(leader.sumInsured.amount)).toBeGreaterThan(79_990);
    expect(await used()).toEqual([
      ['Alder Mutual', follower.sumInsured.amount],
      ['Northwind Credit Insurance', leader.sumInsured.amount],
    ]);
    await countsOwnProduct('alderUnderwriter', 'AM-CHECKOUT', follower.sumInsured);
    await countsOwnProduct('underwriter', 'NW-CHECKOUT', leader.sumInsured);
    const bind = { offer: offer.id, premiumAtMost: usd('99.00') };
    const { id } = (await api.data('merchant', POLICY_BIND, { key: 'b', input: bind })).policyBind;
    await api.data('lender', POLICY_ACTIVATE, {
      key: 'a',
      input: {
        policy: id,
        disbursement: { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: 'HB-1' },
        purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: 'shared', payee: LUMEN },
      },
    });
    expect((await api.data('merchant', POLICY, { id })).policy).toMatchObject({
      status: 'ACTIVE',
      insurerShares: [leader, follower],
    });
    await api.data(
      'merchant',
      `mutation ($policy: ID!) { orderReturn(idempotencyKey: "r", policy: $policy, input: { lines: [{ sku: "CABLE", quantity: 1 }] }) { __typename } }`,
      { policy: id },
    );
    await growsInOrder(id);
    const after = (await api.data('lender', POLICY, { id })).policy;
    const [lead, follow] = after.insurerShares;
    expect([lead.share, follow.share]).toEqual([leader.share, follower.share]);
    expect(minor(lead.sumInsured.amount) + minor(follow.sumInsured.amount)).toBe(minor(after.sumInsured.amount));
    await expectInvariants(api.testDatabase.unitOfWork);
    await api.data(
      'lender',
      `mutation ($policy: ID!) { loanReport(input: { reports: [{ policy: $policy, sequence: 1, effectiveOn: "2026-03-02",
         settled: { amount: { amount: "1100.00", currency: "USD" } } }] }) { accepted rejected { code message } } }`,
      { policy: id },
    );
    expect(await used()).toEqual([
      ['Alder Mutual', '0.00'],
      ['Northwind Credit Insurance', '0.00'],
    ]);
    await expectInvariants(api.testDatabase.unitOfWork);
  });

  it('offers nothing when all together have too little room', async () => {
    const lower = (insurer: string, amount: string) =>
      api.data(
        'operator',
        `mutation ($key: String!, $input: LimitSetInput!) { limitSet(idempotencyKey: $key, input: $input) { __typename } }`,
        { key: insurer, input: { insurer, dimension: 'INSURER', cap: usd(amount), reason: 'test' } },
      );
    await lower(SANDBOX_IDS.northwind, '800.00');
    await lower(SANDBOX_IDS.alder, '300.00');
    expect(await quote('too-much')).toMatchObject({ status: 'DECLINED', offers: [] });
  });
});
