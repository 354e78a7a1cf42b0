import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { CancellationNotice as NoticeRow } from '../entities/index.js';
import type { CalendarDate } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import {
  CancellationNotice,
  CancellationNoticeGiveInput,
  CancellationNoticeWithdrawInput,
} from '../schema/cancellation-notice.js';
import { Policy } from '../schema/policy.js';
import { IdempotencyConflict, InvalidInput, NotFound, StateConflict } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import type { RequestContext } from './context.js';
import type { PolicyView } from './views/policy-view.js';
import { resultView } from './views/problem-view.js';

const PROBLEMS = [InvalidInput, NotFound, StateConflict, IdempotencyConflict] as const;
const CancellationNoticeGiveResult = resultUnion('CancellationNoticeGiveResult', CancellationNotice, PROBLEMS);
const CancellationNoticeWithdrawResult = resultUnion('CancellationNoticeWithdrawResult', CancellationNotice, PROBLEMS);
const KEY = { description: 'Chosen by the caller, 1 to 200 characters.' };

const noticeView = (notice: NoticeRow) => ({ __typename: 'CancellationNotice', ...notice });

@Resolver(() => Policy)
export class CancellationNoticeResolver {
  @Authorized<Role>('INSURER_UNDERWRITER')
  @Mutation(() => CancellationNoticeGiveResult, {
    description:
      'Announces to the parties of a policy that its insurer will end the cover. After the last day the cover ends by itself, not while a default has begun or a claim is under way.',
  })
  async cancellationNoticeGive(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => CancellationNoticeGiveInput) input: CancellationNoticeGiveInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const { policy, reason, lastDayOfCover = null, note = null } = input;
    const asked = { policy, reason, lastDayOfCover: lastDayOfCover as CalendarDate | null, note };
    return resultView(await services.cancellationNotices.give({ viewer, idempotencyKey }, asked), noticeView);
  }

  @Authorized<Role>('INSURER_UNDERWRITER')
  @Mutation(() => CancellationNoticeWithdrawResult, { description: 'Takes a notice back that has not taken effect.' })
  async cancellationNoticeWithdraw(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => CancellationNoticeWithdrawInput) { notice }: CancellationNoticeWithdrawInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return resultView(await services.cancellationNotices.withdraw({ viewer, idempotencyKey }, { notice }), noticeView);
  }

  @FieldResolver(() => [CancellationNotice], { description: 'Notices of cancellation by its insurer, oldest first.' })
  async cancellationNotices(
    @Root() { id }: PolicyView,
    @Ctx() { loaders }: RequestContext,
  ): Promise<readonly object[]> {
    return (await loaders.cancellationNoticesOfPolicy.load(id)).map(noticeView);
  }
}
