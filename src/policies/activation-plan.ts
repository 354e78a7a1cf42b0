import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import type { Policy, PurposeLock } from '../entities/index.js';
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
import type { PremiumBooking } from '../premium/booking.js';
import { type CoverPeriods, earningParts, monthlyParts } from '../premium/earning-parts.js';
import type { EarningPart } from '../premium/segments.js';
import type { LoanRequest, PurposeEvidence, ScenarioModule } from '../scenarios/contract/index.js';
import { insuredBy } from '../underwriting/alternative.js';
import { reducedLoan } from '../underwriting/loan-request.js';
import { loanSchedule } from '../underwriting/loan-schedule.js';
import { chargeDates, type PaymentPlan, planOfStored, premiumInstalments } from '../underwriting/payment-plan.js';
import type { ProductTerms } from '../underwriting/terms.js';
import { readPremiumLines } from './change-rows.js';
import { checkInvestors, type InvestorShare } from './investors.js';
import { lockPolicy, lockQuote, readOffer, readPolicy, readQuote } from './policy-rows.js';
import { livePurposeLock } from './purpose-lock.js';

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
  /** Of a preview whose figures must still hold. */
  readonly token?: string;
}

export interface ActivationContext {
  readonly actorId: string;
  readonly at: Date;
  /** Business date in the programme's time zone. */
  today(timeZone: string): CalendarDate;
  terms(productVersionId: string): Promise<ProductTerms>;
  scenario(code: string): ScenarioModule;
}

/** Whether rows are held until the end of the transaction. */
interface Reading {
  readonly lock: boolean;
}

/** A policy that may start, with all that follows from its start. */
export interface Activation {
  /** As it stands before. */
  readonly policy: Policy;
  readonly purpose: PurposeLock;
  readonly loan: LoanRequest;
  readonly timeZone: string;
  readonly terms: ProductTerms;
  /** The premium as it is written, asked for and earned. */
  readonly booking: PremiumBooking;
  readonly earned: readonly EarningPart[];
}

const PROGRAMME_ZONE = {
  name: 'programme.timeZone',
  text: 'SELECT time_zone AS "timeZone" FROM programme WHERE id = $1',
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
async function readOrigin(tx: Transaction, policy: Policy, { lock }: Reading): Promise<Origin> {
  await joinTenants(tx, [policy.partnerId, policy.insurerId]);
  const quote = await (lock ? lockQuote : readQuote)(tx, policy.quoteId);
  const offer = await readOffer(tx, policy.offerId);
  const [programme] = await tx.rows<{ timeZone: string }>(PROGRAMME_ZONE, [policy.programmeId]);
  invariant(quote && offer && programme, `policy ${policy.id} has an offer, a quote and a programme`);
  return { insured: insuredBy(offer, quote).loan, timeZone: programme.timeZone, plan: planOfStored(offer.pricing) };
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

/** A single premium is asked for at once and earned as the product says; a monthly one month by month. */
function issuedPremium(
  { policy, loan, terms }: Pick<Activation, 'policy' | 'loan' | 'terms'>,
  { plan, on, at }: { readonly plan: PaymentPlan; readonly on: CalendarDate; readonly at: Date },
): Pick<Activation, 'booking' | 'earned'> {
  const lines = readPremiumLines(policy.premiumLines);
  const { chargesMinor } = plan;
  const { dueDays } = terms.payment;
  const cover = coverPeriods(loan, policy.endsOn as CalendarDate);
  const booking = { policy, subjectId: policy.id, lines, on, at, dueDays };
  if (!chargesMinor) return { booking, earned: earningParts(terms.earning ?? 'PRO_RATA', cover) };
  const begins = chargeDates(cover.startsOn, cover.dueOn);
  const instalments = premiumInstalments(lines, chargesMinor).map((parts, index) => ({
    dueOn: addDays(begins[index] ?? cover.startsOn, dueDays),
    lines: parts,
  }));
  return { booking: { ...booking, instalments }, earned: monthlyParts(cover, chargesMinor) };
}

/** The policy, for its partner and its lender. */
export async function policyToActivate(
  tx: Transaction,
  id: string,
  { actorId, lock }: Reading & { readonly actorId: string },
): Promise<Policy> {
  const policy = await (lock ? lockPolicy : readPolicy)(tx, id);
  if (!policy || (policy.partnerId !== actorId && policy.lenderId !== actorId)) {
    return refuse(notFound('policy', id));
  }
  return policy;
}

/** What starts with the cover. Refuses a start that cannot be. */
export async function planActivation(
  tx: Transaction,
  policy: Policy,
  { request, context, lock }: Reading & { readonly request: ActivateRequest; readonly context: ActivationContext },
): Promise<Activation> {
  const { at } = context;
  if (policy.status !== 'PENDING_ACTIVATION') refuse(stateConflict('policy', policy.status, 'ACTIVE'));
  if (policy.activationDeadline <= at) refuse(stateConflict('policy', 'NOT_TAKEN_UP', 'ACTIVE'));
  const { insured, timeZone, plan } = await readOrigin(tx, policy, { lock });
  const purpose = await livePurposeLock(tx, policy.id);
  invariant(purpose, `policy ${policy.id} awaiting activation holds its purpose lock`);
  // What came back before activation is never lent: the lock holds the amount that is left.
  const lent = reducedLoan(insured, purpose.amountMinor);
  const on = context.today(timeZone);
  const issues = disbursementIssues(request, lent, on);
  if (issues.length > 0) refuse(invalidInput(issues));
  provePurpose(context.scenario(policy.scenario), purpose, request.purposeEvidence);
  if (request.investors) await checkInvestors(tx, policy, { investors: request.investors, at });
  const loan = { ...lent, disbursedOn: request.disbursement.disbursedOn };
  const terms = await context.terms(policy.productVersionId);
  return { policy, purpose, loan, timeZone, terms, ...issuedPremium({ policy, loan, terms }, { plan, on, at }) };
}
