const { default: Sequencer } = require('@jest/test-sequencer');

/** Tests that live through much in one file. Begun last, one worker would still be at them when the other is done. */
const LONGEST = ['model/model', 'cli/story', 'api/external-insurer', 'api/capacity', 'database/embedded-postgres'];

const rankOf = ({ path }) => {
  const at = LONGEST.findIndex((name) => path.endsWith(`${name}.test.ts`));
  return at < 0 ? LONGEST.length : at;
};

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => rankOf(a) - rankOf(b));
  }
};
