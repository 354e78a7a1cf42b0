import { selectList } from '../database/columns.js';
import { checkKey } from '../database/idempotency.js';
import {
  type Question,
  skippingLocked,
  systemScope,
  type Transaction,
  tenantScope,
  type UnitOfWork,
} from '../database/unit-of-work.js';
import { Policy } from '../entities/index.js';
import { type Clock, invariant, type Outcome, outcomeOf, type Previewed, today, withToken } from '../kernel/index.js';
import type { ProgrammeCatalogue } from '../partners/programme-catalogue.js';
import type { Viewer } from '../partners/viewer.js';
import type { ScenarioModule } from '../scenarios/contract/index.js';
import { activatePolicy } from './activate.js';
import { type ActivationFigures, activationFigures } from './activation-figures.js';
import { type ActivateRequest, type ActivationContext, planActivation, policyToActivate } from './activation-plan.js';
import { type BindRequest, bindOffer } from './bind.js';
import { CLAIMABLE_FROM } from './delinquency.js';
import { endCover } from './end-cover.js';

export interface PolicyServiceOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly catalogue: ProgrammeCatalogue;
  readonly scenarios: readonly ScenarioModule[];
  /** Of the installation; the numbers of policies are drawn with it. */
  readonly secret: string;
}

/** In one transaction: whoever activates one of them waits for it, and must not wait long. */
const END_AT_ONCE = 20;
const NOT_ACTIVATED = {
  name: 'policy.notActivated',
  text: `SELECT ${selectList(Policy)} FROM policy WHERE status = 'PENDING_ACTIVATION' AND activation_deadline <= $1
         ORDER BY activation_deadline LIMIT $2`,
};
// Cover with a claim under way or a loan still behind does not end by the calendar alone.
const RUN_OUT = {
  name: 'policy.runOut',
  text: `SELECT ${selectList(Policy, 'p')} FROM policy p
         JOIN programme g ON g.id = p.programme_id AND g.partner_id = p.partner_id
         WHERE p.status = 'ACTIVE' AND p.ends_on < ($1::timestamptz AT TIME ZONE g.time_zone)::date
           -- No zone is a day ahead of UTC's tomorrow: the index of ends finds the few that may be over.
           AND p.ends_on < ($1::timestamptz AT TIME ZONE 'UTC')::date + 1
           AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.policy_id = p.id AND c.status NOT IN ('CLOSED', 'WITHDRAWN'))
           -- A waiting period that a hold made longer is still cover.
           AND NOT EXISTS (SELECT 1 FROM loan l WHERE l.policy_id = p.id AND l.partner_id = p.partner_id AND l.stopped_days <> '{}'
             AND l.status = 'ACTIVE' AND (l.stopped_days @> ($1::timestamptz AT TIME ZONE g.time_zone)::date
               OR ${CLAIMABLE_FROM} >= ($1::timestamptz AT TIME ZONE g.time_zone)::date))
         ORDER BY p.ends_on LIMIT $2`,
};

/**
 * Moves cover from a taken offer to its end. Not responsible for what happens to the loan in between (servicing) nor
 * for losses (claims).
 */
export class PolicyService {
  constructor(private readonly options: PolicyServiceOptions) {}

  async bind(viewer: Viewer, idempotencyKey: string, request: BindRequest): Promise<Outcome<Policy>> {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const { units, clock, catalogue, secret } = this.options;
    return outcomeOf(() =>
      units.run(tenantScope(viewer.organisationId), (tx) =>
        bindOffer(tx, request, {
          partnerId: viewer.organisationId,
          idempotencyKey,
          at: clock.now(),
          today: today(clock, 'UTC'),
          numberKey: secret,
          terms: (id) => catalogue.terms(id),
          scenario: (code) => this.scenario(code),
        }),
      ),
    );
  }

  /** What the start of cover would move now; nothing is written. */
  previewActivation(viewer: Viewer, request: ActivateRequest): Promise<Outcome<Previewed<ActivationFigures>>> {
    const actorId = viewer.organisationId;
    const work = async (tx: Transaction) => {
      const policy = await policyToActivate(tx, request.policy, { actorId, lock: false });
      const context = this.activation(viewer);
      const activation = await planActivation(tx, policy, { request, context, lock: false });
      return withToken(await activationFigures(tx, activation, { lock: false }));
    };
    return outcomeOf(() => this.options.units.run(tenantScope(actorId), work, { readOnly: true }));
  }

  async activate(viewer: Viewer, idempotencyKey: string, request: ActivateRequest): Promise<Outcome<Policy>> {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    return outcomeOf(() =>
      this.options.units.run(tenantScope(viewer.organisationId), (tx) =>
        activatePolicy(tx, request, { ...this.activation(viewer), idempotencyKey }),
      ),
    );
  }

  /** Has rows where `endNotActivated` has something to do. */
  notActivated(): Question[] {
    return [{ statement: NOT_ACTIVATED, values: [this.options.clock.now(), 1] }];
  }

  /** Has rows where `endRunOut` has something to do. */
  runOut(): Question[] {
    return [{ statement: RUN_OUT, values: [this.options.clock.now(), 1] }];
  }

  /** Ends policies nobody activated in time; returns how many. */
  endNotActivated(): Promise<number> {
    return this.endAll(
      skippingLocked(NOT_ACTIVATED),
      () => this.options.clock.now(),
      'NOT_TAKEN_UP',
      'activationDeadline',
    );
  }

  /** Ends policies whose cover ran out, on the date it is in their programme's zone, without a claim under way; returns how many. */
  endRunOut(): Promise<number> {
    return this.endAll(skippingLocked(RUN_OUT, 'p'), () => this.options.clock.now(), 'EXPIRED', 'coverEnd');
  }

  private async endAll(
    due: { readonly name: string; readonly text: string },
    asOf: () => Date,
    to: 'NOT_TAKEN_UP' | 'EXPIRED',
    cause: string,
  ): Promise<number> {
    for (let total = 0; ; ) {
      const ended = await this.options.units.run(
        systemScope,
        async (tx) => {
          const policies = await tx.rows<Policy>(due, [asOf(), END_AT_ONCE]);
          const context = { at: this.options.clock.now(), cause };
          for (const policy of policies) await endCover(tx, policy, to, context);
          return policies.length;
        },
        { deadlineMs: 30_000 },
      );
      total += ended;
      if (ended < END_AT_ONCE) return total;
    }
  }

  private activation(viewer: Viewer): ActivationContext {
    const { clock, catalogue } = this.options;
    return {
      actorId: viewer.organisationId,
      at: clock.now(),
      today: (zone) => today(clock, zone),
      terms: (id) => catalogue.terms(id),
      scenario: (code) => this.scenario(code),
    };
  }

  private scenario(code: string): ScenarioModule {
    const module = this.options.scenarios.find((candidate) => candidate.code === code);
    invariant(module, `scenario ${code} is installed`);
    return module;
  }
}
