import type { Statement, Transaction, UnitOfWork } from '../database/unit-of-work.js';
import type { ClaimPayment, RecoveryCostPayment, RecoveryReceipt } from '../entities/index.js';
import { scopeOf } from '../partners/scope.js';
import type { OrganisationKind, Viewer } from '../partners/viewer.js';
import { CLAIM_COLUMNS, CLAIM_TABLES, type ClaimRow, claimsOfPolicies, readClaims } from './claim-row.js';
import { type EvidenceRow, evidenceOfClaims } from './evidence-rows.js';
import { type HandlingRow, handlingsOfClaims } from './handling.js';
import { type ClaimAsOf, type PastClaim, pastClaims } from './past-claims.js';
import { paymentsOfClaims } from './payment-movement.js';
import { costPaymentsOf } from './recovery-cost-payment.js';
import { type PlanRow, plansOfRecoveries } from './recovery-plan-row.js';
import { type RecoveryRow, readRecoveries, receiptsOfRecoveries, recoveriesOfClaims } from './recovery-row.js';

// Row-level security alone decides what is seen; naming the viewer's column lets its index give the order.
const OWNER_COLUMN: Readonly<Record<OrganisationKind, string>> = {
  PARTNER: 'c.partner_id = $1',
  LENDER: 'c.lender_id = $1',
  INSURER: 'c.insurer_id = $1',
  OPERATOR: '$1::text IS NOT NULL',
};

/** Lists of an insurer's desk; see `ClaimQueue` of the schema. */
export type ClaimQueue = 'UNASSIGNED' | 'MINE' | 'WAITING' | 'TO_DECIDE' | 'SECOND_PERSON' | 'TO_PAY' | 'LATE';

const OPEN = `c.status NOT IN ('PAID', 'CLOSED', 'WITHDRAWN')`;
const CONDITIONS: Readonly<Record<ClaimQueue, string>> = {
  UNASSIGNED: `${OPEN} AND h.assignee_id IS NULL`,
  MINE: `${OPEN} AND h.assignee_id = $7`,
  WAITING: `c.status = 'EVIDENCE_PENDING'`,
  TO_DECIDE: `c.status IN ('UNDER_REVIEW', 'REOPENED')`,
  SECOND_PERSON: `${OPEN} AND h.proposal IS NOT NULL`,
  TO_PAY: `c.status = 'DECIDED' AND c.approved_minor > c.paid_minor`,
  LATE: `${OPEN} AND (c.deadlines @> '[{"state": "APPROACHING", "endedOn": null}]'
           OR c.deadlines @> '[{"state": "MISSED", "endedOn": null}]')`,
};

// What a desk has before it is short; what it has finished is not looked at.
const pageOfDesk = (queue: ClaimQueue | null, direction: 'ASC' | 'DESC'): Statement => ({
  name: `claim.pageOfDesk.${queue}.${direction}`,
  text: `SELECT ${CLAIM_COLUMNS} FROM ${CLAIM_TABLES}
           LEFT JOIN claim_handling h ON h.claim_id = c.id AND h.partner_id = c.partner_id
         WHERE c.id > $1 AND c.id < $2 AND ($3::text[] IS NULL OR c.status = ANY($3)) AND ($5::text IS NULL OR c.policy_id = $5)
           AND ($6::text IS NULL OR h.assignee_id = $6) AND $7::text IS NOT NULL AND ($8::text IS NULL OR c.insurer_id = $8)
           AND ${queue ? CONDITIONS[queue] : 'true'} ORDER BY c.id ${direction} LIMIT $4`,
});

const WANTED = 'c.id > $2 AND c.id < $3 AND ($4::text[] IS NULL OR c.status = ANY($4))';

const rowsOf = (direction: 'ASC' | 'DESC', owner: string): string =>
  `SELECT ${CLAIM_COLUMNS} FROM ${CLAIM_TABLES} WHERE ${owner} AND ${WANTED} ORDER BY c.id ${direction} LIMIT $5`;

const owned = (direction: 'ASC' | 'DESC', kind: OrganisationKind): string => rowsOf(direction, OWNER_COLUMN[kind]);

// Of what a partner sold, and of what others sold and is owed to it.
const soldOrLent = (direction: 'ASC' | 'DESC'): string =>
  `(${owned(direction, 'PARTNER')})
   UNION ALL
   (${rowsOf(direction, 'c.lender_id = $1 AND c.partner_id <> $1')})
   ORDER BY id ${direction} LIMIT $5`;

// Of policies that an insurer leads, and of those it follows.
const carried = (direction: 'ASC' | 'DESC'): string =>
  `(${owned(direction, 'INSURER')})
   UNION ALL
   (SELECT ${CLAIM_COLUMNS} FROM ${CLAIM_TABLES} JOIN policy_insurer_share s ON s.policy_id = c.policy_id
    WHERE s.insurer_id = $1 AND s.position > 1 AND ${WANTED} ORDER BY c.id ${direction} LIMIT $5)
   ORDER BY id ${direction} LIMIT $5`;

