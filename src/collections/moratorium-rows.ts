import { selectList } from '../database/columns.js';
import type { Question, Transaction } from '../database/unit-of-work.js';
import { Moratorium } from '../entities/index.js';
import { type CalendarDate, invariant } from '../kernel/index.js';

/** Whom a moratorium reaches, and when; null: everybody. */
export type MoratoriumScope = Pick<Moratorium, 'programmeId' | 'lenderId' | 'insurerId' | 'heldFrom' | 'heldUntil'>;

/** Policies `p` in force with a running loan `l` that `m` reaches at the instant `at`: its last day is not over there. */
const inScope = (at: string): string => `p.status = 'ACTIVE' AND l.status = 'ACTIVE'
  AND (m.programme_id IS NULL OR p.programme_id = m.programme_id)
  AND (m.lender_id IS NULL OR p.lender_id = m.lender_id)
  AND (m.insurer_id IS NULL OR p.insurer_id = m.insurer_id)
  AND m.held_until >= (${at}::timestamptz AT TIME ZONE l.time_zone)::date`;
const POLICIES = 'policy p JOIN loan l ON l.policy_id = p.id AND l.partner_id = p.partner_id';
const NOT_YET = `NOT EXISTS (SELECT 1 FROM moratorium_policy d
  WHERE d.moratorium_id = m.id AND d.policy_id = p.id AND d.partner_id = p.partner_id)`;

// Unpaid instalments from the first day on, where one of them falls due within the period.
const MOVING = `LATERAL (
    SELECT count(*)::int AS instalments, min(i.due_on) AS first_due_on, max(i.due_on) AS last_due_on FROM instalment i
    WHERE i.loan_id = l.id AND i.partner_id = l.partner_id AND i.due_on >= m.held_from
      AND i.paid_principal_minor + i.paid_interest_minor < i.principal_minor + i.interest_minor
    HAVING min(i.due_on) <= m.held_until) moving`;
const ASKED = `m AS (SELECT $1::text AS programme_id, $2::text AS lender_id, $3::text AS insurer_id, $4::date AS held_from,
  $5::date AS held_until)`;

