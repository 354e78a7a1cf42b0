import { Command, InvalidArgumentError, Option } from 'commander';
import type { SampleMetrics } from '../finance/scorecard.js';
import { type CalendarDate, type FieldIssue, isCalendarDate } from '../kernel/index.js';
import { DEFAULT_BINNING } from '../modelling/binning.js';
import { judgeCard, judgementReport } from '../modelling/judgement-report.js';
import { MISSING_TEXTS } from '../modelling/read-csv.js';
import type { TestRule } from '../modelling/split.js';
import type { Progress } from '../modelling/train.js';
import { readLabelled, readScorecard, runTraining, writeReport } from '../modelling/training-run.js';

/** `covergraph model`: trains a scorecard from a CSV file, or judges one that exists. Exits 1 when refused. */
export function modelCommand(): Command {
  const command = new Command('model').description('train and judge scorecards');
  command.addCommand(trainCommand());
  command.addCommand(judgeCommand());
  return command;
}

const names = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** An option parser for numbers within limits. */
function number(limits: { readonly least: number; readonly most: number; readonly isWhole?: boolean }) {
  return (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!(value >= limits.least && value <= limits.most) || (limits.isWhole === true && !Number.isInteger(value))) {
      const kind = limits.isWhole === true ? 'a whole number' : 'a number';
      throw new InvalidArgumentError(`Give ${kind} from ${limits.least} to ${limits.most}.`);
    }
    return value;
  };
}

function remainders(text: string): readonly number[] {
  const values = names(text).map(Number);
  if (values.length > 0 && values.every((value) => Number.isInteger(value) && value >= 0)) return values;
  throw new InvalidArgumentError('Give whole numbers like 0,1,2.');
}

function date(text: string): CalendarDate {
  if (isCalendarDate(text)) return text;
  throw new InvalidArgumentError('Give a date like 2026-01-31.');
}

interface DataFlags {
  readonly data: string;
  readonly target: string;
  readonly badValue?: string;
  readonly exclude: readonly string[];
  readonly categorical: readonly string[];
  readonly missing: readonly string[];
  readonly delimiter: string;
  readonly quiet?: boolean;
}

function withData(command: Command): Command {
  return command
    .requiredOption('--data <file>', 'CSV file with a header line')
    .requiredOption('--target <column>', 'column that says how the loan went')
    .option('--bad-value <value>', 'value of the target that means bad (default: 1 when the target holds 0 and 1)')
    .option('--exclude <columns>', 'columns to leave out, separated by commas', names, [])
    .option('--categorical <columns>', 'columns of numbers to read as categories', names, [])
    .option('--missing <texts>', 'texts that mean missing, beside the empty field', names, MISSING_TEXTS)
    .option('--delimiter <character>', 'field separator', ',')
    .option('--quiet', 'no progress on standard error');
}

interface TrainFlags extends DataFlags {
  readonly testMod?: number;
  readonly testRemainders?: readonly number[];
  readonly holdout?: number;
  readonly seed: number;
  readonly maxBins: number;
  readonly minBinShare: number;
  readonly minIv: number;
  readonly maxCharacteristics: number;
  readonly folds: number;
  readonly ridge: number;
  readonly baseScore: number;
  readonly baseOdds: number;
  readonly pdo: number;
  readonly targetRate?: number;
  readonly name: string;
  readonly version: string;
  readonly labels?: string;
  readonly date?: CalendarDate;
  readonly out: string;
  readonly report?: string;
}

