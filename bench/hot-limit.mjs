/**
 * 64 concurrent binds whose offers all hold room of the same two insurers, beside 64 whose offers hold room of two insurers
 * each of their own; and the quotes before them. One gateway, one PostgreSQL, rounds in turn.
 *
 *   npm run bench:hot
 */
import { cpus, loadavg } from 'node:os';
import { createMarkets } from './support/markets.mjs';
import { ask, Bench } from './support/processes.mjs';
import { businessDates, QUOTE_CREATE, quoteInput } from './support/quote.mjs';

const CONNECTIONS = 64;
const TARGET = 0.7;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const PER_ROUND = Number(process.env.BENCH_BINDS ?? 960);
const BIND = `mutation($key: String!, $input: PolicyBindInput!) {
  policyBind(idempotencyKey: $key, input: $input) { __typename ... on Policy { id } ... on Problem { code message } } }`;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Runs `work` for each item, 64 at a time; answers in order, and how many a second. */
async function atOnce(items, work) {
  const answers = [];
  const waiting = items.entries();
  const startMs = performance.now();
  const worker = async () => {
    for (const [at, item] of waiting) answers[at] = await work(item);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return { answers, perSecond: (items.length * 1000) / (performance.now() - startMs) };
}

const bench = await Bench.open();
try {
  const database = await bench.postgres();
  const gateway = await bench.gateway(database.url, 20);
  const client = await bench.client(database.url);
  const dates = await businessDates(gateway);
  const sides = {
    hot: await createMarkets(client, 'HOT', { programmes: CONNECTIONS, separate: false }),
    separate: await createMarkets(client, 'SEPARATE', { programmes: CONNECTIONS, separate: true }),
  };
  // Reading 130 products for the first time may take longer than a request waits for a connection.
  const patiently = async (query, variables) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await ask(gateway, 'merchant', query, variables);
      } catch (error) {
        if (tries === 10 || !String(error).includes('"retryable":true')) throw error;
      }
    }
  };
  let count = 0;
  const quote = async (programme) => {
    count += 1;
    const input = { ...quoteInput(`hot-${count}`, dates), programme };
    const { data, text } = await patiently(QUOTE_CREATE, { key: `hot-${count}`, input });
    if (data.quoteCreate.offers?.length !== 2) throw new Error(`not what is measured: ${text}`);
    return data.quoteCreate.offers[0].id;
  };
  const bind = async (offer) => {
    const input = { offer, premiumAtMost: { amount: '1000.00', currency: 'USD' } };
    const { data, text } = await patiently(BIND, { key: offer, input });
    if (data.policyBind.__typename !== 'Policy') throw new Error(`not what is measured: ${text}`);
  };
  const rates = { hot: { quotes: [], binds: [] }, separate: { quotes: [], binds: [] } };
  for (let round = 0; round <= ROUNDS; round += 1) {
    // Each side goes first in turn; the first round warms up.
    const names = round % 2 === 0 ? ['hot', 'separate'] : ['separate', 'hot'];
    for (const name of names) {
      const programmes = Array.from({ length: PER_ROUND }, (_, at) => sides[name][at % CONNECTIONS]);
      const quotes = await atOnce(programmes, quote);
      const binds = await atOnce(quotes.answers, bind);
      if (round === 0) continue;
      rates[name].quotes.push(quotes.perSecond);
      rates[name].binds.push(binds.perSecond);
    }
  }
  for (const what of ['quotes', 'binds']) {
    const ratios = rates.hot[what].map((rate, at) => rate / rates.separate[what][at]);
    process.stdout.write(
      `${what}: hot ${median(rates.hot[what]).toFixed(0)}/s, separate ${median(rates.separate[what]).toFixed(0)}/s, ` +
        `ratio ${median(ratios).toFixed(3)}, target ${TARGET}; by round ${ratios.map((ratio) => ratio.toFixed(3)).join(' ')}\n`,
    );
  }
  const { rows } = await client.query('SELECT count(*)::int AS broken FROM invariant_i8_limits');
  process.stdout.write(
    `limits that are not the sum of their exposures, or above their cap: ${rows[0].broken}; ` +
      `${cpus().length} cores, load average ${loadavg()[0].toFixed(1)}\n`,
  );
} finally {
  await bench.close();
}
