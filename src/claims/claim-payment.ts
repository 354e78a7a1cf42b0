import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { ClaimPayment } from '../entities/index.js';
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
  notFound,
  refuse,
} from '../kernel/index.js';
import { claimOverpaymentReturned, claimPaid } from '../ledger/entries.js';
import { postJournal } from '../ledger/journal.js';
import type { Viewer } from '../partners/viewer.js';
import { closeClaim } from './claim-closing.js';
import { type ClaimDependencies, isParty, lockClaimFor, moveClaim, type Step } from './claim-command.js';
import { stopDeadline } from './claim-deadlines.js';
import { aboveLimit } from './claim-decision.js';
import { tellClaim } from './claim-events.js';
import { type ClaimRow, partiesOf, readClaim } from './claim-row.js';
import { lockInsuredLoan } from './insured-loan.js';
import { type PaymentFigures, type PlannedInput, paymentToken, planPayment } from './payment-plan.js';
import { recoveryOfClaim, sizeRecovery } from './recovery-sizing.js';

const MAX_REFERENCE_LENGTH = 100;

const PAY_CLAIM = {
  name: 'claim.pay',
  text: 'UPDATE claim SET paid_minor = paid_minor + $2, paid_at = $3 WHERE id = $1',
};
const PAY_POLICY = {
  name: 'claim.payPolicy',
  text: `UPDATE policy SET indemnity_paid_minor = indemnity_paid_minor + $2
         WHERE id = $1 AND indemnity_paid_minor + $2 <= sum_insured_minor`,
};
const CLAIM_LOAN = {
  name: 'claim.claimLoan',
  text: `UPDATE loan SET status = 'CLAIMED' WHERE id = $1 AND status IN ('ACTIVE', 'CLAIMED')`,
};
const RETURN_OVERPAID = {
  name: 'claim.returnOverpaid',
  text: 'UPDATE claim SET overpaid_minor = overpaid_minor - $2 WHERE id = $1',
};
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

interface Wire {
  /** The day the money moved, YYYY-MM-DD; from the decision to today in the loan's time zone. */
  readonly paidOn: string;
  /** The bank's reference, 1 to 100 characters, once in a claim. */
  readonly reference: string;
}

export interface PaymentInput extends PlannedInput, Wire {
  /** Of a preview: refuses when the figures are no longer those. */
  readonly token: string | null;
}

export interface ReturnInput extends Wire {
  readonly claim: string;
  /** Above zero, at most what is overpaid. */
  readonly amount: { readonly minor: bigint; readonly currency: string };
}

