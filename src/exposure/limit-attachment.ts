import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { ExposureLimit } from '../entities/index.js';
import { invalidInput, issue, newId, refuse } from '../kernel/index.js';
import type { CountedPart, CountedParts } from './capacity.js';
import { isPattern, packOf } from './limit.js';
import type { LimitShape } from './limit-request.js';
import { LENDER_OF_EXPOSURE, PRODUCT_OF_EXPOSURE } from './limit-subject.js';
import { type Cession, countedMinor, countFactor, type StatedRate } from './matching.js';

/** A limit about to be made. */
export interface NewLimit extends LimitShape {
  readonly id: string;
  readonly insurerId: string;
  readonly capMinor: bigint;
  readonly templateId: string | null;
}

/** Exposure that was there before a limit. */
interface Counting {
  readonly id: string;
  readonly limitIds: readonly string[];
  readonly counted: CountedParts | null;
  readonly subject: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly state: 'RESERVED' | 'UTILISED' | 'RELEASED' | 'EXPIRED';
  readonly day: string;
}

// The subjects an exposure has in each dimension, as `limitKeysOf` has them of a risk; of obligors, one for each who owes.
const COUNTING = {
  name: 'limit.counting',
  text: `SELECT e.id, e.limit_ids AS "limitIds", e.counted, s.subject, e.currency, e.amount_minor AS "amountMinor", e.state, (q.created_at AT TIME ZONE 'UTC')::date::text AS day
         FROM exposure e
         JOIN quote q ON q.id = e.quote_id AND q.partner_id = e.partner_id
         JOIN programme g ON g.id = q.programme_id AND g.partner_id = q.partner_id
         CROSS JOIN LATERAL (
           SELECT DISTINCT s.subject FROM (
             SELECT q.obligor->>'kind' AS kind, coalesce(e.obligor_key, q.obligor_key) AS key,
               coalesce(e.group_key, q.obligor->>'groupKey') AS "group" UNION ALL
             SELECT c->>'kind', c->>'key', c->>'groupKey' FROM jsonb_array_elements(q.obligor->'coObligors') c) AS b
           CROSS JOIN LATERAL unnest(CASE $2::text
             WHEN 'INSURER' THEN ARRAY[e.insurer_id] WHEN 'PROGRAMME' THEN ARRAY[q.programme_id]
             WHEN 'PARTNER' THEN ARRAY[e.partner_id] WHEN 'LENDER' THEN ARRAY[${LENDER_OF_EXPOSURE}]
             WHEN 'SCENARIO' THEN ARRAY[q.scenario] WHEN 'PRODUCT' THEN ARRAY[${PRODUCT_OF_EXPOSURE}]
             WHEN 'REGION' THEN ARRAY[q.obligor->>'country', q.obligor->>'region']
             WHEN 'OBLIGOR' THEN ARRAY[b.key]
             WHEN 'OBLIGOR_AT_PARTNER' THEN ARRAY[e.partner_id || '|' || b.key]
             ELSE ARRAY[coalesce(b.group, b.key)] END) AS s (subject)
           WHERE s.subject IS NOT NULL AND ($4::text = 'ANY' OR b.kind = $4)) AS s
         WHERE e.id > $10 AND e.id <= $11 AND e.insurer_id = $1
           AND CASE WHEN right($3, 1) = '*' THEN starts_with(s.subject, left($3, -1)) ELSE s.subject = $3 END
           AND ($5::text IS NULL OR $5 = ANY (g.rule_packs))
           AND ($6::boolean OR e.currency = $7)
           AND CASE WHEN $8::int = 0 THEN e.state IN ('RESERVED', 'UTILISED')
               ELSE (q.created_at AT TIME ZONE 'UTC')::date > $9::date - $8
                 AND (e.policy_id IS NOT NULL OR e.state IN ('RESERVED', 'UTILISED')) END
         ORDER BY e.id FOR NO KEY UPDATE OF e`,
};
// How far a batch looks: so many exposures, whosever they are, that no statement takes long in however large a book.
const WINDOW = {
  name: 'limit.window',
  text: `SELECT max(id) AS last, count(*)::integer AS count
         FROM (SELECT id FROM exposure WHERE id > $1 ORDER BY id LIMIT $2) AS looked`,
};
const INSERT = {
  name: 'limit.insertAll',
  text: `INSERT INTO exposure_limit (id, insurer_id, dimension, subject, currency, rule, measure, window_days, basis,
           obligor_kind, converts, template_id, cap_minor, counted_after)
         SELECT id, "insurerId", dimension, subject, currency, rule, measure, "windowDays", basis, "obligorKind", converts,
           "templateId", "capMinor", "countedAfter"
         FROM json_to_recordset($1) AS n (id text, "insurerId" text, dimension text, subject text, currency text, rule text,
           measure text, "windowDays" integer, basis text, "obligorKind" text, converts boolean, "templateId" text,
           "capMinor" bigint, "countedAfter" text)
         ON CONFLICT ON CONSTRAINT exposure_limit_once DO NOTHING`,
};
const OF_SUBJECTS = {
  name: 'limit.ofSubjects',
  text: `SELECT id, subject FROM exposure_limit
         WHERE (insurer_id, dimension, currency, rule, measure, window_days, basis, obligor_kind) = ($1, $2, $3, $4, $5, $6, $7, $8)
           AND subject = ANY ($9) ORDER BY id FOR NO KEY UPDATE`,
};
const ATTACH = {
  name: 'limit.attach',
  text: `UPDATE exposure e SET limit_ids = e.limit_ids || ARRAY(SELECT id FROM unnest(a.limit_ids) AS id WHERE id <> ALL (e.limit_ids)),
           counted = CASE WHEN a.parts IS NULL THEN e.counted ELSE coalesce(e.counted, '{}') || a.parts END
         FROM (SELECT exposure_id, array_agg(limit_id ORDER BY limit_id) AS limit_ids,
                 jsonb_object_agg(limit_id, part) FILTER (WHERE part IS NOT NULL) AS parts
               FROM jsonb_to_recordset($1) AS p (exposure_id text, limit_id text, part jsonb) GROUP BY exposure_id) a
         WHERE e.id = a.exposure_id`,
};
// A cap that what is there passes takes no new business until it has run off.
const ADD_USE = {
  name: 'limit.addUse',
  text: `UPDATE exposure_limit l SET reserved_minor = l.reserved_minor + a.reserved, utilised_minor = l.utilised_minor + a.utilised,
           carried_minor = CASE WHEN l.reserved_minor + a.reserved + l.utilised_minor + a.utilised > greatest(l.cap_minor, l.carried_minor)
             THEN l.reserved_minor + a.reserved + l.utilised_minor + a.utilised ELSE l.carried_minor END
         FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS a (id, reserved, utilised) WHERE l.id = a.id`,
};
const ADD_VOLUMES = {
  name: 'limit.addFoundVolumes',
  text: `INSERT INTO limit_volume (limit_id, insurer_id, day, used_minor)
         SELECT limit_id, insurer_id, day, sum(minor)
         FROM json_to_recordset($1) AS v (limit_id text, insurer_id text, day date, minor bigint) GROUP BY 1, 2, 3
         ON CONFLICT (limit_id, insurer_id, day) DO UPDATE SET used_minor = limit_volume.used_minor + excluded.used_minor`,
};
// A limit that follows a pattern is counted with it.
const UNCOUNTED = {
  name: 'limit.uncounted',
  text: `SELECT ${selectList(ExposureLimit)} FROM exposure_limit WHERE id IN (
           SELECT coalesce(l.template_id, l.id) FROM exposure e CROSS JOIN LATERAL jsonb_each(e.counted) AS c (id, part)
           JOIN exposure_limit l ON l.id = c.id AND l.insurer_id = e.insurer_id
           WHERE e.insurer_id = $1 AND e.currency = $2 AND l.currency = $3 AND c.part->>'factor' = '0' AND NOT c.part ? 'rateVersion')
         ORDER BY id FOR NO KEY UPDATE`,
};
const COUNTED_TO = {
  name: 'limit.countedTo',
  text: 'UPDATE exposure_limit SET counted_after = $2 WHERE id = $1',
};
/** Exposures looked at in one transaction: grants that meet the limit wait for so many at most. */
const AT_ONCE = 2_000;

