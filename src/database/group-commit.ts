import { DatabaseError } from './errors.js';

export interface GroupCommitOptions {
  /** Items in one transaction at most. */
  readonly maxBatch: number;
  /** Transactions under way at once at most. */
  readonly maxInFlight: number;
  /** Items that a transaction beside another one has at least. */
  readonly minBeside: number;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes independent items of concurrent requests in one transaction: one commit, one lock on a hot row, for many.
 * Whatever has gathered when no transaction is under way goes at once; beside one, an item waits for company. When a
 * batch fails its items are tried one by one, so that no request suffers for another's fault, unless the fault is the
 * database's.
 */
export class GroupCommit<Item, Answer> {
  private readonly waiting: Waiting<Item, Answer>[] = [];
  private inFlight = 0;

  /** `execute` answers in the order of its items and commits all of them or none. */
  constructor(
    private readonly execute: (items: readonly Item[]) => Promise<readonly Answer[]>,
    private readonly options: GroupCommitOptions,
  ) {}

  submit(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      // One turn of the event loop lets requests that arrived together travel together.
      if (this.waiting.length === this.wanted) setImmediate(() => this.pump());
    });
  }

  /** Items that the next transaction has at least. */
  private get wanted(): number {
    return this.inFlight === 0 ? 1 : this.options.minBeside;
  }

  private pump(): void {
    while (this.waiting.length >= this.wanted && this.inFlight < this.options.maxInFlight) {
      const batch = this.waiting.splice(0, this.options.maxBatch);
      this.inFlight += 1;
      void this.run(batch).finally(() => {
        this.inFlight -= 1;
        this.pump();
      });
    }
  }

  /** Where the database itself is the trouble, trying again at once would only add to it. */
  private isEverybodys(error: unknown): boolean {
    return error instanceof DatabaseError && error.code !== 'LOCK_TIMEOUT';
  }

  private async run(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.execute(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, at) => {
        resolve(answers[at] as Answer);
      });
    } catch (error) {
      if (batch.length === 1 || this.isEverybodys(error)) for (const { reject } of batch) reject(error);
      else for (const single of batch) await this.run([single]);
    }
  }
}
