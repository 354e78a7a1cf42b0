import type { Statement, Transaction, UnitOfWork } from '../database/unit-of-work.js';
import type { RecoveryReceipt } from '../entities/index.js';
import { scopeOf } from '../partners/scope.js';
import type { OrganisationKind, Viewer } from '../partners/viewer.js';
import { type EvidenceRow, evidenceOfClaims } from './claim-evidence.js';
import { CLAIM_COLUMNS, CLAIM_TABLES, type ClaimRow, claimsOfPolicies, readClaims } from './claim-row.js';
import { type RecoveryRow, readRecoveries, receiptsOfRecoveries, recoveriesOfClaims } from './recovery-row.js';

// Row-level security alone decides what is seen; naming the viewer's column lets its index give the order.
const OWNER_COLUMN: Readonly<Record<OrganisationKind, string>> = {
  PARTNER: 'c.partner_id = $1',
  LENDER: 'c.lender_id = $1',
  INSURER: 'c.insurer_id = $1',
  OPERATOR: '$1::text IS NOT NULL',
};

const pageOf = (direction: 'ASC' | 'DESC', kind: OrganisationKind): Statement => ({
  name: `claim.page.${direction}.${kind}`,
  text: `SELECT ${CLAIM_COLUMNS} FROM ${CLAIM_TABLES} WHERE ${OWNER_COLUMN[kind]} AND c.id > $2 AND c.id < $3
           AND ($4::text[] IS NULL OR c.status = ANY($4)) ORDER BY c.id ${direction} LIMIT $5`,
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

  page(viewer: Viewer, { above, below, direction, limit, status, policy }: ClaimPage): Promise<ClaimRow[]> {
    const statement = policy ? pageOfPolicy(direction) : pageOf(direction, viewer.organisationKind);
    const values = [policy ?? viewer.organisationId, above, below, status ?? null, limit];
    return this.read(viewer, (tx) => tx.rows<ClaimRow>(statement, values));
  }

  private read<T>(viewer: Viewer, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.units.run(scopeOf(viewer), work, { readOnly: true });
  }
}
