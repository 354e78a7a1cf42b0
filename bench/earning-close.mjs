/**
 * The daily close of earned premium: the first one over a book that was sold within the last year, a usual day after it, and
 * the same day again, on which there is nothing to do.
 *
 *   npm run bench:close
 */
import { openDatabase } from '../dist/database/database.js';
import { UnitOfWork } from '../dist/database/unit-of-work.js';
import { EarningClose } from '../dist/premium/earning-close.js';
import { sellEarningBook } from './support/book.mjs';
import { Bench } from './support/processes.mjs';
import { businessDates } from './support/quote.mjs';

const POLICIES = Number(process.env.BENCH_POLICIES ?? 100_000);
/** Whose cover is over, for each policy in force: books are kept for years. */
const RUN_OUT = Number(process.env.BENCH_RUN_OUT ?? 4);

const bench = await Bench.open();
try {
  const postgres = await bench.postgres();
  const gateway = await bench.gateway(postgres.url, 2);
  const client = await bench.client(postgres.url);
  const dates = await businessDates(gateway);
  const programme = await sellEarningBook(gateway, client, {
    count: POLICIES * (1 + RUN_OUT),
    today: dates(0),
    runOut: RUN_OUT,
  });
  // Its own close goes by its own clock.
  await gateway.stop();
  const database = await openDatabase({ url: postgres.url, poolSize: 2, onConnectionLost: () => undefined });
  bench.steps.push(() => database.close());
  const units = new UnitOfWork(database);
  const at = (days) => new Date(`${dates(days)}T12:00:00Z`);
  const close = async (name, days) => {
    const service = new EarningClose({ units, clock: { now: () => at(days) } });
    const startMs = performance.now();
    const closed = await service.closeAll();
    const seconds = (performance.now() - startMs) / 1000;
    process.stdout.write(`${name.padEnd(28)} ${String(closed).padStart(4)} days closed in ${seconds.toFixed(2)} s\n`);
  };
  process.stdout.write(`${POLICIES} policies in force, ${POLICIES * RUN_OUT} run out, in programme ${programme}\n`);
  await close('the first day', 0);
  for (const day of [1, 2, 3]) await close('a usual day', day);
  await close('the same day again', 3);
  await close('thirty days at once', 33);
} finally {
  await bench.close();
}
