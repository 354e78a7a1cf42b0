import { LockTimeoutError } from '../../src/database/errors.js';
import { GroupCommit } from '../../src/database/group-commit.js';

interface Batch {
  readonly items: readonly string[];
  readonly finish: () => void;
}

/** A group commit whose transactions end when they are told to. */
function held(options: { readonly maxBatch: number; readonly maxInFlight: number; readonly minBeside: number }) {
  const batches: Batch[] = [];
  const group = new GroupCommit<string, string>(
    (items) =>
      new Promise((resolve) => {
        batches.push({ items, finish: () => resolve(items.map((item) => `${item} done`)) });
      }),
    options,
  );
  return { group, batches, items: () => batches.map((batch) => batch.items) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a group commit', () => {
  it('writes what arrived together in one transaction, and answers each', async () => {
    const { group, batches, items } = held({ maxBatch: 2, maxInFlight: 2, minBeside: 1 });
    const answers = Promise.all(['a', 'b', 'c'].map((item) => group.submit(item)));
    await turn();
    expect(items()).toEqual([['a', 'b'], ['c']]);
    for (const { finish } of batches) finish();
    expect(await answers).toEqual(['a done', 'b done', 'c done']);
  });

  it('lets an item that is alone go at once', async () => {
    const { group, items } = held({ maxBatch: 64, maxInFlight: 2, minBeside: 3 });
    void group.submit('a');
    await turn();
    expect(items()).toEqual([['a']]);
  });

  it('begins a second transaction for enough items only, and for the rest when the first is over', async () => {
    const { group, batches, items } = held({ maxBatch: 64, maxInFlight: 2, minBeside: 3 });
    void group.submit('a');
    await turn();
    for (const item of ['b', 'c']) void group.submit(item);
    await turn();
    expect(items()).toEqual([['a']]);
    void group.submit('d');
    await turn();
    expect(items()).toEqual([['a'], ['b', 'c', 'd']]);
    void group.submit('e');
    await turn();
    batches[0]?.finish();
    await turn();
    expect(items()).toEqual([['a'], ['b', 'c', 'd']]);
    batches[1]?.finish();
    await turn();
    expect(items()).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
  });

  it('tries the items of a batch that failed one by one, and lets none suffer for another', async () => {
    const tried: (readonly string[])[] = [];
    const group = new GroupCommit<string, string>(
      async (items) => {
        tried.push(items);
        if (items.includes('bad')) throw new LockTimeoutError(new Error('waited'));
        return items;
      },
      { maxBatch: 64, maxInFlight: 1, minBeside: 1 },
    );
    const outcomes = await Promise.allSettled(['a', 'bad', 'b'].map((item) => group.submit(item)));
    expect(tried).toEqual([['a', 'bad', 'b'], ['a'], ['bad'], ['b']]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
