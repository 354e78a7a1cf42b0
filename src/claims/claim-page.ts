import { type Narrowing, narrowed } from '../database/narrowing.js';
import type { Transaction } from '../database/unit-of-work.js';
import type { Viewer } from '../partners/viewer.js';
import { type PageOrder, type PartyRows, visiblePage } from '../partners/visible-page.js';
import { CLAIM_COLUMNS, CLAIM_TABLES, type ClaimRow } from './claim-row.js';

const ROWS: PartyRows = {
  columns: CLAIM_COLUMNS,
  from: CLAIM_TABLES,
  alias: 'c',
  shared: { from: `${CLAIM_TABLES} JOIN policy_insurer_share s ON s.policy_id = c.policy_id`, id: 'c.id' },
};

/** Lists of an insurer's desk; see `ClaimQueue` of the schema. */
export type ClaimQueue = 'UNASSIGNED' | 'MINE' | 'WAITING' | 'TO_DECIDE' | 'SECOND_PERSON' | 'TO_PAY' | 'LATE';

const OPEN = `c.status NOT IN ('PAID', 'CLOSED', 'WITHDRAWN')`;
const QUEUES: Readonly<Record<ClaimQueue, string>> = {
  UNASSIGNED: `${OPEN} AND h.assignee_id IS NULL`,
  MINE: OPEN,
  WAITING: `c.status = 'EVIDENCE_PENDING'`,
  TO_DECIDE: `c.status IN ('UNDER_REVIEW', 'REOPENED')`,
  SECOND_PERSON: `${OPEN} AND h.proposal IS NOT NULL`,
  TO_PAY: `c.status = 'DECIDED' AND c.approved_minor > c.paid_minor`,
  LATE: `${OPEN} AND (c.deadlines @> '[{"state": "APPROACHING", "endedOn": null}]'
           OR c.deadlines @> '[{"state": "MISSED", "endedOn": null}]')`,
};

export interface ClaimPage {
  /** Exclusive bounds of the id. */
  readonly above: string;
  readonly below: string;
  readonly direction: PageOrder['direction'];
  readonly limit: number;
  readonly status?: readonly string[] | null | undefined;
  readonly policy?: string | null | undefined;
  readonly queue?: ClaimQueue | null | undefined;
  readonly assignee?: string | null | undefined;
  readonly number?: string | null | undefined;
  readonly outcome?: readonly string[] | null | undefined;
  readonly partner?: string | null | undefined;
  readonly lender?: string | null | undefined;
  readonly notifiedFrom?: Date | null | undefined;
  readonly notifiedBefore?: Date | null | undefined;
}

const conditionsOf = (page: ClaimPage): readonly Narrowing[] => [
  ['c.status = ANY(?)', page.status],
  ['c.policy_id = ?', page.policy],
  ['c.number = ?', page.number],
  ['c.outcome = ANY(?)', page.outcome],
  ['c.partner_id = ?', page.partner],
  ['c.lender_id = ?', page.lender],
  ['c.notified_at >= ?', page.notifiedFrom],
  ['c.notified_at < ?', page.notifiedBefore],
];

/** A desk is for what one decides: claims of policies that another insurer leads are in the list without a queue. */
function deskPage(tx: Transaction, viewer: Viewer, page: ClaimPage): Promise<ClaimRow[]> {
  const { above, below, direction, limit, queue } = page;
  const wanted = narrowed(4, [
    ...conditionsOf(page),
    ['h.assignee_id = ?', page.assignee],
    ['h.assignee_id = ?', queue === 'MINE' ? viewer.keyId : null],
    ['c.insurer_id = ?', viewer.organisationKind === 'INSURER' ? viewer.organisationId : null],
  ]);
  // What a desk has before it is short; what it has finished is not looked at.
  const text = `SELECT ${CLAIM_COLUMNS} FROM ${CLAIM_TABLES}
      LEFT JOIN claim_handling h ON h.claim_id = c.id AND h.partner_id = c.partner_id
    WHERE c.id > $1 AND c.id < $2 AND ${queue ? QUEUES[queue] : 'true'}${wanted.sql} ORDER BY c.id ${direction} LIMIT $3`;
  return tx.rows({ name: '', text }, [above, below, limit, ...wanted.values]);
}

export function claimPage(tx: Transaction, viewer: Viewer, page: ClaimPage): Promise<ClaimRow[]> {
  const { above, below, direction, limit, queue, assignee } = page;
  if (queue || assignee) return deskPage(tx, viewer, page);
  const { organisationId, organisationKind } = viewer;
  const wanted = narrowed(5, conditionsOf(page));
  const name = wanted.sql === '' ? `claim.page.${direction}.${organisationKind}` : '';
  const text = visiblePage(ROWS, { direction, kind: organisationKind }, wanted.sql);
  return tx.rows({ name, text }, [organisationId, above, below, limit, ...wanted.values]);
}
