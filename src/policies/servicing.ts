import { type CalendarDate, minMinor, unreachable } from '../kernel/index.js';
import type { LoanRequest } from '../scenarios/contract/index.js';
import { type InstalmentParts, openingInstalments, rescheduleTail, type ServicedInstalment } from './instalments.js';

/**
 * What a servicer can report, and the one change that acts like a report.
 * `REPAYMENT` an ordinary payment; `MISSED` a fact that moves no balance; `PREPAYMENT` ahead of schedule; `SETTLED` the
 * lender is owed nothing more; `RETURN` principal that goes away with returned goods.
 */
export type LoanEntryKind = 'REPAYMENT' | 'MISSED' | 'PREPAYMENT' | 'SETTLED' | 'RETURN';

/** Who numbers the entry: the lender's servicer, or our own changes. */
export type LoanEntrySource = 'SERVICER' | 'CHANGE';

export interface LoanEntry {
  readonly source: LoanEntrySource;
  /** Unique within the loan and source, from 1. */
  readonly sequence: bigint;
  readonly kind: LoanEntryKind;
  readonly effectiveOn: CalendarDate;
  /** Minor units of the loan's currency, zero or more. */
  readonly amountMinor: bigint;
}

export interface LoanState {
  readonly instalments: readonly ServicedInstalment[];
  /** Principal of the instalments not yet paid, due or not. */
  readonly outstandingPrincipalMinor: bigint;
  /** Principal that left the schedule: prepaid, returned, or waived at settlement. */
  readonly reducedPrincipalMinor: bigint;
  /** Received beyond what the instalments ask: interest of a broken period, or too much. */
  readonly excessMinor: bigint;
  readonly oldestUnpaidDueOn: CalendarDate | null;
  readonly isSettled: boolean;
}

type Kept = ServicedInstalment & InstalmentParts;
type Row = { -readonly [K in keyof Kept]: Kept[K] };

const unpaidPrincipal = (row: Row): bigint => row.principalMinor - row.paidPrincipalMinor;
const unpaidInterest = (row: Row): bigint => row.interestMinor - row.paidInterestMinor;
const isPaid = (row: Row): boolean =>
  row.principalMinor === row.paidPrincipalMinor && row.interestMinor === row.paidInterestMinor;
const isTouched = (row: Row): boolean => row.paidPrincipalMinor > 0n || row.paidInterestMinor > 0n;

/** One loan while its entries are applied in order. */
class LoanBook {
  private readonly rows: Row[];
  private balloonMinor: bigint;
  private reducedMinor = 0n;
  private excessMinor = 0n;

  constructor(private readonly loan: LoanRequest) {
    this.balloonMinor = loan.balloonMinor ?? 0n;
    this.rows = openingInstalments(loan);
  }

  apply({ kind, amountMinor, effectiveOn }: LoanEntry): void {
    switch (kind) {
      case 'MISSED':
        return;
      case 'REPAYMENT':
        this.excessMinor += this.pay(amountMinor, this.rows.length);
        return;
      case 'PREPAYMENT':
        this.prepay(amountMinor, effectiveOn);
        return;
      case 'SETTLED':
        this.prepay(amountMinor, effectiveOn);
        this.waive();
        return;
      case 'RETURN':
        this.excessMinor += this.reduce(amountMinor, { notDueFrom: this.firstNotDue(effectiveOn), downTo: 0 });
        return;
      default:
        unreachable(kind);
    }
  }

  state(): LoanState {
    const oldest = this.rows.find((row) => !isPaid(row));
    return {
      instalments: this.rows.map(({ carriedInterestMinor: _, ...row }) => row),
      outstandingPrincipalMinor: this.rows.reduce((sum, row) => sum + unpaidPrincipal(row), 0n),
      reducedPrincipalMinor: this.reducedMinor,
      excessMinor: this.excessMinor,
      oldestUnpaidDueOn: oldest?.dueOn ?? null,
      isSettled: oldest === undefined,
    };
  }

  /** Pays the oldest of the first `count` instalments, interest before principal; returns what is left over. */
  private pay(amountMinor: bigint, count: number): bigint {
    let left = amountMinor;
    for (const row of this.rows) {
      if (left === 0n || row.number > count) break;
      const interest = minMinor(left, unpaidInterest(row));
      const principal = minMinor(left - interest, unpaidPrincipal(row));
      row.paidInterestMinor += interest;
      row.paidPrincipalMinor += principal;
      left -= interest + principal;
    }
    return left;
  }

  private prepay(amountMinor: bigint, effectiveOn: CalendarDate): void {
    const notDueFrom = this.firstNotDue(effectiveOn);
    const left = this.pay(amountMinor, notDueFrom);
    this.excessMinor += this.reduce(left, { notDueFrom, downTo: notDueFrom });
  }

  /** Index of the first instalment due after `date`. */
  private firstNotDue(date: CalendarDate): number {
    const at = this.rows.findIndex((row) => row.dueOn > date);
    return at < 0 ? this.rows.length : at;
  }

