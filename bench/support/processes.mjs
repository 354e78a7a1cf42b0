import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../dist/database/embedded-postgres.js';

const root = resolve(import.meta.dirname, '../..');
const START_MS = 60_000;
const TICKS_PER_SECOND = 100;

/** What `npm start` gives to node; the reference runs with the same. */
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const START_FLAGS = scripts.start.match(/(?<=\s)--\S+/g) ?? [];

/** What was started, ended in the reverse order. */
export class Bench {
  steps = [];

  static async open() {
    const bench = new Bench();
    bench.folder = await mkdtemp(join(process.env.BENCH_FOLDER ?? tmpdir(), 'covergraph-bench-'));
    bench.steps.push(() => rm(bench.folder, { recursive: true, force: true }));
    return bench;
  }

  /** A durable PostgreSQL of its own with the gateway's usual settings. @returns {Promise<string>} its URL */
  async postgres() {
    const folder = join(this.folder, 'postgres');
    const settings = JSON.parse(process.env.BENCH_POSTGRES_SETTINGS ?? '{}');
    const postgres = await startEmbeddedPostgres({ folder, log: () => undefined, settings });
    this.steps.push(() => postgres.stop());
    const [postmaster = ''] = (await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n');
    return { url: postgres.url, pid: Number(postmaster) };
  }

  /** A connection of the database's owner. */
  async client(url) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    this.steps.push(() => client.end());
    return client;
  }

  /** Runs a program of ours until the bench closes; it is there when it prints its address. */
  async server(script, environment) {
    const flags = (process.env.BENCH_NODE_FLAGS ?? '').split(' ').filter((flag) => flag !== '');
    const child = spawn(process.execPath, [...START_FLAGS, ...flags, join(root, script)], {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((done) => child.once('exit', done));
    const stop = async () => {
      child.kill('SIGTERM');
      await ended;
    };
    this.steps.push(stop);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    const deadline = Date.now() + START_MS;
    for (;;) {
      const url = /http:\/\/[\d.]+:\d+/.exec(output)?.[0];
      if (url) return { url, pid: child.pid, stop };
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${script} did not start:\n${output}`);
      await pause(20);
    }
  }

  /** The gateway in a sandbox of its own, with limits on keys out of the way. */
  async gateway(databaseUrl, poolSize) {
    const server = await this.server('dist/main.js', {
      DATABASE_URL: databaseUrl,
      DATA_FOLDER: this.folder,
      COVERGRAPH_SECRET: 'the secret of a benchmark, which guards nothing',
      SANDBOX: 'true',
      PORT: '0',
      LOG_LEVEL: 'warn',
      POOL_SIZE: String(poolSize),
      RATE_LIMIT_PER_SECOND: '1000000',
      RATE_LIMIT_BURST: '1000000',
      COST_MAXIMUM: '1000000',
    });
    const keys = JSON.parse(await readFile(join(this.folder, 'sandbox-keys.json'), 'utf8'));
    return { ...server, keys };
  }

  async close() {
    for (let step = this.steps.pop(); step; step = this.steps.pop()) await step();
  }
}

/** Asks a gateway; fails with the whole answer when it has errors. */
export async function ask(gateway, key, query, variables = {}) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.keys[key]}` },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const answer = JSON.parse(text);
  if (answer.errors) throw new Error(text);
  return { data: answer.data, text };
}

/** CPU seconds a process has used so far, user and system, all threads. */
export function cpuSeconds(pid) {
  if (process.platform === 'linux') {
    const fields = statOf(pid) ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }
  const [seconds = 0, minutes = 0, hours = 0] = execFileSync('ps', ['-o', 'cputime=', '-p', String(pid)], {
    encoding: 'utf8',
  })
    .trim()
    .split(/[-:]/)
    .map(Number)
    .reverse();
  return seconds + 60 * minutes + 3600 * hours;
}

/** CPU seconds of a PostgreSQL server and all its processes, ended ones included; undefined where nobody tells. */
export function databaseCpuSeconds(postmaster) {
  if (process.platform !== 'linux') return undefined;
  const ended = statOf(postmaster);
  let ticks = Number(ended[13]) + Number(ended[14]);
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const fields = statOf(pid);
    if (fields && (Number(fields[1]) === postmaster || Number(pid) === postmaster)) {
      ticks += Number(fields[11]) + Number(fields[12]);
    }
  }
  return ticks / TICKS_PER_SECOND;
}

// Fields behind the program's name, which may hold blanks: state, parent, ..., user and system ticks, those of children.
function statOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ');
  } catch {
    return undefined;
  }
}

/** Waits until a process has nothing left to do, so that it does not disturb the other one's round. */
export async function untilIdle(pid) {
  for (let before = cpuSeconds(pid); ; ) {
    await pause(300);
    const now = cpuSeconds(pid);
    if (now - before <= 0.02) return;
    before = now;
  }
}
