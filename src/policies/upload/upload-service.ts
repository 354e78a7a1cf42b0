import { createHash } from 'node:crypto';
import { checkKey } from '../../database/idempotency.js';
import { tenantScope } from '../../database/unit-of-work.js';
import { isId, notFound, type Outcome, outcomeOf, refuse } from '../../kernel/index.js';
import type { Viewer } from '../../partners/viewer.js';
import { type ReadLine, readLine } from '../loan-report.js';
import type { LoanReportOptions } from '../loan-report-service.js';
import { takeLines } from '../loan-report-taking.js';
import { byPolicy } from '../taken-lines.js';
import { inFlight } from './in-flight.js';
import { type UploadFormat, type UploadRecord, uploadRecords } from './upload-records.js';
import {
  claimBatch,
  completeUpload,
  finishBatch,
  openUpload,
  type RejectedRecord,
  readBatches,
  readUpload,
  readUploads,
  type Upload,
  type UploadBatch,
  type UploadPage,
} from './upload-rows.js';

/** Records of one transaction. A constant of the format: a repeated upload is cut into the same batches. */
const BATCH = 1_000;
const BATCHES_IN_FLIGHT = 2;
const BATCH_DEADLINE_MS = 30_000;
const BATCHES_AT_ONCE = 50;

export interface UploadRequest {
  readonly idempotencyKey: string;
  readonly format: UploadFormat;
  readonly bytes: AsyncIterable<Buffer>;
}

/** One line of the results of an upload. */
export interface RecordResult {
  readonly line: number;
  readonly result: 'ACCEPTED' | 'DUPLICATE' | 'REJECTED';
  /** Accepted, and takes a report back that has not come yet. */
  readonly isWaiting?: true;
  readonly rejection?: RejectedRecord;
}

interface RunningUpload {
  readonly id: string;
  readonly ownerId: string;
  readonly key: string;
}

/**
 * Takes the servicing feed as a file of any length while it arrives. Each batch is one transaction that holds both its
 * reports and what became of them, so an upload that broke off goes on where it was when it is sent again with its key,
 * and answers the same as if it had never broken off.
 */
export class UploadService {
  constructor(private readonly options: LoanReportOptions) {}

  /** @throws UploadHeaderError, and whatever reading the bytes throws; what was taken until then stays */
  async upload(viewer: Viewer, { idempotencyKey, format, bytes }: UploadRequest): Promise<Outcome<Upload>> {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const { units, clock } = this.options;
    const ownerId = viewer.organisationId;
    const scope = tenantScope(ownerId);
    return outcomeOf(async () => {
      // A file that cannot be read at all leaves no upload behind that would never end.
      const records = await begun(uploadRecords(format, bytes));
      const opening = { ownerId, key: idempotencyKey, format, at: clock.now() };
      const upload = { id: await units.run(scope, (tx) => openUpload(tx, opening)), ownerId, key: idempotencyKey };
      let batches = 0;
      await inFlight(batchesOf(records), BATCHES_IN_FLIGHT, (records) => {
        batches += 1;
        return this.take(upload, batches, records);
      });
      return units.run(scope, async (tx) => {
        await completeUpload(tx, upload, { batches, at: clock.now() });
        return (await readUpload(tx, upload.id)) ?? refuse(notFound('loanReportUpload', upload.id));
      });
    });
  }

  async find(viewer: Viewer, id: string): Promise<Upload | undefined> {
    if (!isId('loanReportUpload', id)) return undefined;
    const scope = tenantScope(viewer.organisationId);
    return this.options.units.run(scope, (tx) => readUpload(tx, id), { readOnly: true });
  }

  async page(viewer: Viewer, page: UploadPage): Promise<Upload[]> {
    const scope = tenantScope(viewer.organisationId);
    return this.options.units.run(scope, (tx) => readUploads(tx, page), { readOnly: true });
  }

  /** What became of every record so far, in the order of the file, read as it is asked for. */
  async *results(viewer: Viewer, id: string): AsyncGenerator<RecordResult> {
    const scope = tenantScope(viewer.organisationId);
    for (let after = 0; ; ) {
      const page = { after, limit: BATCHES_AT_ONCE };
      const batches = await this.options.units.run(scope, (tx) => readBatches(tx, id, page), { readOnly: true });
      for (const batch of batches) yield* resultsOf(batch);
      const last = batches.at(-1);
      if (!last || batches.length < BATCHES_AT_ONCE) return;
      after = last.number;
    }
  }

  private async take(upload: RunningUpload, number: number, records: readonly UploadRecord[]): Promise<void> {
    const { units, clock, followers } = this.options;
    const { read, rejected } = readable(records);
    const lineOf = (index: number): number => records[index]?.line ?? 0;
    const batch = {
      uploadId: upload.id,
      ownerId: upload.ownerId,
      key: upload.key,
      number,
      contentHash: hashOf(records),
      lines: records.map(({ line }) => line),
    };
    await units.run(
      tenantScope(upload.ownerId),
      async (tx) => {
        if (!(await claimBatch(tx, batch))) return;
        const taking = { reporter: upload.ownerId, clock, cause: 'loanReportUpload', followers };
        const taken = await takeLines(tx, byPolicy(read), taking);
        const refused = taken.rejected.map(({ index, ...rest }) => ({ line: lineOf(index), ...rest }));
        await finishBatch(tx, batch, {
          accepted: taken.accepted,
          duplicateLines: taken.duplicates.map(lineOf),
          waitingLines: taken.waiting.map(({ index }) => lineOf(index)),
          rejected: [...rejected, ...refused].sort((a, b) => a.line - b.line),
        });
      },
      { deadlineMs: BATCH_DEADLINE_MS },
    );
  }
}

/** The same records, once the first has been read. */
async function begun(records: AsyncGenerator<UploadRecord>): Promise<AsyncIterable<UploadRecord>> {
  const first = await records.next();
  return (async function* () {
    if (first.done) return;
    yield first.value;
    yield* records;
  })();
}

async function* batchesOf(records: AsyncIterable<UploadRecord>): AsyncGenerator<readonly UploadRecord[]> {
  let batch: UploadRecord[] = [];
  for await (const record of records) {
    batch.push(record);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function hashOf(records: readonly UploadRecord[]): string {
  const hash = createHash('sha256');
  for (const { text } of records) hash.update(text).update('\n');
  return hash.digest('hex');
}

function readable(records: readonly UploadRecord[]): {
  read: readonly ReadLine[];
  rejected: readonly RejectedRecord[];
} {
  const read: ReadLine[] = [];
  const rejected: RejectedRecord[] = [];
  for (const [index, { line, report }] of records.entries()) {
    if (!report.ok) {
      rejected.push({ line, policy: null, sequence: null, ...report.error });
      continue;
    }
    const { policy, sequence } = report.value;
    const result = readLine(report.value, index);
    if (result.ok) read.push(result.value);
    else rejected.push({ line, policy, sequence, ...result.error });
  }
  return { read, rejected };
}

function* resultsOf({ lines, duplicateLines, waitingLines, rejected }: UploadBatch): Generator<RecordResult> {
  const duplicates = new Set(duplicateLines);
  const waiting = new Set(waitingLines);
  const rejections = new Map(rejected.map((one) => [one.line, one]));
  for (const line of lines) {
    const rejection = rejections.get(line);
    if (rejection) yield { line, result: 'REJECTED', rejection };
    else if (duplicates.has(line)) yield { line, result: 'DUPLICATE' };
    else yield { line, result: 'ACCEPTED', ...(waiting.has(line) ? { isWaiting: true } : {}) };
  }
}
