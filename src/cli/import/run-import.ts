import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type CalendarDate, type FieldIssue, failure, issue, type Result, success } from '../../kernel/index.js';
import { type CsvRecord, csvRecords, readHeader } from '../../tabular/csv-records.js';
import { linesOf } from '../../tabular/lines.js';
import { businessDateOf, keyFingerprint, PinnedDate } from './business-date.js';
import { CsvFile } from './csv-file.js';
import { Gateway, GatewayStop } from './gateway.js';
import { type Mapping, parseMapping } from './mapping.js';
import { checkMapping } from './mapping-check.js';
import { inOrder } from './ordered-work.js';
import { createRowMapper } from './row-mapper.js';
import { createRowQuoter } from './row-quoter.js';
import { DECISION_HEADER, ERROR_HEADER, type RowResult, writeDecision, writeErrors } from './row-result.js';
import { inspectFile, type SourceFile } from './source-file.js';
import { type Counts, Tally } from './tally.js';

export interface ImportOptions {
  /** Paths. */
  readonly file: string;
  readonly mapping: string;
  readonly out: string;
  readonly errors: string;
  readonly url: string;
  readonly key: string;
  /** Requests under way at once, 1 to 256. */
  readonly concurrency: number;
  readonly retries: number;
  /** Part of every idempotency key: another batch of the same file makes new quotes. */
  readonly batch: string;
  /** Instead of the gateway's date. */
  readonly businessDate?: CalendarDate;
  readonly firstWaitMs?: number;
}

export interface ImportEnvironment {
  /** Aborted to stop early: rows under way are finished, the others left. */
  readonly signal: AbortSignal;
  note(text: string): void;
  /** Called for every row, with the rows the file seems to have. */
  progress(counts: Counts, expectedRows: number): void;
}

