import type { Statement as SqlStatement, Transaction } from '../database/unit-of-work.js';
import { type CalendarDate, invariant } from '../kernel/index.js';

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
  /** The part of closing that is premium; below zero when premium is to be paid back. */
  readonly premiumDueMinor: bigint;
  /** The commission that comes off it; below zero when the partner owes commission back. */
  readonly commissionDueMinor: bigint;
  /** Ledger lines through the last day. */
  readonly entryCount: bigint;
}

const on = (account: string, condition = ''): string =>
  `coalesce(sum(p.amount_minor) FILTER (WHERE p.account = '${account}'${condition}), 0)`;
const RECEIPTS = `j.kind IN ('PREMIUM_RECEIVED', 'PREMIUM_PAYMENT_REVERSED', 'PREMIUM_REPAID')`;
/** What a journal, or many, did between the two; columns in the order of `StatementFigures`. */
const FIGURES = [
  ['premium', on('PREMIUM_RECEIVABLE', ` AND j.kind IN ('PREMIUM_WRITTEN', 'PREMIUM_REDUCED')`)],
  ['refund', `-${on('PREMIUM_RECEIVABLE', ` AND j.kind = 'PREMIUM_REDUCED'`)}`],
  ['commission', `-${on('COMMISSION_PAYABLE')}`],
  ['received', on('CASH_CLEARING', ` AND ${RECEIPTS}`)],
  ['claims', `-${on('CASH_CLEARING', ` AND j.kind = 'CLAIM_PAID'`)}`],
] as const;
const TABLES = `journal j JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id`;
// Every entry on what stands between the two, so that a statement cannot differ from the books; and the money that moved
// it. Deposits that were used for invoices change nothing between them.
const BETWEEN = `j.insurer_id = $1 AND j.partner_id = $2 AND p.currency = $3 AND j.kind <> 'PREMIUM_APPLIED'
  AND (p.account IN ('PREMIUM_RECEIVABLE', 'PREMIUM_DEPOSITS', 'COMMISSION_PAYABLE')
    OR (p.account = 'CASH_CLEARING' AND (j.kind = 'CLAIM_PAID' OR ${RECEIPTS})))`;
// Premium asked for, less deposits; and the commission that is owed for it.
const PREMIUM_DUE = `coalesce(sum(p.amount_minor) FILTER (WHERE p.account IN ('PREMIUM_RECEIVABLE', 'PREMIUM_DEPOSITS')), 0)`;
const COMMISSION_DUE = `-${on('COMMISSION_PAYABLE')}`;
const inPeriod = (sum: string): string => sum.replace('(WHERE ', '(WHERE j.booked_on >= $4::date AND ');
/** $1 insurer, $2 partner, $3 currency, $4 first and $5 last day; sums as text. */
export const STATEMENT_TOTALS: SqlStatement = {
  name: 'statement.totals',
  text: `SELECT ${FIGURES.map(([name, sum]) => `(${inPeriod(sum)})::text AS ${name}`)},
           coalesce(sum(p.amount_minor) FILTER (WHERE p.account <> 'CASH_CLEARING' AND j.booked_on < $4::date), 0)::text AS opening,
           (${PREMIUM_DUE})::text AS "premiumDue", (${COMMISSION_DUE})::text AS "commissionDue", count(*)::text AS entries
         FROM ${TABLES} WHERE ${BETWEEN} AND j.booked_on <= $5::date`,
};
/** The journals behind the totals with what each did, of the same values: id, kind, booked_on, policy_id and figures. */
export const STATEMENT_LINES = `SELECT j.id, j.kind, j.booked_on, j.policy_id,
    ${FIGURES.map(([name, sum]) => `(${sum})::bigint AS ${name}`)}
  FROM ${TABLES} WHERE ${BETWEEN} AND j.booked_on BETWEEN $4::date AND $5::date
  GROUP BY j.id, j.kind, j.booked_on, j.policy_id`;
const lines = (direction: 'ASC' | 'DESC'): SqlStatement => ({
  name: `statement.lines.${direction}`,
  text: `SELECT l.id, l.kind, l.booked_on AS "bookedOn", y.number AS "policyNumber", premium AS "premiumMinor",
           refund AS "refundMinor", commission AS "commissionMinor", received AS "receivedMinor", claims AS "claimsPaidMinor"
         FROM (${STATEMENT_LINES}) l LEFT JOIN policy y ON y.id = l.policy_id AND y.partner_id = $2
         WHERE l.id > $6 AND l.id < $7 ORDER BY l.id ${direction} LIMIT $8`,
});
const LINES = { ASC: lines('ASC'), DESC: lines('DESC') };

type TotalsRow = Readonly<
  Record<(typeof FIGURES)[number][0] | 'opening' | 'premiumDue' | 'commissionDue' | 'entries', string>
>;

export const statementValues = ({ insurerId, partnerId, currency, from, to }: StatementQuery): unknown[] => [
  insurerId,
  partnerId,
  currency,
  from,
  to,
];

/** Opening + premium - commission - received = closing. */
export async function statementTotals(tx: Transaction, query: StatementQuery): Promise<StatementTotals> {
  const [row] = await tx.rows<TotalsRow>(STATEMENT_TOTALS, statementValues(query));
  invariant(row, 'a sum over nothing is a row all the same');
  const [premiumDueMinor, commissionDueMinor] = [BigInt(row.premiumDue), BigInt(row.commissionDue)];
  return {
    premiumMinor: BigInt(row.premium),
    refundMinor: BigInt(row.refund),
    commissionMinor: BigInt(row.commission),
    receivedMinor: BigInt(row.received),
    claimsPaidMinor: BigInt(row.claims),
    openingMinor: BigInt(row.opening),
    closingMinor: premiumDueMinor - commissionDueMinor,
    premiumDueMinor,
    commissionDueMinor,
    entryCount: BigInt(row.entries),
  };
}

export interface LinePage {
  readonly above: string;
  readonly below: string;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
}

/** The journals behind the totals, in the order they were recorded. */
export function statementLines(tx: Transaction, query: StatementQuery, page: LinePage): Promise<StatementLine[]> {
  const { above, below, direction, limit } = page;
  return tx.rows<StatementLine>(LINES[direction], [...statementValues(query), above, below, limit]);
}
