import { sellPolicies } from './policies.mjs';
import { ask } from './processes.mjs';

// A hexadecimal number is a well-formed id of any kind: its digits are digits of base 32 as well.
const idOf = (prefix) => `'${prefix}_0' || lpad(to_hex(place), 25, '0')`;

const COPIES = {
  quote: { id: idOf('quo'), obligor_reference: `'obligor-' || place` },
  offer: { id: idOf('ofr'), quote_id: idOf('quo') },
  policy: { id: idOf('pol'), quote_id: idOf('quo'), offer_id: idOf('ofr'), number: `'BENCH-' || place` },
  exposure: { id: idOf('exp'), quote_id: idOf('quo'), offer_id: idOf('ofr') },
  loan: { id: idOf('lon'), policy_id: idOf('pol'), reference: `'loan-' || place` },
  instalment: { loan_id: idOf('lon') },
  earning_segment: { policy_id: idOf('pol') },
};

async function copyRows(client, table, { count, where, changes = {} }) {
  const { rows } = await client.query(
    'SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 AND is_generated = $2',
    [table, 'NEVER'],
  );
  const names = rows.map(({ name }) => name);
  const values = names.map((name) => changes[name] ?? COPIES[table][name] ?? `t.${name}`);
  await client.query(`INSERT INTO ${table} (${names.join(', ')})
    SELECT ${values.join(', ')} FROM ${table} t CROSS JOIN generate_series(1, ${count}) AS place WHERE ${where}`);
}

/** One loan in force, sold over the API, and a session that may copy its rows. */
async function sellPattern(gateway, client) {
  const [policy] = await sellPolicies(gateway, 1);
  await client.query(`SELECT set_config('app.scope', 'system', false)`);
  const { rows } = await client.query(
    'SELECT p.id AS policy, p.quote_id AS quote, p.offer_id AS offer, l.id AS loan FROM policy p JOIN loan l ON l.policy_id = p.id WHERE p.id = $1',
    [policy],
  );
  return rows[0];
}

/**
 * A book of `count` loans in force: one is sold over the API, the others are copies of its rows. Answers the ids of their
 * policies and the schedule they share.
 */
export async function sellBook(gateway, client, count) {
  const { policy, quote, offer, loan } = await sellPattern(gateway, client);
  await copyRows(client, 'quote', { count, where: `t.id = '${quote}'` });
  await copyRows(client, 'offer', { count, where: `t.id = '${offer}'` });
  await copyRows(client, 'policy', { count, where: `t.id = '${policy}'` });
  await copyRows(client, 'loan', { count, where: `t.id = '${loan}'` });
  await copyRows(client, 'instalment', { count, where: `t.loan_id = '${loan}'` });
  await client.query('ANALYZE');
  const policies = await client.query(`SELECT id FROM policy WHERE number LIKE 'BENCH-%' ORDER BY id`);
  const { data } = await ask(
    gateway,
    'merchant',
    'query($id: ID!) { policy(id: $id) { loan { schedule { dueOn principal { amount } interest { amount currency } } } } }',
    { id: policy },
  );
  return { policies: policies.rows.map(({ id }) => id), schedule: data.policy.loan.schedule };
}

/**
 * `count` policies and loans without quotes and schedules, for what looks at loans alone; `oldestUnpaidDueOn` is SQL over
 * `place`, 1 to `count`.
 */
export async function sellBareBook(gateway, client, { count, oldestUnpaidDueOn }) {
  const { policy, loan } = await sellPattern(gateway, client);
  const { rows } = await client.query(
    `SELECT conname AS name FROM pg_constraint WHERE conrelid = 'policy'::regclass AND contype = 'f'
       AND confrelid IN ('quote'::regclass, 'offer'::regclass)`,
  );
  for (const { name } of rows) await client.query(`ALTER TABLE policy DROP CONSTRAINT ${name}`);
  const bare = { risk: `'{}'`, facts: `'{}'` };
  await copyRows(client, 'policy', { count, where: `t.id = '${policy}'`, changes: bare });
  const due = { oldest_unpaid_due_on: oldestUnpaidDueOn };
  await copyRows(client, 'loan', { count, where: `t.id = '${loan}'`, changes: due });
  await client.query('VACUUM ANALYZE loan');
  await client.query('VACUUM ANALYZE policy');
}

/**
 * `count` policies whose premium is earned over a year, sold evenly over the last year; of `1 + runOut` all but one as many
 * years earlier that their cover is over. Their programme is closed up to the day before `today`. Answers the programme.
 */
export async function sellEarningBook(gateway, client, { count, today, runOut }) {
  const { policy } = await sellPattern(gateway, client);
  const { rows: constraints } = await client.query(
    `SELECT conrelid::regclass AS table, conname AS name FROM pg_constraint
     WHERE (conrelid = 'policy'::regclass AND contype = 'f' AND confrelid IN ('quote'::regclass, 'offer'::regclass))
       OR (conrelid = 'earning_segment'::regclass AND contype = 'f' AND confrelid = 'policy'::regclass)`,
  );
  for (const { table, name } of constraints) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  const age = `place % 360 + 366 * (place % ${1 + runOut})`;
  const dates = {
    booked_on: `'${today}'::date - ${age}`,
    from_on: `'${today}'::date - ${age}`,
    to_on: `'${today}'::date - ${age} + 365`,
  };
  await copyRows(client, 'earning_segment', {
    count,
    where: `t.policy_id = '${policy}'`,
    changes: dates,
  });
  const { rows } = await client.query(
    'SELECT programme_id AS programme, partner_id AS partner FROM earning_segment WHERE policy_id = $1',
    [policy],
  );
  const [{ programme, partner }] = rows;
  await client.query(
    `INSERT INTO closing (programme_id, partner_id, closed_on) VALUES ($1, $2, $3::date - 2)
     ON CONFLICT (programme_id, partner_id) DO UPDATE SET closed_on = excluded.closed_on`,
    [programme, partner, today],
  );
  await client.query('VACUUM ANALYZE earning_segment');
  return programme;
}

/** `count` exposures in force of one insurer, each of a quote and an obligor of its own; without policies and loans. */
export async function sellExposures(gateway, client, count) {
  const { policy, quote, offer } = await sellPattern(gateway, client);
  // What underwriting knew is most of a quote, and nothing a limit looks at.
  const bare = { facts: `'{}'`, decision: `'{}'`, risk: `'{}'`, obligor_key: `lpad(to_hex(place), 40, '0')` };
  await copyRows(client, 'quote', { count, where: `t.id = '${quote}'`, changes: bare });
  await copyRows(client, 'offer', { count, where: `t.id = '${offer}'`, changes: { pricing: `'{}'` } });
  // In force without a policy: nothing that is measured looks at it.
  const held = { policy_id: 'NULL' };
  await copyRows(client, 'exposure', { count, where: `t.policy_id = '${policy}'`, changes: held });
  await client.query(
    `UPDATE exposure_limit l SET cap_minor = 900000000000000, utilised_minor = l.utilised_minor + s.minor
     FROM (SELECT used.id, sum(e.amount_minor) AS minor FROM exposure e CROSS JOIN unnest(e.limit_ids) AS used (id)
           WHERE e.id LIKE 'exp_00000%' AND e.quote_id LIKE 'quo_00000%' GROUP BY 1) s WHERE l.id = s.id`,
  );
  await client.query('VACUUM ANALYZE exposure');
  await client.query('ANALYZE');
}
