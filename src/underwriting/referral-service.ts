import { selectList } from '../database/columns.js';
import { checkKey, claimKey } from '../database/idempotency.js';
import {
  type Question,
  skippingLocked,
  systemScope,
  type Transaction,
  tenantScope,
  type UnitOfWork,
} from '../database/unit-of-work.js';
import { Quote, type Referral } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import {
  type Clock,
  invalidInput,
  invariant,
  issue,
  notFound,
  type Outcome,
  outcomeOf,
  refuse,
  today,
} from '../kernel/index.js';
import type { ProgrammeCatalogue } from '../partners/programme-catalogue.js';
import type { Viewer } from '../partners/viewer.js';
import type { ScenarioModule } from '../scenarios/contract/index.js';
import type { ApprovalSubject } from './referral-approval.js';
import { type DecisionInput, decideReferral, noteIssues } from './referral-decision.js';
import { setReferralOutcome, settleWithoutOffer } from './referral-outcome.js';
import { moveReferral, openReferralsOf, referralEvent } from './referral-rows.js';
import { holdReferral, type ReferralStep, readReferral, recordEntry } from './referral-step.js';

export interface ReferralServiceOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly catalogue: ProgrammeCatalogue;
  readonly scenarios: readonly ScenarioModule[];
}

interface Command {
  readonly viewer: Viewer;
  readonly idempotencyKey: string;
}

/** In one transaction: a desk that decides one of them waits for it, and must not wait long. */
const AT_ONCE = 20;
const COLLEAGUE = {
  name: 'referral.colleague',
  text: `SELECT id FROM api_key WHERE id = $1 AND role = 'INSURER_UNDERWRITER' AND revoked_at IS NULL`,
};
const PRODUCT_OF = {
  name: 'referral.productOf',
  text: 'SELECT product_id AS "productId" FROM product_version WHERE id = $1',
};
const SET_ASSIGNEE = { name: 'referral.assign', text: 'UPDATE referral SET assigned_to = $2 WHERE id = $1' };
const QUOTES_DUE = {
  name: 'referral.quotesDue',
  text: `SELECT ${selectList(Quote)} FROM quote WHERE id IN (
           SELECT quote_id FROM referral WHERE status IN ('OPEN', 'ASSIGNED') AND deadline <= $1 ORDER BY deadline LIMIT $2)
         ORDER BY id`,
};
const LOCK_QUOTES_DUE = skippingLocked(QUOTES_DUE);
const NOT_DECIDED = {
  code: 'NOT_DECIDED_IN_TIME',
  message: 'The request needed a look by a person, and nobody decided in time.',
};

/**
 * The insurer's referral desk: who looks at what, what they write, what they decide, and what happens when nobody does.
 * Not responsible for what the rules decide by themselves.
 */
export class ReferralService {
  constructor(private readonly options: ReferralServiceOptions) {}

  /** Gives a referral to an underwriter of the same insurer, by key. */
  assign(command: Command, input: { readonly referral: string; readonly key: string }): Promise<Outcome<Referral>> {
    return this.run(command, { operation: 'referralAssign', input, referral: input.referral }, async (tx, step) => {
      const { referral } = await holdReferral(tx, input.referral, step);
      if ((await tx.rows(COLLEAGUE, [input.key])).length === 0) {
        refuse(invalidInput([issue('key', 'UNKNOWN_UNDERWRITER', 'is no live underwriting key of this insurer')]));
      }
      const { at, cause } = step;
      if (referral.status === 'OPEN') await moveReferral(tx, referral, { to: 'ASSIGNED', at, cause });
      await tx.run(SET_ASSIGNEE, [referral.id, input.key]);
      await recordEntry(tx, referral, { kind: 'ASSIGNMENT', text: null, terms: { to: input.key } }, step);
      await appendEvents(tx, [referralEvent(referral, 'referral.assigned', { at, cause })]);
    });
  }

  /** Adds a note that only the insurer reads; it can never be changed. */
  addNote(command: Command, input: { readonly referral: string; readonly text: string }): Promise<Outcome<Referral>> {
    return this.run(command, { operation: 'referralNoteAdd', input, referral: input.referral }, async (tx, step) => {
      const text = input.text.trim();
      const issues = text === '' ? [issue('text', 'EMPTY', 'must not be empty')] : noteIssues(text, 'text');
      const { referral } = await holdReferral(tx, input.referral, step);
      if (issues.length > 0) refuse(invalidInput(issues));
      await recordEntry(tx, referral, { kind: 'NOTE', text, terms: null }, step);
    });
  }

