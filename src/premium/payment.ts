import { selectList } from '../database/columns.js';
import { type Question, skippingLocked, type Transaction } from '../database/unit-of-work.js';
import { PremiumInvoice, PremiumPayment } from '../entities/index.js';
import { type CurrencyCode, invalidInput, issue, refuse } from '../kernel/index.js';
import type { JournalKind, PostingDraft } from '../ledger/entries.js';
import { type PlannedJournal, plannedJournals, postPlanned } from '../ledger/journal.js';
import { type Allocation, allocate, allocateTo } from './invoices.js';

/** Money a partner paid to an insurer; checked. */
export interface ReceivedPremium {
  readonly partnerId: string;
  readonly insurerId: string;
  readonly currency: CurrencyCode;
  /** Above zero. */
  readonly minor: bigint;
  readonly receivedOn: string;
  readonly reference: string;
  /** Pays for this policy only. */
  readonly policyId: string | null;
}

/** What money settles of an invoice. */
export interface SettledInvoice {
  /** As it stands before. */
  readonly invoice: PremiumInvoice;
  /** Above zero. */
  readonly minor: bigint;
}

/** What money that came settles and leaves, and how it is booked; the same for the preview and the payment. */
export interface PaymentFigures extends ReceivedPremium {
  readonly settled: readonly SettledInvoice[];
  /** What no invoice asks for yet. */
  readonly leftMinor: bigint;
  readonly journals: readonly PlannedJournal[];
}

const AT_ONCE = 500;
const OPEN = {
  name: 'payment.openInvoices',
  text: `SELECT ${selectList(PremiumInvoice)}
         FROM premium_invoice WHERE partner_id = $1 AND insurer_id = $2 AND currency = $3 AND kind = 'INVOICE'
           AND settled_minor < amount_minor AND ($4::text IS NULL OR policy_id = $4)
         ORDER BY due_on, id LIMIT $5`,
};
const LOCK_OPEN = { name: 'payment.lockOpenInvoices', text: `${OPEN.text} FOR NO KEY UPDATE` };
const INSERT = {
  name: 'payment.insert',
  text: `INSERT INTO premium_payment (id, partner_id, insurer_id, reference, received_on, currency, amount_minor,
           unallocated_minor, reverses, reason, recorded_at, reference_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT ON CONSTRAINT premium_payment_reference_once DO NOTHING`,
};
const RECORDED = {
  name: 'payment.recorded',
  text: 'SELECT id FROM premium_payment WHERE insurer_id = $1 AND partner_id = $2 AND reference_key = $3',
};
const KEEP = {
  name: 'payment.keep',
  text: 'UPDATE premium_payment SET unallocated_minor = $2 WHERE id = $1',
};
const DEPOSITS = {
  name: 'payment.deposits',
  text: `SELECT ${selectList(PremiumPayment)} FROM premium_payment p WHERE unallocated_minor > 0 AND EXISTS (
           SELECT 1 FROM premium_invoice i WHERE i.partner_id = p.partner_id AND i.insurer_id = p.insurer_id
             AND i.currency = p.currency AND i.kind = 'INVOICE' AND i.settled_minor < i.amount_minor)
         ORDER BY received_on, id LIMIT $1`,
};
const LOCK_DEPOSITS = skippingLocked(DEPOSITS);

interface Settled {
  readonly settled: readonly SettledInvoice[];
  readonly leftMinor: bigint;
}

/** Open invoices, oldest due date first, as far as the money reaches. */
async function settle(tx: Transaction, money: ReceivedPremium, { lock }: { readonly lock: boolean }): Promise<Settled> {
  const { partnerId, insurerId, currency, policyId } = money;
  const asked = [partnerId, insurerId, currency, policyId, AT_ONCE];
  const open = await tx.rows<PremiumInvoice>(lock ? LOCK_OPEN : OPEN, asked);
  const known = open.map((invoice) => ({ ...invoice, openMinor: invoice.amountMinor - invoice.settledMinor }));
  const { allocations, leftMinor } = allocateTo(known, money.minor);
  // They go by the invoices' own order.
  const settled = allocations.flatMap(({ minor }, at) => {
    const invoice = open[at];
    return invoice ? [{ invoice, minor }] : [];
  });
  return { settled, leftMinor };
}

const allocationsOf = (settled: readonly SettledInvoice[]): Allocation[] =>
  settled.map(({ invoice, minor }) => ({ invoiceId: invoice.id, minor }));

interface Entry {
  readonly kind: JournalKind;
  readonly from: 'CASH_CLEARING' | 'PREMIUM_DEPOSITS';
  readonly bookedOn: string;
}

/** One for each policy, so that its books show what was paid for it. */
function settlingJournals(
  { insurerId, partnerId, currency }: ReceivedPremium,
  settled: readonly SettledInvoice[],
  { kind, from, bookedOn }: Entry,
): PlannedJournal[] {
  const byPolicy = new Map<string, { lenderId: string; minor: bigint }>();
  for (const { invoice, minor } of settled) {
    const { policyId, lenderId } = invoice;
    byPolicy.set(policyId, { lenderId, minor: (byPolicy.get(policyId)?.minor ?? 0n) + minor });
  }
  return [...byPolicy].map(([policyId, { lenderId, minor }]) => ({
    insurerId,
    partnerId,
    lenderId,
    policyId,
    kind,
    bookedOn,
    postings: [
      { account: from, currency, minor },
      { account: 'PREMIUM_RECEIVABLE', currency, minor: -minor },
    ],
  }));
}