function trainCommand(): Command {
  const command = withData(new Command('train').description('fit a binned weight-of-evidence logistic scorecard'))
    .addOption(
      new Option('--test-mod <n>', 'keep rows for testing by row number (from 1) mod n').argParser(
        number({ least: 2, most: 1_000_000, isWhole: true }),
      ),
    )
    .addOption(
      new Option('--test-remainders <list>', 'remainders that are tested (with --test-mod)').argParser(remainders),
    )
    .addOption(
      new Option('--holdout <share>', 'keep a random share of the rows for testing')
        .argParser(number({ least: 0.01, most: 0.9 }))
        .conflicts(['testMod', 'testRemainders']),
    )
    .option('--seed <n>', 'seed of --holdout', number({ least: 0, most: 2 ** 31, isWhole: true }), 1)
    .option(
      '--max-bins <n>',
      'bins of a characteristic, at most',
      number({ least: 2, most: 50, isWhole: true }),
      DEFAULT_BINNING.maxBins,
    )
    .option(
      '--min-bin-share <share>',
      'share of the rows in a bin, at least',
      number({ least: 0.001, most: 0.5 }),
      DEFAULT_BINNING.minShare,
    )
    .option('--min-iv <value>', 'information value of a characteristic, at least', number({ least: 0, most: 10 }), 0.02)
    .option(
      '--max-characteristics <n>',
      'characteristics on the card, at most',
      number({ least: 1, most: 200, isWhole: true }),
      15,
    )
    .option(
      '--folds <n>',
      'parts for cross-fitting and cross-validation',
      number({ least: 2, most: 50, isWhole: true }),
      10,
    )
    .option('--ridge <weight>', 'penalty on squared coefficients', number({ least: 1e-6, most: 1e6 }), 5)
    .option('--base-score <points>', 'points at the base odds', number({ least: -1e6, most: 1e6 }), 600)
    .option('--base-odds <odds>', 'goods for one bad at the base score', number({ least: 1e-6, most: 1e9 }), 50)
    .option('--pdo <points>', 'points that double the odds', number({ least: 1e-3, most: 1e6 }), 20)
    .option('--target-rate <rate>', '12-month default rate to anchor the PDs to', number({ least: 1e-6, most: 0.999 }))
    .option('--name <name>', 'name of the card', 'scorecard')
    .option('--model-version, --version <version>', 'version of the card', '1')
    .option('--labels <file>', 'JSON: column -> { label, reasonCode, reason }')
    .option('--date <date>', 'date of training to record (default: today, UTC)', date)
    .requiredOption('--out <file>', 'where to write the card (JSON)')
    .option('--report <file>', 'where to write the report (.html or .md)');
  return command.action(async (flags: TrainFlags) => train(command, flags));
}

function testRule(command: Command, flags: TrainFlags): TestRule {
  if (flags.holdout !== undefined) return { kind: 'HOLDOUT', share: flags.holdout, seed: flags.seed };
  if (flags.testMod === undefined && flags.testRemainders === undefined) return { kind: 'NONE' };
  if (flags.testMod === undefined) command.error('error: --test-remainders needs --test-mod');
  const modulus = flags.testMod ?? 0;
  const chosen = flags.testRemainders ?? [0];
  const tooLarge = chosen.find((remainder) => remainder >= modulus);
  if (tooLarge !== undefined) command.error(`error: no row number mod ${modulus} is ${tooLarge} (--test-remainders)`);
  return { kind: 'MODULUS', modulus, remainders: chosen };
}

const inputOf = (flags: DataFlags) => ({
  csv: { delimiter: flags.delimiter, missing: flags.missing, categorical: flags.categorical },
  outcome: {
    target: flags.target,
    exclude: flags.exclude,
    ...(flags.badValue === undefined ? {} : { badValue: flags.badValue }),
  },
});

