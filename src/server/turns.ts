/**
 * Lets what arrived together begin one by one, each in a turn of the event loop of its own. Between two of them whatever
 * else has come is heard: answers of the database, which hold locks until they are, and the door of the next request.
 */
export class Turns {
  private readonly waiting: (() => void)[] = [];

  /** Resolves when it is one's turn; in the order of asking. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      if (this.waiting.push(resolve) === 1) setImmediate(() => this.begin());
    });
  }

  private begin(): void {
    const next = this.waiting.shift();
    if (this.waiting.length > 0) setImmediate(() => this.begin());
    next?.();
  }
}
