import type { Transaction } from '../database/unit-of-work.js';
import type { Loan } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { type CalendarDate, invariant } from '../kernel/index.js';
import type { OverdueState } from '../lifecycle/machines.js';
import { overdueStateOf } from './delinquency.js';
import { overdueEvent } from './loan-events.js';
import { recordOverdue } from './loan-rows.js';

// Holds overlap and are lifted early; the loan has their days once.
const STOP = {
  name: 'loan.stop',
  text: `UPDATE loan l SET stopped_days = (
           SELECT coalesce(range_agg(daterange(h.held_from, greatest(h.held_from, coalesce(h.lifted_on, h.held_until + 1)))), '{}')
           FROM policy_hold h WHERE h.loan_id = l.id AND h.partner_id = l.partner_id AND h.stops_claims)
         WHERE l.id = $1 RETURNING l.stopped_days AS "stoppedDays"`,
};
const SET_STATE = {
  name: 'loan.setOverdueState',
  text: `UPDATE loan l SET overdue_state = $2 WHERE l.id = $1 AND l.status = 'ACTIVE' AND EXISTS (
           SELECT 1 FROM policy p WHERE p.id = l.policy_id AND p.partner_id = l.partner_id AND p.status = 'ACTIVE')`,
};

export interface StopContext {
  readonly at: Date;
  readonly cause: string;
  /** Business date of the loan. */
  readonly on: CalendarDate;
}

/** Brings a locked loan to the days that its holds stop now, and to the overdue state that follows today. */
export async function followStops(tx: Transaction, loan: Loan, { at, cause, on }: StopContext): Promise<void> {
  const [stopped] = await tx.rows<{ stoppedDays: string }>(STOP, [loan.id]);
  invariant(stopped, `loan ${loan.id} is locked`);
  const now = { ...loan, ...stopped };
  const oldestUnpaidDueOn = loan.oldestUnpaidDueOn as CalendarDate | null;
  const from = loan.overdueState as OverdueState;
  const to = overdueStateOf(oldestUnpaidDueOn, now, on);
  if (to === from || (await tx.run(SET_STATE, [loan.id, to])) === 0) return;
  await recordOverdue(tx, [{ loan, overdueState: to }], { at, cause });
  await appendEvents(tx, [overdueEvent(loan, { ...now, from, to, oldestUnpaidDueOn, today: on }, { at, cause })]);
}
