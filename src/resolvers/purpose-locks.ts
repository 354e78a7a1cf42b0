import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Policy } from '../schema/policy.js';
import { PurposeLock, PurposeLockStep } from '../schema/purpose-lock.js';
import type { RequestContext } from './context.js';
import type { PolicyView } from './views/policy-view.js';
import { type PurposeLockView, purposeLockHistory, purposeLockView } from './views/purpose-lock-view.js';

@Resolver(() => Policy)
export class PolicyPurposeLockResolver {
  @FieldResolver(() => PurposeLock, { nullable: true, description: 'The real thing the loan is for.' })
  async purposeLock(@Root() policy: PolicyView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    const lock = (await loaders.locksOfPolicy.load(policy.id)).at(-1);
    return lock ? purposeLockView(lock) : null;
  }
}

@Resolver(() => PurposeLock)
export class PurposeLockResolver {
  @FieldResolver(() => [PurposeLockStep], { description: 'The states it went through, oldest first.' })
  async history(@Root() lock: PurposeLockView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return purposeLockHistory(lock, await loaders.changesOfLock.load(lock.id));
  }
}
