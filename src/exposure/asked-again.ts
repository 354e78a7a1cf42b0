import type { Transaction } from '../database/unit-of-work.js';
import type { Exposure } from '../entities/index.js';
import { invariant } from '../kernel/index.js';
import { LIMIT_DIMENSIONS, OBLIGOR_DIMENSIONS } from './limit.js';
import { LENDER_OF_EXPOSURE, PRODUCT_OF_EXPOSURE } from './limit-subject.js';
import type { AskedCapacity } from './new-limits.js';

type Risk = AskedCapacity['risk'];
type Counting = Omit<Risk, 'insurerId' | 'currency' | 'amountMinor' | 'coObligors' | 'obligorKey' | 'groupKey'> & {
  readonly exposureId: string;
  readonly obligorKey: string | null;
  readonly groupKey: string | null;
  readonly coObligors: NonNullable<Risk['coObligors']> | null;
  readonly obligorCapMinor: bigint;
};

const BY_NO_OBLIGOR = LIMIT_DIMENSIONS.filter((one) => !OBLIGOR_DIMENSIONS.some((ofObligors) => ofObligors === one));

/** Who owes; of quotes from before obligors had keys nobody knows, so no limit of an obligor counts them. */
const borrowerOf = ({ obligorKey, groupKey }: Pick<Counting, 'obligorKey' | 'groupKey'>) =>
  obligorKey === null || groupKey === null
    ? { obligorKey: '', groupKey: '', only: BY_NO_OBLIGOR }
    : { obligorKey, groupKey };

// A co-insurer's cap on one obligor is that of its own product in the programme.
const COUNTING = {
  name: 'exposure.countingOf',
  text: `SELECT e.id AS "exposureId", q.programme_id AS "programmeId", e.partner_id AS "partnerId", ${LENDER_OF_EXPOSURE} AS "lenderId",
           q.scenario, ${PRODUCT_OF_EXPOSURE} AS "productId", array_remove(ARRAY[q.obligor->>'country', q.obligor->>'region'], NULL) AS regions,
           coalesce(e.obligor_key, q.obligor_key) AS "obligorKey",
           coalesce(e.group_key, q.obligor->>'groupKey', e.obligor_key, q.obligor_key) AS "groupKey",
           q.obligor->>'kind' AS "obligorKind", g.rule_packs AS "rulePacks",
           (SELECT json_agg(json_build_object('obligorKey', c->>'key', 'groupKey', coalesce(c->>'groupKey', c->>'key'),
              'obligorKind', c->>'kind')) FROM jsonb_array_elements(q.obligor->'coObligors') c) AS "coObligors",
           coalesce((SELECT (own.terms->>'obligorCapMinor')::bigint FROM programme_product p
                     JOIN product_version own ON own.id = p.product_version_id
                     WHERE p.programme_id = g.id AND p.partner_id = g.partner_id AND p.insurer_id = e.insurer_id
                       AND e.insurer_id <> o.insurer_id LIMIT 1),
                    (v.terms->>'obligorCapMinor')::bigint) AS "obligorCapMinor"
         FROM exposure e
         JOIN quote q ON q.id = e.quote_id AND q.partner_id = e.partner_id
         JOIN offer o ON o.id = e.offer_id AND o.partner_id = e.partner_id
         JOIN product_version v ON v.id = o.product_version_id
         JOIN programme g ON g.id = q.programme_id AND g.partner_id = q.partner_id
         WHERE e.id = ANY ($1)`,
};

/** What exposures take of their insurers' capacity, as if each were asked for anew; in their order. */
export async function askedAgain(
  tx: Transaction,
  exposures: readonly Pick<Exposure, 'id' | 'insurerId' | 'currency' | 'amountMinor'>[],
): Promise<AskedCapacity[]> {
  const rows = await tx.rows<Counting>(COUNTING, [exposures.map(({ id }) => id)]);
  const counting = new Map(rows.map((row) => [row.exposureId, row]));
  return exposures.map(({ id, insurerId, currency, amountMinor }) => {
    const row = counting.get(id);
    invariant(row, `exposure ${id} has its quote and programme`);
    const { exposureId: _, obligorCapMinor, coObligors, ...rest } = row;
    const risk = { ...rest, ...borrowerOf(row), insurerId, currency, amountMinor, ...(coObligors && { coObligors }) };
    return { risk, obligorCapMinor };
  });
}
