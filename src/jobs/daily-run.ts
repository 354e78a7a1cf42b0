/** What business time makes happen by itself. Each task is safe to run at any time, anywhere, again. */
export interface DailyTask {
  readonly name: string;
  /** Does what is due by now; returns how many things it did. */
  run(): Promise<number>;
}

export type DailyReport = Readonly<Record<string, number>>;

/** Runs tasks in their order, one after the other: what one ends, the next must not see. */
export async function runDaily(tasks: readonly DailyTask[]): Promise<DailyReport> {
  const done: [string, number][] = [];
  for (const task of tasks) done.push([task.name, await task.run()]);
  return Object.fromEntries(done);
}

export interface TickerOptions {
  readonly tasks: readonly DailyTask[];
  readonly everyMs: number;
  readonly onError: (error: unknown) => void;
}

/** Runs the tasks again and again until stopped; a failed round is reported and the next one tries again. */
export class Ticker {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: TickerOptions) {}

  start(): void {
    const { tasks, everyMs, onError } = this.options;
    this.timer = setInterval(() => {
      this.round = this.round.then(() => runDaily(tasks)).catch(onError);
    }, everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }
}
