import { idempotencyConflict } from '../../database/idempotency.js';
import type { Transaction } from '../../database/unit-of-work.js';
import { newId, refuse } from '../../kernel/index.js';
import type { UploadFormat } from './upload-records.js';

/** An upload with what was taken of it so far. */
export interface Upload {
  readonly id: string;
  readonly ownerId: string;
  readonly format: UploadFormat;
  readonly status: 'RECEIVING' | 'COMPLETED';
  readonly startedAt: Date;
  readonly completedAt: Date | null;
  readonly records: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
}

export interface RejectedRecord {
  readonly line: number;
  readonly policy: string | null;
  readonly sequence: number | null;
  readonly code: string;
  readonly message: string;
}

/** What became of one batch of an upload; lines are those of the file. */
export interface UploadBatch {
  readonly number: number;
  readonly lines: readonly number[];
  readonly duplicateLines: readonly number[];
  /** Accepted ones that take reports back which have not come yet. */
  readonly waitingLines: readonly number[];
  readonly rejected: readonly RejectedRecord[];
}

const OPEN = {
  name: 'upload.open',
  text: `INSERT INTO loan_report_upload (id, owner_id, key, format, status, started_at)
         VALUES ($1, $2, $3, $4, 'RECEIVING', $5) ON CONFLICT (owner_id, key) DO NOTHING`,
};
const BY_KEY = {
  name: 'upload.byKey',
  text: 'SELECT id, format FROM loan_report_upload WHERE owner_id = $1 AND key = $2',
};
const CLAIM_BATCH = {
  name: 'upload.claimBatch',
  text: `INSERT INTO loan_report_batch (upload_id, owner_id, number, content_hash, lines)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (upload_id, owner_id, number) DO NOTHING`,
};
const BATCH_HASH = {
  name: 'upload.batchHash',
  text: `SELECT content_hash AS "contentHash" FROM loan_report_batch
         WHERE upload_id = $1 AND owner_id = $2 AND number = $3`,
};
const FINISH_BATCH = {
  name: 'upload.finishBatch',
  text: `UPDATE loan_report_batch SET accepted = $4, duplicate_lines = $5, rejected = $6, waiting_lines = $7
         WHERE upload_id = $1 AND owner_id = $2 AND number = $3`,
};
const BATCH_COUNT = {
  name: 'upload.batchCount',
  text: 'SELECT count(*)::int AS count FROM loan_report_batch WHERE upload_id = $1 AND owner_id = $2',
};
const COMPLETE = {
  name: 'upload.complete',
  text: `UPDATE loan_report_upload SET status = 'COMPLETED', completed_at = $3
         WHERE id = $1 AND owner_id = $2 AND status = 'RECEIVING'`,
};
const SUMMARY = `SELECT u.id, u.owner_id AS "ownerId", u.format, u.status, u.started_at AS "startedAt",
    u.completed_at AS "completedAt", s.records, s.accepted, s.duplicates, s.rejected
  FROM loan_report_upload u CROSS JOIN LATERAL (
    SELECT coalesce(sum(cardinality(b.lines)), 0)::int AS records, coalesce(sum(b.accepted), 0)::int AS accepted,
      coalesce(sum(cardinality(b.duplicate_lines)), 0)::int AS duplicates,
      coalesce(sum(jsonb_array_length(b.rejected)), 0)::int AS rejected
    FROM loan_report_batch b WHERE b.upload_id = u.id AND b.owner_id = u.owner_id) s`;
const BY_ID = { name: 'upload.byId', text: `${SUMMARY} WHERE u.id = $1` };
const PAGE = {
  ASC: { name: 'upload.page.asc', text: `${SUMMARY} WHERE u.id > $1 AND u.id < $2 ORDER BY u.id LIMIT $3` },
  DESC: { name: 'upload.page.desc', text: `${SUMMARY} WHERE u.id > $1 AND u.id < $2 ORDER BY u.id DESC LIMIT $3` },
} as const;
const BATCHES = {
  name: 'upload.batches',
  text: `SELECT number, lines, duplicate_lines AS "duplicateLines", waiting_lines AS "waitingLines", rejected
         FROM loan_report_batch
         WHERE upload_id = $1 AND number > $2 ORDER BY number LIMIT $3`,
};

export interface UploadOpening {
  readonly ownerId: string;
  readonly key: string;
  readonly format: UploadFormat;
  readonly at: Date;
}

/** The upload of this key, new or begun before. Refuses a key that was used for the other format. */
export async function openUpload(tx: Transaction, { ownerId, key, format, at }: UploadOpening): Promise<string> {
  const id = newId('loanReportUpload');
  if ((await tx.run(OPEN, [id, ownerId, key, format, at])) === 1) return id;
  const [first] = await tx.rows<{ id: string; format: string }>(BY_KEY, [ownerId, key]);
  if (first?.format !== format) return refuse(idempotencyConflict(key));
  return first.id;
}

export interface BatchClaim {
  readonly uploadId: string;
  readonly ownerId: string;
  readonly key: string;
  readonly number: number;
  readonly contentHash: string;
  readonly lines: readonly number[];
}

/** False: an earlier attempt took this very batch. Refuses when it held other records then. */
export async function claimBatch(tx: Transaction, batch: BatchClaim): Promise<boolean> {
  const { uploadId, ownerId, number, contentHash, lines, key } = batch;
  if ((await tx.run(CLAIM_BATCH, [uploadId, ownerId, number, contentHash, lines])) === 1) return true;
  const [first] = await tx.rows<{ contentHash: string }>(BATCH_HASH, [uploadId, ownerId, number]);
  if (first?.contentHash !== contentHash) refuse(idempotencyConflict(key));
  return false;
}

export const finishBatch = (
  tx: Transaction,
  { uploadId, ownerId, number }: BatchClaim,
  result: {
    readonly accepted: number;
    readonly duplicateLines: readonly number[];
    readonly waitingLines: readonly number[];
    readonly rejected: readonly RejectedRecord[];
  },
): Promise<number> =>
  tx.run(FINISH_BATCH, [
    uploadId,
    ownerId,
    number,
    result.accepted,
    result.duplicateLines,
    JSON.stringify(result.rejected),
    result.waitingLines,
  ]);

/** Ends an upload of `batches` batches. Refuses when an earlier attempt with the same key had more. */
export async function completeUpload(
  tx: Transaction,
  upload: { readonly id: string; readonly ownerId: string; readonly key: string },
  { batches, at }: { readonly batches: number; readonly at: Date },
): Promise<void> {
  const [taken] = await tx.rows<{ count: number }>(BATCH_COUNT, [upload.id, upload.ownerId]);
  if (taken?.count !== batches) refuse(idempotencyConflict(upload.key));
  await tx.run(COMPLETE, [upload.id, upload.ownerId, at]);
}

export async function readUpload(tx: Transaction, id: string): Promise<Upload | undefined> {
  const [upload] = await tx.rows<Upload>(BY_ID, [id]);
  return upload;
}

export interface UploadPage {
  readonly above: string;
  readonly below: string;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
}

export const readUploads = (tx: Transaction, { above, below, direction, limit }: UploadPage): Promise<Upload[]> =>
  tx.rows<Upload>(PAGE[direction], [above, below, limit]);

/** Batches behind `after`, in order. */
export const readBatches = (
  tx: Transaction,
  id: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<UploadBatch[]> => tx.rows<UploadBatch>(BATCHES, [id, after, limit]);