async function train(command: Command, flags: TrainFlags): Promise<void> {
  const { csv, outcome } = inputOf(flags);
  const trained = await runTraining(
    {
      dataPath: flags.data,
      csv,
      outcome: { ...outcome, test: testRule(command, flags) },
      options: {
        name: flags.name,
        version: flags.version,
        baseScore: flags.baseScore,
        baseOdds: flags.baseOdds,
        pointsToDouble: flags.pdo,
        binning: { ...DEFAULT_BINNING, maxBins: flags.maxBins, minShare: flags.minBinShare },
        minInformation: flags.minIv,
        maxCharacteristics: flags.maxCharacteristics,
        folds: flags.folds,
        ridge: flags.ridge,
        targetRate: flags.targetRate ?? null,
        trainedOn: flags.date ?? new Date().toISOString().slice(0, 10),
      },
      wordingsPath: flags.labels,
      cardPath: flags.out,
      reportPath: flags.report,
    },
    progressTo(flags),
  );
  if (!trained.ok) return refuse(command, 'not trained', trained.error);
  const { card, train, crossValidated, test, psi, warnings } = trained.value;
  for (const warning of warnings) process.stderr.write(`note: ${warning}\n`);
  process.stdout.write(`${card.characteristics.map(({ feature }) => feature).join(', ')}\n`);
  process.stdout.write(metricsLine('training', train.metrics));
  process.stdout.write(metricsLine('cross-validated', crossValidated.metrics));
  if (test) process.stdout.write(metricsLine('test', test.metrics));
  if (psi !== null) process.stdout.write(`score stability (PSI) ${psi.toFixed(4)}\n`);
  process.stdout.write(
    `card written to ${flags.out}${flags.report === undefined ? '' : `, report to ${flags.report}`}\n`,
  );
}

interface JudgeFlags extends DataFlags {
  readonly scorecard: string;
  readonly report?: string;
}

function judgeCommand(): Command {
  const command = withData(new Command('judge').description('judge a scorecard on labelled data'))
    .requiredOption('--scorecard <file>', 'the card (JSON)')
    .option('--report <file>', 'where to write the report (.html or .md)');
  return command.action(async (flags: JudgeFlags) => judge(command, flags));
}

async function judge(command: Command, flags: JudgeFlags): Promise<void> {
  const card = await readScorecard(flags.scorecard);
  if (!card.ok) return refuse(command, 'not judged', card.error);
  const { csv, outcome } = inputOf(flags);
  const file = { csv, outcome: { ...outcome, test: { kind: 'NONE' as const } } };
  const data = await readLabelled(flags.data, file, progressTo(flags));
  if (!data.ok) return refuse(command, 'not judged', data.error);
  const judgement = judgeCard(card.value, data.value);
  if (judgement.absent.length > 0) {
    process.stderr.write(`note: scored as missing, for the data lacks them: ${judgement.absent.join(', ')}\n`);
  }
  process.stdout.write(metricsLine('data', judgement.report.metrics));
  if (flags.report === undefined) return;
  const written = await writeReport(flags.report, judgementReport(card.value, judgement));
  if (!written.ok) return refuse(command, 'report not written', written.error);
}

const metricsLine = (name: string, { rows, bads, auc, gini, ks, brier, logLoss }: SampleMetrics): string =>
  `${name}: ${rows} rows, ${bads} bad, AUC ${auc.toFixed(4)}, Gini ${gini.toFixed(4)}, KS ${ks.toFixed(4)}, ` +
  `Brier ${brier.toFixed(4)}, log-loss ${logLoss.toFixed(4)}\n`;

/** On a terminal one line that counts; in a log one line for each stage. */
function progressTo(flags: DataFlags): Progress {
  const { isTTY } = process.stderr;
  return (stage, done, of) => {
    if (flags.quiet === true) return;
    if (isTTY) process.stderr.write(`\r\u001b[K${stage} ${done} of ${of}${done === of ? '\n' : ''}`);
    else if (done === 0 || done === of) process.stderr.write(`${stage} (${of})\n`);
  };
}

/** One line for each thing wrong, and exit code 1. */
function refuse(command: Command, what: string, issues: readonly FieldIssue[]): never {
  const lines = issues.map(({ path, code, message }) => `  ${path} ${code}: ${message}`);
  return command.error(`error: ${what}\n${lines.join('\n')}`, { exitCode: 1 });
}
