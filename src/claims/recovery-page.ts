import { selectList } from '../database/columns.js';
import { type Narrowing, narrowed } from '../database/narrowing.js';
import type { Transaction } from '../database/unit-of-work.js';
import { Recovery } from '../entities/index.js';
import type { OrganisationKind, Viewer } from '../partners/viewer.js';
import type { RecoveryRow } from './recovery-row.js';

// Row-level security alone decides what is seen; naming the viewer's column lets its index give the order.
const OWNER_COLUMN: Readonly<Record<OrganisationKind, string>> = {
  PARTNER: 'r.partner_id = $1',
  LENDER: 'r.lender_id = $1',
  INSURER: 'r.insurer_id = $1',
  OPERATOR: '$1::text IS NOT NULL',
};

type Direction = 'ASC' | 'DESC';

export interface RecoveryPage {
  /** Exclusive bounds of the id. */
  readonly above: string;
  readonly below: string;
  readonly direction: Direction;
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

const rowsOf = (direction: Direction, owner: string, wanted: string): string =>
  `SELECT ${selectList(Recovery, 'r')} FROM recovery r WHERE ${owner} AND r.id > $2 AND r.id < $3${wanted}
   ORDER BY r.id ${direction} LIMIT $4`;

const merged = (direction: Direction, first: string, second: string): string =>
  `(${first}) UNION ALL (${second}) ORDER BY id ${direction} LIMIT $4`;

const followed = (direction: Direction, wanted: string): string =>
  `SELECT ${selectList(Recovery, 'r')} FROM policy_insurer_share s
   JOIN recovery r ON r.policy_id = s.policy_id AND r.partner_id = s.partner_id
   WHERE s.insurer_id = $1 AND s.position > 1 AND r.id > $2 AND r.id < $3${wanted} ORDER BY r.id ${direction} LIMIT $4`;

/** Also of policies that an insurer follows, and of what others sold and is owed to a partner. */
function visible(direction: Direction, kind: OrganisationKind, wanted: string): string {
  const owned = rowsOf(direction, OWNER_COLUMN[kind], wanted);
  if (kind === 'INSURER') return merged(direction, owned, followed(direction, wanted));
  if (kind !== 'PARTNER') return owned;
  return merged(direction, owned, rowsOf(direction, 'r.lender_id = $1 AND r.partner_id <> $1', wanted));
}

export function recoveryPage(tx: Transaction, viewer: Viewer, page: RecoveryPage): Promise<RecoveryRow[]> {
  const { above, below, direction, limit } = page;
  const { organisationId, organisationKind } = viewer;
  const wanted = narrowed(5, conditionsOf(page));
  const name = wanted.sql === '' ? `recovery.page.${direction}.${organisationKind}` : '';
  const text = visible(direction, organisationKind, wanted.sql);
  return tx.rows({ name, text }, [organisationId, above, below, limit, ...wanted.values]);
}
