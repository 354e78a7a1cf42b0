// The model-based test over many seeds, a process on each core: `npm run test:nightly`. MODEL_SEEDS (500) seeds from
// MODEL_FIRST_SEED (1) on, MODEL_STEPS (40) steps each, in MODEL_PROCESSES processes; a line for every seed as it ends.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

const { env } = process;
const first = Number(env.MODEL_FIRST_SEED ?? 1);
const seeds = Number(env.MODEL_SEEDS ?? 500);
const processes = Math.min(Number(env.MODEL_PROCESSES ?? availableParallelism()), seeds);
const begin = performance.now();

const jest = [
  'node_modules/jest/bin/jest.js',
  'test/model/model.test.ts',
  '--reporters=<rootDir>/test/support/seed-reporter.mjs',
];

/** Lives the seeds of one process; resolves to whether all went well. */
const live = (at) =>
  new Promise((done) => {
    const from = Math.floor((seeds * at) / processes);
    const to = Math.floor((seeds * (at + 1)) / processes);
    const range = {
      MODEL_FIRST_SEED: String(first + from),
      MODEL_SEEDS: String(to - from),
      MODEL_STEPS: env.MODEL_STEPS ?? '40',
    };
    const child = spawn(process.execPath, jest, { stdio: 'inherit', env: { ...env, ...range } });
    child.once('exit', (code) => done(code === 0));
  });

const went = await Promise.all(Array.from({ length: processes }, (_, at) => live(at)));
const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
const isWell = went.every(Boolean);
process.stdout.write(
  `seeds ${first} to ${first + seeds - 1} ${isWell ? 'passed' : 'did not all pass'}, in ${minutes} minutes\n`,
);
process.exitCode = isWell ? 0 : 1;
