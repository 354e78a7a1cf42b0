import { selectList } from '../database/columns.js';
import { systemScope, type UnitOfWork } from '../database/unit-of-work.js';
import { Exposure, ExposureLimit, LimitChange } from '../entities/index.js';
import { type Clock, today } from '../kernel/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import type { LimitDimension } from './limit.js';
import { LENDER_OF_EXPOSURE, PRODUCT_OF_EXPOSURE } from './limit-subject.js';

/** A limit with its use, whatever waits to be folded into its counters included. */
export type LimitWithUse = ExposureLimit & { readonly volumeMinor: bigint };

const USE = `${selectList(ExposureLimit, 'l', ['reservedMinor', 'utilisedMinor'])},
  l.reserved_minor + coalesce(m.reserved, 0) AS "reservedMinor", l.utilised_minor + coalesce(m.utilised, 0) AS "utilisedMinor",
  coalesce(v.used, 0) AS "volumeMinor"`;
const WITH_USE = (limits: string, day: string): string => `
  FROM ${limits} l
  LEFT JOIN LATERAL (SELECT sum(reserved_minor)::bigint AS reserved, sum(utilised_minor)::bigint AS utilised
                     FROM limit_move WHERE limit_id = l.id) m ON true
  LEFT JOIN LATERAL (SELECT sum(used_minor)::bigint AS used FROM limit_volume
                     WHERE limit_id = l.id AND day > ${day}::date - l.window_days) v ON l.window_days > 0`;

const BY_IDS = {
  name: 'limit.byIds',
  text: `SELECT ${USE} ${WITH_USE('(SELECT * FROM exposure_limit WHERE id = ANY ($1))', '$2')}`,
};
const page = (direction: 'ASC' | 'DESC') => ({
  name: `limit.page.${direction}`,
  text: `SELECT ${USE} ${WITH_USE(
    `(SELECT * FROM exposure_limit WHERE id > $1 AND id < $2 AND ($3::text IS NULL OR insurer_id = $3)
        AND ($4::text[] IS NULL OR dimension = ANY ($4)) AND ($5::text IS NULL OR subject = $5)
        AND ($6::text IS NULL OR rule = $6) ORDER BY id ${direction} LIMIT $7)`,
    '$8',
  )} ORDER BY l.id ${direction}`,
});
const CHANGES = {
  name: 'limit.changes',
  text: `SELECT ${selectList(LimitChange)} FROM limit_change WHERE limit_id = ANY ($1) ORDER BY limit_id, revision`,
};
const exposurePage = (direction: 'ASC' | 'DESC') => ({
  name: `exposure.page.${direction}`,
  text: `SELECT ${selectList(Exposure)} FROM exposure WHERE id > $1 AND id < $2
           AND ($3::text IS NULL OR insurer_id = $3) AND ($4::text[] IS NULL OR state = ANY ($4))
           AND ($5::text IS NULL OR $5 = ANY (limit_ids)) AND ($6::text IS NULL OR policy_id = $6)
         ORDER BY id ${direction} LIMIT $7`,
});
const SUBJECT: Readonly<Record<LimitDimension, string>> = {
  INSURER: 'e.insurer_id',
  PROGRAMME: 'q.programme_id',
  PARTNER: 'e.partner_id',
  LENDER: LENDER_OF_EXPOSURE,
  SCENARIO: 'q.scenario',
  PRODUCT: PRODUCT_OF_EXPOSURE,
  REGION: `q.obligor->>'country'`,
  OBLIGOR: 'b.key',
  OBLIGOR_GROUP: 'coalesce(b.group, b.key)',
  OBLIGOR_AT_PARTNER: `e.partner_id || '|' || b.key`,
};
// A joint debt counts in full for everybody who owes it, once for a group of several of them.
const BORROWERS = (subject: string): string => `CROSS JOIN LATERAL (
  SELECT DISTINCT ${subject} AS subject FROM (
    SELECT coalesce(e.obligor_key, q.obligor_key) AS key, coalesce(e.group_key, q.obligor->>'groupKey') AS "group" UNION ALL
    SELECT c->>'key', c->>'groupKey' FROM jsonb_array_elements(q.obligor->'coObligors') c) AS b) AS o`;
const totals = (dimension: LimitDimension) => ({
  name: `exposure.totals.${dimension}`,
  text: `SELECT ${dimension.startsWith('OBLIGOR') ? 'o.subject' : SUBJECT[dimension]} AS subject,
           coalesce(sum(e.amount_minor) FILTER (WHERE e.state = 'RESERVED'), 0)::bigint AS "reservedMinor",
           coalesce(sum(e.amount_minor) FILTER (WHERE e.state = 'UTILISED'), 0)::bigint AS "utilisedMinor",
           count(*)::int AS count
         FROM exposure e JOIN quote q ON q.id = e.quote_id AND q.partner_id = e.partner_id
         ${dimension.startsWith('OBLIGOR') ? BORROWERS(SUBJECT[dimension]) : ''}
         WHERE e.insurer_id = $1 AND e.currency = $2 AND e.state IN ('RESERVED', 'UTILISED')
         GROUP BY 1 ORDER BY sum(e.amount_minor) DESC, 1 LIMIT $3`,
});

interface Page {
  readonly above: string;
  readonly below: string;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
}

export interface LimitPage extends Page {
  readonly insurer?: string | null | undefined;
  readonly dimension?: readonly string[] | null | undefined;
  readonly subject?: string | null | undefined;
  readonly rule?: string | null | undefined;
}

export interface ExposurePage extends Page {
  readonly insurer?: string | null | undefined;
  readonly state?: readonly string[] | null | undefined;
  /** Only what counts in this limit. */
  readonly ofLimit?: string | null | undefined;
  readonly policy?: string | null | undefined;
}

export interface SubjectTotal {
  readonly subject: string;
  readonly reservedMinor: bigint;
  readonly utilisedMinor: bigint;
  readonly count: number;
}

/** Reads limits, their history and the exposures in them, each insurer its own. */
export class LimitReader {
  constructor(
    private readonly units: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  byIds(viewer: Viewer, ids: readonly string[]): Promise<LimitWithUse[]> {
    return this.units.rows<LimitWithUse>(scopeOf(viewer), BY_IDS, [ids, today(this.clock, 'UTC')]);
  }

  page(
    viewer: Viewer,
    { above, below, direction, limit, insurer, dimension, subject, rule }: LimitPage,
  ): Promise<LimitWithUse[]> {
    const filter = [insurer ?? null, dimension ?? null, subject ?? null, rule ?? null];
    const values = [above, below, ...filter, limit, today(this.clock, 'UTC')];
    return this.units.rows<LimitWithUse>(scopeOf(viewer), page(direction), values);
  }

  changesOf(viewer: Viewer, limitIds: readonly string[]): Promise<LimitChange[]> {
    return this.units.rows<LimitChange>(scopeOf(viewer), CHANGES, [limitIds]);
  }

  exposures(
    viewer: Viewer,
    { above, below, direction, limit, insurer, state, ofLimit, policy }: ExposurePage,
  ): Promise<Exposure[]> {
    const values = [above, below, insurer ?? null, state ?? null, ofLimit ?? null, policy ?? null, limit];
    return this.units.rows<Exposure>(scopeOf(viewer), exposurePage(direction), values);
  }

  /** Live exposure of one insurer by subject, the largest first. Quotes say whose it is, so the core reads them. */
  totals(insurerId: string, dimension: LimitDimension, currency: string, first: number): Promise<SubjectTotal[]> {
    return this.units.rows<SubjectTotal>(systemScope, totals(dimension), [insurerId, currency, first]);
  }
}
