import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { holdAsOf } from '../collections/hold-as-of.js';
import type { CalendarDate } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import { Policy } from '../schema/policy.js';
import { PolicyHold, PolicyHoldLiftInput, PolicyHoldPlaceInput } from '../schema/policy-hold.js';
import { IdempotencyConflict, InvalidInput, NotFound, StateConflict } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import type { RequestContext } from './context.js';
import { holdView } from './views/collection-view.js';
import type { PolicyView } from './views/policy-view.js';
import { resultView } from './views/problem-view.js';

const PROBLEMS = [InvalidInput, NotFound, StateConflict, IdempotencyConflict] as const;
const PolicyHoldPlaceResult = resultUnion('PolicyHoldPlaceResult', PolicyHold, PROBLEMS);
const PolicyHoldLiftResult = resultUnion('PolicyHoldLiftResult', PolicyHold, PROBLEMS);
const KEY = { description: 'Chosen by the caller, 1 to 200 characters.' };

@Resolver(() => Policy)
export class PolicyHoldResolver {
  @Authorized<Role>('PARTNER', 'INSURER_CLAIMS', 'INSURER_UNDERWRITER')
  @Mutation(() => PolicyHoldPlaceResult, {
    description:
      'Keeps cover from lapsing on some days; any party of the policy in force may. For some reasons the product also stops the overdue (`changes.holdStopsClaims`), unless the partner asks.',
  })
  async policyHoldPlace(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => PolicyHoldPlaceInput, { description: 'Why and for how long.' }) input: PolicyHoldPlaceInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const { policy, reason, from, until, note = null } = input;
    const hold = { policy, reason, from: from as CalendarDate, until: until as CalendarDate, note };
    return resultView(await services.holds.place({ viewer, idempotencyKey }, hold), holdView);
  }

  @Authorized<Role>('PARTNER', 'INSURER_CLAIMS', 'INSURER_UNDERWRITER')
  @Mutation(() => PolicyHoldLiftResult, { description: 'Ends a hold today; by the organisation that placed it.' })
  async policyHoldLift(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => PolicyHoldLiftInput, { description: 'Which.' }) { hold }: PolicyHoldLiftInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return resultView(await services.holds.lift({ viewer, idempotencyKey }, { hold }), holdView);
  }

  @FieldResolver(() => [PolicyHold], { description: 'Holds, oldest first, also those that are over.' })
  async holds(@Root() { id, branches }: PolicyView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    const { asOf } = branches;
    const loans = await loaders.loansOfPolicy.load(id);
    const holds = await Promise.all(
      loans.map(async ({ id: loanId, timeZone }) => {
        const all = await loaders.holdsOfLoan.load(loanId);
        return asOf ? all.flatMap((hold) => holdAsOf(hold, asOf, timeZone) ?? []) : all;
      }),
    );
    return holds.flat().map(holdView);
  }
}
