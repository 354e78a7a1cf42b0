import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import PdfDocument from 'pdfkit';
import { Decimal } from '../kernel/index.js';
import type { Certificate, CertificateParty } from './certificate.js';
import { COLUMNS, daysWords, LABELS, proofWords, roleWords, statusWords } from './certificate-words.js';

type Pdf = InstanceType<typeof PdfDocument>;

const MARGIN = 50;
const LINE = 15;
const LABEL_WIDTH = 175;
const SIZE = 9;
/** Right edges of the columns after the first two. */
const NUMBER_EDGES = [300, 400, 545] as const;

let font: Buffer | undefined;

/** Noto Sans SC, read when the first certificate is printed; pdfkit embeds the letters that are used. */
function fontBytes(): Buffer {
  font ??= brotliDecompressSync(readFileSync(new URL('./fonts/noto-sans-sc-400.ttf.br', import.meta.url)));
  return font;
}

/** Writes lines from top to bottom and turns the page when it is full. */
class Sheet {
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
    if (this.y + height > this.pdf.page.height - MARGIN - LINE) {
      this.pdf.addPage();
      this.page += 1;
      this.y = MARGIN;
      this.writeFooter();
    }
    const at = this.y;
    this.y += height;
    return at;
  }

  text(text: string, x = MARGIN, size = SIZE): void {
    const y = this.next(size + 6);
    this.pdf.fontSize(size).text(text, x, y, { lineBreak: false });
  }

  heading(text: string): void {
    this.next(8);
    this.text(text, MARGIN, 11);
    const y = this.next(6);
    this.pdf
      .moveTo(MARGIN, y)
      .lineTo(this.pdf.page.width - MARGIN, y)
      .lineWidth(0.5)
      .stroke();
  }

  pair(label: string, value: string): void {
    const width = this.pdf.page.width - 2 * MARGIN - LABEL_WIDTH;
    this.pdf.fontSize(SIZE);
    const height = this.pdf.heightOfString(value, { width });
    const y = this.next(Math.max(LINE, height + 3));
    this.pdf.text(label, MARGIN, y, { lineBreak: false });
    this.pdf.text(value, MARGIN + LABEL_WIDTH, y, { width });
  }

  row([number, dueOn, ...amounts]: readonly string[]): void {
    const y = this.next();
    this.pdf.fontSize(SIZE);
    this.pdf.text(number ?? '', MARGIN, y, { lineBreak: false });
    this.pdf.text(dueOn ?? '', MARGIN + 60, y, { lineBreak: false });
    amounts.forEach((amount, at) => {
      const edge = NUMBER_EDGES[at] ?? 0;
      this.pdf.text(amount, edge - this.pdf.widthOfString(amount), y, { lineBreak: false });
    });
  }

  private writeFooter(): void {
    const y = this.pdf.page.height - MARGIN - SIZE;
    this.pdf.fontSize(7).text(`${this.footer} · ${this.page}`, MARGIN, y, { lineBreak: false });
  }
}

const percent = (share: string): string => `${new Decimal(share).times(100).toFixed()} %`;

const partyWords = ({ name, country, obligorReference }: CertificateParty): string =>
  name === undefined ? (obligorReference ?? '') : `${name} (${country})`;

function writeCover(sheet: Sheet, { policy, cover, loan, coInsurers, ...certificate }: Certificate): void {
  const { sumInsured, premium } = cover;
  sheet.pair(LABELS.number, policy.number);
  sheet.pair(LABELS.version, `${certificate.version}`);
  sheet.pair(LABELS.madeAt, certificate.madeAt);
  sheet.pair(LABELS.status, statusWords(policy.status));
  sheet.pair(LABELS.product, `${policy.product.name} (${policy.product.code}, version ${policy.product.version})`);
  sheet.pair(LABELS.period, `${cover.startsOn} – ${cover.endsOn}`);
  sheet.pair(LABELS.sumInsured, `${sumInsured.amount} ${sumInsured.currency}`);
  sheet.pair(LABELS.insuredPercentage, percent(cover.insuredPercentage));
  sheet.pair(LABELS.waitingDays, daysWords(cover.waitingDays));
  sheet.pair(LABELS.premium, `${premium.amount} ${premium.currency}`);
  sheet.pair(LABELS.loan, loan.reference);
  sheet.pair(LABELS.principal, `${loan.principal.amount} ${loan.principal.currency}`);
  for (const { name, share } of coInsurers) sheet.pair(LABELS.coInsurer, `${name}, ${percent(share)}`);
}

function write(pdf: Pdf, certificate: Certificate, proof: { readonly keyId: string; readonly sha256: string }): void {
  const { policy, version, title, parties, loan } = certificate;
  const sheet = new Sheet(pdf, `${policy.number} · ${version}`);
  sheet.text(title.zh, MARGIN, 18);
  sheet.text(title.en, MARGIN, 12);
  sheet.next(8);
  writeCover(sheet, certificate);
  sheet.heading(LABELS.parties);
  for (const party of parties) sheet.pair(roleWords(party.role), partyWords(party));
  sheet.heading(`${LABELS.schedule} (${loan.principal.currency})`);
  sheet.row(COLUMNS);
  for (const { number, dueOn, principal, interest } of loan.schedule) {
    const total = new Decimal(principal).plus(interest).toFixed(principal.split('.')[1]?.length ?? 0);
    sheet.row([String(number), dueOn, principal, interest, total]);
  }
  sheet.heading(LABELS.proof);
  for (const line of proofWords(proof.sha256, proof.keyId)) sheet.text(line);
}

/**
 * The certificate for people, in English and Chinese, with the schedule. Equal certificates give equal bytes.
 *
 * @param proof of the signed file that it is the picture of
 */
export function certificatePdf(
  certificate: Certificate,
  proof: { readonly keyId: string; readonly sha256: string },
): Promise<Buffer> {
  const { policy, version, madeAt } = certificate;
  const pdf = new PdfDocument({
    size: 'A4',
    margin: 0,
    font: fontBytes() as unknown as string,
    info: { Title: `Certificate ${policy.number} version ${version}`, CreationDate: new Date(madeAt) },
  });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const printed = new Promise<Buffer>((resolve, reject) => {
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
  write(pdf, certificate, proof);
  pdf.end();
  return printed;
}
