import type { LapseOptions } from '../policies/lapse-service.js';
import { CollectionReader } from './collection-reader.js';
import { CollectionRecorder } from './collection-recorder.js';
import { CollectionSweep } from './collection-sweep.js';
import { ContactService } from './contact-service.js';
import { HoldService } from './hold-service.js';
import { MoratoriumService } from './moratorium-service.js';
import { MoratoriumSweep } from './moratorium-sweep.js';
import { OverdueService } from './overdue-service.js';
import { PromiseService } from './promise-service.js';
import { WarningService } from './warning-service.js';

export type CollectionServiceOptions = LapseOptions;

/** Everything about collecting loans that are behind, over one recorder. */
export function createCollectionServices({ units, clock, catalogue, scenarios }: CollectionServiceOptions) {
  const recorder = new CollectionRecorder({ units, clock });
  const sweep = new CollectionSweep({ units, clock });
  const moratoriumSweep = new MoratoriumSweep({ units, clock, catalogue, scenarios });
  return {
    overdues: new OverdueService(recorder),
    contacts: new ContactService({ units, clock, recorder, catalogue }),
    holds: new HoldService(recorder, catalogue),
    moratoria: new MoratoriumService({ units, clock, catalogue, scenarios, sweep: moratoriumSweep }),
    promises: new PromiseService(recorder),
    warnings: new WarningService(recorder),
    collectionReader: new CollectionReader(units),
    collectionTasks: [
      { name: 'promises to pay judged', run: () => sweep.judgePromises() },
      { name: 'moratoria applied and lifted', run: () => moratoriumSweep.run(), due: () => moratoriumSweep.due() },
      { name: 'holds ended', run: () => sweep.endHolds() },
      { name: 'warnings raised', run: () => sweep.raiseWarnings() },
    ],
  };
}
