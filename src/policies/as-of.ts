import type { CalendarDate } from '../kernel/index.js';
import type { PolicyStatus } from '../lifecycle/machines.js';
import { type Cover, foldCover } from './history/cover.js';
import { type RecordedTransaction, stepsInForce } from './transaction-rows.js';

/** Two times: what was true at the end of a day, as far as it was known at an instant. */
export interface AsOf {
  readonly effective: CalendarDate;
  readonly known: Date;
}

/** The cover at the end of a day from the transactions known by an instant, those since taken back left out. */
export function coverAsOf(
  issued: Cover,
  transactions: readonly RecordedTransaction[],
  { effective, known }: AsOf,
): Cover {
  const steps = stepsInForce(transactions.filter(({ recordedAt }) => recordedAt <= known));
  return foldCover(
    issued,
    steps.filter(({ effectiveOn }) => effectiveOn <= effective),
  );
}

/** A change of state and the business date it happened on. */
export interface StatusChange {
  readonly to: PolicyStatus;
  readonly on: CalendarDate;
}

/**
 * The state of a policy at the end of a day. Cancellation, lapse and reinstatement count from the day of their
 * transaction, activation from the start of cover, everything else from the day it was recorded.
 * @param changes those known, oldest first
 */
export function statusAsOf(
  changes: readonly StatusChange[],
  cover: Pick<Cover, 'status'>,
  { startsOn, effective }: { readonly startsOn: CalendarDate; readonly effective: CalendarDate },
): PolicyStatus {
  let status: PolicyStatus = 'PENDING_ACTIVATION';
  for (const { to, on } of changes) {
    const isTransaction = to === 'CANCELLED' || to === 'LAPSED';
    const from = to === 'ACTIVE' ? startsOn : on;
    if (!isTransaction && from <= effective) status = to;
  }
  const hasEnded = cover.status === 'CANCELLED' || cover.status === 'LAPSED';
  return hasEnded && (status === 'ACTIVE' || status === 'PENDING_ACTIVATION') ? cover.status : status;
}
