import type { Transaction } from '../database/unit-of-work.js';
import { dateInZone, invalidInput, issue, notFound, type Refusal, refuse } from '../kernel/index.js';
import { requirementsOf } from './checklist.js';
import type { Step } from './claim-command.js';
import { createClaims } from './claim-creation.js';
import { type InsuredLoan, lockInsuredLoan, triggerOf } from './insured-loan.js';
import { NOTHING_DECLARED } from './loan-assessor.js';
import { type DeclaredInsurance, readOtherInsurance } from './other-insurance.js';

const POLICY = { name: 'claim.policyStatus', text: 'SELECT status FROM policy WHERE id = $1' };
const EARLIER = {
  name: 'claim.earlier',
  text: `SELECT number, status, outcome FROM claim WHERE policy_id = $1 AND partner_id = $2
         AND (status NOT IN ('CLOSED', 'WITHDRAWN') OR (status = 'CLOSED' AND triggered_on = $3)) ORDER BY id DESC LIMIT 1`,
};

const cannotBeClaimed = (message: string, from: string): Refusal => ({
  problem: 'StateConflict',
  message,
  from,
  to: 'NOTIFIED',
});

const notClaimable = (code: string, message: string): Refusal => invalidInput([issue('policy', code, message)]);

async function requireNoEarlierClaim(tx: Transaction, loan: InsuredLoan, triggeredOn: string): Promise<void> {
  const [earlier] = await tx.rows<{ number: string; status: string; outcome: string | null }>(EARLIER, [
    loan.policyId,
    loan.partnerId,
    triggeredOn,
  ]);
  if (!earlier) return;
  const advice =
    earlier.status === 'CLOSED'
      ? `Claim ${earlier.number} of this default is CLOSED (${earlier.outcome}); ask the insurer to reopen it.`
      : `Claim ${earlier.number} of this policy is ${earlier.status}; it must end before another can begin.`;
  refuse(cannotBeClaimed(advice, earlier.status));
}

export interface ClaimSubmission {
  readonly id: string;
  readonly policy: string;
  readonly otherInsurance: readonly DeclaredInsurance[];
}

/**
 * Opens a claim by hand, by the same rules as the feed: the waiting period is over, nothing else is claimed. For the
 * partner and the lender of the policy.
 */
export async function submitClaim(
  tx: Transaction,
  { id, policy, otherInsurance }: ClaimSubmission,
  step: Step,
): Promise<void> {
  const { at, claimRules, assessor } = step;
  const [found] = await tx.rows<{ status: string }>(POLICY, [policy]);
  if (!found) return refuse(notFound('policy', policy));
  if (found.status !== 'ACTIVE') {
    refuse(cannotBeClaimed(`Only an ACTIVE policy can be claimed under; this one is ${found.status}.`, found.status));
  }
  const loan = await lockInsuredLoan(tx, policy);
  if (!loan) return refuse(notClaimable('NOT_DISBURSED', 'The loan of this policy was not paid out.'));
  const triggeredOn = triggerOf(loan);
  await requireNoEarlierClaim(tx, loan, triggeredOn ?? '-infinity');
  if (loan.loanStatus !== 'ACTIVE') {
    refuse(cannotBeClaimed(`The loan is ${loan.loanStatus}; nothing can be claimed for it.`, loan.loanStatus));
  }
  const today = dateInZone(at, loan.timeZone);
  if (!triggeredOn || loan.oldestUnpaidDueOn === null || loan.oldestUnpaidDueOn >= today) {
    return refuse(notClaimable('NOTHING_OVERDUE', `No instalment is overdue on ${today}.`));
  }
  if (triggeredOn > today) {
    const message = `Unpaid since ${loan.oldestUnpaidDueOn}; the waiting period of ${loan.waitingDays} days ends on ${triggeredOn}.`;
    refuse(notClaimable('WAITING_PERIOD_NOT_OVER', message));
  }
  const request = {
    ...NOTHING_DECLARED,
    loan,
    triggeredOn,
    otherInsurance: readOtherInsurance(otherInsurance, loan.currency),
  };
  const { terms, ...assessment } = await assessor.assessOne(tx, request);
  const requirements = requirementsOf(claimRules(loan.scenario), terms.claims);
  const draft = { id, loan, triggeredOn, assessment, requirements, otherInsurance: request.otherInsurance };
  await createClaims(tx, [draft], { ...step, origin: 'LENDER' });
}
