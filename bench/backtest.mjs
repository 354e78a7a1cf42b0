/**
 * portfolioBacktest over the API: how many past quotes a second are decided and priced again under another version, and
 * what one costs in CPU time. Copies of one quote with drawn credit reports make the book.
 *
 *   npm run build && node bench/backtest.mjs
 */
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { ask, Bench, cpuSeconds, databaseCpuSeconds } from './support/processes.mjs';
import { businessDates, QUOTE_CREATE, quoteInput } from './support/quote.mjs';

const QUOTES = Number(process.env.BENCH_QUOTES ?? 20_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const TARGET = 2_000;

const COPY = `INSERT INTO quote
  SELECT (jsonb_populate_record(q, jsonb_build_object(
    'id', 'quo_' || lpad(to_hex(n), 26, '0'),
    'facts', jsonb_set(q.facts, '{creditReport}', jsonb_build_object('delinquencies24Months', (random() * 3)::int,
      'inquiries6Months', (random() * 5)::int, 'revolvingUtilisation', round(random()::numeric, 2), 'openAccounts', 4))))).*
  FROM quote q, generate_series(1, $1) AS n WHERE q.id = $2`;

const RUN = `subscription ($input: BacktestInput!) { portfolioBacktest(input: $input) {
  done total figures { quotes changedQuotes before { approved } after { approved premium { amount } } } result { id } } }`;

function backtest(gateway, input) {
  const client = createClient({
    url: `${gateway.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${gateway.keys.underwriter}` },
  });
  return new Promise((resolve, reject) => {
    let last;
    client.subscribe(
      { query: RUN, variables: { input } },
      {
        next: ({ data, errors }) => {
          if (errors) reject(new Error(JSON.stringify(errors)));
          last = data?.portfolioBacktest;
        },
        error: reject,
        complete: () => resolve(last),
      },
    );
  }).finally(() => client.dispose());
}

const bench = await Bench.open();
try {
  const database = await bench.postgres();
  const gateway = await bench.gateway(database.url, 10);
  const dates = await businessDates(gateway);
  const { data } = await ask(gateway, 'merchant', QUOTE_CREATE, { key: 'one', input: quoteInput('one', dates) });
  const client = await bench.client(database.url);
  await client.query(`SET app.scope = 'system'`);
  await client.query(COPY, [QUOTES, data.quoteCreate.id]);
  await client.query('VACUUM ANALYZE quote');
  const version = await client.query(
    `SELECT v.id FROM product_version v JOIN product p ON p.id = v.product_id WHERE p.code = 'NW-CHECKOUT'`,
  );
  const input = { productVersion: version.rows[0].id, from: dates(0), to: dates(0) };

  await backtest(gateway, input);
  const rates = [];
  console.log(`${QUOTES} quotes of 12 instalments, decided and priced then and now`);
  for (let round = 1; round <= ROUNDS; round += 1) {
    const [cpu, db, from] = [cpuSeconds(gateway.pid), databaseCpuSeconds(database.pid), performance.now()];
    const { done, figures } = await backtest(gateway, input);
    const seconds = (performance.now() - from) / 1_000;
    const used = cpuSeconds(gateway.pid) - cpu;
    if (done !== QUOTES + 1 || figures.changedQuotes === 0) throw new Error(`not what is measured: ${done}`);
    rates.push(done / used);
    const dbUsed = db === undefined ? '' : `, database ${(databaseCpuSeconds(database.pid) - db).toFixed(2)} s`;
    console.log(
      `round ${round}: ${(done / seconds).toFixed(0)} quotes/s, ${(done / used).toFixed(0)} quotes per CPU second of the gateway${dbUsed}`,
    );
  }
  const median = rates.sort((a, b) => a - b)[Math.floor(rates.length / 2)];
  console.log(`one core: ${median.toFixed(0)} quotes/s; the aim is ${TARGET}: ${median >= TARGET ? 'met' : 'missed'}`);
} finally {
  await bench.close();
}
