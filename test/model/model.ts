import {
  claimableOn,
  countedDays,
  isHeld,
  isStopped,
  isWaitingLonger,
  LAPSING,
  liveClaim,
  type ModelInvoice,
  type ModelPayment,
  type ModelPromise,
  type ModelSale,
  oldestDue,
  oldestPremium,
  overdueState,
  TERMS,
} from './sale.js';
import { daysBetween, minMinor, plusDays } from './values.js';

/** Holds every policy of a programme, also those that come into force while it lasts. */
export interface ModelMoratorium {
  readonly id: string;
  readonly programme: string;
  readonly from: string;
  readonly until: string;
  isLifted: boolean;
  /** Whom it has reached. */
  readonly applied: Set<ModelSale>;
}

/** The world in memory: what every sale should look like, the date, and the money that changed hands. */
export class Model {
  today = '2026-03-02';
  readonly sales: ModelSale[] = [];
  /** Premium received and not yet used. */
  deposit = 0n;
  readonly premiumPayments: { readonly id: string; readonly minor: bigint }[] = [];
  readonly moratoria: ModelMoratorium[] = [];
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
      const overdue = due === null ? [] : [plusDays(due, 1), plusDays(due, TERMS.noticeDays), claimableOn(sale, due)];
      const unpaid =
        premium === undefined ? [] : [TERMS.lastReminderDays, TERMS.graceDays].map((days) => plusDays(premium, days));
      const noticed = sale.notices.filter(({ state }) => state === 'GIVEN').map(({ lastDay }) => plusDays(lastDay, 1));
      return [...overdue, ...unpaid, ...noticed, endsOn];
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
      if (this.isNoticeOver(sale)) Object.assign(sale, { status: 'CANCELLED', endedOn: this.today });
      else if (lapses && overdueState(sale, this.today) === 'CURRENT')
        Object.assign(sale, { status: 'LAPSED', endedOn: this.today });
      else if (sale.endsOn < this.today && !isWaitingLonger(sale, this.today)) sale.status = 'EXPIRED';
    }
  }

  private collect(sale: ModelSale): void {
    for (const promise of sale.promises) this.judge(sale, promise);
    for (const hold of sale.holds) if (hold.state === 'PLACED' && hold.until < this.today) hold.state = 'ENDED';
  }

  private judge({ payments }: ModelSale, promise: ModelPromise): void {
    const { madeOn, payBy, amount, state } = promise;
    const counts = ({ on, isReversed }: ModelPayment) => !isReversed && madeOn <= on && on <= payBy;
    const paid = payments.filter(counts).reduce((sum, { minor }) => sum + minor, 0n);
    if (state === 'OPEN' && paid >= amount) promise.state = 'KEPT';
    else if ((state === 'OPEN' || state === 'KEPT') && paid < amount && payBy < this.today) promise.state = 'BROKEN';
  }

  private withdrawCured(sale: ModelSale): void {
    const claim = liveClaim(sale);
    if (!claim || claim.paid > 0n || claim.status === 'PAID' || overdueState(sale, this.today) !== 'CURRENT') return;
    Object.assign(claim, { status: 'WITHDRAWN', approved: 0n, isCured: true });
    if (sale.isSettled && sale.status === 'ACTIVE') sale.status = 'CLOSED';
  }

  /** Whether the last day of cover that a notice promised is over; never while a default has begun. */
  private isNoticeOver(sale: ModelSale): boolean {
    const notice = sale.notices.find(({ state }) => state === 'GIVEN');
    const due = oldestDue(sale);
    if (!notice || notice.lastDay >= this.today || (due !== null && due < this.today)) return false;
    notice.state = 'EFFECTIVE';
    return true;
  }

  /** Reminds of unpaid premium; answers whether cover may lapse for it, after grace and a day after the last reminder. */
  private remind(sale: ModelSale): boolean {
    const oldest = oldestPremium(sale, this.today);
    if (oldest === undefined) return false;
    const days = countedDays(sale, { due: oldest, today: this.today, held: isHeld });
    const told = sale.remindedOn.get(oldest);
    if (days >= TERMS.lastReminderDays && told === undefined) sale.remindedOn.set(oldest, this.today);
    const isOver = days > TERMS.graceDays && !isHeld(sale, this.today);
    return sale.programme === LAPSING && isOver && told !== undefined && told < this.today;
  }

  /** Sales that a moratorium reaches today and has not reached before. */
  reachedBy({ programme, until, isLifted, applied }: ModelMoratorium): ModelSale[] {
    if (isLifted || this.today > until) return [];
    return this.sales.filter(
      (sale) =>
        sale.programme === programme &&
        sale.status === 'ACTIVE' &&
        !sale.isSettled &&
        !sale.isClaimed &&
        !applied.has(sale),
    );
  }

  /** Sales whose claim opens by itself on the model's day: once for a default, again when it was not over after all. */
  claimable(): ModelSale[] {
    return this.sales.filter(
      (sale) =>
        sale.status === 'ACTIVE' &&
        !sale.isClaimed &&
        overdueState(sale, this.today) === 'CLAIMABLE' &&
        !isStopped(sale, this.today) &&
        !liveClaim(sale) &&
        !sale.claims.some(({ since, paid, isCured }) => paid > 0n || (since === oldestDue(sale) && !isCured)),
    );
  }
}
