import { type Question, systemScope, type Transaction, type UnitOfWork } from '../database/unit-of-work.js';
import type { Loan, Moratorium, Policy } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { type CalendarDate, type Clock, laterOf, newId, outcomeOf, refuse, today } from '../kernel/index.js';
import { carryOut } from '../policies/history-writing.js';
import type { LapseOptions } from '../policies/lapse-service.js';
import { instalmentsOfLoans, lockLoans } from '../policies/loan-rows.js';
import { lockPolicy } from '../policies/policy-rows.js';
import { followStops } from '../policies/stopped-days.js';
import { collectionEvent, insertRow, partiesOf, rowsById } from './collection-rows.js';
import { liftHold, stopsClaims } from './holding.js';
import { planPostponement } from './moratorium-postponement.js';
import {
  holdsToLift,
  moratoriaDue,
  moratoriaToApply,
  moratoriaToLift,
  nextPolicies,
  recordApplied,
  setSwept,
} from './moratorium-rows.js';

/** Policies that are read together; the order of a moratorium holds so many itself. */
export const AT_ONCE = 200;
const CAUSE = 'moratorium';

interface Applying {
  readonly moratorium: Moratorium;
  readonly policy: Policy;
  readonly loan: Loan;
  readonly on: CalendarDate;
  readonly at: Date;
}

/** What became of some policies. */
interface AppliedBatch {
  readonly applied: number;
  /** Of policies that could be neither held nor refused; they stay to be done. */
  readonly failures: readonly unknown[];
  /** Where to go on; undefined at the end. */
  readonly last: string | undefined;
}

/**
 * Applies moratoria to every policy they reach, also to those that come into force meanwhile, and lifts their holds.
 * A policy is a transaction of its own: interrupted anywhere, run twice or on two gateways, each has it once.
 */
export class MoratoriumSweep {
  constructor(private readonly options: LapseOptions & { readonly units: UnitOfWork; readonly clock: Clock }) {}

  /** Has rows where `run` has something to do. */
  due(): Question[] {
    return moratoriaDue(this.options.clock.now());
  }

