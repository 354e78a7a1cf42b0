import type { PolicyHold } from '../entities/index.js';
import { dateInZone } from '../kernel/index.js';
import type { AsOf } from '../policies/as-of.js';

/** A hold at the end of a day, as far as it was known at an instant; undefined when nobody had placed it by then. */
export function holdAsOf(hold: PolicyHold, { effective, known }: AsOf, timeZone: string): PolicyHold | undefined {
  const { recordedAt, liftedAt, liftedOn, heldUntil } = hold;
  if (recordedAt > known || dateInZone(recordedAt, timeZone) > effective) return undefined;
  if (liftedAt && liftedOn && liftedAt <= known && liftedOn <= effective) return hold;
  return { ...hold, state: heldUntil < effective ? 'ENDED' : 'PLACED', liftedOn: null, liftedAt: null };
}
