import type { Transaction } from '../database/unit-of-work.js';
import { calendarDate, currencyCode, dateInZone, invariant, newId, requireToken, withToken } from '../kernel/index.js';
import { claimPaid } from '../ledger/entries.js';
import { postJournal } from '../ledger/journal.js';
import { closeClaim } from './claim-closing.js';
import { lockClaimFor, moveClaim, type Step } from './claim-command.js';
import { stopDeadline } from './claim-deadlines.js';
import { tellClaim } from './claim-events.js';
import { type ClaimRow, partiesOf } from './claim-row.js';
import { checkWire, insertMovement, type Wire } from './payment-movement.js';
import { type PaymentFigures, type PlannedInput, planPayment } from './payment-plan.js';
import { type PreviewedMoney, rehearsedJournals } from './preview-journals.js';
import { recoveryOfClaim, sizeRecovery } from './recovery-sizing.js';

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
export interface PaymentInput extends PlannedInput, Wire {
  /** Of a preview: refuses when the figures are no longer those. */
  readonly token: string | null;
}

/** A payment as it would be today; nothing is written. For the insurer. The claim stays locked. */
export async function previewPayment(
  tx: Transaction,
  input: PlannedInput,
  step: Step,
): Promise<PreviewedMoney<PaymentFigures>> {
  const { viewer, at } = step;
  const claim = await lockClaimFor(tx, input.claim, { viewer, sides: ['INSURER'] });
  const { figures, assessed } = await planPayment(tx, { claim, input }, step);
  const paidOn = dateInZone(at, assessed.loan.timeZone);
  const payment = { ...input, paidOn, reference: newId('claimPayment'), token: null };
  const { policyId } = claim;
  const journals = await rehearsedJournals(tx, { policyId, viewer }, () => payClaim(tx, payment, step));
  return { ...withToken(figures), journals };
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
  const { figures, assessed } = await planPayment(tx, { claim, input, paidOn: input.paidOn }, step);
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
