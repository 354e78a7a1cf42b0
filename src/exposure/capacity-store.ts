import { selectList } from '../database/columns.js';
import { systemScope, type Transaction, type UnitOfWork } from '../database/unit-of-work.js';
import { ExposureLimit } from '../entities/index.js';
import { CapacityBook } from './capacity.js';
import { type LimitDimension, type LimitKey, type LimitState, packOf } from './limit.js';
import { type Cession, limitKeysOf, perObligor, type StatedRate } from './matching.js';
import { type AskedCapacity, createLimits, type LimitRow, missingLimits, type NewLimit } from './new-limits.js';

export type { AskedCapacity } from './new-limits.js';

const PATTERNS = {
  name: 'limit.patterns',
  text: `SELECT ${selectList(ExposureLimit)} FROM fence_limits($1::text[])`,
};
const STATE = selectList(ExposureLimit, 'l', ['templateId', 'carriedMinor', 'revision', 'countedAfter']);
// Locks in the order of ids, so that two transactions never wait for each other in a circle. What exposures gave back is
// taken out of the queue by whoever holds the limit: a row another transaction has folded in is not deleted again.
const LOCK_AND_FOLD = {
  name: 'limit.lockAndFold',
  text: `WITH locked AS MATERIALIZED (
           SELECT ${STATE} FROM exposure_limit l
           JOIN unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS k (insurer_id, dimension, subject, asked)
             USING (insurer_id, dimension, subject)
           WHERE l.currency = k.asked OR l.converts OR l.measure = 'COUNT'
           ORDER BY l.id FOR NO KEY UPDATE OF l),
         folded AS (
           DELETE FROM limit_move WHERE limit_id IN (SELECT id FROM locked) RETURNING limit_id, reserved_minor, utilised_minor)
         SELECT locked.*, coalesce(f.reserved, 0)::bigint AS "foldedReserved", coalesce(f.utilised, 0)::bigint AS "foldedUtilised"
         FROM locked LEFT JOIN (
           SELECT limit_id, sum(reserved_minor) AS reserved, sum(utilised_minor) AS utilised FROM folded GROUP BY limit_id) f
           ON f.limit_id = locked.id`,
};
const PACKS = { name: 'limit.packs', text: 'SELECT id, rule_packs AS "rulePacks" FROM programme WHERE id = ANY ($1)' };
const VOLUMES = {
  name: 'limit.volumes',
  text: `SELECT w.id, coalesce(sum(v.used_minor), 0)::bigint AS "usedMinor"
         FROM unnest($1::text[], $2::integer[]) AS w (id, days)
         LEFT JOIN limit_volume v ON v.limit_id = w.id AND v.day > $3::date - w.days GROUP BY w.id`,
};
const RATES = {
  name: 'limit.rates',
  text: `SELECT DISTINCT ON (insurer_id, from_currency, to_currency) insurer_id AS "insurerId",
           from_currency AS "fromCurrency", to_currency AS "toCurrency", version, rate::text AS rate
         FROM exchange_rate WHERE insurer_id = ANY ($1) ORDER BY insurer_id, from_currency, to_currency, version DESC`,
};
const CESSIONS = {
  name: 'limit.cessions',
  text: `SELECT DISTINCT ON (insurer_id) insurer_id AS "insurerId", share::text AS share FROM treaty
         WHERE insurer_id = ANY ($1) AND from_on <= $2::date AND (to_on IS NULL OR to_on > $2::date)
         ORDER BY insurer_id, from_on DESC, id DESC`,
};
const MOVE_LIMITS = {
  name: 'limit.move',
  text: `UPDATE exposure_limit l SET reserved_minor = reserved_minor + d.reserved, utilised_minor = utilised_minor + d.utilised
         FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS d (id, reserved, utilised) WHERE l.id = d.id`,
};
const ADD_VOLUMES = {
  name: 'limit.addVolumes',
  text: `INSERT INTO limit_volume (limit_id, insurer_id, day, used_minor)
         SELECT id, insurer_id, $4::date, minor FROM unnest($1::text[], $2::text[], $3::bigint[]) AS v (id, insurer_id, minor)
         ON CONFLICT (limit_id, insurer_id, day) DO UPDATE SET used_minor = limit_volume.used_minor + excluded.used_minor`,
};

type LockedRow = LimitRow & {
  readonly foldedReserved: bigint;
  readonly foldedUtilised: bigint;
};

