import { DatabaseError } from '../database/errors.js';
import { type Question, systemScope, type UnitOfWork } from '../database/unit-of-work.js';

const ASK_MS = 30_000;

/** What business time makes happen by itself. Each task is safe to run at any time, anywhere, again. */
export interface DailyTask {
  readonly name: string;
  /** Does what is due by now; returns how many things it did. */
  run(): Promise<number>;
  /** Has rows where something may be due by now. Absent: only running tells. */
  due?(): readonly Question[];
}

export type DailyReport = Readonly<Record<string, number>>;

/**
 * Runs tasks in their order, one after the other: what one ends, the next must not see. All are asked at once what is due;
 * one with nothing to do is left out for as long as no other has done anything.
 */
export async function runDaily(tasks: readonly DailyTask[], units: UnitOfWork): Promise<DailyReport> {
  const idle = await idleOf(tasks, units);
  const done: [string, number][] = [];
  let isQuiet = true;
  for (const task of tasks) {
    const count = isQuiet && idle.has(task) ? 0 : await task.run();
    if (count > 0) isQuiet = false;
    done.push([task.name, count]);
  }
  return Object.fromEntries(done);
}

/** Where the question itself takes too long, only running tells. */
async function idleOf(tasks: readonly DailyTask[], units: UnitOfWork): Promise<ReadonlySet<DailyTask>> {
  const asked = tasks.flatMap((task) => (task.due?.() ?? []).map((question) => ({ task, question })));
  const questions = asked.map(({ question }) => question);
  const isDue = await units.haveRows(systemScope, questions, ASK_MS).catch((error) => {
    if (error instanceof DatabaseError) return undefined;
    throw error;
  });
  if (!isDue) return new Set();
  const busy = new Set(asked.filter((_, at) => isDue[at]).map(({ task }) => task));
  return new Set(tasks.filter((task) => task.due && !busy.has(task)));
}

export interface TickerOptions {
  readonly tasks: readonly DailyTask[];
  readonly units: UnitOfWork;
  readonly everyMs: number;
  readonly onError: (error: unknown) => void;
}

/** Runs the tasks again and again until stopped; a failed round is reported and the next one tries again. */
export class Ticker {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: TickerOptions) {}

  start(): void {
    const { tasks, units, everyMs, onError } = this.options;
    this.timer = setInterval(() => {
      this.round = this.round.then(() => runDaily(tasks, units)).catch(onError);
    }, everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }
}
