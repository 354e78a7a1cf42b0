import type { Transaction } from '../database/unit-of-work.js';
import type { CommissionAgreement } from '../entities/index.js';
import { periodCommission } from '../finance/commission.js';
import { type CalendarDate, type CurrencyCode, newId } from '../kernel/index.js';
import { commissionBounded } from '../ledger/entries.js';
import { postJournals } from '../ledger/journal.js';
import type { Payee } from './payout.js';

/** A payout period under an agreement: the commission of the policies that were first written in it, whatever became of them. */
export interface CommissionPeriod {
  /** Null: all programmes that have no agreement of their own. */
  readonly programmeId: string | null;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly minimumMinor: bigint;
  readonly maximumMinor: bigint | null;
  /** As it was written, less what went back. */
  readonly commissionMinor: bigint;
  /** Within the bounds. */
  readonly boundedMinor: bigint;
  /** What the books know of the difference so far. */
  readonly bookedMinor: bigint;
}

// Of two agreements from one day the later one holds. A policy counts under its programme's own agreement, when there is
// one that day, otherwise under that of the partner.
const PERIODS = {
  name: 'commission.periods',
  text: `WITH agreement AS (
      SELECT a.*, lead(a.from_on) OVER (PARTITION BY a.programme_id ORDER BY a.from_on) AS next_on,
        make_interval(months => CASE a.period WHEN 'MONTH' THEN 1 WHEN 'QUARTER' THEN 3 ELSE 12 END) AS step FROM (
        SELECT DISTINCT ON (programme_id, from_on) * FROM commission_agreement
        WHERE insurer_id = $1 AND partner_id = $2 AND currency = $3 ORDER BY programme_id, from_on, id DESC) a),
    period AS (
      SELECT a.programme_id, a.minimum_minor, a.maximum_minor, s::date AS from_on, (s + a.step)::date - 1 AS to_on
      FROM agreement a, generate_series(a.from_on::timestamp, least(a.next_on - 1, $4::date)::timestamp, a.step) s),
    first AS (
      SELECT j.policy_id, min(j.booked_on) AS first_on, -sum(p.amount_minor) AS commission
      FROM journal j JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
      WHERE j.insurer_id = $1 AND j.partner_id = $2 AND p.currency = $3 AND p.account = 'COMMISSION_PAYABLE'
        AND EXISTS (SELECT 1 FROM agreement) GROUP BY j.policy_id),
    written AS MATERIALIZED (
      SELECT y.programme_id, f.first_on, sum(f.commission) AS commission
      FROM first f JOIN policy y ON y.id = f.policy_id AND y.partner_id = $2 GROUP BY y.programme_id, f.first_on)
    SELECT d.programme_id AS "programmeId", d.from_on AS "from", d.to_on AS "to", d.minimum_minor AS "minimumMinor",
      d.maximum_minor AS "maximumMinor",
      coalesce((SELECT sum(w.commission) FROM written w WHERE w.first_on BETWEEN d.from_on AND d.to_on
        AND CASE WHEN d.programme_id IS NOT NULL THEN w.programme_id = d.programme_id ELSE NOT EXISTS (
          SELECT 1 FROM agreement o WHERE o.programme_id = w.programme_id AND o.from_on <= w.first_on) END), 0)::bigint
        AS "commissionMinor",
      coalesce((SELECT sum(b.amount_minor) FROM commission_adjustment b WHERE b.insurer_id = $1 AND b.partner_id = $2
        AND b.currency = $3 AND b.programme_id IS NOT DISTINCT FROM d.programme_id AND b.period_on = d.from_on), 0)::bigint
        AS "bookedMinor"
    FROM period d ORDER BY d.from_on, d.programme_id NULLS FIRST`,
};
const INSERT = {
  name: 'commission.adjust',
  text: `INSERT INTO commission_adjustment (id, insurer_id, partner_id, programme_id, currency, period_on, amount_minor, recorded_at)
         SELECT a.id, $1, $2, a.programme_id, $3, a.period_on, a.amount, $4
         FROM unnest($5::text[], $6::text[], $7::date[], $8::bigint[]) AS a (id, programme_id, period_on, amount)`,
};

type PeriodRow = Omit<CommissionPeriod, 'boundedMinor'> & Pick<CommissionAgreement, 'minimumMinor' | 'maximumMinor'>;

/** The periods that began by `today` between the two, oldest first; none without an agreement. */
export async function commissionPeriods(
  tx: Transaction,
  { insurerId, partnerId, currency }: Payee,
  today: CalendarDate,
): Promise<CommissionPeriod[]> {
  const rows = await tx.rows<PeriodRow>(PERIODS, [insurerId, partnerId, currency, today]);
  return rows.map((row) => ({
    ...row,
    boundedMinor: periodCommission(row.commissionMinor, row, { isOver: row.to < today }),
  }));
}

/**
 * What the bounds add to what is payable by the end of `upTo` (null: of today): what they take counts from the first day of a
 * period, what they grant from its last.
 */
export function boundsUpTo(periods: readonly CommissionPeriod[], upTo: CalendarDate | null): bigint {
  return periods.reduce((sum, { from, to, boundedMinor, commissionMinor }) => {
    const change = boundedMinor - commissionMinor;
    const counts = upTo === null || (change < 0n ? from <= upTo : to <= upTo);
    return counts ? sum + change : sum;
  }, 0n);
}

/** Books what the bounds come to and the books do not know yet; answers how many periods. The payee must be locked. */
export async function bookBounds(
  tx: Transaction,
  { insurerId, partnerId, currency }: Payee,
  periods: readonly CommissionPeriod[],
  { on, at }: { readonly on: CalendarDate; readonly at: Date },
): Promise<number> {
  const due = periods
    .map(({ programmeId, from, boundedMinor, commissionMinor, bookedMinor }) => ({
      id: newId('commissionAdjustment') as string,
      programmeId,
      from,
      minor: boundedMinor - commissionMinor - bookedMinor,
    }))
    .filter(({ minor }) => minor !== 0n);
  if (due.length === 0) return 0;
  await tx.run(INSERT, [
    insurerId,
    partnerId,
    currency,
    at,
    due.map(({ id }) => id),
    due.map(({ programmeId }) => programmeId),
    due.map(({ from }) => from),
    due.map(({ minor }) => String(minor)),
  ]);
  await postJournals(
    tx,
    due.map(({ id, minor }) => ({
      insurerId,
      partnerId,
      lenderId: null,
      policyId: null,
      kind: 'COMMISSION_BOUNDED',
      subjectId: id,
      bookedOn: on,
      recordedAt: at,
      postings: commissionBounded(currency as CurrencyCode, minor),
    })),
  );
  return due.length;
}
