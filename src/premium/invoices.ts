import type { Question, Transaction } from '../database/unit-of-work.js';
import type { PremiumLine } from '../finance/premium.js';
import { addDays, minMinor, newId } from '../kernel/index.js';
import type { InvoiceDraft, PremiumBooking } from './booking.js';

export type InvoiceKind = 'INVOICE' | 'CREDIT_NOTE';

/** How long after it is written a premium is due, when its product says nothing. */
export const USUAL_DUE_DAYS = 30;

const LAST = {
  name: 'invoice.last',
  text: 'SELECT coalesce(max(sequence), 0)::integer AS sequence FROM premium_invoice WHERE policy_id = $1',
};
const INSERT = {
  name: 'invoice.insert',
  text: `INSERT INTO premium_invoice (policy_id, partner_id, insurer_id, lender_id, kind, subject_id, issued_on, currency,
           recorded_at, id, sequence, due_on, amount_minor)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, i.* FROM unnest($10::text[], $11::integer[], $12::date[], $13::bigint[]) AS i`,
};
const INSERT_LINES = {
  name: 'invoice.insertLines',
  text: `INSERT INTO premium_invoice_line (partner_id, insurer_id, lender_id, invoice_id, kind, amount_minor)
         SELECT $1, $2, $3, l.* FROM unnest($4::text[], $5::text[], $6::bigint[]) AS l`,
};
// The latest instalment is the first that need not be paid any more.
const OPEN_OF_POLICY = {
  name: 'invoice.openOfPolicy',
  text: `SELECT id, lender_id AS "lenderId", amount_minor - settled_minor AS "openMinor" FROM premium_invoice
         WHERE policy_id = $1 AND kind = 'INVOICE' AND settled_minor < amount_minor
         ORDER BY due_on DESC, sequence DESC FOR NO KEY UPDATE`,
};
const TO_NET = {
  name: 'invoice.toNet',
  text: `SELECT id, kind, amount_minor - settled_minor AS "openMinor" FROM premium_invoice
         WHERE policy_id = $1 AND settled_minor < amount_minor ORDER BY due_on, sequence FOR NO KEY UPDATE`,
};
const NOT_NETTED = {
  name: 'invoice.notNetted',
  text: `SELECT DISTINCT c.policy_id AS "policyId" FROM premium_invoice c
         JOIN premium_invoice i ON i.policy_id = c.policy_id AND i.kind = 'INVOICE' AND i.settled_minor < i.amount_minor
         WHERE c.kind = 'CREDIT_NOTE' AND c.settled_minor < c.amount_minor ORDER BY c.policy_id LIMIT 500`,
};
const SETTLE = {
  name: 'invoice.settle',
  text: `UPDATE premium_invoice i SET settled_minor = settled_minor + s.minor
         FROM (SELECT id, sum(minor)::bigint AS minor FROM unnest($1::text[], $2::bigint[]) AS s (id, minor) GROUP BY id) s
         WHERE i.id = s.id`,
};
const ALLOCATE = {
  name: 'invoice.allocate',
  text: `INSERT INTO premium_allocation (invoice_id, partner_id, insurer_id, lender_id, source_id, amount_minor, recorded_at)
         SELECT i.id, i.partner_id, i.insurer_id, i.lender_id, $1, a.minor, $2
         FROM unnest($3::text[], $4::bigint[]) AS a (id, minor) JOIN premium_invoice i ON i.id = a.id`,
};

/** How much of an invoice something settles; below zero when that is taken back. */
export interface Allocation {
  readonly invoiceId: string;
  readonly minor: bigint;
}

export const totalOf = (lines: readonly PremiumLine[]): bigint => lines.reduce((sum, { minor }) => sum + minor, 0n);

async function insert(
  tx: Transaction,
  { policy, subjectId, on, at }: PremiumBooking,
  kind: InvoiceKind,
  drafts: readonly InvoiceDraft[],
): Promise<readonly string[]> {
  const asked = drafts.filter(({ lines }) => totalOf(lines) > 0n);
  if (asked.length === 0) return [];
  const [last] = await tx.rows<{ sequence: number }>(LAST, [policy.id]);
  const ids = asked.map(() => newId('invoice') as string);
  await tx.run(INSERT, [
    policy.id,
    policy.partnerId,
    policy.insurerId,
    policy.lenderId,
    kind,
    subjectId,
    on,
    policy.currency,
    at,
    ids,
    asked.map((_, index) => (last?.sequence ?? 0) + index + 1),
    asked.map(({ dueOn }) => dueOn),
    asked.map(({ lines }) => String(totalOf(lines))),
  ]);
  const lines = asked.flatMap((draft, index) =>
    draft.lines.filter(({ minor }) => minor !== 0n).map((line) => ({ ...line, invoiceId: ids[index] })),
  );
  await tx.run(INSERT_LINES, [
    policy.partnerId,
    policy.insurerId,
    policy.lenderId,
    lines.map(({ invoiceId }) => invoiceId),
    lines.map((line) => line.kind),
    lines.map(({ minor }) => String(minor)),
  ]);
  return ids;
}

