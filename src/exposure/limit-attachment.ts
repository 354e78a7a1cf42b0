import type { Transaction } from '../database/unit-of-work.js';
import { invalidInput, issue, newId, refuse } from '../kernel/index.js';
import type { CountedPart } from './capacity.js';
import { isPattern, packOf } from './limit.js';
import type { LimitShape } from './limit-request.js';
import { type Cession, countedMinor, countFactor, type StatedRate } from './matching.js';

/** A limit about to be made. */
export interface NewLimit extends LimitShape {
  readonly id: string;
  readonly insurerId: string;
  readonly capMinor: bigint;
  readonly templateId: string | null;
}

/** Exposure that a limit made now counts from the start. */
interface Counting {
  readonly id: string;
  readonly subject: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly state: 'RESERVED' | 'UTILISED' | 'RELEASED' | 'EXPIRED';
  readonly day: string;
}

// The subjects an exposure has in each dimension, as `limitKeysOf` has them of a risk; of obligors, one for each who owes.
const COUNTING = {
  name: 'limit.counting',
  text: `SELECT e.id, s.subject, e.currency, e.amount_minor AS "amountMinor", e.state, (q.created_at AT TIME ZONE 'UTC')::date::text AS day
         FROM exposure e
         JOIN quote q ON q.id = e.quote_id AND q.partner_id = e.partner_id
         JOIN offer o ON o.id = e.offer_id AND o.partner_id = e.partner_id
         JOIN product_version v ON v.id = o.product_version_id
         JOIN programme g ON g.id = q.programme_id AND g.partner_id = q.partner_id
         CROSS JOIN LATERAL (
           SELECT DISTINCT s.subject FROM (
             SELECT q.obligor->>'kind' AS kind, coalesce(e.obligor_key, q.obligor_key) AS key,
               coalesce(e.group_key, q.obligor->>'groupKey') AS "group" UNION ALL
             SELECT c->>'kind', c->>'key', c->>'groupKey' FROM jsonb_array_elements(q.obligor->'coObligors') c) AS b
           CROSS JOIN LATERAL unnest(CASE $2::text
             WHEN 'INSURER' THEN ARRAY[e.insurer_id] WHEN 'PROGRAMME' THEN ARRAY[q.programme_id]
             WHEN 'PARTNER' THEN ARRAY[e.partner_id] WHEN 'LENDER' THEN ARRAY[q.lender_id]
             WHEN 'SCENARIO' THEN ARRAY[q.scenario] WHEN 'PRODUCT' THEN ARRAY[v.product_id]
             WHEN 'REGION' THEN ARRAY[q.obligor->>'country', q.obligor->>'region']
             WHEN 'OBLIGOR' THEN ARRAY[b.key]
             WHEN 'OBLIGOR_AT_PARTNER' THEN ARRAY[e.partner_id || '|' || b.key]
             ELSE ARRAY[coalesce(b.group, b.key)] END) AS s (subject)
           WHERE s.subject IS NOT NULL AND ($4::text = 'ANY' OR b.kind = $4)) AS s
         WHERE e.insurer_id = $1 AND CASE WHEN right($3, 1) = '*' THEN starts_with(s.subject, left($3, -1)) ELSE s.subject = $3 END
           AND ($5::text IS NULL OR $5 = ANY (g.rule_packs))
           AND ($6::boolean OR e.currency = $7)
           AND CASE WHEN $8::int = 0 THEN e.state IN ('RESERVED', 'UTILISED')
               ELSE (q.created_at AT TIME ZONE 'UTC')::date > $9::date - $8
                 AND (e.policy_id IS NOT NULL OR e.state IN ('RESERVED', 'UTILISED')) END
         FOR NO KEY UPDATE OF e`,
};
const INSERT = {
  name: 'limit.insertAll',
  text: `INSERT INTO exposure_limit (id, insurer_id, dimension, subject, currency, rule, measure, window_days, basis,
           obligor_kind, converts, template_id, cap_minor, reserved_minor, utilised_minor, carried_minor)
         SELECT id, "insurerId", dimension, subject, currency, rule, measure, "windowDays", basis, "obligorKind", converts,
           "templateId", "capMinor", reserved, utilised,
           CASE WHEN reserved + utilised > "capMinor" THEN reserved + utilised ELSE 0 END
         FROM json_to_recordset($1) AS n (id text, "insurerId" text, dimension text, subject text, currency text, rule text,
           measure text, "windowDays" integer, basis text, "obligorKind" text, converts boolean, "templateId" text,
           "capMinor" bigint, reserved bigint, utilised bigint)
         ON CONFLICT ON CONSTRAINT exposure_limit_once DO NOTHING RETURNING id`,
};
const ATTACH = {
  name: 'limit.attach',
  text: `UPDATE exposure e SET limit_ids = e.limit_ids || a.limit_ids,
           counted = CASE WHEN a.parts IS NULL THEN e.counted ELSE coalesce(e.counted, '{}') || a.parts END
         FROM (SELECT exposure_id, array_agg(limit_id ORDER BY limit_id) AS limit_ids,
                 jsonb_object_agg(limit_id, part) FILTER (WHERE part IS NOT NULL) AS parts
               FROM jsonb_to_recordset($1) AS p (exposure_id text, limit_id text, part jsonb) GROUP BY exposure_id) a
         WHERE e.id = a.exposure_id`,
};
const ADD_VOLUMES = {
  name: 'limit.firstVolumes',
  text: `INSERT INTO limit_volume (limit_id, insurer_id, day, used_minor)
         SELECT limit_id, insurer_id, day, sum(minor)
         FROM json_to_recordset($1) AS v (limit_id text, insurer_id text, day date, minor bigint) GROUP BY 1, 2, 3`,
};

