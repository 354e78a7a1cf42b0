export interface OrderedWorkOptions<T, R> {
  readonly work: (item: T) => Promise<R>;
  /** Items worked on at once. */
  readonly concurrency: number;
  /** Items begun and not yet handed on, at most: one slow item holds back so many others, and no more memory. */
  readonly window: number;
}

/**
 * Results in the order of the items, though the work runs side by side. Takes an item only when there is room for it.
 * A failure is thrown when its turn comes; results before it are handed on first.
 */
export async function* inOrder<T, R>(source: AsyncIterable<T>, options: OrderedWorkOptions<T, R>): AsyncGenerator<R> {
  const { work, concurrency, window } = options;
  const items = source[Symbol.asyncIterator]();
  const begun: Promise<R>[] = [];
  let running = 0;
  let isExhausted = false;
  let onSlot = (): void => undefined;

  const begin = (item: T): void => {
    running += 1;
    const result = work(item).finally(() => {
      running -= 1;
      onSlot();
    });
    // The failure is thrown in its turn; until then it must not count as unhandled.
    result.catch(() => undefined);
    begun.push(result);
  };
  const slot = (): Promise<'SLOT'> =>
    new Promise((resolve) => {
      onSlot = () => resolve('SLOT');
    });

  try {
    for (;;) {
      if (!isExhausted && running < concurrency && begun.length < window) {
        const { done, value } = await items.next();
        if (done) isExhausted = true;
        else begin(value);
        continue;
      }
      const [head] = begun;
      if (!head) return;
      const isFirst = head.then(() => 'HEAD' as const);
      const canBegin = !isExhausted && begun.length < window;
      if ((await (canBegin ? Promise.race([isFirst, slot()]) : isFirst)) === 'SLOT') continue;
      begun.shift();
      yield await head;
    }
  } finally {
    await items.return?.();
    await Promise.allSettled(begun);
  }
}
