import { type FieldIssue, failure, issue, type Result, success } from '../kernel/index.js';
import { type AdverseActionReason, firstOfEach, isSameReason, type ProductDecision } from './decision.js';
import type { Obligor } from './obligor.js';
import type { ProductTerms } from './terms.js';

/** What a person finds and a score does not; after Regulation B, Appendix C, form C-1 (12 CFR 1002). */
const FOUND_BY_PEOPLE: readonly AdverseActionReason[] = [
  { code: 'APPLICATION_INCOMPLETE', message: 'Information that was asked for is missing.' },
  { code: 'IDENTITY_NOT_VERIFIED', message: 'The identity could not be verified.' },
  { code: 'RESIDENCE_NOT_VERIFIED', message: 'The residence could not be verified.' },
  { code: 'EMPLOYMENT_NOT_VERIFIED', message: 'The employment could not be verified.' },
  { code: 'INCOME_NOT_VERIFIED', message: 'The income could not be verified.' },
  { code: 'INCOME_INSUFFICIENT', message: 'The income is too low for the amount that was asked for.' },
  { code: 'OBLIGATIONS_EXCESSIVE', message: 'Existing obligations are too high against the income.' },
  { code: 'CREDIT_HISTORY_INSUFFICIENT', message: 'There is too little credit history to judge.' },
  { code: 'COLLATERAL_INSUFFICIENT', message: 'The value or kind of the collateral is not sufficient.' },
];

const MAX_REASONS = 4;

/** The reasons a person may decline with: those of the referral, of the product's scorecard, and what people find. */
export function declineReasons(decision: ProductDecision, { scorecard }: ProductTerms): AdverseActionReason[] {
  const scored = scorecard.characteristics.map(({ reasonCode, reason }) => ({ code: reasonCode, message: reason }));
  // The referral's own come first: they know which borrower they are about.
  const referred = firstOfEach(decision.reasons.map(({ hard: _, cure: __, ...reason }) => reason));
  const others = firstOfEach([...scored, ...FOUND_BY_PEOPLE]);
  return [...referred, ...others.filter(({ code }) => !referred.some((reason) => reason.code === code))];
}

/** A reason that a person gives: of the catalogue, about a borrower by reference; null is the obligor, or the loan. */
export interface GivenReason {
  readonly code: string;
  readonly obligorReference: string | null;
}

/** What a person gives: codes alone are about whom the referral names with them, `reasons` about whom they say. */
export interface GivenReasons {
  readonly reasonCodes: readonly string[];
  readonly reasons: readonly GivenReason[];
}

interface Choice {
  readonly known: readonly AdverseActionReason[];
  readonly obligor: Obligor;
}

function known(code: string, reasons: readonly AdverseActionReason[], path: string, issues: FieldIssue[]) {
  const found = reasons.find((candidate) => candidate.code === code);
  if (!found) issues.push(issue(path, 'UNKNOWN_REASON', 'is none of the codes the referral lists'));
  return found;
}

function aboutSomebody(given: GivenReason, choice: Choice, path: string, issues: FieldIssue[]) {
  const { obligor } = choice;
  const found = known(given.code, choice.known, `${path}.code`, issues);
  const { obligorReference } = given;
  const isCoObligor = obligor.coObligors?.some(({ reference }) => reference === obligorReference) ?? false;
  if (obligorReference !== null && obligorReference !== obligor.reference && !isCoObligor) {
    issues.push(issue(`${path}.obligorReference`, 'UNKNOWN_OBLIGOR', 'names nobody who borrows here'));
    return undefined;
  }
  if (!found) return undefined;
  const { code, message } = found;
  return { code, message, ...(isCoObligor && obligorReference !== null && { obligorReference }) };
}

/**
 * One to four different reasons for the persons concerned. Issues at `reasonCodes` or `reasons`: `REQUIRED`, `TOO_MANY`,
 * `NOT_TOGETHER`, `UNKNOWN_REASON`, `UNKNOWN_OBLIGOR`, `DUPLICATE`.
 */
export function chosenReasons(
  { reasonCodes, reasons }: GivenReasons,
  choice: Choice,
): Result<readonly AdverseActionReason[], readonly FieldIssue[]> {
  if (reasonCodes.length > 0 && reasons.length > 0) {
    return failure([issue('reasons', 'NOT_TOGETHER', 'give either reasons or reasonCodes')]);
  }
  const list = reasons.length > 0 ? 'reasons' : 'reasonCodes';
  const count = reasonCodes.length + reasons.length;
  if (count === 0) return failure([issue(list, 'REQUIRED', 'a person is told why: give one to four')]);
  if (count > MAX_REASONS) return failure([issue(list, 'TOO_MANY', `must be at most ${MAX_REASONS}`)]);
  const issues: FieldIssue[] = [];
  const told = [
    ...reasonCodes.map((code, at) => known(code, choice.known, `${list}[${at}]`, issues)),
    ...reasons.map((given, at) => aboutSomebody(given, choice, `${list}[${at}]`, issues)),
  ];
  for (const [at, reason] of told.entries()) {
    const isRepeated = reason !== undefined && told.slice(0, at).some((one) => one && isSameReason(one, reason));
    if (isRepeated) issues.push(issue(`${list}[${at}]`, 'DUPLICATE', 'stands there already'));
  }
  return issues.length > 0 ? failure(issues) : success(told.flatMap((reason) => reason ?? []));
}