export interface AttachSetting {
  readonly rates: readonly StatedRate[];
  readonly cessions: readonly Cession[];
  readonly today: string;
  /** Of the request, where what cannot be counted is told; its cap when absent. */
  readonly field?: string;
}

interface Attached {
  readonly exposure: Counting;
  readonly minor: bigint;
  readonly part: CountedPart | null;
}

function attach(limit: NewLimit, exposure: Counting, setting: AttachSetting): Attached {
  const day = limit.windowDays > 0 ? { day: exposure.day } : {};
  if (limit.measure === 'COUNT') return { exposure, minor: 1n, part: { minor: '1', ...day } };
  const count = countFactor(limit, exposure.currency, setting);
  // Without a rate it cannot be counted until one is stated; nothing more of that currency is granted either.
  if (!count) return { exposure, minor: 0n, part: { minor: '0', factor: '0', ...day } };
  const minor = countedMinor(exposure.amountMinor, count.factor);
  if (count.factor.eq(1) && limit.windowDays === 0) return { exposure, minor, part: null };
  const rateVersion = count.rateVersion === undefined ? {} : { rateVersion: count.rateVersion };
  return { exposure, minor, part: { minor: String(minor), factor: count.factor.toFixed(), ...rateVersion, ...day } };
}

/** Whether a limit counts an exposure already; not for want of a rate, which there may be now. */
function isCounted({ limitIds, counted, currency }: Counting, limit: NewLimit, limitId: string): boolean {
  const part = counted?.[limitId];
  const wantedRate = part?.factor === '0' && part.rateVersion === undefined && currency !== limit.currency;
  return limitIds.includes(limitId) && !wantedRate;
}

