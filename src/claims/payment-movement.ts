import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { ClaimPayment } from '../entities/index.js';
import { type FieldIssue, invalidInput, isCalendarDate, issue, refuse } from '../kernel/index.js';
import type { ClaimRow } from './claim-row.js';
import type { PayeePart } from './payees.js';

const MAX_REFERENCE_LENGTH = 100;

const INSERT = {
  name: 'claim.addPayment',
  text: `INSERT INTO claim_payment (id, claim_id, partner_id, insurer_id, lender_id, kind, reference, paid_on, currency,
           amount_minor, payees, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
};
const KNOWN = {
  name: 'claim.paymentByReference',
  text: 'SELECT id FROM claim_payment WHERE claim_id = $1 AND partner_id = $2 AND reference = $3',
};
const OF_CLAIMS = {
  name: 'claim.paymentsOfClaims',
  text: `SELECT ${selectList(ClaimPayment)} FROM claim_payment WHERE claim_id = ANY($1) ORDER BY claim_id, id`,
};

/** Oldest first. */
export const paymentsOfClaims = (tx: Transaction, claimIds: readonly string[]): Promise<ClaimPayment[]> =>
  tx.rows<ClaimPayment>(OF_CLAIMS, [claimIds]);

/** How money of a claim moved, as the bank knows it. */
export interface Wire {
  /** The day the money moved, YYYY-MM-DD; from the decision to today in the loan's time zone. */
  readonly paidOn: string;
  /** The bank's reference, 1 to 100 characters, once in a claim. */
  readonly reference: string;
}

/** Refuses what no bank can have done. The dates are of the loan's time zone. */
export async function checkWire(
  tx: Transaction,
  { paidOn, reference }: Wire,
  { claim, from, today }: { readonly claim: ClaimRow; readonly from: string; readonly today: string },
): Promise<void> {
  const issues: FieldIssue[] = [];
  if (!isCalendarDate(paidOn)) issues.push(issue('paidOn', 'NOT_A_DATE', 'must be a calendar date, YYYY-MM-DD'));
  else if (paidOn > today) issues.push(issue('paidOn', 'DATE_IN_FUTURE', `must not be after ${today}`));
  else if (paidOn < from) {
    issues.push(issue('paidOn', 'DATE_TOO_EARLY', `claim ${claim.number} was decided on ${from}`));
  }
  const text = reference.trim();
  if (text.length === 0 || text.length > MAX_REFERENCE_LENGTH) {
    issues.push(issue('reference', 'BAD_LENGTH', `must have 1 to ${MAX_REFERENCE_LENGTH} characters`));
  } else if ((await tx.rows(KNOWN, [claim.id, claim.partnerId, text])).length > 0) {
    issues.push(issue('reference', 'REFERENCE_USED', 'belongs to another payment of this claim'));
  }
  if (issues.length > 0) refuse(invalidInput(issues));
}

/** Money that moved. */
export interface Movement extends Wire {
  readonly id: string;
  readonly kind: 'INDEMNITY' | 'OVERPAYMENT_RETURNED';
  readonly amountMinor: bigint;
  readonly payees: readonly PayeePart[];
  readonly at: Date;
}

/** Keeps it for ever. */
export const insertMovement = (
  tx: Transaction,
  claim: ClaimRow,
  { id, kind, ...movement }: Movement,
): Promise<number> =>
  tx.run(INSERT, [
    id,
    claim.id,
    claim.partnerId,
    claim.insurerId,
    claim.lenderId,
    kind,
    movement.reference.trim(),
    movement.paidOn,
    claim.currency,
    String(movement.amountMinor),
    JSON.stringify(movement.payees),
    movement.at,
  ]);
