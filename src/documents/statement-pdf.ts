import { type Column, MARGIN, printPages, type Sheet } from './pdf-sheet.js';
import type { StatementPaper } from './statement.js';
import {
  kindWords,
  moreWords,
  remittanceWords,
  replacesWords,
  STATEMENT_COLUMNS,
  STATEMENT_LABELS,
  STATEMENT_TITLE,
} from './statement-words.js';

const SMALL = 6.5;
const LINES: readonly Column[] = [
  { at: MARGIN, align: 'LEFT' },
  { at: MARGIN + 38, align: 'LEFT' },
  { at: MARGIN + 124, align: 'LEFT' },
  { at: MARGIN + 190, align: 'LEFT' },
  { at: 400, align: 'RIGHT' },
  { at: 463, align: 'RIGHT' },
  { at: 508, align: 'RIGHT' },
  { at: 548, align: 'RIGHT' },
];

function writeSummary(sheet: Sheet, statement: StatementPaper): void {
  const { currency } = statement;
  const amount = (name: keyof typeof STATEMENT_LABELS & keyof StatementPaper): void =>
    sheet.pair(STATEMENT_LABELS[name], `${String(statement[name])} ${currency}`);
  sheet.heading(STATEMENT_LABELS.summary);
  for (const name of ['opening', 'premium', 'refund', 'commission', 'received', 'closing'] as const) amount(name);
  amount('claimsPaid');
  sheet.heading(STATEMENT_LABELS.remittance);
  for (const line of remittanceWords(statement.remittance, currency)) sheet.wrapped(line);
  amount('premiumDue');
  amount('commissionDue');
}

function writeLines(sheet: Sheet, { lines, lineCount, currency }: StatementPaper): void {
  sheet.heading(`${STATEMENT_LABELS.lines} (${currency})`);
  const rows = lines.map(({ bookedOn, kind, policy, journal, premium, commission, received, claimsPaid }) => {
    return [bookedOn, kindWords(kind), policy, journal, premium, commission, received, claimsPaid];
  });
  sheet.table(STATEMENT_COLUMNS, rows, LINES, SMALL);
  if (lineCount > lines.length) sheet.text(moreWords(lines.length, lineCount));
}

/** The statement for people, in English and Chinese. Equal statements give equal bytes. */
export function statementPdf(statement: StatementPaper): Promise<Buffer> {
  const { id, insurer, partner, from, to, version, createdAt } = statement;
  const title = `Statement ${id} version ${version}`;
  return printPages({ title, footer: `${id} · ${version}`, madeAt: new Date(createdAt) }, (sheet) => {
    sheet.text(STATEMENT_TITLE.zh, MARGIN, 18);
    sheet.text(STATEMENT_TITLE.en, MARGIN, 12);
    sheet.next(8);
    sheet.pair(STATEMENT_LABELS.insurer, `${insurer.name} (${insurer.country})`);
    sheet.pair(STATEMENT_LABELS.partner, `${partner.name} (${partner.country})`);
    sheet.pair(STATEMENT_LABELS.period, `${from} – ${to}`);
    sheet.pair(STATEMENT_LABELS.version, replacesWords(version));
    sheet.pair(STATEMENT_LABELS.createdAt, createdAt);
    sheet.pair(STATEMENT_LABELS.number, id);
    writeSummary(sheet, statement);
    writeLines(sheet, statement);
  });
}
