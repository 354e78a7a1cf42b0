import { StoryGateway } from '../../src/cli/story/gateway.js';
import { Narrator } from '../../src/cli/story/narrator.js';
import { runStory } from '../../src/cli/story/run-story.js';
import { startApi, type TestApi } from '../support/api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe('the story', () => {
  it('is told to its end, twice on one sandbox, with every figure right', async () => {
    const lines: string[] = [];
    for (const _time of [1, 2]) {
      const tell = new Narrator((line) => lines.push(line));
      await runStory({ gateway: new StoryGateway(api.url, api.keys), tell });
      // How many insurers offer for a made-up car depends on what it is worth; everything else is the same each time.
      expect(tell.checked).toBeGreaterThanOrEqual(59);
    }
    expect(lines).toContain(
      '  a cable came back: the loan shrank by 100.00, the cover from 1151.48 to 1037.45, and 0.45 of the premium goes back',
    );
    expect(lines).toContain(
      '    INDEMNITY                        13971.69  13971.69 EUR paid, 1552.41 EUR borne by the lender',
    );
  });

  it('fails loudly at the first figure that is off', () => {
    const tell = new Narrator(() => undefined);
    expect(() => tell.check('indemnity', 100n, 101n)).toThrow('indemnity: expected "101", was "100"');
  });
});