  /**
   * Takes principal out of the schedule. Instalments not yet due and not begun are scheduled anew over what remains of
   * their principal; after that, begun and (down to index `downTo`) due instalments lose unpaid principal, the latest
   * first. Returns what found no principal.
   */
  private reduce(
    amountMinor: bigint,
    { notDueFrom, downTo }: { readonly notDueFrom: number; readonly downTo: number },
  ): bigint {
    if (amountMinor === 0n) return 0n;
    const tailFrom = Math.max(notDueFrom, this.rows.findLastIndex(isTouched) + 1);
    const tailMinor = this.rows.slice(tailFrom).reduce((sum, row) => sum + row.principalMinor, 0n);
    let left = amountMinor - minMinor(amountMinor, tailMinor);
    if (tailMinor > 0n) this.reschedule(tailFrom, tailMinor, tailMinor - (amountMinor - left));
    for (let at = tailFrom - 1; at >= downTo && left > 0n; at -= 1) {
      const row = this.rows[at] as Row;
      const taken = minMinor(left, unpaidPrincipal(row));
      row.principalMinor -= taken;
      left -= taken;
      // No balance, no interest for the part of the period that has not passed.
      if (at >= notDueFrom && unpaidPrincipal(row) === 0n) row.interestMinor = row.paidInterestMinor;
    }
    this.reducedMinor += amountMinor - left;
    return left;
  }

  private reschedule(from: number, oldMinor: bigint, newMinor: bigint): void {
    const rows = this.rows.slice(from);
    const { parts, balloonMinor } = rescheduleTail(this.loan, {
      dueDates: rows.map(({ dueOn }) => dueOn),
      previousDueOn: this.rows[from - 1]?.dueOn,
      oldMinor,
      newMinor,
      balloonMinor: this.balloonMinor,
      carriedInterestMinor: this.rows[from - 1]?.carriedInterestMinor ?? 0n,
    });
    for (const [at, row] of rows.entries()) Object.assign(row, parts[at]);
    this.balloonMinor = balloonMinor;
  }

  private waive(): void {
    for (const row of this.rows) {
      this.reducedMinor += unpaidPrincipal(row);
      row.principalMinor = row.paidPrincipalMinor;
      row.interestMinor = row.paidInterestMinor;
    }
  }
}

const SOURCE_RANK: Readonly<Record<LoanEntrySource, number>> = { SERVICER: 0, CHANGE: 1 };

/** By effective date; on one day the servicer's reports before our changes; then by sequence. */
export function compareEntries(a: LoanEntry, b: LoanEntry): number {
  if (a.effectiveOn !== b.effectiveOn) return a.effectiveOn < b.effectiveOn ? -1 : 1;
  if (a.source !== b.source) return SOURCE_RANK[a.source] - SOURCE_RANK[b.source];
  if (a.sequence === b.sequence) return 0;
  return a.sequence < b.sequence ? -1 : 1;
}

/**
 * The state of a loan after all its entries, whatever order and how often they arrived.
 *
 * - `REPAYMENT` pays the oldest unpaid instalment first, interest before principal; what exceeds the instalments due
 *   pays the following ones in order.
 * - `PREPAYMENT` pays what is due on its date, then takes principal off the instalments not yet due, which are
 *   scheduled anew at the same method, rate and number; covering all principal settles the loan.
 * - `RETURN` takes principal off the instalments not yet due in the same way, then off due ones, the latest first; it
 *   pays no interest.
 * - `SETTLED` acts as a prepayment of its amount; whatever is then still unpaid is waived.
 *
 * A repeated entry counts once. Amounts that find nothing to pay are `excessMinor`.
 * @throws ArgumentError when the loan has no schedule
 */
export const serviceLoan = (loan: LoanRequest, entries: readonly LoanEntry[]): LoanState =>
  bookOf(loan, entries).state();

/** The state before and after entries that were not known yet, wherever they fall among the known ones. */
export function serviceLoanWith(
  loan: LoanRequest,
  known: readonly LoanEntry[],
  added: readonly LoanEntry[],
): { readonly before: LoanState; readonly after: LoanState } {
  const book = bookOf(loan, known);
  const before = book.state();
  const isLater = added.every((entry) => known.every((other) => compareEntries(other, entry) < 0));
  if (!isLater) return { before, after: serviceLoan(loan, [...known, ...added]) };
  for (const entry of inOrder(added)) book.apply(entry);
  return { before, after: book.state() };
}

function inOrder(entries: readonly LoanEntry[]): LoanEntry[] {
  const sorted = [...entries].sort(compareEntries);
  return sorted.filter((entry, at) => at === 0 || compareEntries(sorted[at - 1] as LoanEntry, entry) !== 0);
}

function bookOf(loan: LoanRequest, entries: readonly LoanEntry[]): LoanBook {
  const book = new LoanBook(loan);
  for (const entry of inOrder(entries)) book.apply(entry);
  return book;
}
