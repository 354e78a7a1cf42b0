import { type CalendarDate, daysBetween } from '../kernel/index.js';

/** A part of a balance and the day on which it is paid back. */
export interface DuePart {
  readonly dueOn: CalendarDate;
  /** Minor units. */
  readonly minor: bigint;
}

/**
 * The sum of a balance over the days on which it is owed: each part times the days from `from` to its due date. What a
 * rate per amount and day is charged on, so two schedules of one loan compare as their prices do. Parts due by then do
 * not count.
 */
export const balanceTime = (parts: readonly DuePart[], from: CalendarDate): bigint =>
  parts.reduce((sum, { dueOn, minor }) => (dueOn > from ? sum + minor * BigInt(daysBetween(from, dueOn)) : sum), 0n);
