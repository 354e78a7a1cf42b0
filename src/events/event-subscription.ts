import type { LoggedEvent } from './event.js';

/** The reader was told to start again after the last event it was given. */
export class SlowConsumerError extends Error {
  override readonly name = 'SlowConsumerError';
  readonly code = 'RESUME_FROM_CURSOR';
  readonly retryable = true;

  /** @param resumeAfter the position of the last event that was delivered, or where the subscription began */
  constructor(readonly resumeAfter: bigint) {
    super(`too many events are waiting to be read; resume after position ${resumeAfter}`);
  }
}

/** What a subscription needs to know of the tail. */
export interface EventSource {
  /** The newest position that was handed to the live subscriptions. */
  readonly head: bigint;
  /** The next events in (after, upTo], and up to where nothing was left out. */
  readPage(after: bigint, upTo: bigint): Promise<{ readonly events: readonly LoggedEvent[]; readonly reached: bigint }>;
  join(subscription: EventSubscription): void;
  leave(subscription: EventSubscription): void;
}

export interface SubscriptionOptions {
  /** Exclusive. */
  readonly after: bigint;
  readonly sees: (event: LoggedEvent) => boolean;
  /** Events that may wait to be read. */
  readonly maxQueued: number;
  readonly signal?: AbortSignal | undefined;
}

interface Waiter {
  resolve(result: IteratorResult<LoggedEvent>): void;
  reject(error: unknown): void;
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * Replays the log page by page as it is read, then goes live. The step from one to the other is a single synchronous
 * comparison with the tail's head, so nothing is missed, doubled or reordered at the seam.
 */
export class EventSubscription implements AsyncIterableIterator<LoggedEvent> {
  private state: 'REPLAYING' | 'LIVE' | 'OVER' = 'REPLAYING';
  private failure: unknown;
  private queue: LoggedEvent[] = [];
  private readonly waiters: Waiter[] = [];
  private isLoading = false;
  /** Everything up to here was queued, or need not be. */
  private cursor: bigint;
  private delivered: bigint;
  private readonly stop = (): void => this.end();

  constructor(
    private readonly source: EventSource,
    private readonly options: SubscriptionOptions,
  ) {
    this.cursor = options.after;
    this.delivered = options.after;
    if (options.signal?.aborted) this.end();
    else options.signal?.addEventListener('abort', this.stop, { once: true });
    if (this.state !== 'OVER') this.goLiveWhenCaughtUp();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<LoggedEvent>> {
    const event = this.queue.shift();
    if (event) {
      this.delivered = event.position;
      return Promise.resolve({ done: false, value: event });
    }
    if (this.state === 'OVER') return this.ending();
    return new Promise((resolve, reject) => {
      this.waiters.push({ resolve, reject });
      if (this.state === 'REPLAYING' && !this.isLoading) void this.load();
    });
  }

  /** Frees everything at once, also while a `next` is waiting. */
  return(): Promise<IteratorResult<LoggedEvent>> {
    this.failure = undefined;
    this.end();
    return Promise.resolve(DONE);
  }

  throw(error: unknown): Promise<IteratorResult<LoggedEvent>> {
    this.end();
    return Promise.reject(error);
  }

  /** Called by the tail, in order of position, once the subscription has joined it. */
  offer(event: LoggedEvent): void {
    if (this.state !== 'LIVE' || event.position <= this.cursor) return;
    this.cursor = event.position;
    try {
      if (this.options.sees(event)) this.push(event);
    } catch (error) {
      this.end(error);
    }
  }

  private push(event: LoggedEvent): void {
    const waiter = this.waiters.shift();
    if (waiter) {
      this.delivered = event.position;
      waiter.resolve({ done: false, value: event });
    } else if (this.state === 'LIVE' && this.queue.length >= this.options.maxQueued) {
      this.end(new SlowConsumerError(this.delivered));
    } else {
      this.queue.push(event);
    }
  }

  private goLiveWhenCaughtUp(): void {
    if (this.cursor < this.source.head) return;
    this.state = 'LIVE';
    this.source.join(this);
  }

  // Reads on only for a waiting reader: at most one page is held, however slow the reader is.
  private async load(): Promise<void> {
    this.isLoading = true;
    try {
      while (this.waiters.length > 0 && this.state === 'REPLAYING') {
        const { events, reached } = await this.source.readPage(this.cursor, this.source.head);
        // While the page was read the subscription may have been ended.
        if ((this.state as string) !== 'REPLAYING') return;
        this.cursor = reached;
        for (const event of events) if (this.options.sees(event)) this.push(event);
        if (this.queue.length === 0) this.goLiveWhenCaughtUp();
      }
    } catch (error) {
      this.end(error);
    } finally {
      this.isLoading = false;
    }
  }

  private end(failure?: unknown): void {
    if (this.state === 'OVER') return;
    this.state = 'OVER';
    this.failure = failure;
    this.queue = [];
    this.options.signal?.removeEventListener('abort', this.stop);
    this.source.leave(this);
    for (const waiter of this.waiters.splice(0)) this.ending().then(waiter.resolve, waiter.reject);
  }

  /** The failure once, then the end for ever. */
  private ending(): Promise<IteratorResult<LoggedEvent>> {
    const { failure } = this;
    this.failure = undefined;
    return failure === undefined ? Promise.resolve(DONE) : Promise.reject(failure);
  }
}
