import type { CalendarDate } from '../kernel/index.js';
import type { InputCheck } from '../scenarios/contract/index.js';

export const CONSENT_PURPOSES = ['CREDIT_ASSESSMENT', 'CREDIT_MONITORING'] as const;

/** CREDIT_ASSESSMENT: for deciding this request. CREDIT_MONITORING: to look again while the cover is in force. */
export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number];

/** An obligor's consent as the API takes it. */
export interface ConsentInputShape {
  readonly purpose: ConsentPurpose;
  readonly givenAt?: Date | null | undefined;
  readonly until: string;
  readonly reference?: string | null | undefined;
}

/** What the obligor agreed to: for what, when, until which day (inclusive), and the partner's own record of it. */
export interface Consent {
  readonly purpose: ConsentPurpose;
  readonly givenAt: Date;
  readonly until: CalendarDate;
  readonly reference: string | null;
}

/** Clocks of a checkout and of a gateway may differ by this much. */
const SKEW_MS = 5 * 60_000;
/** An older consent is a mistake of the sender. */
const MAX_AGE_MS = 10 * 366 * 86_400_000;

/** Reads a consent; one that is not in force today is refused, so that nobody relies on it by mistake. */
export function readConsent(
  check: InputCheck,
  input: ConsentInputShape | null | undefined,
  { now, today }: { readonly now: Date; readonly today: CalendarDate },
): Consent | undefined {
  if (!input) return undefined;
  const givenAt = input.givenAt ?? now;
  if (givenAt.getTime() > now.getTime() + SKEW_MS) {
    check.add('consent.givenAt', 'DATE_IN_FUTURE', `must not be after ${now.toISOString()}`);
  }
  if (givenAt.getTime() < now.getTime() - MAX_AGE_MS) {
    check.add('consent.givenAt', 'DATE_TOO_EARLY', 'must not be more than ten years ago');
  }
  if (input.until < today) check.add('consent.until', 'CONSENT_ENDED', `must not be before ${today}`);
  return {
    purpose: input.purpose,
    givenAt,
    until: input.until as CalendarDate,
    reference: check.optionalText('consent.reference', input.reference, { maxLength: 100 }),
  };
}
