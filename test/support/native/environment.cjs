// Tests see the globals of the process they run in, as the gateway does.
module.exports = class NativeEnvironment {
  global = {};

  getVmContext() {
    return null;
  }

  exportConditions() {
    return ['node'];
  }

  async setup() {}

  async teardown() {}
};
