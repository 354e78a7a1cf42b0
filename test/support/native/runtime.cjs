// Jest gives every test file modules of its own: two thousand of them, compiled again each time and never freed. This
// runtime leaves loading to Node, so the product and its libraries are loaded once per worker, as the gateway loads them.
// Hooks, timeouts, reporters and workers stay Jest's. Tests must not leave anything behind in a module they share.
const { join } = require('node:path');
const { register } = require('node:module');
const { pathToFileURL } = require('node:url');
const { ModuleMocker } = require('jest-mock');
const { SourceMapsOnDemand } = require('./source-maps.cjs');

register(pathToFileURL(join(__dirname, '../../../scripts/typescript/hooks.mjs')).href);

const sourceMaps = new SourceMapsOnDemand();

module.exports = class NativeRuntime {
  #mocker = new ModuleMocker(globalThis);

  /** Jest's test framework, fresh for every test file: it keeps hooks and tests in variables of its module. */
  requireInternalModule(path) {
    delete require.cache[path];
    delete globalThis[Symbol.for('EVENT_HANDLERS')];
    return require(path);
  }

  setGlobalsForRuntime(globals) {
    Object.assign(globalThis, globals, { jest: this.#mocker });
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  unstable_importModule(path) {
    return import(pathToFileURL(path).href);
  }

  requireModule(path) {
    return require(path);
  }

  getSourceMaps() {
    return sourceMaps;
  }

  getAllCoverageInfoCopy() {}

  enterTestCode() {}

  leaveTestCode() {}

  teardown() {
    this.#mocker.restoreAllMocks();
  }
};
