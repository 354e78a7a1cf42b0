import { Turns } from '../../src/server/turns.js';

const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('come one in a turn of the event loop, in the order they were asked for', async () => {
    const turns = new Turns();
    const begun: string[] = [];
    for (const name of ['a', 'b', 'c']) void turns.next().then(() => begun.push(name));
    expect(begun).toEqual([]);
    const seen: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      await turnOfTheLoop();
      seen.push(begun.join(''));
    }
    expect(seen).toEqual(['a', 'ab', 'abc']);
  });

  it('go on after a pause', async () => {
    const turns = new Turns();
    await turns.next();
    await turnOfTheLoop();
    await turns.next();
  });
});
