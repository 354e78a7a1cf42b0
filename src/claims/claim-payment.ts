import type { Transaction } from '../database/unit-of-work.js';
import { appendEvents } from '../events/event-log.js';
import {
  calendarDate,
  currencyCode,
  dateInZone,
  type FieldIssue,
  invalidInput,
  invariant,
  isCalendarDate,
  issue,
  newId,
  refuse,
  stateConflict,
} from '../kernel/index.js';
import { claimPaid } from '../ledger/entries.js';
import { postJournal } from '../ledger/journal.js';
import { lockClaimFor, moveClaim, type Step } from './claim-command.js';
import { stopDeadline } from './claim-deadlines.js';
import { aboveLimit } from './claim-decision.js';
import { tellClaim } from './claim-events.js';
import { type ClaimRow, partiesOf } from './claim-row.js';
import { reassess } from './reassessment.js';
import { readRecovery, recoveryEvent } from './recovery-row.js';

const MAX_REFERENCE_LENGTH = 100;

const PAY_CLAIM = { name: 'claim.pay', text: 'UPDATE claim SET paid_minor = $2, paid_at = $3 WHERE id = $1' };
const PAY_POLICY = {
  name: 'claim.payPolicy',
  text: `UPDATE policy SET indemnity_paid_minor = indemnity_paid_minor + $2
         WHERE id = $1 AND indemnity_paid_minor + $2 <= sum_insured_minor`,
};
const CLAIM_LOAN = {
  name: 'claim.claimLoan',
  text: `UPDATE loan SET status = 'CLAIMED' WHERE id = $1 AND status = 'ACTIVE'`,
};
const OPEN_RECOVERY = {
  name: 'recovery.open',
  text: `INSERT INTO recovery (id, claim_id, policy_id, partner_id, insurer_id, lender_id, status, rule, currency,
           indemnity_minor, uncompensated_minor, opened_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'OPEN', $7, $8, $9, $10, $11)`,
};

export interface PaymentInput {
  readonly claim: string;
  /** The day the money left, YYYY-MM-DD; from the decision to today in the loan's time zone. */
  readonly paidOn: string;
  /** The bank's reference, 1 to 100 characters. */
  readonly reference: string;
}

function checkPayment({ paidOn, reference }: PaymentInput, claim: ClaimRow, dates: { decided: string; today: string }) {
  const issues: FieldIssue[] = [];
  if (!isCalendarDate(paidOn)) issues.push(issue('paidOn', 'NOT_A_DATE', 'must be a calendar date, YYYY-MM-DD'));
  else if (paidOn > dates.today) issues.push(issue('paidOn', 'DATE_IN_FUTURE', `must not be after ${dates.today}`));
  else if (paidOn < dates.decided) {
    issues.push(issue('paidOn', 'DATE_TOO_EARLY', `claim ${claim.number} was decided on ${dates.decided}`));
  }
  const length = reference.trim().length;
  if (length === 0 || length > MAX_REFERENCE_LENGTH) {
    issues.push(issue('reference', 'BAD_LENGTH', `must have 1 to ${MAX_REFERENCE_LENGTH} characters`));
  }
  if (issues.length > 0) refuse(invalidInput(issues));
}

interface Settlement {
  readonly paidMinor: bigint;
  readonly uncompensatedMinor: bigint;
  /** Recovery waterfall of the product. */
  readonly rule: string;
}

async function openRecovery(
  tx: Transaction,
  claim: ClaimRow,
  { settlement, step }: { settlement: Settlement; step: Step },
) {
  const { at, cause } = step;
  const id = newId('recovery');
  await tx.run(OPEN_RECOVERY, [
    id,
    claim.id,
    claim.policyId,
    claim.partnerId,
    claim.insurerId,
    claim.lenderId,
    settlement.rule,
    claim.currency,
    String(settlement.paidMinor),
    String(settlement.uncompensatedMinor),
    at,
  ]);
  const recovery = await readRecovery(tx, id);
  invariant(recovery, `recovery ${id} vanished inside its own transaction`);
  await appendEvents(tx, [recoveryEvent('recovery.opened', recovery, { at, cause })]);
}

/**
 * Pays exactly what was approved, once: the claim moves on in the same transaction, so of any number of requests one
 * finds it DECIDED. The lender's claim on the borrower passes to the insurer, hence the recovery case.
 */
export async function payClaim(tx: Transaction, input: PaymentInput, step: Step): Promise<void> {
  const { viewer, at, cause } = step;
  const claim = await lockClaimFor(tx, input.claim, { viewer, sides: ['INSURER'] });
  const { approvedMinor, decidedAt } = claim;
  if (claim.status !== 'DECIDED' || approvedMinor === null || decidedAt === null) {
    return refuse(stateConflict('claim', claim.status, 'PAID'));
  }
  const assessed = await reassess(tx, claim, step);
  const { timeZone } = assessed.loan;
  checkPayment(input, claim, { decided: dateInZone(decidedAt, timeZone), today: dateInZone(at, timeZone) });
  if (approvedMinor > assessed.indemnityMinor) {
    // The borrower paid after the decision; the claim must be reopened and decided again.
    const amounts = { requested: approvedMinor, available: assessed.indemnityMinor };
    refuse(aboveLimit('computed indemnity', claim.currency, amounts));
  }
  await tx.run(PAY_CLAIM, [claim.id, String(approvedMinor), at]);
  await moveClaim(tx, claim, 'PAID', step);
  await stopDeadline(tx, claim, { how: 'DONE', on: calendarDate(input.paidOn) });
  const policies = await tx.run(PAY_POLICY, [claim.policyId, String(approvedMinor)]);
  invariant(policies === 1, `claim ${claim.id} would pay more than the sum insured`);
  const loans = await tx.run(CLAIM_LOAN, [claim.loanId]);
  invariant(loans === 1, `loan ${claim.loanId} of claim ${claim.id} is not active`);
  await postJournal(tx, {
    ...partiesOf(claim),
    kind: 'CLAIM_PAID',
    subjectId: claim.id,
    bookedOn: calendarDate(input.paidOn),
    recordedAt: at,
    postings: claimPaid(currencyCode(claim.currency), approvedMinor),
  });
  const payment = { paidOn: input.paidOn, reference: input.reference.trim(), amountMinor: String(approvedMinor) };
  await tellClaim(tx, claim.id, { kind: 'claim.paid', at, cause, details: { payment } });
  const uncompensatedMinor = assessed.coveredLossMinor - assessed.otherInsurersMinor - approvedMinor;
  const settlement = { paidMinor: approvedMinor, uncompensatedMinor, rule: assessed.terms.waterfall };
  await openRecovery(tx, claim, { settlement, step });
  await step.afterPayment?.(tx, { policyId: claim.policyId, at, cause });
}
