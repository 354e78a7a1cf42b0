import type { PremiumLine } from '../finance/premium.js';
import { type CalendarDate, type FieldIssue, failure, issue, type Result, success } from '../kernel/index.js';
import type { LoanRequest, ScenarioModule } from '../scenarios/contract/index.js';
import { decideForProduct } from '../underwriting/decision.js';
import type { Facts } from '../underwriting/facts.js';
import { loanSchedule } from '../underwriting/loan-schedule.js';
import type { Obligor } from '../underwriting/obligor.js';
import { priceCover } from '../underwriting/pricing.js';
import { rateCase } from '../underwriting/rate-case.js';
import { readPremiumLines, storedPremiumLines } from './change-rows.js';
import { foldCover } from './history/cover.js';
import type { StepRequest } from './history/step.js';
import { increaseLoan } from './instalments.js';
import { entriesInForce, type LoanEntry, type ReschedulingTerms } from './loan-entry.js';
import type { PolicyFile } from './policy-file.js';
import { serviceLoan } from './servicing.js';

export interface IncreaseSetting {
  readonly file: PolicyFile;
  readonly on: CalendarDate;
  readonly module: ScenarioModule;
}

const AT = 'increase.amount';

const commissionOf = (lines: readonly PremiumLine[]): bigint =>
  lines.filter(({ kind }) => kind === 'COMMISSION').reduce((sum, { minor }) => sum + minor, 0n);

/** Rate and method of the schedule in force. */
function termsInForce(terms: LoanRequest, entries: readonly LoanEntry[]): LoanRequest {
  const last = entries.findLast(({ kind }) => kind === 'RESCHEDULED');
  if (!last) return terms;
  const { annualRate, method } = last.terms as ReschedulingTerms;
  return { ...terms, annualRate, method };
}

/**
 * Underwrites more principal on a policy in force: the product decides on everything that will be owed, from the facts
 * its quote was decided on, and prices what is added over the instalments left.
 */
export function underwriteIncrease(
  amountMinor: bigint,
  { file, on, module }: IncreaseSetting,
): Result<StepRequest, readonly FieldIssue[]> {
  const { policy, history, origin } = file;
  if (!history.loan) return failure([issue('increase', 'LOAN_NOT_PAID_OUT', 'the loan is not paid out yet')]);
  const entries = entriesInForce(history.loan.entries).filter(({ effectiveOn }) => effectiveOn <= on);
  const { instalments, outstandingPrincipalMinor } = serviceLoan(history.loan.terms, entries);
  const dueDates = instalments
    .filter((row) => row.dueOn > on && row.paidPrincipalMinor + row.paidInterestMinor === 0n)
    .map(({ dueOn }) => dueOn);
  if (dueDates.length === 0)
    return failure([issue(AT, 'NO_INSTALMENT_LEFT', 'no instalment is left to repay more with')]);
  const terms = { ...termsInForce(history.loan.terms, entries), requestedOn: on };
  const added = increaseLoan(terms, { amountMinor, on, dueDates });
  const whole = { ...added, principalMinor: outstandingPrincipalMinor + amountMinor };
  const { risk } = foldCover(history.issued, history.steps);
  const rated = rateCase(
    { module, risk, loan: whole, obligor: { obligor: origin.obligor as Obligor } },
    origin.facts as Facts,
  );
  const { insurerId, productVersionId, insuredPercentage } = policy;
  const product = { insurerId, productVersionId, terms: { ...file.terms, insuredPercentage } };
  const decision = decideForProduct(rated, product);
  if (decision.outcome !== 'APPROVED') {
    return failure(decision.reasons.map(({ code, message }) => issue(AT, code, message)));
  }
  const risked = { ...decision, lossGivenDefault: rated.lossGivenDefault };
  const earlierMinor = commissionOf(readPremiumLines(policy.premiumLines));
  const { sumInsuredMinor, premium } = priceCover(added, loanSchedule(added), risked, product.terms, earlierMinor);
  return success({
    change: 'INCREASE',
    amountMinor: String(amountMinor),
    sumInsuredMinor: String(sumInsuredMinor),
    premiumLines: storedPremiumLines(premium.lines),
  });
}
