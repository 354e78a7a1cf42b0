import type { PolicyHold } from '../entities/index.js';
import { addDays, type CalendarDate, issue, type Outcome, refuse, stateConflict } from '../kernel/index.js';
import { readPolicy } from '../policies/policy-rows.js';
import { followStops } from '../policies/stopped-days.js';
import type { ProductTerms } from '../underwriting/terms.js';
import { type CollectionCommand, type CollectionRecorder, checkNote, refuseIssues } from './collection-recorder.js';
import { partiesOf } from './collection-rows.js';
import { liftHold, stopsClaims } from './holding.js';

export interface HoldInput {
  readonly policy: string;
  readonly reason: string;
  readonly from: CalendarDate;
  readonly until: CalendarDate;
  readonly note: string | null;
}

/** How far ahead a hold may begin, and how long it may last. */
const MAX_DAYS = 366;

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
      const terms = await this.catalogue.terms(held.productVersionId);
      const stops = await stopsClaims(tx, { policy: held, terms }, { reason, by: command.viewer.organisationId });
      const row = {
        id,
        ...partiesOf(loan),
        state: 'PLACED',
        reason,
        heldFrom: from,
        heldUntil: until,
        liftedOn: null,
        liftedAt: null,
        stopsClaims: stops,
        moratoriumId: null,
        note,
        placedBy: command.viewer.organisationId,
        recordedAt: at,
      };
      const payload = { hold: id, reason, from, until, stopsClaims: stops };
      const event = { kind: 'policy.held', subjectKind: 'policy', subjectId: policy, payload };
      const followed = () => followStops(tx, loan, { at, on, cause: what.operation });
      return { row, event, ...(stops ? { followed } : {}) };
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
      return liftHold(tx, hold, { at, cause });
    });
  }
}
