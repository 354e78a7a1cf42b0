import type { CalendarDate, FieldIssue } from '../../kernel/index.js';
import type { CsvRecord } from '../../tabular/csv-records.js';
import type { Gateway } from './gateway.js';
import { QUOTE_CREATE, readQuoteAnswer } from './quote-answer.js';
import type { RowMapper } from './row-mapper.js';
import type { RowResult } from './row-result.js';

export interface RowQuoterOptions {
  readonly gateway: Gateway;
  readonly mapper: RowMapper;
  readonly businessDate: CalendarDate;
  /** Hash of the CSV file. */
  readonly file: string;
  readonly batch: string;
}

const described = ({ path, code, message }: FieldIssue): string =>
  [path, `${code}:`, message].filter(Boolean).join(' ');

/**
 * Quotes one record. The idempotency key comes from the bytes of the file and the line alone, so a repetition is
 * answered with the first quote, also by a process that knows nothing of the first one.
 */
export function createRowQuoter(options: RowQuoterOptions): (record: CsvRecord) => Promise<RowResult> {
  const { gateway, mapper, businessDate, file, batch } = options;
  const prefix = ['import', file.slice(0, 32), ...(batch === '' ? [] : [batch])].join(':');
  return async (record) => {
    const { line } = record;
    const named = { line, key: `${prefix}:${line}` };
    if (record.kind === 'BROKEN') {
      const { code, message } = record;
      return { ...named, kind: 'FAILED', code, message, issues: [{ path: '', column: '', code, message }] };
    }
    const mapped = mapper.map(record.fields, { line, file: file.slice(0, 8), businessDate });
    if (!mapped.ok) {
      const message = mapped.error.map((one) => `${one.column} ${one.message}`).join('; ');
      return { ...named, kind: 'FAILED', code: 'ROW_NOT_MAPPED', message, issues: mapped.error };
    }
    const answer = readQuoteAnswer(await gateway.ask(QUOTE_CREATE, { key: named.key, input: mapped.value }));
    if (answer.kind === 'QUOTED') return { ...named, ...answer };
    const { code, message, issues } = answer;
    if (issues.length === 0) {
      return { ...named, kind: 'FAILED', code, message, issues: [{ path: '', column: '', code, message }] };
    }
    return {
      ...named,
      kind: 'FAILED',
      code,
      message: issues.map(described).join('; '),
      issues: issues.map((one) => ({ ...one, column: mapper.columnOf(one.path) })),
    };
  };
}
