import type { RepaymentMethod } from '../finance/schedule.js';
import type { CalendarDate } from '../kernel/index.js';
import type { ServicedInstalment } from './instalments.js';

/**
 * What a servicer can report, and the changes that act like a report.
 * `REPAYMENT` an ordinary payment; `MISSED` a fact that moves no balance; `PREPAYMENT` ahead of schedule; `SETTLED` the
 * lender is owed nothing more; `RETURN` principal that goes away with returned goods; `EXTENSION` due dates postponed;
 * `RESCHEDULED` a new schedule over the balance; `INCREASE` more principal lent; `REVERSED` takes a
 * payment that the servicer reported, or one of our own changes, back.
 */
export type LoanEntryKind =
  | 'REPAYMENT'
  | 'MISSED'
  | 'PREPAYMENT'
  | 'SETTLED'
  | 'RETURN'
  | 'EXTENSION'
  | 'RESCHEDULED'
  | 'INCREASE'
  | 'REVERSED';

/** Who numbers the entry: the lender's servicer, or our own changes. */
export type LoanEntrySource = 'SERVICER' | 'CHANGE';

/** Postpones unpaid instalments that are due in a range of dates. */
export interface ExtensionTerms {
  readonly dueFrom: CalendarDate;
  /** Null: all from `dueFrom` on. */
  readonly dueThrough: CalendarDate | null;
  readonly by: { readonly unit: 'MONTH' | 'DAY'; readonly count: number };
  /** Whether the postponed principal bears interest for the days won. */
  readonly isInterestCharged: boolean;
}

/** A new schedule over all that is unpaid. */
export interface ReschedulingTerms {
  readonly instalments: number;
  readonly firstDueOn: CalendarDate;
  readonly annualRate: string;
  readonly method: RepaymentMethod;
}

/** Why a payment is taken back: the bank returned it, or it never was as it was reported. */
export type ReversalReason = 'BOUNCED' | 'ERROR';

/** The entry of the same source that is taken back, by its sequence in text. */
export interface ReversalTerms {
  readonly reverses: string;
  /** Of the servicer's. */
  readonly reason?: ReversalReason;
}

export type EntryTerms = ExtensionTerms | ReschedulingTerms | ReversalTerms;

export interface LoanEntry {
  readonly source: LoanEntrySource;
  /** Unique within the loan and source, from 1. */
  readonly sequence: bigint;
  readonly kind: LoanEntryKind;
  readonly effectiveOn: CalendarDate;
  /** Minor units of the loan's currency, zero or more. */
  readonly amountMinor: bigint;
  /** What `EXTENSION`, `RESCHEDULED` and `REVERSED` say beside an amount. */
  readonly terms?: EntryTerms | null;
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

const SOURCE_RANK: Readonly<Record<LoanEntrySource, number>> = { SERVICER: 0, CHANGE: 1 };

// Nothing changes a loan after its settlement: that ends its day, whatever else became known of the same day.
const rankOf = ({ kind, source }: LoanEntry): number => (kind === 'SETTLED' ? 2 : SOURCE_RANK[source]);

/** By effective date; on one day the servicer's reports before our changes, settlement last; then by sequence. */
export function compareEntries(a: LoanEntry, b: LoanEntry): number {
  if (a.effectiveOn !== b.effectiveOn) return a.effectiveOn < b.effectiveOn ? -1 : 1;
  if (rankOf(a) !== rankOf(b)) return rankOf(a) - rankOf(b);
  if (a.source !== b.source) return SOURCE_RANK[a.source] - SOURCE_RANK[b.source];
  if (a.sequence === b.sequence) return 0;
  return a.sequence < b.sequence ? -1 : 1;
}

/** The sequence, of its own source, that an entry takes back. */
export const reversedBy = ({ kind, terms }: Pick<LoanEntry, 'kind' | 'terms'>): string | undefined =>
  kind === 'REVERSED' ? (terms as ReversalTerms).reverses : undefined;

/** Entries without those taken back, also before they came. */
export function withoutReversed<Entry extends LoanEntry>(entries: readonly Entry[]): readonly Entry[] {
  if (entries.every(({ kind }) => kind !== 'REVERSED')) return entries;
  const taken = new Set(entries.map((entry) => `${entry.source} ${reversedBy(entry)}`));
  return entries.filter(({ source, sequence }) => !taken.has(`${source} ${sequence}`));
}

/** The entries that count, in order: each once, without those taken back and what took them back. */
export function entriesInForce(entries: readonly LoanEntry[]): LoanEntry[] {
  const sorted = withoutReversed(entries)
    .filter(({ kind }) => kind !== 'REVERSED')
    .sort(compareEntries);
  return sorted.filter((entry, at) => at === 0 || compareEntries(sorted[at - 1] as LoanEntry, entry) !== 0);
}
