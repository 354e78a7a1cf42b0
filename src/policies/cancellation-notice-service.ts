import { checkKey, claimKey } from '../database/idempotency.js';
import { joinTenants } from '../database/tenancy.js';
import { type Question, systemScope, type Transaction, tenantScope } from '../database/unit-of-work.js';
import { giveNotices } from '../documents/give-notice.js';
import type { CancellationNotice, Policy } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import {
  addDays,
  type CalendarDate,
  type FieldIssue,
  invalidInput,
  invariant,
  isId,
  issue,
  newId,
  notFound,
  type Outcome,
  outcomeOf,
  refuse,
  stateConflict,
  today,
} from '../kernel/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import {
  anyNoticeDue,
  dueNotices,
  givenNotice,
  moveNotice,
  noticesOfPolicies,
  readNotice,
} from './cancellation-notices.js';
import { INSURER_REASONS } from './change-draft.js';
import { guardChange, scenarioChangeOf } from './change-proposal.js';
import { readPolicyOrigin } from './change-rows.js';
import { planTransaction } from './history/plan.js';
import type { CancellationReason } from './history/step.js';
import { carryOut } from './history-writing.js';
import type { LapseOptions } from './lapse-service.js';
import { lockLoans } from './loan-rows.js';
import { policyEvent } from './policy-events.js';
import { openFile } from './policy-file.js';
import { lockPolicy } from './policy-rows.js';

export interface NoticeInput {
  readonly policy: string;
  readonly reason: string;
  /** Null: as early as the product allows. */
  readonly lastDayOfCover: CalendarDate | null;
  readonly note: string | null;
}

interface Command {
  readonly viewer: Viewer;
  readonly idempotencyKey: string;
}

const INSERT = {
  name: 'cancellationNotice.insert',
  text: `INSERT INTO cancellation_notice (id, policy_id, partner_id, insurer_id, lender_id, state, reason, given_on,
           last_day_of_cover, note, given_by, recorded_at)
         VALUES ($1, $2, $3, $4, $5, 'GIVEN', $6, $7, $8, $9, $10, $11)`,
};
const AT_ONCE = 200;
const MAX_NOTE = 2_000;
const CAUSE = 'cancellationNotice';

/**
 * Notices of cancellation: given by the insurer, told to everybody, withdrawn, or carried out once their last day of cover
 * is over. Not responsible for premium that stays unpaid, which has reminders and grace.
 */
export class CancellationNoticeService {
  constructor(private readonly options: LapseOptions) {}

  give({ viewer, idempotencyKey }: Command, input: NoticeInput): Promise<Outcome<CancellationNotice>> {
    const operation = 'cancellationNoticeGive';
    return this.keyed(
      { viewer, idempotencyKey, operation, input, newId: newId('cancellationNotice') },
      async (tx, id) => {
        const policy = isId('policy', input.policy) ? await lockPolicy(tx, input.policy) : undefined;
        if (policy?.insurerId !== viewer.organisationId) return refuse(notFound('policy', input.policy));
        if (!['PENDING_ACTIVATION', 'ACTIVE'].includes(policy.status)) {
          refuse(stateConflict('policy', policy.status, 'CANCELLED'));
        }
        const { givenOn, lastDayOfCover } = await this.daysOf(tx, policy, input);
        if (await givenNotice(tx, policy.id)) {
          const message = 'A notice of cancellation stands already; withdraw it first.';
          refuse({ problem: 'StateConflict', message, from: 'GIVEN', to: 'GIVEN' });
        }
        const at = this.options.clock.now();
        const { id: policyId, partnerId, insurerId, lenderId } = policy;
        const dates = [givenOn, lastDayOfCover, input.note, viewer.keyId, at];
        await tx.run(INSERT, [id, policyId, partnerId, insurerId, lenderId, input.reason, ...dates]);
        const { reason, note } = input;
        const said = { policyId, about: id, version: 1, on: givenOn, figures: { reason, lastDayOfCover, note } };
        await giveNotices(tx, [{ kind: 'CANCELLATION_NOTICE', ...said }], at);
        const details = { notice: id, reason, givenOn, lastDayOfCover };
        await appendEvents(tx, [
          policyEvent(policy, { kind: 'policy.cancellationNoticed', at, cause: operation, details }),
        ]);
      },
    );
  }

  /** Takes a notice back: cover goes on as if it had not been given. */
  withdraw(
    { viewer, idempotencyKey }: Command,
    input: { readonly notice: string },
  ): Promise<Outcome<CancellationNotice>> {
    const operation = 'cancellationNoticeWithdraw';
    return this.keyed({ viewer, idempotencyKey, operation, input, newId: input.notice }, async (tx, id) => {
      const known = isId('cancellationNotice', id) ? await readNotice(tx, id) : undefined;
      if (known?.insurerId !== viewer.organisationId) return refuse(notFound('cancellationNotice', id));
      const policy = await lockPolicy(tx, known.policyId);
      invariant(policy, `notice ${id} is of a policy`);
      const at = this.options.clock.now();
      await moveNotice(tx, known, 'WITHDRAWN', { at, cause: operation });
      const figures = { noticeGivenOn: known.givenOn, lastDayOfCover: known.lastDayOfCover };
      const said = { policyId: policy.id, about: id, version: 2, on: await this.todayOf(tx, policy), figures };
      await giveNotices(tx, [{ kind: 'CANCELLATION_WITHDRAWN', ...said }], at);
      const details = { notice: id, reason: known.reason };
      await appendEvents(tx, [
        policyEvent(policy, { kind: 'policy.cancellationWithdrawn', at, cause: operation, details }),
      ]);
    });
  }

