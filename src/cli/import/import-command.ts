import { Command, InvalidArgumentError } from 'commander';
import { type CalendarDate, type FieldIssue, isCalendarDate } from '../../kernel/index.js';
import { exitCodes } from '../exit-codes.js';
import { GatewayStop } from './gateway.js';
import { readKey } from './key-source.js';
import { ProgressLine } from './progress.js';
import { type ImportOptions, type ImportReport, runImport } from './run-import.js';

interface Flags {
  readonly mapping: string;
  readonly url: string;
  readonly key: string;
  readonly out: string;
  readonly errors?: string;
  readonly concurrency: number;
  readonly retries: number;
  readonly batch: string;
  readonly businessDate?: CalendarDate;
  readonly quiet?: boolean;
}

const wholeNumber =
  (from: number, to: number) =>
  (text: string): number => {
    const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= from && value <= to) return value;
    throw new InvalidArgumentError(`Give a whole number from ${from} to ${to}.`);
  };

function httpUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('Give an address like http://127.0.0.1:4000.');
}

function batchName(text: string): string {
  if (/^[\w.-]{1,60}$/.test(text)) return text;
  throw new InvalidArgumentError('Use 1 to 60 letters, digits, dots, hyphens and underscores.');
}

function calendarDay(text: string): CalendarDate {
  if (isCalendarDate(text)) return text;
  throw new InvalidArgumentError('Give a date like 2026-01-31.');
}

const HELP = `
Every row becomes one quoteCreate with an idempotency key made of the file's hash and the line: a repetition, also after
a crash or on another machine, is answered with the same quotes. Bad rows are reported by line and the rest is done.

Exit codes: 0 every row was processed (bad rows included, see the summary), 1 the gateway could not be used, 2 unusable
input, 130 interrupted with Ctrl-C (rows under way are finished first).

Example, with the sandbox that "covergraph start" makes:
  covergraph import examples/import/sample.csv --mapping examples/import/lending-club.json \\
    --key @data/sandbox-keys.json#merchant --out decisions.csv`;

/** `covergraph import`: quotes the loan applications of a CSV file. */
export function importCommand(): Command {
  const command = new Command('import')
    .description('quote the loan applications of a CSV file')
    .argument('<file>', 'CSV file with a header line, UTF-8')
    .requiredOption('--mapping <file>', 'JSON file that says which column goes where')
    .requiredOption('--key <key>', 'API key of a partner, or @file, or @file#name for a member of a JSON file')
    .requiredOption('--out <file>', 'where to write the decisions (CSV); replaced')
    .option('--errors <file>', 'where to write what is wrong with bad rows (default: <out> with .errors.csv)')
    .option('--url <url>', 'the gateway', httpUrl, 'http://127.0.0.1:4000')
    .option('--concurrency <n>', 'requests under way at once, 1 to 256', wholeNumber(1, 256), 16)
    .option('--retries <n>', 'repetitions of a request that may succeed later, 0 to 100', wholeNumber(0, 100), 8)
    .option('--batch <name>', 'import the same file again as new quotes', batchName, '')
    .option(
      '--business-date <date>',
      "what relative dates count from (default: the gateway's date when the import began)",
      calendarDay,
    )
    .option('--quiet', 'no progress on standard error')
    .addHelpText('after', HELP);
  return command.action((file: string, flags: Flags) => act(command, file, flags));
}

function refuse(command: Command, issues: readonly FieldIssue[]): never {
  const lines = issues.map(({ path, code, message }) => `  ${path} ${code}: ${message}`);
  return command.error(`error: nothing was imported\n${lines.join('\n')}`, { exitCode: exitCodes.unusableInput });
}

async function act(command: Command, file: string, flags: Flags): Promise<void> {
  const { key: keySource, errors = flags.out.replace(/(\.csv)?$/i, '.errors.csv'), quiet, ...rest } = flags;
  const key = await readKey(keySource);
  if (!key.ok) return refuse(command, [key.error]);
  const interrupt = new AbortController();
  const progress = new ProgressLine(process.stderr);
  const note = (text: string): void => {
    progress.finish();
    process.stderr.write(`${text}\n`);
  };
  // Once: a second Ctrl-C ends the process the usual way.
  process.once('SIGINT', () => {
    note('finishing the rows under way; press Ctrl-C again to leave them');
    interrupt.abort();
  });
  const options: ImportOptions = { ...rest, file, errors, key: key.value };
  try {
    const result = await runImport(options, {
      signal: interrupt.signal,
      note,
      progress: (counts, expected) => (quiet === true ? undefined : progress.show(counts, expected)),
    });
    progress.finish();
    if (!result.ok) return refuse(command, result.error);
    process.stdout.write(summary(result.value, options));
    finish(command, result.value);
  } catch (error) {
    progress.finish();
    if (!(error instanceof GatewayStop)) throw error;
    command.error(`error: ${error.message}`, { exitCode: exitCodes.fault });
  }
}

/** What a run that did not get through all rows says, and its exit code. */
function finish(command: Command, { ended, reason }: ImportReport): void {
  if (ended === 'COMPLETE') return;
  const again = 'Run the same command again to go on: rows that were quoted are answered with the same quotes.';
  if (ended === 'INTERRUPTED') command.error(`interrupted. ${again}`, { exitCode: exitCodes.interrupted });
  command.error(`error: ${reason}\n${again}`, { exitCode: exitCodes.fault });
}

function summary(report: ImportReport, { out, errors }: ImportOptions): string {
  const { rows, approved, referred, declined, failed } = report.counts;
  const none = 'none';
  return [
    `rows              ${rows}`,
    `  approved        ${approved}`,
    `  referred        ${referred}`,
    `  declined        ${declined}`,
    `  failed          ${failed}${failed > 0 ? `, see ${errors}` : ''}`,
    `premium, cheapest ${report.premiums.join(', ') || none}`,
    `sum insured       ${report.sumsInsured.join(', ') || none}`,
    `business date     ${report.businessDate}`,
    `time              ${report.seconds.toFixed(1)} s, ${(rows / report.seconds).toFixed(0)} rows/s`,
    ...(report.repeatedRequests > 0 ? [`repeated requests ${report.repeatedRequests}`] : []),
    `decisions         ${out}`,
    '',
  ].join('\n');
}
