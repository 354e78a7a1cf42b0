import {
  countedDays,
  isHeld,
  LAPSING,
  liveClaim,
  type ModelInvoice,
  type ModelPromise,
  type ModelSale,
  oldestDue,
  oldestPremium,
  overdueState,
  TERMS,
} from './sale.js';
import { daysBetween, minMinor, plusDays } from './values.js';

/** The world in memory: what every sale should look like, the date, and the money that changed hands. */
export class Model {
  today = '2026-03-02';
  readonly sales: ModelSale[] = [];
  /** Premium received and not yet used. */
  deposit = 0n;
  readonly premiumPayments: { readonly id: string; readonly minor: bigint }[] = [];
  readonly complaints: { readonly id: string; status: string }[] = [];
  /** What came less what left. */
  cash = { premium: 0n, repaid: 0n, commission: 0n, claims: 0n, recovered: 0n };

  /** Open invoices in the order in which money settles them. */
  openInvoices(policy?: string): ModelInvoice[] {
    return this.sales
      .filter((sale) => policy === undefined || sale.policy === policy)
      .flatMap(({ invoices }) => invoices)
      .filter(({ kind, open }) => kind === 'INVOICE' && open > 0n)
      .sort((a, b) => (a.dueOn === b.dueOn ? (a.id < b.id ? -1 : 1) : a.dueOn < b.dueOn ? -1 : 1));
  }

  /** Settles open invoices; answers what is left. */
  settle(minor: bigint, policy?: string): bigint {
    let left = minor;
    for (const invoice of this.openInvoices(policy)) {
      const taken = minMinor(invoice.open, left);
      invoice.open -= taken;
      left -= taken;
    }
    return left;
  }

  /** Days on which a term of somebody runs out. */
  turns(): string[] {
    return this.sales.flatMap((sale) => {
      const { status, boundOn, endsOn } = sale;
      if (status === 'PENDING_ACTIVATION') return [plusDays(boundOn ?? '', TERMS.activationDays)];
      if (status !== 'ACTIVE') return [];
      const [due, premium] = [oldestDue(sale), oldestPremium(sale, this.today)];
      const overdue = due === null ? [] : [1, TERMS.noticeDays, TERMS.waitingDays].map((days) => plusDays(due, days));
      const unpaid =
        premium === undefined ? [] : [TERMS.lastReminderDays, TERMS.graceDays].map((days) => plusDays(premium, days));
      return [...overdue, ...unpaid, endsOn];
    });
  }

  /** Lives through one day, as the daily tasks do and in their order. */
  nextDay(): void {
    this.today = plusDays(this.today, 1);
    for (const sale of this.sales) {
      if (sale.quoteStatus === 'OFFERED' && daysBetween(sale.quotedOn, this.today) >= 1) sale.quoteStatus = 'EXPIRED';
      if (sale.status === 'PENDING_ACTIVATION' && sale.boundOn !== undefined) {
        if (daysBetween(sale.boundOn, this.today) >= TERMS.activationDays) sale.status = 'NOT_TAKEN_UP';
      }
      this.collect(sale);
      this.withdrawCured(sale);
      if (sale.status !== 'ACTIVE') continue;
      const lapses = this.remind(sale);
      // A claim that opens today by itself keeps cover in force; it is found after the day (`claimable`).
      if (liveClaim(sale) || this.claimable().includes(sale)) continue;
      if (lapses && overdueState(sale, this.today) === 'CURRENT')
        Object.assign(sale, { status: 'LAPSED', endedOn: this.today });
      else if (sale.endsOn < this.today) sale.status = 'EXPIRED';
    }
  }

  private collect(sale: ModelSale): void {
    for (const promise of sale.promises) if (promise.state === 'OPEN') this.judge(sale, promise);
    for (const hold of sale.holds) if (hold.state === 'PLACED' && hold.until < this.today) hold.state = 'ENDED';
  }

  private judge({ payments }: ModelSale, promise: ModelPromise): void {
    const { madeOn, payBy, amount } = promise;
    const paid = payments.filter(({ on }) => madeOn <= on && on <= payBy).reduce((sum, { minor }) => sum + minor, 0n);
    if (paid >= amount) promise.state = 'KEPT';
    else if (payBy < this.today) promise.state = 'BROKEN';
  }

  private withdrawCured(sale: ModelSale): void {
    const claim = liveClaim(sale);
    if (!claim || claim.paid > 0n || claim.status === 'PAID' || overdueState(sale, this.today) !== 'CURRENT') return;
    Object.assign(claim, { status: 'WITHDRAWN', approved: 0n });
    if (sale.isSettled && sale.status === 'ACTIVE') sale.status = 'CLOSED';
  }

  /** Reminds of unpaid premium; answers whether cover may lapse for it, after grace and a day after the last reminder. */
  private remind(sale: ModelSale): boolean {
    const oldest = oldestPremium(sale, this.today);
    if (oldest === undefined) return false;
    const days = countedDays(sale, oldest, this.today);
    const told = sale.remindedOn.get(oldest);
    if (days >= TERMS.lastReminderDays && told === undefined) sale.remindedOn.set(oldest, this.today);
    const isOver = days > TERMS.graceDays && !isHeld(sale, this.today);
    return sale.programme === LAPSING && isOver && told !== undefined && told < this.today;
  }

  /** Sales whose claim opens by itself on the model's day: once for a default. */
  claimable(): ModelSale[] {
    return this.sales.filter(
      (sale) =>
        sale.status === 'ACTIVE' &&
        overdueState(sale, this.today) === 'CLAIMABLE' &&
        !liveClaim(sale) &&
        !sale.claims.some(({ since, paid }) => paid > 0n || since === oldestDue(sale)),
    );
  }
}