/** What no invoice asks for yet is kept as the partner's deposit. */
const depositJournals = (
  { insurerId, partnerId, currency, receivedOn: bookedOn }: ReceivedPremium,
  minor: bigint,
): PlannedJournal[] =>
  minor === 0n
    ? []
    : [
        {
          insurerId,
          partnerId,
          lenderId: null,
          policyId: null,
          kind: 'PREMIUM_RECEIVED',
          bookedOn,
          postings: [
            { account: 'CASH_CLEARING', currency, minor },
            { account: 'PREMIUM_DEPOSITS', currency, minor: -minor },
          ] satisfies PostingDraft[],
        },
      ];

const keyOf = (reference: string): string => reference.toLowerCase().replace(/\s/g, '');

/** False when its reference is taken. */
export async function insertPayment(tx: Transaction, payment: PremiumPayment): Promise<boolean> {
  const { id, partnerId, insurerId, reference, receivedOn, currency, amountMinor, unallocatedMinor } = payment;
  const money = [reference, receivedOn, currency, String(amountMinor), String(unallocatedMinor)];
  const { reverses, reason, recordedAt, referenceKey } = payment;
  return (await tx.run(INSERT, [id, partnerId, insurerId, ...money, reverses, reason, recordedAt, referenceKey])) === 1;
}

/** One transfer is one payment: recorded by two people, or from two lists, it counts once. */
async function refuseRecorded(tx: Transaction, { insurerId, partnerId, reference }: ReceivedPremium): Promise<void> {
  const [earlier] = await tx.rows<{ id: string }>(RECORDED, [insurerId, partnerId, keyOf(reference)]);
  if (!earlier) return;
  const message = `was recorded as ${earlier.id}; take that one back first when it was wrong`;
  refuse(invalidInput([issue('reference', 'ALREADY_RECORDED', message)]));
}

/**
 * What money settles that was not recorded before. Refuses a transfer that was.
 * @param options.lock holds the invoices until the end of the transaction
 */
export async function paymentFigures(
  tx: Transaction,
  money: ReceivedPremium,
  { lock }: { readonly lock: boolean },
): Promise<PaymentFigures> {
  await refuseRecorded(tx, money);
  const { settled, leftMinor } = await settle(tx, money, { lock });
  const entry = { kind: 'PREMIUM_RECEIVED', from: 'CASH_CLEARING', bookedOn: money.receivedOn } as const;
  const drafts = [...settlingJournals(money, settled, entry), ...depositJournals(money, leftMinor)];
  return { ...money, settled, leftMinor, journals: await plannedJournals(tx, drafts) };
}

/** Records money that came, as its figures with locked invoices say. */
export async function receivePremium(tx: Transaction, id: string, figures: PaymentFigures, at: Date): Promise<void> {
  const { partnerId, insurerId, reference, receivedOn, currency, minor: amountMinor, leftMinor } = figures;
  const payment = { id, partnerId, insurerId, reference, receivedOn, currency, amountMinor, recordedAt: at };
  const recorded = await insertPayment(tx, {
    ...payment,
    unallocatedMinor: leftMinor,
    reverses: null,
    reason: null,
    referenceKey: keyOf(reference),
  });
  // Somebody else recorded it in the same instant.
  if (!recorded) return refuseRecorded(tx, figures);
  await allocate(tx, { sourceId: id, at }, allocationsOf(figures.settled));
  await postPlanned(tx, figures.journals, { subjectId: id, recordedAt: at });
}

/** Has rows where a deposit finds an invoice to pay. */
export const anyDeposit = (): Question[] => [{ statement: DEPOSITS, values: [1] }];

/** Uses deposits for invoices that came after them; answers how many deposits. */
export async function applyDeposits(
  tx: Transaction,
  limit: number,
  { at, on }: { readonly at: Date; readonly on: string },
): Promise<number> {
  const deposits = await tx.rows<PremiumPayment>(LOCK_DEPOSITS, [limit]);
  for (const deposit of deposits) {
    const { id, partnerId, insurerId, reference, receivedOn, unallocatedMinor: minor } = deposit;
    const currency = deposit.currency as CurrencyCode;
    const money = { partnerId, insurerId, currency, minor, receivedOn, reference, policyId: null };
    const { settled, leftMinor } = await settle(tx, money, { lock: true });
    await allocate(tx, { sourceId: id, at }, allocationsOf(settled));
    await tx.run(KEEP, [id, String(leftMinor)]);
    const entry = { kind: 'PREMIUM_APPLIED', from: 'PREMIUM_DEPOSITS', bookedOn: on } as const;
    const journals = await plannedJournals(tx, settlingJournals(money, settled, entry));
    await postPlanned(tx, journals, { subjectId: id, recordedAt: at });
  }
  return deposits.length;
}
