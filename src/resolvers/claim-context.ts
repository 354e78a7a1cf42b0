import DataLoader from 'dataloader';
import type { EvidenceRow } from '../claims/claim-evidence.js';
import type { ClaimRow } from '../claims/claim-row.js';
import type { ClaimServices } from '../claims/create-claim-services.js';
import type { RecoveryRow } from '../claims/recovery-row.js';
import type { Policy, RecoveryReceipt } from '../entities/index.js';
import type { EventTail } from '../events/event-tail.js';
import type { JournalEntry } from '../ledger/journal.js';
import type { Viewer } from '../partners/viewer.js';
import { manyBy, oneBy } from './loading.js';

export interface ClaimLoaders {
  readonly claim: DataLoader<string, ClaimRow | null>;
  /** Oldest first. */
  readonly claimsOfPolicy: DataLoader<string, readonly ClaimRow[]>;
  /** Oldest first. */
  readonly evidenceOfClaim: DataLoader<string, readonly EvidenceRow[]>;
  readonly recovery: DataLoader<string, RecoveryRow | null>;
  readonly recoveryOfClaim: DataLoader<string, RecoveryRow | null>;
  /** Oldest first. */
  readonly receiptsOfRecovery: DataLoader<string, readonly RecoveryReceipt[]>;
  /** Oldest first. */
  readonly journalsOfPolicy: DataLoader<string, readonly JournalEntry[]>;
}

/** What the resolvers of claims, recoveries and books need of the request's context. */
export interface ClaimContext {
  readonly viewer: Viewer;
  readonly services: Pick<
    ClaimServices,
    'claims' | 'claimReader' | 'claimRules' | 'recoveries' | 'ledger' | 'documents'
  > & { readonly tail: Pick<EventTail, 'subscribe'> };
  readonly loaders: ClaimLoaders & { readonly policy: DataLoader<string, Policy | null> };
}

/** Loaders of one request: what it reads once it reads once, and only as its viewer. */
export function createClaimLoaders(
  viewer: Viewer,
  { claimReader, ledger }: Pick<ClaimServices, 'claimReader' | 'ledger'>,
): ClaimLoaders {
  return {
    claim: oneBy('id', (ids) => claimReader.byIds(viewer, ids)),
    claimsOfPolicy: manyBy('policyId', (ids) => claimReader.ofPolicies(viewer, ids)),
    evidenceOfClaim: manyBy('claimId', (ids) => claimReader.evidenceOf(viewer, ids)),
    recovery: oneBy('id', (ids) => claimReader.recoveriesByIds(viewer, ids)),
    recoveryOfClaim: oneBy('claimId', (ids) => claimReader.recoveriesOf(viewer, ids)),
    receiptsOfRecovery: manyBy('recoveryId', (ids) => claimReader.receiptsOf(viewer, ids)),
    journalsOfPolicy: new DataLoader(async (ids) => {
      const journals = await ledger.journalsOf(viewer, ids);
      return ids.map((id) => journals.get(id) ?? []);
    }),
  };
}
