import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CsvOptions, csvRecords } from '../../src/tabular/csv-records.js';
import { LONGEST_LINE, linesOf, type SourceLine } from '../../src/tabular/lines.js';

async function* sourceOf(text: string): AsyncGenerator<SourceLine> {
  for (const [at, line] of text.split('\n').entries()) yield { number: at + 1, text: line };
}

/** Each record as `line: fields` or `line: code`. */
async function recordsOf(lines: AsyncIterable<SourceLine>, options: Partial<CsvOptions> = {}): Promise<string[]> {
  const found: string[] = [];
  for await (const record of csvRecords(lines, { delimiter: ',', ...options })) {
    found.push(`${record.line}: ${record.kind === 'ROW' ? record.fields.join('|') : record.code}`);
  }
  return found;
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('csvRecords', () => {
  it.each<[string, string, string[]]>([
    ['plain lines', 'a,b\nc,d', ['1: a|b', '2: c|d']],
    ['quotes, doubled quotes and delimiters inside', '"a,1","say ""b"""\nc,d', ['1: a,1|say "b"', '2: c|d']],
    ['empty lines', 'a,b\n\n  \nc,d\n', ['1: a|b', '4: c|d']],
    ['a field over several lines', 'a,"one\ntwo\nthree"\nc,d', ['1: a|one\ntwo\nthree', '4: c|d']],
    ['too few and too many fields', 'a\na,b\na,b,c', ['1: WRONG_FIELD_COUNT', '2: a|b', '3: WRONG_FIELD_COUNT']],
    ['text behind a closing quote', '"a"x,b\nc,d', ['1: MALFORMED_CSV', '2: c|d']],
    ['a quote that is never closed', 'a,b\n"c,d\ne,f\ng,h', ['1: a|b', '2: MALFORMED_CSV', '3: e|f', '4: g|h']],
    ['two stray quotes', 'a,"b\nc,d\ne,f"x\ng,h', ['1: MALFORMED_CSV', '2: c|d', '3: MALFORMED_CSV', '4: g|h']],
    [
      'a quote that swallows whole records up to the next quoted field',
      'a,"b\nc,d\n"e",f\ng,h',
      ['1: MALFORMED_CSV', '2: c|d', '3: e|f', '4: g|h'],
    ],
  ])('reads %s', async (_name, text, expected) => {
    expect(await recordsOf(sourceOf(text), { fieldCount: 2 })).toEqual(expected);
  });

  it('gives up on a quote that stays open for fifty lines', async () => {
    const lines = ['a,"b', ...Array.from({ length: 60 }, (_, at) => `${at},x`), 'c",d'];
    const found = await recordsOf(sourceOf(lines.join('\n')), { fieldCount: 2 });
    expect(found).toHaveLength(62);
    expect([found[0], found[1], found[60], found[61]]).toEqual([
      '1: MALFORMED_CSV',
      '2: 0|x',
      '61: 59|x',
      '62: MALFORMED_CSV',
    ]);
  });

  it('reads another delimiter', async () => {
    expect(await recordsOf(sourceOf('a;b,c'), { delimiter: ';' })).toEqual(['1: a|b,c']);
  });
});

describe('linesOf', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lines-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const linesIn = async (content: string): Promise<SourceLine[]> => {
    const file = join(folder, 'file.csv');
    await writeFile(file, content);
    return collected(linesOf(createReadStream(file)));
  };

  it('leaves out the byte order mark and both kinds of line ends', async () => {
    expect(await linesIn('\uFEFFä,b\r\nc\nd')).toEqual([
      { number: 1, text: 'ä,b' },
      { number: 2, text: 'c' },
      { number: 3, text: 'd' },
    ]);
  });

  it('keeps characters whole that lie across two chunks', async () => {
    const line = `x${'€'.repeat(60_000)}`;
    expect(await linesIn(`${line}\n${line}\n`)).toEqual([
      { number: 1, text: line },
      { number: 2, text: line },
    ]);
  });

  it('does not keep a line that is too long', async () => {
    expect(await linesIn(`a\n${'x'.repeat(3 * LONGEST_LINE)}\nb\n`)).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: undefined },
      { number: 3, text: 'b' },
    ]);
  });
});
