import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { PremiumPayment } from '../entities/index.js';
import { type CurrencyCode, invalidInput, issue, refuse } from '../kernel/index.js';
import type { JournalKind, PostingDraft } from '../ledger/entries.js';
import { type JournalDraft, postJournals } from '../ledger/journal.js';
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

interface OpenInvoice {
  readonly id: string;
  readonly policyId: string;
  readonly lenderId: string;
  readonly openMinor: bigint;
}

const AT_ONCE = 500;
const OPEN = {
  name: 'payment.openInvoices',
  text: `SELECT id, policy_id AS "policyId", lender_id AS "lenderId", amount_minor - settled_minor AS "openMinor"
         FROM premium_invoice WHERE partner_id = $1 AND insurer_id = $2 AND currency = $3 AND kind = 'INVOICE'
           AND settled_minor < amount_minor AND ($4::text IS NULL OR policy_id = $4)
         ORDER BY due_on, id LIMIT $5 FOR NO KEY UPDATE`,
};
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
         ORDER BY received_on, id LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED`,
};

interface Settled {
  readonly allocations: readonly Allocation[];
  /** By policy, so that each policy's books show what was paid for it. */
  readonly journals: readonly { readonly policyId: string; readonly lenderId: string; readonly minor: bigint }[];
  readonly leftMinor: bigint;
}

/** Settles open invoices, oldest due date first, as far as the money reaches. */
async function settle(tx: Transaction, money: ReceivedPremium): Promise<Settled> {
  const { partnerId, insurerId, currency, policyId } = money;
  const open = await tx.rows<OpenInvoice>(OPEN, [partnerId, insurerId, currency, policyId, AT_ONCE]);
  const { allocations, leftMinor } = allocateTo(open, money.minor);
  const byPolicy = new Map<string, { policyId: string; lenderId: string; minor: bigint }>();
  for (const { invoiceId, minor } of allocations) {
    const invoice = open.find(({ id }) => id === invoiceId);
    if (!invoice) continue;
    const { policyId: paid, lenderId } = invoice;
    byPolicy.set(paid, { policyId: paid, lenderId, minor: (byPolicy.get(paid)?.minor ?? 0n) + minor });
  }
  return { allocations, journals: [...byPolicy.values()], leftMinor };
}

interface Booking {
  readonly paymentId: string;
  readonly on: string;
  readonly at: Date;
}

const journalsOf = (
  { insurerId, partnerId, currency }: ReceivedPremium,
  { paymentId, on, at }: Booking,
  { kind, from, settled }: { kind: JournalKind; from: 'CASH_CLEARING' | 'PREMIUM_DEPOSITS'; settled: Settled },
): JournalDraft[] =>
  settled.journals.map(({ policyId, lenderId, minor }) => ({
    insurerId,
    partnerId,
    lenderId,
    policyId,
    kind,
    subjectId: paymentId,
    bookedOn: on,
    recordedAt: at,
    postings: [
      { account: from, currency, minor },
      { account: 'PREMIUM_RECEIVABLE', currency, minor: -minor },
    ],
  }));

/** What no invoice asks for yet is kept as the partner's deposit. */
const depositOf = (
  { insurerId, partnerId, currency }: ReceivedPremium,
  { paymentId, on, at }: Booking,
  minor: bigint,
): JournalDraft[] =>
  minor === 0n
    ? []
    : [
        {
          insurerId,
          partnerId,
          lenderId: null,
          policyId: null,
          kind: 'PREMIUM_RECEIVED',
          subjectId: paymentId,
          bookedOn: on,
          recordedAt: at,
          postings: [
            { account: 'CASH_CLEARING', currency, minor },
            { account: 'PREMIUM_DEPOSITS', currency, minor: -minor },
          ] satisfies PostingDraft[],
        },
      ];

/** False when its reference is taken. */
export async function insertPayment(tx: Transaction, payment: PremiumPayment): Promise<boolean> {
  const { id, partnerId, insurerId, reference, receivedOn, currency, amountMinor, unallocatedMinor } = payment;
  const money = [reference, receivedOn, currency, String(amountMinor), String(unallocatedMinor)];
  const { reverses, reason, recordedAt, referenceKey } = payment;
  return (await tx.run(INSERT, [id, partnerId, insurerId, ...money, reverses, reason, recordedAt, referenceKey])) === 1;
}

/** One transfer is one payment: recorded by two people, or from two lists, it counts once. */
async function refuseRecorded(tx: Transaction, reference: readonly string[]): Promise<never> {
  const [earlier] = await tx.rows<{ id: string }>(RECORDED, reference);
  const message = `was recorded as ${earlier?.id}; take that one back first when it was wrong`;
  return refuse(invalidInput([issue('reference', 'ALREADY_RECORDED', message)]));
}

/** Records money that came and settles the oldest invoices with it. */
export async function receivePremium(tx: Transaction, id: string, money: ReceivedPremium, at: Date): Promise<void> {
  const settled = await settle(tx, money);
  const { partnerId, insurerId, reference, receivedOn, currency, minor } = money;
  const referenceKey = reference.toLowerCase().replace(/\s/g, '');
  const payment = { id, partnerId, insurerId, reference, receivedOn, currency, amountMinor: minor, recordedAt: at };
  const unallocatedMinor = settled.leftMinor;
  if (!(await insertPayment(tx, { ...payment, unallocatedMinor, reverses: null, reason: null, referenceKey }))) {
    await refuseRecorded(tx, [insurerId, partnerId, referenceKey]);
  }
  await allocate(tx, { sourceId: id, at }, settled.allocations);
  const booking = { paymentId: id, on: receivedOn, at };
  await postJournals(tx, [
    ...journalsOf(money, booking, { kind: 'PREMIUM_RECEIVED', from: 'CASH_CLEARING', settled }),
    ...depositOf(money, booking, settled.leftMinor),
  ]);
}

/** Uses deposits for invoices that came after them; answers how many deposits. */
export async function applyDeposits(
  tx: Transaction,
  limit: number,
  { at, on }: { readonly at: Date; readonly on: string },
): Promise<number> {
  const deposits = await tx.rows<PremiumPayment>(DEPOSITS, [limit]);
  for (const deposit of deposits) {
    const { id, partnerId, insurerId, reference, receivedOn, unallocatedMinor: minor } = deposit;
    const currency = deposit.currency as CurrencyCode;
    const money = { partnerId, insurerId, currency, minor, receivedOn, reference, policyId: null };
    const settled = await settle(tx, money);
    await allocate(tx, { sourceId: id, at }, settled.allocations);
    await tx.run(KEEP, [id, String(settled.leftMinor)]);
    const booking = { paymentId: id, on, at };
    await postJournals(tx, journalsOf(money, booking, { kind: 'PREMIUM_APPLIED', from: 'PREMIUM_DEPOSITS', settled }));
  }
  return deposits.length;
}
