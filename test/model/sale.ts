import { minMinor, plusDays } from './values.js';

/** One instalment in whole cents. */
export interface ModelInstalment {
  readonly dueOn: string;
  readonly principal: bigint;
  readonly interest: bigint;
  paidPrincipal: bigint;
  paidInterest: bigint;
}

/** A payment of the borrower as it was reported. */
export interface ModelPayment {
  readonly sequence: number;
  readonly on: string;
  readonly minor: bigint;
  /** Whether the lender is owed nothing more after it. */
  readonly settles: boolean;
  isReversed: boolean;
}

export interface ModelInvoice {
  readonly id: string;
  readonly kind: string;
  readonly dueOn: string;
  readonly amount: bigint;
  open: bigint;
}

export interface ModelRecovery {
  readonly id: string;
  status: string;
  received: bigint;
  costs: bigint;
  costsPaid: bigint;
  uncompensated: bigint;
  /** Money that came and was not taken back. */
  receipts: { readonly id: string; readonly minor: bigint }[];
}

/** Somebody who gets a part of an indemnity, in proportion to a share. */
export interface ModelPayee {
  readonly role: string;
  readonly reference: string | null;
  readonly share: number;
}

export interface ModelClaim {
  readonly id: string;
  /** The due date whose default it is about. */
  readonly since: string;
  status: string;
  approved: bigint;
  paid: bigint;
  overpaid: bigint;
  /** Given up by itself, when the borrower had caught up. */
  isCured: boolean;
  /** How many payments of the borrower its decision knew. */
  paymentsKnown: number;
  recovery: ModelRecovery | undefined;
}

export interface ModelHold {
  readonly id: string;
  /** The key or the moratorium that placed it. */
  by: string;
  /** Whether its days count towards no claim either. */
  readonly stops: boolean;
  readonly from: string;
  until: string;
  state: 'PLACED' | 'LIFTED' | 'ENDED';
}

/** The insurer ends cover; withdrawn, carried out, or of no use any more when cover ended before. */
export interface ModelNotice {
  readonly id: string;
  readonly lastDay: string;
  state: 'GIVEN' | 'WITHDRAWN' | 'EFFECTIVE' | 'OBSOLETE';
}

export interface ModelPromise {
  readonly id: string;
  readonly amount: bigint;
  readonly madeOn: string;
  readonly payBy: string;
  state: 'OPEN' | 'KEPT' | 'BROKEN' | 'WITHDRAWN';
}

/** What ought to be true of one order, its quote, policy, loan and claims. Amounts in cents, dates as texts. */
export interface ModelSale {
  readonly order: string;
  readonly programme: string;
  readonly quote: string;
  readonly offer: string;
  readonly quotedOn: string;
  quoteStatus: 'OFFERED' | 'BOUND' | 'REFUSED' | 'EXPIRED';
  premium: bigint;
  sumInsured: bigint;
  principal: bigint;
  /** What was paid out, and what came back of it beyond the schedule. */
  lent: bigint;
  excess: bigint;
  policy: string | undefined;
  status: string | undefined;
  boundOn: string | undefined;
  activatedOn: string | undefined;
  endedOn: string | undefined;
  endsOn: string;
  lender: 'lender' | 'housingLender';
  instalments: ModelInstalment[] | undefined;
  invoices: ModelInvoice[];
  /** Whether the borrower pays as long as nobody claims. */
  readonly isPayer: boolean;
  isSettled: boolean;
  /** Whether the insurer has paid for the loan, which is the lender's to service no more. */
  isClaimed: boolean;
  isReturned: boolean;
  /** The last business date from which a change counts. */
  changedOn: string | undefined;
  /** What changes made the borrower owe more: money lent, or interest of a longer time. */
  readonly increases: { readonly on: string; readonly minor: bigint }[];
  /** The next sequence of the servicer, and what it reported as paid. */
  sequence: number;
  readonly payments: ModelPayment[];
  /** As it was paid out. */
  schedule: readonly ModelInstalment[];
  readonly claims: ModelClaim[];
  readonly holds: ModelHold[];
  readonly promises: ModelPromise[];
  readonly notices: ModelNotice[];
  /** Who holds the loan, as each lender said. */
  readonly holders: Record<'lender' | 'housingLender', readonly ModelPayee[]>;
  /** When the last reminder was told, by the oldest due date it was about. */
  readonly remindedOn: Map<string, string>;
}

