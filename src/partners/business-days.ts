import type { Transaction } from '../database/unit-of-work.js';
import { type CalendarDate, dateInZone } from '../kernel/index.js';

const ZONES = { name: 'programme.zones', text: 'SELECT DISTINCT time_zone AS "timeZone" FROM programme' };

/** A date and where it is that date. */
export interface BusinessDay {
  readonly on: CalendarDate;
  /** IANA zones of programmes; every loan has the zone of its programme. */
  readonly timeZones: readonly string[];
}

/** The time zones of all programmes by the date it is there at an instant: three dates at most, however many zones. */
export async function businessDays(tx: Transaction, at: Date): Promise<readonly BusinessDay[]> {
  const zones = new Map<CalendarDate, string[]>();
  for (const { timeZone } of await tx.rows<{ timeZone: string }>(ZONES)) {
    const on = dateInZone(at, timeZone);
    zones.set(on, [...(zones.get(on) ?? []), timeZone]);
  }
  return [...zones].map(([on, timeZones]) => ({ on, timeZones }));
}
