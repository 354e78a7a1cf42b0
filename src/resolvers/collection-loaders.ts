import type DataLoader from 'dataloader';
import type { CollectionReader } from '../collections/collection-reader.js';
import type { CollectionRow } from '../collections/collection-rows.js';
import type { MoratoriumProgress, MoratoriumRefusal } from '../collections/moratorium-rows.js';
import type { MoratoriumService } from '../collections/moratorium-service.js';
import type { Viewer } from '../partners/viewer.js';
import { manyBy } from './loading.js';

export interface CollectionLoaders {
  readonly noticesOfLoan: DataLoader<string, readonly CollectionRow<'overdue_notice'>[]>;
  readonly warningsOfLoan: DataLoader<string, readonly CollectionRow<'monitoring_warning'>[]>;
  readonly contactsOfLoan: DataLoader<string, readonly CollectionRow<'collection_contact'>[]>;
  readonly promisesOfLoan: DataLoader<string, readonly CollectionRow<'payment_promise'>[]>;
  readonly holdsOfLoan: DataLoader<string, readonly CollectionRow<'policy_hold'>[]>;
  readonly chargeOffsOfLoan: DataLoader<string, readonly CollectionRow<'charge_off'>[]>;
  readonly progressOfMoratorium: DataLoader<string, readonly MoratoriumProgress[]>;
  readonly refusalsOfMoratorium: DataLoader<string, readonly MoratoriumRefusal[]>;
}

interface CollectionLoaderContext {
  readonly viewer: Viewer;
  readonly services: { readonly collectionReader: CollectionReader; readonly moratoria: MoratoriumService };
}

/** How each loader is made; rows oldest first. */
export const collectionLoaderMakers: {
  readonly [Name in keyof CollectionLoaders]: (context: CollectionLoaderContext) => CollectionLoaders[Name];
} = {
  noticesOfLoan: ({ viewer, services }) =>
    manyBy('loanId', (ids) => services.collectionReader.of(viewer, 'overdue_notice', ids)),
  warningsOfLoan: ({ viewer, services }) =>
    manyBy('loanId', (ids) => services.collectionReader.of(viewer, 'monitoring_warning', ids)),
  contactsOfLoan: ({ viewer, services }) =>
    manyBy('loanId', (ids) => services.collectionReader.of(viewer, 'collection_contact', ids)),
  promisesOfLoan: ({ viewer, services }) =>
    manyBy('loanId', (ids) => services.collectionReader.of(viewer, 'payment_promise', ids)),
  holdsOfLoan: ({ viewer, services }) =>
    manyBy('loanId', (ids) => services.collectionReader.of(viewer, 'policy_hold', ids)),
  chargeOffsOfLoan: ({ viewer, services }) =>
    manyBy('loanId', (ids) => services.collectionReader.of(viewer, 'charge_off', ids)),
  progressOfMoratorium: ({ viewer, services }) => manyBy('id', (ids) => services.moratoria.progress(viewer, ids)),
  refusalsOfMoratorium: ({ viewer, services }) =>
    manyBy('moratoriumId', (ids) => services.moratoria.refusals(viewer, ids)),
};
