import type { Transaction } from '../database/unit-of-work.js';
import { type CalendarDate, type CurrencyCode, invariant, maxMinor, type Refusal, refuse } from '../kernel/index.js';
import { commissionPaid } from '../ledger/entries.js';
import { postJournal } from '../ledger/journal.js';
import { bookBounds, boundsUpTo, type CommissionPeriod, commissionPeriods } from './commission-periods.js';
import type { Payee, PayoutRecord } from './payout.js';

/** What is payable to a partner, and why: accrued - clawed back + bounds - paid before, never below zero. Minor units. */
export interface CommissionFigures extends Payee {
  /** The last business date whose accruals count; null: all. */
  readonly upTo: CalendarDate | null;
  readonly accruedMinor: bigint;
  /** Counts whatever its date: what has gone back is never paid out first. */
  readonly clawedBackMinor: bigint;
  /** What the bounds of payout periods add; below zero when they take. */
  readonly boundsMinor: bigint;
  /** The payout periods that have bounds and began by today, oldest first. */
  readonly periods: readonly CommissionPeriod[];
  readonly paidMinor: bigint;
  readonly payableMinor: bigint;
}

const PAYABLE = {
  name: 'payout.commissionPayable',
  text: `SELECT coalesce(-sum(p.amount_minor) FILTER (WHERE j.kind NOT IN ('COMMISSION_PAID', 'COMMISSION_BOUNDED') AND p.amount_minor < 0
             AND ($4::date IS NULL OR j.booked_on <= $4)), 0)::text AS accrued,
           coalesce(sum(p.amount_minor) FILTER (WHERE j.kind NOT IN ('COMMISSION_PAID', 'COMMISSION_BOUNDED') AND p.amount_minor > 0), 0)::text AS back,
           coalesce(sum(p.amount_minor) FILTER (WHERE j.kind = 'COMMISSION_PAID'), 0)::text AS paid
         FROM journal j JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
         WHERE j.insurer_id = $1 AND j.partner_id = $2 AND p.currency = $3 AND p.account = 'COMMISSION_PAYABLE'`,
};

/** Zeros for a partner that never earned commission of this insurer, as for one that does not exist. */
export async function commissionFigures(
  tx: Transaction,
  payee: Payee,
  { upTo, today }: { readonly upTo: CalendarDate | null; readonly today: CalendarDate },
): Promise<CommissionFigures> {
  const { insurerId, partnerId, currency } = payee;
  type Row = { readonly accrued: string; readonly back: string; readonly paid: string };
  const [row] = await tx.rows<Row>(PAYABLE, [insurerId, partnerId, currency, upTo]);
  invariant(row, 'a sum over nothing is a row all the same');
  const [accruedMinor, clawedBackMinor, paidMinor] = [BigInt(row.accrued), BigInt(row.back), BigInt(row.paid)];
  const periods = await commissionPeriods(tx, payee, today);
  const boundsMinor = boundsUpTo(periods, upTo);
  const left = accruedMinor - clawedBackMinor + boundsMinor - paidMinor;
  const figures = { accruedMinor, clawedBackMinor, boundsMinor, periods, paidMinor };
  return { ...payee, upTo, ...figures, payableMinor: maxMinor(left, 0n) };
}

const nothingPayable: Refusal = {
  problem: 'StateConflict',
  message: 'No commission is payable to this partner.',
  from: 'NOTHING_PAYABLE',
  to: 'PAID',
};

/** Books the payout of all that is payable, with what bounds have to do with it, and answers it. The payee must be locked. */
export async function payCommission(
  tx: Transaction,
  figures: CommissionFigures,
  record: PayoutRecord,
): Promise<bigint> {
  const { insurerId, partnerId, currency, payableMinor } = figures;
  if (payableMinor === 0n) refuse(nothingPayable);
  await bookBounds(tx, figures, figures.periods, { on: record.paidOn, at: record.at });
  await postJournal(tx, {
    insurerId,
    partnerId,
    lenderId: null,
    policyId: null,
    kind: 'COMMISSION_PAID',
    subjectId: record.id,
    bookedOn: record.paidOn,
    recordedAt: record.at,
    postings: commissionPaid(currency as CurrencyCode, payableMinor),
  });
  return payableMinor;
}
