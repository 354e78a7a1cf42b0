import { roleWords } from './certificate-words.js';
import { firstLanguage, type NoticePaper, type NoticeParty } from './notice.js';
import { FIGURE_LABELS, figureWords, NOTICE_LABELS, NOTICE_TEXTS, NOTICE_TITLES, type Words } from './notice-words.js';
import { MARGIN, printPages, type Sheet } from './pdf-sheet.js';

const partyWords = ({ name, country, roles }: NoticeParty): string =>
  [country === null ? name : `${name} (${country})`, ...roles.map(roleWords)].join(' · ');

const textsOf = (paper: NoticePaper): readonly Words[] =>
  // The figures are those of the kind.
  (NOTICE_TEXTS[paper.kind] as (figures: NoticePaper['figures']) => readonly Words[])(paper.figures);

/** Writes the whole notice. */
export function writeNotice(sheet: Sheet, paper: NoticePaper): void {
  const first = firstLanguage(paper);
  const second = first === 'zh' ? 'en' : 'zh';
  const title = NOTICE_TITLES[paper.kind];
  sheet.text(title[first], MARGIN, 18);
  sheet.text(title[second], MARGIN, 12);
  sheet.next(8);
  sheet.pair(NOTICE_LABELS.from, partyWords(paper.from));
  for (const party of paper.to) sheet.pair(NOTICE_LABELS.to, partyWords(party));
  sheet.pair(NOTICE_LABELS.through, partyWords(paper.through));
  sheet.pair(NOTICE_LABELS.policyNumber, paper.policyNumber);
  if (paper.loanReference !== null) sheet.pair(NOTICE_LABELS.loanReference, paper.loanReference);
  sheet.pair(NOTICE_LABELS.givenOn, paper.givenOn);
  sheet.pair(NOTICE_LABELS.version, `${paper.version}`);
  const texts = textsOf(paper);
  for (const language of [first, second] as const) {
    sheet.next(8);
    for (const text of texts) sheet.wrapped(text[language]);
  }
  sheet.heading(NOTICE_LABELS.figures);
  const figures: Readonly<Record<string, string | number | null>> = paper.figures;
  for (const name of Object.keys(FIGURE_LABELS) as (keyof typeof FIGURE_LABELS)[]) {
    const value = figures[name] ?? null;
    if (value !== null) sheet.pair(FIGURE_LABELS[name], figureWords(name, value));
  }
}

/** A notice for people, in the language of its addressee and the other one. Equal notices give equal bytes. */
export function noticePdf(paper: NoticePaper): Promise<Buffer> {
  const title = `${NOTICE_TITLES[paper.kind].en} ${paper.policyNumber} version ${paper.version}`;
  const footer = `${paper.policyNumber} · ${paper.id}`;
  return printPages({ title, footer, madeAt: new Date(paper.madeAt) }, (sheet) => writeNotice(sheet, paper));
}
