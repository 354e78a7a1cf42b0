import { parse } from 'csv-parse/sync';
import { LONGEST_LINE, type SourceLine } from './lines.js';

/** One record, and the line it starts on. */
export interface CsvRow {
  readonly kind: 'ROW';
  readonly line: number;
  readonly fields: readonly string[];
}

export interface BrokenRow {
  readonly kind: 'BROKEN';
  readonly line: number;
  readonly code: 'LINE_TOO_LONG' | 'MALFORMED_CSV' | 'WRONG_FIELD_COUNT';
  readonly message: string;
}

export type CsvRecord = CsvRow | BrokenRow;

/** A quoted field may hold line ends, but not so many that a forgotten quote swallows the rest of the file. */
const MOST_LINES = 50;

const broken = (line: number, code: BrokenRow['code'], message: string): BrokenRow => ({
  kind: 'BROKEN',
  line,
  code,
  message,
});

function read(line: number, text: string, options: CsvOptions): CsvRecord {
  const { delimiter, fieldCount } = options;
  try {
    // Without a quote there is nothing to parse, and most records have none.
    const [fields = []] = text.includes('"')
      ? (parse(text, { delimiter, relax_column_count: true }) as string[][])
      : [text.split(delimiter)];
    if (fieldCount === undefined || fields.length === fieldCount) return { kind: 'ROW', line, fields };
    return broken(line, 'WRONG_FIELD_COUNT', `has ${fields.length} fields, the header has ${fieldCount}`);
  } catch (error) {
    // The parser sees one record: where in it is not where in the file.
    const [message = ''] = (error instanceof Error ? error.message : String(error)).split(/ at line \d/);
    return broken(line, 'MALFORMED_CSV', message);
  }
}

export interface CsvOptions {
  /** One character. */
  readonly delimiter: string;
  /** Fields a record must have. */
  readonly fieldCount?: number;
}

const isOdd = (text: string): boolean => (text.split('"').length - 1) % 2 === 1;

/** Lines with a way back: what turned out not to belong to a record is read again. */
class LineQueue {
  private readonly returned: SourceLine[] = [];

  constructor(private readonly source: AsyncIterator<SourceLine>) {}

  async next(): Promise<SourceLine | undefined> {
    const line = this.returned.pop();
    if (line) return line;
    const { done, value } = await this.source.next();
    return done ? undefined : value;
  }

  giveBack(lines: readonly SourceLine[]): void {
    this.returned.push(...lines.toReversed());
  }
}

/** Further lines of a record whose quote is still open; none when it is never closed. */
async function continuation(lines: LineQueue, text: string): Promise<SourceLine[]> {
  const more: SourceLine[] = [];
  let isOpen = isOdd(text);
  let length = text.length;
  while (isOpen) {
    const line = more.length < MOST_LINES ? await lines.next() : undefined;
    if (line) more.push(line);
    length += line?.text?.length ?? LONGEST_LINE;
    if (line?.text === undefined || length > LONGEST_LINE) {
      lines.giveBack(more);
      return [];
    }
    if (isOdd(line.text)) isOpen = false;
  }
  return more;
}

/**
 * Records of a CSV file (RFC 4180). A record that cannot be read costs its first line only: the line after it is read
 * afresh, so one stray quote does not take the records behind it along. Empty lines are passed over.
 */
export async function* csvRecords(source: AsyncIterable<SourceLine>, options: CsvOptions): AsyncGenerator<CsvRecord> {
  const lines = new LineQueue(source[Symbol.asyncIterator]());
  for (let line = await lines.next(); line; line = await lines.next()) {
    const { number, text } = line;
    if (text === undefined) {
      yield broken(number, 'LINE_TOO_LONG', `has more than ${LONGEST_LINE} characters`);
    } else if (text.trim() !== '') {
      const more = await continuation(lines, text);
      const record = read(number, [text, ...more.map((one) => one.text)].join('\n'), options);
      if (record.kind === 'BROKEN') lines.giveBack(more);
      yield record;
    }
  }
}

/** The first record and the rest, from one pass over the lines. */
export async function readHeader(lines: AsyncGenerator<SourceLine>, delimiter: string): Promise<CsvRecord | undefined> {
  const first = csvRecords(withoutReturn(lines), { delimiter });
  const { done, value } = await first.next();
  return done ? undefined : value;
}

// Leaving a `for await` loop closes its source; the header's reader must leave the rest for the next one.
const withoutReturn = <T>(source: AsyncGenerator<T>): AsyncIterable<T> => ({
  [Symbol.asyncIterator]: () => ({ next: () => source.next() }),
});
