/**
 * The day-roll of a book: a usual day, on which a few loans move between overdue states; the same day again, on which none
 * does; and the worst one, on which all of them fall behind at once.
 *
 *   npm run bench:roll
 */
import { openDatabase } from '../dist/database/database.js';
import { UnitOfWork } from '../dist/database/unit-of-work.js';
import { DelinquencyService } from '../dist/policies/delinquency-service.js';
import { sellBareBook } from './support/book.mjs';
import { Bench } from './support/processes.mjs';
import { businessDates } from './support/quote.mjs';

const LOANS = Number(process.env.BENCH_LOANS ?? 1_000_000);
const TARGET_SECONDS = 300;

const bench = await Bench.open();
try {
  const postgres = await bench.postgres();
  const gateway = await bench.gateway(postgres.url, 2);
  const client = await bench.client(postgres.url);
  const dates = await businessDates(gateway);
  // Three in a hundred are behind by up to 90 days, the others have a due date within the next month.
  const oldestUnpaidDueOn = `'${dates(0)}'::date + CASE WHEN place % 100 < 3 THEN -1 - place % 90 ELSE place % 30 END`;
  await sellBareBook(gateway, client, { count: LOANS, oldestUnpaidDueOn });
  // Its own day-roll goes by its own clock.
  await gateway.stop();
  const database = await openDatabase({ url: postgres.url, poolSize: 2, onConnectionLost: () => undefined });
  bench.steps.push(() => database.close());
  const service = new DelinquencyService({ units: new UnitOfWork(database), clock: { now: () => new Date() } });
  const roll = async (name, on) => {
    const startMs = performance.now();
    const moved = Object.values(await service.rollDay(on)).reduce((sum, count) => sum + count, 0);
    const seconds = (performance.now() - startMs) / 1000;
    process.stdout.write(`${name.padEnd(28)} ${String(moved).padStart(9)} moved in ${seconds.toFixed(1)} s\n`);
  };
  process.stdout.write(`${LOANS} loans; target ${TARGET_SECONDS} s a day for 1,000,000 on two cores\n`);
  await roll('the first day', dates(0));
  await roll('a usual day', dates(1));
  await roll('the same day again', dates(1));
  await roll('all the others fall behind', dates(32));
} finally {
  await bench.close();
}
