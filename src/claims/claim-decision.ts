import type { Transaction } from '../database/unit-of-work.js';
import {
  type CurrencyCode,
  calendarDate,
  currencyCode,
  dateInZone,
  type FieldIssue,
  formatMinor,
  invalidInput,
  invariant,
  issue,
  type Refusal,
  refuse,
  stateConflict,
} from '../kernel/index.js';
import { claimApproved } from '../ledger/entries.js';
import { postJournal } from '../ledger/journal.js';
import { type Assessment, storedAssessment } from './assessment.js';
import { lockClaimFor, moveClaim, type Step } from './claim-command.js';
import { tellClaim } from './claim-events.js';
import { missingEvidence } from './claim-evidence.js';
import type { ClaimRow } from './claim-row.js';
import { type InsuredLoan, lockInsuredLoan } from './insured-loan.js';

export type ClaimOutcome = 'APPROVED' | 'PARTLY_APPROVED' | 'REJECTED';

const DECIDABLE = ['EVIDENCE_PENDING', 'UNDER_REVIEW', 'REOPENED'];
const MAX_REASON_LENGTH = 2_000;

const DECIDE = {
  name: 'claim.decide',
  text: `UPDATE claim SET outcome = $2, approved_minor = $3, assessment = $4, computed_minor = $5, decision_reason = $6,
           decided_by = $7, decided_at = $8 WHERE id = $1`,
};
const CLOSE = { name: 'claim.close', text: 'UPDATE claim SET closed_at = $2 WHERE id = $1' };

export interface DecisionInput {
  readonly claim: string;
  readonly outcome: ClaimOutcome;
  /** For PARTLY_APPROVED only. */
  readonly approved: { readonly minor: bigint; readonly currency: string } | null;
  /** 1 to 2,000 characters; required unless the whole amount is approved. */
  readonly reason: string | null;
  /** Net proceeds of the collateral, for scenarios whose indemnity is SECURED. */
  readonly netCollateral: { readonly minor: bigint; readonly currency: string } | null;
}

function reasonIssues({ outcome, reason }: DecisionInput): FieldIssue[] {
  const length = reason?.trim().length ?? 0;
  if (length > MAX_REASON_LENGTH) {
    return [issue('reason', 'TOO_LONG', `must have at most ${MAX_REASON_LENGTH} characters`)];
  }
  if (outcome === 'APPROVED' || length > 0) return [];
  return [issue('reason', 'REASON_REQUIRED', 'a claim that is not approved whole needs a reason')];
}

function approvedIssues({ outcome, approved }: DecisionInput, currency: string): FieldIssue[] {
  if (outcome !== 'PARTLY_APPROVED') {
    return approved ? [issue('approved', 'NOT_APPLICABLE', 'is given for PARTLY_APPROVED only')] : [];
  }
  if (!approved) return [issue('approved', 'AMOUNT_REQUIRED', 'PARTLY_APPROVED needs the approved amount')];
  if (approved.currency !== currency) {
    return [issue('approved.currency', 'CURRENCY_MISMATCH', `must be ${currency}, the currency of the claim`)];
  }
  return approved.minor > 0n ? [] : [issue('approved.amount', 'MUST_BE_POSITIVE', 'must be above zero')];
}

function collateralIssues({ netCollateral }: DecisionInput, currency: string, isSecured: boolean): FieldIssue[] {
  if (!netCollateral) return [];
  if (!isSecured) return [issue('netCollateral', 'NOT_APPLICABLE', 'the loan has no collateral')];
  if (netCollateral.currency !== currency) {
    return [issue('netCollateral.currency', 'CURRENCY_MISMATCH', `must be ${currency}, the currency of the claim`)];
  }
  return netCollateral.minor >= 0n
    ? []
    : [issue('netCollateral.amount', 'MUST_NOT_BE_NEGATIVE', 'must be zero or more')];
}

/** A refusal that names the figure an amount may not pass. */
export const aboveLimit = (
  limit: string,
  currency: string,
  amounts: { requested: bigint; available: bigint },
): Refusal => {
  const text = (minor: bigint) => `${formatMinor(minor, currency as CurrencyCode)} ${currency}`;
  return {
    problem: 'LimitExceeded',
    message: `${text(amounts.requested)} is more than ${text(amounts.available)}.`,
    limit,
    currency,
    requestedMinor: amounts.requested,
    availableMinor: amounts.available,
  };
};

