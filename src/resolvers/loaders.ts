import type DataLoader from 'dataloader';
import type {
  Exposure,
  Instalment,
  Loan,
  Offer,
  Organisation,
  Policy,
  PolicyRole,
  PolicyTransaction,
  PurposeLock,
  Quote,
} from '../entities/index.js';
import type { Viewer } from '../partners/viewer.js';
import type { Services } from '../services.js';
import { type ClaimLoaders, createClaimLoaders } from './claim-context.js';
import { manyBy, oneBy } from './loading.js';

export interface Loaders extends ClaimLoaders {
  readonly organisation: DataLoader<string, Organisation | null>;
  readonly quote: DataLoader<string, Quote | null>;
  readonly offer: DataLoader<string, Offer | null>;
  readonly offersOfQuote: DataLoader<string, readonly Offer[]>;
  readonly policy: DataLoader<string, Policy | null>;
  readonly rolesOfPolicy: DataLoader<string, readonly PolicyRole[]>;
  readonly transactionsOfPolicy: DataLoader<string, readonly PolicyTransaction[]>;
  readonly locksOfPolicy: DataLoader<string, readonly PurposeLock[]>;
  readonly exposuresOfPolicy: DataLoader<string, readonly Exposure[]>;
  readonly loansOfPolicy: DataLoader<string, readonly Loan[]>;
  readonly instalmentsOfLoan: DataLoader<string, readonly Instalment[]>;
}

/** Loaders of one request: what it reads once it reads once, and only as its viewer. */
export function createLoaders(viewer: Viewer, services: Services): Loaders {
  const { quoteReader, policyReader, loanReader, directory } = services;
  return {
    ...createClaimLoaders(viewer, services),
    organisation: oneBy('id', (ids) => directory.organisations(ids)),
    quote: oneBy('id', (ids) => quoteReader.byIds(viewer, ids)),
    offer: oneBy('id', (ids) => quoteReader.offersByIds(viewer, ids)),
    offersOfQuote: manyBy('quoteId', (ids) => quoteReader.offersOf(viewer, ids)),
    policy: oneBy('id', (ids) => policyReader.byIds(viewer, ids)),
    rolesOfPolicy: manyBy('policyId', (ids) => policyReader.rolesOf(viewer, ids)),
    transactionsOfPolicy: manyBy('policyId', (ids) => policyReader.transactionsOf(viewer, ids)),
    locksOfPolicy: manyBy('policyId', (ids) => policyReader.locksOf(viewer, ids)),
    exposuresOfPolicy: manyBy('policyId', (ids) => policyReader.exposuresOf(viewer, ids)),
    loansOfPolicy: manyBy('policyId', (ids) => loanReader.loansOf(viewer, ids)),
    instalmentsOfLoan: manyBy('loanId', (ids) => loanReader.instalmentsOf(viewer, ids)),
  };
}
