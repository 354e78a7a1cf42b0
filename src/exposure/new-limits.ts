import type { Transaction } from '../database/unit-of-work.js';
import { newId } from '../kernel/index.js';
import { BY_TERMS, isPatternOf, type LimitState, limitKeyName } from './limit.js';
import { counts, type ExposureRisk, limitedDimensions, limitKeysOf, perObligor } from './matching.js';

/** A risk with the cap its product's terms put on one obligor. */
export interface AskedCapacity {
  readonly risk: ExposureRisk;
  readonly obligorCapMinor: bigint;
}

/** A row of exposure_limit as its statements read it. */
export type LimitRow = Omit<LimitState, 'volumeMinor'>;

const CREATE_LIMITS = {
  name: 'limit.create',
  text: `INSERT INTO exposure_limit (id, insurer_id, dimension, subject, currency, cap_minor, reserved_minor, rule, measure,
           window_days, basis, obligor_kind, converts, template_id)
         SELECT id, "insurerId", dimension, subject, currency, "capMinor", "reservedMinor", rule, measure, "windowDays",
           basis, "obligorKind", converts, "templateId"
         FROM json_to_recordset($1) AS n (id text, "insurerId" text, dimension text, subject text, currency text,
           "capMinor" bigint, "reservedMinor" bigint, rule text, measure text, "windowDays" integer, basis text,
           "obligorKind" text, converts boolean, "templateId" text)`,
  collidesOn: 'exposure_limit_once',
};
/** A limit that is not in the database yet. */
export interface NewLimit extends LimitState {
  readonly templateId: string | null;
}

const UNUSED = { reservedMinor: 0n, utilisedMinor: 0n, volumeMinor: 0n };

/** The limit that a product's terms put on each obligor. */
const byTerms = ({ insurerId, currency, obligorKey }: ExposureRisk, capMinor: bigint): Omit<NewLimit, 'id'> => ({
  insurerId,
  dimension: 'OBLIGOR',
  subject: obligorKey,
  currency,
  rule: BY_TERMS,
  capMinor,
  measure: 'BALANCE',
  windowDays: 0,
  basis: 'GROSS',
  obligorKind: 'ANY',
  converts: false,
  templateId: null,
  ...UNUSED,
});

/** The columns of the constraint exposure_limit_once. */
const identityOf = (limit: Omit<LimitRow, 'id'>): string =>
  `${limitKeyName(limit)}|${limit.currency}|${limit.rule}|${limit.measure}|${limit.windowDays}|${limit.basis}|${limit.obligorKind}`;

/**
 * Limits that are there for every obligor by its product's terms, or for every subject by a pattern, from the first
 * time: those that are not among the locked ones. In one order, so that two transactions never wait for each other.
 */
export function missingLimits(
  asked: readonly AskedCapacity[],
  patterns: readonly LimitRow[],
  locked: readonly LimitRow[],
) {
  const known = new Set(locked.map(identityOf));
  const missing = new Map<string, NewLimit>();
  const want = (limit: Omit<NewLimit, 'id'>): void => {
    const identity = identityOf(limit);
    if (!known.has(identity) && !missing.has(identity)) {
      missing.set(identity, { id: newId('exposureLimit'), ...limit });
    }
  };
  const limited = limitedDimensions(patterns);
  // The pattern of one partner speaks before that of all.
  const narrowFirst = [...patterns].sort((a, b) => b.subject.length - a.subject.length);
  const everybody = asked.flatMap(({ risk, obligorCapMinor }) =>
    perObligor(risk).map((one) => ({ risk: one, capMinor: obligorCapMinor })),
  );
  for (const { risk, capMinor } of everybody) {
    if (!risk.only || risk.only.includes('OBLIGOR')) want(byTerms(risk, capMinor));
    if (patterns.length === 0) continue;
    for (const key of limitKeysOf(risk, limited)) {
      for (const pattern of narrowFirst) {
        if (pattern.insurerId !== key.insurerId || pattern.dimension !== key.dimension) continue;
        if (!isPatternOf(pattern.subject, key.subject)) continue;
        const { id: templateId, ...counting } = pattern;
        const limit = { ...counting, ...UNUSED, subject: key.subject, templateId };
        if (counts(limit, risk)) want(limit);
      }
    }
  }
  return [...missing].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, limit]) => limit);
}

/**
 * Makes limits together with what was granted from them.
 * @throws TransactionConflictError when another transaction made one meanwhile: the whole unit has to see it
 */
export async function createLimits(
  tx: Transaction,
  limits: readonly NewLimit[],
  reserved: ReadonlyMap<string, bigint>,
) {
  if (limits.length === 0) return;
  const rows = limits.map((limit) => ({
    id: limit.id,
    insurerId: limit.insurerId,
    dimension: limit.dimension,
    subject: limit.subject,
    currency: limit.currency,
    capMinor: String(limit.capMinor),
    reservedMinor: String(reserved.get(limit.id) ?? 0n),
    rule: limit.rule,
    measure: limit.measure,
    windowDays: limit.windowDays,
    basis: limit.basis,
    obligorKind: limit.obligorKind,
    converts: limit.converts,
    templateId: limit.templateId,
  }));
  await tx.run(CREATE_LIMITS, [JSON.stringify(rows)]);
}
