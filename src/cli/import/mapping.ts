import { z } from 'zod';
import { type FieldIssue, failure, isDecimalText, issue, type Result, success } from '../../kernel/index.js';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const pattern = z.string().refine((text) => {
  try {
    return new RegExp(text, 'u').source !== '';
  } catch {
    return false;
  }
}, 'is not a regular expression');

const columnRule = z.strictObject({
  /** Header of the column. Its text is trimmed first. */
  column: z.string().min(1),
  /** Texts that mean "not known", beside the empty field. */
  empty: z.array(z.string()).default([]),
  /** Sent when the field is empty; without it an empty field is a bad row. */
  whenEmpty: scalar.optional(),
  /** Must match; the first group, if there is one, is what goes on. */
  pattern: pattern.optional(),
  /** Text to value. Texts that are not listed become `otherwise`; without it they are a bad row. */
  translate: z.record(z.string(), scalar).optional(),
  otherwise: scalar.optional(),
  /** 13.99 becomes 0.1399, exactly. */
  percent: z.boolean().default(false),
  /** Exact factor. */
  times: z.string().refine(isDecimalText, 'must be a plain decimal in text').optional(),
  /** Rounds half up to this many decimals; without it every digit is kept. */
  decimals: z.int().min(0).max(20).optional(),
  as: z.enum(['text', 'decimal', 'number', 'integer', 'boolean', 'date']).default('text'),
  dateFormat: z.enum(['YYYY-MM-DD', 'YYYYMMDD', 'MM/DD/YYYY', 'DD/MM/YYYY', 'DD.MM.YYYY']).default('YYYY-MM-DD'),
});

const templateRule = z.strictObject({
  /** Text with `{line}`, `{file}` (eight characters that stand for the file) and `{column:header}`. */
  template: z.string().min(1),
});

const dateRule = z.strictObject({
  /** Counted from the gateway's business date (UTC) on the day the import began. */
  businessDate: z.strictObject({
    plusDays: z.int().min(-40_000).max(40_000).default(0),
    plusMonths: z.int().min(-1_200).max(1_200).default(0),
  }),
});

const mappingSchema = z.strictObject({
  kind: z.literal('covergraph.import-mapping'),
  format: z.literal(1),
  description: z.string().optional(),
  delimiter: z.string().length(1).default(','),
  /** Path in `QuoteCreateInput` to a constant or a rule. */
  input: z.record(z.string(), z.union([scalar, columnRule, templateRule, dateRule])),
});

export type Scalar = z.infer<typeof scalar>;
export type ColumnRule = z.infer<typeof columnRule>;
export type TemplateRule = z.infer<typeof templateRule>;
export type DateRule = z.infer<typeof dateRule>;
export type Rule = Scalar | ColumnRule | TemplateRule | DateRule;

/** `lines[2].unitPrice` as `['lines', 2, 'unitPrice']`. */
export type InputPath = readonly (string | number)[];

export interface MappedField {
  readonly path: string;
  readonly steps: InputPath;
  readonly rule: Rule;
}

export interface Mapping {
  readonly delimiter: string;
  readonly fields: readonly MappedField[];
}

const PATH_PATTERN = /^[A-Za-z]\w*(\[\d{1,3}\])*(\.[A-Za-z]\w*(\[\d{1,3}\])*)*$/;

const stepsOf = (path: string): InputPath =>
  [...path.matchAll(/\w+/g)].map(([step]) => (/^\d/.test(step) ? Number(step) : step));

/** Paths that are parts of each other, and lists with a gap. */
function* pathIssues(fields: readonly MappedField[]): Generator<FieldIssue> {
  const paths = new Set(fields.map(({ path }) => path));
  for (const { path } of fields) {
    const ends = [...path.matchAll(/[.[]/g)].map(({ index }) => index);
    const parent = ends.map((end) => path.slice(0, end)).find((part) => paths.has(part));
    if (parent) yield issue(path, 'PATH_TAKEN', `lies inside ${parent}, which has a value of its own`);
    for (const { 0: part, 1: at = '0', index } of path.matchAll(/\[(\d+)\]/g)) {
      const before = `${path.slice(0, index)}[${Number(at) - 1}]`;
      const isThere = at === '0' || [...paths].some((other) => other.startsWith(before));
      if (!isThere) yield issue(path, 'LIST_HAS_GAP', `${part} comes without ${before}`);
    }
  }
}

/** Reads a mapping file's text. All that is wrong with it is told at once. */
export function parseMapping(text: string): Result<Mapping, readonly FieldIssue[]> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return failure([issue('mapping', 'NOT_JSON', error instanceof Error ? error.message : String(error))]);
  }
  const parsed = mappingSchema.safeParse(json);
  if (!parsed.success) {
    return failure(
      parsed.error.issues.map(({ path, code, message }) => issue(path.join('.'), code.toUpperCase(), message)),
    );
  }
  const { delimiter, input } = parsed.data;
  const malformed = Object.keys(input).filter((path) => !PATH_PATTERN.test(path));
  if (malformed.length > 0) {
    return failure(
      malformed.map((path) => issue(path, 'NOT_A_PATH', 'must look like loan.principal.amount or lines[0].sku')),
    );
  }
  const fields = Object.entries(input).map(([path, rule]) => ({ path, steps: stepsOf(path), rule }));
  const issues = [...pathIssues(fields)];
  return issues.length > 0 ? failure(issues) : success({ delimiter, fields });
}
