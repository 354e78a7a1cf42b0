import type { Question, Transaction } from '../database/unit-of-work.js';
import { dayAfter, type HeldDays } from '../finance/held-days.js';
import { addDays, type CalendarDate, daysBetween, laterOf } from '../kernel/index.js';
import type { PaymentTerms } from '../underwriting/payment-terms.js';
import type { ProductTerms } from '../underwriting/terms.js';

/** A policy in force whose premium was not paid when it was due. */
export interface OverduePremium {
  readonly policyId: string;
  readonly partnerId: string;
  readonly insurerId: string;
  readonly lenderId: string;
  readonly productVersionId: string;
  readonly currency: string;
  /** Of the programme. */
  readonly timeZone: string;
  readonly oldestDueOn: CalendarDate;
  /** Everything that is past its due date, minor units. */
  readonly overdueMinor: bigint;
  /** Days that count neither towards reminders nor towards grace; by their first day. */
  readonly holds: readonly HeldDays[];
  /** Reminders told about the oldest due date. */
  readonly reminders: readonly { readonly level: number; readonly toldOn: CalendarDate }[];
}

export interface DunningNotice {
  readonly level: number;
  readonly on: CalendarDate;
  readonly isDue: boolean;
  readonly toldOn: CalendarDate | null;
}

/** What follows from an overdue premium on a day. */
export interface Dunning {
  readonly daysOverdue: number;
  /** Reminders whose day has come, and the next ones. */
  readonly notices: readonly DunningNotice[];
  /** The last level whose day has come; zero before the first. */
  readonly stage: number;
  /** The first day on which cover may end for want of payment, as things stand: today or later. Null when it never does. */
  readonly lapsesOn: CalendarDate | null;
  readonly mayLapse: boolean;
}

// Due dates are days of the programme, whose zone the loan has: each is past when the programme's own day is.
const OVERDUE = {
  name: 'premium.overdue',
  text: `SELECT p.id AS "policyId", p.partner_id AS "partnerId", p.insurer_id AS "insurerId", p.lender_id AS "lenderId",
           p.product_version_id AS "productVersionId", p.currency, g.time_zone AS "timeZone",
           min(i.due_on) AS "oldestDueOn", sum(i.amount_minor - i.settled_minor)::bigint AS "overdueMinor",
           (SELECT coalesce(json_agg(json_build_object('from', h.held_from, 'until', least(h.held_until, h.lifted_on - 1))
                                     ORDER BY h.held_from), '[]')
            FROM policy_hold h WHERE h.loan_id = g.id AND h.partner_id = p.partner_id) AS holds,
           (SELECT coalesce(json_agg(json_build_object('level', r.level, 'toldOn', r.told_on)), '[]') FROM premium_reminder r
            WHERE r.policy_id = p.id AND r.partner_id = p.partner_id AND r.oldest_due_on = min(i.due_on)) AS reminders
         FROM premium_invoice i
         JOIN policy p ON p.id = i.policy_id AND p.partner_id = i.partner_id AND p.status = 'ACTIVE'
         JOIN loan g ON g.policy_id = p.id AND g.partner_id = p.partner_id
         WHERE i.kind = 'INVOICE' AND i.settled_minor < i.amount_minor
           AND i.due_on < ($1::timestamptz AT TIME ZONE g.time_zone)::date AND i.due_on <= ($1::timestamptz)::date
           AND ($2::text[] IS NULL OR p.id = ANY ($2)) AND ($3::date IS NULL OR i.due_on <= $3) AND p.id > $4
         GROUP BY p.id, p.partner_id, p.insurer_id, p.lender_id, p.product_version_id, p.currency, g.id, g.time_zone
         ORDER BY p.id LIMIT $5`,
};

export interface OverdueQuery {
  readonly at: Date;
  /** These policies only. */
  readonly policyIds?: readonly string[];
  /** Only those due by then. */
  readonly dueBy?: CalendarDate;
  /** Policies after this one; lists go by id. */
  readonly after?: string;
  /** 1 to 1,000. */
  readonly limit: number;
}

const valuesOf = ({ at, policyIds, dueBy, after, limit }: OverdueQuery): readonly unknown[] => [
  at,
  policyIds ?? null,
  dueBy ?? null,
  after ?? '',
  limit,
];

/** The policies in force whose premium is overdue at an instant, by id. */
export const overduePremiums = (tx: Transaction, query: OverdueQuery): Promise<OverduePremium[]> =>
  tx.rows<OverduePremium>(OVERDUE, valuesOf(query));

/** Has rows where premium is overdue at an instant. */
export const anyOverdue = (at: Date): Question[] => [{ statement: OVERDUE, values: valuesOf({ at, limit: 1 }) }];

/** What the terms of a product say about premium that nobody pays. */
export interface DunningTerms extends Pick<PaymentTerms, 'dunningDays' | 'graceDays'> {
  readonly unpaidPremium: ProductTerms['changes']['unpaidPremium'];
}

export const dunningTermsOf = ({ payment, changes }: ProductTerms): DunningTerms => ({
  ...payment,
  unpaidPremium: changes.unpaidPremium,
});

/**
 * Reminders and the end of cover by the product's terms: neither on days of holds, the end only after grace and on a day
 * after the last reminder was told, even when that came late.
 */
export function dunningOf(
  { oldestDueOn, holds, reminders }: Pick<OverduePremium, 'oldestDueOn' | 'holds' | 'reminders'>,
  { dunningDays, graceDays, unpaidPremium }: DunningTerms,
  on: CalendarDate,
): Dunning {
  const notices = dunningDays.map((days, at) => {
    const dayOfNotice = dayAfter(oldestDueOn, days, holds);
    const toldOn = reminders.find(({ level }) => level === at + 1)?.toldOn ?? null;
    return { level: at + 1, on: dayOfNotice, isDue: dayOfNotice <= on, toldOn };
  });
  const mayEnd = [
    dayAfter(oldestDueOn, graceDays + 1, holds),
    // A reminder that is late is told today at the earliest.
    ...notices.map((notice) => addDays(notice.toldOn ?? laterOf(notice.on, on), 1)),
  ];
  const lapsesOn = unpaidPremium === 'COVER_STAYS' ? null : notHeld(mayEnd.reduce(laterOf, on), holds);
  return {
    daysOverdue: Math.max(0, daysBetween(oldestDueOn, on)),
    notices,
    stage: notices.filter(({ isDue }) => isDue).length,
    lapsesOn,
    mayLapse: lapsesOn === on,
  };
}

/** The first day from `day` on that is in no hold. @param holds by their first day */
const notHeld = (day: CalendarDate, holds: readonly HeldDays[]): CalendarDate =>
  holds.reduce((free, { from, until }) => (from <= free && free <= until ? addDays(until, 1) : free), day);
