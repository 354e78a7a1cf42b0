import { selectList } from '../database/columns.js';
import { type Narrowing, narrowed } from '../database/narrowing.js';
import type { Statement, UnitOfWork } from '../database/unit-of-work.js';
import { Loan, MonitoringWarning } from '../entities/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import { type BucketTotal, bucketOn, bucketTotals, dayOf } from './bucket-totals.js';
import { type CollectionRow, type CollectionTable, rowsOfLoans } from './collection-rows.js';

export interface KeysetPage {
  /** Exclusive bounds of the id. */
  readonly above: string;
  readonly below: string;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
}

export interface OverduePage extends KeysetPage {
  readonly states?: readonly string[] | null | undefined;
  readonly buckets?: readonly string[] | null | undefined;
  readonly partner?: string | null | undefined;
  readonly lender?: string | null | undefined;
  readonly reference?: string | null | undefined;
}

const conditionsOf = (page: OverduePage): readonly Narrowing[] => [
  ['l.overdue_state = ANY(?)', page.states],
  [`${bucketOn(dayOf('l'))} = ANY(?)`, page.buckets],
  ['l.partner_id = ?', page.partner],
  ['l.lender_id = ?', page.lender],
  ['l.reference = ?', page.reference],
];

const warningPage = (direction: 'ASC' | 'DESC'): Statement => ({
  name: `collection.warnings.${direction}`,
  text: `SELECT ${selectList(MonitoringWarning)} FROM monitoring_warning WHERE id > $1 AND id < $2
           AND ($3::text[] IS NULL OR grade = ANY($3)) AND ($4::boolean IS NULL OR (acknowledged_at IS NOT NULL) = $4)
         ORDER BY id ${direction} LIMIT $5`,
});

const WARNINGS = { ASC: warningPage('ASC'), DESC: warningPage('DESC') } as const;

/** Reads what is done about loans that are behind, each viewer its own slice. */
export class CollectionReader {
  constructor(private readonly units: UnitOfWork) {}

  /** Oldest first, by loan. */
  of<Table extends CollectionTable>(
    viewer: Viewer,
    table: Table,
    loanIds: readonly string[],
  ): Promise<CollectionRow<Table>[]> {
    return this.units.run(scopeOf(viewer), (tx) => rowsOfLoans(tx, table, loanIds), { readOnly: true });
  }

  overdueLoans(viewer: Viewer, page: OverduePage, at: Date): Promise<Loan[]> {
    const { above, below, direction, limit } = page;
    const wanted = narrowed(5, conditionsOf(page));
    const statement = {
      name: wanted.sql === '' ? `collection.overdue.${direction}` : '',
      text: `SELECT ${selectList(Loan, 'l')} FROM loan l WHERE $1::timestamptz IS NOT NULL AND l.status = 'ACTIVE'
               AND l.overdue_state <> 'CURRENT' AND l.id > $2 AND l.id < $3${wanted.sql} ORDER BY l.id ${direction} LIMIT $4`,
    };
    const values = [at, above, below, limit, ...wanted.values];
    return this.units.rows<Loan>(scopeOf(viewer), statement, values);
  }

  warnings(
    viewer: Viewer,
    page: KeysetPage & { readonly grades: readonly string[] | null; readonly acknowledged: boolean | null },
  ): Promise<MonitoringWarning[]> {
    const values = [page.above, page.below, page.grades, page.acknowledged, page.limit];
    return this.units.rows<MonitoringWarning>(scopeOf(viewer), WARNINGS[page.direction], values);
  }

  buckets(viewer: Viewer, at: Date): Promise<BucketTotal[]> {
    return this.units.run(scopeOf(viewer), (tx) => bucketTotals(tx, viewer, at), { readOnly: true });
  }
}
