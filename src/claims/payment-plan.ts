import type { Transaction } from '../database/unit-of-work.js';
import { dateInZone, invalidInput, isCalendarDate, issue, refuse, stateConflict } from '../kernel/index.js';
import type { Moment } from './claim-command.js';
import { aboveLimit } from './claim-decision.js';
import type { ClaimRow } from './claim-row.js';
import { holdersOn, type PayeeInput, type PayeePart, payeesIssues, splitPayment } from './payees.js';
import { type Reassessed, reassess } from './reassessment.js';

export interface PlannedInput {
  readonly claim: string;
  /** Above zero, at most what is approved and not yet paid; all of that when null. */
  readonly amount: { readonly minor: bigint; readonly currency: string } | null;
  /** When null, those who hold the loan on the day, as its lender said, or else the loss payee alone. */
  readonly payees: readonly PayeeInput[] | null;
}

/** What a payment is and leaves; the same for the preview and the payment. Amounts in minor units. */
export interface PaymentFigures {
  readonly claimId: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly payees: readonly PayeePart[];
  readonly paidMinor: bigint;
  readonly leftMinor: bigint;
  /** Sum insured that is left of the policy afterwards. */
  readonly remainingSumInsuredMinor: bigint;
  /** The lender's covered loss that nobody compensates so far. */
  readonly uncompensatedMinor: bigint;
}

const LOSS_PAYEE = {
  name: 'claim.lossPayee',
  text: `SELECT organisation_id AS "organisationId" FROM policy_role
         WHERE policy_id = $1 AND partner_id = $2 AND role = 'LOSS_PAYEE'`,
};

function amountOf(claim: ClaimRow, { amount }: PlannedInput, leftMinor: bigint): bigint {
  if (!amount) return leftMinor;
  if (amount.currency !== claim.currency) {
    const message = `must be ${claim.currency}, the currency of the claim`;
    refuse(invalidInput([issue('amount.currency', 'CURRENCY_MISMATCH', message)]));
  }
  if (amount.minor <= 0n) refuse(invalidInput([issue('amount.amount', 'MUST_BE_POSITIVE', 'must be above zero')]));
  if (amount.minor > leftMinor) {
    refuse(aboveLimit('approved and not yet paid', claim.currency, { requested: amount.minor, available: leftMinor }));
  }
  return amount.minor;
}

/** Computes a payment of a decided claim. Refuses one that cannot be made; the claim must be locked or stand still. */
export async function planPayment(
  tx: Transaction,
  { claim, input, paidOn }: { readonly claim: ClaimRow; readonly input: PlannedInput; readonly paidOn?: string },
  { assessor, clock }: Pick<Moment, 'assessor' | 'clock'>,
): Promise<{ readonly figures: PaymentFigures; readonly assessed: Reassessed }> {
  const { approvedMinor } = claim;
  if (claim.status !== 'DECIDED' || approvedMinor === null) {
    return refuse(stateConflict('claim', claim.status, 'PAID'));
  }
  const issues = payeesIssues(input.payees);
  if (issues.length > 0) refuse(invalidInput(issues));
  const assessed = await reassess(tx, claim, { assessor });
  if (approvedMinor > assessed.indemnityMinor) {
    // The borrower paid after the decision; the claim must be reopened and decided again.
    const amounts = { requested: approvedMinor, available: assessed.indemnityMinor };
    refuse(aboveLimit('computed indemnity', claim.currency, amounts));
  }
  const amountMinor = amountOf(claim, input, approvedMinor - claim.paidMinor);
  const [lossPayee] = await tx.rows<{ organisationId: string | null }>(LOSS_PAYEE, [claim.policyId, claim.partnerId]);
  const organisations = { lenderId: claim.lenderId, lossPayeeId: lossPayee?.organisationId ?? claim.lenderId };
  // A day that is none is refused with the rest of the wire.
  const day = paidOn && isCalendarDate(paidOn) ? paidOn : dateInZone(clock.now(), assessed.loan.timeZone);
  const payees = input.payees ?? (await holdersOn(tx, claim, day));
  const { sumInsuredMinor, indemnityPaidMinor } = assessed.loan;
  const paidMinor = claim.paidMinor + amountMinor;
  const figures = {
    claimId: claim.id,
    currency: claim.currency,
    amountMinor,
    payees: splitPayment(amountMinor, payees, organisations),
    paidMinor,
    leftMinor: approvedMinor - paidMinor,
    remainingSumInsuredMinor: sumInsuredMinor - indemnityPaidMinor - amountMinor,
    uncompensatedMinor: assessed.coveredLossMinor - assessed.otherInsurersMinor - paidMinor,
  };
  return { figures, assessed };
}
