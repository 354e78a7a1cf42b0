import DataLoader from 'dataloader';
import type { ClaimRow } from '../claims/claim-row.js';
import type { ComplaintRow } from '../claims/complaint-row.js';
import type { ClaimServices } from '../claims/create-claim-services.js';
import type { EvidenceRow } from '../claims/evidence-rows.js';
import type { HandlingRow } from '../claims/handling.js';
import type { PlanRow } from '../claims/recovery-plan-row.js';
import type { RecoveryRow } from '../claims/recovery-row.js';
import type { ClaimPayment, Policy, RecoveryCostPayment, RecoveryReceipt } from '../entities/index.js';
import type { EventTail } from '../events/event-tail.js';
import type { Clock } from '../kernel/index.js';
import type { JournalEntry } from '../ledger/journal.js';
import type { Viewer } from '../partners/viewer.js';
import { manyBy, oneBy } from './loading.js';

export interface ClaimLoaders {
  readonly claim: DataLoader<string, ClaimRow | null>;
  /** Oldest first. */
  readonly claimsOfPolicy: DataLoader<string, readonly ClaimRow[]>;
  /** Oldest first. */
  readonly evidenceOfClaim: DataLoader<string, readonly EvidenceRow[]>;
  /** Null for everybody but the insurer. */
  readonly handlingOfClaim: DataLoader<string, HandlingRow | null>;
  /** Oldest first. */
  readonly paymentsOfClaim: DataLoader<string, readonly ClaimPayment[]>;
  /** Oldest first. */
  readonly plansOfRecovery: DataLoader<string, readonly PlanRow[]>;
  /** Oldest first. */
  readonly complaintsOfClaim: DataLoader<string, readonly ComplaintRow[]>;
  readonly recovery: DataLoader<string, RecoveryRow | null>;
  readonly recoveryOfClaim: DataLoader<string, RecoveryRow | null>;
  /** Oldest first; none for everybody but the insurer. */
  readonly costPaymentsOfRecovery: DataLoader<string, readonly RecoveryCostPayment[]>;
  /** Oldest first. */
  readonly receiptsOfRecovery: DataLoader<string, readonly RecoveryReceipt[]>;
  /** Oldest first. */
  readonly journalsOfPolicy: DataLoader<string, readonly JournalEntry[]>;
  /** By what caused them, oldest first. */
  readonly journalsOfSubject: DataLoader<string, readonly JournalEntry[]>;
}

/** What the resolvers of claims, recoveries and books need of the request's context. */
export interface ClaimContext {
  readonly viewer: Viewer;
  readonly services: Pick<
    ClaimServices,
    'claims' | 'claimReader' | 'claimRules' | 'complaints' | 'recoveries' | 'ledger' | 'documents'
  > & { readonly tail: Pick<EventTail, 'subscribe'>; readonly clock: Clock };
  readonly loaders: ClaimLoaders & { readonly policy: DataLoader<string, Policy | null> };
}

export interface ClaimLoaderContext {
  readonly viewer: Viewer;
  readonly services: Pick<ClaimServices, 'claimReader' | 'complaints' | 'ledger'>;
}

/** How each loader is made. */
export const claimLoaderMakers: {
  readonly [Name in keyof ClaimLoaders]: (context: ClaimLoaderContext) => ClaimLoaders[Name];
} = {
  claim: ({ viewer, services }) => oneBy('id', (ids) => services.claimReader.byIds(viewer, ids)),
  claimsOfPolicy: ({ viewer, services }) => manyBy('policyId', (ids) => services.claimReader.ofPolicies(viewer, ids)),
  evidenceOfClaim: ({ viewer, services }) => manyBy('claimId', (ids) => services.claimReader.evidenceOf(viewer, ids)),
  handlingOfClaim: ({ viewer, services }) => oneBy('claimId', (ids) => services.claimReader.handlingsOf(viewer, ids)),
  paymentsOfClaim: ({ viewer, services }) => manyBy('claimId', (ids) => services.claimReader.paymentsOf(viewer, ids)),
  plansOfRecovery: ({ viewer, services }) => manyBy('recoveryId', (ids) => services.claimReader.plansOf(viewer, ids)),
  complaintsOfClaim: ({ viewer, services }) => manyBy('claimId', (ids) => services.complaints.ofClaims(viewer, ids)),
  recovery: ({ viewer, services }) => oneBy('id', (ids) => services.claimReader.recoveriesByIds(viewer, ids)),
  recoveryOfClaim: ({ viewer, services }) => oneBy('claimId', (ids) => services.claimReader.recoveriesOf(viewer, ids)),
  costPaymentsOfRecovery: ({ viewer, services }) =>
    manyBy('recoveryId', (ids) => services.claimReader.costPaymentsOf(viewer, ids)),
  receiptsOfRecovery: ({ viewer, services }) =>
    manyBy('recoveryId', (ids) => services.claimReader.receiptsOf(viewer, ids)),
  journalsOfSubject: ({ viewer, services }) =>
    new DataLoader(async (ids) => {
      const journals = await services.ledger.journalsOfSubjects(viewer, ids);
      return ids.map((id) => journals.get(id) ?? []);
    }),
  journalsOfPolicy: ({ viewer, services }) =>
    new DataLoader(async (ids) => {
      const journals = await services.ledger.journalsOf(viewer, ids);
      return ids.map((id) => journals.get(id) ?? []);
    }),
};
