import { Decimal } from '../kernel/index.js';
import type { Certificate, CertificateParty } from './certificate.js';
import { COLUMNS, daysWords, endedWords, LABELS, proofWords, roleWords, statusWords } from './certificate-words.js';
import { type Column, MARGIN, printPages, type Sheet } from './pdf-sheet.js';

const SCHEDULE: readonly Column[] = [
  { at: MARGIN, align: 'LEFT' },
  { at: MARGIN + 60, align: 'LEFT' },
  { at: 300, align: 'RIGHT' },
  { at: 400, align: 'RIGHT' },
  { at: 545, align: 'RIGHT' },
];

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
  if (cover.ended) sheet.pair(LABELS.ended, endedWords(cover.ended));
  sheet.pair(LABELS.sumInsured, `${sumInsured.amount} ${sumInsured.currency}`);
  sheet.pair(LABELS.insuredPercentage, percent(cover.insuredPercentage));
  sheet.pair(LABELS.waitingDays, daysWords(cover.waitingDays));
  sheet.pair(LABELS.premium, `${premium.amount} ${premium.currency}`);
  sheet.pair(LABELS.loan, loan.reference);
  sheet.pair(LABELS.principal, `${loan.principal.amount} ${loan.principal.currency}`);
  for (const { name, share } of coInsurers) sheet.pair(LABELS.coInsurer, `${name}, ${percent(share)}`);
}

const scheduleRows = ({ loan }: Certificate): string[][] =>
  loan.schedule.map(({ number, dueOn, principal, interest }) => {
    const total = new Decimal(principal).plus(interest).toFixed(principal.split('.')[1]?.length ?? 0);
    return [String(number), dueOn, principal, interest, total];
  });

function write(
  sheet: Sheet,
  certificate: Certificate,
  proof: { readonly keyId: string; readonly sha256: string },
): void {
  const { title, parties, loan } = certificate;
  sheet.text(title.zh, MARGIN, 18);
  sheet.text(title.en, MARGIN, 12);
  sheet.next(8);
  writeCover(sheet, certificate);
  sheet.heading(LABELS.parties);
  for (const party of parties) sheet.pair(roleWords(party.role), partyWords(party));
  sheet.heading(`${LABELS.schedule} (${loan.principal.currency})`);
  sheet.table(COLUMNS, scheduleRows(certificate), SCHEDULE);
  sheet.block(LABELS.proof, proofWords(proof.sha256, proof.keyId));
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
  const title = `Certificate ${policy.number} version ${version}`;
  return printPages({ title, footer: `${policy.number} · ${version}`, madeAt: new Date(madeAt) }, (sheet) =>
    write(sheet, certificate, proof),
  );
}