const asJson = (rows: readonly object[]): string =>
  JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value));

const sumOf = (attached: readonly Attached[], state: string): bigint =>
  attached.filter(({ exposure }) => exposure.state === state).reduce((sum, { minor }) => sum + minor, 0n);

// What a bigint column holds. Only a rate of another world gets there: the sum of all is more than any one number.
const MOST = 2n ** 63n - 1n;
function mustBeCountable(attached: readonly Attached[], field = 'cap'): void {
  if (attached.reduce((sum, { minor }) => sum + minor, 0n) <= MOST) return;
  const message = 'what is there already is more than can be counted at the stated rate';
  refuse(invalidInput([issue(field, 'TOO_LARGE_TO_COUNT', message)]));
}

/**
 * Makes a limit, or a pattern of limits, and counts the beginning of what is there already: all of it, in a book that is
 * not large. Grants of the insurer must be fenced off.
 */
export async function createLimit(tx: Transaction, limit: NewLimit, setting: AttachSetting): Promise<void> {
  await tx.run(INSERT, [asJson([{ ...limit, countedAfter: '' }])]);
  await countOn(tx, limit, { after: '', setting });
}

/**
 * Counts what limits in one currency could not count for want of the rate that is stated now; answers with the limits, of
 * which a large book leaves some to be counted on. Grants of the insurer must be fenced off.
 */
export async function countUncounted(
  tx: Transaction,
  pair: { readonly insurerId: string; readonly from: string; readonly to: string },
  setting: AttachSetting,
): Promise<readonly string[]> {
  const limits = await tx.rows<ExposureLimit & NewLimit>(UNCOUNTED, [pair.insurerId, pair.from, pair.to]);
  for (const limit of limits) await countOn(tx, limit, { after: '', setting });
  return limits.map(({ id }) => id);
}

