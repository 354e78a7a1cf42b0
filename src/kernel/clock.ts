import { type CalendarDate, dateInZone } from './calendar.js';

/** The only source of "now". Business time: real time, or the sandbox's simulated time. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

export const today = (clock: Clock, timeZone: string): CalendarDate => dateInZone(clock.now(), timeZone);
