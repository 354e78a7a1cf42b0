import { cpus, loadavg } from 'node:os';
import { runLoad } from './load.mjs';
import { cpuSeconds, databaseCpuSeconds, untilIdle } from './processes.mjs';

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {number} pid
 * @property {Omit<import('./load.mjs').Load, 'seconds'>} load
 */

async function round({ pid, load }, { seconds, postmaster }) {
  const [before, databaseBefore] = [cpuSeconds(pid), databaseCpuSeconds(postmaster)];
  const result = await runLoad({ ...load, seconds });
  await untilIdle(pid);
  const micros = (seconds) => (seconds * 1e6) / result.requests;
  const cpuMicros = micros(cpuSeconds(pid) - before);
  const databaseMicros = micros((databaseCpuSeconds(postmaster) ?? Number.NaN) - (databaseBefore ?? Number.NaN));
  return { ...result, cpuMicros, databaseMicros };
}

const column = (value, width = 12) => String(value).padStart(width);

function print(contenders, rounds, baseline) {
  process.stdout.write(
    `${''.padEnd(44)}${['requests/s', 'ratio', 'cpu us/req', 'db cpu us', 'p50 ms', 'p99 ms'].map((name) => column(name)).join('')}\n`,
  );
  for (const { name } of contenders) {
    const of = (field) => median(rounds.get(name).map((one) => one[field]));
    const values = [of('perSecond').toFixed(0), (of('perSecond') / baseline).toFixed(3)];
    const times = [
      of('cpuMicros').toFixed(0),
      of('databaseMicros').toFixed(0),
      of('p50Ms').toFixed(1),
      of('p99Ms').toFixed(1),
    ];
    process.stdout.write(`${name.padEnd(44)}${[...values, ...times].map((value) => column(value)).join('')}\n`);
  }
}

/**
 * Short rounds in turn, so that a disturbance of the machine meets all sides; medians of the rounds. The last contender
 * is what the others are measured against.
 *
 * @param {readonly Contender[]} contenders
 * @param {{ rounds: number, seconds: number, warmUpSeconds: number, target: number, postmaster: number }} plan
 */
export async function compare(contenders, { rounds: count, seconds, warmUpSeconds, target, postmaster }) {
  for (const contender of contenders) await round(contender, { seconds: warmUpSeconds, postmaster });
  const rounds = new Map(contenders.map(({ name }) => [name, []]));
  for (let at = 0; at < count; at += 1) {
    for (const contender of contenders)
      rounds.get(contender.name).push(await round(contender, { seconds, postmaster }));
  }
  const rate = (name) => median(rounds.get(name).map(({ perSecond }) => perSecond));
  const [first, last] = [contenders[0], contenders.at(-1)];
  print(contenders, rounds, rate(last.name));
  const ratios = rounds.get(first.name).map(({ perSecond }, at) => perSecond / rounds.get(last.name)[at].perSecond);
  process.stdout.write(
    `\nratio ${(rate(first.name) / rate(last.name)).toFixed(3)}, target ${target}; by round ${ratios.map((ratio) => ratio.toFixed(3)).join(' ')}; ` +
      `${cpus().length} cores, load average ${loadavg()[0].toFixed(1)}\n`,
  );
}

/** Rounds of a benchmark, changed by the environment for a quick look: BENCH_ROUNDS, BENCH_SECONDS. */
export const planOf = (target, postmaster) => ({
  postmaster,
  rounds: Number(process.env.BENCH_ROUNDS ?? 5),
  seconds: Number(process.env.BENCH_SECONDS ?? 4),
  warmUpSeconds: Number(process.env.BENCH_WARM_UP_SECONDS ?? 10),
  target,
});
