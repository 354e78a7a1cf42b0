import type { Transaction, UnitOfWork } from '../database/unit-of-work.js';
import type { ClaimPayment, RecoveryCostPayment, RecoveryReceipt } from '../entities/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import { type ClaimPage, claimPage } from './claim-page.js';
import { type ClaimRow, claimsOfPolicies, readClaims } from './claim-row.js';
import { type EvidenceRow, evidenceOfClaims } from './evidence-rows.js';
import { type HandlingRow, handlingsOfClaims } from './handling.js';
import { type ClaimAsOf, type PastClaim, pastClaims } from './past-claims.js';
import { paymentsOfClaims } from './payment-movement.js';
import { costPaymentsOf } from './recovery-cost-payment.js';
import { type RecoveryPage, recoveryPage } from './recovery-page.js';
import { type PlanRow, plansOfRecoveries } from './recovery-plan-row.js';
import { type RecoveryRow, readRecoveries, receiptsOfRecoveries, recoveriesOfClaims } from './recovery-row.js';

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
    return this.read(viewer, (tx) => claimPage(tx, viewer, page));
  }

  recoveryPage(viewer: Viewer, page: RecoveryPage): Promise<RecoveryRow[]> {
    return this.read(viewer, (tx) => recoveryPage(tx, viewer, page));
  }

  private read<T>(viewer: Viewer, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.units.run(scopeOf(viewer), work, { readOnly: true });
  }
}