/** The limits that count exposure of each subject, locked; a pattern makes those that are missing. */
async function limitsOfSubjects(
  tx: Transaction,
  limit: NewLimit,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (!isPattern(limit.subject)) return new Map([[limit.subject, limit.id]]);
  // Whoever counts for the pattern counts for each of them.
  const one = { ...limit, templateId: limit.id, countedAfter: null };
  const missing = subjects.map((subject) => ({ ...one, id: newId('exposureLimit'), subject }));
  await tx.run(INSERT, [asJson(missing)]);
  const { insurerId, dimension, currency, rule, measure, windowDays, basis, obligorKind } = limit;
  const shape = [insurerId, dimension, currency, rule, measure, windowDays, basis, obligorKind];
  const rows = await tx.rows<{ id: string; subject: string }>(OF_SUBJECTS, [...shape, subjects]);
  return new Map(rows.map(({ id, subject }) => [subject, id]));
}

/**
 * Counts what is there among the next exposures after one; says whether all have been looked at. What was granted since the
 * limit was made, or counted in it before, is not counted twice. The limit must be locked, or new.
 */
export async function countOn(
  tx: Transaction,
  limit: NewLimit,
  { after, setting }: { readonly after: string; readonly setting: AttachSetting },
): Promise<boolean> {
  const [looked] = await tx.rows<{ last: string | null; count: number }>(WINDOW, [after, AT_ONCE]);
  const last = looked?.last ?? null;
  if (last !== null) await countBetween(tx, limit, { after, last, setting });
  const isComplete = last === null || (looked?.count ?? 0) < AT_ONCE;
  await tx.run(COUNTED_TO, [limit.id, isComplete ? null : last]);
  return isComplete;
}

async function countBetween(
  tx: Transaction,
  limit: NewLimit,
  { after, last, setting }: { readonly after: string; readonly last: string; readonly setting: AttachSetting },
): Promise<void> {
  const { insurerId, dimension, subject, obligorKind, rule, converts, measure, currency, windowDays } = limit;
  const anyCurrency = converts || measure === 'COUNT';
  const shape = [insurerId, dimension, subject, obligorKind, packOf(rule) ?? null, anyCurrency, currency, windowDays];
  const found = await tx.rows<Counting>(COUNTING, [...shape, setting.today, after, last]);
  if (found.length === 0) return;
  const ids = await limitsOfSubjects(tx, limit, [...new Set(found.map((one) => one.subject))]);
  const byLimit = new Map<string, Attached[]>();
  for (const exposure of found) {
    const id = ids.get(exposure.subject);
    if (id === undefined || isCounted(exposure, limit, id)) continue;
    const attached = attach(limit, exposure, setting);
    const others = byLimit.get(id);
    if (others) others.push(attached);
    else byLimit.set(id, [attached]);
  }
  mustBeCountable([...byLimit.values()].flat(), setting.field);
  await write(tx, limit, byLimit);
}

async function write(
  tx: Transaction,
  { insurerId, windowDays }: NewLimit,
  byLimit: ReadonlyMap<string, readonly Attached[]>,
): Promise<void> {
  const counted = [...byLimit].flatMap(([limitId, attached]) => attached.map((one) => ({ ...one, limitId })));
  if (counted.length === 0) return;
  await tx.run(ATTACH, [
    asJson(counted.map(({ exposure, limitId, part }) => ({ exposure_id: exposure.id, limit_id: limitId, part }))),
  ]);
  if (windowDays > 0) {
    const volumes = counted.map(({ exposure: { day }, limitId, minor }) => ({
      limit_id: limitId,
      insurer_id: insurerId,
      day,
      minor,
    }));
    await tx.run(ADD_VOLUMES, [asJson(volumes)]);
    return;
  }
  const uses = [...byLimit.values()];
  await tx.run(ADD_USE, [
    [...byLimit.keys()],
    uses.map((attached) => String(sumOf(attached, 'RESERVED'))),
    uses.map((attached) => String(sumOf(attached, 'UTILISED'))),
  ]);
}
