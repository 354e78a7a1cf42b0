import { addDays, addMonths, allocate, type CalendarDate, calendarDate, dayOf, minMinor } from '../kernel/index.js';

export type PlanPeriod = 'MONTH' | 'TWO_WEEKS' | 'WEEK';

/** What is due when; the `recovery_plan.instalments` column holds them in the order of their dates. */
export interface PlanInstalment {
  readonly number: number;
  readonly dueOn: string;
  /** Minor units in text. */
  readonly minor: string;
}

/** An instalment with what was received for it. */
export interface PlanLine extends PlanInstalment {
  readonly paidMinor: bigint;
}

const DAYS: Readonly<Record<Exclude<PlanPeriod, 'MONTH'>, number>> = { WEEK: 7, TWO_WEEKS: 14 };

/**
 * A total in equal instalments; odd cents go to the first ones, and the parts add up. Monthly dates keep the day of the
 * first one without drift.
 * @param totalMinor at least one minor unit for each instalment
 */
export function planInstalments(
  totalMinor: bigint,
  {
    count,
    firstDueOn,
    every,
  }: { readonly count: number; readonly firstDueOn: CalendarDate; readonly every: PlanPeriod },
): PlanInstalment[] {
  const parts = allocate(totalMinor, Array<bigint>(count).fill(1n));
  const dueOn = (at: number): CalendarDate =>
    every === 'MONTH' ? addMonths(firstDueOn, at, dayOf(firstDueOn)) : addDays(firstDueOn, at * DAYS[every]);
  return parts.map((minor, at) => ({ number: at + 1, dueOn: dueOn(at), minor: String(minor) }));
}

/** Money received counts against the oldest instalment first, whatever it was sent for. */
export function planLines(instalments: readonly PlanInstalment[], receivedMinor: bigint): PlanLine[] {
  let left = receivedMinor;
  return instalments.map((instalment) => {
    const paidMinor = minMinor(left, BigInt(instalment.minor));
    left -= paidMinor;
    return { ...instalment, paidMinor };
  });
}

/** The due date of the oldest instalment that is not wholly paid; null when all are. */
export const nextDueOn = (instalments: readonly PlanInstalment[], receivedMinor: bigint): string | null =>
  planLines(instalments, receivedMinor).find(({ minor, paidMinor }) => paidMinor < BigInt(minor))?.dueOn ?? null;

/** Whether an instalment stayed unpaid beyond its days of grace. */
export const isBroken = (
  dueOn: string,
  { graceDays, on }: { readonly graceDays: number; readonly on: CalendarDate },
): boolean => addDays(calendarDate(dueOn), graceDays) < on;