  /** Brings everything up to date; answers how many policies were held or released. */
  async run(): Promise<number> {
    const { units, clock } = this.options;
    const at = clock.now();
    let done = 0;
    const failures: unknown[] = [];
    const read = (of: typeof moratoriaToApply) => units.run(systemScope, (tx) => of(tx, at), { readOnly: true });
    for (const moratorium of await read(moratoriaToLift)) {
      for (let lifted = -1; lifted !== 0; done += lifted) lifted = await this.liftOne(moratorium);
    }
    for (const moratorium of await read(moratoriaToApply)) {
      const failed: unknown[] = [];
      for (let after: string | undefined = ''; after !== undefined; ) {
        const batch: AppliedBatch = await this.applyOne(moratorium, after);
        done += batch.applied;
        failed.push(...batch.failures);
        after = batch.last;
      }
      // Who could not be held is tried again with the next tasks, not in an hour.
      if (failed.length === 0) await units.run(systemScope, (tx) => setSwept(tx, moratorium, at));
      failures.push(...failed);
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} policies could not be held`);
    return done;
  }

  /** Applies it to the next policies in the order of their ids. One that fails keeps no other from being held. */
  async applyOne(moratorium: Moratorium, after = ''): Promise<AppliedBatch> {
    const { units, clock } = this.options;
    const query = { at: clock.now(), after, limit: AT_ONCE };
    const page = await units.run(systemScope, (tx) => nextPolicies(tx, moratorium.id, query), { readOnly: true });
    let applied = 0;
    const failures: unknown[] = [];
    for (const { id } of page) {
      try {
        if (await this.apply(moratorium, id)) applied += 1;
      } catch (error) {
        failures.push(error);
      }
    }
    return { applied, failures, last: page.length < AT_ONCE ? undefined : page.at(-1)?.id };
  }

  /** Lifts holds of a moratorium that was ended early; answers how many. */
  async liftOne(moratorium: Moratorium): Promise<number> {
    const { units, clock } = this.options;
    const holds = await units.run(systemScope, (tx) => holdsToLift(tx, moratorium.id, AT_ONCE), { readOnly: true });
    let lifted = 0;
    for (const { id } of holds) {
      const context = { at: clock.now(), cause: CAUSE };
      const outcome = await outcomeOf(() =>
        units.run(systemScope, async (tx) => {
          const [hold] = await rowsById(tx, 'policy_hold', [id]);
          if (!hold) return;
          const event = await liftHold(tx, hold, context);
          const told = { ...hold, id: hold.loanId, policyId: event.subjectId };
          await appendEvents(tx, [collectionEvent(told, event, context)]);
        }),
      );
      if (outcome.ok) lifted += 1;
    }
    return lifted;
  }

  /** Where instalments cannot be postponed, the policy is held all the same and it is recorded why. */
  private async apply(moratorium: Moratorium, policyId: string): Promise<boolean> {
    const { units } = this.options;
    const attempt = (refusal: string | null) =>
      outcomeOf(() => units.run(systemScope, (tx) => this.applyIn(tx, { moratorium, policyId, refusal })));
    const moved = await attempt(null);
    if (moved.ok) return moved.value;
    const held = await attempt(moved.error.message);
    return held.ok && held.value;
  }

  private async applyIn(
    tx: Transaction,
    { moratorium, policyId, refusal }: { moratorium: Moratorium; policyId: string; refusal: string | null },
  ): Promise<boolean> {
    const { clock } = this.options;
    const at = clock.now();
    const [loan] = await lockLoans(tx, [policyId]);
    const policy = await lockPolicy(tx, policyId);
    if (policy?.status !== 'ACTIVE' || loan?.status !== 'ACTIVE') return false;
    const on = today(clock, loan.timeZone);
    if (on > moratorium.heldUntil) return false;
    const applying = { moratorium, policy, loan, on, at };
    const { id, orderedBy } = moratorium;
    const moved = refusal === null ? await this.postpone(tx, applying) : 0;
    const { partnerId, insurerId, lenderId } = policy;
    const parties = [partnerId, insurerId, lenderId];
    // Somebody else was first, or has lifted it: nothing of this transaction may stay.
    const isFirst = await recordApplied(tx, [id, orderedBy, policyId, ...parties, moved, refusal, at]);
    if (!isFirst)
      return refuse({ problem: 'StateConflict', message: 'applied already', from: 'APPLIED', to: 'APPLIED' });
    await this.hold(tx, applying);
    return true;
  }

  private async hold(tx: Transaction, { moratorium, policy, loan, on, at }: Applying): Promise<void> {
    const { id: moratoriumId, reason, orderedBy, heldUntil, note } = moratorium;
    const heldFrom = laterOf(moratorium.heldFrom as CalendarDate, on);
    const terms = await this.options.catalogue.terms(policy.productVersionId);
    const stops = await stopsClaims(tx, { policy, terms }, { reason, by: orderedBy });
    const id = newId('policyHold');
    await insertRow(tx, 'policy_hold', {
      id,
      ...partiesOf(loan),
      state: 'PLACED',
      reason,
      heldFrom,
      heldUntil,
      liftedOn: null,
      liftedAt: null,
      stopsClaims: stops,
      moratoriumId,
      note,
      placedBy: orderedBy,
      recordedAt: at,
    });
    const payload = {
      hold: id,
      moratorium: moratoriumId,
      reason,
      from: heldFrom,
      until: heldUntil,
      stopsClaims: stops,
    };
    const event = { kind: 'policy.held', subjectKind: 'policy', subjectId: policy.id, payload };
    await appendEvents(tx, [collectionEvent(loan, event, { at, cause: CAUSE })]);
    const [now] = await lockLoans(tx, [policy.id]);
    if (stops && now) await followStops(tx, now, { at, on, cause: CAUSE });
  }

  /** Postpones what falls due within the period and all that follows; answers how many instalments. */
  private async postpone(tx: Transaction, { moratorium: terms, policy, loan, on, at }: Applying): Promise<number> {
    const { catalogue, scenarios, clock } = this.options;
    const instalments = await instalmentsOfLoans(tx, [loan.id]);
    const held = { policy, loan, instalments, on };
    const postponement = await planPostponement(tx, held, { terms, catalogue, scenarios });
    if (!postponement) return 0;
    const { moving, file, plan } = postponement;
    await carryOut(tx, { file, plan }, { cause: CAUSE, at, today: (zone) => today(clock, zone) });
    return moving.length;
  }
}