type AskedKey = LimitKey & { readonly currency: string };

/** Keys of the limits the risks may meet, each once. The risks of a batch share most of theirs. */
function askedKeys(asked: readonly AskedCapacity[]): AskedKey[] {
  const keys: AskedKey[] = [];
  const families = new Map<string, Map<LimitDimension, Set<string>>>();
  for (const { risk } of asked) {
    const { insurerId, currency } = risk;
    const family = `${insurerId}|${currency}`;
    const subjects = families.get(family) ?? new Map<LimitDimension, Set<string>>();
    families.set(family, subjects);
    for (const { dimension, subject } of perObligor(risk).flatMap((one) => limitKeysOf(one))) {
      const known = subjects.get(dimension) ?? new Set();
      if (known.has(subject)) continue;
      subjects.set(dimension, known.add(subject));
      keys.push({ insurerId, dimension, subject, currency });
    }
  }
  return keys;
}

/** The limits some risks may meet, locked until the transaction ends, and the patterns limits are made from. */
export interface LockedLimits {
  readonly insurers: readonly string[];
  readonly patterns: readonly LimitRow[];
  readonly rows: readonly LockedRow[];
}

/** Locks every limit the risks may meet. What is asked of the database before it goes with it in one message. */
export async function lockLimits(tx: Transaction, asked: readonly AskedCapacity[]): Promise<LockedLimits> {
  const insurers = [...new Set(asked.map(({ risk }) => risk.insurerId))];
  const [patterns, rows] = await Promise.all([tx.rows<LimitRow>(PATTERNS, [insurers]), lockAndFold(tx, asked)]);
  return { insurers, patterns, rows };
}

