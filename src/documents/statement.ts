import type { PartnerStatement } from '../entities/index.js';
import { type CurrencyCode, formatMinor } from '../kernel/index.js';
import type { StatementFigures, StatementLine } from '../ledger/statement.js';

/** What is to be paid after a statement, and by whom: the closing balance, premium less commission. */
export interface Remittance {
  /** Null when nothing is. */
  readonly payerId: string | null;
  readonly payeeId: string | null;
  /** Zero or more. */
  readonly amountMinor: bigint;
}

export function remittanceOf({
  closingMinor,
  insurerId,
  partnerId,
}: Pick<PartnerStatement, 'closingMinor' | 'insurerId' | 'partnerId'>): Remittance {
  if (closingMinor === 0n) return { payerId: null, payeeId: null, amountMinor: 0n };
  return closingMinor > 0n
    ? { payerId: partnerId, payeeId: insurerId, amountMinor: closingMinor }
    : { payerId: insurerId, payeeId: partnerId, amountMinor: -closingMinor };
}

const HEAD = 'journal,date,kind,policy,premium,refund,commission,received,claims_paid';

/** RFC 4180: a head, one row a journal, amounts with all decimals of the currency. */
export function statementCsv(rows: readonly StatementLine[], currency: CurrencyCode): string {
  const cells = rows.map(({ id, bookedOn, kind, policyNumber, ...figures }) =>
    [id, bookedOn, kind, policyNumber ?? '', ...amountsOf(figures, currency)].join(','),
  );
  return [HEAD, ...cells, ''].join('\r\n');
}

const amountsOf = (figures: StatementFigures, currency: CurrencyCode): string[] =>
  [
    figures.premiumMinor,
    figures.refundMinor,
    figures.commissionMinor,
    figures.receivedMinor,
    figures.claimsPaidMinor,
  ].map((minor) => formatMinor(minor, currency));

/** More are in the CSV file only: nobody reads them on paper. */
export const MAX_PRINTED_LINES = 2_000;

interface PaperParty {
  readonly id: string;
  readonly name: string;
  readonly country: string;
}

/** Everything the printed statement says; amounts as text. */
export interface StatementPaper {
  readonly id: string;
  readonly insurer: PaperParty;
  readonly partner: PaperParty;
  readonly currency: string;
  readonly from: string;
  readonly to: string;
  readonly version: number;
  readonly createdAt: string;
  readonly opening: string;
  readonly premium: string;
  readonly refund: string;
  readonly commission: string;
  readonly received: string;
  readonly claimsPaid: string;
  readonly closing: string;
  readonly premiumDue: string;
  readonly commissionDue: string;
  readonly remittance: { readonly payer: string; readonly payee: string; readonly amount: string } | null;
  readonly lineCount: number;
  /** The first of them. */
  readonly lines: readonly {
    readonly journal: string;
    readonly bookedOn: string;
    readonly kind: string;
    readonly policy: string;
    readonly premium: string;
    readonly commission: string;
    readonly received: string;
    readonly claimsPaid: string;
  }[];
}

/** The paper of a statement whose parties have these names. */
export function statementPaper(
  statement: PartnerStatement,
  { insurer, partner }: { readonly insurer: PaperParty; readonly partner: PaperParty },
  lines: readonly StatementLine[],
): StatementPaper {
  const currency = statement.currency as CurrencyCode;
  const text = (minor: bigint): string => formatMinor(minor, currency);
  const { payerId, amountMinor } = remittanceOf(statement);
  const [payer, payee] = payerId === insurer.id ? [insurer, partner] : [partner, insurer];
  return {
    id: statement.id,
    insurer,
    partner,
    currency,
    from: statement.fromOn,
    to: statement.toOn,
    version: statement.version,
    createdAt: statement.createdAt.toISOString(),
    opening: text(statement.openingMinor),
    premium: text(statement.premiumMinor),
    refund: text(statement.refundMinor),
    commission: text(statement.commissionMinor),
    received: text(statement.receivedMinor),
    claimsPaid: text(statement.claimsPaidMinor),
    closing: text(statement.closingMinor),
    premiumDue: text(statement.premiumDueMinor),
    commissionDue: text(statement.commissionDueMinor),
    remittance: payerId === null ? null : { payer: payer.name, payee: payee.name, amount: text(amountMinor) },
    lineCount: statement.lineCount,
    lines: lines.slice(0, MAX_PRINTED_LINES).map((line) => ({
      journal: line.id,
      bookedOn: line.bookedOn,
      kind: line.kind,
      policy: line.policyNumber ?? '',
      premium: text(line.premiumMinor),
      commission: text(line.commissionMinor),
      received: text(line.receivedMinor),
      claimsPaid: text(line.claimsPaidMinor),
    })),
  };
}
