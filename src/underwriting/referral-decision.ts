import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { type Referral, ReferralEntry } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import type { BindingLimit } from '../exposure/capacity.js';
import {
  type CurrencyCode,
  canonicalHash,
  Decimal,
  type FieldIssue,
  formatMinor,
  invalidInput,
  isDecimalText,
  issue,
  type Refusal,
  refuse,
} from '../kernel/index.js';
import { authorityExceeded, checkAuthority, secondPersonRequired } from '../partners/authority.js';
import type { Viewer } from '../partners/viewer.js';
import { costFlags } from './cost-cap.js';
import type { ProductDecision } from './decision.js';
import { chosenReasons, declineReasons, type GivenReasons } from './desk-reasons.js';
import { costCapIn, type Facts } from './facts.js';
import { loanFromStored } from './loan-request.js';
import { loanSchedule } from './loan-schedule.js';
import type { Obligor } from './obligor.js';
import {
  approvalOfStored,
  type ConditionInput,
  conditionIssues,
  outsideProduct,
  storedConditions,
} from './offer-conditions.js';
import { type ApprovalSubject, type Approved, approvedOffer } from './referral-approval.js';
import { type GrantedApproval, grantApproval } from './referral-grant.js';
import { offerQuote, setReferralOutcome, settleWithoutOffer } from './referral-outcome.js';
import { moveReferral, openReferralsOf, referralEvent } from './referral-rows.js';
import { type Line, otherDesks } from './referral-shares.js';
import { type ReferralStep, recordEntry } from './referral-step.js';

/** Reasons are for DECLINE only. */
export interface DecisionInput extends GivenReasons {
  readonly referral: string;
  readonly decision: 'APPROVE' | 'DECLINE';
  /** Decimal text within the product's price adjustment bounds; zero for DECLINE. */
  readonly loading: string;
  readonly conditions: readonly ConditionInput[];
  /** Kept by the insurer, at most 2,000 characters. */
  readonly note: string | null;
}

export interface DecisionStep extends ReferralStep {
  /** Business date in the programme's zone. */
  readonly today: string;
  /** Reads what is decided with a referral of the same quote. */
  readonly subjectOf: (referral: Referral) => Promise<ApprovalSubject>;
}

const APPROVALS = {
  name: 'referral.approvals',
  text: `SELECT ${selectList(ReferralEntry)} FROM referral_entry WHERE referral_id = $1 AND kind = 'APPROVAL' ORDER BY id`,
};

/** Text of a note: at most 2,000 characters. */
export function noteIssues(note: string | null, path: string): FieldIssue[] {
  return (note?.length ?? 0) > 2_000 ? [issue(path, 'TOO_LONG', 'must have at most 2000 characters')] : [];
}

function approvalIssues(input: DecisionInput, { referral, terms }: ApprovalSubject, today: string): FieldIssue[] {
  const loan = loanFromStored(referral.loan);
  const { minimum, maximum } = terms.priceAdjustmentBounds;
  const issues = conditionIssues(input.conditions, loan);
  const [from, to] = [new Decimal(minimum).minus(1), new Decimal(maximum).minus(1)];
  const loading = isDecimalText(input.loading) ? new Decimal(input.loading) : undefined;
  if (!loading || loading.lessThan(from) || loading.greaterThan(to)) {
    issues.push(issue('loading', 'OUT_OF_RANGE', `must be from ${from} to ${to}, what the product allows`));
  }
  for (const list of ['reasonCodes', 'reasons'] as const) {
    if (input[list].length > 0) issues.push(issue(list, 'NOT_APPLICABLE', 'are given for DECLINE only'));
  }
  if (loan.firstDueOn <= today) {
    issues.push(issue('decision', 'LOAN_ALREADY_DUE', `the first instalment was due on ${loan.firstDueOn}`));
  }
  return [...issues, ...noteIssues(input.note, 'note')];
}

/** No person may let the price, or what conditions leave of the loan, cost more than the rule that capped the quote allows. */
function costIssues({ subject, approval, request, offer }: Approved): FieldIssue[] {
  const cap = costCapIn(subject.referral.facts as Facts);
  const path = new Decimal(approval.loading).isZero() ? 'conditions' : 'loading';
  const flags = cap ? costFlags(loanSchedule(request.loan), offer.priced.premium.totalMinor, cap) : [];
  return flags.map(({ code, message }) => issue(path, code, message));
}

