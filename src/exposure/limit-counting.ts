import { selectList } from '../database/columns.js';
import { type Question, systemScope, type Transaction, type UnitOfWork } from '../database/unit-of-work.js';
import { ExposureLimit } from '../entities/index.js';
import { type Clock, today } from '../kernel/index.js';
import { cessionsInForce, statedRates } from './capacity-store.js';
import { EACH } from './limit.js';
import { countOn, type NewLimit } from './limit-attachment.js';

const OPEN = {
  name: 'limit.openCounts',
  text: 'SELECT id FROM exposure_limit WHERE counted_after IS NOT NULL AND ($1::text IS NULL OR id = $1) ORDER BY id',
};
const LOCKED = {
  name: 'limit.lockCount',
  text: `SELECT ${selectList(ExposureLimit)} FROM exposure_limit
         WHERE id = $1 AND counted_after IS NOT NULL FOR NO KEY UPDATE`,
};
// Whoever sets limits of the insurer comes before or after. Of several who count on one limit, one does.
const FENCE = {
  name: 'limit.fenceCount',
  text: `SELECT pg_try_advisory_xact_lock(hashtextextended('covergraph.counting.' || id, 0)) AS "isMine",
           pg_advisory_xact_lock_shared(hashtextextended('covergraph.limits.' || insurer_id, 0))
         FROM exposure_limit WHERE id = $1`,
};
// Limits of one partner that the pattern of all had made follow the partner's own pattern; $1 is either of the two.
const USE = 'l.reserved_minor + l.utilised_minor';
const TAKE_OVER = {
  name: 'limit.takeOver',
  text: `WITH pair AS MATERIALIZED (
           SELECT o.id, o.subject, o.cap_minor, p.id AS general FROM exposure_limit o JOIN exposure_limit p
             ON (p.insurer_id, p.dimension, p.currency, p.rule, p.measure, p.window_days, p.basis, p.obligor_kind)
               = (o.insurer_id, o.dimension, o.currency, o.rule, o.measure, o.window_days, o.basis, o.obligor_kind)
           WHERE o.insurer_id = $2 AND right(o.subject, 1) = '*' AND o.subject <> '*'
             AND p.insurer_id = $2 AND right(p.subject, 1) = '*' AND p.subject = '*' AND $1 IN (o.id, p.id))
         UPDATE exposure_limit l SET cap_minor = pair.cap_minor, template_id = pair.id, revision = l.revision + 1,
           carried_minor = CASE WHEN ${USE} > pair.cap_minor THEN ${USE} ELSE 0 END
         FROM pair WHERE l.template_id = pair.general AND starts_with(l.subject, left(pair.subject, -1))`,
};
const DEADLINE_MS = 30_000;

/** Gives the limits on the obligors of one partner to the pattern of that partner, when there is one beside that of all. */
export const takeOver = async (
  tx: Transaction,
  { id, insurerId }: { readonly id: string; readonly insurerId: string },
): Promise<void> => {
  await tx.run(TAKE_OVER, [id, insurerId]);
};

/**
 * Counts what was there before limits that were made over a large book, a few thousand exposures in each transaction, so
 * that nobody waits long. What is cut off goes on where it stood.
 */
export class LimitCounting {
  constructor(private readonly options: { readonly units: UnitOfWork; readonly clock: Clock }) {}

  /** Has rows where `finishAll` has something to do. */
  due(): Question[] {
    return [{ statement: OPEN, values: [null] }];
  }

  /** Finishes every limit that is not complete; returns how many. Safe to run anywhere, any time. */
  async finishAll(): Promise<number> {
    const open = await this.open(null);
    for (const id of open) await this.finish(id);
    return open.length;
  }

  /** Goes on with one limit until it is complete, somebody else goes on with it, or the time is over. */
  async finish(id: string, forMs = Number.POSITIVE_INFINITY): Promise<void> {
    const endsAtMs = performance.now() + forMs;
    while (performance.now() < endsAtMs) {
      const isComplete = await this.options.units.run(systemScope, (tx) => this.step(tx, id), {
        deadlineMs: DEADLINE_MS,
      });
      if (isComplete) return;
    }
  }

  private async open(id: string | null): Promise<string[]> {
    const { units } = this.options;
    const rows = await units.rows<{ id: string }>(systemScope, OPEN, [id]);
    return rows.map((row) => row.id);
  }

  private async step(tx: Transaction, id: string): Promise<boolean> {
    const [fence] = await tx.rows<{ isMine: boolean }>(FENCE, [id]);
    if (!fence?.isMine) return true;
    const [limit] = await tx.rows<ExposureLimit & NewLimit>(LOCKED, [id]);
    if (!limit || limit.countedAfter === null) return true;
    const day = today(this.options.clock, 'UTC');
    const insurers = [limit.insurerId];
    const rates = await statedRates(tx, insurers);
    const cessions = await cessionsInForce(tx, insurers, day);
    const isComplete = await countOn(tx, limit, {
      after: limit.countedAfter,
      setting: { rates, cessions, today: day },
    });
    // The pattern of all may have made limits meanwhile that are one partner's own to make.
    if (isComplete && limit.subject === EACH) await takeOver(tx, limit);
    return isComplete;
  }
}
