import { rehearse } from '../database/rehearsal.js';
import { actOnlyFor } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import type { Previewed } from '../kernel/index.js';
import type { PlannedJournal } from '../ledger/journal.js';
import { journalsOfWork } from '../ledger/journals-of-work.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';

/** Figures with the token that stands for them, and the entries that the books would get were it done today. */
export type PreviewedMoney<Figures extends object> = Previewed<Figures> & {
  readonly journals: readonly PlannedJournal[];
};

/** What `step` would book, as far as the viewer could read it later; all it writes is taken back. */
export const rehearsedJournals = (
  tx: Transaction,
  { policyId, viewer }: { readonly policyId: string; readonly viewer: Viewer },
  step: () => Promise<void>,
): Promise<readonly PlannedJournal[]> =>
  rehearse(tx, () =>
    journalsOfWork(tx, policyId, async () => {
      await step();
      // Other insurers joined to book their parts.
      await actOnlyFor(tx, scopeOf(viewer));
    }),
  );
