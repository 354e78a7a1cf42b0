import { addDays, type CalendarDate, calendarDate, laterOf } from '../kernel/index.js';

export type DeadlineKind = 'DECISION' | 'PAYMENT' | 'ANSWER';
/** RUNNING, then APPROACHING and MISSED as its day comes; MET and MISSED when it was ended, DROPPED when it lost its cause. */
export type DeadlineState = 'RUNNING' | 'APPROACHING' | 'MISSED' | 'MET' | 'DROPPED';

/** A promise to a claimant or complainant; a `deadlines` column holds them in the order they began. */
export interface Deadline {
  readonly kind: DeadlineKind;
  readonly startedOn: string;
  /** The last day in time. */
  readonly dueOn: string;
  readonly state: DeadlineState;
  /** The day it was met, missed for good or dropped; null while it runs. */
  readonly endedOn: string | null;
}

/** Every deadline of a claim or complaint and the day when something is to be said about the one that runs. */
export interface Deadlines {
  readonly all: readonly Deadline[];
  readonly noticeOn: string | null;
}

export const runningDeadline = (all: readonly Deadline[]): Deadline | undefined =>
  all.find(({ endedOn }) => endedOn === null);

const replaced = (all: readonly Deadline[], kept: Deadline): Deadline[] =>
  all.map((deadline) => (deadline.endedOn === null ? kept : deadline));

/** Begins a deadline; whatever ran before has been ended. */
export function beginDeadline(
  all: readonly Deadline[],
  { kind, on, days, warningDays }: { kind: DeadlineKind; on: CalendarDate; days: number; warningDays: number },
): Deadlines {
  const dueOn = addDays(on, days);
  const noticeOn = laterOf(on, addDays(dueOn, -warningDays));
  return { all: [...all, { kind, startedOn: on, dueOn, state: 'RUNNING', endedOn: null }], noticeOn };
}

/** Ends the running deadline, if any: what was promised was done, or is no longer owed. */
export function endDeadline(all: readonly Deadline[], on: CalendarDate, how: 'DONE' | 'DROPPED'): Deadlines {
  const running = runningDeadline(all);
  if (!running) return { all, noticeOn: null };
  const done = on <= running.dueOn ? 'MET' : 'MISSED';
  return { all: replaced(all, { ...running, state: how === 'DONE' ? done : 'DROPPED', endedOn: on }), noticeOn: null };
}

export interface DeadlineNotice extends Deadlines {
  readonly kind: 'APPROACHING' | 'MISSED';
  readonly deadline: Deadline;
}

/** What is to be said on a day about the deadline that runs, at most once each; undefined when nothing is. */
export function noticeOf(all: readonly Deadline[], on: CalendarDate, warningDays: number): DeadlineNotice | undefined {
  const running = runningDeadline(all);
  if (!running || running.state === 'MISSED') return undefined;
  const dueOn = calendarDate(running.dueOn);
  if (on > dueOn) {
    const deadline: Deadline = { ...running, state: 'MISSED' };
    return { kind: 'MISSED', deadline, all: replaced(all, deadline), noticeOn: null };
  }
  if (running.state === 'APPROACHING' || on < addDays(dueOn, -warningDays)) return undefined;
  const deadline: Deadline = { ...running, state: 'APPROACHING' };
  return { kind: 'APPROACHING', deadline, all: replaced(all, deadline), noticeOn: addDays(dueOn, 1) };
}
