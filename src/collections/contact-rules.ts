import { timeInZone } from '../kernel/index.js';
import type { CollectionTerms } from '../underwriting/collection-terms.js';

export type ContactChannel = 'PHONE' | 'MESSAGE' | 'EMAIL' | 'LETTER' | 'VISIT';

/** Which rule a contact breaks. */
export type ContactBreach = 'OUTSIDE_HOURS' | 'TOO_OFTEN';

const WEEK_MS = 7 * 86_400_000;

/** A letter is read when its reader likes; every other channel reaches a person at a time of day. */
const isTimed = (channel: ContactChannel): boolean => channel !== 'LETTER';

export interface PlannedContact {
  readonly channel: ContactChannel;
  readonly at: Date;
  /** IANA zone of the loan. */
  readonly timeZone: string;
  /** When the loan's earlier contacts were, in any order. */
  readonly earlier: readonly Date[];
}

/** The rule that a contact at this time breaks, or undefined. Bounds: from is lawful, until is not. */
export function breachOf(
  { channel, at, timeZone, earlier }: PlannedContact,
  terms: CollectionTerms,
): ContactBreach | undefined {
  const time = timeInZone(at, timeZone);
  if (isTimed(channel) && (time < terms.contactFrom || time >= terms.contactUntil)) return 'OUTSIDE_HOURS';
  const recent = earlier.filter((one) => one.getTime() > at.getTime() - WEEK_MS && one.getTime() <= at.getTime());
  return recent.length >= terms.contactsPerWeek ? 'TOO_OFTEN' : undefined;
}
