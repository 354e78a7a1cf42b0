import { selectList } from '../database/columns.js';
import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import { Journal, Posting } from '../entities/index.js';
import { invariant, newId } from '../kernel/index.js';
import type { JournalKind, PostingDraft } from './entries.js';
import { riskTransfersOf, transferEntries } from './risk-transfer.js';

export interface JournalDraft {
  readonly insurerId: string;
  readonly partnerId: string;
  /** Null for what concerns several lenders. */
  readonly lenderId: string | null;
  /** Null for what concerns many policies at once, such as a close. */
  readonly policyId: string | null;
  readonly kind: JournalKind;
  /** What caused it: the policy transaction, claim, receipt, close, payment or payout. */
  readonly subjectId: string;
  /** Business date of the books, YYYY-MM-DD. */
  readonly bookedOn: string;
  /** Business time. */
  readonly recordedAt: Date;
  /** The journal that this one takes back. */
  readonly reverses?: string;
  readonly postings: readonly PostingDraft[];
}

/** A journal with its lines in order. */
export interface JournalEntry extends Journal {
  readonly postings: readonly Posting[];
}

const INSERT_JOURNALS = {
  name: 'journal.insert',
  text: `INSERT INTO journal (id, insurer_id, partner_id, lender_id, policy_id, kind, subject_id, booked_on, recorded_at, reverses)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                              $8::date[], $9::timestamptz[], $10::text[])`,
};
const INSERT_POSTINGS = {
  name: 'posting.insert',
  text: `INSERT INTO posting (journal_id, insurer_id, partner_id, lender_id, line, account, currency, amount_minor)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::text[], $7::text[], $8::bigint[])`,
};
const JOURNALS_BY_POLICY = {
  name: 'journal.byPolicy',
  text: `SELECT ${selectList(Journal)} FROM journal WHERE policy_id = ANY($1) ORDER BY policy_id, id`,
};
const JOURNALS_BY_SUBJECT = {
  name: 'journal.bySubject',
  text: `SELECT ${selectList(Journal)} FROM journal WHERE subject_id = ANY($1) ORDER BY subject_id, id`,
};
const JOURNALS_BY_ID = {
  name: 'journal.byId',
  text: `SELECT ${selectList(Journal)} FROM journal WHERE id = ANY($1) ORDER BY id`,
};
const POSTINGS_BY_JOURNAL = {
  name: 'posting.byJournal',
  text: `SELECT ${selectList(Posting)} FROM posting WHERE journal_id = ANY($1) ORDER BY journal_id, line`,
};

function requireBalanced(draft: JournalDraft): void {
  invariant(draft.postings.length > 0, `journal ${draft.kind} of ${draft.subjectId} has no postings`);
  const sums = new Map<string, bigint>();
  for (const { currency, minor } of draft.postings) sums.set(currency, (sums.get(currency) ?? 0n) + minor);
  for (const [currency, sum] of sums) {
    invariant(sum === 0n, `journal ${draft.kind} of ${draft.subjectId} is ${sum} off balance in ${currency}`);
  }
}

/** What others carry of the policies' journals follows each of them. The books are the insurer's: it joins its own. */
async function withTransfers(tx: Transaction, drafts: readonly JournalDraft[]): Promise<readonly JournalDraft[]> {
  const policyIds = drafts.flatMap(({ policyId }) => policyId ?? []);
  if (policyIds.length === 0) return drafts;
  await joinTenants(
    tx,
    drafts.map(({ insurerId }) => insurerId),
  );
  const shares = await riskTransfersOf(tx, policyIds);
  if (shares.size === 0) return drafts;
  const following = drafts.flatMap((draft) => {
    const { reverses: _, ...origin } = draft;
    const transfer = shares.get(draft.policyId ?? '');
    return transfer ? transferEntries(draft, transfer).map((entry) => ({ ...origin, ...entry })) : [];
  });
  return [...drafts, ...following];
}

/**
 * Writes journals with their lines in two statements, and with them what co-insurers and reinsurers carry; answers the
 * ids of the given ones, in order.
 */
export async function postJournals(tx: Transaction, given: readonly JournalDraft[]): Promise<readonly string[]> {
  if (given.length === 0) return [];
  const drafts = await withTransfers(tx, given);
  drafts.forEach(requireBalanced);
  const ids = drafts.map(() => newId('journal') as string);
  await tx.run(INSERT_JOURNALS, [
    ids,
    drafts.map(({ insurerId }) => insurerId),
    drafts.map(({ partnerId }) => partnerId),
    drafts.map(({ lenderId }) => lenderId),
    drafts.map(({ policyId }) => policyId),
    drafts.map(({ kind }) => kind),
    drafts.map(({ subjectId }) => subjectId),
    drafts.map(({ bookedOn }) => bookedOn),
    drafts.map(({ recordedAt }) => recordedAt),
    drafts.map(({ reverses }) => reverses ?? null),
  ]);
  const lines = drafts.flatMap((draft, at) =>
    draft.postings.map((posting, line) => ({ ...posting, draft, journalId: ids[at], line: line + 1 })),
  );
  await tx.run(INSERT_POSTINGS, [
    lines.map(({ journalId }) => journalId),
    lines.map(({ draft }) => draft.insurerId),
    lines.map(({ draft }) => draft.partnerId),
    lines.map(({ draft }) => draft.lenderId),
    lines.map(({ line }) => line),
    lines.map(({ account }) => account),
    lines.map(({ currency }) => currency),
    lines.map(({ minor }) => String(minor)),
  ]);
  return ids.slice(0, given.length);
}

/**
 * Writes one journal and answers its id.
 * @throws InvariantError when it has no lines or does not sum to zero per currency
 */
export async function postJournal(tx: Transaction, draft: JournalDraft): Promise<string> {
  const [id] = await postJournals(tx, [draft]);
  invariant(id, 'a journal was posted without an id');
  return id;
}

async function withPostings(tx: Transaction, journals: readonly Journal[]): Promise<JournalEntry[]> {
  const postings = await tx.rows<Posting>(POSTINGS_BY_JOURNAL, [journals.map(({ id }) => id)]);
  const linesOf = groupBy(postings, ({ journalId }) => journalId);
  return journals.map((journal) => ({ ...journal, postings: linesOf.get(journal.id) ?? [] }));
}

/** The visible journals of policies, oldest first, by policy id. Policies without any are absent. */
export async function journalsOfPolicies(
  tx: Transaction,
  policyIds: readonly string[],
): Promise<ReadonlyMap<string, readonly JournalEntry[]>> {
  const entries = await withPostings(tx, await tx.rows<Journal>(JOURNALS_BY_POLICY, [policyIds]));
  return groupBy(entries, ({ policyId }) => policyId ?? '');
}

/** The visible journals by what caused them, oldest first. */
export async function journalsOfSubjects(
  tx: Transaction,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, readonly JournalEntry[]>> {
  const entries = await withPostings(tx, await tx.rows<Journal>(JOURNALS_BY_SUBJECT, [subjectIds]));
  return groupBy(entries, ({ subjectId }) => subjectId);
}

/** Visible journals by their id. */
export async function journalsByIds(
  tx: Transaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, JournalEntry>> {
  const entries = await withPostings(tx, await tx.rows<Journal>(JOURNALS_BY_ID, [ids]));
  return new Map(entries.map((entry) => [entry.id, entry]));
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
