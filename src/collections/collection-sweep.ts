import { systemScope, type Transaction, type UnitOfWork } from '../database/unit-of-work.js';
import { appendEvents } from '../events/event-log.js';
import { type CalendarDate, type Clock, type CurrencyCode, formatMinor } from '../kernel/index.js';
import type { PaymentPromiseState } from '../lifecycle/machines.js';
import { type BusinessDay, businessDays } from '../partners/business-days.js';
import { hasCounted } from '../policies/delinquency.js';
import { collectionEvent } from './collection-rows.js';
import { raiseWarnings, type WarningKind } from './warnings.js';

const AT_ONCE = 2_000;
const DEADLINE_MS = 30_000;
/** How long after its date a broken promise is still looked at: a report may come late. */
const LATE_REPORT_DAYS = 31;
const CAUSE = 'collectionSweep';

const JUDGE = {
  name: 'collection.judgePromises',
  text: `WITH judged AS (
      SELECT p.id, p.partner_id, p.state AS from_state,
        CASE WHEN paid.minor >= p.amount_minor THEN 'KEPT' ELSE 'BROKEN' END AS to_state
      FROM payment_promise p
      JOIN loan l ON l.id = p.loan_id AND l.partner_id = p.partner_id AND l.time_zone = ANY ($2)
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(r.amount_minor), 0) AS minor FROM loan_report r
        WHERE r.loan_id = p.loan_id AND r.partner_id = p.partner_id AND r.kind IN ('REPAYMENT', 'PREPAYMENT', 'SETTLED')
          AND r.effective_on BETWEEN p.made_on AND p.pay_by AND NOT EXISTS (SELECT FROM loan_report v
            WHERE v.loan_id = r.loan_id AND v.partner_id = r.partner_id AND v.source = 'SERVICER' AND v.kind = 'REVERSED'
              AND r.source = 'SERVICER' AND v.terms->>'reverses' = r.sequence::text)) AS paid
      WHERE (p.state = 'OPEN' AND (p.pay_by < $1::date OR paid.minor >= p.amount_minor))
         OR (p.state = 'BROKEN' AND p.pay_by >= $1::date - ${LATE_REPORT_DAYS} AND paid.minor >= p.amount_minor)
         OR (p.state = 'KEPT' AND p.pay_by < $1::date AND paid.minor < p.amount_minor AND EXISTS (SELECT FROM loan_report v
           WHERE v.loan_id = p.loan_id AND v.partner_id = p.partner_id AND v.source = 'SERVICER' AND v.kind = 'REVERSED'))
      ORDER BY p.id LIMIT $3 FOR NO KEY UPDATE OF p SKIP LOCKED),
    moved AS (
      UPDATE payment_promise p SET state = judged.to_state FROM judged
      WHERE p.id = judged.id AND p.partner_id = judged.partner_id RETURNING p.*, judged.from_state),
    recorded AS (
      INSERT INTO state_change (machine, subject_id, partner_id, insurer_id, lender_id, from_state, to_state, cause, occurred_at)
      SELECT 'PaymentPromise', id, partner_id, insurer_id, lender_id, from_state, state, '${CAUSE}', $4 FROM moved)
    SELECT m.id AS "promiseId", m.state, m.amount_minor AS "amountMinor", m.currency, m.loan_id AS id,
      l.policy_id AS "policyId", m.partner_id AS "partnerId", m.insurer_id AS "insurerId", m.lender_id AS "lenderId"
    FROM moved m JOIN loan l ON l.id = m.loan_id AND l.partner_id = m.partner_id`,
};

interface JudgedPromise {
  readonly promiseId: string;
  readonly state: PaymentPromiseState;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly id: string;
  readonly policyId: string;
  readonly partnerId: string;
  readonly insurerId: string;
  readonly lenderId: string;
}

const END_HOLDS = {
  name: 'collection.endHolds',
  text: `WITH due AS (
      SELECT h.id, h.partner_id, l.policy_id FROM policy_hold h
      JOIN loan l ON l.id = h.loan_id AND l.partner_id = h.partner_id AND l.time_zone = ANY ($2)
      WHERE h.state = 'PLACED' AND h.held_until < $1::date ORDER BY h.held_until LIMIT $3 FOR NO KEY UPDATE OF h SKIP LOCKED),
    moved AS (
      UPDATE policy_hold h SET state = 'ENDED' FROM due WHERE h.id = due.id AND h.partner_id = due.partner_id
      RETURNING h.*, due.policy_id),
    recorded AS (
      INSERT INTO state_change (machine, subject_id, partner_id, insurer_id, lender_id, from_state, to_state, cause, occurred_at)
      SELECT 'PolicyHold', id, partner_id, insurer_id, lender_id, 'PLACED', state, '${CAUSE}', $4 FROM moved)
    SELECT id AS "holdId", reason, loan_id AS id, policy_id AS "policyId", partner_id AS "partnerId",
      insurer_id AS "insurerId", lender_id AS "lenderId"
    FROM moved`,
};

interface EndedHold {
  readonly holdId: string;
  readonly reason: string;
  readonly id: string;
  readonly policyId: string;
  readonly partnerId: string;
  readonly insurerId: string;
  readonly lenderId: string;
}

const HAS_BEGUN = hasCounted('1', '$1::date');

