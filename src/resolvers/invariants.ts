import { Authorized, Ctx, Query, Resolver } from 'type-graphql';
import type { Role } from '../partners/viewer.js';
import { Invariant } from '../schema/invariant.js';
import type { RequestContext } from './context.js';

@Resolver()
export class InvariantResolver {
  @Authorized<Role>('OPERATOR')
  @Query(() => [Invariant], { description: 'Checks everything that must always hold, over the data of every tenant.' })
  async invariants(@Ctx() { services }: RequestContext): Promise<readonly object[]> {
    const checked = await services.invariants.check();
    return checked.map((invariant) => ({ ...invariant, holds: invariant.violations === 0 }));
  }
}