/** The terms two persons must agree on, in the form they are compared and kept. */
const agreedTerms = ({ loading, conditions }: DecisionInput) => ({
  loading: new Decimal(loading).toFixed(),
  conditions: storedConditions(conditions),
});

/** What the key may decide, where the product's rules may ask for more than the amount does. */
function authorityFor(
  { referral, terms }: ApprovalSubject,
  amountMinor: bigint,
  { decider, agreed }: { readonly decider: Viewer; readonly agreed?: readonly string[] },
) {
  const { authorityLevel } = referral.decision as ProductDecision;
  if (authorityLevel !== null && decider.authorityLevel < authorityLevel) {
    return refuse(authorityExceeded(decider, authorityLevel));
  }
  const { underwriting: levels } = terms.authority;
  // Only agreeing needs two persons: one is enough to decline.
  const twoPersonsAboveMinor = agreed ? terms.authority.twoPersonsAboveMinor : null;
  const verdict = checkAuthority({ levels, twoPersonsAboveMinor }, amountMinor, { decider, agreed: agreed ?? [] });
  return verdict.verdict === 'NEEDS_LEVEL' ? refuse(authorityExceeded(decider, verdict.level)) : verdict.verdict;
}

/** Whether the approval is complete; records it and answers false when another person must agree too. */
async function isAgreed(
  tx: Transaction,
  input: DecisionInput,
  subject: ApprovalSubject,
  { amountMinor, step }: { readonly amountMinor: bigint; readonly step: ReferralStep },
): Promise<boolean> {
  const given = agreedTerms(input);
  const hash = canonicalHash(given);
  const approvals = await tx.rows<ReferralEntry>(APPROVALS, [subject.referral.id]);
  // Whoever approved other terms since does not stand by the earlier ones.
  const last = new Map(approvals.map((entry) => [entry.keyId, canonicalHash(entry.terms)]));
  const agreed = [...last].filter(([, terms]) => terms === hash).map(([keyId]) => keyId);
  if (authorityFor(subject, amountMinor, { decider: step.viewer, agreed }) === 'ALLOWED') return true;
  if (agreed.includes(step.viewer.keyId)) return refuse(secondPersonRequired());
  await recordEntry(tx, subject.referral, { kind: 'APPROVAL', text: input.note, terms: given }, step);
  return false;
}

async function approve(
  tx: Transaction,
  input: DecisionInput,
  subject: ApprovalSubject,
  step: DecisionStep,
): Promise<void> {
  const { referral, terms } = subject;
  const issues = approvalIssues(input, subject, step.today);
  if (issues.length > 0) refuse(invalidInput(issues));
  const approval = approvalOfStored(agreedTerms(input), referral.currency);
  const own: Line = { ...approvedOffer(subject, approval), keyId: step.viewer.keyId };
  const outside = [...outsideProduct(own.request.loan, terms, 'conditions'), ...costIssues(own)];
  if (outside.length > 0) refuse(invalidInput(outside));
  const amountMinor = own.offer.priced.sumInsuredMinor;
  if (!(await isAgreed(tx, input, subject, { amountMinor, step }))) {
    await appendEvents(tx, [approvalRecorded(referral, step)]);
    return;
  }
  const others = await otherDesks(tx, own, step.subjectOf);
  const granted = await grantApproval(tx, own, others.lines, step.at);
  const isGranted = !('dimension' in granted);
  if (!isGranted && !others.mayCome) refuse(limitExceeded(granted));
  if (isGranted) await offerGranted(tx, granted, { own, note: input.note, step });
  if (isGranted && granted.carriers.includes(own)) return;
  // Without room for all of it the insurer carries a part when others approve who have room for the rest.
  const entry = { kind: 'SHARE_APPROVAL', text: input.note, terms: agreedTerms(input) };
  await recordEntry(tx, referral, entry, step);
  await appendEvents(tx, [approvalRecorded(referral, step)]);
}