export interface ImportReport {
  readonly counts: Counts;
  /** Of the best offers, one text a currency. */
  readonly premiums: readonly string[];
  readonly sumsInsured: readonly string[];
  readonly seconds: number;
  readonly repeatedRequests: number;
  readonly businessDate: CalendarDate;
  /** `STOPPED`: the gateway could not be used any more, see `reason`. */
  readonly ended: 'COMPLETE' | 'INTERRUPTED' | 'STOPPED';
  readonly reason: string;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
/** Rows begun and not yet written, for each one that runs. */
const WINDOW = 8;
const ROWS_UNTIL_WARNING = 50;

interface Input {
  readonly source: SourceFile;
  readonly mapping: Mapping;
  readonly header: readonly string[];
}

function sharedPath({ file, mapping, out, errors }: ImportOptions): string | undefined {
  const paths = [file, mapping, out, errors];
  return paths.find((path, at) => paths.findIndex((other) => resolve(other) === resolve(path)) < at);
}

async function readInput(options: ImportOptions): Promise<Result<Input, readonly FieldIssue[]>> {
  const shared = sharedPath(options);
  if (shared) return failure([issue(shared, 'SAME_FILE', 'is used twice: input, mapping and outputs are four files')]);
  const unreadable = (path: string) => (error: unknown) => failure([issue(path, 'UNREADABLE', messageOf(error))]);
  const text = await readFile(options.mapping, 'utf8').then(success, unreadable(options.mapping));
  if (!text.ok) return text;
  const mapping = parseMapping(text.value);
  if (!mapping.ok) return mapping;
  const source = await inspectFile(options.file).then(success, unreadable(options.file));
  if (!source.ok) return source;
  const lines = linesOf(createReadStream(options.file));
  const header = await readHeader(lines, mapping.value.delimiter);
  await lines.return(undefined);
  if (!header) return failure([issue(options.file, 'EMPTY_FILE', 'has no header line')]);
  if (header.kind === 'BROKEN') return failure([issue(options.file, header.code, header.message)]);
  return success({ source: source.value, mapping: mapping.value, header: header.fields });
}

async function dateOf(options: ImportOptions, gateway: Gateway, file: string, note: ImportEnvironment['note']) {
  const run = { file, batch: options.batch, key: keyFingerprint(options.key) };
  const pinned = new PinnedDate(`${options.out}.run.json`);
  const known = await pinned.known(run);
  const date = options.businessDate ?? known ?? (await businessDateOf(gateway));
  if (known && !options.businessDate) note(`continues the import that began on business date ${known}`);
  await pinned.keep(run, date);
  return date;
}

/** Records behind the header, until there are no more or somebody says stop. */
async function* recordsOf({ source, mapping, header }: Input, signal: AbortSignal): AsyncGenerator<CsvRecord> {
  const options = { delimiter: mapping.delimiter, fieldCount: header.length };
  let isHeader = true;
  for await (const record of csvRecords(linesOf(createReadStream(source.path)), options)) {
    if (signal.aborted) return;
    if (!isHeader) yield record;
    isHeader = false;
  }
}

/**
 * Quotes every application of a CSV file. A row that cannot be quoted is reported and the rest is done; refused is only
 * what makes every row impossible. Files are written in the order of the rows.
 */
export async function runImport(
  options: ImportOptions,
  environment: ImportEnvironment,
): Promise<Result<ImportReport, readonly FieldIssue[]>> {
  const input = await readInput(options);
  if (!input.ok) return input;
  const { source, mapping, header } = input.value;
  const mapper = createRowMapper(mapping, header);
  if (!mapper.ok) return mapper;
  const stop = new AbortController();
  const signal = AbortSignal.any([environment.signal, stop.signal]);
  const gateway = new Gateway({ ...options, signal });
  const wrong = await checkMapping(mapping, gateway);
  if (wrong.length > 0) return failure(wrong);
  const businessDate = await dateOf(options, gateway, source.sha256, environment.note);
  const quoter = createRowQuoter({
    gateway,
    mapper: mapper.value,
    businessDate,
    file: source.sha256,
    batch: options.batch,
  });

  let reason = '';
  const work = async (record: CsvRecord): Promise<RowResult | undefined> => {
    try {
      return await quoter(record);
    } catch (error) {
      if (!(error instanceof GatewayStop) && !signal.aborted) throw error;
      if (error instanceof GatewayStop && reason === '') reason = error.message;
      stop.abort();
      return undefined;
    }
  };
  const startedMs = performance.now();
  const { concurrency } = options;
  const results = inOrder(recordsOf(input.value, signal), { work, concurrency, window: concurrency * WINDOW });
  const expectedRows = Math.max(0, source.lines - 1);
  const tally = await write(options, results, (counts, result) => {
    warnIfNothingWorks(counts, result, environment.note);
    environment.progress(counts, expectedRows);
  });
  return success({
    counts: tally.counts,
    premiums: tally.premiums,
    sumsInsured: tally.sumsInsured,
    seconds: (performance.now() - startedMs) / 1000,
    repeatedRequests: gateway.repeated,
    businessDate,
    ended: reason !== '' ? 'STOPPED' : signal.aborted ? 'INTERRUPTED' : 'COMPLETE',
    reason,
  });
}

/** When every row fails, the mapping or the gateway is at fault and not the rows: worth a look before all are done. */
function warnIfNothingWorks({ rows, failed }: Counts, result: RowResult, note: ImportEnvironment['note']): void {
  if (rows !== ROWS_UNTIL_WARNING || failed !== rows || result.kind !== 'FAILED') return;
  note(`all of the first ${rows} rows failed, line ${result.line} with ${result.code}: ${result.message}`);
}

async function write(
  { out, errors }: ImportOptions,
  results: AsyncIterable<RowResult | undefined>,
  progress: (counts: Counts, result: RowResult) => void,
): Promise<Tally> {
  const tally = new Tally();
  const decisionFile = await CsvFile.create(out, DECISION_HEADER);
  const errorFile = await CsvFile.create(errors, ERROR_HEADER);
  try {
    for await (const result of results) {
      if (!result) continue;
      tally.add(result);
      await writeDecision(decisionFile, result);
      await writeErrors(errorFile, result);
      progress(tally.counts, result);
    }
  } finally {
    await decisionFile.close();
    await errorFile.close();
  }
  return tally;
}
