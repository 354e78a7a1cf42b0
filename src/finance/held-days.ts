import { addDays, type CalendarDate, daysBetween, laterOf } from '../kernel/index.js';

/** Days, both inclusive, on which a counter of days stands still. */
export interface HeldDays {
  readonly from: CalendarDate;
  readonly until: CalendarDate;
}

/**
 * The day on which `days` days have passed since `start`, held days not counted; `start` itself is day zero.
 *
 * @param held by their first day; where two overlap, a day counts once
 */
export function dayAfter(start: CalendarDate, days: number, held: readonly HeldDays[]): CalendarDate {
  let day = addDays(start, days);
  let counted = start;
  for (const { from, until } of held) {
    const first = laterOf(from, addDays(counted, 1));
    if (first > day) break;
    if (until < first) continue;
    day = addDays(day, daysBetween(first, until) + 1);
    counted = until;
  }
  return day;
}

/** How many days have passed since `start` on the day `on`, held days not counted; zero up to `start`. */
export function daysCounted(start: CalendarDate, on: CalendarDate, held: readonly HeldDays[]): number {
  let days = Math.max(0, daysBetween(start, on));
  let counted = start;
  for (const { from, until } of held) {
    const first = laterOf(from, addDays(counted, 1));
    const last = until < on ? until : on;
    if (last < first) continue;
    days -= daysBetween(first, last) + 1;
    counted = last;
  }
  return days;
}
