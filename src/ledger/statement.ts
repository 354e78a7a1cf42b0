import type { Statement as SqlStatement, Transaction } from '../database/unit-of-work.js';
import { type CalendarDate, type CurrencyCode, formatMinor, invariant } from '../kernel/index.js';

/** What a partner and an insurer have to do with each other over a period. Both days count. */
export interface StatementQuery {
  readonly insurerId: string;
  readonly partnerId: string;
  readonly currency: string;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** Minor units, as they change what the partner owes: premium raises it, the others lower it when above zero. */
export interface StatementFigures {
  /** Written, tax included, less what went back. */
  readonly premiumMinor: bigint;
  /** Of which what went back, zero or more. */
  readonly refundMinor: bigint;
  /** The partner's on that premium, clawed back with refunds, less what was paid out. */
  readonly commissionMinor: bigint;
  /** Received of the partner, less what was taken back and repaid. */
  readonly receivedMinor: bigint;
  /** Indemnity paid to lenders and payees; for information, it is not between these two. */
  readonly claimsPaidMinor: bigint;
}

/** One journal of the statement. */
export interface StatementLine extends StatementFigures {
  /** Of the journal. */
  readonly id: string;
  readonly kind: string;
  readonly bookedOn: CalendarDate;
  readonly policyNumber: string | null;
}

/** Totals over the period; opening and closing are what the partner owes, below zero when it is owed. */
export interface StatementTotals extends StatementFigures {
  readonly openingMinor: bigint;
  readonly closingMinor: bigint;
}

const on = (account: string, condition = ''): string =>
  `coalesce(sum(p.amount_minor) FILTER (WHERE p.account = '${account}'${condition}), 0)`;
const RECEIVED = `AND j.kind IN ('PREMIUM_RECEIVED', 'PREMIUM_PAYMENT_REVERSED', 'PREMIUM_REPAID')`;
const FIGURES = `
  ${on('PREMIUM_RECEIVABLE', ` AND j.kind IN ('PREMIUM_WRITTEN', 'PREMIUM_REDUCED')`)}::text AS premium,
  (-${on('PREMIUM_RECEIVABLE', ` AND j.kind = 'PREMIUM_REDUCED'`)})::text AS refund,
  (-${on('COMMISSION_PAYABLE')})::text AS commission,
  ${on('CASH_CLEARING', ` ${RECEIVED}`)}::text AS received,
  (-${on('CASH_CLEARING', ` AND j.kind = 'CLAIM_PAID'`)})::text AS claims`;
const TABLES = `journal j JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id`;
const BETWEEN = `j.insurer_id = $1 AND j.partner_id = $2 AND p.currency = $3
  AND p.account IN ('PREMIUM_RECEIVABLE', 'PREMIUM_DEPOSITS', 'COMMISSION_PAYABLE', 'CASH_CLEARING')`;
// What stands between the two: premium asked for, less deposits, less commission.
const OWED = `coalesce(sum(p.amount_minor) FILTER (WHERE p.account <> 'CASH_CLEARING'`;
const TOTALS: SqlStatement = {
  name: 'statement.totals',
  text: `SELECT ${FIGURES.replaceAll('(WHERE ', '(WHERE j.booked_on >= $4::date AND ')},
           ${OWED} AND j.booked_on < $4::date), 0)::text AS opening, ${OWED}), 0)::text AS closing
         FROM ${TABLES} WHERE ${BETWEEN} AND j.booked_on <= $5::date`,
};
const lines = (direction: 'ASC' | 'DESC'): SqlStatement => ({
  name: `statement.lines.${direction}`,
  text: `SELECT j.id, j.kind, j.booked_on AS "bookedOn", y.number AS "policyNumber", ${FIGURES}
         FROM ${TABLES} LEFT JOIN policy y ON y.id = j.policy_id AND y.partner_id = j.partner_id
         WHERE ${BETWEEN} AND j.booked_on BETWEEN $4::date AND $5::date
           AND j.kind IN ('PREMIUM_WRITTEN', 'PREMIUM_REDUCED', 'PREMIUM_RECEIVED', 'PREMIUM_PAYMENT_REVERSED',
             'PREMIUM_REPAID', 'COMMISSION_PAID', 'CLAIM_PAID')
           AND j.id > $6 AND j.id < $7
         GROUP BY j.id, j.kind, j.booked_on, y.number ORDER BY j.id ${direction} LIMIT $8`,
});
const LINES = { ASC: lines('ASC'), DESC: lines('DESC') };

interface FigureRow {
  readonly premium: string;
  readonly refund: string;
  readonly commission: string;
  readonly received: string;
  readonly claims: string;
}

const figuresOf = (row: FigureRow): StatementFigures => ({
  premiumMinor: BigInt(row.premium),
  refundMinor: BigInt(row.refund),
  commissionMinor: BigInt(row.commission),
  receivedMinor: BigInt(row.received),
  claimsPaidMinor: BigInt(row.claims),
});

const valuesOf = ({ insurerId, partnerId, currency, from, to }: StatementQuery): unknown[] => [
  insurerId,
  partnerId,
  currency,
  from,
  to,
];

/** Opening + premium - commission - received = closing. */
export async function statementTotals(tx: Transaction, query: StatementQuery): Promise<StatementTotals> {
  const [row] = await tx.rows<FigureRow & { opening: string; closing: string }>(TOTALS, valuesOf(query));
  invariant(row, 'a sum over nothing is a row all the same');
  return { ...figuresOf(row), openingMinor: BigInt(row.opening), closingMinor: BigInt(row.closing) };
}

export interface LinePage {
  readonly above: string;
  readonly below: string;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
}

/** The journals behind the totals, in the order they were recorded. */
export async function statementLines(tx: Transaction, query: StatementQuery, page: LinePage): Promise<StatementLine[]> {
  const { above, below, direction, limit } = page;
  type Row = FigureRow & Omit<StatementLine, keyof StatementFigures>;
  const rows = await tx.rows<Row>(LINES[direction], [...valuesOf(query), above, below, limit]);
  return rows.map((row) => {
    const { id, kind, bookedOn, policyNumber } = row;
    return { id, kind, bookedOn, policyNumber, ...figuresOf(row) };
  });
}

const HEAD = 'journal,date,kind,policy,premium,refund,commission,received,claims_paid';

/** RFC 4180: a head, one row a journal, amounts with all decimals of the currency. */
export function statementCsv(rows: readonly StatementLine[], currency: CurrencyCode): string {
  const text = (minor: bigint): string => formatMinor(minor, currency);
  const cells = rows.map((line) =>
    [
      line.id,
      line.bookedOn,
      line.kind,
      line.policyNumber ?? '',
      text(line.premiumMinor),
      text(line.refundMinor),
      text(line.commissionMinor),
      text(line.receivedMinor),
      text(line.claimsPaidMinor),
    ].join(','),
  );
  return [HEAD, ...cells, ''].join('\r\n');
}
