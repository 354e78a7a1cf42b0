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
  await api.data('operator', 'mutation { sandboxClockAdvance(days: 2) { now } }');
  await expectInvariants(api.testDatabase.unitOfWork);
});
afterAll(() => api.close());

const APPEND_ONLY = [
  'journal',
  'posting',
  'premium_close',
  'event',
  'event_position',
  'state_change',
  'policy_transaction',
];

/** What is broken after the owner of the database did `damage`, behind the backs of triggers; undone afterwards. */
async function brokenAfter(damage: string, sabotage = 'SELECT 1'): Promise<string[]> {
  const client: PoolClient = await api.testDatabase.database.pool.connect();
  const rows = async <Row>({ text }: { text: string }, values: readonly unknown[] = []) =>
    (await client.query(text, [...values])).rows as Row[];
  try {
    await client.query(`BEGIN; SELECT set_config('app.scope', 'system', true)`);
    for (const table of APPEND_ONLY) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    const { rowCount } = await client.query(damage);
    expect(rowCount).toBeGreaterThan(0);
    for (const table of APPEND_ONLY) await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    await client.query(sabotage);
    return Object.keys(await brokenInvariants({ rows } as Pick<Transaction, 'rows'> as Transaction));
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

const OF_ACTIVE = `(SELECT id FROM policy WHERE status = 'ACTIVE')`;

describe('the invariants', () => {
  it('are shown to the operator with what holds, and to nobody else', async () => {
    const query = '{ invariants { name holds violations samples } }';
    const { invariants } = await api.data('operator', query);
    expect(invariants.length).toBeGreaterThan(40);
    expect(invariants.every(({ holds }: { holds: boolean }) => holds)).toBe(true);
    expect(new Set(invariants.map(({ name }: { name: string }) => name.split(' ')[0]))).toEqual(
      new Set(Array.from({ length: 14 }, (_, at) => `I${at + 1}`)),
    );
    expect(invariants[0]).toEqual({ ...invariants[0], violations: 0, samples: [] });
    expect((await api.ask('claims', query)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('notice a table that could be changed again', async () => {
    const broken = await brokenAfter('SELECT 1', 'ALTER TABLE event DISABLE TRIGGER event_append_only');
    expect(broken.map((name) => name.split(' ')[0])).toEqual(['I3']);
  });

  it.each<[string, string, readonly string[]]>([
    ['a posting', 'UPDATE posting SET amount_minor = amount_minor + 1 WHERE line = 1', ['I1', 'I2', 'I4']],
    ['journals without lines', 'DELETE FROM posting', ['I1', 'I4', 'I5', 'I5']],
    ['an invoice', 'UPDATE premium_invoice SET amount_minor = amount_minor + 1', ['I4', 'I4']],
    ['a settled invoice nobody paid', 'UPDATE premium_invoice SET settled_minor = 1', ['I4']],
    ['a premium earned twice', 'UPDATE premium_close SET earned_minor = earned_minor + 1', ['I5', 'I5']],
    ['premium that is never earned', 'UPDATE earning_segment SET premium_minor = premium_minor - 1', ['I5']],
    ['premium earned too early', 'UPDATE earning_segment SET from_on = from_on - 10', ['I5']],
    ['a refund of nothing', `UPDATE journal SET kind = 'PREMIUM_REDUCED' WHERE kind = 'PREMIUM_WRITTEN'`, ['I7']],
    ['an offer', 'UPDATE offer SET premium_minor = premium_minor + 1', ['I4']],
    ['a premium', 'UPDATE policy SET premium_minor = premium_minor + 1', ['I4', 'I4']],
    ['a transaction', 'DELETE FROM policy_transaction', ['I4']],
    ['a payment without a claim', 'UPDATE policy SET indemnity_paid_minor = 1', ['I6']],
    ['a counter', 'UPDATE exposure_limit SET reserved_minor = reserved_minor + 1', ['I8']],
    ['a lost exposure', `DELETE FROM exposure WHERE policy_id = ${OF_ACTIVE}`, ['I8', 'I8']],
    ['a reserve kept', `UPDATE exposure SET state = 'RESERVED' WHERE policy_id IS NULL`, ['I8', 'I8']],
    ['a policy without its quote', `UPDATE quote SET status = 'OFFERED'`, ['I8', 'I9', 'I10']],
    ['a lock let go', `UPDATE purpose_lock SET state = 'RELEASED'`, ['I9', 'I10']],
    ['a forgotten key', `DELETE FROM idempotency_key WHERE key LIKE 'b-%'`, ['I12']],
    ['an answer that leads nowhere', `UPDATE idempotency_key SET answer = '{}' WHERE key = 'q-OPEN'`, ['I12']],
    [
      'a state without history',
      `UPDATE policy SET status = 'LAPSED' WHERE status = 'ACTIVE'`,
      ['I8', 'I9', 'I10', 'I13'],
    ],
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
    ['an event placed that is not there', `UPDATE event_position SET event_id = 'evt_0'`, ['I11', 'I14']],
    [
      'an offer on a quote that is not there',
      `UPDATE offer SET quote_id = 'quo_0' WHERE quote_id = (SELECT max(id) FROM quote)`,
      ['I14', 'I14'],
    ],
    [
      'a limit of nobody',
      `UPDATE exposure_limit SET insurer_id = (SELECT max(partner_id) FROM quote)
       WHERE id = (SELECT max(id) FROM exposure_limit WHERE dimension = 'OBLIGOR')`,
      ['I14', 'I14'],
    ],
    ['a waiting event', 'INSERT INTO pending_event SELECT id, owner_id FROM event LIMIT 1', ['I11']],
    ['a role of another insurer', `UPDATE policy_role SET insurer_id = 'org_other'`, ['I14']],
    ['a loan of another lender', `UPDATE loan SET lender_id = 'org_other'`, ['I14', 'I14']],
  ])('notice %s', async (_, damage, expected) => {
    expect((await brokenAfter(damage)).map((name) => name.split(' ')[0])).toEqual(expected);
  });
});
