import {
  addDays,
  addMonths,
  type CalendarDate,
  type FieldIssue,
  failure,
  issue,
  type Result,
  success,
} from '../../kernel/index.js';
import { columnReader } from './column-value.js';
import type { ColumnRule, DateRule, InputPath, MappedField, Mapping, Scalar, TemplateRule } from './mapping.js';

/** What a row is mapped with, beside its fields. */
export interface RowSetting {
  readonly line: number;
  /** Eight characters that stand for the file. */
  readonly file: string;
  readonly businessDate: CalendarDate;
}

/** One reason why a row cannot be sent, or was not accepted. */
export interface RowIssue extends FieldIssue {
  /** The column behind the path; empty when there is none. */
  readonly column: string;
}

export interface RowMapper {
  /** The `QuoteCreateInput` of a row. */
  map(fields: readonly string[], setting: RowSetting): Result<object, readonly RowIssue[]>;
  /** The column an input path comes from, for people; empty for constants. */
  columnOf(path: string): string;
}

type Cell = (fields: readonly string[], setting: RowSetting) => Result<Scalar, { code: string; message: string }>;

interface Field {
  readonly path: string;
  readonly steps: InputPath;
  readonly column: string;
  readonly cell: Cell;
}

const PLACEHOLDER = /\{(line|file|column:([^{}]+))\}/g;

const templateColumns = ({ template }: TemplateRule): readonly string[] =>
  [...template.matchAll(PLACEHOLDER)].flatMap(([, , column]) => (column === undefined ? [] : [column]));

function templateCell({ template }: TemplateRule, at: (column: string) => number): Cell {
  return (fields, setting) =>
    success(
      template.replaceAll(PLACEHOLDER, (_whole, name: string, column: string | undefined) => {
        if (column !== undefined) return (fields[at(column)] ?? '').trim();
        return name === 'line' ? String(setting.line) : setting.file;
      }),
    );
}

function dateCell({ businessDate: { plusDays, plusMonths } }: DateRule): Cell {
  return (_fields, { businessDate }) => success(addDays(addMonths(businessDate, plusMonths), plusDays));
}

function columnCell(rule: ColumnRule, at: number): Cell {
  const read = columnReader(rule);
  return (fields) => read(fields[at] ?? '');
}

const columnsOf = ({ rule }: MappedField): readonly string[] => {
  if (typeof rule !== 'object' || rule === null) return [];
  if ('column' in rule) return [rule.column];
  return 'template' in rule ? templateColumns(rule) : [];
};

function fieldOf(field: MappedField, at: (column: string) => number): Field {
  const { path, steps, rule } = field;
  const named = { path, steps, column: columnsOf(field).join(', ') };
  if (typeof rule !== 'object' || rule === null) return { ...named, cell: () => success(rule) };
  if ('column' in rule) return { ...named, cell: columnCell(rule, at(rule.column)) };
  if ('template' in rule) return { ...named, cell: templateCell(rule, at) };
  return { ...named, cell: dateCell(rule) };
}

function* headerIssues(mapping: Mapping, header: readonly string[]): Generator<FieldIssue> {
  const twice = new Set(header.filter((name, at) => header.indexOf(name) !== at));
  for (const field of mapping.fields) {
    for (const column of columnsOf(field)) {
      if (!header.includes(column)) yield issue(field.path, 'NO_SUCH_COLUMN', `the file has no column ${column}`);
      if (twice.has(column)) yield issue(field.path, 'COLUMN_TWICE', `the file has two columns ${column}`);
    }
  }
}

type Container = Record<string, unknown> | unknown[];

const stepInto = (container: Container, step: string | number, next: string | number): Container => {
  const holder = container as Record<string | number, unknown>;
  holder[step] ??= typeof next === 'number' ? [] : {};
  return holder[step] as Container;
};

function put(root: Record<string, unknown>, steps: InputPath, value: Scalar): void {
  let container: Container = root;
  for (const [at, step] of steps.entries()) {
    const next = steps[at + 1];
    if (next === undefined) (container as Record<string | number, unknown>)[step] = value;
    else container = stepInto(container, step, next);
  }
}

/** Joins a mapping to the header of a file; every column it misses is told at once. */
export function createRowMapper(
  mapping: Mapping,
  headerFields: readonly string[],
): Result<RowMapper, readonly FieldIssue[]> {
  const header = headerFields.map((name) => name.trim());
  const issues = [...headerIssues(mapping, header)];
  if (issues.length > 0) return failure(issues);
  const fields = mapping.fields.map((field) => fieldOf(field, (column) => header.indexOf(column)));
  const columns = new Map(fields.map(({ path, column }) => [path, column]));
  return success({
    map: (values, setting) => {
      const input = {};
      const wrong: RowIssue[] = [];
      for (const { path, steps, column, cell } of fields) {
        const result = cell(values, setting);
        if (result.ok) put(input, steps, result.value);
        else wrong.push({ path, column, ...result.error });
      }
      return wrong.length > 0 ? failure(wrong) : success(input);
    },
    columnOf: (path) => columns.get(path) ?? '',
  });
}
