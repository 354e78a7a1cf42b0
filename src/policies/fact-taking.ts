import type { Transaction } from '../database/unit-of-work.js';
import type { CurrencyCode } from '../kernel/index.js';
import { loanFromStored } from '../underwriting/loan-request.js';
import { type LoanPosting, postEntries } from './loan-posting.js';
import { type JudgedEntries, judgeLines, type ReadLine } from './loan-report.js';
import type { StoredEntry } from './loan-rows.js';
import { exceedsOwed, siftEntries } from './overpayment.js';
import {
  type LinesByPolicy,
  openLoans,
  postingContext,
  type RejectedLine,
  rejected,
  type SentLoan,
  type TakenLines,
  type Taking,
} from './taken-lines.js';

/** Takes facts inside the caller's transaction: judges each line, posts what is new. */
export async function takeFacts(tx: Transaction, lines: LinesByPolicy, taking: Taking): Promise<TakenLines> {
  const { sent, rejected: withoutLoan } = await openLoans(tx, lines, taking);
  const judged = sent.map(judgeLoan);
  const postings = judged.flatMap(({ posting }) => (posting.added.length > 0 ? posting : []));
  await taking.followers?.beforePosting(tx, postings);
  await postEntries(tx, postings, postingContext(taking));
  return {
    accepted: judged.reduce((sum, { posting }) => sum + posting.added.length, 0),
    waiting: [],
    duplicates: judged.flatMap(({ duplicates }) => duplicates),
    rejected: [...judged.flatMap((loan) => loan.rejected), ...withoutLoan],
  };
}

interface JudgedLoan {
  readonly posting: LoanPosting;
  readonly duplicates: readonly number[];
  readonly rejected: readonly RejectedLine[];
}

const refusedOf = ({ refused }: JudgedEntries): RejectedLine[] =>
  refused.map(({ line, problem }) => rejected(line, problem));

function judgeLoan(sent: SentLoan): JudgedLoan {
  const { loan, known, lines } = sent;
  const judged = judgeLines(sent);
  const { added, duplicates } = judged;
  const refused = refusedOf(judged);
  if (added.size === 0) return { posting: { loan, known, added: [] }, duplicates, rejected: refused };
  const { overpaying, taken, ...states } = siftEntries(loanFromStored(loan.terms), known, [...added.keys()]);
  if (overpaying.length === 0) {
    return { posting: { loan, known, added: taken, states }, duplicates, rejected: refused };
  }
  const tooMuch = new Map(overpaying.map(({ entry, owedMinor }) => [lineOf(entry, added), owedMinor]));
  // Without them, what repeats one is no duplicate and what has its sequence no conflict.
  const rest = judgeLoan({ ...sent, lines: lines.filter((line) => !tooMuch.has(line)) });
  const currency = loan.currency as CurrencyCode;
  const told = [...tooMuch].map(([line, owedMinor]) => rejected(line, exceedsOwed(owedMinor, currency)));
  return { ...rest, rejected: [...rest.rejected, ...told] };
}

function lineOf(entry: StoredEntry, added: ReadonlyMap<StoredEntry, ReadLine>): ReadLine {
  const line = added.get(entry);
  if (!line) throw new RangeError(`entry ${entry.sequence} was not sent`);
  return line;
}