/** Which loans each sign is seen on, over `l`, the late loans of some time zones on their date $1. */
const SIGNS: Readonly<Partial<Record<WarningKind, string>>> = {
  THIRTY_DAYS_LATE: hasCounted('30', '$1::date'),
  SIXTY_DAYS_LATE: hasCounted('60', '$1::date'),
  FIRST_PAYMENT_MISSED: `l.oldest_unpaid_due_on = (SELECT i.due_on FROM instalment i
      WHERE i.loan_id = l.id AND i.partner_id = l.partner_id AND i.number = 1)`,
  NOTICE_NOT_GIVEN: `${hasCounted('l.notice_days', '$1::date')} AND NOT EXISTS (SELECT 1 FROM overdue_notice n
      WHERE n.loan_id = l.id AND n.partner_id = l.partner_id AND n.overdue_since = l.oldest_unpaid_due_on)`,
  REPEATEDLY_LATE: `(SELECT count(*) FROM state_change s WHERE s.machine = 'Overdue' AND s.subject_id = l.id
      AND s.from_state = 'CURRENT' AND s.occurred_at > $4::timestamptz - interval '365 days') >= 3`,
};

const seeing = ([kind, sign]: readonly [string, string]): string =>
  `SELECT '${kind}' AS kind, l.id, l.policy_id AS "policyId", l.partner_id AS "partnerId", l.insurer_id AS "insurerId",
      l.lender_id AS "lenderId", l.oldest_unpaid_due_on AS about
    FROM loan l
    WHERE l.status = 'ACTIVE' AND l.oldest_unpaid_due_on < $1::date AND l.time_zone = ANY ($2) AND ${HAS_BEGUN} AND ${sign}
      AND EXISTS (SELECT 1 FROM policy p WHERE p.id = l.policy_id AND p.partner_id = l.partner_id AND p.status = 'ACTIVE')
      AND NOT EXISTS (SELECT 1 FROM monitoring_warning w WHERE w.loan_id = l.id AND w.partner_id = l.partner_id
        AND w.kind = '${kind}' AND w.about = l.oldest_unpaid_due_on::text)`;

// All signs with one statement: on most days there is none.
const SEE = {
  name: 'collection.see',
  text: `${Object.entries(SIGNS).map(seeing).join('\n    UNION ALL\n    ')}\n    LIMIT $3`,
};

interface SeenLoan {
  readonly kind: WarningKind;
  readonly id: string;
  readonly policyId: string;
  readonly partnerId: string;
  readonly insurerId: string;
  readonly lenderId: string;
  readonly about: CalendarDate;
}

/** What time makes of loans that are behind: promises are judged by the feed, holds end, warnings are raised. Safe to run again. */
export class CollectionSweep {
  constructor(private readonly options: { readonly units: UnitOfWork; readonly clock: Clock }) {}

  /** Answers how many promises were found kept or broken. */
  judgePromises(): Promise<number> {
    return this.inBatches((tx, day, at) => this.judge(tx, day, at));
  }

  /** Answers how many warnings were raised. */
  raiseWarnings(): Promise<number> {
    return this.inBatches(async (tx, { on, timeZones }, at) => {
      const seen = await tx.rows<SeenLoan>(SEE, [on, timeZones, AT_ONCE, at]);
      const warnings = seen.map(({ about, kind, ...loan }) => ({ loan, kind, about }));
      return raiseWarnings(tx, warnings, { at, cause: CAUSE });
    });
  }

  /** Answers how many holds were over. Their days count by themselves; this only tells of it. */
  endHolds(): Promise<number> {
    return this.inBatches(async (tx, { on, timeZones }, at) => {
      const ended = await tx.rows<EndedHold>(END_HOLDS, [on, timeZones, AT_ONCE, at]);
      await appendEvents(
        tx,
        ended.map(({ holdId, reason, ...loan }) => {
          const event = { kind: 'policy.released', subjectKind: 'policy', subjectId: loan.policyId };
          return collectionEvent(loan, { ...event, payload: { hold: holdId, reason } }, { at, cause: CAUSE });
        }),
      );
      return ended.length;
    });
  }

  private async judge(tx: Transaction, { on, timeZones }: BusinessDay, at: Date): Promise<number> {
    const judged = await tx.rows<JudgedPromise>(JUDGE, [on, timeZones, AT_ONCE, at]);
    const context = { at, cause: CAUSE };
    await appendEvents(
      tx,
      judged.map(({ promiseId, state, amountMinor, currency, ...loan }) => {
        const kind = state === 'KEPT' ? 'promise.kept' : 'promise.broken';
        const payload = { amount: formatMinor(amountMinor, currency as CurrencyCode), currency };
        return collectionEvent(loan, { kind, subjectKind: 'paymentPromise', subjectId: promiseId, payload }, context);
      }),
    );
    const broken = judged.filter(({ state }) => state === 'BROKEN');
    const warnings = broken.map(
      ({ promiseId, ...loan }) => ({ loan, kind: 'PROMISE_BROKEN', about: promiseId }) as const,
    );
    await raiseWarnings(tx, warnings, context);
    return judged.length;
  }

  /** Works in transactions of up to 2,000 for each date, until nothing more is found. */
  private async inBatches(work: (tx: Transaction, day: BusinessDay, at: Date) => Promise<number>): Promise<number> {
    const { units, clock } = this.options;
    for (let total = 0; ; ) {
      const at = clock.now();
      const counts = await units.run(
        systemScope,
        async (tx) => {
          const done: number[] = [];
          for (const day of await businessDays(tx, at)) done.push(await work(tx, day, at));
          return done;
        },
        { deadlineMs: DEADLINE_MS },
      );
      total += counts.reduce((sum, count) => sum + count, 0);
      if (!counts.includes(AT_ONCE)) return total;
    }
  }
}
