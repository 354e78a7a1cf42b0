import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import type { Loan } from '../entities/index.js';
import { type CalendarDate, type Clock, today } from '../kernel/index.js';
import type { LoanPosting } from './loan-posting.js';
import { type LineProblem, LOAN_NOT_ACTIVE, type ReadLine, UNKNOWN_POLICY } from './loan-report.js';
import { entriesOfLoans, lockLoans, type StoredEntry } from './loan-rows.js';

export interface RejectedLine extends LineProblem {
  /** Position in the request, from 0. */
  readonly index: number;
  readonly policy: string;
  readonly sequence: number;
}

/** What became of lines: accepted, known already, or not taken. The three add up to the lines. */
export interface TakenLines {
  readonly accepted: number;
  /** Accepted reversals of reports that have not come yet. */
  readonly waiting: readonly ReadLine[];
  /** Their positions. */
  readonly duplicates: readonly number[];
  readonly rejected: readonly RejectedLine[];
}

/** A loan of which reports were just taken back. */
export interface TakenBack {
  readonly loanId: string;
  readonly policyId: string;
  readonly facts: readonly StoredEntry[];
}

/** What follows from reports, in the same transaction. */
export interface FeedFollowers {
  /** Told of new entries just before they are posted. */
  beforePosting(tx: Transaction, postings: readonly LoanPosting[]): Promise<void>;
  /** Told of reports that were taken back, when it is posted; what it refuses is not taken back. */
  afterReversal(tx: Transaction, takenBack: TakenBack): Promise<void>;
}

export interface Taking {
  /** The organisation that reports: a partner or lender. */
  readonly reporter: string;
  readonly clock: Clock;
  /** Operation that takes them. */
  readonly cause: string;
  readonly followers?: FeedFollowers | undefined;
}

/** Lines by policy, in the order they were sent. */
export type LinesByPolicy = ReadonlyMap<string, readonly ReadLine[]>;

export function byPolicy(lines: readonly ReadLine[]): LinesByPolicy {
  const grouped = new Map<string, ReadLine[]>();
  for (const line of lines) {
    const sent = grouped.get(line.policy);
    if (sent) sent.push(line);
    else grouped.set(line.policy, [line]);
  }
  return grouped;
}

export const rejected = ({ index, policy, sequence }: ReadLine, problem: LineProblem): RejectedLine => ({
  index,
  policy,
  sequence,
  ...problem,
});

/** How `postEntries` is told of what servicers report. */
export const postingContext = ({ clock, cause }: Taking) =>
  ({ at: clock.now(), cause, kind: 'loan.reported', today: (zone: string) => today(clock, zone) }) as const;

/** A locked loan with what was reported of it and what is sent now. */
export interface SentLoan {
  readonly loan: Loan;
  readonly lines: readonly ReadLine[];
  readonly known: readonly StoredEntry[];
  /** Business date of the loan. */
  readonly today: CalendarDate;
}

/** Locks the loans that lines are about; lines without one are rejected. */
export async function openLoans(
  tx: Transaction,
  lines: LinesByPolicy,
  { clock, reporter }: Taking,
): Promise<{ readonly sent: readonly SentLoan[]; readonly rejected: readonly RejectedLine[] }> {
  const locked = await lockLoans(tx, [...lines.keys()]);
  const loans = locked.filter(({ partnerId, lenderId }) => partnerId === reporter || lenderId === reporter);
  // What was reported before a loan was assigned stays with the lender of that time, and counts.
  await joinTenants(tx, [...new Set(loans.map(({ partnerId }) => partnerId))]);
  const known = await entriesOfLoans(
    tx,
    loans.map(({ id }) => id),
  );
  const withLoan = new Set(loans.map(({ policyId }) => policyId));
  const others = [...lines].filter(([policy]) => !withLoan.has(policy));
  return {
    sent: loans.map((loan) => ({
      loan,
      lines: lines.get(loan.policyId) ?? [],
      known: known.get(loan.id) ?? [],
      today: today(clock, loan.timeZone),
    })),
    rejected: await withoutLoan(tx, reporter, new Map(others)),
  };
}

const VISIBLE_POLICIES = {
  name: 'loanReport.visiblePolicies',
  text: 'SELECT id FROM policy WHERE id = ANY($1) AND (partner_id = $2 OR lender_id = $2)',
};

async function withoutLoan(tx: Transaction, reporter: string, lines: LinesByPolicy): Promise<RejectedLine[]> {
  if (lines.size === 0) return [];
  const rows = await tx.rows<{ id: string }>(VISIBLE_POLICIES, [[...lines.keys()], reporter]);
  const visible = new Set(rows.map(({ id }) => id));
  return [...lines].flatMap(([policy, sent]) =>
    sent.map((line) => rejected(line, visible.has(policy) ? LOAN_NOT_ACTIVE : UNKNOWN_POLICY)),
  );
}