const TOTALS = {
  name: 'moratorium.totals',
  text: `WITH ${ASKED} SELECT p.product_version_id AS "productVersionId", count(*)::int AS policies,
           count(moving.instalments)::int AS "movingPolicies", coalesce(sum(moving.instalments), 0)::int AS instalments,
           min(moving.first_due_on) AS "firstDueOn", max(moving.last_due_on) AS "lastDueOn"
         FROM m CROSS JOIN ${POLICIES} LEFT JOIN ${MOVING} ON true WHERE ${inScope('$6')} GROUP BY p.product_version_id`,
};
const EXAMPLES = {
  name: 'moratorium.examples',
  text: `WITH ${ASKED} SELECT p.id AS "policyId", p.number, l.terms, moving.first_due_on AS "dueOn"
         FROM m CROSS JOIN ${POLICIES} JOIN ${MOVING} ON true WHERE ${inScope('$6')} ORDER BY p.id LIMIT $7`,
};
const FIRST = {
  name: 'moratorium.first',
  text: `WITH ${ASKED} SELECT p.id FROM m CROSS JOIN ${POLICIES} WHERE ${inScope('$6')} ORDER BY p.id LIMIT $7`,
};
// Of every policy what decides how it fares: its cover, its history, its loan, what is unpaid, holds, claims and premium. Two sums
// of hashes, which neither order nor size matters to.
const BOOK = {
  name: 'moratorium.book',
  text: `WITH ${ASKED}, book AS (
      SELECT p.id, p.product_version_id, p.sum_insured_minor, p.premium_minor, p.ends_on, p.lender_id, history.sequence,
        l.waiting_days, l.stopped_days, l.oldest_unpaid_due_on, l.excess_minor, unpaid.instalments, unpaid.due, unpaid.minor,
        premium.invoices, premium.minor AS premium_open_minor, holds.of, claims.of AS claims
      FROM m CROSS JOIN ${POLICIES}
      CROSS JOIN LATERAL (SELECT max(t.sequence) AS sequence FROM policy_transaction t
        WHERE t.policy_id = p.id AND t.partner_id = p.partner_id) history
      CROSS JOIN LATERAL (SELECT count(*) AS instalments, sum(i.due_on - date '2000-01-01') AS due,
          sum(i.principal_minor + i.interest_minor - i.paid_principal_minor - i.paid_interest_minor) AS minor
        FROM instalment i WHERE i.loan_id = l.id AND i.partner_id = l.partner_id
          AND i.paid_principal_minor + i.paid_interest_minor < i.principal_minor + i.interest_minor) unpaid
      CROSS JOIN LATERAL (SELECT count(*) AS invoices, sum(n.amount_minor - n.settled_minor) AS minor FROM premium_invoice n
        WHERE n.policy_id = p.id AND n.partner_id = p.partner_id AND n.kind = 'INVOICE' AND n.settled_minor < n.amount_minor) premium
      CROSS JOIN LATERAL (SELECT string_agg(concat_ws(' ', h.id, h.state, h.held_until, h.lifted_on), ',' ORDER BY h.id) AS of
        FROM policy_hold h WHERE h.loan_id = l.id AND h.partner_id = l.partner_id) holds
      CROSS JOIN LATERAL (SELECT string_agg(c.id || c.status, ',' ORDER BY c.id) AS of FROM claim c
        WHERE c.policy_id = p.id AND c.partner_id = p.partner_id) claims
      WHERE ${inScope('$6')})
    SELECT count(*)::int AS policies, coalesce(sum(hashtextextended(b::text, 1)::numeric), 0)::text AS first,
      coalesce(sum(hashtextextended(b::text, 2)::numeric), 0)::text AS second FROM book b`,
};
const NEXT = {
  name: 'moratorium.next',
  text: `SELECT p.id FROM moratorium m CROSS JOIN ${POLICIES}
         WHERE m.id = $1 AND m.lifted_on IS NULL AND p.id > $3 AND ${inScope('$2')} AND ${NOT_YET} ORDER BY p.id LIMIT $4`,
};
// A hold whose loan was assigned belongs to the next lender: what the one before ordered is no longer its to end.
const OWN_HOLDS = `h.moratorium_id = m.id AND h.placed_by = m.owner_id AND h.state = 'PLACED'`;
const PROGRESS = {
  name: 'moratorium.progress',
  text: `SELECT m.id,
      (SELECT count(*)::int FROM moratorium_policy d WHERE d.moratorium_id = m.id) AS applied,
      (SELECT count(*)::int FROM moratorium_policy d WHERE d.moratorium_id = m.id AND d.refusal IS NOT NULL) AS refused,
      (SELECT coalesce(sum(d.moved_instalments), 0)::int FROM moratorium_policy d WHERE d.moratorium_id = m.id) AS "movedInstalments",
      (SELECT count(*)::int FROM ${POLICIES} WHERE m.lifted_on IS NULL AND ${inScope('$2')} AND ${NOT_YET}) AS remaining,
      (SELECT count(*)::int FROM policy_hold h WHERE ${OWN_HOLDS}) AS held
    FROM moratorium m WHERE m.id = ANY ($1)`,
};
const REFUSALS = {
  name: 'moratorium.refusals',
  text: `SELECT r.* FROM unnest($1::text[]) AS m (id) CROSS JOIN LATERAL (
           SELECT moratorium_id AS "moratoriumId", policy_id AS "policyId", refusal AS reason FROM moratorium_policy
           WHERE moratorium_id = m.id AND refusal IS NOT NULL ORDER BY policy_id LIMIT 100) r`,
};
// Waits for whoever is lifting it: once lifted it reaches nobody any more.
const RECORD = {
  name: 'moratorium.record',
  text: `INSERT INTO moratorium_policy (moratorium_id, owner_id, policy_id, partner_id, insurer_id, lender_id,
           moved_instalments, refusal, applied_at)
         SELECT id, $2, $3, $4, $5, $6, $7::integer, $8, $9::timestamptz FROM moratorium WHERE id = $1 AND lifted_on IS NULL
         FOR SHARE ON CONFLICT DO NOTHING`,
};
// Once an hour everything is looked through for policies that came into force.
const TO_APPLY = {
  name: 'moratorium.toApply',
  text: `SELECT ${selectList(Moratorium)} FROM moratorium
         WHERE lifted_on IS NULL AND held_until >= ($1::timestamptz)::date - 1
           AND (swept_at IS NULL OR swept_at <= $1::timestamptz - interval '1 hour') ORDER BY id`,
};
const TO_LIFT = {
  name: 'moratorium.toLift',
  text: `SELECT ${selectList(Moratorium)} FROM moratorium m WHERE lifted_on IS NOT NULL AND recorded_at <= $1
           AND EXISTS (SELECT 1 FROM policy_hold h WHERE ${OWN_HOLDS}) ORDER BY id`,
};
const HOLDS = {
  name: 'moratorium.holds',
  text: `SELECT h.id FROM moratorium m JOIN policy_hold h ON ${OWN_HOLDS} WHERE m.id = $1 ORDER BY h.id LIMIT $2`,
};
const SET_SWEPT = {
  name: 'moratorium.setSwept',
  text: 'UPDATE moratorium SET swept_at = $3 WHERE id = $1 AND owner_id = $2',
};
const BY_ID = { name: 'moratorium.byId', text: `SELECT ${selectList(Moratorium)} FROM moratorium WHERE id = $1` };

