/** One instalment in whole cents. */
export interface ModelInstalment {
  readonly dueOn: string;
  readonly principal: bigint;
  readonly interest: bigint;
  paidPrincipal: bigint;
  paidInterest: bigint;
}

export interface ModelClaim {
  readonly id: string;
  status: string;
  approved: bigint;
  paid: bigint;
  recovery: { readonly id: string; received: bigint; readonly uncompensated: bigint } | undefined;
}

/** What ought to be true of one order, its quote, policy, loan and claim. Amounts in cents, dates as texts. */
export interface ModelSale {
  readonly order: string;
  readonly quote: string;
  readonly offer: string;
  readonly quotedOn: string;
  quoteStatus: 'OFFERED' | 'BOUND' | 'REFUSED' | 'EXPIRED';
  premium: bigint;
  sumInsured: bigint;
  policy: string | undefined;
  status: string | undefined;
  boundOn: string | undefined;
  instalments: ModelInstalment[] | undefined;
  isSettled: boolean;
  returnedOn: string | undefined;
  /** The next sequence of the servicer. */
  sequence: number;
  claim: ModelClaim | undefined;
}

/** What the sandbox's checkout products say. */
export const TERMS = { activationDays: 14, noticeDays: 30, waitingDays: 90 } as const;

const DAY_MS = 86_400_000;

export const plusDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);

export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;

export const cents = (amount: string): bigint => BigInt(amount.replace('.', ''));

export const amountOf = (minor: bigint): string => {
  const text = String(minor).padStart(3, '0');
  return `${text.slice(0, -2)}.${text.slice(-2)}`;
};

// Cents are whole numbers of any size, which Math.min does not take.
export const minMinor = (a: bigint, b: bigint): bigint => [a, b].reduce((least, one) => (one < least ? one : least));

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

export function overdueState(sale: ModelSale, today: string): string {
  const oldest = sale.instalments && !sale.isSettled ? oldestUnpaid(sale.instalments) : null;
  const days = oldest === null ? 0 : daysBetween(oldest, today);
  if (days <= 0) return 'CURRENT';
  if (days >= TERMS.waitingDays) return 'CLAIMABLE';
  return days >= TERMS.noticeDays ? 'NOTICE_DUE' : 'LATE';
}

/** The world in memory: what every sale should look like, and the date. */
export class Model {
  today = '2026-03-02';
  readonly sales: ModelSale[] = [];

  /** Lives through one day, as the daily tasks do. */
  nextDay(): void {
    this.today = plusDays(this.today, 1);
    for (const sale of this.sales) {
      if (sale.quoteStatus === 'OFFERED' && daysBetween(sale.quotedOn, this.today) >= 1) sale.quoteStatus = 'EXPIRED';
      if (sale.status === 'PENDING_ACTIVATION' && sale.boundOn !== undefined) {
        if (daysBetween(sale.boundOn, this.today) >= TERMS.activationDays) sale.status = 'NOT_TAKEN_UP';
      }
    }
  }

  /** Sales whose claim opens by itself on the model's day. */
  claimable(): ModelSale[] {
    return this.sales.filter(
      (sale) => sale.status === 'ACTIVE' && !sale.claim && overdueState(sale, this.today) === 'CLAIMABLE',
    );
  }
}