/** What the sandbox's checkout products say. */
export const TERMS = {
  activationDays: 14,
  noticeDays: 30,
  waitingDays: 90,
  lastReminderDays: 21,
  graceDays: 30,
  insurerNoticeDays: 30,
  freeLookDays: 14,
  leastRefund: 10n,
} as const;
/** The programme whose cover lapses when nobody pays for it, and whose claims wait for holds of these reasons. */
export const LAPSING = 'LUMEN-CHECKOUT';
export const STOPPING: readonly string[] = ['MORATORIUM', 'HARDSHIP'];

const unpaid = (row: ModelInstalment): bigint => row.principal + row.interest - row.paidPrincipal - row.paidInterest;

export const outstanding = (rows: readonly ModelInstalment[]): bigint =>
  rows.reduce((sum, row) => sum + row.principal - row.paidPrincipal, 0n);

export const received = (rows: readonly ModelInstalment[]): bigint =>
  rows.reduce((sum, row) => sum + row.paidPrincipal + row.paidInterest, 0n);

export const owed = (rows: readonly ModelInstalment[]): bigint => rows.reduce((sum, row) => sum + unpaid(row), 0n);

export const oldestUnpaid = (rows: readonly ModelInstalment[]): string | null =>
  rows.find((row) => unpaid(row) > 0n)?.dueOn ?? null;

/** Oldest instalment first, interest before principal. */
export function pay(rows: readonly ModelInstalment[], amount: bigint): void {
  let left = amount;
  const take = (asked: bigint): bigint => {
    const taken = minMinor(asked, left);
    left -= taken;
    return taken;
  };
  for (const row of rows) {
    row.paidInterest += take(row.interest - row.paidInterest);
    row.paidPrincipal += take(row.principal - row.paidPrincipal);
  }
}

/** Payments one after the other, without those that bring more than is owed and a tenth of what was lent. */
export function taken({ lent, excess, instalments }: ModelSale, payments: readonly ModelPayment[]): ModelPayment[] {
  let [left, over] = [owed(instalments ?? []), excess];
  return payments.filter(({ minor }) => {
    const more = minor > left ? minor - left : 0n;
    if (more > 0n && over + more > lent / 10n) return false;
    left -= minor - more;
    over += more;
    return true;
  });
}

/** Whose the recovered money is: costs first, then the insurer up to what it paid, then the lender up to its own loss. */
export function sharesOf({ recovery, paid }: ModelClaim): Record<'costs' | 'insurer' | 'lender' | 'obligor', bigint> {
  let left = recovery?.received ?? 0n;
  const take = (asked: bigint): bigint => {
    const taken = minMinor(asked, left);
    left -= taken;
    return taken;
  };
  const [costs, insurer, lender] = [recovery?.costs ?? 0n, paid, recovery?.uncompensated ?? 0n].map(take);
  return { costs: costs ?? 0n, insurer: insurer ?? 0n, lender: lender ?? 0n, obligor: left };
}

/** Whether the borrower paid after the decision: it may have approved more than is left to pay. */
export const isOutdated = ({ payments }: ModelSale, { paymentsKnown }: ModelClaim): boolean =>
  payments.length > paymentsKnown;

export const claimOf = ({ claims }: ModelSale): ModelClaim | undefined => claims.at(-1);

/** A claim that is neither closed nor given up. */
export const liveClaim = (sale: ModelSale): ModelClaim | undefined =>
  sale.claims.find(({ status }) => status !== 'CLOSED' && status !== 'WITHDRAWN');

export const oldestDue = ({ instalments, isSettled }: ModelSale): string | null =>
  instalments && !isSettled ? oldestUnpaid(instalments) : null;

