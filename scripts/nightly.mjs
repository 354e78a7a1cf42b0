// The model-based test over many seeds: `npm run test:nightly`, or with MODEL_SEEDS, MODEL_STEPS and MODEL_FIRST_SEED.
import { spawnSync } from 'node:child_process';

const jest = [
  '--experimental-vm-modules',
  '--no-warnings',
  'node_modules/jest/bin/jest.js',
  'test/model/model.test.ts',
];
const { status } = spawnSync(process.execPath, jest, {
  stdio: 'inherit',
  env: { ...process.env, MODEL_SEEDS: process.env.MODEL_SEEDS ?? '500' },
});
process.exitCode = status ?? 1;
