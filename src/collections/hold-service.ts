import type { PolicyHold } from '../entities/index.js';
import { addDays, type CalendarDate, issue, notFound, type Outcome, refuse, stateConflict } from '../kernel/index.js';
import { policyHoldLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import { readPolicy } from '../policies/policy-rows.js';
import { type CollectionCommand, type CollectionRecorder, checkNote, refuseIssues } from './collection-recorder.js';
import { partiesOf } from './collection-rows.js';

export interface HoldInput {
  readonly policy: string;
  readonly reason: string;
  readonly from: CalendarDate;
  readonly until: CalendarDate;
  readonly note: string | null;
}

/** How far ahead a hold may begin, and how long it may last. */
const MAX_DAYS = 366;

const LIFT = {
  name: 'policyHold.liftedOn',
  text: `UPDATE policy_hold h SET lifted_on = ($2::timestamptz AT TIME ZONE l.time_zone)::date
         FROM loan l WHERE h.id = $1 AND l.id = h.loan_id AND l.partner_id = h.partner_id
         RETURNING l.policy_id AS "policyId", h.lifted_on AS "liftedOn"`,
};

/** Holds on policies: what stops cover from lapsing for a while. Not responsible for lapse itself, which counts their days. */
export class HoldService {
  constructor(private readonly recorder: CollectionRecorder) {}

  place(command: CollectionCommand, input: HoldInput): Promise<Outcome<PolicyHold>> {
    const { policy, reason, from, until, note } = input;
    const what = { table: 'policy_hold', kind: 'policyHold', operation: 'policyHoldPlace', policy, input } as const;
    return this.recorder.record(command, what, async ({ tx, loan, at, on }, id) => {
      const status = (await readPolicy(tx, policy))?.status;
      if (status !== 'ACTIVE') refuse(stateConflict('policy', status ?? 'absent', 'held'));
      const issues = checkNote(note);
      const latest = addDays(on, MAX_DAYS);
      if (from < on || from > latest) issues.push(issue('from', 'OUT_OF_RANGE', `must lie from ${on} to ${latest}`));
      const last = addDays(from, MAX_DAYS - 1);
      if (until < from || until > last) issues.push(issue('until', 'OUT_OF_RANGE', `must lie from ${from} to ${last}`));
      refuseIssues(issues);
      const row = {
        id,
        ...partiesOf(loan),
        state: 'PLACED',
        reason,
        heldFrom: from,
        heldUntil: until,
        liftedOn: null,
        note,
        placedBy: command.viewer.organisationId,
        recordedAt: at,
      };
      const payload = { hold: id, reason, from, until };
      return { row, event: { kind: 'policy.held', subjectKind: 'policy', subjectId: policy, payload } };
    });
  }

  /** Ends a hold before its last day; by the organisation that placed it. */
  lift(command: CollectionCommand, input: { readonly hold: string }): Promise<Outcome<PolicyHold>> {
    const { hold: id } = input;
    const cause = 'policyHoldLift';
    const what = { table: 'policy_hold', kind: 'policyHold', operation: cause, id, input } as const;
    return this.recorder.move(command, what, async (tx, hold, at) => {
      if (hold.placedBy !== command.viewer.organisationId) {
        const message = 'Only the organisation that placed a hold lifts it.';
        return refuse({ problem: 'StateConflict', message, from: hold.state, to: 'LIFTED' });
      }
      await transition(tx, {
        machine: policyHoldLifecycle,
        table: 'policy_hold',
        id,
        to: 'LIFTED',
        cause,
        at,
        parties: hold,
      });
      const [lifted] = await tx.rows<{ policyId: string; liftedOn: CalendarDate }>(LIFT, [id, at]);
      if (!lifted) return refuse(notFound('policyHold', id));
      const payload = { hold: id, reason: hold.reason, liftedOn: lifted.liftedOn };
      return { kind: 'policy.released', subjectKind: 'policy', subjectId: lifted.policyId, payload };
    });
  }
}
