import { sellPolicies } from './policies.mjs';
import { ask } from './processes.mjs';

// A hexadecimal number is a well-formed id of any kind: its digits are digits of base 32 as well.
const idOf = (prefix) => `'${prefix}_0' || lpad(to_hex(place), 25, '0')`;

const COPIES = {
  quote: { id: idOf('quo'), obligor_reference: `'obligor-' || place` },
  offer: { id: idOf('ofr'), quote_id: idOf('quo') },
  policy: { id: idOf('pol'), quote_id: idOf('quo'), offer_id: idOf('ofr'), number: `'BENCH-' || place` },
  loan: { id: idOf('lon'), policy_id: idOf('pol'), reference: `'loan-' || place` },
  instalment: { loan_id: idOf('lon') },
};

async function copyRows(client, table, count, where) {
  const { rows } = await client.query(
    'SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 AND is_generated = $2',
    [table, 'NEVER'],
  );
  const names = rows.map(({ name }) => name);
  const values = names.map((name) => COPIES[table][name] ?? `t.${name}`);
  await client.query(`INSERT INTO ${table} (${names.join(', ')})
    SELECT ${values.join(', ')} FROM ${table} t CROSS JOIN generate_series(1, ${count}) AS place WHERE ${where}`);
}

/**
 * A book of `count` loans in force: one is sold over the API, the others are copies of its rows. Answers the ids of their
 * policies, the first instalment's payment and where the loans' days begin.
 */
export async function sellBook(gateway, client, count) {
  const [sold] = await sellPolicies(gateway, 1);
  await client.query(`SELECT set_config('app.scope', 'system', false)`);
  const { rows } = await client.query(
    'SELECT p.quote_id AS quote, p.offer_id AS offer, l.id AS loan FROM policy p JOIN loan l ON l.policy_id = p.id WHERE p.id = $1',
    [sold],
  );
  const [{ quote, offer, loan }] = rows;
  await copyRows(client, 'quote', count, `t.id = '${quote}'`);
  await copyRows(client, 'offer', count, `t.id = '${offer}'`);
  await copyRows(client, 'policy', count, `t.id = '${sold}'`);
  await copyRows(client, 'loan', count, `t.id = '${loan}'`);
  await copyRows(client, 'instalment', count, `t.loan_id = '${loan}'`);
  await client.query('ANALYZE');
  const policies = await client.query(`SELECT id FROM policy WHERE number LIKE 'BENCH-%' ORDER BY id`);
  const { data } = await ask(
    gateway,
    'merchant',
    'query($id: ID!) { policy(id: $id) { loan { schedule { dueOn principal { amount } interest { amount currency } } } } }',
    { id: sold },
  );
  return { policies: policies.rows.map(({ id }) => id), schedule: data.policy.loan.schedule };
}