async function checkWire(
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

interface Movement extends Wire {
  readonly id: string;
  readonly kind: 'INDEMNITY' | 'OVERPAYMENT_RETURNED';
  readonly amountMinor: bigint;
  readonly payees: PaymentFigures['payees'];
  readonly at: Date;
}

const insertMovement = (tx: Transaction, claim: ClaimRow, { id, kind, ...movement }: Movement): Promise<number> =>
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

const requireToken = (token: string | null, figures: PaymentFigures): void => {
  if (token === null || token === paymentToken(figures)) return;
  const message = 'The figures are no longer those of the preview; look at a new one.';
  refuse({ problem: 'StateConflict', message, from: paymentToken(figures), to: token });
};

/** The figures a payment would have now; nothing is written. For the insurer. */
export async function previewPayment(
  tx: Transaction,
  { viewer, input }: { readonly viewer: Viewer; readonly input: PlannedInput },
  dependencies: ClaimDependencies,
): Promise<PaymentFigures> {
  const claim = await readClaim(tx, input.claim);
  if (!claim || !isParty(viewer, claim, 'INSURER')) return refuse(notFound('claim', input.claim));
  return (await planPayment(tx, { claim, input }, dependencies)).figures;
}

/** What a payment does beside moving the claim: policy, loan, books, recovery. */
async function carryOut(
  tx: Transaction,
  { claim, figures, wire, rule }: { claim: ClaimRow; figures: PaymentFigures; wire: Wire; rule: string },
  step: Step,
): Promise<string> {
  const { at } = step;
  const id = newId('claimPayment');
  const { amountMinor, payees } = figures;
  await insertMovement(tx, claim, { ...wire, id, kind: 'INDEMNITY', amountMinor, payees, at });
  await tx.run(PAY_CLAIM, [claim.id, String(amountMinor), at]);
  const policies = await tx.run(PAY_POLICY, [claim.policyId, String(amountMinor)]);
  invariant(policies === 1, `claim ${claim.id} would pay more than the sum insured`);
  const loans = await tx.run(CLAIM_LOAN, [claim.loanId]);
  invariant(loans === 1, `loan ${claim.loanId} of claim ${claim.id} is neither active nor claimed`);
  await postJournal(tx, {
    ...partiesOf(claim),
    kind: 'CLAIM_PAID',
    subjectId: id,
    bookedOn: calendarDate(wire.paidOn),
    recordedAt: at,
    postings: claimPaid(
      currencyCode(claim.currency),
      payees.map(({ minor }) => BigInt(minor)),
    ),
  });
  const sizes = { indemnityMinor: figures.paidMinor, uncompensatedMinor: figures.uncompensatedMinor, rule };
  await sizeRecovery(tx, { claim, sizes, on: wire.paidOn }, step);
  return id;
}

/**
 * Pays what was approved, at once or in parts, each part split among its payees. With the first part the lender's claim
 * on the borrower passes to the insurer, hence the recovery case; with the last one the claim is PAID.
 */
export async function payClaim(tx: Transaction, input: PaymentInput, step: Step): Promise<void> {
  const { viewer, at, cause } = step;
  const claim = await lockClaimFor(tx, input.claim, { viewer, sides: ['INSURER'] });
  const { figures, assessed } = await planPayment(tx, { claim, input }, step);
  const { timeZone } = assessed.loan;
  const from = dateInZone(claim.decidedAt ?? at, timeZone);
  await checkWire(tx, input, { claim, from, today: dateInZone(at, timeZone) });
  requireToken(input.token, figures);
  const id = await carryOut(tx, { claim, figures, wire: input, rule: assessed.terms.waterfall }, step);
  const isLast = figures.leftMinor === 0n;
  if (isLast) {
    await moveClaim(tx, claim, 'PAID', step);
    await stopDeadline(tx, claim, { how: 'DONE', on: calendarDate(input.paidOn) });
  }
  const payment = {
    id,
    paidOn: input.paidOn,
    reference: input.reference.trim(),
    amountMinor: String(figures.amountMinor),
    payees: figures.payees.map((payee) => ({ ...payee })),
  };
  await tellClaim(tx, claim.id, { kind: isLast ? 'claim.paid' : 'claim.partPaid', at, cause, details: { payment } });
  if (!isLast) return;
  await step.afterPayment?.(tx, { policyId: claim.policyId, at, cause });
  const recovery = await recoveryOfClaim(tx, claim);
  if (recovery?.closedAt) await closeClaim(tx, claim, step);
}

/** Money that came back because a later decision was lower. For the insurer. */
export async function returnOverpayment(tx: Transaction, input: ReturnInput, step: Step): Promise<void> {
  const { viewer, at, cause } = step;
  const { amount } = input;
  const claim = await lockClaimFor(tx, input.claim, { viewer, sides: ['INSURER'] });
  const loan = await lockInsuredLoan(tx, claim.policyId);
  invariant(loan, `claim ${claim.id} has no loan`);
  const from = dateInZone(claim.decidedAt ?? claim.notifiedAt, loan.timeZone);
  await checkWire(tx, input, { claim, from, today: dateInZone(at, loan.timeZone) });
  if (amount.currency !== claim.currency) {
    const message = `must be ${claim.currency}, the currency of the claim`;
    refuse(invalidInput([issue('amount.currency', 'CURRENCY_MISMATCH', message)]));
  }
  if (amount.minor <= 0n) refuse(invalidInput([issue('amount.amount', 'MUST_BE_POSITIVE', 'must be above zero')]));
  if (amount.minor > claim.overpaidMinor) {
    refuse(aboveLimit('overpaid', claim.currency, { requested: amount.minor, available: claim.overpaidMinor }));
  }
  const id = newId('claimPayment');
  const payees = [
    {
      role: 'LENDER' as const,
      organisationId: claim.lenderId,
      reference: null,
      share: '1',
      minor: String(-amount.minor),
    },
  ];
  const { paidOn, reference } = input;
  await insertMovement(tx, claim, {
    id,
    kind: 'OVERPAYMENT_RETURNED',
    paidOn,
    reference,
    amountMinor: -amount.minor,
    payees,
    at,
  });
  await tx.run(RETURN_OVERPAID, [claim.id, String(amount.minor)]);
  await postJournal(tx, {
    ...partiesOf(claim),
    kind: 'CLAIM_OVERPAYMENT_RETURNED',
    subjectId: id,
    bookedOn: calendarDate(paidOn),
    recordedAt: at,
    postings: claimOverpaymentReturned(currencyCode(claim.currency), amount.minor),
  });
  const details = { payment: { id, paidOn, reference: reference.trim(), amountMinor: String(-amount.minor) } };
  await tellClaim(tx, claim.id, { kind: 'claim.overpaymentReturned', at, cause, details });
}
