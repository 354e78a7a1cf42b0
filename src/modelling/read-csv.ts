import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import { type FieldIssue, failure, issue, type Result, success } from '../kernel/index.js';
import { type Column, numericColumn } from './dataset.js';

export interface CsvOptions {
  /** One character; a comma unless given. */
  readonly delimiter?: string;
  /** Texts that mean "missing", beside the empty field. */
  readonly missing?: readonly string[];
  /** Columns to read as categories although they hold numbers. */
  readonly categorical?: readonly string[];
}

export interface CsvTable {
  readonly columns: readonly Column[];
  readonly rows: number;
  /** `sha256:` and the hex digest of the file's bytes. */
  readonly hash: string;
}

export const MISSING_TEXTS: readonly string[] = ['NA', 'N/A', 'NaN', 'null', 'NULL', '?'];
const NUMBER_PATTERN = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** One column while it is read: each text once, each row its number. */
class ColumnBuilder {
  private readonly codeOf = new Map<string, number>();
  private codes = new Int32Array(1024);
  private length = 0;

  constructor(readonly name: string) {}

  push(text: string | undefined): void {
    if (this.length === this.codes.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.codes);
      this.codes = larger;
    }
    this.codes[this.length++] = text === undefined ? -1 : this.code(text);
  }

  private code(text: string): number {
    const known = this.codeOf.get(text);
    if (known !== undefined) return known;
    this.codeOf.set(text, this.codeOf.size);
    return this.codeOf.size - 1;
  }

  /** Numeric when every value present is a number. */
  build(isCategorical: boolean): Column {
    const levels = [...this.codeOf.keys()];
    const codes = this.codes.slice(0, this.length);
    if (isCategorical || !levels.every((text) => NUMBER_PATTERN.test(text))) {
      return { kind: 'CATEGORY', name: this.name, levels, codes };
    }
    const numbers = levels.map(Number);
    return numericColumn(
      this.name,
      Float64Array.from(codes, (code) => numbers[code] ?? Number.NaN),
    );
  }
}

/** The message of an error of the file system, which carries a code like ENOENT; undefined for any other. */
export function fileProblem(error: unknown): string | undefined {
  const isSystem = typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
  return isSystem ? String(error.message) : undefined;
}

/**
 * Streams a CSV file with a header line into typed columns, hashing its bytes on the way.
 * Refused with the line at fault: no file, no header, a column named twice, a line with too many or too few fields.
 */
export async function readCsv(
  path: string,
  options: CsvOptions = {},
  progress: (rows: number) => void = () => undefined,
): Promise<Result<CsvTable, FieldIssue>> {
  const missing = new Set(['', ...(options.missing ?? MISSING_TEXTS)]);
  const hash = createHash('sha256');
  const file = createReadStream(path);
  file.on('data', (chunk) => hash.update(chunk));
  const parser = parse({ delimiter: options.delimiter ?? ',', bom: true, trim: true, skip_empty_lines: true });
  file.on('error', (error) => parser.destroy(error));
  let builders: readonly ColumnBuilder[] | undefined;
  let rows = 0;
  try {
    for await (const fields of file.pipe(parser) as AsyncIterable<readonly string[]>) {
      if (!builders) {
        const twice = fields.find((name, index) => fields.indexOf(name) !== index);
        if (twice !== undefined) return failure(issue('data', 'DUPLICATE_COLUMN', `two columns are named "${twice}"`));
        builders = fields.map((name) => new ColumnBuilder(name));
        continue;
      }
      for (const [index, builder] of builders.entries()) {
        const text = fields[index] ?? '';
        builder.push(missing.has(text) ? undefined : text);
      }
      rows += 1;
      if (rows % 100_000 === 0) progress(rows);
    }
  } catch (error) {
    if (error instanceof CsvError) return failure(issue('data', 'BAD_CSV', error.message));
    const problem = fileProblem(error);
    if (problem === undefined) throw error;
    return failure(issue('data', 'UNREADABLE', problem));
  }
  if (!builders || rows === 0) return failure(issue('data', 'EMPTY', 'the file holds no rows below a header line'));
  progress(rows);
  const categorical = new Set(options.categorical ?? []);
  const columns = builders.map((builder) => builder.build(categorical.has(builder.name)));
  return success({ columns, rows, hash: `sha256:${hash.digest('hex')}` });
}
