import { setImmediate as nextTurn } from 'node:timers/promises';
import { selectList } from '../../database/columns.js';
import { type Transaction, tenantScope, type UnitOfWork } from '../../database/unit-of-work.js';
import { BacktestChange, Backtest as BacktestRow } from '../../entities/index.js';
import {
  addDays,
  type CalendarDate,
  type Clock,
  canonicalHash,
  failure,
  invalidInput,
  issue,
  newId,
  type Outcome,
  success,
} from '../../kernel/index.js';
import type { ProgrammeCatalogue } from '../../partners/programme-catalogue.js';
import { scopeOf } from '../../partners/scope.js';
import type { Viewer } from '../../partners/viewer.js';
import type { ScenarioModule } from '../../scenarios/contract/index.js';
import { type Cohort, caseOf, countPastQuotes, pastQuotes } from '../past-quotes.js';
import { type ProductTerms, parseTerms } from '../terms.js';
import { Backtest, type BacktestFigures } from './backtest.js';

export interface BacktestRequest {
  readonly productVersion: string;
  /** Calendar days in UTC, both inclusive. */
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly partner?: string | null | undefined;
  readonly programme?: string | null | undefined;
}

/** How far a backtest is; `result` with the last one. */
export interface BacktestProgress {
  readonly done: number;
  readonly total: number;
  readonly currency: string;
  readonly figures: BacktestFigures;
  readonly result: BacktestRow | null;
}

interface Subject {
  readonly insurerId: string;
  readonly productVersionId: string;
  readonly terms: ProductTerms;
  readonly termsHash: string;
  readonly pastVersionIds: readonly string[];
}

const VERSION = {
  name: 'backtest.version',
  text: `SELECT v.insurer_id AS "insurerId", v.terms,
           (SELECT array_agg(o.id) FROM product_version o
            WHERE o.product_id = v.product_id AND o.status = 'PUBLISHED') AS "pastVersionIds"
         FROM product_version v WHERE v.id = $1`,
};
const WRITE_CHANGES = {
  name: 'backtest.writeChanges',
  text: `INSERT INTO backtest_change (backtest_id, insurer_id, quote_id, from_outcome, to_outcome, reasons)
         SELECT $1, $2, "quoteId", "from", "to", reasons
         FROM jsonb_to_recordset($3) AS c ("quoteId" text, "from" text, "to" text, reasons jsonb)`,
};
const BY_IDS = { name: 'backtest.byIds', text: `SELECT ${selectList(BacktestRow)} FROM backtest WHERE id = ANY($1)` };
const changes = (direction: 'ASC' | 'DESC') => ({
  name: `backtest.changes.${direction}`,
  text: `SELECT ${selectList(BacktestChange)} FROM backtest_change
         WHERE backtest_id = $1 AND quote_id > $2 AND quote_id < $3 ORDER BY quote_id ${direction} LIMIT $4`,
});

/** Quotes decided before other requests get their turn: a few milliseconds. */
const SLICE = 16;
const TOLD_EVERY_MS = 250;

export interface BacktestServiceOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly catalogue: ProgrammeCatalogue;
  readonly scenarios: readonly ScenarioModule[];
}

/** Runs the past quotes of a product under another of its versions, a draft most of all, and keeps what came out. */
export class BacktestService {
  constructor(private readonly options: BacktestServiceOptions) {}

  /** Checks the request and answers with the run, which goes as far as it is read. */
  async open(viewer: Viewer, request: BacktestRequest): Promise<Outcome<AsyncGenerator<BacktestProgress, void, void>>> {
    if (request.to < request.from) {
      return failure(invalidInput([issue('to', 'DATE_TOO_EARLY', `must not be before ${request.from}`)]));
    }
    const subject = await this.subject(viewer, request.productVersion);
    return subject.ok ? success(this.run(viewer, request, subject.value)) : subject;
  }

  byIds(viewer: Viewer, ids: readonly string[]): Promise<BacktestRow[]> {
    return this.options.units.rows<BacktestRow>(scopeOf(viewer), BY_IDS, [ids]);
  }

  /** The quotes that changed sides, by their ids. */
  changes(
    viewer: Viewer,
    backtestId: string,
    page: {
      readonly above: string;
      readonly below: string;
      readonly direction: 'ASC' | 'DESC';
      readonly limit: number;
    },
  ): Promise<BacktestChange[]> {
    const values = [backtestId, page.above, page.below, page.limit];
    return this.options.units.rows<BacktestChange>(scopeOf(viewer), changes(page.direction), values);
  }