const covers =
  (day: string) =>
  ({ from, until }: ModelHold): boolean =>
    from <= day && day <= until;

export const isHeld = ({ holds }: ModelSale, day: string): boolean => holds.some(covers(day));

export const isStopped = ({ holds }: ModelSale, day: string): boolean =>
  holds.filter(({ stops }) => stops).some(covers(day));

type Held = (sale: ModelSale, day: string) => boolean;

/** Days after `due` up to `today` on which the counter runs. */
export function countedDays(sale: ModelSale, { due, today, held }: { due: string; today: string; held: Held }): number {
  let count = 0;
  for (let day = plusDays(due, 1); day <= today; day = plusDays(day, 1)) if (!held(sale, day)) count += 1;
  return count;
}

/** The day on which a claim may be made for what is unpaid since `due`. */
export function claimableOn(sale: ModelSale, due: string): string {
  let day = due;
  for (let count = 0; count < TERMS.waitingDays; ) {
    day = plusDays(day, 1);
    if (!isStopped(sale, day)) count += 1;
  }
  return day;
}

export function overdueState(sale: ModelSale, today: string): string {
  const due = oldestDue(sale);
  const days = due === null ? 0 : countedDays(sale, { due, today, held: isStopped });
  if (days === 0) return 'CURRENT';
  if (days >= TERMS.waitingDays) return 'CLAIMABLE';
  return days >= TERMS.noticeDays ? 'NOTICE_DUE' : 'LATE';
}

/** Whether cover that has run out goes on for a waiting period that a hold made longer. */
export function isWaitingLonger(sale: ModelSale, today: string): boolean {
  const due = oldestDue(sale);
  const isStoppedEver = sale.holds.some(({ stops, from, until }) => stops && from <= until);
  if (!isStoppedEver || sale.isSettled || sale.isClaimed) return false;
  return isStopped(sale, today) || (due !== null && claimableOn(sale, due) >= today);
}

/** The due date of the oldest premium that was not paid in time. */
export const oldestPremium = ({ invoices }: ModelSale, today: string): string | undefined =>
  invoices
    .filter(({ kind, open, dueOn }) => kind === 'INVOICE' && open > 0n && dueOn < today)
    .map(({ dueOn }) => dueOn)
    .sort()[0];

/** Premium goes back: what is open of the policy need not be paid, the latest first; a credit note owes the rest. */
export function credit({ invoices }: ModelSale, minor: bigint, shown: readonly ModelInvoice[]): void {
  let left = minor;
  for (const invoice of invoices
    .filter(({ kind }) => kind === 'INVOICE')
    .sort((a, b) => (a.dueOn + a.id < b.dueOn + b.id ? 1 : -1))) {
    const taken = minMinor(invoice.open, left);
    invoice.open -= taken;
    left -= taken;
  }
  const note = shown.find(({ id }) => !invoices.some((known) => known.id === id));
  if (minor > 0n && note) invoices.push({ ...note, amount: minor, open: left });
}

/** What is to be paid back settles what is asked for, both the oldest first. */
export function net({ invoices }: ModelSale): void {
  const oldestFirst = invoices.toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : Number(a.dueOn > b.dueOn)));
  for (const note of oldestFirst.filter(({ kind }) => kind === 'CREDIT_NOTE')) {
    for (const invoice of oldestFirst.filter(({ kind }) => kind === 'INVOICE')) {
      const taken = minMinor(invoice.open, note.open);
      invoice.open -= taken;
      note.open -= taken;
    }
  }
}

/** A change is settled: what it gives back first, then what it costs, of the invoices that are shown and were not known. */
export function invoice(
  sale: ModelSale,
  { shown, refund }: { readonly shown: readonly ModelInvoice[]; readonly refund: bigint },
): void {
  credit(sale, refund, shown);
  const charged = shown.filter(({ id }) => !sale.invoices.some((known) => known.id === id));
  sale.invoices.push(...charged.map((one) => ({ ...one, open: one.amount })));
  net(sale);
}
