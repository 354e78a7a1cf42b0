import { selectList } from '../database/columns.js';
import { type Narrowing, narrowed } from '../database/narrowing.js';
import type { Transaction } from '../database/unit-of-work.js';
import { Recovery } from '../entities/index.js';
import type { Viewer } from '../partners/viewer.js';
import { type PageOrder, type PartyRows, visiblePage } from '../partners/visible-page.js';
import type { RecoveryRow } from './recovery-row.js';

const ROWS: PartyRows = {
  columns: selectList(Recovery, 'r'),
  from: 'recovery r',
  alias: 'r',
  shared: {
    from: 'policy_insurer_share s JOIN recovery r ON r.policy_id = s.policy_id AND r.partner_id = s.partner_id',
    id: 'r.id',
  },
};

export interface RecoveryPage {
  /** Exclusive bounds of the id. */
  readonly above: string;
  readonly below: string;
  readonly direction: PageOrder['direction'];
  readonly limit: number;
  readonly statuses?: readonly string[] | null | undefined;
  readonly policy?: string | null | undefined;
  readonly partner?: string | null | undefined;
  readonly lender?: string | null | undefined;
  readonly hasCostsPayable?: boolean | null | undefined;
  readonly openedFrom?: Date | null | undefined;
  readonly openedBefore?: Date | null | undefined;
}

const conditionsOf = (page: RecoveryPage): readonly Narrowing[] => [
  ['r.status = ANY(?)', page.statuses],
  ['r.policy_id = ?', page.policy],
  ['r.partner_id = ?', page.partner],
  ['r.lender_id = ?', page.lender],
  ['(r.costs_minor > r.costs_paid_minor) = ?', page.hasCostsPayable],
  ['r.opened_at >= ?', page.openedFrom],
  ['r.opened_at < ?', page.openedBefore],
];

export function recoveryPage(tx: Transaction, viewer: Viewer, page: RecoveryPage): Promise<RecoveryRow[]> {
  const { above, below, direction, limit } = page;
  const { organisationId, organisationKind } = viewer;
  const wanted = narrowed(5, conditionsOf(page));
  const name = wanted.sql === '' ? `recovery.page.${direction}.${organisationKind}` : '';
  const text = visiblePage(ROWS, { direction, kind: organisationKind }, wanted.sql);
  return tx.rows({ name, text }, [organisationId, above, below, limit, ...wanted.values]);
}
