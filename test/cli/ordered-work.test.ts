import { inOrder } from '../../src/cli/import/ordered-work.js';

async function* upTo(last: number, taken: number[] = []): AsyncGenerator<number> {
  for (let item = 1; item <= last; item += 1) {
    taken.push(item);
    yield item;
  }
}

/** Work that ends when the test says so. */
class Gates {
  private readonly opened = new Map<number, () => void>();

  readonly work = (item: number): Promise<number> =>
    new Promise((resolve) => this.opened.set(item, () => resolve(item * 10)));

  get running(): number[] {
    return [...this.opened.keys()];
  }

  open(item: number): void {
    this.opened.get(item)?.();
    this.opened.delete(item);
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('inOrder', () => {
  it('hands results on in the order of the items', async () => {
    const work = async (item: number): Promise<number> => {
      for (let turn = item; turn < 10; turn += 1) await settled();
      return item * 10;
    };
    const results = inOrder(upTo(9), { work, concurrency: 4, window: 6 });
    expect(await collected(results)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
  });

  it('takes no more items than the concurrency and the window allow', async () => {
    const gates = new Gates();
    const taken: number[] = [];
    const results = inOrder(upTo(100, taken), { work: gates.work, concurrency: 3, window: 5 });
    const first = results.next();
    await settled();
    expect(gates.running).toEqual([1, 2, 3]);
    gates.open(2);
    gates.open(3);
    await settled();
    expect(gates.running).toEqual([1, 4, 5]);
    gates.open(4);
    gates.open(5);
    await settled();
    expect(gates.running).toEqual([1]);
    expect(taken).toEqual([1, 2, 3, 4, 5]);
    gates.open(1);
    expect(await first).toEqual({ done: false, value: 10 });
    const leaving = results.return(undefined);
    for (const item of gates.running) gates.open(item);
    await leaving;
  });

  it('throws a failure in its turn, after the work that is under way', async () => {
    const finished: number[] = [];
    const work = async (item: number): Promise<number> => {
      if (item === 2) throw new Error('two');
      await settled();
      finished.push(item);
      return item;
    };
    const results = inOrder(upTo(5), { work, concurrency: 5, window: 5 });
    expect(await results.next()).toEqual({ done: false, value: 1 });
    await expect(results.next()).rejects.toThrow('two');
    expect(finished).toEqual([1, 3, 4, 5]);
  });
});
