import { selectList } from '../database/columns.js';
import type { Statement, Transaction } from '../database/unit-of-work.js';
import { Document, PartnerStatement } from '../entities/index.js';
import { invariant } from '../kernel/index.js';
import {
  type LinePage,
  STATEMENT_LINES,
  STATEMENT_TOTALS,
  type StatementLine,
  type StatementQuery,
  statementValues,
} from '../ledger/statement.js';
import { fileValues, type MadeFile } from './made-file.js';

export type DocumentRow = Omit<Document, 'content'>;

/** A statement with its files, once they are made; their content is downloaded. */
export type StatementRow = PartnerStatement & { readonly csv: DocumentRow | null; readonly pdf: DocumentRow | null };

/** What a new version is recorded with besides its query. */
export interface StatementDraft {
  readonly id: string;
  readonly version: number;
  readonly supersedes: string | null;
  readonly requestedBy: string;
  readonly at: Date;
}

const COLUMNS = selectList(PartnerStatement, 's');
// One request for the statement of a pair at a time: the next one sees what this one made.
const LOCK = {
  name: 'statement.lock',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('covergraph.statement.' || $1 || $2 || $3, 0))`,
};
const LATEST = {
  name: 'statement.latest',
  text: `SELECT ${COLUMNS} FROM partner_statement s WHERE insurer_id = $1 AND partner_id = $2 AND currency = $3
           AND from_on = $4::date AND to_on = $5::date ORDER BY version DESC LIMIT 1`,
};
const ARE_IN_BUSINESS = {
  name: 'statement.areInBusiness',
  text: `SELECT 1 AS found WHERE EXISTS (SELECT 1 FROM programme_product WHERE insurer_id = $1 AND partner_id = $2)
           OR EXISTS (SELECT 1 FROM journal WHERE insurer_id = $1 AND partner_id = $2)`,
};
const HOW_MANY = {
  name: 'statement.howMany',
  text: `SELECT count(*)::integer AS lines FROM (SELECT 1 FROM (${STATEMENT_LINES}) l LIMIT $6) counted`,
};
// One statement, so that the figures and the lines are of one moment.
const STORE = {
  name: 'statement.store',
  text: `WITH totals AS (${STATEMENT_TOTALS.text}), lines AS MATERIALIZED (${STATEMENT_LINES}), stored AS (
      INSERT INTO partner_statement (id, insurer_id, partner_id, currency, from_on, to_on, version, supersedes,
        requested_by, created_at, entry_count, line_count, opening_minor, premium_minor, refund_minor, commission_minor,
        received_minor, claims_paid_minor, closing_minor, premium_due_minor, commission_due_minor)
      SELECT $6, $1, $2, $3, $4::date, $5::date, $7, $8, $9, $10, entries::bigint, (SELECT count(*) FROM lines),
        opening::bigint, premium::bigint, refund::bigint, commission::bigint, received::bigint, claims::bigint,
        "premiumDue"::bigint - "commissionDue"::bigint, "premiumDue"::bigint, "commissionDue"::bigint FROM totals)
    INSERT INTO partner_statement_line (statement_id, journal_id, insurer_id, partner_id, premium_minor, refund_minor,
      commission_minor, received_minor, claims_paid_minor)
    SELECT $6, id, $1, $2, premium, refund, commission, received, claims FROM lines`,
};
const BY_IDS = {
  name: 'statement.byIds',
  text: `SELECT ${COLUMNS} FROM partner_statement s WHERE s.id = ANY ($1) ORDER BY s.id`,
};
const DOCUMENTS = {
  name: 'statement.documents',
  text: `SELECT ${selectList(Document, undefined, ['content'])} FROM document WHERE id = ANY ($1)`,
};
const page = (direction: 'ASC' | 'DESC'): Statement => ({
  name: `statement.page.${direction}`,
  text: `SELECT ${COLUMNS} FROM partner_statement s
         WHERE ($1::text IS NULL OR s.insurer_id = $1) AND ($2::text IS NULL OR s.partner_id = $2)
           AND ($3::text IS NULL OR s.currency = $3)
           AND NOT ($4::boolean AND EXISTS (SELECT 1 FROM partner_statement n
             WHERE n.insurer_id = s.insurer_id AND n.partner_id = s.partner_id AND n.currency = s.currency
               AND n.from_on = s.from_on AND n.to_on = s.to_on AND n.version > s.version))
           AND s.id > $5 AND s.id < $6 ORDER BY s.id ${direction} LIMIT $7`,
});
const PAGE = { ASC: page('ASC'), DESC: page('DESC') };
const storedLines = (direction: 'ASC' | 'DESC'): Statement => ({
  name: `statement.storedLines.${direction}`,
  text: `SELECT l.journal_id AS id, j.kind, j.booked_on AS "bookedOn", y.number AS "policyNumber",
           l.premium_minor AS "premiumMinor", l.refund_minor AS "refundMinor", l.commission_minor AS "commissionMinor",
           l.received_minor AS "receivedMinor", l.claims_paid_minor AS "claimsPaidMinor"
         FROM partner_statement_line l JOIN journal j ON j.id = l.journal_id AND j.insurer_id = l.insurer_id
         LEFT JOIN policy y ON y.id = j.policy_id AND y.partner_id = j.partner_id
         WHERE l.statement_id = $1 AND l.journal_id > $2 AND l.journal_id < $3 ORDER BY l.journal_id ${direction} LIMIT $4`,
});
const STORED_LINES = { ASC: storedLines('ASC'), DESC: storedLines('DESC') };
const DUE = {
  name: 'statement.due',
  text: `SELECT ${COLUMNS} FROM partner_statement s WHERE made_at IS NULL AND id > $1 ORDER BY id LIMIT 1`,
};
// Of two gateways one keeps its files.
const KEEP_FILES = {
  name: 'statement.keepFiles',
  text: `WITH stored AS (
      INSERT INTO document (id, owner_id, partner_id, insurer_id, file_name, media_type, size_bytes, sha256, content,
        stored_at, scan_state)
      SELECT f.id, $2, $3, $2, f.file_name, f.media_type, length(f.content), f.sha256, f.content, $4, 'CLEAN'
      FROM unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::bytea[])
        AS f (id, file_name, media_type, sha256, content))
    UPDATE partner_statement SET csv_document_id = ($5::text[])[1], pdf_document_id = ($5::text[])[2],
      document_owner_id = $2, made_at = $4 WHERE id = $1 AND insurer_id = $2`,
};
const LOCK_DUE = {
  name: 'statement.lockDue',
  text: 'SELECT id FROM partner_statement WHERE id = $1 AND made_at IS NULL FOR NO KEY UPDATE',
};

export async function lockPair(tx: Transaction, { insurerId, partnerId, currency }: StatementQuery): Promise<void> {
  await tx.rows(LOCK, [insurerId, partnerId, currency]);
}

/** Whether the books of the insurer know the partner. */
export async function areInBusiness(tx: Transaction, { insurerId, partnerId }: StatementQuery): Promise<boolean> {
  return (await tx.rows(ARE_IN_BUSINESS, [insurerId, partnerId])).length > 0;
}

export async function latestStatement(tx: Transaction, query: StatementQuery): Promise<PartnerStatement | undefined> {
  const [latest] = await tx.rows<PartnerStatement>(LATEST, statementValues(query));
  return latest;
}

/** Lines the statement would have, counted up to `atMost`. */
export async function countLines(tx: Transaction, query: StatementQuery, atMost: number): Promise<number> {
  const [row] = await tx.rows<{ lines: number }>(HOW_MANY, [...statementValues(query), atMost]);
  return row?.lines ?? 0;
}

export async function storeStatement(tx: Transaction, query: StatementQuery, draft: StatementDraft): Promise<void> {
  const { id, version, supersedes, requestedBy, at } = draft;
  await tx.run(STORE, [...statementValues(query), id, version, supersedes, requestedBy, at]);
}

async function withFiles(tx: Transaction, statements: readonly PartnerStatement[]): Promise<StatementRow[]> {
  const ids = statements.flatMap(({ csvDocumentId, pdfDocumentId }) => [csvDocumentId ?? [], pdfDocumentId ?? []]);
  const rows = await tx.rows<DocumentRow>(DOCUMENTS, [ids.flat()]);
  const documents = new Map(rows.map((row) => [row.id, row]));
  return statements.map((statement) => ({
    ...statement,
    csv: documents.get(statement.csvDocumentId ?? '') ?? null,
    pdf: documents.get(statement.pdfDocumentId ?? '') ?? null,
  }));
}

export async function statementsByIds(tx: Transaction, ids: readonly string[]): Promise<StatementRow[]> {
  return withFiles(tx, await tx.rows<PartnerStatement>(BY_IDS, [ids]));
}

export async function readStatement(tx: Transaction, id: string): Promise<StatementRow> {
  const [statement] = await statementsByIds(tx, [id]);
  invariant(statement, `statement ${id} of an answered key exists`);
  return statement;
}

/** Narrows a list of statements. */
export interface StatementFilter {
  readonly insurer: string | null;
  readonly partner: string | null;
  readonly currency: string | null;
  /** Without those that a later version replaces. */
  readonly latestOnly: boolean;
}

export async function statementPage(
  tx: Transaction,
  { insurer, partner, currency, latestOnly }: StatementFilter,
  { above, below, direction, limit }: LinePage,
): Promise<StatementRow[]> {
  const values = [insurer, partner, currency, latestOnly, above, below, limit];
  return withFiles(tx, await tx.rows<PartnerStatement>(PAGE[direction], values));
}

/** The lines of a stored statement, in the order their journals were recorded. */
export function linesOfStatement(tx: Transaction, id: string, keys: LinePage): Promise<StatementLine[]> {
  return tx.rows<StatementLine>(STORED_LINES[keys.direction], [id, keys.above, keys.below, keys.limit]);
}

/** The next statement without files after `after`. */
export async function dueStatement(tx: Transaction, after: string): Promise<PartnerStatement | undefined> {
  const [due] = await tx.rows<PartnerStatement>(DUE, [after]);
  return due;
}

/** Keeps the files of a statement, unless somebody else has. */
export async function keepFiles(
  tx: Transaction,
  { id, insurerId, partnerId }: PartnerStatement,
  { csv, pdf, at }: { readonly csv: MadeFile; readonly pdf: MadeFile; readonly at: Date },
): Promise<boolean> {
  const [due] = await tx.rows(LOCK_DUE, [id]);
  if (!due) return false;
  await tx.run(KEEP_FILES, [id, insurerId, partnerId, at, ...fileValues([csv, pdf])]);
  return true;
}
