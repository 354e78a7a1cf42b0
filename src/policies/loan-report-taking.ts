import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import type { Loan } from '../entities/index.js';
import { type CalendarDate, type Clock, type CurrencyCode, today } from '../kernel/index.js';
import { loanFromStored } from '../underwriting/loan-request.js';
import { type LoanPosting, postEntries } from './loan-posting.js';
import { judgeLine, type LineProblem, LOAN_NOT_ACTIVE, type ReadLine, UNKNOWN_POLICY } from './loan-report.js';
import { entriesOfLoans, lockLoans, type StoredEntry } from './loan-rows.js';
import { exceedsOwed, siftEntries } from './overpayment.js';

export interface RejectedLine extends LineProblem {
  /** Position in the request, from 0. */
  readonly index: number;
  readonly policy: string;
  readonly sequence: number;
}

/** What became of lines: accepted, known already, or not taken. The three add up to the lines. */
export interface TakenLines {
  readonly accepted: number;
  /** Their positions. */
  readonly duplicates: readonly number[];
  readonly rejected: readonly RejectedLine[];
}

export interface Taking {
  /** The organisation that reports: a partner or lender. */
  readonly reporter: string;
  readonly clock: Clock;
  /** Operation that takes them. */
  readonly cause: string;
  /** Told of new entries just before they are posted, in the same transaction. */
  readonly beforePosting?: BeforePosting | undefined;
}

export type BeforePosting = (tx: Transaction, postings: readonly LoanPosting[]) => Promise<void>;

const VISIBLE_POLICIES = {
  name: 'loanReport.visiblePolicies',
  text: 'SELECT id FROM policy WHERE id = ANY($1) AND (partner_id = $2 OR lender_id = $2)',
};

const rejected = ({ index, policy, sequence }: ReadLine, problem: LineProblem): RejectedLine => ({
  index,
  policy,
  sequence,
  ...problem,
});

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

/** Takes lines inside the caller's transaction: locks their loans, judges each line, posts what is new. */
export async function takeLines(tx: Transaction, lines: LinesByPolicy, taking: Taking): Promise<TakenLines> {
  const { clock, reporter, cause } = taking;
  const locked = await lockLoans(tx, [...lines.keys()]);
  const loans = locked.filter(({ partnerId, lenderId }) => partnerId === reporter || lenderId === reporter);
  // What was reported before a loan was assigned stays with the lender of that time, and counts.
  await joinTenants(tx, [...new Set(loans.map(({ partnerId }) => partnerId))]);
  const known = await entriesOfLoans(
    tx,
    loans.map(({ id }) => id),
  );
  const judged = loans.map((loan) =>
    judgeLoan(loan, {
      lines: lines.get(loan.policyId) ?? [],
      known: known.get(loan.id) ?? [],
      today: today(clock, loan.timeZone),
    }),
  );
  const postings = judged.flatMap(({ posting }) => (posting.added.length > 0 ? posting : []));
  await taking.beforePosting?.(tx, postings);
  await postEntries(tx, postings, {
    at: clock.now(),
    cause,
    kind: 'loan.reported',
    today: (zone) => today(clock, zone),
  });
  const withLoan = new Set(loans.map(({ policyId }) => policyId));
  const others = [...lines].filter(([policy]) => !withLoan.has(policy));
  return {
    accepted: judged.reduce((sum, { posting }) => sum + posting.added.length, 0),
    duplicates: judged.flatMap(({ duplicates }) => duplicates),
    rejected: [...judged.flatMap((loan) => loan.rejected), ...(await withoutLoan(tx, reporter, new Map(others)))],
  };
}

async function withoutLoan(tx: Transaction, reporter: string, lines: LinesByPolicy): Promise<RejectedLine[]> {
  if (lines.size === 0) return [];
  const rows = await tx.rows<{ id: string }>(VISIBLE_POLICIES, [[...lines.keys()], reporter]);
  const visible = new Set(rows.map(({ id }) => id));
  return [...lines].flatMap(([policy, sent]) =>
    sent.map((line) => rejected(line, visible.has(policy) ? LOAN_NOT_ACTIVE : UNKNOWN_POLICY)),
  );
}

interface JudgedLoan {
  readonly posting: LoanPosting;
  readonly duplicates: readonly number[];
  readonly rejected: readonly RejectedLine[];
}

function judgeLoan(
  loan: Loan,
  sent: {
    readonly lines: readonly ReadLine[];
    readonly known: readonly StoredEntry[];
    readonly today: CalendarDate;
  },
): JudgedLoan {
  const hashes = new Map<bigint, string>();
  for (const { source, sequence, contentHash } of sent.known) {
    if (source === 'SERVICER') hashes.set(sequence, contentHash);
  }
  const request = loanFromStored(loan.terms);
  const { disbursedOn } = request;
  const added = new Map<StoredEntry, ReadLine>();
  const refused: RejectedLine[] = [];
  const duplicates: number[] = [];
  for (const line of sent.lines) {
    const verdict = judgeLine(line, { loan, disbursedOn, today: sent.today, known: hashes });
    if (!verdict.ok) refused.push(rejected(line, verdict.error));
    else if (verdict.value === 'DUPLICATE') duplicates.push(line.index);
    else {
      added.set(verdict.value, line);
      hashes.set(verdict.value.sequence, verdict.value.contentHash);
    }
  }
  if (added.size === 0) return { posting: { loan, known: sent.known, added: [] }, duplicates, rejected: refused };
  const { overpaying, ...states } = siftEntries(request, sent.known, [...added.keys()]);
  if (overpaying.length === 0) {
    return { posting: { loan, known: sent.known, added: states.taken, states }, duplicates, rejected: refused };
  }
  const tooMuch = overpaying.flatMap(({ entry, owedMinor }) => {
    const line = added.get(entry);
    return line ? { line, owedMinor } : [];
  });
  // Without them, what repeats one is no duplicate and what has its sequence no conflict.
  const others = sent.lines.filter((line) => !tooMuch.some((one) => one.line === line));
  const rest = judgeLoan(loan, { ...sent, lines: others });
  const problem = (owedMinor: bigint) => exceedsOwed(owedMinor, loan.currency as CurrencyCode);
  return {
    ...rest,
    rejected: [...rest.rejected, ...tooMuch.map(({ line, owedMinor }) => rejected(line, problem(owedMinor)))],
  };
}
