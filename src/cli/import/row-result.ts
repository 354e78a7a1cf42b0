import type { CsvFile } from './csv-file.js';
import type { QuoteData } from './quote-answer.js';
import type { RowIssue } from './row-mapper.js';

/** A row that was quoted, or why it was not. */
export type RowResult = {
  readonly line: number;
  readonly key: string;
} & (
  | { readonly kind: 'QUOTED'; readonly quote: QuoteData }
  | {
      readonly kind: 'FAILED';
      readonly code: string;
      readonly message: string;
      /** At least one. */
      readonly issues: readonly RowIssue[];
    }
);

export const DECISION_HEADER = [
  'line',
  'idempotency_key',
  'quote',
  'outcome',
  'reasons',
  'insurer',
  'premium_total',
  'sum_insured',
  'currency',
  'error_code',
  'error_message',
] as const;

export const ERROR_HEADER = ['line', 'code', 'path', 'column', 'message'] as const;

export type OfferData = QuoteData['offers'][number];

/** Decimal texts with equally many decimals, not negative: the longer is the larger. */
const isLess = (a: string, b: string): boolean => (a.length === b.length ? a < b : a.length < b.length);

/** The cheapest offer; the programme's order decides between equals. */
export const bestOffer = ({ offers }: QuoteData): OfferData | undefined =>
  offers.reduce<OfferData | undefined>(
    (best, offer) => (!best || isLess(offer.premium.total.amount, best.premium.total.amount) ? offer : best),
    undefined,
  );

/** The row's line of the decisions file. */
export async function writeDecision(file: CsvFile, result: RowResult): Promise<void> {
  const { line, key } = result;
  if (result.kind === 'FAILED') {
    await file.write([line, key, null, null, null, null, null, null, null, result.code, result.message]);
    return;
  }
  const { id, decision, loan } = result.quote;
  const offer = bestOffer(result.quote);
  const reasons = [...new Set(decision.reasons.map(({ code }) => code))].join(' ');
  const amounts = [offer?.insurer.name ?? null, offer?.premium.total.amount ?? null, offer?.sumInsured.amount ?? null];
  await file.write([line, key, id, decision.outcome, reasons, ...amounts, loan.principal.currency, null, null]);
}

/** The row's lines of the errors file, one for each thing that is wrong. */
export async function writeErrors(file: CsvFile, result: RowResult): Promise<void> {
  if (result.kind === 'QUOTED') return;
  for (const { code, path, column, message } of result.issues) {
    await file.write([result.line, code, path, column, message]);
  }
}
