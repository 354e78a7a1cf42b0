import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Role } from '../partners/viewer.js';
import type { ScenarioChange, ScenarioModule } from '../scenarios/contract/index.js';
import { Policy } from '../schema/policy.js';
import { PolicyChange } from '../schema/policy-change.js';
import type { RequestContext } from './context.js';
import { PolicyChangePreviewResult, PolicyChangeResult } from './policy-change-results.js';
import { type PolicyChangeView, policyChangePreviewView, policyChangeView } from './views/policy-change-view.js';
import { policyView } from './views/policy-view.js';
import { resultView } from './views/problem-view.js';

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
      const draft = { change: 'RETURN', name, input } as const;
      const outcome = await services.changes.change(viewer, key, { operation: name, policy, draft, token });
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
      const draft = { change: 'RETURN', name, input } as const;
      const outcome = await services.changes.preview(viewer, { operation: name, policy, draft });
      return resultView(outcome, policyChangePreviewView);
    }
  }
  return ChangeResolver;
}

@Resolver(() => PolicyChange)
export class PolicyChangeResolver {
  @FieldResolver(() => Policy, { nullable: true })
  async policy(@Root() change: PolicyChangeView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    // Read before the change within this request, it would show the past.
    loaders.policy.clear(change.policyId);
    const row = await loaders.policy.load(change.policyId);
    return row && policyView(row);
  }
}

/** The resolvers of every change that the installed scenarios offer. */
export const changeResolvers = (modules: readonly ScenarioModule[]): (new () => object)[] =>
  modules.flatMap((module) => module.changes ?? []).map(changeResolver);