export interface AttachSetting {
  readonly rates: readonly StatedRate[];
  readonly cessions: readonly Cession[];
  readonly today: string;
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
  // Without a rate it cannot be counted; nothing more of that currency is granted either.
  if (!count) return { exposure, minor: 0n, part: { minor: '0', factor: '0', ...day } };
  const minor = countedMinor(exposure.amountMinor, count.factor);
  if (count.factor.eq(1) && limit.windowDays === 0) return { exposure, minor, part: null };
  const rateVersion = count.rateVersion === undefined ? {} : { rateVersion: count.rateVersion };
  return { exposure, minor, part: { minor: String(minor), factor: count.factor.toFixed(), ...rateVersion, ...day } };
}

const asJson = (rows: readonly object[]): string =>
  JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value));

const sumOf = (attached: readonly Attached[], state: string): bigint =>
  attached.filter(({ exposure }) => exposure.state === state).reduce((sum, { minor }) => sum + minor, 0n);

// What a bigint column holds. Only a rate of another world gets there: the sum of all is more than any one number.
const MOST = 2n ** 63n - 1n;
function mustBeCountable(attached: readonly Attached[]): void {
  if (attached.reduce((sum, { minor }) => sum + minor, 0n) <= MOST) return;
  const message = 'what is there already is more than can be counted at the stated rate';
  refuse(invalidInput([issue('cap', 'TOO_LARGE_TO_COUNT', message)]));
}

/**
 * Makes a limit that counts what is there already, or, from a pattern, one for each subject that has something. Grants
 * of the insurer must be fenced off.
 */
export async function createLimit(tx: Transaction, limit: NewLimit, setting: AttachSetting): Promise<void> {
  const found = await tx.rows<Counting>(COUNTING, [
    limit.insurerId,
    limit.dimension,
    limit.subject,
    limit.obligorKind,
    packOf(limit.rule) ?? null,
    limit.converts || limit.measure === 'COUNT',
    limit.currency,
    limit.windowDays,
    setting.today,
  ]);
  const makesMany = isPattern(limit.subject);
  const bySubject = new Map<string, Attached[]>(makesMany ? [] : [[limit.subject, []]]);
  for (const exposure of found) {
    const attached = attach(limit, exposure, setting);
    const others = bySubject.get(exposure.subject);
    if (others) others.push(attached);
    else bySubject.set(exposure.subject, [attached]);
  }
  mustBeCountable([...bySubject.values()].flat());
  const limits = [...bySubject].map(([subject, attached]) => ({
    limit: makesMany ? { ...limit, id: newId('exposureLimit'), subject, templateId: limit.id } : limit,
    attached,
  }));
  const pattern = makesMany ? [{ ...limit, reserved: 0n, utilised: 0n }] : [];
  const rows = limits.map(({ limit: made, attached }) => {
    const isRolling = made.windowDays > 0;
    return {
      ...made,
      reserved: isRolling ? 0n : sumOf(attached, 'RESERVED'),
      utilised: isRolling ? 0n : sumOf(attached, 'UTILISED'),
    };
  });
  const made = new Set((await tx.rows<{ id: string }>(INSERT, [asJson([...pattern, ...rows])])).map(({ id }) => id));
  // A subject that has a limit of its own of this very kind keeps it.
  const counted = limits
    .filter((one) => made.has(one.limit.id))
    .flatMap(({ limit: { id }, attached }) => attached.map((one) => ({ ...one, limitId: id })));
  if (counted.length === 0) return;
  await tx.run(ATTACH, [
    asJson(counted.map(({ exposure, limitId, part }) => ({ exposure_id: exposure.id, limit_id: limitId, part }))),
  ]);
  if (limit.windowDays === 0) return;
  await tx.run(ADD_VOLUMES, [
    asJson(
      counted.map(({ exposure, limitId, minor }) => ({
        limit_id: limitId,
        insurer_id: limit.insurerId,
        day: exposure.day,
        minor,
      })),
    ),
  ]);
}
