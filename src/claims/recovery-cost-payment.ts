import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { RecoveryCostPayment } from '../entities/index.js';
import {
  currencyCode,
  dateInZone,
  invalidInput,
  issue,
  newId,
  refuse,
  requireToken,
  withToken,
} from '../kernel/index.js';
import { recoveryCostPaid } from '../ledger/entries.js';
import { postJournal } from '../ledger/journal.js';
import type { Step } from './claim-command.js';
import { aboveLimit } from './claim-decision.js';
import { type PreviewedMoney, rehearsedJournals } from './preview-journals.js';
import { defaultOf, wireIssues } from './recovery-receipt.js';
import type { RecoveryRow } from './recovery-row.js';
import { lockRecoveryFor, tellRecovery } from './recovery-step.js';

const KNOWN = {
  name: 'recovery.costPaymentByReference',
  text: 'SELECT id FROM recovery_cost_payment WHERE recovery_id = $1 AND partner_id = $2 AND reference = $3',
};
const INSERT = {
  name: 'recovery.insertCostPayment',
  text: `INSERT INTO recovery_cost_payment (id, recovery_id, partner_id, insurer_id, lender_id, reference, paid_on, currency,
           amount_minor, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};
const ADD = {
  name: 'recovery.addCostsPaid',
  text: 'UPDATE recovery SET costs_paid_minor = costs_paid_minor + $2 WHERE id = $1',
};
const OF_RECOVERIES = {
  name: 'recovery.costPayments',
  text: `SELECT ${selectList(RecoveryCostPayment)} FROM recovery_cost_payment WHERE recovery_id = ANY ($1) ORDER BY recovery_id, id`,
};

export interface CostPaymentAmounts {
  readonly recovery: string;
  /** Above zero, at most what is payable; all of that when null. */
  readonly amount: { readonly minor: bigint; readonly currency: string } | null;
}

export interface CostPaymentInput extends CostPaymentAmounts {
  /** YYYY-MM-DD, from the default to today in the loan's time zone. */
  readonly paidOn: string;
  /** The bank's, 1 to 100 characters, once in a recovery. */
  readonly reference: string;
  /** Of a preview: refuses when the figures are no longer those. */
  readonly token: string | null;
}

/** What a payment would be and leave; the same for the preview and the payment. Minor units. */
export interface CostPaymentFigures {
  readonly recoveryId: string;
  readonly currency: string;
  /** Billed and not yet paid; below zero when bills that were paid turned out lower. */
  readonly payableMinor: bigint;
  readonly amountMinor: bigint;
  readonly leftMinor: bigint;
}

export const costsPayable = ({ costsMinor, costsPaidMinor }: RecoveryRow): bigint => costsMinor - costsPaidMinor;

/** Oldest first. */
export const costPaymentsOf = (tx: Transaction, recoveryIds: readonly string[]): Promise<RecoveryCostPayment[]> =>
  tx.rows<RecoveryCostPayment>(OF_RECOVERIES, [recoveryIds]);

function figuresOf(recovery: RecoveryRow, { amount }: CostPaymentAmounts): CostPaymentFigures {
  const { id, currency } = recovery;
  const payableMinor = costsPayable(recovery);
  if (amount && amount.currency !== currency) {
    refuse(invalidInput([issue('amount.currency', 'CURRENCY_MISMATCH', `must be ${currency}`)]));
  }
  if (amount && amount.minor <= 0n) {
    refuse(invalidInput([issue('amount.amount', 'MUST_BE_POSITIVE', 'must be above zero')]));
  }
  const open = payableMinor > 0n ? payableMinor : 0n;
  const amountMinor = amount?.minor ?? open;
  if (amountMinor > open) refuse(aboveLimit('costs payable', currency, { requested: amountMinor, available: open }));
  return { recoveryId: id, currency, payableMinor, amountMinor, leftMinor: payableMinor - amountMinor };
}

/** Records that bills were paid, in part or all of them, in any state of the case. For the insurer. */
export async function payCosts(tx: Transaction, input: CostPaymentInput, step: Step): Promise<void> {
  const { viewer, at, cause } = step;
  const recovery = await lockRecoveryFor(tx, input.recovery, { viewer, sides: ['INSURER'] });
  const { timeZone, defaultedOn } = await defaultOf(tx, recovery);
  const reference = input.reference.trim();
  const issues = wireIssues(
    { reference, receivedOn: input.paidOn },
    { defaultedOn, today: dateInZone(at, timeZone) },
  ).map((found) => (found.path === 'receivedOn' ? { ...found, path: 'paidOn' } : found));
  const { id: recoveryId, partnerId, insurerId, lenderId, policyId, currency } = recovery;
  if ((await tx.rows(KNOWN, [recoveryId, partnerId, reference])).length > 0) {
    issues.push(issue('reference', 'REFERENCE_USED', 'belongs to another payment of this recovery'));
  }
  if (issues.length > 0) refuse(invalidInput(issues));
  const figures = figuresOf(recovery, input);
  requireToken(input.token, figures);
  const { amountMinor } = figures;
  if (amountMinor === 0n) {
    const message = 'No costs of this recovery are payable.';
    refuse({ problem: 'StateConflict', message, from: 'NOTHING_PAYABLE', to: 'PAID' });
  }
  const id = newId('recoveryCostPayment');
  const parties = [partnerId, insurerId, lenderId];
  await tx.run(INSERT, [id, recoveryId, ...parties, reference, input.paidOn, currency, String(amountMinor), at]);
  await tx.run(ADD, [recoveryId, String(amountMinor)]);
  await postJournal(tx, {
    insurerId,
    partnerId,
    lenderId,
    policyId,
    kind: 'RECOVERY_COST_PAID',
    subjectId: id,
    bookedOn: input.paidOn,
    recordedAt: at,
    postings: recoveryCostPaid(currencyCode(currency), amountMinor),
  });
  const payment = { id, paidOn: input.paidOn, reference, amountMinor: String(amountMinor) };
  await tellRecovery(tx, recoveryId, { kind: 'recovery.costPaid', at, cause, details: { payment } });
}

/** What a payment of costs would be today; nothing is written. For the insurer. The claim stays locked. */
export async function previewCostPayment(
  tx: Transaction,
  input: CostPaymentAmounts,
  step: Step,
): Promise<PreviewedMoney<CostPaymentFigures>> {
  const { viewer, at } = step;
  const recovery = await lockRecoveryFor(tx, input.recovery, { viewer, sides: ['INSURER'] });
  const figures = figuresOf(recovery, input);
  const { timeZone } = await defaultOf(tx, recovery);
  const payment = {
    ...input,
    paidOn: dateInZone(at, timeZone),
    reference: newId('recoveryCostPayment'),
    token: null,
  };
  const { policyId } = recovery;
  const work = () => payCosts(tx, payment, step);
  // That nothing is payable is no refusal of a look.
  const journals = figures.amountMinor > 0n ? await rehearsedJournals(tx, { policyId, viewer }, work) : [];
  return { ...withToken(figures), journals };
}