function visible(direction: 'ASC' | 'DESC', kind: OrganisationKind): string {
  if (kind === 'INSURER') return carried(direction);
  return kind === 'PARTNER' ? soldOrLent(direction) : owned(direction, kind);
}

const pageOf = (direction: 'ASC' | 'DESC', kind: OrganisationKind): Statement => ({
  name: `claim.page.${direction}.${kind}`,
  text: visible(direction, kind),
});

const pageOfPolicy = (direction: 'ASC' | 'DESC'): Statement => ({
  name: `claim.pageOfPolicy.${direction}`,
  text: `SELECT ${CLAIM_COLUMNS} FROM ${CLAIM_TABLES} WHERE c.policy_id = $1 AND c.id > $2 AND c.id < $3
           AND ($4::text[] IS NULL OR c.status = ANY($4)) ORDER BY c.id ${direction} LIMIT $5`,
});

export interface ClaimPage {
  /** Exclusive bounds of the id. */
  readonly above: string;
  readonly below: string;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
  readonly status?: readonly string[] | null | undefined;
  readonly policy?: string | null | undefined;
  readonly queue?: ClaimQueue | null | undefined;
  readonly assignee?: string | null | undefined;
}

/** Reads claims and what belongs to them as plain rows, each viewer its own slice. */
export class ClaimReader {
  constructor(private readonly units: UnitOfWork) {}

  byIds(viewer: Viewer, ids: readonly string[]): Promise<ClaimRow[]> {
    return this.read(viewer, (tx) => readClaims(tx, ids));
  }

  /** Oldest first. */
  ofPolicies(viewer: Viewer, policyIds: readonly string[]): Promise<ClaimRow[]> {
    return this.read(viewer, (tx) => claimsOfPolicies(tx, policyIds));
  }

  /** A claim, or the claims of a policy, as they were; oldest first. */
  past(viewer: Viewer, claimOrPolicyId: string, asOf: ClaimAsOf): Promise<PastClaim[]> {
    return this.read(viewer, (tx) => pastClaims(tx, claimOrPolicyId, asOf));
  }

  evidenceOf(viewer: Viewer, claimIds: readonly string[]): Promise<EvidenceRow[]> {
    return this.read(viewer, (tx) => evidenceOfClaims(tx, claimIds));
  }

  recoveriesByIds(viewer: Viewer, ids: readonly string[]): Promise<RecoveryRow[]> {
    return this.read(viewer, (tx) => readRecoveries(tx, ids));
  }

  recoveriesOf(viewer: Viewer, claimIds: readonly string[]): Promise<RecoveryRow[]> {
    return this.read(viewer, (tx) => recoveriesOfClaims(tx, claimIds));
  }

  receiptsOf(viewer: Viewer, recoveryIds: readonly string[]): Promise<RecoveryReceipt[]> {
    return this.read(viewer, (tx) => receiptsOfRecoveries(tx, recoveryIds));
  }

  handlingsOf(viewer: Viewer, claimIds: readonly string[]): Promise<HandlingRow[]> {
    return this.read(viewer, (tx) => handlingsOfClaims(tx, claimIds));
  }

  /** Oldest first. */
  paymentsOf(viewer: Viewer, claimIds: readonly string[]): Promise<ClaimPayment[]> {
    return this.read(viewer, (tx) => paymentsOfClaims(tx, claimIds));
  }

  /** Oldest first; for the insurer. */
  costPaymentsOf(viewer: Viewer, recoveryIds: readonly string[]): Promise<RecoveryCostPayment[]> {
    return this.read(viewer, (tx) => costPaymentsOf(tx, recoveryIds));
  }

  plansOf(viewer: Viewer, recoveryIds: readonly string[]): Promise<PlanRow[]> {
    return this.read(viewer, (tx) => plansOfRecoveries(tx, recoveryIds));
  }

  page(viewer: Viewer, page: ClaimPage): Promise<ClaimRow[]> {
    const { above, below, direction, limit, status, policy, queue, assignee } = page;
    if (queue || assignee) {
      // A desk is for what one decides: claims of policies that another insurer leads are in the list without a queue.
      const leader = viewer.organisationKind === 'INSURER' ? viewer.organisationId : null;
      const wanted = [above, below, status ?? null, limit, policy ?? null, assignee ?? null, viewer.keyId, leader];
      return this.read(viewer, (tx) => tx.rows<ClaimRow>(pageOfDesk(queue ?? null, direction), wanted));
    }
    const statement = policy ? pageOfPolicy(direction) : pageOf(direction, viewer.organisationKind);
    const values = [policy ?? viewer.organisationId, above, below, status ?? null, limit];
    return this.read(viewer, (tx) => tx.rows<ClaimRow>(statement, values));
  }

  private read<T>(viewer: Viewer, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.units.run(scopeOf(viewer), work, { readOnly: true });
  }
}
