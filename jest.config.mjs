// What is tested is what runs: in production libraries check less, and start more quickly.
process.env.NODE_ENV = 'production';

/** @type {import('jest').Config} */
export default {
  // Modules are loaded by Node, once per worker.
  runtime: '<rootDir>/test/support/native/runtime.cjs',
  testEnvironment: '<rootDir>/test/support/native/environment.cjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {},
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  testSequencer: '<rootDir>/test/support/longest-first.cjs',
  maxWorkers: 2,
  testTimeout: 60_000,
};
