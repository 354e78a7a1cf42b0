import { type Scope, systemScope, tenantScope, type UnitOfWork } from '../database/unit-of-work.js';
import type { Announcer } from './announcer.js';
import type { LoggedEvent } from './event.js';
import { readEvents, readHead } from './event-log.js';
import { type EventSource, EventSubscription } from './event-subscription.js';
import { Waker } from './waker.js';

export { SlowConsumerError } from './event-subscription.js';

export interface EventTailOptions {
  readonly unitOfWork: UnitOfWork;
  readonly announcer: Announcer;
  readonly log?: (message: string, error?: unknown) => void;
}

export interface SubscribeOptions {
  /** The cursor of the last event the reader has; without it the subscription starts with the next event. */
  readonly after?: bigint;
  /** Whose events are replayed; undefined: everybody's, for the program's own readers. */
  readonly tenants?: readonly string[];
  /** Which events the reader gets; for live events it alone decides, so it must know the tenants too. */
  readonly sees: (event: LoggedEvent) => boolean;
  readonly signal?: AbortSignal;
  /** Live events that may wait before the reader is told to resume from its cursor; 1,000 when not given. */
  readonly maxQueued?: number;
}

const TAIL_PAGE = 1_000;
const REPLAY_PAGE = 200;
// Should an announcement be lost without its connection breaking, events are this late.
const UNANNOUNCED_LOOK_MS = 1_000;
const RETRY_MS = 50;

const maxPosition = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/**
 * The one reader of new events in a gateway: reads each once and hands it, in order of position, to every listener
 * and subscription. Not responsible for who may see what; subscriptions bring that along.
 */
export class EventTail {
  private position = 0n;
  private readonly subscriptions = new Set<EventSubscription>();
  private readonly listeners = new Set<(events: readonly LoggedEvent[]) => void>();
  private readonly waker = new Waker();
  private running: Promise<void> | undefined;
  private isStopping = false;

  constructor(private readonly options: EventTailOptions) {}

  /** The position of the newest event that was handed out. */
  get head(): bigint {
    return this.position;
  }

  get subscriptionCount(): number {
    return this.subscriptions.size;
  }

  /** @throws DatabaseUnavailableError and the like when the head of the log cannot be read */
  async start(): Promise<void> {
    this.position = await this.options.unitOfWork.run(systemScope, readHead, { readOnly: true });
    this.options.announcer.start((upTo) => {
      // With nobody to tell, only the place is kept. Whoever joins afterwards begins there.
      if (upTo !== undefined && !this.hasReaders) this.position = maxPosition(this.position, upTo);
      else if (upTo === undefined || upTo > this.position) this.waker.wake();
    });
    this.running = this.follow();
  }

  /** Ends every subscription and waits for the read under way. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.waker.wake();
    await this.options.announcer.stop();
    await this.running;
    for (const subscription of [...this.subscriptions]) await subscription.return();
    this.listeners.clear();
  }

  /** Calls `listener` with every new event, in batches and in order. Returns how to stop that. */
  onEvents(listener: (events: readonly LoggedEvent[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Events after the cursor from the log, then new ones as they come: each once, in order. The iterator throws
   * `SlowConsumerError` when its reader falls behind and what the database throws when a page cannot be read; in both
   * cases the reader resumes from its cursor.
   */
  subscribe(options: SubscribeOptions): AsyncIterableIterator<LoggedEvent> {
    const { tenants, sees, signal, maxQueued = 1_000, after = this.position } = options;
    return new EventSubscription(this.sourceFor(tenants), { after, sees, maxQueued, signal });
  }

  private sourceFor(tenants: readonly string[] | undefined): EventSource {
    const scope = tenants ? tenantScope(...tenants) : systemScope;
    const tail = this;
    return {
      get head() {
        return tail.position;
      },
      readPage: async (after, upTo) => {
        const events = await this.read(scope, { after, upTo, limit: REPLAY_PAGE, ...(tenants && { tenants }) });
        const last = events.at(REPLAY_PAGE - 1);
        return { events, reached: last?.position ?? upTo };
      },
      join: (subscription) => this.subscriptions.add(subscription),
      leave: (subscription) => this.subscriptions.delete(subscription),
    };
  }

  private read(scope: Scope, query: Parameters<typeof readEvents>[1]): Promise<LoggedEvent[]> {
    return this.options.unitOfWork.run(scope, (tx) => readEvents(tx, query), { readOnly: true });
  }

  private async follow(): Promise<void> {
    while (!this.isStopping) {
      try {
        const isCaughtUp = this.hasReaders ? await this.readOn() : await this.skipToHead();
        if (isCaughtUp) await this.waker.wait(UNANNOUNCED_LOOK_MS);
      } catch (error) {
        this.options.log?.('new events cannot be read', error);
        await this.waker.wait(RETRY_MS);
      }
    }
  }

  private get hasReaders(): boolean {
    return this.subscriptions.size > 0 || this.listeners.size > 0;
  }

  private async readOn(): Promise<boolean> {
    const events = await this.read(systemScope, { after: this.position, limit: TAIL_PAGE });
    this.handOut(events);
    return events.length < TAIL_PAGE;
  }

  /** Whoever has joined meanwhile is told from the old place on. */
  private async skipToHead(): Promise<boolean> {
    const head = await this.options.unitOfWork.run(systemScope, readHead, { readOnly: true });
    if (this.hasReaders) return false;
    this.position = maxPosition(this.position, head);
    return true;
  }

  private handOut(read: readonly LoggedEvent[]): void {
    // While they were read everybody may have left, and others joined behind them.
    const events = read.filter(({ position }) => position > this.position);
    if (events.length === 0) return;
    for (const listener of this.listeners) this.tell(listener, events);
    for (const event of events) {
      this.position = event.position;
      for (const subscription of this.subscriptions) subscription.offer(event);
    }
  }

  private tell(listener: (events: readonly LoggedEvent[]) => void, events: readonly LoggedEvent[]): void {
    try {
      listener(events);
    } catch (error) {
      this.options.log?.('a listener failed on new events', error);
    }
  }
}