/** How written premium is asked for: in one sum, or in the instalments it was sold for. */
export function invoicesOf({ on, dueDays, lines, instalments }: PremiumBooking): InvoiceDraft[] {
  const asked = instalments ?? [{ dueOn: addDays(on, dueDays ?? USUAL_DUE_DAYS), lines }];
  return asked.filter((draft) => totalOf(draft.lines) > 0n);
}

/** Asks for written premium, less what credit notes of the policy owe. */
export async function issueInvoices(tx: Transaction, booking: PremiumBooking): Promise<void> {
  await insert(tx, booking, 'INVOICE', invoicesOf(booking));
  await netCredits(tx, booking.policy.id, booking.at);
}

/** An invoice or a credit note and what is not settled of it. */
export interface OpenPaper {
  readonly id: string;
  readonly kind: string;
  readonly openMinor: bigint;
}

/** What a credit note settles of invoices of its policy. */
export interface Netting {
  readonly creditNoteId: string;
  /** Above zero each. */
  readonly allocations: readonly Allocation[];
}

/**
 * Nobody is asked for premium of a policy while premium of it is to be paid back: open credit notes settle open invoices, both
 * the oldest first. Nothing is booked, for both stand on the same account.
 * @param papers all that is open of one policy, the oldest first
 */
export function planNetting(papers: readonly OpenPaper[]): Netting[] {
  const nettings: Netting[] = [];
  let invoices = papers.filter(({ kind }) => kind === 'INVOICE');
  for (const credit of papers.filter(({ kind }) => kind === 'CREDIT_NOTE')) {
    const { allocations } = allocateTo(invoices, credit.openMinor);
    if (allocations.length === 0) break;
    nettings.push({ creditNoteId: credit.id, allocations });
    const used = new Map(allocations.map(({ invoiceId, minor }) => [invoiceId, minor]));
    invoices = invoices.map((invoice) => ({ ...invoice, openMinor: invoice.openMinor - (used.get(invoice.id) ?? 0n) }));
  }
  return nettings;
}

/** Records what was planned; invoices and credit notes must be locked. */
export async function net(tx: Transaction, nettings: readonly Netting[], at: Date): Promise<void> {
  for (const { creditNoteId, allocations } of nettings) {
    await allocate(tx, { sourceId: creditNoteId, at }, allocations);
    const usedMinor = allocations.reduce((sum, { minor }) => sum + minor, 0n);
    await tx.run(SETTLE, [[creditNoteId], [String(usedMinor)]]);
  }
}

const netCredits = async (tx: Transaction, policyId: string, at: Date): Promise<void> =>
  net(tx, planNetting(await tx.rows<OpenPaper>(TO_NET, [policyId])), at);

/** Has rows where credit notes and invoices of one policy are open together. */
export const anyToNet = (): Question[] => [{ statement: NOT_NETTED, values: [] }];

/** The same for policies whose invoices and credit notes came before netting did, at most 500 at once. Answers how many. */
export async function netOpenCredits(tx: Transaction, at: Date): Promise<number> {
  const policies = await tx.rows<{ policyId: string }>(NOT_NETTED);
  for (const { policyId } of policies) await netCredits(tx, policyId, at);
  return policies.length;
}

/**
 * Gives premium back: what is still open of the policy's invoices need not be paid, the latest first; the rest of the
 * credit note is owed to the partner.
 */
export async function creditPremium(tx: Transaction, booking: PremiumBooking): Promise<void> {
  const [creditNote] = await insert(tx, booking, 'CREDIT_NOTE', [{ dueOn: booking.on, lines: booking.lines }]);
  if (!creditNote) return;
  const open = await tx.rows<{ id: string; openMinor: bigint }>(OPEN_OF_POLICY, [booking.policy.id]);
  const { allocations, leftMinor } = allocateTo(open, totalOf(booking.lines));
  await allocate(tx, { sourceId: creditNote, at: booking.at }, allocations);
  const used = totalOf(booking.lines) - leftMinor;
  if (used > 0n) await tx.run(SETTLE, [[creditNote], [String(used)]]);
}

/** Settles open amounts in their order as far as the money reaches. */
export function allocateTo(
  open: readonly { readonly id: string; readonly openMinor: bigint }[],
  minor: bigint,
): { readonly allocations: readonly Allocation[]; readonly leftMinor: bigint } {
  let leftMinor = minor;
  const allocations: Allocation[] = [];
  for (const { id, openMinor } of open) {
    const settled = minMinor(openMinor, leftMinor);
    if (settled > 0n) allocations.push({ invoiceId: id, minor: settled });
    leftMinor -= settled;
  }
  return { allocations, leftMinor };
}

/** Records what a payment or credit note settles of locked invoices. */
export async function allocate(
  tx: Transaction,
  { sourceId, at }: { readonly sourceId: string; readonly at: Date },
  allocations: readonly Allocation[],
): Promise<void> {
  if (allocations.length === 0) return;
  const columns = [allocations.map(({ invoiceId }) => invoiceId), allocations.map(({ minor }) => String(minor))];
  await tx.run(ALLOCATE, [sourceId, at, ...columns]);
  await tx.run(SETTLE, columns);
}
