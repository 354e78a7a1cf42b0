import { access, constants, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Scorecard, validateScorecard } from '../finance/scorecard.js';
import { type FieldIssue, failure, issue, type Result, success } from '../kernel/index.js';
import type { Dataset } from './dataset.js';
import { type OutcomeChoice, type PreparedData, prepare } from './prepare.js';
import { type CsvOptions, type CsvTable, fileProblem, readCsv } from './read-csv.js';
import { type Report, renderHtml, renderMarkdown } from './report-blocks.js';
import { type Progress, type TrainedModel, type TrainingOptions, trainScorecard } from './train.js';
import { trainingReport } from './training-report.js';
import type { Wording, Wordings } from './wording.js';

/** Files around training: reads data, wordings and cards, writes cards and reports. No statistics here. */
type Refusable<T> = Promise<Result<T, readonly FieldIssue[]>>;

export interface TrainingRun {
  readonly dataPath: string;
  readonly csv: CsvOptions;
  readonly outcome: OutcomeChoice;
  readonly options: Omit<TrainingOptions, 'dataHash' | 'wordings' | 'target'>;
  readonly wordingsPath: string | undefined;
  readonly cardPath: string;
  /** `.md` writes Markdown, anything else HTML. */
  readonly reportPath: string | undefined;
}

/** Trains from a file and writes card and report; a refusal writes nothing. */
export async function runTraining(run: TrainingRun, progress: Progress): Refusable<TrainedModel> {
  const unwritable = await checkFolders([run.cardPath, run.reportPath]);
  if (unwritable.length > 0) return failure(unwritable);
  const wordings = await readWordings(run.wordingsPath);
  if (!wordings.ok) return wordings;
  const data = await readPrepared(run.dataPath, run, progress);
  if (!data.ok) return data;
  const { table, prepared } = data.value;
  const options = {
    ...run.options,
    target: run.outcome.target,
    wordings: wordings.value,
    dataHash: table.hash,
  };
  const unknown = Object.keys(wordings.value).filter((name) => table.columns.every((column) => column.name !== name));
  if (unknown.length > 0) {
    return failure(
      unknown.map((name) => issue(`labels.${name}`, 'UNKNOWN_COLUMN', `the data has no column "${name}"`)),
    );
  }
  const trained = trainScorecard(prepared, options, progress);
  if (!trained.ok) return trained;
  const issues = validateScorecard(trained.value.card);
  if (issues.length > 0) return failure(issues);
  if (run.reportPath !== undefined) {
    const written = await writeReport(run.reportPath, trainingReport(trained.value));
    if (!written.ok) return written;
  }
  const written = await writeWhole(run.cardPath, `${JSON.stringify(trained.value.card, null, 2)}\n`);
  return written.ok ? trained : written;
}

export interface LabelledFile {
  readonly csv: CsvOptions;
  readonly outcome: OutcomeChoice;
}

async function readPrepared(
  path: string,
  { csv, outcome }: LabelledFile,
  progress: Progress,
): Refusable<{ readonly table: CsvTable; readonly prepared: PreparedData }> {
  const table = await readCsv(path, csv, (rows) => progress('reading rows', rows, rows));
  if (!table.ok) return failure([table.error]);
  const unknown = (csv.categorical ?? []).filter((name) => table.value.columns.every((column) => column.name !== name));
  if (unknown.length > 0) {
    return failure([issue('categorical', 'UNKNOWN_COLUMN', `the data has no column ${unknown.join(', ')}`)]);
  }
  const prepared = prepare(table.value.columns, outcome);
  return prepared.ok ? success({ table: table.value, prepared: prepared.value }) : prepared;
}

/** Every labelled row of a file, for judging a card that exists. */
export async function readLabelled(path: string, file: LabelledFile, progress: Progress): Refusable<Dataset> {
  const outcome: OutcomeChoice = { ...file.outcome, test: { kind: 'NONE' } };
  const read = await readPrepared(path, { ...file, outcome }, progress);
  return read.ok ? success(read.value.prepared.train) : read;
}

async function readJson(path: string, argument: string): Refusable<unknown> {
  try {
    return success(JSON.parse(await readFile(path, 'utf8')) as unknown);
  } catch (error) {
    const problem = fileProblem(error);
    if (problem !== undefined) return failure([issue(argument, 'UNREADABLE', problem)]);
    return failure([issue(argument, 'BAD_JSON', `${path}: ${(error as SyntaxError).message}`)]);
  }
}

/** Reads and validates a card. */
export async function readScorecard(path: string): Refusable<Scorecard> {
  const json = await readJson(path, 'scorecard');
  if (!json.ok) return json;
  const issues = validateScorecard(json.value);
  return issues.length > 0 ? failure(issues) : success(json.value as Scorecard);
}

async function readWordings(path: string | undefined): Refusable<Wordings> {
  if (path === undefined) return success({});
  const json = await readJson(path, 'labels');
  if (!json.ok) return json;
  const isRecord = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isRecord(json.value)) return failure([issue('labels', 'NOT_AN_OBJECT', 'must map column names to wordings')]);
  const issues: FieldIssue[] = [];
  for (const [feature, wording] of Object.entries(json.value)) {
    const path = `labels.${feature}`;
    if (!isRecord(wording)) issues.push(issue(path, 'NOT_AN_OBJECT', 'must hold label, reasonCode or reason'));
    else {
      for (const [key, text] of Object.entries(wording)) {
        const isKnown = key === 'label' || key === 'reasonCode' || key === 'reason';
        if (!isKnown) issues.push(issue(`${path}.${key}`, 'UNKNOWN_KEY', 'is none of label, reasonCode, reason'));
        else if (typeof text !== 'string' || text.trim() === '') {
          issues.push(issue(`${path}.${key}`, 'NOT_TEXT', 'must be a text that is not empty'));
        }
      }
    }
  }
  return issues.length > 0 ? failure(issues) : success(json.value as Record<string, Wording>);
}

export const writeReport = (path: string, report: Report): Refusable<void> =>
  writeWhole(path, path.endsWith('.md') ? renderMarkdown(report) : renderHtml(report));

/** Writes beside the file and renames, so that readers see the old file or the whole new one. */
async function writeWhole(path: string, text: string): Refusable<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(draft, text);
    await rename(draft, path);
    return success(undefined);
  } catch (error) {
    const problem = fileProblem(error);
    if (problem === undefined) throw error;
    return failure([issue(path, 'NOT_WRITABLE', problem)]);
  }
}

/** Refuses output files whose folder cannot be written to, before the work is done. */
async function checkFolders(paths: readonly (string | undefined)[]): Promise<readonly FieldIssue[]> {
  const issues: FieldIssue[] = [];
  for (const path of paths) {
    if (path === undefined) continue;
    try {
      await access(dirname(path), constants.W_OK);
    } catch (error) {
      issues.push(issue(path, 'NOT_WRITABLE', fileProblem(error) ?? 'its folder cannot be written to'));
    }
  }
  return issues;
}
