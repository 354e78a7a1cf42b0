import { type FieldIssue, failure, issue, type Result, success } from '../kernel/index.js';
import type { AdverseActionReason, ProductDecision } from './decision.js';
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
  const referred = decision.reasons.map(({ hard: _, cure: __, ...reason }) => reason);
  // The referral's own comes first: it knows which borrower it is about.
  const latestFirst = [...referred, ...scored, ...FOUND_BY_PEOPLE].reverse();
  return [...new Map(latestFirst.map((reason) => [reason.code, reason])).values()].reverse();
}

/** One to four different reasons by code. Issues at `reasonCodes`: `REQUIRED`, `TOO_MANY`, `UNKNOWN_REASON`, `DUPLICATE`. */
export function chosenReasons(
  codes: readonly string[],
  known: readonly AdverseActionReason[],
): Result<readonly AdverseActionReason[], readonly FieldIssue[]> {
  if (codes.length === 0) return failure([issue('reasonCodes', 'REQUIRED', 'a person is told why: give one to four')]);
  if (codes.length > MAX_REASONS) return failure([issue('reasonCodes', 'TOO_MANY', `must be at most ${MAX_REASONS}`)]);
  const issues: FieldIssue[] = [];
  const reasons = codes.flatMap((code, at) => {
    const reason = known.find((candidate) => candidate.code === code);
    if (!reason) issues.push(issue(`reasonCodes[${at}]`, 'UNKNOWN_REASON', 'is none of the codes the referral lists'));
    else if (codes.indexOf(code) < at) issues.push(issue(`reasonCodes[${at}]`, 'DUPLICATE', 'stands there already'));
    return reason ?? [];
  });
  return issues.length > 0 ? failure(issues) : success(reasons);
}
