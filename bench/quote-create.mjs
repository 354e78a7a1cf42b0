/**
 * quoteCreate of the whole product over HTTP beside the limit: a bare node:http handler with one durable INSERT into the
 * same PostgreSQL, by the same client, in one run.
 *
 *   npm run bench:quote
 */
import { compare, planOf } from './support/compare.mjs';
import { postOf } from './support/load.mjs';
import { ask, Bench } from './support/processes.mjs';
import { businessDates, QUOTE_CREATE, quoteInput } from './support/quote.mjs';

const CONNECTIONS = 64;
const POOL_SIZE = 10;
const TARGET = 0.35;

const bench = await Bench.open();
try {
  const database = await bench.postgres();
  const gateway = await bench.gateway(database.url, POOL_SIZE);
  const dates = await businessDates(gateway);
  const sample = await ask(gateway, 'merchant', QUOTE_CREATE, { key: 'sample', input: quoteInput('sample', dates) });
  const { id, decision, offers } = sample.data.quoteCreate;
  if (decision?.outcome !== 'APPROVED' || offers.length !== 2) throw new Error(`not what is measured: ${sample.text}`);
  const reference = await bench.server('bench/quote-reference.mjs', {
    DATABASE_URL: database.url,
    POOL_SIZE: String(POOL_SIZE),
    ANSWER: sample.text.replace(id, '$ID'),
  });

  let count = 0;
  const loadOf = (url, key) => ({
    url,
    connections: CONNECTIONS,
    request: () => {
      count += 1;
      const variables = { key: `bench-${count}`, input: quoteInput(`bench-${count}`, dates) };
      return postOf(url, { authorization: `Bearer ${key}` }, JSON.stringify({ query: QUOTE_CREATE, variables }));
    },
    isRight: (body) => body.includes('"outcome":"APPROVED"'),
  });
  await compare(
    [
      { name: 'quoteCreate', pid: gateway.pid, load: loadOf(`${gateway.url}/graphql`, gateway.keys.merchant) },
      { name: 'node:http and one INSERT', pid: reference.pid, load: loadOf(`${reference.url}/`, 'none') },
    ],
    planOf(TARGET, database.pid),
  );
} finally {
  await bench.close();
}