const valuesOf = ({ programmeId, lenderId, insurerId, heldFrom, heldUntil }: MoratoriumScope) => [
  programmeId,
  lenderId,
  insurerId,
  heldFrom,
  heldUntil,
];

/** What a moratorium would reach, by product version. */
export interface ReachedPolicies {
  readonly productVersionId: string;
  readonly policies: number;
  readonly movingPolicies: number;
  readonly instalments: number;
  readonly firstDueOn: CalendarDate | null;
  readonly lastDueOn: CalendarDate | null;
}

export const reachedPolicies = (tx: Transaction, scope: MoratoriumScope, at: Date): Promise<ReachedPolicies[]> =>
  tx.rows<ReachedPolicies>(TOTALS, [...valuesOf(scope), at]);

/** Stands for every policy that a moratorium would reach: another as soon as one of them would fare otherwise. */
export interface ReachedBook {
  readonly policies: number;
  readonly first: string;
  readonly second: string;
}

export async function reachedBook(tx: Transaction, scope: MoratoriumScope, at: Date): Promise<ReachedBook> {
  const [book] = await tx.rows<ReachedBook>(BOOK, [...valuesOf(scope), at]);
  invariant(book, 'sums are one row');
  return book;
}

export interface MovingPolicy {
  readonly policyId: string;
  readonly number: string;
  /** The loan's terms, as stored. */
  readonly terms: unknown;
  /** The first of its instalments that would move. */
  readonly dueOn: CalendarDate;
}

/** The first policies by id whose instalments would move. */
export const movingPolicies = (
  tx: Transaction,
  scope: MoratoriumScope,
  { at, limit }: { readonly at: Date; readonly limit: number },
): Promise<MovingPolicy[]> => tx.rows<MovingPolicy>(EXAMPLES, [...valuesOf(scope), at, limit]);

/** The first policies by id that it would reach. */
export const firstPolicies = (
  tx: Transaction,
  scope: MoratoriumScope,
  { at, limit }: { readonly at: Date; readonly limit: number },
): Promise<{ readonly id: string }[]> => tx.rows<{ id: string }>(FIRST, [...valuesOf(scope), at, limit]);

/** Policies that a running moratorium reaches and was not applied to, by id. */
export const nextPolicies = (
  tx: Transaction,
  id: string,
  { at, after, limit }: { readonly at: Date; readonly after: string; readonly limit: number },
): Promise<{ readonly id: string }[]> => tx.rows<{ id: string }>(NEXT, [id, at, after, limit]);

export interface MoratoriumProgress {
  /** Of the moratorium. */
  readonly id: string;
  readonly applied: number;
  readonly refused: number;
  readonly movedInstalments: number;
  /** Policies it reaches and was not applied to yet. */
  readonly remaining: number;
  /** Holds of it that run or will, without those of loans that went to another lender. */
  readonly held: number;
}

export const progressOf = (tx: Transaction, ids: readonly string[], at: Date): Promise<MoratoriumProgress[]> =>
  tx.rows<MoratoriumProgress>(PROGRESS, [ids, at]);

export interface MoratoriumRefusal {
  readonly moratoriumId: string;
  readonly policyId: string;
  readonly reason: string;
}

export const refusalsOf = (tx: Transaction, ids: readonly string[]): Promise<MoratoriumRefusal[]> =>
  tx.rows<MoratoriumRefusal>(REFUSALS, [ids]);

/** Answers false when it was recorded before, or the moratorium is lifted. */
export async function recordApplied(tx: Transaction, values: readonly unknown[]): Promise<boolean> {
  return (await tx.run(RECORD, values)) > 0;
}

export async function readMoratorium(tx: Transaction, id: string): Promise<Moratorium | undefined> {
  const [moratorium] = await tx.rows<Moratorium>(BY_ID, [id]);
  return moratorium;
}

/** Has rows where a moratorium is to be applied or lifted at an instant. */
export const moratoriaDue = (at: Date): Question[] =>
  [TO_LIFT, TO_APPLY].map((statement) => ({ statement, values: [at] }));

export const moratoriaToApply = (tx: Transaction, at: Date): Promise<Moratorium[]> =>
  tx.rows<Moratorium>(TO_APPLY, [at]);
export const moratoriaToLift = (tx: Transaction, at: Date): Promise<Moratorium[]> => tx.rows<Moratorium>(TO_LIFT, [at]);

export const holdsToLift = (tx: Transaction, id: string, limit: number): Promise<{ readonly id: string }[]> =>
  tx.rows<{ id: string }>(HOLDS, [id, limit]);

/** Every policy that it reaches at `at` has it. */
export const setSwept = (tx: Transaction, { id, orderedBy }: Moratorium, at: Date): Promise<number> =>
  tx.run(SET_SWEPT, [id, orderedBy, at]);