/** The referrals of everybody who carries a part are decided, and the quote has the offer. */
async function offerGranted(
  tx: Transaction,
  { carriers, expiresAt }: GrantedApproval<Line>,
  { own, note, step }: { readonly own: Line; readonly note: string | null; readonly step: DecisionStep },
): Promise<void> {
  const { at, cause } = step;
  const { quote } = own.subject;
  for (const line of carriers) {
    const { referral } = line.subject;
    const terms = { loading: line.approval.loading, conditions: storedConditions(line.approval.conditions) };
    const entry = { kind: 'DECISION', text: line === own ? note : null, terms };
    await recordEntry(tx, referral, entry, { viewer: { keyId: line.keyId }, at });
    await moveReferral(tx, referral, { to: 'DECIDED', at, cause });
    await setReferralOutcome(tx, referral, 'APPROVED', at);
    await appendEvents(tx, [referralEvent(referral, 'referral.decided', { at, cause, outcome: 'APPROVED' })]);
  }
  const othersOpen = (await openReferralsOf(tx, quote.id)).length > 0;
  await offerQuote(tx, quote, { expiresAt, othersOpen }, { at, cause });
}

const limitExceeded = ({ dimension, currency, requestedMinor, availableMinor }: BindingLimit): Refusal => ({
  problem: 'LimitExceeded',
  message: `The insurer has room for ${formatMinor(availableMinor, currency as CurrencyCode)} ${currency} more.`,
  limit: dimension,
  currency,
  requestedMinor,
  availableMinor,
});

/** The insurer's own colleagues hear of an approval that is not enough by itself; the partner does not. */
const approvalRecorded = (referral: Referral, { at, cause, viewer }: ReferralStep) => ({
  ownerId: referral.insurerId,
  insurerId: referral.insurerId,
  kind: 'referral.approvalRecorded',
  subjectKind: 'referral',
  subjectId: referral.id,
  payload: { quote: referral.quoteId, key: viewer.keyId },
  occurredAt: at,
  cause,
});

async function decline(
  tx: Transaction,
  input: DecisionInput,
  subject: ApprovalSubject,
  step: ReferralStep,
): Promise<void> {
  const { referral, quote, terms } = subject;
  const { at, cause } = step;
  const known = declineReasons(referral.decision as ProductDecision, terms);
  const reasons = chosenReasons(input, { known, obligor: referral.obligor as Obligor });
  const issues = [...(reasons.ok ? [] : reasons.error), ...noteIssues(input.note, 'note')];
  if (input.conditions.length > 0) issues.push(issue('conditions', 'NOT_APPLICABLE', 'are given for APPROVE only'));
  if (!isDecimalText(input.loading) || !new Decimal(input.loading).isZero()) {
    issues.push(issue('loading', 'NOT_APPLICABLE', 'is given for APPROVE only'));
  }
  if (issues.length > 0 || !reasons.ok) return refuse(invalidInput(issues));
  authorityFor(subject, referral.sumInsuredMinor, { decider: step.viewer });
  const told = reasons.value.map(({ code, obligorReference }) => ({
    code,
    ...(obligorReference && { obligorReference }),
  }));
  await recordEntry(tx, referral, { kind: 'DECISION', text: input.note, terms: { reasons: told } }, step);
  await moveReferral(tx, referral, { to: 'DECIDED', at, cause });
  await setReferralOutcome(tx, referral, 'DECLINED', at);
  await appendEvents(tx, [referralEvent(referral, 'referral.decided', { at, cause, outcome: 'DECLINED' })]);
  await settleWithoutOffer(tx, quote, reasons.value, { at, cause });
}

/**
 * An underwriter's decision. Approving prices the cover, takes capacity and makes the insurer's offer, or without room
 * alone one with others who approved; declining records what the person is told. Both need authority for the sum insured;
 * above the product's threshold two keys must approve the same terms.
 */
export const decideReferral = (
  tx: Transaction,
  input: DecisionInput,
  subject: ApprovalSubject,
  step: DecisionStep,
): Promise<void> =>
  input.decision === 'APPROVE' ? approve(tx, input, subject, step) : decline(tx, input, subject, step);
