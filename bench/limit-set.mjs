/**
 * limitSet over a book: a limit that is new counts every live exposure of its insurer, while quotes go on being asked.
 *
 *   BENCH_EXPOSURES=1000000 node bench/limit-set.mjs
 */
import { setTimeout as pause } from 'node:timers/promises';
import { sellExposures } from './support/book.mjs';
import { ask, Bench } from './support/processes.mjs';
import { businessDates, QUOTE_CREATE, quoteInput } from './support/quote.mjs';

const EXPOSURES = Number(process.env.BENCH_EXPOSURES ?? 1_000_000);
const LIMIT_SET = `mutation($key: String!, $input: LimitSetInput!) { limitSet(idempotencyKey: $key, input: $input) {
  __typename ... on Limit { id used { amount } isComplete } ... on Problem { message } } }`;
const LIMIT = `query($id: ID!) { node(id: $id) { ... on Limit { used { amount } isComplete } } }`;
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** Quotes one after the other until `stop`; how long each took, and how many were told to come again. */
function quoteOn(gateway, dates) {
  const tookMs = [];
  let retries = 0;
  let stopped = false;
  const done = (async () => {
    for (let at = 0; !stopped; at += 1) {
      const startMs = performance.now();
      const reference = `during-${startMs}-${at}`;
      for (;;) {
        try {
          await ask(gateway, 'merchant', QUOTE_CREATE, { key: reference, input: quoteInput(reference, dates) });
          break;
        } catch (error) {
          if (!String(error).includes('"retryable":true')) throw error;
          retries += 1;
        }
      }
      tookMs.push(performance.now() - startMs);
      await pause(20);
    }
  })();
  const stop = async () => {
    stopped = true;
    await done;
    return { longestMs: Math.max(...tookMs), quotes: tookMs.length, retries };
  };
  return { stop };
}

async function measure(gateway, dates, [name, input]) {
  const quoting = quoteOn(gateway, dates);
  const startMs = performance.now();
  const { data } = await ask(gateway, 'underwriter', LIMIT_SET, {
    key: name,
    input: { ...input, reason: 'bench' },
  }).catch(async (error) => {
    const { longestMs } = await quoting.stop();
    throw new Error(`after ${seconds(performance.now() - startMs)}, longest quote ${seconds(longestMs)}`, {
      cause: error,
    });
  });
  const answeredMs = performance.now() - startMs;
  let limit = data.limitSet;
  while (limit.isComplete === false) {
    await pause(200);
    limit = (await ask(gateway, 'underwriter', LIMIT, { id: data.limitSet.id })).data.node;
  }
  const completeMs = performance.now() - startMs;
  const { longestMs, quotes, retries } = await quoting.stop();
  console.log(
    `${name}: answered after ${seconds(answeredMs)}, complete after ${seconds(completeMs)}, used ${limit.used?.amount ?? limit.message}; ` +
      `${quotes} quotes meanwhile, the longest ${seconds(longestMs)}, ${retries} told to come again`,
  );
}

const bench = await Bench.open();
try {
  const database = await bench.postgres();
  const gateway = await bench.gateway(database.url, 20);
  const client = await bench.client(database.url);
  const dates = await businessDates(gateway);
  const startMs = performance.now();
  await sellExposures(gateway, client, EXPOSURES);
  console.log(`${EXPOSURES} exposures of one insurer, made in ${seconds(performance.now() - startMs)}`);
  const cap = { amount: '9000000000.00', currency: 'USD' };
  for (const limit of [
    ['one limit', { dimension: 'SCENARIO', subject: 'ecommerce', cap }],
    ['one limit for each obligor', { dimension: 'OBLIGOR_AT_PARTNER', each: true, cap }],
  ]) {
    await measure(gateway, dates, limit);
  }
} finally {
  await bench.close();
}
