import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { type Loan, Policy } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import type { CalendarDate } from '../kernel/index.js';
import type { OverdueState } from '../lifecycle/machines.js';
import { loanFromStored } from '../underwriting/loan-request.js';
import { overdueStateOf } from './delinquency.js';
import { endCover } from './end-cover.js';
import { reversedBy } from './loan-entry.js';
import { movedEvents } from './loan-events.js';
import { insertEntries, type LoanMove, recordOverdue, type StoredEntry, updateLoans } from './loan-rows.js';
import { type ServicedLoan, serviceLoanWith } from './servicing.js';

/** New entries of one locked loan, none of them known; `known` is everything stored so far. */
export interface LoanPosting {
  readonly loan: Loan;
  readonly known: readonly StoredEntry[];
  readonly added: readonly StoredEntry[];
  /** What they make of the loan, when that is known already. */
  readonly states?: ServicedLoan;
}

export interface PostingContext {
  readonly at: Date;
  readonly cause: string;
  readonly kind: 'loan.reported' | 'loan.reduced' | 'loan.changed';
  /** Business date in a time zone. */
  today(timeZone: string): CalendarDate;
}

// While a claim is under way the cover stays open, whatever the borrower has paid meanwhile.
const CLOSABLE = {
  name: 'loan.closablePolicies',
  text: `SELECT ${selectList(Policy, 'p')} FROM policy p WHERE p.id = ANY($1) AND p.status = 'ACTIVE'
           AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.policy_id = p.id AND c.status NOT IN ('CLOSED', 'WITHDRAWN'))
         ORDER BY p.id FOR NO KEY UPDATE OF p`,
};

/** The servicer's reports that do not count any more, or never will, since these entries; with what takes them back. */
function takenBack({ known, added }: LoanPosting): LoanMove['takenBack'] {
  const ours = [...known, ...added].filter(({ source }) => source === 'SERVICER');
  const reversals = ours.filter(({ kind }) => kind === 'REVERSED');
  if (reversals.length === 0) return [];
  const facts = new Map(ours.map((entry) => [String(entry.sequence), entry]));
  return reversals.flatMap((reversal) => {
    const fact = facts.get(reversedBy(reversal) ?? '');
    return fact && (added.includes(fact) || added.includes(reversal)) ? { fact, reversal } : [];
  });
}

/**
 * A settled loan stays settled unless what settled it is taken back: its cover has ended. One that a claim was paid for
 * stays that too.
 */
function moveOf(posting: LoanPosting, context: PostingContext): LoanMove {
  const { loan, known, added, states } = posting;
  const { before, after } = states ?? serviceLoanWith(loanFromStored(loan.terms), known, added);
  const back = takenBack(posting);
  const isReopened = back.some(({ reversal }) => added.includes(reversal));
  const isSettled = after.isSettled || (loan.status === 'SETTLED' && !isReopened);
  const today = context.today(loan.timeZone);
  const moved = { loan, added, before, after, takenBack: back };
  if (loan.status === 'CLAIMED')
    return { ...moved, status: loan.status, overdueState: loan.overdueState as OverdueState };
  return {
    ...moved,
    status: isSettled ? 'SETTLED' : 'ACTIVE',
    overdueState: isSettled ? 'CURRENT' : overdueStateOf(after.oldestUnpaidDueOn, loan, today),
  };
}

async function closePolicies(tx: Transaction, settled: readonly LoanMove[], context: PostingContext): Promise<void> {
  if (settled.length === 0) return;
  const policies = await tx.rows<Policy>(CLOSABLE, [settled.map(({ loan }) => loan.policyId)]);
  for (const policy of policies) await endCover(tx, policy, 'CLOSED', context);
}

/**
 * Stores new entries of locked loans and everything that follows: schedules, balances, overdue states with their
 * history, events; policies of loans that became settled are closed and give back what they hold. Set-based: a fixed
 * number of statements however many loans, plus a few for each policy that closes.
 */
export async function postEntries(
  tx: Transaction,
  postings: readonly LoanPosting[],
  context: PostingContext,
): Promise<LoanMove[]> {
  if (postings.length === 0) return [];
  const moves = postings.map((posting) => moveOf(posting, context));
  await insertEntries(tx, moves, context.at);
  await updateLoans(tx, moves);
  await recordOverdue(tx, moves, context);
  const { at, cause, kind } = context;
  await appendEvents(
    tx,
    moves.flatMap((move) => movedEvents(move, kind, { at, cause, today: context.today(move.loan.timeZone) })),
  );
  const settled = moves.filter(({ loan, status }) => loan.status === 'ACTIVE' && status === 'SETTLED');
  await closePolicies(tx, settled, context);
  return moves;
}
