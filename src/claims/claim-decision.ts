import type { Transaction } from '../database/unit-of-work.js';
import {
  type CurrencyCode,
  type FieldIssue,
  formatMinor,
  invalidInput,
  issue,
  type Refusal,
  refuse,
  stateConflict,
} from '../kernel/index.js';
import { authorityExceeded, checkAuthority, secondPersonRequired } from '../partners/authority.js';
import type { Assessment } from './assessment.js';
import { lockClaimFor, type Step } from './claim-command.js';
import { tellInsurer } from './claim-events.js';
import type { ClaimRow } from './claim-row.js';
import { missingEvidence } from './evidence-rows.js';
import { clearProposal, keepProposal, type Proposal, readProposal } from './handling.js';
import { collateralOf, type Reassessed, reassess } from './reassessment.js';
import { type ClaimOutcome, type Decision, recordDecision } from './record-decision.js';
import { isRejectionCode, REJECTION_CODES } from './rejection-codes.js';

const DECIDABLE = ['EVIDENCE_PENDING', 'UNDER_REVIEW', 'REOPENED'];
const MAX_REASON_LENGTH = 2_000;

export interface DecisionInput {
  readonly claim: string;
  readonly outcome: ClaimOutcome;
  /** For PARTLY_APPROVED only. */
  readonly approved: { readonly minor: bigint; readonly currency: string } | null;
  /** 1 to 2,000 characters; required unless the whole amount is approved. */
  readonly reason: string | null;
  /** One of `REJECTION_CODES`, for REJECTED only. */
  readonly rejectionCode: string | null;
  /** Net proceeds of the collateral, for scenarios whose indemnity is SECURED. */
  readonly netCollateral: { readonly minor: bigint; readonly currency: string } | null;
}

function reasonIssues({ outcome, reason, rejectionCode }: DecisionInput): FieldIssue[] {
  const length = reason?.trim().length ?? 0;
  const issues: FieldIssue[] = [];
  if (length > MAX_REASON_LENGTH) {
    issues.push(issue('reason', 'TOO_LONG', `must have at most ${MAX_REASON_LENGTH} characters`));
  } else if (outcome !== 'APPROVED' && length === 0) {
    issues.push(issue('reason', 'REASON_REQUIRED', 'a claim that is not approved whole needs a reason'));
  }
  if (outcome !== 'REJECTED' && rejectionCode !== null) {
    issues.push(issue('rejectionCode', 'NOT_APPLICABLE', 'is given for REJECTED only'));
  } else if (outcome === 'REJECTED' && !isRejectionCode(rejectionCode)) {
    issues.push(issue('rejectionCode', 'CODE_REQUIRED', `a rejection has one of ${REJECTION_CODES.join(', ')}`));
  }
  return issues;
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
  const missing = await missingEvidence(tx, claim, claimRules);
  if (missing.length === 0) return;
  const kinds = missing.map(({ kind }) => kind).join(', ');
  refuse(invalidInput([issue('outcome', 'EVIDENCE_MISSING', `cannot be approved without ${kinds}`)]));
}

/** The same words and figures, whoever says them. */
const isSameDecision = (proposal: Proposal, decision: Decision, netCollateralMinor: bigint): boolean =>
  proposal.outcome === decision.outcome &&
  proposal.approvedMinor === (decision.approvedMinor === null ? null : String(decision.approvedMinor)) &&
  proposal.rejectionCode === decision.rejectionCode &&
  proposal.netCollateralMinor === String(netCollateralMinor);

interface Deciding {
  readonly claim: ClaimRow;
  readonly decision: Decision;
  readonly assessed: Reassessed;
  readonly netCollateralMinor: bigint;
}

/**
 * Whether the decision stands now. One that needs a second person is kept as a proposal, which another key makes final
 * by deciding the same. Authority is for the whole computed indemnity: refusing or halving a large claim is a large
 * decision too.
 */
async function settles(tx: Transaction, deciding: Deciding, step: Step): Promise<boolean> {
  const { claim, decision, assessed, netCollateralMinor } = deciding;
  const { viewer, at, cause } = step;
  const { authority } = assessed.terms;
  const earlier = await readProposal(tx, claim.id);
  const proposal = earlier && isSameDecision(earlier, decision, netCollateralMinor) ? earlier : undefined;
  const verdict = checkAuthority(
    { levels: authority.claims, twoPersonsAboveMinor: authority.claimsTwoPersonsAboveMinor },
    assessed.indemnityMinor,
    { decider: viewer, agreed: proposal ? [proposal.proposedBy] : [] },
  );
  if (verdict.verdict === 'NEEDS_LEVEL') refuse(authorityExceeded(viewer, verdict.level));
  if (verdict.verdict === 'ALLOWED') {
    if (earlier) await clearProposal(tx, claim, proposal ? proposal.proposedBy : null);
    return true;
  }
  if (proposal) refuse(secondPersonRequired());
  await keepProposal(tx, claim, {
    outcome: decision.outcome,
    approvedMinor: decision.approvedMinor === null ? null : String(decision.approvedMinor),
    netCollateralMinor: String(netCollateralMinor),
    rejectionCode: decision.rejectionCode,
    reason: decision.reason,
    proposedBy: viewer.keyId,
    proposedAt: at.toISOString(),
  });
  await tellInsurer(tx, claim, { kind: 'claim.decisionProposed', at, cause });
  return false;
}

/** The decision that is asked for, with the indemnity it is about. */
async function prepare(tx: Transaction, input: DecisionInput, step: Step): Promise<Deciding> {
  const { viewer, claimRules } = step;
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
  const assessed = await reassess(tx, claim, { ...step, netCollateralMinor });
  const decision: Decision = {
    outcome: input.outcome,
    approvedMinor: approvedMinorOf(input, claim, assessed),
    reason: input.reason?.trim() || null,
    rejectionCode: input.rejectionCode,
    decidedBy: viewer.keyId,
  };
  return { claim, decision, assessed, netCollateralMinor };
}

/**
 * The insurer's decision. What is approved is at most the indemnity computed again from the feed as it stands, which
 * itself stays within the remaining sum insured; it is booked as incurred. A rejected claim is closed at once.
 */
export async function decideClaim(tx: Transaction, input: DecisionInput, step: Step): Promise<void> {
  const deciding = await prepare(tx, input, step);
  if (await settles(tx, deciding, step)) await recordDecision(tx, deciding, step);
}

/**
 * To look at, never for good: the decision as it is once everybody who must has agreed to it. Answers whether it waits for
 * a second person.
 */
export async function rehearseDecision(tx: Transaction, input: DecisionInput, step: Step): Promise<boolean> {
  const deciding = await prepare(tx, input, step);
  const isFinal = await settles(tx, deciding, step);
  await recordDecision(tx, deciding, step);
  return !isFinal;
}