  private async *run(
    viewer: Viewer,
    request: BacktestRequest,
    subject: Subject,
  ): AsyncGenerator<BacktestProgress, void, void> {
    const { units, clock, catalogue, scenarios } = this.options;
    const startedAt = clock.now();
    const past = new Map<string, ProductTerms>();
    for (const id of subject.pastVersionIds) past.set(id, await catalogue.terms(id));
    const cohort = cohortOf(request, subject);
    const total = await countPastQuotes(units, cohort);
    const backtest = new Backtest({ ...subject, past });
    const progress = (done: number): BacktestProgress => ({
      done,
      total,
      currency: subject.terms.currency,
      figures: backtest.figures(),
      result: null,
    });
    let [done, toldAtMs] = [0, performance.now()];
    yield progress(done);
    for await (const page of pastQuotes(units, cohort)) {
      for (const quote of page) {
        backtest.add(quote, caseOf(quote, scenarios));
        done += 1;
        if (done % SLICE === 0) await nextTurn();
      }
      if (performance.now() - toldAtMs < TOLD_EVERY_MS) continue;
      toldAtMs = performance.now();
      yield progress(done);
    }
    const result = await this.keep(viewer, request, { subject, backtest, startedAt });
    yield { ...progress(done), total: Math.max(total, done), result };
  }

  private async keep(
    viewer: Viewer,
    { from, to, partner, programme }: BacktestRequest,
    run: { readonly subject: Subject; readonly backtest: Backtest; readonly startedAt: Date },
  ): Promise<BacktestRow> {
    const { insurerId, productVersionId, termsHash, terms } = run.subject;
    const { before, after, ...figures } = run.backtest.figures();
    const side = ({ premiumMinor, sumInsuredMinor, ...rest }: BacktestFigures['before']) => ({
      ...rest,
      premiumMinor: String(premiumMinor),
      sumInsuredMinor: String(sumInsuredMinor),
    });
    const row: BacktestRow = {
      id: newId('backtest'),
      insurerId,
      productVersionId,
      termsHash,
      currency: terms.currency,
      cohort: { from, to, partner: partner ?? null, programme: programme ?? null },
      figures: { ...figures, before: side(before), after: side(after) },
      askedBy: viewer.keyId,
      startedAt: run.startedAt,
      finishedAt: this.options.clock.now(),
    };
    await this.options.units.run(tenantScope(insurerId), (tx) => write(tx, row, run.backtest), { deadlineMs: 10_000 });
    return row;
  }

  private async subject(viewer: Viewer, productVersionId: string): Promise<Outcome<Subject>> {
    type Row = {
      readonly insurerId: string;
      readonly terms: unknown;
      readonly pastVersionIds: readonly string[] | null;
    };
    const [row] = await this.options.units.rows<Row>(scopeOf(viewer), VERSION, [productVersionId]);
    if (!row) {
      const message = 'is no version of a product of yours';
      return failure(invalidInput([issue('productVersion', 'UNKNOWN_PRODUCT_VERSION', message)]));
    }
    const terms = parseTerms(row.terms);
    if (!terms.ok) {
      const issues = terms.error.map(({ path, code, message }) => issue(`productVersion.terms.${path}`, code, message));
      return failure(invalidInput(issues));
    }
    return success({
      insurerId: row.insurerId,
      productVersionId,
      terms: terms.value,
      termsHash: `sha256:${canonicalHash(terms.value)}`,
      pastVersionIds: row.pastVersionIds ?? [],
    });
  }
}

const startOf = (date: CalendarDate): Date => new Date(`${date}T00:00:00.000Z`);

const cohortOf = ({ from, to, partner, programme }: BacktestRequest, { pastVersionIds }: Subject): Cohort => ({
  productVersionIds: pastVersionIds,
  from: startOf(from),
  before: startOf(addDays(to, 1)),
  partnerId: partner,
  programmeId: programme,
});

async function write(tx: Transaction, row: BacktestRow, backtest: Backtest): Promise<void> {
  await tx.manager.insert(BacktestRow, row as object);
  await tx.run(WRITE_CHANGES, [row.id, row.insurerId, JSON.stringify(backtest.changed)]);
}
