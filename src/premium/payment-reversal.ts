import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { PremiumInvoice, PremiumPayment } from '../entities/index.js';
import { type CurrencyCode, invariant, notFound, type Refusal, refuse } from '../kernel/index.js';
import { type PostingDraft, reversed } from '../ledger/entries.js';
import { journalsOfSubjects, type PlannedJournal, plannedJournals, postPlanned } from '../ledger/journal.js';
import { type Allocation, allocate, type Netting, net, planNetting } from './invoices.js';
import { insertPayment, type SettledInvoice } from './payment.js';

const BY_ID = {
  name: 'payment.toReverse',
  text: `SELECT ${selectList(PremiumPayment)} FROM premium_payment WHERE id = $1`,
};
const LOCKED = { name: 'payment.locked', text: `${BY_ID.text} FOR NO KEY UPDATE` };
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
// What the payment settled, and whatever else of the same policies is open and may now meet it.
const CONCERNED = {
  name: 'payment.concernedInvoices',
  text: `SELECT ${selectList(PremiumInvoice)} FROM premium_invoice
         WHERE policy_id IN (SELECT policy_id FROM premium_invoice WHERE id = ANY ($1))
           AND (settled_minor < amount_minor OR id = ANY ($1))
         ORDER BY policy_id, due_on, sequence`,
};
const LOCK_CONCERNED = { name: 'payment.lockConcernedInvoices', text: `${CONCERNED.text} FOR NO KEY UPDATE` };

/** What a credit note settles of an invoice that is open again. */
export interface NettedInvoice {
  readonly creditNote: PremiumInvoice;
  readonly invoice: PremiumInvoice;
  /** Above zero. */
  readonly minor: bigint;
}

/** What taking a payment back opens again, and how it is booked; the same for the preview and the reversal. */
export interface ReversalFigures {
  readonly payment: PremiumPayment;
  /** What the payment had settled and is asked for again; the invoices as they stand before. */
  readonly reopened: readonly SettledInvoice[];
  /** Of that, what credit notes of the same policies settle at once. */
  readonly netted: readonly NettedInvoice[];
  readonly journals: readonly PlannedJournal[];
}

const isReversed = (id: string): Refusal => ({
  problem: 'StateConflict',
  message: 'The payment was already taken back, or takes another one back.',
  from: 'REVERSED',
  to: id,
});

async function readPayment(
  tx: Transaction,
  { id, insurerId }: Asked,
  { lock }: { readonly lock: boolean },
): Promise<PremiumPayment> {
  const [payment] = await tx.rows<PremiumPayment>(lock ? LOCKED : BY_ID, [id]);
  if (!payment || (insurerId !== undefined && payment.insurerId !== insurerId)) {
    return refuse(notFound('premiumPayment', id));
  }
  const [earlier] = await tx.rows(REVERSED, [id]);
  if (earlier || payment.reverses !== null) refuse(isReversed(id));
  return payment;
}

/** Its entries with every sign turned. */
async function reversedJournals(tx: Transaction, id: string, on: string): Promise<readonly PlannedJournal[]> {
  const journals = (await journalsOfSubjects(tx, [id])).get(id) ?? [];
  const drafts = journals.map(
    (journal): PlannedJournal => ({
      insurerId: journal.insurerId,
      partnerId: journal.partnerId,
      lenderId: journal.lenderId,
      policyId: journal.policyId,
      kind: 'PREMIUM_PAYMENT_REVERSED',
      bookedOn: on,
      reverses: journal.id,
      postings: reversed(
        journal.postings.map(({ account, currency: of, amountMinor: minor }) => ({
          account: account as PostingDraft['account'],
          currency: of as CurrencyCode,
          minor,
        })),
      ),
    }),
  );
  return plannedJournals(tx, drafts);
}

/** What credit notes settle of each policy once the payment's part of its invoices is open again. */
function nettingsAfter(papers: readonly PremiumInvoice[], reopened: ReadonlyMap<string, bigint>): Netting[] {
  const byPolicy = new Map<string, PremiumInvoice[]>();
  for (const paper of papers) byPolicy.set(paper.policyId, [...(byPolicy.get(paper.policyId) ?? []), paper]);
  return [...byPolicy.values()].flatMap((ofPolicy) =>
    planNetting(
      ofPolicy.map(({ id, kind, amountMinor, settledMinor }) => ({
        id,
        kind,
        openMinor: amountMinor - settledMinor + (reopened.get(id) ?? 0n),
      })),
    ),
  );
}

interface Asked {
  /** The payment that did not hold. */
  readonly id: string;
  /** Whose it must be; the operator's are anybody's. */
  readonly insurerId: string | undefined;
}

/**
 * What taking a payment back would open again. Refuses one that was taken back.
 * @param options.lock holds the payment and all invoices concerned until the end of the transaction
 */
export async function reversalFigures(
  tx: Transaction,
  asked: Asked,
  { lock, on }: { readonly lock: boolean; readonly on: string },
): Promise<ReversalFigures> {
  const payment = await readPayment(tx, asked, { lock });
  const allocated = await tx.rows<Allocation>(ALLOCATED, [payment.id]);
  const ids = allocated.map(({ invoiceId }) => invoiceId);
  const papers = await tx.rows<PremiumInvoice>(lock ? LOCK_CONCERNED : CONCERNED, [ids]);
  const byId = new Map(papers.map((paper) => [paper.id, paper]));
  const paperOf = (id: string): PremiumInvoice => {
    const paper = byId.get(id);
    invariant(paper, `invoice ${id} of payment ${payment.id} is visible`);
    return paper;
  };
  const minorOf = new Map(allocated.map(({ invoiceId, minor }) => [invoiceId, minor]));
  const netted = nettingsAfter(papers, minorOf).flatMap(({ creditNoteId, allocations }) =>
    allocations.map(({ invoiceId, minor }) => ({
      creditNote: paperOf(creditNoteId),
      invoice: paperOf(invoiceId),
      minor,
    })),
  );
  const reopened = papers.flatMap((invoice) => {
    const minor = minorOf.get(invoice.id);
    return minor === undefined ? [] : [{ invoice, minor }];
  });
  return { payment, reopened, netted, journals: await reversedJournals(tx, payment.id, on) };
}

const nettingsOf = (netted: readonly NettedInvoice[]): Netting[] =>
  netted.map(({ creditNote, invoice, minor }) => ({
    creditNoteId: creditNote.id,
    allocations: [{ invoiceId: invoice.id, minor }],
  }));

/** Takes a payment back that did not hold: what it settled is open again, its entries are reversed, nothing is edited. */
export async function reversePayment(
  tx: Transaction,
  { payment, reopened, netted, journals }: ReversalFigures,
  { id, reason, at, on }: { readonly id: string; readonly reason: string; readonly at: Date; readonly on: string },
): Promise<void> {
  await insertPayment(tx, {
    ...payment,
    id,
    receivedOn: on,
    amountMinor: -payment.amountMinor,
    unallocatedMinor: 0n,
    reverses: payment.id,
    reason,
    recordedAt: at,
    referenceKey: null,
  });
  await allocate(
    tx,
    { sourceId: id, at },
    reopened.map(({ invoice, minor }) => ({ invoiceId: invoice.id, minor: -minor })),
  );
  await tx.run(END, [payment.id]);
  await postPlanned(tx, journals, { subjectId: id, recordedAt: at });
  await net(tx, nettingsOf(netted), at);
}
