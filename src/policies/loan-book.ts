import { type CalendarDate, divideHalfUp, minMinor, unreachable } from '../kernel/index.js';
import type { LoanRequest } from '../scenarios/contract/index.js';
import { openingInstalments, rescheduleTail, withIncrease } from './instalments.js';
import type { ExtensionTerms, LoanEntry, LoanState, ReschedulingTerms } from './loan-entry.js';
import { arrearsOf, isPaid, type LoanRow, postpone, unpaidInterest, unpaidPrincipal } from './loan-row.js';

const isTouched = (row: LoanRow): boolean => row.paidPrincipalMinor > 0n || row.paidInterestMinor > 0n;

/** One loan while its entries are applied in order. */
export class LoanBook {
  private readonly rows: LoanRow[];
  /** Where the schedule in force begins; rows before it are of an older one and paid. */
  private scheduleFrom = 0;
  private balloonMinor: bigint;
  private reducedMinor = 0n;
  private excessMinor = 0n;

  /** @param loan the terms in force; another schedule brings its own */
  constructor(private loan: LoanRequest) {
    this.balloonMinor = loan.balloonMinor ?? 0n;
    this.rows = openingInstalments(loan).map((row) => ({ ...row, addedInterestMinor: 0n }));
  }

  apply({ kind, amountMinor, effectiveOn, terms }: LoanEntry): void {
    switch (kind) {
      case 'MISSED':
      case 'REVERSED':
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
      case 'EXTENSION':
        postpone(this.rows.slice(this.scheduleFrom), terms as ExtensionTerms, this.loan);
        return;
      case 'RESCHEDULED':
        this.replace(terms as ReschedulingTerms, effectiveOn);
        return;
      case 'INCREASE':
        this.increase(amountMinor, effectiveOn);
        return;
      default:
        unreachable(kind);
    }
  }

  state(): LoanState {
    const oldest = this.rows.find((row) => !isPaid(row));
    return {
      instalments: this.rows.map(({ carriedInterestMinor: _, addedInterestMinor: __, ...row }) => row),
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
    for (const [at, row] of this.rows.entries()) {
      if (left === 0n || at >= count) break;
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

  /** Index of the first instalment due after `date`; those of an older schedule are paid, whenever they were due. */
  private firstNotDue(date: CalendarDate): number {
    const at = this.rows.findIndex((row, index) => index >= this.scheduleFrom && row.dueOn > date);
    return at < 0 ? this.rows.length : at;
  }

  /** Index of the first instalment that is neither due nor begun. */
  private tailFrom(notDueFrom: number): number {
    return Math.max(notDueFrom, this.rows.findLastIndex(isTouched) + 1, this.scheduleFrom);
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
    const tailFrom = this.tailFrom(notDueFrom);
    const tailMinor = this.rows.slice(tailFrom).reduce((sum, row) => sum + row.principalMinor, 0n);
    let left = amountMinor - minMinor(amountMinor, tailMinor);
    if (tailMinor > 0n) this.reschedule(tailFrom, tailMinor, tailMinor - (amountMinor - left));
    for (let at = tailFrom - 1; at >= downTo && left > 0n; at -= 1) {
      const row = this.rows[at] as LoanRow;
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
    const isWhole = from === this.scheduleFrom;
    const { parts, balloonMinor } = rescheduleTail(this.loan, {
      dueDates: rows.map(({ dueOn }) => dueOn),
      previousDueOn: isWhole ? undefined : this.rows[from - 1]?.dueOn,
      oldMinor,
      newMinor,
      balloonMinor: this.balloonMinor,
      carriedInterestMinor: isWhole ? 0n : (this.rows[from - 1]?.carriedInterestMinor ?? 0n),
    });
    for (const [at, row] of rows.entries()) {
      const addedInterestMinor = divideHalfUp(row.addedInterestMinor * newMinor, oldMinor);
      Object.assign(row, parts[at], { addedInterestMinor });
      row.interestMinor += addedInterestMinor;
    }
    this.balloonMinor = balloonMinor;
  }

  /** Everything unpaid leaves its instalment and is scheduled anew; what was paid stays where it was paid. */
  private replace(terms: ReschedulingTerms, on: CalendarDate): void {
    const { principalMinor, interestMinor } = arrearsOf(this.rows, this.loan, on);
    if (principalMinor === 0n) return;
    this.rows.length = this.rows.findLastIndex(isTouched) + 1;
    for (const row of this.rows) {
      row.principalMinor = row.paidPrincipalMinor;
      row.interestMinor = row.paidInterestMinor;
    }
    this.scheduleFrom = this.rows.length;
    const { balloonMinor: _, ...loan } = this.loan;
    this.loan = { ...loan, ...terms, principalMinor, disbursedOn: on };
    this.balloonMinor = 0n;
    for (const [at, row] of openingInstalments(this.loan).entries()) {
      const addedInterestMinor = at === 0 ? interestMinor : 0n;
      this.rows.push({
        ...row,
        number: this.scheduleFrom + at + 1,
        interestMinor: row.interestMinor + addedInterestMinor,
        addedInterestMinor,
      });
    }
  }

  private increase(amountMinor: bigint, on: CalendarDate): void {
    if (amountMinor === 0n) return;
    const tail = this.rows.slice(this.tailFrom(this.firstNotDue(on)));
    const parts = withIncrease(this.loan, { amountMinor, on, dueDates: tail.map(({ dueOn }) => dueOn) });
    for (const [at, row] of tail.entries()) {
      const part = parts[at];
      if (!part) continue;
      row.principalMinor += part.principalMinor;
      row.interestMinor += part.interestMinor;
      row.carriedInterestMinor += part.carriedInterestMinor;
    }
    const last = this.rows.at(-1);
    // Reports that came late can leave no instalment to spread it over.
    if (tail.length === 0 && last) last.principalMinor += amountMinor;
  }

  private waive(): void {
    for (const row of this.rows) {
      this.reducedMinor += unpaidPrincipal(row);
      row.principalMinor = row.paidPrincipalMinor;
      row.interestMinor = row.paidInterestMinor;
    }
  }
}