  decide(command: Command, input: DecisionInput): Promise<Outcome<Referral>> {
    const conditions = input.conditions.map(({ amount, ...rest }) => ({
      ...rest,
      amount: amount && { minor: String(amount.minor), currency: amount.currency },
    }));
    const hashed = { ...input, conditions };
    return this.run(
      command,
      { operation: 'quoteDecide', input: hashed, referral: input.referral },
      async (tx, step) => {
        const held = await holdReferral(tx, input.referral, step);
        const subject = await this.subjectOf(tx, held);
        const zone = subject.programme.timeZone;
        const subjectOf = (referral: Referral) => this.subjectOf(tx, { referral, quote: held.quote });
        await decideReferral(tx, input, subject, { ...step, today: today(this.options.clock, zone), subjectOf });
      },
    );
  }

  /** Has rows where `expireDue` has something to do. */
  due(): Question[] {
    return [{ statement: QUOTES_DUE, values: [this.options.clock.now(), 1] }];
  }

  /** Ends referrals whose deadline is over, as their products say; returns how many. Safe to run anywhere, any time. */
  async expireDue(): Promise<number> {
    const { units, clock } = this.options;
    for (let total = 0; ; ) {
      const moment = { at: clock.now(), cause: 'referralDeadline' };
      const ended = await units.run(
        systemScope,
        async (tx) => {
          let count = 0;
          for (const quote of await tx.rows<Quote>(LOCK_QUOTES_DUE, [moment.at, AT_ONCE])) {
            const due = (await openReferralsOf(tx, quote.id)).filter(({ deadline }) => deadline <= moment.at);
            for (const referral of due) await this.endUndecided(tx, referral, moment);
            if (due.length > 0) await settleWithoutOffer(tx, quote, [NOT_DECIDED], moment);
            count += due.length;
          }
          return count;
        },
        { deadlineMs: 30_000 },
      );
      total += ended;
      if (ended === 0) return total;
    }
  }

  private async endUndecided(
    tx: Transaction,
    referral: Referral,
    moment: { readonly at: Date; readonly cause: string },
  ): Promise<void> {
    const { referral: terms } = await this.options.catalogue.terms(referral.productVersionId);
    const declines = terms.atDeadline === 'DECLINE';
    await moveReferral(tx, referral, { to: declines ? 'DECIDED' : 'EXPIRED', ...moment });
    if (declines) await setReferralOutcome(tx, referral, 'DECLINED', moment.at);
    const event = declines
      ? referralEvent(referral, 'referral.decided', { ...moment, outcome: 'DECLINED' })
      : referralEvent(referral, 'referral.expired', moment);
    await appendEvents(tx, [event]);
  }

  private async subjectOf(
    tx: Transaction,
    { referral, quote }: Pick<ApprovalSubject, 'referral' | 'quote'>,
  ): Promise<ApprovalSubject> {
    const { catalogue, scenarios } = this.options;
    const programme = await catalogue.find(quote.partnerId, quote.programmeId);
    const module = scenarios.find(({ code }) => code === referral.scenario);
    const [version] = await tx.rows<{ productId: string }>(PRODUCT_OF, [referral.productVersionId]);
    invariant(programme && module && version, `quote ${quote.id} has its programme, scenario and product`);
    const terms = await catalogue.terms(referral.productVersionId);
    return { referral, quote, programme, module, productId: version.productId, terms };
  }

  /** Runs a step once per idempotency key, in one transaction with the key, and answers the referral as it now stands. */
  private run(
    { viewer, idempotencyKey }: Command,
    { operation, input, referral }: { readonly operation: string; readonly input: object; readonly referral: string },
    work: (tx: Transaction, step: ReferralStep) => Promise<void>,
  ): Promise<Outcome<Referral>> {
    return outcomeOf(async () => {
      const checked = checkKey(idempotencyKey);
      if (!checked.ok) refuse(checked.error);
      return this.options.units.run(tenantScope(viewer.organisationId), async (tx) => {
        // The key belongs to the organisation, but a person's decision to the person: another's key is another request.
        const request = {
          tenantId: viewer.organisationId,
          key: idempotencyKey,
          operation,
          input: { ...input, by: viewer.keyId },
        };
        const first = await claimKey(tx, request, { referral });
        if (!first) await work(tx, { viewer, cause: operation, at: this.options.clock.now() });
        return (await readReferral(tx, first?.referral ?? referral)) ?? refuse(notFound('referral', referral));
      });
    });
  }
}
