import { selectList } from '../database/columns.js';
import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import { Journal, Posting } from '../entities/index.js';
import { invariant, newId } from '../kernel/index.js';
import { type OwnEntry, SHARED_KINDS, SharedTotals, sharedEntries } from './co-insurance.js';
import type { JournalKind, PostingDraft } from './entries.js';
import { carriersOf, cededEntries } from './risk-transfer.js';

/** A journal as it would be written, before what causes it has an id. */
export interface PlannedJournal {
  readonly insurerId: string;
  readonly partnerId: string;
  /** Null for what concerns several lenders. */
  readonly lenderId: string | null;
  /** Null for what concerns many policies at once, such as a close. */
  readonly policyId: string | null;
  readonly kind: JournalKind;
  /** Business date of the books, YYYY-MM-DD. */
  readonly bookedOn: string;
  /** The journal that this one takes back. */
  readonly reverses?: string;
  readonly postings: readonly PostingDraft[];
}

/** What makes journals of planned ones. */
export interface JournalCause {
  /** What caused them: the policy transaction, claim, receipt, close, payment or payout. */
  readonly subjectId: string;
  /** Business time. */
  readonly recordedAt: Date;
}

export interface JournalDraft extends PlannedJournal, JournalCause {}

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

const SHARED_SO_FAR = {
  name: 'journal.sharedSoFar',
  text: `SELECT j.policy_id AS "policyId", j.kind, p.account, sum(p.amount_minor)::bigint AS minor
         FROM journal j JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
         WHERE j.policy_id = ANY ($1) AND j.kind = ANY ($2) GROUP BY j.policy_id, j.kind, p.account`,
};

async function sharedSoFar(tx: Transaction, policyIds: readonly string[]): Promise<SharedTotals> {
  const totals = new SharedTotals();
  if (policyIds.length === 0) return totals;
  type Row = {
    readonly policyId: string;
    readonly kind: JournalKind;
    readonly account: string;
    readonly minor: bigint;
  };
  const rows = await tx.rows<Row>(SHARED_SO_FAR, [policyIds, SHARED_KINDS]);
  for (const row of rows) totals.add(row, row.account, row.minor);
  return totals;
}

/** What an insurer books for itself: its journals together are the origin's own part, whoever was paid. */
function ownPart(draft: PlannedJournal, entries: readonly OwnEntry[], insurerId: string) {
  const shared = entries.filter((entry) => entry.insurerId === insurerId).flatMap(({ postings }) => postings);
  const isOrigin = insurerId === draft.insurerId;
  return { kind: draft.kind, postings: isOrigin ? [...draft.postings, ...shared] : shared };
}

/**
 * What others carry of the policies' journals follows each of them: parts of co-insurers in their own books, and of
 * what each insurer then holds the parts of its reinsurers. The books are the insurers': they join.
 */
async function withTransfers<Draft extends PlannedJournal>(
  tx: Transaction,
  drafts: readonly Draft[],
): Promise<readonly Draft[]> {
  const policyIds = [...new Set(drafts.flatMap(({ policyId }) => policyId ?? []))];
  if (policyIds.length === 0) return drafts;
  await joinTenants(
    tx,
    drafts.map(({ insurerId }) => insurerId),
  );
  const carriers = await carriersOf(tx, policyIds);
  if (carriers.size === 0) return drafts;
  const shared = policyIds.filter((id) => (carriers.get(id)?.length ?? 0) > 1);
  const totals = await sharedSoFar(tx, shared);
  const following = drafts.flatMap((draft) => {
    const { policyId } = draft;
    const own = carriers.get(policyId ?? '');
    if (!own || policyId === null) return [];
    const entries = sharedEntries({ ...draft, policyId }, own, totals);
    const ceded = own.flatMap(({ insurerId, ceded: shares }) =>
      cededEntries(ownPart(draft, entries, insurerId), shares).map((entry) => ({ ...entry, insurerId })),
    );
    return [...entries, ...ceded].map((entry) => ({ ...draft, ...entry, reverses: undefined }));
  });
  return [...drafts, ...following];
}

/**
 * Writes journals with their lines in two statements, and with them what co-insurers and reinsurers carry; answers the
 * ids of the given ones, in order.
 */
export async function postJournals(tx: Transaction, given: readonly JournalDraft[]): Promise<readonly string[]> {
  if (given.length === 0) return [];
  const ids = await write(tx, await withTransfers(tx, given));
  return ids.slice(0, given.length);
}

/** The same as it would be, in the books of whoever carries a part; nothing is written. */
export const plannedJournals = (
  tx: Transaction,
  given: readonly PlannedJournal[],
): Promise<readonly PlannedJournal[]> => withTransfers(tx, given);

/** Writes journals as they were planned, with all that follows from them. */
export async function postPlanned(
  tx: Transaction,
  planned: readonly PlannedJournal[],
  { subjectId, recordedAt }: JournalCause,
): Promise<void> {
  if (planned.length > 0)
    await write(
      tx,
      planned.map((journal) => ({ ...journal, subjectId, recordedAt })),
    );
}

/** The same for one journal; answers it with everything that followed from it, in the books of whoever carries a part. */
export async function postWithTransfers(tx: Transaction, given: JournalDraft): Promise<readonly JournalDraft[]> {
  const drafts = await withTransfers(tx, [given]);
  await write(tx, drafts);
  return drafts;
}

async function write(tx: Transaction, drafts: readonly JournalDraft[]): Promise<readonly string[]> {
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
  return ids;
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
