import { z } from 'zod';
import { failure, type Result, success } from '../../kernel/index.js';
import { csvRecords, readHeader } from '../../tabular/csv-records.js';
import { LONGEST_LINE, linesOf } from '../../tabular/lines.js';
import type { LineProblem, LoanReportLine } from '../loan-report.js';

export type UploadFormat = 'NDJSON' | 'CSV';

/** One record of an upload, as far as its form could be read. */
export interface UploadRecord {
  /** Line it begins on, from 1. */
  readonly line: number;
  /** Its text: two uploads are the same when these are. */
  readonly text: string;
  readonly report: Result<LoanReportLine, LineProblem>;
}

const amount = z.strictObject({ amount: z.string(), currency: z.string() });
const payment = z.strictObject({ amount });
const reportShape = z.strictObject({
  policy: z.string(),
  sequence: z.number(),
  effectiveOn: z.iso.date(),
  repayment: payment.nullish(),
  prepayment: payment.nullish(),
  settled: payment.nullish(),
  missed: z.strictObject({ amount: amount.nullish() }).nullish(),
  reversed: z.strictObject({ sequence: z.number(), reason: z.enum(['BOUNCED', 'ERROR']) }).nullish(),
});

const malformed = (message: string) => failure({ code: 'MALFORMED_RECORD', message });

function checked(value: unknown): Result<LoanReportLine, LineProblem> {
  const parsed = reportShape.safeParse(value);
  if (parsed.success) return success(parsed.data);
  return malformed(
    parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'record'}: ${message}`).join('; '),
  );
}

function readJson(text: string): Result<LoanReportLine, LineProblem> {
  try {
    return checked(JSON.parse(text));
  } catch {
    return malformed('is not a JSON object');
  }
}

async function* jsonRecords(bytes: AsyncIterable<Buffer>): AsyncGenerator<UploadRecord> {
  for await (const { number, text } of linesOf(bytes)) {
    if (text === undefined) {
      const report = failure({ code: 'LINE_TOO_LONG', message: `has more than ${LONGEST_LINE} characters` });
      yield { line: number, text: '', report };
    } else if (text.trim() !== '') yield { line: number, text, report: readJson(text) };
  }
}

/** Columns of a CSV upload, in any order; `amount` and `currency` may be empty where a fact needs none. */
export const UPLOAD_COLUMNS = ['policy', 'sequence', 'effectiveOn', 'fact', 'amount', 'currency'] as const;
/** Columns that only files with reversals need: the sequence that is taken back, and why. */
export const REVERSAL_COLUMNS = ['reverses', 'reason'] as const;

const COLUMNS = [...UPLOAD_COLUMNS, ...REVERSAL_COLUMNS];
const FACTS = ['repayment', 'prepayment', 'settled', 'missed', 'reversed'];

/** The header does not name every column it must once, or names others. */
export class UploadHeaderError extends Error {}

function columnsOf(header: readonly string[]): readonly number[] {
  const names = header.map((name) => name.trim());
  const hasAll = UPLOAD_COLUMNS.every((column) => names.includes(column));
  const known = COLUMNS.filter((column) => names.includes(column));
  if (!hasAll || names.length !== known.length) {
    const message = `The first line must name the columns ${UPLOAD_COLUMNS.join(', ')}, each once, and may name ${REVERSAL_COLUMNS.join(', ')}.`;
    throw new UploadHeaderError(message);
  }
  return COLUMNS.map((column) => names.indexOf(column));
}

const numberOf = (digits: string | undefined): number => Number(digits || Number.NaN);

function readFields(fields: readonly string[], places: readonly number[]): Result<LoanReportLine, LineProblem> {
  const [policy, sequence, effectiveOn, fact = '', digits, currency, reverses, reason] = places.map(
    (at) => fields[at]?.trim() ?? '',
  );
  if (!FACTS.includes(fact)) return malformed(`fact: must be one of ${FACTS.join(', ')}`);
  const amount = digits === '' && currency === '' ? {} : { amount: { amount: digits, currency } };
  const reversal = reverses === '' && reason === '' ? {} : { sequence: numberOf(reverses), reason };
  const said = { ...amount, ...reversal };
  return checked({ policy, sequence: numberOf(sequence), effectiveOn, [fact]: said });
}

async function* csvUpload(bytes: AsyncIterable<Buffer>): AsyncGenerator<UploadRecord> {
  const lines = linesOf(bytes);
  const header = await readHeader(lines, ',');
  if (header?.kind !== 'ROW') throw new UploadHeaderError('The file is empty or its first line cannot be read.');
  const places = columnsOf(header.fields);
  for await (const record of csvRecords(lines, { delimiter: ',', fieldCount: header.fields.length })) {
    const { line } = record;
    if (record.kind === 'ROW') {
      yield { line, text: record.fields.join('\u001f'), report: readFields(record.fields, places) };
    } else {
      const { code, message } = record;
      yield { line, text: `${code} ${message}`, report: failure({ code, message }) };
    }
  }
}

/**
 * Records of an upload as its bytes arrive; a record that cannot be read is one with a problem (`MALFORMED_RECORD`,
 * `LINE_TOO_LONG`, `MALFORMED_CSV`, `WRONG_FIELD_COUNT`), the others go on.
 * @throws UploadHeaderError for CSV without its header
 */
export const uploadRecords = (format: UploadFormat, bytes: AsyncIterable<Buffer>): AsyncGenerator<UploadRecord> =>
  format === 'CSV' ? csvUpload(bytes) : jsonRecords(bytes);
