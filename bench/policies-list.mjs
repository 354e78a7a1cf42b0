/**
 * policies(first: 50) with partner, claims and instalments beside one hand-written SQL-JSON statement served by a bare
 * node:http handler: the same bytes, from the same PostgreSQL, to the same client, in one run.
 *
 *   npm run bench:list
 */
import pg from 'pg';
import { compare, planOf } from './support/compare.mjs';
import { postOf } from './support/load.mjs';
import { POLICIES, sellPoliciesWithClaims } from './support/policies.mjs';
import { ask, Bench } from './support/processes.mjs';

const CONNECTIONS = 16;
const POOL_SIZE = 10;
const TARGET = 0.7;
const SOLD = Number(process.env.BENCH_POLICIES ?? 300);
const variables = { first: 50 };

/** Fresh tables have no statistics; a database that has been running for a minute has. */
async function analyse(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('ANALYZE');
  await client.end();
}

const bench = await Bench.open();
try {
  const database = await bench.postgres();
  const gateway = await bench.gateway(database.url, POOL_SIZE);
  await sellPoliciesWithClaims(gateway, SOLD);
  await analyse(database.url);
  const { data, text } = await ask(gateway, 'merchant', POLICIES, variables);
  const claims = data.policies.nodes.flatMap((policy) => policy.claims).length;
  const instalments = data.policies.nodes.flatMap((policy) => policy.loan.schedule).length;
  if (claims < 5 || instalments !== 600) throw new Error(`not what is measured: ${claims} ${instalments}`);
  const reference = await bench.server('bench/policies-reference.mjs', {
    DATABASE_URL: database.url,
    POOL_SIZE: String(POOL_SIZE),
    TAIL: text.slice(JSON.stringify({ data }).length - 1),
  });
  const right = Buffer.from(text);
  const loadOf = (url, key) => {
    const request = postOf(url, { authorization: `Bearer ${key}` }, JSON.stringify({ query: POLICIES, variables }));
    return { url, connections: CONNECTIONS, request: () => request, isRight: (body) => body.equals(right) };
  };
  process.stdout.write(`${right.length} bytes an answer, ${SOLD} policies\n`);
  await compare(
    [
      { name: 'policies(first: 50)', pid: gateway.pid, load: loadOf(`${gateway.url}/graphql`, gateway.keys.merchant) },
      { name: 'node:http and one statement', pid: reference.pid, load: loadOf(`${reference.url}/`, 'none') },
    ],
    planOf(TARGET, database.pid),
  );
} finally {
  await bench.close();
}
