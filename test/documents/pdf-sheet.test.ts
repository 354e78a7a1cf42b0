import { MARGIN, Sheet } from '../../src/documents/pdf-sheet.js';

const COLUMNS = [{ at: MARGIN, align: 'LEFT' }] as const;

/** What a sheet writes, by page, without the footers. */
function recorded(write: (sheet: Sheet) => void): string[][] {
  const pages: string[][] = [[]];
  const pdf = {
    page: { width: 595, height: 842 },
    addPage: () => pages.push([]),
    fontSize: () => pdf,
    text: (text: string) => {
      if (!text.startsWith('footer')) pages.at(-1)?.push(text);
      return pdf;
    },
    heightOfString: () => 12,
    widthOfString: () => 12,
    moveTo: () => pdf,
    lineTo: () => pdf,
    lineWidth: () => pdf,
    stroke: () => pdf,
  };
  write(new Sheet(pdf as unknown as ConstructorParameters<typeof Sheet>[0], 'footer'));
  return pages;
}

const numbered = (count: number, word: string): string[][] =>
  Array.from({ length: count }, (_, at) => [`${word} ${at + 1}`]);

describe('a sheet', () => {
  it('repeats the names of the columns on every page of a table', () => {
    const pages = recorded((sheet) => sheet.table(['No.'], numbered(120, 'row'), COLUMNS));
    expect(pages.map(([first, second]) => [first, second])).toEqual([
      ['No.', 'row 1'],
      ['No.', 'row 48'],
      ['No.', 'row 95'],
    ]);
    expect(pages.flat().filter((text) => text.startsWith('row'))).toHaveLength(120);
  });

  it.each([44, 45, 46, 47])('keeps a heading with the first line below it, after %d lines', (lines) => {
    const pages = recorded((sheet) => {
      for (const [line = ''] of numbered(lines, 'line')) sheet.text(line);
      sheet.heading('Heading');
      sheet.table(['No.'], numbered(1, 'row'), COLUMNS);
    });
    const page = pages.find((texts) => texts.includes('Heading'));
    expect(page?.slice(page.indexOf('Heading'))).toEqual(['Heading', 'No.', 'row 1']);
  });

  it.each([43, 44, 45, 46])('keeps a block together, after %d lines', (lines) => {
    const pages = recorded((sheet) => {
      for (const [line = ''] of numbered(lines, 'line')) sheet.text(line);
      sheet.block('Proof', ['one', 'two', 'three', 'four']);
    });
    const page = pages.find((texts) => texts.includes('Proof'));
    expect(page?.slice(page.indexOf('Proof'))).toEqual(['Proof', 'one', 'two', 'three', 'four']);
  });
});
