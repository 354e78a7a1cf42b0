import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { PremiumInvoice } from '../entities/index.js';
import { type CurrencyCode, invalidInput, issue, type Money, minMinor, type Refusal, refuse } from '../kernel/index.js';
import { premiumRepaid } from '../ledger/entries.js';
import { postJournals } from '../ledger/journal.js';
import { allocate, allocateTo } from './invoices.js';
import type { Payee, PayoutRecord } from './payout.js';

/** What is paid out of one credit note. */
export interface RepaidNote {
  readonly creditNote: PremiumInvoice;
  /** Above zero. */
  readonly minor: bigint;
}

/** What can be repaid, and what a repayment would settle. Minor units. */
export interface RepaymentFigures extends Payee {
  readonly openMinor: bigint;
  readonly amountMinor: bigint;
  readonly notes: readonly RepaidNote[];
}

const AT_ONCE = 500;
// Premium of the same policy that is still asked for comes first: what was never received is not paid out. Credit notes are
// netted as soon as there is something to net; this is for those from before.
const OPEN = {
  name: 'payout.openCreditNotes',
  text: `SELECT ${selectList(PremiumInvoice)},
           (SELECT coalesce(sum(d.amount_minor - d.settled_minor), 0) FROM premium_invoice d
            WHERE d.policy_id = premium_invoice.policy_id AND d.kind = 'INVOICE')::text AS due
         FROM premium_invoice WHERE partner_id = $1 AND insurer_id = $2 AND currency = $3 AND kind = 'CREDIT_NOTE'
           AND settled_minor < amount_minor ORDER BY due_on, id LIMIT ${AT_ONCE}`,
};
const LOCKED = { name: 'payout.lockCreditNotes', text: `${OPEN.text} FOR NO KEY UPDATE` };

interface OpenNote {
  readonly creditNote: PremiumInvoice;
  readonly id: string;
  readonly openMinor: bigint;
}

function repayable(rows: readonly (PremiumInvoice & { readonly due: string })[]): OpenNote[] {
  const due = new Map(rows.map((row) => [row.policyId, BigInt(row.due)]));
  return rows.flatMap(({ due: _, ...creditNote }) => {
    const open = creditNote.amountMinor - creditNote.settledMinor;
    const held = minMinor(open, due.get(creditNote.policyId) ?? 0n);
    due.set(creditNote.policyId, (due.get(creditNote.policyId) ?? 0n) - held);
    return open === held ? [] : [{ creditNote, id: creditNote.id, openMinor: open - held }];
  });
}

const nothingOpen: Refusal = {
  problem: 'StateConflict',
  message: 'No premium is to be paid back to this partner.',
  from: 'NOTHING_OPEN',
  to: 'PAID',
};

/**
 * The oldest credit notes first, as far as `amount` reaches; all of them when it is null.
 * @param options.lock holds the credit notes until the end of the transaction
 */
export async function repaymentFigures(
  tx: Transaction,
  { payee, amount }: { readonly payee: Payee; readonly amount: Money | null },
  { lock }: { readonly lock: boolean },
): Promise<RepaymentFigures> {
  const { insurerId, partnerId, currency } = payee;
  if (amount && amount.currency !== currency) {
    refuse(invalidInput([issue('amount.currency', 'CURRENCY_MISMATCH', `must be ${currency}`)]));
  }
  if (amount && amount.minor <= 0n) {
    refuse(invalidInput([issue('amount.amount', 'MUST_BE_POSITIVE', 'must be above zero')]));
  }
  const rows = await tx.rows<PremiumInvoice & { readonly due: string }>(lock ? LOCKED : OPEN, [
    partnerId,
    insurerId,
    currency,
  ]);
  const open = repayable(rows);
  const openMinor = open.reduce((sum, note) => sum + note.openMinor, 0n);
  const amountMinor = amount?.minor ?? openMinor;
  if (amountMinor > openMinor) {
    const message = 'More would be paid back than credit notes give back.';
    const limit = 'open credit notes';
    refuse({
      problem: 'LimitExceeded',
      message,
      limit,
      currency,
      requestedMinor: amountMinor,
      availableMinor: openMinor,
    });
  }
  const { allocations } = allocateTo(open, amountMinor);
  const notes = allocations.flatMap(({ invoiceId, minor }) =>
    open.filter(({ id }) => id === invoiceId).map(({ creditNote }) => ({ creditNote, minor })),
  );
  return { ...payee, openMinor, amountMinor, notes };
}

/** Books what is paid out of locked credit notes, a journal each, and answers it. */
export async function repayPremium(tx: Transaction, figures: RepaymentFigures, record: PayoutRecord): Promise<bigint> {
  const { insurerId, partnerId, currency, notes, amountMinor } = figures;
  if (amountMinor === 0n) refuse(nothingOpen);
  await allocate(
    tx,
    { sourceId: record.id, at: record.at },
    notes.map(({ creditNote, minor }) => ({ invoiceId: creditNote.id, minor })),
  );
  await postJournals(
    tx,
    notes.map(({ creditNote: { policyId, lenderId }, minor }) => ({
      insurerId,
      partnerId,
      lenderId,
      policyId,
      kind: 'PREMIUM_REPAID',
      subjectId: record.id,
      bookedOn: record.paidOn,
      recordedAt: record.at,
      postings: premiumRepaid(currency as CurrencyCode, minor),
    })),
  );
  return amountMinor;
}
