import { type FieldIssue, failure, issue, type Result, success } from '../kernel/index.js';
import { type Column, countBads, type Dataset, pickDataset } from './dataset.js';
import { type TestRule, testRows } from './split.js';

export interface OutcomeChoice {
  readonly target: string;
  /** The target's value that means bad; may be left out when the target holds 0 and 1. */
  readonly badValue?: string;
  readonly exclude: readonly string[];
  readonly test: TestRule;
}

export interface PreparedData {
  readonly train: Dataset;
  readonly test: Dataset | null;
  readonly badValue: string;
  readonly warnings: readonly string[];
}

/** Fewer cases of one kind than this cannot carry a card. */
const LEAST_CASES = 20;

const list = (names: readonly string[]): string =>
  names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');

const refuse = (path: string, code: string, message: string): Result<never, readonly FieldIssue[]> =>
  failure([issue(path, code, message)]);

/** One column whose name holds the separators of another kind of file. */
const looksUnsplit = (names: readonly string[]): boolean => names.length === 1 && /[;\t|]/.test(names[0] ?? '');

/**
 * Picks the target, drops excluded columns and rows without an outcome, and splits training from test rows. Refuses,
 * with the reason, whatever cannot be trained on.
 */
export function prepare(
  columns: readonly Column[],
  choice: OutcomeChoice,
): Result<PreparedData, readonly FieldIssue[]> {
  const names = columns.map(({ name }) => name);
  const target = columns.find(({ name }) => name === choice.target);
  if (!target) {
    const hint = looksUnsplit(names) ? '; is it separated by another character (--delimiter)?' : '';
    return refuse(
      'target',
      'UNKNOWN_COLUMN',
      `the data has no column "${choice.target}"; it has ${list(names)}${hint}`,
    );
  }
  const unknown = choice.exclude.filter((name) => !names.includes(name));
  if (unknown.length > 0) return refuse('exclude', 'UNKNOWN_COLUMN', `the data has no column ${list(unknown)}`);
  const read = readOutcomes(target, choice.badValue);
  if (!read.ok) return read;
  const { outcomes, badValue, unlabelled } = read.value;
  const warnings = [...read.value.warnings];
  if (unlabelled > 0) warnings.push(`${unlabelled} rows without a target value were left out`);
  const features = columns.filter((column) => column !== target && !choice.exclude.includes(column.name));
  if (features.length === 0) return refuse('data', 'NO_FEATURES', 'no column is left beside the target');
  const whole: Dataset = { columns: features, outcomes };
  const { inside, outside } = testRows(outcomes.length, choice.test);
  const labelled = (rows: Uint32Array): Uint32Array => rows.filter((row) => outcomes[row] !== UNLABELLED);
  const train = pickDataset(whole, labelled(outside));
  const test = choice.test.kind === 'NONE' ? null : pickDataset(whole, labelled(inside));
  const issues = [...enough(train, 'train', LEAST_CASES), ...(test ? enough(test, 'test', 1) : [])];
  return issues.length > 0 ? failure(issues) : success({ train, test, badValue, warnings });
}

/** Marks a row whose target is missing, in place of 0 or 1. */
const UNLABELLED = 2;

interface Outcomes {
  readonly outcomes: Uint8Array;
  readonly badValue: string;
  readonly unlabelled: number;
  readonly warnings: readonly string[];
}

function readOutcomes(target: Column, badValue: string | undefined): Result<Outcomes, readonly FieldIssue[]> {
  const names = Array.from(target.levels, String);
  const texts = Array.from(target.codes, (code) => names[code]);
  const distinct = [...names].sort();
  if (distinct.length === 0) return refuse('target', 'ALL_MISSING', `"${target.name}" holds no values`);
  const isBinary = distinct.every((text) => text === '0' || text === '1');
  const bad = badValue === undefined && isBinary ? '1' : canonical(target, badValue);
  if (bad === undefined) {
    return refuse('badValue', 'REQUIRED', `"${target.name}" holds ${list(distinct)}: say which value is bad`);
  }
  if (badValue !== undefined && !distinct.includes(bad)) {
    return refuse('badValue', 'UNKNOWN_VALUE', `"${target.name}" never is "${badValue}"; it holds ${list(distinct)}`);
  }
  const others = distinct.filter((text) => text !== bad);
  const outcomes = Uint8Array.from(texts, (text) => (text === undefined ? UNLABELLED : text === bad ? 1 : 0));
  return success({
    outcomes,
    badValue: bad,
    unlabelled: texts.filter((text) => text === undefined).length,
    warnings: others.length > 1 ? [`${others.length} values of "${target.name}" count as good: ${list(others)}`] : [],
  });
}

/** "1.0" names the number 1 of a numeric target. */
const canonical = (target: Column, value: string | undefined): string | undefined =>
  value !== undefined && target.kind === 'NUMERIC' && value.trim() !== '' ? String(Number(value)) : value;

function enough({ outcomes }: Dataset, part: 'train' | 'test', least: number): readonly FieldIssue[] {
  const bads = countBads(outcomes);
  const goods = outcomes.length - bads;
  const rows = part === 'train' ? 'training rows' : 'test rows';
  if (outcomes.length === 0) return [issue(part, 'EMPTY', `the rule leaves no ${rows}`)];
  if (goods === 0) return [issue(part, 'ONE_CLASS', `all ${bads} ${rows} are bad: there is nothing to tell apart`)];
  if (bads === 0) return [issue(part, 'ONE_CLASS', `all ${goods} ${rows} are good: there is nothing to tell apart`)];
  if (Math.min(goods, bads) < least) {
    return [issue(part, 'TOO_FEW', `${bads} bad and ${goods} good ${rows}: at least ${least} of each are needed`)];
  }
  return [];
}
