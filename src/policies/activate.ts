import { claimKey } from '../database/idempotency.js';
import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import type { Policy, PurposeLock } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { utilisePolicyCapacity } from '../exposure/exposure-store.js';
import {
  addDays,
  type CalendarDate,
  type FieldIssue,
  formatMinor,
  invalidInput,
  invariant,
  issue,
  type Money,
  notFound,
  refuse,
  stateConflict,
} from '../kernel/index.js';
import { type PolicyStatus, policyLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import { writePremium } from '../premium/book-premium.js';
import { type CoverPeriods, earningParts, monthlyParts } from '../premium/earning-parts.js';
import type { LoanRequest, PurposeEvidence, ScenarioModule } from '../scenarios/contract/index.js';
import { insuredBy } from '../underwriting/alternative.js';
import { reducedLoan } from '../underwriting/loan-request.js';
import { loanSchedule } from '../underwriting/loan-schedule.js';
import { chargeDates, type PaymentPlan, planOfStored, premiumInstalments } from '../underwriting/payment-plan.js';
import type { ProductTerms } from '../underwriting/terms.js';
import { noteCertificateDue } from './certificate-due.js';
import { readPremiumLines } from './change-rows.js';
import { type InvestorShare, setInvestors } from './investors.js';
import { openLoan } from './loan.js';
import { policyEvent } from './policy-events.js';
import { lockPolicy, lockQuote, readOffer } from './policy-rows.js';
import { livePurposeLock, verifyPurposeLock } from './purpose-lock.js';

export interface ActivateRequest {
  readonly policy: string;
  readonly disbursement: {
    readonly disbursedOn: CalendarDate;
    readonly amount: Money;
    /** The lender's own number of the loan. */
    readonly loanReference: string;
  };
  readonly purposeEvidence: PurposeEvidence;
  /** Who holds the loan, when its platform says so at once. */
  readonly investors?: readonly InvestorShare[] | null;
}

export interface ActivateContext {
  readonly actorId: string;
  readonly idempotencyKey: string;
  readonly at: Date;
  /** Business date in the programme's time zone. */
  today(timeZone: string): CalendarDate;
  terms(productVersionId: string): Promise<ProductTerms>;
  scenario(code: string): ScenarioModule;
}

const PROGRAMME_ZONE = {
  name: 'programme.timeZone',
  text: 'SELECT time_zone AS "timeZone" FROM programme WHERE id = $1',
};
const SET_ACTIVE = {
  name: 'policy.setActive',
  text: 'UPDATE policy SET activated_at = $2, starts_on = $3 WHERE id = $1',
};

function disbursementIssues(request: ActivateRequest, loan: LoanRequest, today: CalendarDate): FieldIssue[] {
  const { disbursedOn, amount, loanReference } = request.disbursement;
  const issues: FieldIssue[] = [];
  const add = (path: string, code: string, message: string): void => {
    issues.push(issue(`disbursement.${path}`, code, message));
  };
  if (disbursedOn > today) add('disbursedOn', 'DATE_IN_FUTURE', `must not be after ${today}`);
  if (disbursedOn < loan.requestedOn) add('disbursedOn', 'DATE_TOO_EARLY', 'must not be before the quote');
  if (disbursedOn >= loan.firstDueOn) add('disbursedOn', 'DATE_TOO_LATE', 'must be before the first due date');
  if (amount.currency !== loan.currency) {
    add('amount.currency', 'CURRENCY_MISMATCH', `must be ${loan.currency}, the currency of the loan`);
  } else if (amount.minor !== loan.principalMinor) {
    const insured = formatMinor(loan.principalMinor, loan.currency);
    add('amount.amount', 'AMOUNT_MISMATCH', `must be ${insured}, the principal that was insured`);
  }
  if (loanReference.trim().length < 1 || loanReference.length > 100) {
    add('loanReference', 'OUT_OF_RANGE', 'must have 1 to 100 characters');
  }
  return issues;
}

function provePurpose(module: ScenarioModule, lock: PurposeLock, evidence: PurposeEvidence): void {
  const verdict = module.purpose.verify({ key: lock.key, label: lock.label, payee: lock.payee }, evidence);
  if (!verdict.accepted) refuse({ problem: 'PurposeNotProven', message: verdict.message, reason: verdict.code });
}

interface Origin {
  readonly insured: LoanRequest;
  readonly timeZone: string;
  readonly plan: PaymentPlan;
}

/** The lender sees neither quote nor programme of the partner: the core reads them for it. */
async function readOrigin(tx: Transaction, policy: Policy): Promise<Origin> {
  await joinTenants(tx, [policy.partnerId, policy.insurerId]);
  const quote = await lockQuote(tx, policy.quoteId);
  const offer = await readOffer(tx, policy.offerId);
  const [programme] = await tx.rows<{ timeZone: string }>(PROGRAMME_ZONE, [policy.programmeId]);
  invariant(quote && offer && programme, `policy ${policy.id} has an offer, a quote and a programme`);
  return { insured: insuredBy(offer, quote).loan, timeZone: programme.timeZone, plan: planOfStored(offer.pricing) };
}

/**
 * Starts the cover once the lender shows that the loan went where it was meant to go: the reserve becomes utilised, the
 * insured loan opens with its schedule, the premium is written.
 */
export async function activatePolicy(
  tx: Transaction,
  request: ActivateRequest,
  context: ActivateContext,
): Promise<Policy> {
  const { at, actorId, idempotencyKey } = context;
  const { amount, ...disbursement } = request.disbursement;
  const input = { ...request, disbursement: { ...disbursement, minor: String(amount.minor), in: amount.currency } };
  const first = await claimKey(
    tx,
    { tenantId: actorId, key: idempotencyKey, operation: 'policyActivate', input },
    { policy: request.policy },
  );
  const policy = await lockPolicy(tx, request.policy);
  if (!policy || (policy.partnerId !== actorId && policy.lenderId !== actorId)) {
    return refuse(notFound('policy', request.policy));
  }
  if (first) return policy;
  if (policy.status !== 'PENDING_ACTIVATION') refuse(stateConflict('policy', policy.status, 'ACTIVE'));
  if (policy.activationDeadline <= at) refuse(stateConflict('policy', 'NOT_TAKEN_UP', 'ACTIVE'));
  const { insured, timeZone, plan } = await readOrigin(tx, policy);
  const lock = await livePurposeLock(tx, policy.id);
  invariant(lock, `policy ${policy.id} awaiting activation holds its purpose lock`);
  // What came back before activation is never lent: the lock holds the amount that is left.
  const loan = reducedLoan(insured, lock.amountMinor);
  const today = context.today(timeZone);
  const issues = disbursementIssues(request, loan, today);
  if (issues.length > 0) refuse(invalidInput(issues));
  provePurpose(context.scenario(policy.scenario), lock, request.purposeEvidence);
  return activate(
    tx,
    { policy, lock, loan: { ...loan, disbursedOn: disbursement.disbursedOn }, timeZone, today, plan },
    request,
    context,
  );
}

function coverPeriods(loan: LoanRequest, endsOn: CalendarDate): CoverPeriods {
  const { instalments } = loanSchedule(loan);
  return {
    startsOn: loan.disbursedOn,
    endsOn,
    dueOn: instalments.map(({ dueOn }) => dueOn),
    openingBalancesMinor: instalments.map(({ openingBalanceMinor }) => openingBalanceMinor),
  };
}

interface Activation {
  readonly policy: Policy;
  readonly lock: PurposeLock;
  readonly loan: LoanRequest;
  readonly timeZone: string;
  readonly today: CalendarDate;
  readonly plan: PaymentPlan;
}

/** A single premium is asked for at once and earned as the product says; a monthly one month by month. */
async function writeIssuedPremium(
  tx: Transaction,
  {
    policy,
    loan,
    today,
    plan: { chargesMinor },
    terms,
    at,
  }: Pick<Activation, 'policy' | 'loan' | 'today' | 'plan'> & { readonly terms: ProductTerms; readonly at: Date },
): Promise<void> {
  const lines = readPremiumLines(policy.premiumLines);
  const { dueDays } = terms.payment;
  const cover = coverPeriods(loan, policy.endsOn as CalendarDate);
  const booking = { policy, subjectId: policy.id, lines, on: today, at, dueDays };
  if (!chargesMinor) return writePremium(tx, booking, earningParts(terms.earning ?? 'PRO_RATA', cover));
  const begins = chargeDates(cover.startsOn, cover.dueOn);
  const instalments = premiumInstalments(lines, chargesMinor).map((parts, at) => ({
    dueOn: addDays(begins[at] ?? cover.startsOn, dueDays),
    lines: parts,
  }));
  return writePremium(tx, { ...booking, instalments }, monthlyParts(cover, chargesMinor));
}

async function activate(
  tx: Transaction,
  { policy, lock, loan, timeZone, today, plan }: Activation,
  request: ActivateRequest,
  context: ActivateContext,
): Promise<Policy> {
  const { at } = context;
  const cause = 'policyActivate';
  const terms = await context.terms(policy.productVersionId);
  const { id, partnerId, insurerId, lenderId } = policy;
  const parties = { partnerId, insurerId, lenderId };
  await transition<PolicyStatus>(tx, {
    machine: policyLifecycle,
    table: 'policy',
    id,
    to: 'ACTIVE',
    cause,
    at,
    parties,
  });
  await tx.run(SET_ACTIVE, [id, at, loan.disbursedOn]);
  await verifyPurposeLock(tx, lock, request.purposeEvidence, { at, cause });
  await utilisePolicyCapacity(tx, id, { at, cause });
  await openLoan(tx, {
    policy,
    request: loan,
    timeZone,
    noticeDays: terms.noticeDays,
    waitingDays: terms.waitingDays,
    reference: request.disbursement.loanReference.trim(),
  });
  await writeIssuedPremium(tx, { policy, loan, today, plan, terms, at });
  await noteCertificateDue(tx, id);
  const active: Policy = { ...policy, status: 'ACTIVE', activatedAt: at, startsOn: loan.disbursedOn };
  await appendEvents(tx, [policyEvent(active, { kind: 'policy.activated', at, cause })]);
  if (request.investors) await setInvestors(tx, active, { investors: request.investors, at, cause });
  return active;
}
