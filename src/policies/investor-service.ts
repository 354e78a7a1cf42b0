import { checkKey, claimKey } from '../database/idempotency.js';
import { tenantScope, type UnitOfWork } from '../database/unit-of-work.js';
import type { InvestorSet } from '../entities/index.js';
import {
  type CalendarDate,
  type Clock,
  invariant,
  newId,
  notFound,
  type Outcome,
  outcomeOf,
  refuse,
  stateConflict,
} from '../kernel/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import { type InvestorShare, investorSetsOf, setInvestors } from './investors.js';
import { lockPolicy } from './policy-rows.js';

export interface InvestorsInput {
  readonly policy: string;
  readonly investors: readonly InvestorShare[];
  /** Business date from which they hold it; null: today. */
  readonly effectiveOn: CalendarDate | null;
}

/**
 * Keeps who holds the loan of a policy, as its partner or lender says. Not responsible for what they are paid: claims and
 * recoveries ask who held it on the day.
 */
export class InvestorService {
  constructor(private readonly options: { readonly units: UnitOfWork; readonly clock: Clock }) {}

  set(viewer: Viewer, idempotencyKey: string, input: InvestorsInput): Promise<Outcome<InvestorSet>> {
    const { units, clock } = this.options;
    const { organisationId } = viewer;
    return outcomeOf(async () => {
      const checked = checkKey(idempotencyKey);
      if (!checked.ok) refuse(checked.error);
      return units.run(tenantScope(organisationId), async (tx) => {
        const id = newId('investorSet') as string;
        const cause = 'policyInvestorsSet';
        const request = { tenantId: organisationId, key: idempotencyKey, operation: cause, input };
        const first = await claimKey(tx, request, { id });
        const policy = await lockPolicy(tx, input.policy);
        if (!policy || ![policy.partnerId, policy.lenderId].includes(organisationId)) {
          return refuse(notFound('policy', input.policy));
        }
        if (!first) {
          if (policy.status === 'NOT_TAKEN_UP') refuse(stateConflict('policy', policy.status, 'ACTIVE'));
          const { investors, effectiveOn } = input;
          await setInvestors(tx, policy, { id, investors, effectiveOn, at: clock.now(), cause });
        }
        const wanted = first?.id ?? id;
        const set = (await investorSetsOf(tx, [policy.id])).find((one) => one.id === wanted);
        invariant(set, 'a set of an answered key exists');
        return set;
      });
    });
  }

  /** Oldest first. */
  of(viewer: Viewer, policyIds: readonly string[]): Promise<InvestorSet[]> {
    return this.options.units.run(scopeOf(viewer), (tx) => investorSetsOf(tx, policyIds), { readOnly: true });
  }
}