  /** By policy, oldest first. */
  ofPolicies(viewer: Viewer, policyIds: readonly string[]): Promise<CancellationNotice[]> {
    return this.options.units.run(scopeOf(viewer), (tx) => noticesOfPolicies(tx, policyIds), { readOnly: true });
  }

  /** Has rows where `takeEffect` has something to do. */
  due(): Question[] {
    return anyNoticeDue(this.options.clock.now());
  }

  /**
   * Ends cover whose notice is over; answers how many. While a default has begun or a claim is under way nothing happens:
   * the notice stands, and cover ends on the first day after.
   */
  async takeEffect(): Promise<number> {
    const { units, clock } = this.options;
    let ended = 0;
    for (let after = ''; ; ) {
      const query = { at: clock.now(), after, limit: AT_ONCE };
      const page = await units.run(systemScope, (tx) => dueNotices(tx, query), { readOnly: true });
      for (const notice of page) {
        const outcome = await outcomeOf(() => units.run(systemScope, (tx) => this.end(tx, notice)));
        if (outcome.ok && outcome.value) ended += 1;
      }
      const last = page.at(-1);
      if (!last || page.length < AT_ONCE) return ended;
      after = last.id;
    }
  }

  private async end(tx: Transaction, { id, policyId }: CancellationNotice): Promise<boolean> {
    const { clock, catalogue, scenarios } = this.options;
    const [loan] = await lockLoans(tx, [policyId]);
    const policy = await lockPolicy(tx, policyId);
    const notice = await readNotice(tx, id);
    if (!policy || notice?.state !== 'GIVEN') return false;
    const setting = {
      terms: (version: string) => catalogue.terms(version),
      scenarioChange: (name: string) => scenarioChangeOf(scenarios, policy, name),
    };
    const file = await openFile(tx, { policy, loan }, setting);
    const noticeGivenOn = notice.givenOn as CalendarDate;
    const reason = notice.reason as CancellationReason;
    const request = { change: 'CANCELLATION', by: 'INSURER', reason, noticeGivenOn } as const;
    const now = today(clock, file.origin.timeZone);
    await guardChange(tx, file, request, now);
    // Cover that has not begun ends today; else yesterday was its last day.
    const plan = planTransaction(file.history, request, policy.status === 'ACTIVE' ? addDays(now, -1) : now);
    if (!plan.ok) return false;
    const at = clock.now();
    await carryOut(tx, { file, plan: plan.value }, { cause: CAUSE, at, today: (zone) => today(clock, zone) });
    return true;
  }

  /** The business date of the programme. */
  private async todayOf(tx: Transaction, policy: Policy): Promise<CalendarDate> {
    await joinTenants(tx, [policy.partnerId]);
    const origin = await readPolicyOrigin(tx, policy);
    invariant(origin, `policy ${policy.id} has its programme`);
    return today(this.options.clock, origin.timeZone);
  }

  private async daysOf(tx: Transaction, policy: Policy, input: NoticeInput) {
    const givenOn = await this.todayOf(tx, policy);
    const { insurerNoticeDays } = (await this.options.catalogue.terms(policy.productVersionId)).changes;
    const earliest = addDays(givenOn, insurerNoticeDays);
    const lastDayOfCover = input.lastDayOfCover ?? earliest;
    const issues: FieldIssue[] = [];
    const reasons: readonly string[] = INSURER_REASONS;
    if (!reasons.includes(input.reason))
      issues.push(issue('reason', 'NOT_YOURS', `must be one of ${reasons.join(', ')}`));
    if (lastDayOfCover < earliest) {
      issues.push(issue('lastDayOfCover', 'NOTICE_TOO_SHORT', `must not be before ${earliest}`));
    }
    if (lastDayOfCover >= policy.endsOn) {
      issues.push(issue('lastDayOfCover', 'DATE_TOO_LATE', `must be before ${policy.endsOn}, when cover ends anyway`));
    }
    if (input.note !== null && (input.note.trim() === '' || input.note.length > MAX_NOTE)) {
      issues.push(issue('note', 'OUT_OF_RANGE', `must have 1 to ${MAX_NOTE} characters`));
    }
    if (issues.length > 0) refuse(invalidInput(issues));
    return { givenOn, lastDayOfCover };
  }

  private async keyed(
    request: Command & { readonly operation: string; readonly input: object; readonly newId: string },
    work: (tx: Transaction, id: string) => Promise<void>,
  ): Promise<Outcome<CancellationNotice>> {
    const { viewer, idempotencyKey, operation, input } = request;
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    return outcomeOf(() =>
      this.options.units.run(tenantScope(viewer.organisationId), async (tx) => {
        const claim = { tenantId: viewer.organisationId, key: idempotencyKey, operation, input };
        const first = await claimKey(tx, claim, { id: request.newId });
        if (!first) await work(tx, request.newId);
        const notice = await readNotice(tx, first?.id ?? request.newId);
        invariant(notice, 'a notice of an answered key exists');
        return notice;
      }),
    );
  }
}
