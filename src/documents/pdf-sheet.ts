import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import PdfDocument from 'pdfkit';

type Pdf = InstanceType<typeof PdfDocument>;

export const MARGIN = 50;
const LINE = 15;
const HEADING = { above: 8, size: 11, rule: 6 };
const LABEL_WIDTH = 185;
const GAP = 5;
const SIZE = 9;

let font: Buffer | undefined;

/** Noto Sans SC, read when the first page is printed; pdfkit embeds the letters that are used. */
function fontBytes(): Buffer {
  font ??= brotliDecompressSync(readFileSync(new URL('./fonts/noto-sans-sc-400.ttf.br', import.meta.url)));
  return font;
}

/** Where the cells of a row stand: the left edge of text, the right edge of a number, in points from the left. */
export interface Column {
  readonly at: number;
  readonly align: 'LEFT' | 'RIGHT';
}

/** Writes lines from top to bottom and turns the page when it is full. */
export class Sheet {
  private y = MARGIN;
  private page = 1;

  constructor(
    private readonly pdf: Pdf,
    private readonly footer: string,
  ) {
    this.writeFooter();
  }

  /** Moves down by `height`; answers where the line goes. */
  next(height = LINE): number {
    this.turnUnlessFits(height);
    const at = this.y;
    this.y += height;
    return at;
  }

  text(text: string, x = MARGIN, size = SIZE): void {
    const y = this.next(size + 6);
    this.pdf.fontSize(size).text(text, x, y, { lineBreak: false });
  }

  /** As many lines as it takes. */
  wrapped(text: string): void {
    const width = this.pdf.page.width - 2 * MARGIN;
    this.pdf.fontSize(SIZE);
    const y = this.next(this.pdf.heightOfString(text, { width }) + 3);
    this.pdf.text(text, MARGIN, y, { width });
  }

  /** Never alone at the foot of a page: `below` points of what follows stand under it. */
  heading(text: string, below = 2 * LINE): void {
    this.turnUnlessFits(HEADING.above + HEADING.size + 6 + HEADING.rule + below);
    this.next(HEADING.above);
    this.text(text, MARGIN, HEADING.size);
    const y = this.next(HEADING.rule);
    this.pdf
      .moveTo(MARGIN, y)
      .lineTo(this.pdf.page.width - MARGIN, y)
      .lineWidth(0.5)
      .stroke();
  }

  /** A heading and its lines, all on one page. */
  block(heading: string, lines: readonly string[]): void {
    this.heading(heading, lines.length * (SIZE + 6));
    for (const line of lines) this.text(line);
  }

  pair(label: string, value: string): void {
    const beside = { width: LABEL_WIDTH - GAP };
    const rest = { width: this.pdf.page.width - 2 * MARGIN - LABEL_WIDTH };
    this.pdf.fontSize(SIZE);
    const height = Math.max(this.pdf.heightOfString(label, beside), this.pdf.heightOfString(value, rest));
    const y = this.next(Math.max(LINE, height + 3));
    this.pdf.text(label, MARGIN, y, beside);
    this.pdf.text(value, MARGIN + LABEL_WIDTH, y, rest);
  }

  private row(cells: readonly string[], columns: readonly Column[], size = SIZE): void {
    const y = this.next();
    this.pdf.fontSize(size);
    cells.forEach((cell, place) => {
      const { at, align } = columns[place] ?? { at: MARGIN, align: 'LEFT' };
      this.pdf.text(cell, align === 'LEFT' ? at : at - this.pdf.widthOfString(cell), y, { lineBreak: false });
    });
  }

  /** Rows under the names of their columns, which stand on every page again. */
  table(names: readonly string[], rows: Iterable<readonly string[]>, columns: readonly Column[], size = SIZE): void {
    this.row(names, columns, size);
    for (const cells of rows) {
      if (this.turnUnlessFits(LINE)) this.row(names, columns, size);
      this.row(cells, columns, size);
    }
  }

  /** Whether the page was turned. */
  private turnUnlessFits(height: number): boolean {
    if (this.y + height <= this.pdf.page.height - MARGIN - LINE) return false;
    this.pdf.addPage();
    this.page += 1;
    this.y = MARGIN;
    this.writeFooter();
    return true;
  }

  private writeFooter(): void {
    const y = this.pdf.page.height - MARGIN - SIZE;
    this.pdf.fontSize(7).text(`${this.footer} · ${this.page}`, MARGIN, y, { lineBreak: false });
  }
}

/**
 * The pages that `write` fills. Equal content gives equal bytes.
 *
 * @param info.footer stands on every page before its number
 */
export function printPages(
  info: { readonly title: string; readonly footer: string; readonly madeAt: Date },
  write: (sheet: Sheet) => void,
): Promise<Buffer> {
  const pdf = new PdfDocument({
    size: 'A4',
    margin: 0,
    font: fontBytes() as unknown as string,
    info: { Title: info.title, CreationDate: info.madeAt },
  });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const printed = new Promise<Buffer>((resolve, reject) => {
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
  write(new Sheet(pdf, info.footer));
  pdf.end();
  return printed;
}
