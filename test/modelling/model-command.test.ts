import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { modelCommand } from '../../src/cli/model.js';
import { validateScorecard } from '../../src/finance/scorecard.js';
import { wilsonInterval } from '../../src/modelling/calibration-plot.js';
import { readCsv } from '../../src/modelling/read-csv.js';
import { renderHtml, renderMarkdown } from '../../src/modelling/report-blocks.js';
import { plainLabel } from '../../src/modelling/wording.js';
import { csvOf, syntheticLoans } from './synthetic.js';

let folder = '';
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'covergraph-model-'));
  await writeFile(file('loans.csv'), csvOf(syntheticLoans(2000)));
});
afterAll(async () => rm(folder, { recursive: true }));
afterEach(() => jest.restoreAllMocks());

interface Run {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number;
}

/** Runs the command in this process, with everything it would print. */
async function run(...words: readonly string[]): Promise<Run> {
  let [out, err, exitCode] = ['', '', 0];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const model = modelCommand();
  const prepare = (command: Command): void => {
    command.exitOverride();
    for (const inner of command.commands) prepare(inner);
  };
  prepare(model);
  try {
    await model.parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof Error) || !('exitCode' in error)) throw error;
    exitCode = Number(error.exitCode);
  } finally {
    jest.restoreAllMocks();
  }
  return { out, err, exitCode };
}

const training = (): readonly string[] => [
  'train',
  '--data',
  file('loans.csv'),
  '--target',
  'outcome',
  '--bad-value',
  'bad',
];

describe('covergraph model train', () => {
  it('writes card and report, and prints what they are worth', async () => {
    await writeFile(file('labels.json'), '{"income":{"label":"Monthly income"}}');
    const words = ['--test-mod', '10', '--test-remainders', '0,1,2', '--exclude', 'noise', '--date', '2026-01-31'];
    const outputs = ['--out', file('card.json'), '--report', file('report.html'), '--labels', file('labels.json')];
    const { out, err, exitCode } = await run(...training(), ...words, ...outputs, '--version', '2.1', '--name', 'demo');
    expect({ exitCode, err }).toEqual({
      exitCode: 0,
      err: 'reading rows (2000)\nbinning columns (6)\nbinning columns (6)\ncross-validating (10)\ncross-validating (10)\n',
    });
    expect(out).toMatch(/^training: 1400 rows, \d+ bad, AUC 0\.8\d+, /m);
    expect(out).toMatch(/^test: 600 rows, \d+ bad, AUC 0\.8\d+, /m);
    const card = JSON.parse(await readFile(file('card.json'), 'utf8'));
    expect(validateScorecard(card)).toEqual([]);
    expect(card).toMatchObject({ name: 'demo', version: '2.1', baseScore: 600, training: { trainedOn: '2026-01-31' } });
    expect(card.training.dataHash).toMatch(/^sha256:[0-9a-f]{64}$/);
    const report = await readFile(file('report.html'), 'utf8');
    for (const part of ['<svg', 'Monthly income (income)', 'Information values', 'Adverse action reasons', 'sha256:']) {
      expect(report).toContain(part);
    }
    expect(report).not.toMatch(/<script|<link|src=/);
  });

  it('writes Markdown when the report is named so, and is quiet when told to', async () => {
    const { err } = await run(...training(), '--out', file('a.json'), '--report', file('a.md'), '--quiet');
    expect(err).toBe('');
    const report = await readFile(file('a.md'), 'utf8');
    expect(report).toMatch(/^# Scorecard scorecard, version 1\n\n## Summary\n\n\| Sample \|/);
  });

  it.each<[string, () => readonly string[], string]>([
    ['no such file', () => ['train', '--data', file('none.csv'), '--target', 'x'], 'data UNREADABLE: ENOENT'],
    [
      'an unknown target',
      () => ['train', '--data', file('loans.csv'), '--target', 'x'],
      'target UNKNOWN_COLUMN: the data has no column "x"',
    ],
    [
      'no bad value',
      () => ['train', '--data', file('loans.csv'), '--target', 'outcome'],
      'badValue REQUIRED: "outcome" holds bad, good',
    ],
    [
      'an unknown excluded column',
      () => [...training(), '--exclude', 'age'],
      'exclude UNKNOWN_COLUMN: the data has no column age',
    ],
    [
      'an unknown category column',
      () => [...training(), '--categorical', 'age'],
      'categorical UNKNOWN_COLUMN: the data has no column age',
    ],
    ['labels of unknown columns', () => [...training(), '--labels', file('wrong.json')], 'labels.age UNKNOWN_COLUMN'],
    ['labels that are no texts', () => [...training(), '--labels', file('bad.json')], 'labels.income.label NOT_TEXT'],
    ['a folder that does not exist', () => [...training(), '--report', file('no/r.html')], 'NOT_WRITABLE: ENOENT'],
    ['remainders alone', () => [...training(), '--test-remainders', '1'], '--test-remainders needs --test-mod'],
    [
      'a remainder too large',
      () => [...training(), '--test-mod', '3', '--test-remainders', '3'],
      'no row number mod 3 is 3',
    ],
    [
      'two test rules',
      () => [...training(), '--test-mod', '3', '--holdout', '0.2'],
      "'--holdout <share>' cannot be used with",
    ],
    ['one bin', () => [...training(), '--max-bins', '1'], 'Give a whole number from 2 to 50'],
    ['a date that is none', () => [...training(), '--date', '2026-02-30'], 'Give a date like 2026-01-31'],
  ])('refuses %s, exits 1 and writes nothing', async (_name, words, message) => {
    await writeFile(file('wrong.json'), '{"age":{"label":"Age"}}');
    await writeFile(file('bad.json'), '{"income":{"label":7}}');
    const before = await readdir(folder);
    const { err, exitCode } = await run(...words(), '--out', file('refused.json'));
    expect(err).toContain(message);
    expect(exitCode).toBe(1);
    expect(await readdir(folder)).toEqual(before);
  });
});

describe('covergraph model judge', () => {
  it('judges a card on other rows and reports stability', async () => {
    await run(...training(), '--out', file('judged.json'), '--quiet');
    await writeFile(file('later.csv'), csvOf(syntheticLoans(1000, 99)));
    const data = ['--data', file('later.csv'), '--target', 'outcome', '--bad-value', 'bad', '--quiet'];
    const { out, exitCode } = await run(
      'judge',
      '--scorecard',
      file('judged.json'),
      ...data,
      '--report',
      file('j.html'),
    );
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^data: 1000 rows, \d+ bad, AUC 0\.8\d+, /);
    expect(await readFile(file('j.html'), 'utf8')).toContain('Stability against training');
  });

  it.each([
    ['no JSON', 'not json', 'scorecard BAD_JSON'],
    ['another object', '{"kind":"other"}', 'kind UNKNOWN_KIND'],
  ])('refuses a card that is %s', async (_name, text, message) => {
    await writeFile(file('broken.json'), text);
    const data = ['--data', file('loans.csv'), '--target', 'outcome', '--bad-value', 'bad'];
    const { err, exitCode } = await run('judge', '--scorecard', file('broken.json'), ...data);
    expect(err).toContain(message);
    expect(exitCode).toBe(1);
  });
});