/** The claim computed again from the feed as it stands: a payment since the notice makes the loss smaller. */
export async function reassess(
  tx: Transaction,
  claim: ClaimRow,
  { assessor, netCollateralMinor }: Pick<Step, 'assessor'> & { readonly netCollateralMinor: bigint },
): Promise<Assessment & { readonly loan: InsuredLoan; readonly waterfall: string }> {
  const loan = await lockInsuredLoan(tx, claim.policyId);
  invariant(loan, `claim ${claim.id} has no loan`);
  const request = { loan, triggeredOn: calendarDate(claim.triggeredOn), netCollateralMinor };
  const { terms, ...assessment } = await assessor.assessOne(tx, request);
  return { ...assessment, loan, waterfall: terms.waterfall };
}

/** The collateral that the last decision or notice counted, to compute the claim again. */
export function collateralOf(claim: ClaimRow): bigint {
  const { inputs } = claim.assessment as { inputs: readonly { name: string; value: string }[] };
  return BigInt(inputs.find(({ name }) => name === 'netCollateralMinor')?.value ?? '0');
}

function approvedMinorOf({ outcome, approved }: DecisionInput, claim: ClaimRow, assessed: Assessment): bigint | null {
  if (outcome === 'REJECTED') return null;
  const requested = outcome === 'APPROVED' ? assessed.indemnityMinor : (approved?.minor ?? 0n);
  if (assessed.indemnityMinor === 0n) {
    refuse(invalidInput([issue('outcome', 'NOTHING_TO_PAY', 'the computed indemnity is zero; reject the claim')]));
  }
  if (requested > assessed.indemnityMinor) {
    const amounts = { requested, available: assessed.indemnityMinor };
    refuse(aboveLimit('computed indemnity', claim.currency, amounts));
  }
  return requested;
}

async function requireEvidence(tx: Transaction, claim: ClaimRow, { claimRules }: Step): Promise<void> {
  const missing = await missingEvidence(tx, claim, claimRules(claim.scenario));
  if (missing.length === 0) return;
  const kinds = missing.map(({ kind }) => kind).join(', ');
  refuse(invalidInput([issue('outcome', 'EVIDENCE_MISSING', `cannot be approved without ${kinds}`)]));
}

/**
 * The insurer's decision. What is approved is at most the indemnity computed again from the feed as it stands, which
 * itself stays within the remaining sum insured; it is booked as incurred. A rejected claim is closed at once.
 */
export async function decideClaim(tx: Transaction, input: DecisionInput, step: Step): Promise<void> {
  const { viewer, claimRules, at, cause } = step;
  const claim = await lockClaimFor(tx, input.claim, { viewer, sides: ['INSURER'] });
  if (!DECIDABLE.includes(claim.status)) refuse(stateConflict('claim', claim.status, 'DECIDED'));
  const isSecured = claimRules(claim.scenario).triggers.some(({ indemnity }) => indemnity === 'SECURED');
  const issues = [
    ...reasonIssues(input),
    ...approvedIssues(input, claim.currency),
    ...collateralIssues(input, claim.currency, isSecured),
  ];
  if (issues.length > 0) refuse(invalidInput(issues));
  if (input.outcome !== 'REJECTED') await requireEvidence(tx, claim, step);
  const netCollateralMinor = input.netCollateral?.minor ?? collateralOf(claim);
  const { loan, ...assessed } = await reassess(tx, claim, { ...step, netCollateralMinor });
  const approvedMinor = approvedMinorOf(input, claim, assessed);
  await tx.run(DECIDE, [
    claim.id,
    input.outcome,
    approvedMinor === null ? null : String(approvedMinor),
    JSON.stringify(storedAssessment(assessed)),
    String(assessed.indemnityMinor),
    input.reason?.trim() || null,
    viewer.keyId,
    at,
  ]);
  await moveClaim(tx, claim, 'DECIDED', step);
  if (approvedMinor !== null) {
    await postJournal(tx, {
      ...partiesOf(claim),
      kind: 'CLAIM_APPROVED',
      subjectId: claim.id,
      bookedOn: dateInZone(at, loan.timeZone),
      recordedAt: at,
      postings: claimApproved(currencyCode(claim.currency), approvedMinor),
    });
  }
  await tellClaim(tx, claim.id, { kind: 'claim.decided', at, cause });
  if (input.outcome === 'REJECTED') await closeClaim(tx, claim, step);
}

export const partiesOf = ({ insurerId, partnerId, lenderId, policyId }: ClaimRow) => ({
  insurerId,
  partnerId,
  lenderId,
  policyId,
});

export async function closeClaim(tx: Transaction, claim: ClaimRow, step: Step): Promise<void> {
  const { at, cause } = step;
  await moveClaim(tx, claim, 'CLOSED', step);
  await tx.run(CLOSE, [claim.id, at]);
  await tellClaim(tx, claim.id, { kind: 'claim.closed', at, cause });
}
