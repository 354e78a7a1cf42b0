// What is tested is what runs: in production libraries check less, and start more quickly.
process.env.NODE_ENV = 'production';

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': '@swc/jest' },
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  maxWorkers: 2,
  // Modules of finished suites are never freed; a worker that drags them along collects garbage for a third of its time.
  workerIdleMemoryLimit: '500MB',
  testTimeout: 60_000,
};
