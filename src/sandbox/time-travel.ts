import type { UnitOfWork } from '../database/unit-of-work.js';
import { type DailyReport, type DailyTask, runDaily } from '../jobs/daily-run.js';
import type { SimulatedClock } from './simulated-clock.js';

const DAY_MS = 86_400_000;
const NOON_MS = DAY_MS / 2;
export const MAX_DAYS = 3_700;

export interface TimeTravelReport {
  readonly now: Date;
  readonly days: number;
  /** What each daily task did in all. */
  readonly done: DailyReport;
}

function sum(total: DailyReport, day: DailyReport): DailyReport {
  return Object.fromEntries(Object.entries(day).map(([name, count]) => [name, (total[name] ?? 0) + count]));
}

/**
 * Lives through days one by one: business time moves to the next noon UTC, when every time zone from the Americas to
 * East Asia has the same date, and the daily tasks run.
 */
export class TimeTravel {
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly clock: SimulatedClock,
    private readonly tasks: readonly DailyTask[],
    private readonly units: UnitOfWork,
  ) {}

  /** @param days 1 to `MAX_DAYS` */
  advance(days: number): Promise<TimeTravelReport> {
    const journey = this.running.then(() => this.live(days));
    this.running = journey.catch(() => undefined);
    return journey;
  }

  private async live(days: number): Promise<TimeTravelReport> {
    let done: DailyReport = {};
    for (let day = 0; day < days; day += 1) {
      await this.clock.load();
      const today = Math.floor(this.clock.now().getTime() / DAY_MS);
      await this.clock.advanceTo(new Date((today + 1) * DAY_MS + NOON_MS));
      done = sum(done, await runDaily(this.tasks, this.units));
    }
    return { now: this.clock.now(), days, done };
  }
}
