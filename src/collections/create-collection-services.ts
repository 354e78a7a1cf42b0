import type { UnitOfWork } from '../database/unit-of-work.js';
import type { Clock } from '../kernel/index.js';
import type { ProductTerms } from '../underwriting/terms.js';
import { CollectionReader } from './collection-reader.js';
import { CollectionRecorder } from './collection-recorder.js';
import { CollectionSweep } from './collection-sweep.js';
import { ContactService } from './contact-service.js';
import { HoldService } from './hold-service.js';
import { OverdueService } from './overdue-service.js';
import { PromiseService } from './promise-service.js';
import { WarningService } from './warning-service.js';

export interface CollectionServiceOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly catalogue: { terms(productVersionId: string): Promise<ProductTerms> };
}

/** Everything about collecting loans that are behind, over one recorder. */
export function createCollectionServices({ units, clock, catalogue }: CollectionServiceOptions) {
  const recorder = new CollectionRecorder({ units, clock });
  const sweep = new CollectionSweep({ units, clock });
  return {
    overdues: new OverdueService(recorder),
    contacts: new ContactService({ units, clock, recorder, catalogue }),
    holds: new HoldService(recorder, catalogue),
    promises: new PromiseService(recorder),
    warnings: new WarningService(recorder),
    collectionReader: new CollectionReader(units),
    collectionTasks: [
      { name: 'promises to pay judged', run: () => sweep.judgePromises() },
      { name: 'holds ended', run: () => sweep.endHolds() },
      { name: 'warnings raised', run: () => sweep.raiseWarnings() },
    ],
  };
}
