import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { PremiumPayment } from '../entities/index.js';
import { type CurrencyCode, notFound, type Refusal, refuse } from '../kernel/index.js';
import { type PostingDraft, reversed } from '../ledger/entries.js';
import { journalsOfSubjects, postJournals } from '../ledger/journal.js';
import { type Allocation, allocate, netOpenCredits } from './invoices.js';
import { insertPayment } from './payment.js';

const LOCKED = {
  name: 'payment.locked',
  text: `SELECT ${selectList(PremiumPayment)} FROM premium_payment WHERE id = $1 FOR NO KEY UPDATE`,
};
const REVERSED = { name: 'payment.reversed', text: 'SELECT id FROM premium_payment WHERE reverses = $1' };
// The reference may come again: the payment was recorded wrongly, or the bank tried again.
const END = {
  name: 'payment.end',
  text: 'UPDATE premium_payment SET unallocated_minor = 0, reference_key = NULL WHERE id = $1',
};
const ALLOCATED = {
  name: 'payment.allocated',
  text: `SELECT a.invoice_id AS "invoiceId", sum(a.amount_minor)::bigint AS minor FROM premium_allocation a
         WHERE a.source_id = $1 GROUP BY a.invoice_id HAVING sum(a.amount_minor) <> 0 ORDER BY a.invoice_id`,
};
const LOCK_INVOICES = {
  name: 'payment.lockInvoices',
  text: 'SELECT id FROM premium_invoice WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE',
};

export interface Reversal {
  /** The payment that did not hold. */
  readonly id: string;
  /** Id of the payment that takes it back. */
  readonly reversal: string;
  /** Whose it must be; the operator's are anybody's. */
  readonly insurerId: string | undefined;
  readonly reason: string;
}

const isReversed = (id: string): Refusal => ({
  problem: 'StateConflict',
  message: 'The payment was already taken back, or takes another one back.',
  from: 'REVERSED',
  to: id,
});

/** Takes a payment back that did not hold: what it settled is open again, its entries are reversed, nothing is edited. */
export async function reversePayment(
  tx: Transaction,
  { id, reversal, insurerId, reason }: Reversal,
  { at, on }: { readonly at: Date; readonly on: string },
): Promise<void> {
  const [payment] = await tx.rows<PremiumPayment>(LOCKED, [id]);
  if (!payment || (insurerId !== undefined && payment.insurerId !== insurerId)) {
    return refuse(notFound('premiumPayment', id));
  }
  const [earlier] = await tx.rows(REVERSED, [id]);
  if (earlier || payment.reverses !== null) refuse(isReversed(id));
  await insertPayment(tx, {
    ...payment,
    id: reversal,
    receivedOn: on,
    amountMinor: -payment.amountMinor,
    unallocatedMinor: 0n,
    reverses: id,
    reason,
    recordedAt: at,
    referenceKey: null,
  });
  const allocated = await tx.rows<Allocation>(ALLOCATED, [id]);
  await tx.rows(LOCK_INVOICES, [allocated.map(({ invoiceId }) => invoiceId)]);
  await allocate(
    tx,
    { sourceId: reversal, at },
    allocated.map(({ invoiceId, minor }) => ({ invoiceId, minor: -minor })),
  );
  await tx.run(END, [id]);
  const journals = (await journalsOfSubjects(tx, [id])).get(id) ?? [];
  await postJournals(
    tx,
    journals.map((journal) => ({
      insurerId: journal.insurerId,
      partnerId: journal.partnerId,
      lenderId: journal.lenderId,
      policyId: journal.policyId,
      kind: 'PREMIUM_PAYMENT_REVERSED',
      subjectId: reversal,
      bookedOn: on,
      recordedAt: at,
      reverses: journal.id,
      postings: reversed(
        journal.postings.map(({ account, currency: of, amountMinor: minor }) => ({
          account: account as PostingDraft['account'],
          currency: of as CurrencyCode,
          minor,
        })),
      ),
    })),
  );
  await netOpenCredits(
    tx,
    journals.flatMap(({ policyId }) => policyId ?? []),
    at,
  );
}
