/**
 * A servicing feed uploaded as NDJSON over HTTP beside COPY of the same rows into a table of the same columns and keys,
 * in one PostgreSQL and one run.
 *
 *   npm run bench:feed
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { sellBook } from './support/book.mjs';
import { Bench, cpuSeconds, databaseCpuSeconds } from './support/processes.mjs';
import { businessDates } from './support/quote.mjs';

const LOANS = Number(process.env.BENCH_LOANS ?? 10_000);
const MONTHS = Number(process.env.BENCH_ROUNDS ?? 5);
const TARGET_PER_SECOND = 5_000;

const seconds = async (work) => {
  const startMs = performance.now();
  await work();
  return (performance.now() - startMs) / 1000;
};
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const bench = await Bench.open();
try {
  const database = await bench.postgres();
  const gateway = await bench.gateway(database.url, 10);
  const client = await bench.client(database.url);
  const { policies, schedule } = await sellBook(gateway, client, LOANS);
  const [{ principal, interest }] = schedule;
  const payment = (Number(principal.amount) + Number(interest.amount)).toFixed(2);
  const day = (await businessDates(gateway))(0);
  await client.query(`CREATE TABLE bench_report (LIKE loan_report INCLUDING ALL);
    ALTER TABLE bench_report ADD FOREIGN KEY (loan_id, partner_id) REFERENCES loan (id, partner_id)`);

  const upload = async (month) => {
    const line = (policy) =>
      `${JSON.stringify({ policy, sequence: month, effectiveOn: day, repayment: { amount: { amount: payment, currency: interest.currency } } })}\n`;
    const response = await fetch(`${gateway.url}/loan-reports`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-ndjson',
        'idempotency-key': `month-${month}`,
        authorization: `Bearer ${gateway.keys.lender}`,
      },
      body: policies.map(line).join(''),
    });
    const answer = await response.json();
    if (answer.accepted !== LOANS) throw new Error(JSON.stringify(answer).slice(0, 2000));
  };
  const copy = async (month) => {
    const chunks = [];
    const rows = client.query(copyTo(`COPY (SELECT * FROM loan_report WHERE sequence = ${month}) TO STDOUT`));
    for await (const chunk of rows) chunks.push(chunk);
    return seconds(() => pipeline(Readable.from(chunks), client.query(copyFrom('COPY bench_report FROM STDIN'))));
  };

  const [feed, copied, gatewayMicros, databaseMicros] = [[], [], [], []];
  for (let month = 1; month <= MONTHS; month += 1) {
    const before = [cpuSeconds(gateway.pid), databaseCpuSeconds(database.pid) ?? Number.NaN];
    feed.push(LOANS / (await seconds(() => upload(month))));
    gatewayMicros.push(((cpuSeconds(gateway.pid) - before[0]) * 1e6) / LOANS);
    databaseMicros.push((((databaseCpuSeconds(database.pid) ?? Number.NaN) - before[1]) * 1e6) / LOANS);
    copied.push(LOANS / (await copy(month)));
  }
  const rates = (values) => values.map((value) => value.toFixed(0)).join(' ');
  process.stdout.write(`upload, reports/s: ${rates(feed)}\nCOPY, rows/s:      ${rates(copied)}\n`);
  process.stdout.write(
    `CPU a report: gateway ${median(gatewayMicros).toFixed(0)} us, PostgreSQL ${median(databaseMicros).toFixed(0)} us\n`,
  );
  process.stdout.write(
    `median ${median(feed).toFixed(0)} reports/s, target ${TARGET_PER_SECOND}; ratio to COPY ${(median(feed) / median(copied)).toFixed(3)}\n`,
  );
} finally {
  await bench.close();
}
