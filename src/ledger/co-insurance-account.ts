import type { Statement, Transaction } from '../database/unit-of-work.js';
import { type CalendarDate, invariant } from '../kernel/index.js';
import type { LinePage } from './statement.js';

/** What a leading insurer and one that follows it have to do with each other over a period. Both days count. */
export interface AccountQuery {
  readonly leaderId: string;
  readonly followerId: string;
  readonly currency: string;
  /** All before when null. */
  readonly from: CalendarDate | null;
  readonly to: CalendarDate | null;
}

/** Minor units, as they change what the leader owes: premium and recoveries raise it, the others lower it. */
export interface AccountFigures {
  /** The follower's part of premium and tax less commission. */
  readonly premiumMinor: bigint;
  /** Its part of indemnity that the leader paid, less what came back. */
  readonly claimsMinor: bigint;
  readonly recoveriesMinor: bigint;
  /** What the leader has paid to it, less what it paid. */
  readonly settledMinor: bigint;
}

/** Opening and closing are what the leader owes the follower, below zero when it is owed. */
export interface AccountTotals extends AccountFigures {
  readonly openingMinor: bigint;
  readonly closingMinor: bigint;
}

/** One journal in the follower's books. */
export interface AccountLine extends AccountFigures {
  /** Of the journal. */
  readonly id: string;
  readonly kind: string;
  readonly bookedOn: CalendarDate;
  readonly policyNumber: string | null;
}

// The follower's books tell its policies apart by who leads them; the leader's hold all its followers in one sum.
const BETWEEN = `FROM journal j JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
  LEFT JOIN policy y ON y.id = j.policy_id AND y.partner_id = j.partner_id
  LEFT JOIN co_insurance_settlement s ON s.id = j.subject_id AND s.follower_id = j.insurer_id
  WHERE j.insurer_id = $2 AND p.account = 'CO_INSURANCE_DUE' AND p.currency = $3
    AND coalesce(y.insurer_id, s.insurer_id) = $1`;
const WITHIN = `($4::date IS NULL OR j.booked_on >= $4) AND ($5::date IS NULL OR j.booked_on <= $5)`;
const on = (kind: string, sign = ''): string =>
  `${sign}coalesce(sum(p.amount_minor) FILTER (WHERE j.kind = '${kind}' AND ${WITHIN}), 0)::bigint`;
const FIGURES = `${on('PREMIUM_CO_INSURED')} AS "premiumMinor", ${on('LOSS_CO_INSURED', '-')} AS "claimsMinor",
  ${on('RECOVERY_CO_INSURED')} AS "recoveriesMinor", ${on('CO_INSURANCE_SETTLED', '-')} AS "settledMinor"`;

const TOTALS: Statement = {
  name: 'coInsurance.totals',
  text: `SELECT ${FIGURES}, coalesce(sum(p.amount_minor) FILTER (WHERE j.booked_on < $4), 0)::bigint AS "openingMinor",
           coalesce(sum(p.amount_minor) FILTER (WHERE $5::date IS NULL OR j.booked_on <= $5), 0)::bigint AS "closingMinor" ${BETWEEN}`,
};
const lines = (direction: 'ASC' | 'DESC'): Statement => ({
  name: `coInsurance.lines.${direction}`,
  text: `SELECT j.id, j.kind, j.booked_on AS "bookedOn", y.number AS "policyNumber", ${FIGURES} ${BETWEEN} AND ${WITHIN}
           AND j.id > $6 AND j.id < $7 GROUP BY j.id, j.kind, j.booked_on, y.number ORDER BY j.id ${direction} LIMIT $8`,
});
const LINES = { ASC: lines('ASC'), DESC: lines('DESC') };
// A settlement counts whatever its date: what was paid is never paid twice.
const DUE: Statement = {
  name: 'coInsurance.due',
  text: `SELECT j.partner_id AS "partnerId", sum(p.amount_minor)::bigint AS minor ${BETWEEN}
           AND (j.kind = 'CO_INSURANCE_SETTLED' OR $4::date IS NULL OR j.booked_on <= $4)
         GROUP BY j.partner_id HAVING sum(p.amount_minor) <> 0 ORDER BY j.partner_id`,
};

const valuesOf = ({ leaderId, followerId, currency, from, to }: AccountQuery): unknown[] => [
  leaderId,
  followerId,
  currency,
  from,
  to,
];

/** Opening + premium - claims + recoveries - settled = closing. The transaction must act for both. */
export async function accountTotals(tx: Transaction, query: AccountQuery): Promise<AccountTotals> {
  const [row] = await tx.rows<AccountTotals>(TOTALS, valuesOf(query));
  invariant(row, 'a sum over nothing is a row all the same');
  return row;
}

/** The journals behind the totals, in the order they were recorded. */
export function accountLines(tx: Transaction, query: AccountQuery, page: LinePage): Promise<AccountLine[]> {
  const { above, below, direction, limit } = page;
  return tx.rows<AccountLine>(LINES[direction], [...valuesOf(query), above, below, limit]);
}

/** What the leader owes over business of one partner. */
export interface PartnerDue {
  readonly partnerId: string;
  readonly minor: bigint;
}

/** What is due and not settled, by the partner whose business it is; nothing where it is zero. */
export const dueByPartner = (
  tx: Transaction,
  { leaderId, followerId, currency, to }: Omit<AccountQuery, 'from'>,
): Promise<PartnerDue[]> => tx.rows<PartnerDue>(DUE, [leaderId, followerId, currency, to]);
