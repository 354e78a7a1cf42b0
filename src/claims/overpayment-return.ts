import type { Transaction } from '../database/unit-of-work.js';
import {
  calendarDate,
  currencyCode,
  dateInZone,
  invalidInput,
  invariant,
  issue,
  newId,
  refuse,
} from '../kernel/index.js';
import { claimOverpaymentReturned } from '../ledger/entries.js';
import { postJournal } from '../ledger/journal.js';
import { lockClaimFor, type Step } from './claim-command.js';
import { aboveLimit } from './claim-decision.js';
import { tellClaim } from './claim-events.js';
import { partiesOf } from './claim-row.js';
import { lockInsuredLoan } from './insured-loan.js';
import { takenBack } from './payees.js';
import { checkWire, insertMovement, paymentsOfClaims, type Wire } from './payment-movement.js';

const RETURN_OVERPAID = {
  name: 'claim.returnOverpaid',
  text: 'UPDATE claim SET overpaid_minor = overpaid_minor - $2 WHERE id = $1',
};
export interface ReturnInput extends Wire {
  readonly claim: string;
  /** Above zero, at most what is overpaid. */
  readonly amount: { readonly minor: bigint; readonly currency: string };
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
  const { paidOn, reference } = input;
  const payees = takenBack(amount.minor, await paymentsOfClaims(tx, [claim.id]));
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