describe('reading CSV', () => {
  const read = async (text: string, options: Parameters<typeof readCsv>[1] = {}) => {
    await writeFile(file('read.csv'), text);
    return readCsv(file('read.csv'), options);
  };

  it('tells numbers from texts, knows missing values, quotes and a byte order mark', async () => {
    const result = await read('\uFEFFa,b,c\n1.5,x,2\n-2e3,"y, z",NA\n,NA,.5\n');
    expect(result).toMatchObject({ ok: true, value: { rows: 3 } });
    expect(result.ok && result.value.columns).toEqual([
      { kind: 'NUMERIC', name: 'a', levels: Float64Array.of(-2000, 1.5), codes: Int32Array.of(1, 0, -1) },
      { kind: 'CATEGORY', name: 'b', levels: ['x', 'y, z'], codes: Int32Array.of(0, 1, -1) },
      { kind: 'NUMERIC', name: 'c', levels: Float64Array.of(0.5, 2), codes: Int32Array.of(1, -1, 0) },
    ]);
    const bytes = await readFile(file('read.csv'));
    expect(result.ok && result.value.hash).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
  });

  it('reads other delimiters, other missing texts, and numbers as categories', async () => {
    const result = await read('a;b\n1;-\n2;7\n', { delimiter: ';', missing: ['-'], categorical: ['a'] });
    expect(result.ok && result.value.columns).toEqual([
      { kind: 'CATEGORY', name: 'a', levels: ['1', '2'], codes: Int32Array.of(0, 1) },
      { kind: 'NUMERIC', name: 'b', levels: Float64Array.of(7), codes: Int32Array.of(-1, 0) },
    ]);
  });

  it.each([
    ['an empty file', '', 'EMPTY'],
    ['a header alone', 'a,b\n', 'EMPTY'],
    ['a column twice', 'a,a\n1,2\n', 'DUPLICATE_COLUMN'],
    ['a line too short', 'a,b\n1,2\n3\n', 'BAD_CSV'],
    ['a quote left open', 'a,b\n1,"2\n', 'BAD_CSV'],
  ])('refuses %s', async (_name, text, code) => {
    expect(await read(text)).toMatchObject({ ok: false, error: { path: 'data', code } });
  });
});

describe('reports', () => {
  it('escape what the data says', () => {
    const report = {
      title: 'a < b',
      blocks: [{ kind: 'TABLE' as const, columns: ['x|y'], rows: [['<script>']], words: [0] }],
    };
    expect(renderHtml(report)).toContain('&lt;script&gt;');
    expect(renderMarkdown(report)).toContain('| x\\|y |\n| --- |\n| &lt;script> |');
  });

  it('Wilson interval of 1 in 10, from the definition', () => {
    const [low, high] = wilsonInterval(1, 10);
    for (const bound of [low, high]) {
      expect((bound - 0.1) ** 2).toBeCloseTo((1.959964 ** 2 * bound * (1 - bound)) / 10, 12);
    }
  });

  it.each([
    ['inq_last_6mths', 'Inq last 6mths'],
    ['monthlyIncome', 'Monthly income'],
    ['PAY_0', 'Pay 0'],
    ['delinquencies24Months', 'Delinquencies 24 months'],
    ['_', '_'],
  ])('%s reads %s', (feature, label) => {
    expect(plainLabel(feature)).toBe(label);
  });
});