async function lockAndFold(tx: Transaction, asked: readonly AskedCapacity[]): Promise<LockedRow[]> {
  const keys = askedKeys(asked);
  const rows = await tx.rows<LockedRow>(LOCK_AND_FOLD, [
    keys.map(({ insurerId }) => insurerId),
    keys.map(({ dimension }) => dimension),
    keys.map(({ subject }) => subject),
    keys.map(({ currency }) => currency),
  ]);
  // A limit that converts is met once for each currency that is asked for.
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

async function volumesOf(
  tx: Transaction,
  limits: readonly LockedRow[],
  day: string,
): Promise<ReadonlyMap<string, bigint>> {
  const rolling = limits.filter(({ windowDays }) => windowDays > 0);
  if (rolling.length === 0) return new Map();
  const rows = await tx.rows<{ id: string; usedMinor: bigint }>(VOLUMES, [
    rolling.map(({ id }) => id),
    rolling.map(({ windowDays }) => windowDays),
    day,
  ]);
  return new Map(rows.map(({ id, usedMinor }) => [id, usedMinor]));
}

const FOLD_QUEUE = {
  name: 'limit.foldQueue',
  text: `WITH locked AS MATERIALIZED (
           SELECT id FROM exposure_limit WHERE id IN (SELECT limit_id FROM limit_move ORDER BY id LIMIT $1)
           ORDER BY id FOR NO KEY UPDATE),
         folded AS (
           DELETE FROM limit_move WHERE limit_id IN (SELECT id FROM locked) RETURNING limit_id, reserved_minor, utilised_minor)
         UPDATE exposure_limit l SET reserved_minor = l.reserved_minor + f.reserved, utilised_minor = l.utilised_minor + f.utilised
         FROM (SELECT limit_id, sum(reserved_minor)::bigint AS reserved, sum(utilised_minor)::bigint AS utilised
               FROM folded GROUP BY limit_id) f WHERE l.id = f.limit_id`,
};
const FOLD_AT_ONCE = 5_000;

/** Brings the counters of limits that nothing was granted from up to date; returns how many. Safe to run any time. */
export async function foldMoves(units: UnitOfWork): Promise<number> {
  for (let total = 0; ; ) {
    const folded = await units.run(systemScope, (tx) => tx.run(FOLD_QUEUE, [FOLD_AT_ONCE]), { deadlineMs: 30_000 });
    total += folded;
    if (folded === 0) return total;
  }
}

/** The newest version of every rate the insurers state. */
export const statedRates = (tx: Transaction, insurers: readonly string[]): Promise<StatedRate[]> =>
  tx.rows<StatedRate>(RATES, [insurers]);

/** The quota share of each insurer in force on a day: the latest treaty, as its policies are taken under. */
export const cessionsInForce = (tx: Transaction, insurers: readonly string[], day: string): Promise<Cession[]> =>
  tx.rows<Cession>(CESSIONS, [insurers, day]);

/**
 * Opens a book over the exact use of locked limits. Limits that do not exist yet are in the book and are written when it
 * is closed.
 * @param asked what will be granted from it: what the limits were locked for, or less
 */
export async function openBook(
  tx: Transaction,
  { insurers, patterns, rows }: LockedLimits,
  { asked, day }: { readonly asked: readonly AskedCapacity[]; readonly day: string },
): Promise<{ readonly book: CapacityBook; readonly close: () => Promise<void> }> {
  const packs = await currentPacks(tx, asked, [...patterns, ...rows]);
  const missing = missingLimits(underPacks(asked, packs), patterns, rows);
  const volumes = await volumesOf(tx, rows, day);
  const locked = rows.map(
    (row): LimitState => ({
      ...row,
      reservedMinor: row.reservedMinor + row.foldedReserved,
      utilisedMinor: row.utilisedMinor + row.foldedUtilised,
      volumeMinor: volumes.get(row.id) ?? 0n,
    }),
  );
  const limits = [...locked, ...missing];
  const rates = limits.some(({ converts }) => converts) ? await statedRates(tx, insurers) : [];
  const isNet = limits.some(({ basis }) => basis === 'RETAINED');
  const cessions = isNet ? await cessionsInForce(tx, insurers, day) : [];
  const book = new CapacityBook(limits, { rates, cessions, packs, day });
  return { book, close: () => closeBook(tx, book, { rows, missing, day }) };
}

/** The packs of the programmes as they are behind the fence, where an insurer has limits of rules at all. */
async function currentPacks(
  tx: Transaction,
  asked: readonly AskedCapacity[],
  limits: readonly LimitRow[],
): Promise<PacksByProgramme> {
  if (!limits.some(({ rule }) => packOf(rule) !== undefined)) return new Map();
  const programmes = [...new Set(asked.map(({ risk }) => risk.programmeId))];
  const rows = await tx.rows<{ id: string; rulePacks: readonly string[] }>(PACKS, [programmes]);
  return new Map(rows.map(({ id, rulePacks }) => [id, rulePacks]));
}

const underPacks = (asked: readonly AskedCapacity[], packs: PacksByProgramme): readonly AskedCapacity[] =>
  packs.size === 0
    ? asked
    : asked.map((one) => ({
        ...one,
        risk: { ...one.risk, rulePacks: packs.get(one.risk.programmeId) ?? one.risk.rulePacks },
      }));

type PacksByProgramme = ReadonlyMap<string, readonly string[]>;

interface OpenedLimits {
  readonly rows: readonly LockedRow[];
  readonly missing: readonly NewLimit[];
  readonly day: string;
}

/** Writes what was granted, and what had been given back before. */
async function closeBook(tx: Transaction, book: CapacityBook, opened: OpenedLimits): Promise<void> {
  const { rows, missing, day } = opened;
  const taken = book.takenFrom();
  const reserved = new Map(
    taken.filter(({ limit }) => limit.windowDays === 0).map(({ limit, minor }) => [limit.id, minor]),
  );
  const moved = rows.filter(
    ({ id, foldedReserved, foldedUtilised }) => reserved.has(id) || foldedReserved !== 0n || foldedUtilised !== 0n,
  );
  const rolling = taken.filter(({ limit }) => limit.windowDays > 0);
  await Promise.all([
    createLimits(tx, missing, reserved),
    moveLimits(tx, moved, reserved),
    addVolumes(tx, rolling, day),
  ]);
}

async function moveLimits(tx: Transaction, moved: readonly LockedRow[], reserved: ReadonlyMap<string, bigint>) {
  if (moved.length === 0) return;
  await tx.run(MOVE_LIMITS, [
    moved.map(({ id }) => id),
    moved.map(({ id, foldedReserved }) => String(foldedReserved + (reserved.get(id) ?? 0n))),
    moved.map(({ foldedUtilised }) => String(foldedUtilised)),
  ]);
}

async function addVolumes(tx: Transaction, rolling: ReturnType<CapacityBook['takenFrom']>, day: string) {
  if (rolling.length === 0) return;
  await tx.run(ADD_VOLUMES, [
    rolling.map(({ limit }) => limit.id),
    rolling.map(({ limit }) => limit.insurerId),
    rolling.map(({ minor }) => String(minor)),
    day,
  ]);
}
