import { attempt } from '../database/attempt.js';
import type { Transaction } from '../database/unit-of-work.js';
import type { Refusal } from '../kernel/index.js';
import type { ReversalTerms } from './loan-entry.js';
import { postEntries } from './loan-posting.js';
import { type JudgedEntries, judgeLines, type LineProblem } from './loan-report.js';
import type { StoredEntry } from './loan-rows.js';
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

const CHANGED = {
  name: 'loanReport.changedPolicies',
  text: 'SELECT DISTINCT policy_id AS id FROM policy_transaction WHERE policy_id = ANY($1) AND sequence > 1',
};

interface JudgedReversals extends SentLoan, JudgedEntries {
  /** Reports of before that are taken back now. */
  readonly facts: readonly StoredEntry[];
}

function judge(sent: SentLoan): JudgedReversals {
  const judged = judgeLines(sent);
  const named = new Set([...judged.added.keys()].map(({ terms }) => (terms as ReversalTerms).reverses));
  const facts = sent.known.filter(({ source, sequence }) => source === 'SERVICER' && named.has(String(sequence)));
  return { ...sent, ...judged, facts };
}

/**
 * Takes reversals inside the caller's transaction. Where cover has to come back or to be computed again that may be refused,
 * e.g. without room in a limit: then nothing of that loan is taken back.
 */
export async function takeReversals(tx: Transaction, lines: LinesByPolicy, taking: Taking): Promise<TakenLines> {
  const { sent, rejected: withoutLoan } = await openLoans(tx, lines, taking);
  const judged = sent.map(judge);
  const isFollowed = await followed(tx, judged);
  await postAll(
    tx,
    judged.filter((one) => !isFollowed(one)),
    taking,
  );
  const refusals: RejectedLine[] = [];
  for (const one of judged.filter(isFollowed)) {
    const outcome = await attempt(tx, () => takeBack(tx, one, taking));
    if (outcome.ok) continue;
    refusals.push(...[...one.added.values()].map((line) => rejected(line, problemOf(outcome.error))));
  }
  const refused = new Set(refusals.map(({ index }) => index));
  const added = judged.flatMap((one) => [...one.added].map(([entry, line]) => ({ entry, line, facts: one.facts })));
  const taken = added.filter(({ line }) => !refused.has(line.index));
  return {
    accepted: taken.length,
    waiting: taken.filter(({ entry, facts }) => !isNamed(entry, facts)).map(({ line }) => line),
    duplicates: judged.flatMap(({ duplicates }) => duplicates),
    rejected: [
      ...judged.flatMap((one) => one.refused.map(({ line, problem }) => rejected(line, problem))),
      ...refusals,
      ...withoutLoan,
    ],
  };
}

const isNamed = ({ terms }: StoredEntry, facts: readonly StoredEntry[]): boolean =>
  facts.some(({ sequence }) => String(sequence) === (terms as ReversalTerms).reverses);

/** Loans whose cover has ended with them, or was changed since it was issued. */
async function followed(
  tx: Transaction,
  judged: readonly JudgedReversals[],
): Promise<(one: JudgedReversals) => boolean> {
  const ids = judged.filter(({ facts }) => facts.length > 0).map(({ loan }) => loan.policyId);
  const rows = await tx.rows<{ id: string }>(CHANGED, [ids]);
  const changed = new Set(rows.map(({ id }) => id));
  return ({ loan, facts }) => facts.length > 0 && (loan.status === 'SETTLED' || changed.has(loan.policyId));
}

async function postAll(tx: Transaction, judged: readonly JudgedReversals[], taking: Taking): Promise<void> {
  const postings = judged
    .filter(({ added }) => added.size > 0)
    .map(({ loan, known, added }) => ({ loan, known, added: [...added.keys()] }));
  await postEntries(tx, postings, postingContext(taking));
}

async function takeBack(tx: Transaction, one: JudgedReversals, taking: Taking): Promise<void> {
  const { loan, facts } = one;
  await postAll(tx, [one], taking);
  await taking.followers?.afterReversal(tx, { loanId: loan.id, policyId: loan.policyId, facts });
}

/** Why cover could not follow: who reports can have it mended and send the line again. */
function problemOf({ problem, message }: Refusal): LineProblem {
  const code = problem.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
  return { code, message: `cover cannot follow: ${message}` };
}
