import type { Transaction } from '../database/unit-of-work.js';
import type { Policy, PolicyHold } from '../entities/index.js';
import { addDays, type CalendarDate, issue, notFound, type Outcome, refuse, stateConflict } from '../kernel/index.js';
import { policyHoldLifecycle } from '../lifecycle/machines.js';
import { transition } from '../lifecycle/transition.js';
import { liveClaimStatus } from '../policies/change-rows.js';
import { lockLoan } from '../policies/loan-rows.js';
import { readPolicy } from '../policies/policy-rows.js';
import { followStops } from '../policies/stopped-days.js';
import type { ProductTerms } from '../underwriting/terms.js';
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
  text: `UPDATE policy_hold h SET lifted_on = ($2::timestamptz AT TIME ZONE l.time_zone)::date, lifted_at = $2
         FROM loan l WHERE h.id = $1 AND l.id = h.loan_id AND l.partner_id = h.partner_id
         RETURNING l.policy_id AS "policyId", h.lifted_on AS "liftedOn"`,
};

/**
 * Holds on policies: what stops cover from lapsing for a while, and by its reason the overdue as well. Not responsible for
 * lapse itself, which counts their days.
 */
export class HoldService {
  constructor(
    private readonly recorder: CollectionRecorder,
    private readonly catalogue: { terms(productVersionId: string): Promise<ProductTerms> },
  ) {}

  place(command: CollectionCommand, input: HoldInput): Promise<Outcome<PolicyHold>> {
    const { policy, reason, from, until, note } = input;
    const what = { table: 'policy_hold', kind: 'policyHold', operation: 'policyHoldPlace', policy, input } as const;
    return this.recorder.record(command, what, async ({ tx, loan, at, on }, id) => {
      const held = await readPolicy(tx, policy);
      if (held?.status !== 'ACTIVE') return refuse(stateConflict('policy', held?.status ?? 'absent', 'held'));
      const issues = checkNote(note);
      const latest = addDays(on, MAX_DAYS);
      if (from < on || from > latest) issues.push(issue('from', 'OUT_OF_RANGE', `must lie from ${on} to ${latest}`));
      const last = addDays(from, MAX_DAYS - 1);
      if (until < from || until > last) issues.push(issue('until', 'OUT_OF_RANGE', `must lie from ${from} to ${last}`));
      refuseIssues(issues);
      const stopsClaims = await this.stops(tx, held, { reason, by: command.viewer.organisationId });
      const row = {
        id,
        ...partiesOf(loan),
        state: 'PLACED',
        reason,
        heldFrom: from,
        heldUntil: until,
        liftedOn: null,
        liftedAt: null,
        stopsClaims,
        note,
        placedBy: command.viewer.organisationId,
        recordedAt: at,
      };
      const payload = { hold: id, reason, from, until, stopsClaims };
      const event = { kind: 'policy.held', subjectKind: 'policy', subjectId: policy, payload };
      const followed = () => followStops(tx, loan, { at, on, cause: what.operation });
      return { row, event, ...(stopsClaims ? { followed } : {}) };
    });
  }

  /**
   * Whether the product stops the overdue for such a hold. Never for a partner's, whose borrower is not its own to wait
   * for, and not under a claim: what has begun goes on.
   */
  private async stops(
    tx: Transaction,
    policy: Policy,
    { reason, by }: { readonly reason: string; readonly by: string },
  ): Promise<boolean> {
    if (by === policy.partnerId) return false;
    const { changes } = await this.catalogue.terms(policy.productVersionId);
    const reasons: readonly string[] = changes.holdStopsClaims;
    return reasons.includes(reason) && !(await liveClaimStatus(tx, policy.id));
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
      const loan = await lockLoan(tx, hold.loanId);
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
      if (!lifted || !loan) return refuse(notFound('policyHold', id));
      if (hold.stopsClaims) await followStops(tx, loan, { at, cause, on: lifted.liftedOn });
      const payload = { hold: id, reason: hold.reason, liftedOn: lifted.liftedOn };
      return { kind: 'policy.released', subjectKind: 'policy', subjectId: lifted.policyId, payload };
    });
  }
}
