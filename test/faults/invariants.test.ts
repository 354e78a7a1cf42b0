import type { PoolClient } from 'pg';
import type { Transaction } from '../../src/database/unit-of-work.js';
import { startApi, type TestApi } from '../support/api.js';
import { brokenInvariants, expectInvariants } from '../support/invariants.js';
import { checkoutRequest, LUMEN, POLICY_ACTIVATE, POLICY_BIND, QUOTE_CREATE, usd } from '../support/requests.js';

let api: TestApi;

/** One order insured and paid out, one that waits for its activation, and a quote that nobody took. */
beforeAll(async () => {
  api = await startApi();
  for (const order of ['ACTIVE', 'PENDING', 'OPEN']) {
    const { quoteCreate } = await api.data('merchant', QUOTE_CREATE, {
      key: `q-${order}`,
      input: checkoutRequest(order),
    });
    if (order === 'OPEN') continue;
    const bind = { key: `b-${order}`, input: { offer: quoteCreate.offers[0].id, premiumAtMost: usd('10.00') } };
    const { policyBind } = await api.data('merchant', POLICY_BIND, bind);
    if (order === 'PENDING') continue;
    await api.data('lender', POLICY_ACTIVATE, {
      key: 'a',
      input: {
        policy: policyBind.id,
        disbursement: { disbursedOn: '2026-03-02', amount: usd('1200.00'), loanReference: 'HB-77' },
        purposeEvidence: { kind: 'DELIVERY_CONFIRMATION', reference: order, payee: LUMEN },
      },
    });
  }
  await expectInvariants(api.testDatabase.unitOfWork);
});
afterAll(() => api.close());

const APPEND_ONLY = ['posting', 'event', 'event_position', 'state_change', 'policy_transaction'];

/** What is broken after the owner of the database did `damage`, behind the backs of triggers; undone afterwards. */
async function brokenAfter(damage: string): Promise<string[]> {
  const client: PoolClient = await api.testDatabase.database.pool.connect();
  const ask: Transaction['rows'] = async <Row>({ text }: { text: string }, values: readonly unknown[] = []) =>
    (await client.query(text, [...values])).rows as Row[];
  try {
    await client.query(`BEGIN; SELECT set_config('app.scope', 'system', true)`);
    for (const table of APPEND_ONLY) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    const { rowCount } = await client.query(damage);
    expect(rowCount).toBeGreaterThan(0);
    return Object.keys(await brokenInvariants(ask));
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

const OF_ACTIVE = `(SELECT id FROM policy WHERE status = 'ACTIVE')`;

describe('the invariants', () => {
  it.each<[string, string, readonly string[]]>([
    ['a posting', 'UPDATE posting SET amount_minor = amount_minor + 1 WHERE line = 1', ['I1', 'I2']],
    ['journals without lines', 'DELETE FROM posting', ['I1']],
    ['an offer', 'UPDATE offer SET premium_minor = premium_minor + 1', ['I4']],
    ['a premium', 'UPDATE policy SET premium_minor = premium_minor + 1', ['I4', 'I4']],
    ['a transaction', 'DELETE FROM policy_transaction', ['I4']],
    ['a payment without a claim', 'UPDATE policy SET indemnity_paid_minor = 1', ['I6']],
    ['a counter', 'UPDATE exposure_limit SET reserved_minor = reserved_minor + 1', ['I8']],
    ['a lost exposure', `DELETE FROM exposure WHERE policy_id = ${OF_ACTIVE}`, ['I8', 'I8']],
    ['a reserve kept', `UPDATE exposure SET state = 'RESERVED' WHERE policy_id IS NULL`, ['I8', 'I8']],
    ['a policy without its quote', `UPDATE quote SET status = 'OFFERED'`, ['I8', 'I9', 'I10']],
    ['a lock let go', `UPDATE purpose_lock SET state = 'RELEASED'`, ['I9', 'I10']],
    ['a forgotten key', `DELETE FROM idempotency_key WHERE key LIKE 'b-%'`, ['each']],
    ['an answer that leads nowhere', `UPDATE idempotency_key SET answer = '{}' WHERE key = 'q-OPEN'`, ['each']],
    ['a state without history', `UPDATE policy SET status = 'LAPSED' WHERE status = 'ACTIVE'`, ['I10']],
    ['a forbidden step', `UPDATE state_change SET to_state = 'EXPIRED' WHERE machine = 'Policy'`, ['I10', 'I10']],
    ['a history from the middle', `UPDATE state_change SET from_state = 'LAPSED' WHERE machine = 'Policy'`, ['I10']],
    ['an untold reserve', `UPDATE event SET kind = 'other' WHERE kind = 'exposure.reserved'`, ['I11', 'I14']],
    ['an untold bind', `UPDATE event SET kind = 'other' WHERE kind = 'policy.bound'`, ['I11', 'I14']],
    [
      'a quote told twice',
      `UPDATE event SET subject_id = (SELECT max(id) FROM quote) WHERE kind = 'quote.offered'`,
      ['I11'],
    ],
    ['a gap', 'UPDATE event_position SET position = 1000 WHERE position = 2', ['I11']],
    ['a lost event', 'DELETE FROM event_position WHERE position = (SELECT max(position) FROM event_position)', ['I11']],
    ['a waiting event', 'INSERT INTO pending_event SELECT id, owner_id FROM event LIMIT 1', ['I11']],
    ['a role of another insurer', `UPDATE policy_role SET insurer_id = 'org_other'`, ['I14']],
    ['a loan of another lender', `UPDATE loan SET lender_id = 'org_other'`, ['I14', 'I14']],
  ])('notice %s', async (_, damage, expected) => {
    expect((await brokenAfter(damage)).map((name) => name.split(' ')[0])).toEqual(expected);
  });
});
