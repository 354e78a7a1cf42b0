import { type FieldIssue, failure, type Result, success } from '../kernel/index.js';
import { InputCheck } from '../scenarios/contract/index.js';

export interface OrganisationDetails {
  readonly kind: 'PARTNER' | 'LENDER' | 'INSURER';
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** IANA name. */
  readonly timeZone: string;
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Reads who a new organisation is; lists every problem at once. */
export function readOrganisationDetails(
  input: OrganisationDetails,
): Result<OrganisationDetails, readonly FieldIssue[]> {
  const check = new InputCheck();
  const name = check.text('name', input.name, { maxLength: 200 });
  const country = check.country('country', input.country);
  if (!isTimeZone(input.timeZone)) check.add('timeZone', 'UNKNOWN_TIME_ZONE', 'must be an IANA time zone');
  const details = { kind: input.kind, name, country, timeZone: input.timeZone };
  return check.issues.length > 0 ? failure(check.issues) : success(details);
}
