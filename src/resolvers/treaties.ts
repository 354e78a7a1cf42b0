import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { Treaty as TreatyRow } from '../entities/index.js';
import type { CalendarDate } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import { IdempotencyConflict, InvalidInput } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import { Treaty, TreatyCreateInput } from '../schema/treaty.js';
import type { RequestContext } from './context.js';
import { resultView } from './views/problem-view.js';
import { rateView } from './views/rate-view.js';

const TreatyCreateResult = resultUnion('TreatyCreateResult', Treaty, [InvalidInput, IdempotencyConflict]);

const treatyView = (treaty: TreatyRow) => ({
  ...treaty,
  __typename: 'Treaty',
  share: rateView(treaty.share),
  cedingCommission: rateView(treaty.cedingCommission),
});

@Resolver()
export class TreatyResolver {
  @Authorized<Role>('INSURER_UNDERWRITER')
  @Mutation(() => TreatyCreateResult, {
    description: 'Records a quota share under which new policies come by themselves.',
  })
  async treatyCreate(
    @Arg('idempotencyKey', () => String, { description: 'Chosen by the caller, 1 to 200 characters.' }) key: string,
    @Arg('input', () => TreatyCreateInput, { description: 'What was agreed.' }) input: TreatyCreateInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const { fromOn, toOn, ...terms } = input;
    const dates = { fromOn: fromOn as CalendarDate, toOn: (toOn ?? null) as CalendarDate | null };
    return resultView(await services.treaties.create(viewer, key, { ...terms, ...dates }), treatyView);
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'INSURER_CLAIMS')
  @Query(() => [Treaty], { description: "The insurer's own treaties, by their first day." })
  async treaties(@Ctx() { viewer, services }: RequestContext): Promise<readonly object[]> {
    return (await services.treaties.own(viewer)).map(treatyView);
  }
}
