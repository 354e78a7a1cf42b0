import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { invariant } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import type { ScenarioChange, ScenarioModule } from '../scenarios/contract/index.js';
import { Policy } from '../schema/policy.js';
import { PolicyChange, PolicyChangePreview } from '../schema/policy-change.js';
import { IdempotencyConflict, InvalidInput, NotFound, StateConflict } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import type { RequestContext } from './context.js';
import { type PolicyChangeView, policyChangePreviewView, policyChangeView } from './views/policy-change-view.js';
import { policyView } from './views/policy-view.js';
import { resultView } from './views/problem-view.js';

const PolicyChangeResult = resultUnion('PolicyChangeResult', PolicyChange, [
  InvalidInput,
  NotFound,
  StateConflict,
  IdempotencyConflict,
]);
const PolicyChangePreviewResult = resultUnion('PolicyChangePreviewResult', PolicyChangePreview, [
  InvalidInput,
  NotFound,
  StateConflict,
]);

/** One mutation and one preview for a change that a scenario offers. */
function changeResolver({ name, description, input: inputClass }: ScenarioChange) {
  @Resolver()
  class ChangeResolver {
    @Authorized<Role>('PARTNER')
    @Mutation(() => PolicyChangeResult, { name, description })
    async change(
      @Arg('idempotencyKey', () => String, { description: 'Chosen by the caller, 1 to 200 characters.' }) key: string,
      @Arg('policy', () => ID, { description: 'The policy; it awaits activation or is in force.' }) policy: string,
      @Arg('input', () => inputClass) input: object,
      @Arg('token', () => String, { nullable: true, description: 'Of a preview whose figures must still hold.' })
      token: string | null,
      @Ctx() { viewer, services }: RequestContext,
    ): Promise<object> {
      const outcome = await services.changes.change(viewer, key, { change: name, policy, input, token });
      return resultView(outcome, policyChangeView);
    }

    @Authorized<Role>('PARTNER')
    @Query(() => PolicyChangePreviewResult, {
      name: `${name}Preview`,
      description: `The figures of ${name} as they would be now; nothing is written.`,
    })
    async preview(
      @Arg('policy', () => ID, { description: 'The policy; it awaits activation or is in force.' }) policy: string,
      @Arg('input', () => inputClass) input: object,
      @Ctx() { viewer, services }: RequestContext,
    ): Promise<object> {
      const outcome = await services.changes.preview(viewer, { change: name, policy, input });
      return resultView(outcome, policyChangePreviewView);
    }
  }
  return ChangeResolver;
}

@Resolver(() => PolicyChange)
class PolicyChangeResolver {
  @FieldResolver(() => Policy)
  async policy(@Root() change: PolicyChangeView, @Ctx() { loaders }: RequestContext): Promise<object> {
    // Read before the change within this request, it would show the past.
    loaders.policy.clear(change.policyId);
    const row = await loaders.policy.load(change.policyId);
    invariant(row, `changed policy ${change.policyId} is visible to who changed it`);
    return policyView(row);
  }
}

/** The resolvers of every change that the installed scenarios offer; none when there is none. */
export function changeResolvers(modules: readonly ScenarioModule[]): (new () => object)[] {
  const changes = modules.flatMap((module) => module.changes ?? []);
  return changes.length === 0 ? [] : [PolicyChangeResolver, ...changes.map(changeResolver)];
}
