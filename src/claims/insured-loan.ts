import type { Transaction } from '../database/unit-of-work.js';
import { type CalendarDate, calendarDate } from '../kernel/index.js';
import { claimableFrom } from '../policies/delinquency.js';

/** A loan with the cover on it: what a claim is made from. */
export interface InsuredLoan {
  readonly loanId: string;
  readonly policyId: string;
  readonly partnerId: string;
  readonly insurerId: string;
  readonly lenderId: string;
  readonly reference: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly loanTerms: { readonly annualRate: string; readonly disbursedOn: string };
  readonly loanStatus: string;
  readonly outstandingPrincipalMinor: bigint;
  readonly oldestUnpaidDueOn: string | null;
  readonly waitingDays: number;
  /** Days on which the counter of the overdue stands still. */
  readonly stoppedDays: string;
  readonly policyNumber: string;
  readonly policyStatus: string;
  readonly scenario: string;
  readonly scenarioVersion: string;
  readonly productVersionId: string;
  readonly insuredPercentage: string;
  readonly sumInsuredMinor: bigint;
  readonly indemnityPaidMinor: bigint;
}

export const INSURED_LOAN = `l.id AS "loanId", l.policy_id AS "policyId", l.partner_id AS "partnerId",
  l.insurer_id AS "insurerId", l.lender_id AS "lenderId", l.reference, l.currency, l.time_zone AS "timeZone",
  l.terms AS "loanTerms", l.status AS "loanStatus", l.outstanding_principal_minor AS "outstandingPrincipalMinor",
  l.oldest_unpaid_due_on AS "oldestUnpaidDueOn", l.waiting_days AS "waitingDays",
  l.stopped_days AS "stoppedDays", p.number AS "policyNumber",
  p.status AS "policyStatus", p.scenario, p.scenario_version AS "scenarioVersion",
  p.product_version_id AS "productVersionId", p.insured_percentage AS "insuredPercentage",
  p.sum_insured_minor AS "sumInsuredMinor", p.indemnity_paid_minor AS "indemnityPaidMinor"`;
export const INSURED_LOAN_TABLES = 'loan l JOIN policy p ON p.id = l.policy_id AND p.partner_id = l.partner_id';

const LOCK_BY_POLICY = {
  name: 'claim.lockInsuredLoan',
  text: `SELECT ${INSURED_LOAN} FROM ${INSURED_LOAN_TABLES} WHERE l.policy_id = $1 FOR NO KEY UPDATE OF l`,
};

/** Locks the loan of a policy, so that its repayments and its claims stand still. Undefined before it is paid out. */
export async function lockInsuredLoan(tx: Transaction, policyId: string): Promise<InsuredLoan | undefined> {
  const [loan] = await tx.rows<InsuredLoan>(LOCK_BY_POLICY, [policyId]);
  return loan;
}

/** The first day a claim may be made, or undefined while nothing is unpaid. */
export const triggerOf = (loan: InsuredLoan): CalendarDate | undefined =>
  loan.oldestUnpaidDueOn === null ? undefined : claimableFrom(calendarDate(loan.oldestUnpaidDueOn), loan);
