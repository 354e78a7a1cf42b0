import { GraphQLError } from 'graphql';
import { Arg, Args, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { LimitDimension } from '../exposure/limit.js';
import type { LimitRequest } from '../exposure/limit-request.js';
import { invariant } from '../kernel/index.js';
import type { Role, Viewer } from '../partners/viewer.js';
import { connectionOf } from '../schema/connection.js';
import {
  Exposure,
  ExposureFilter,
  ExposureTotal,
  ExposureTotalArgs,
  Limit,
  LimitChange,
  LimitFilter,
  LimitSetInput,
} from '../schema/limit.js';
import { Organisation } from '../schema/organisation.js';
import { PageArgs } from '../schema/page-args.js';
import { IdempotencyConflict, InvalidInput, NotFound } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import { readAmounts } from './amounts.js';
import type { RequestContext } from './context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import { exposureTotalView, exposureView, type LimitView, limitChangeView, limitView } from './views/limit-view.js';
import { problemView } from './views/problem-view.js';

const LimitConnection = connectionOf(Limit);
const ExposureConnection = connectionOf(Exposure);
const LimitSetResult = resultUnion('LimitSetResult', Limit, [InvalidInput, NotFound, IdempotencyConflict]);
const READERS: Role[] = ['INSURER_UNDERWRITER', 'INSURER_CLAIMS', 'DASHBOARD', 'OPERATOR'];
const MAX_TOTALS = 100;

const requestOf = ({ obligor, ...input }: LimitSetInput, cap: LimitRequest['cap']): LimitRequest =>
  ({
    ...input,
    insurer: input.insurer ?? null,
    limit: input.limit ?? null,
    dimension: input.dimension ?? null,
    subject: input.subject ?? null,
    obligor: obligor ? { ...obligor } : null,
    cap,
    capCount: input.capCount ?? null,
  }) as LimitRequest;

/** A partner sees the exposures of its policies too, but not what its insurers count of them. */
const ownOf = ({ role, organisationId }: Viewer) => (role === 'OPERATOR' ? {} : { insurer: organisationId });

@Resolver(() => Limit)
export class LimitResolver {
  @Authorized<Role>('INSURER_UNDERWRITER', 'OPERATOR')
  @Mutation(() => LimitSetResult, {
    description:
      'Sets a limit. A new one counts what is there already. A cap below what is used is taken: no new business until it has run off.',
  })
  async limitSet(
    @Arg('idempotencyKey', () => String, { description: 'Chosen by the caller, 1 to 200 characters.' }) key: string,
    @Arg('input', () => LimitSetInput, { description: 'The limit.' }) input: LimitSetInput,
    @Ctx() { viewer, services, loaders }: RequestContext,
  ): Promise<object> {
    const amounts = readAmounts({ cap: input.cap });
    if (!amounts.ok) return problemView(amounts.error);
    const outcome = await services.limits.set(viewer, key, requestOf(input, amounts.value.cap));
    if (!outcome.ok) return problemView(outcome.error);
    const limit = await loaders.limit.load(outcome.value);
    invariant(limit, `limit ${outcome.value} was set`);
    return limitView(limit);
  }

  @Authorized<Role>(...READERS)
  @Query(() => LimitConnection, { description: "An insurer's limits with what is used of each; the operator's all." })
  async limits(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => LimitFilter, { nullable: true, description: 'Narrows the list.' }) filter: LimitFilter | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const query = keysetQuery(args);
    return connectionPage(
      args,
      query,
      await services.limitReader.page(viewer, { ...query, ...filter, ...ownOf(viewer) }),
      limitView,
    );
  }

  @Authorized<Role>(...READERS)
  @Query(() => ExposureConnection, { description: "What offers and policies take of an insurer's capacity." })
  async exposures(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => ExposureFilter, { nullable: true, description: 'Narrows the list.' })
    filter: ExposureFilter | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const query = keysetQuery(args);
    const rows = await services.limitReader.exposures(viewer, { ...query, ...filter, ...ownOf(viewer) });
    return connectionPage(args, query, rows, exposureView);
  }

  @Authorized<Role>(...READERS)
  @Query(() => [ExposureTotal], {
    description: "An insurer's live exposure by subject of a dimension, the largest first.",
  })
  async exposure(
    @Args(() => ExposureTotalArgs) { by, currency, first, insurer }: ExposureTotalArgs,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<readonly object[]> {
    const whose = viewer.role === 'OPERATOR' ? insurer : viewer.organisationId;
    if (!whose || first < 1 || first > MAX_TOTALS) {
      const message = whose ? `first must be from 1 to ${MAX_TOTALS}.` : 'insurer must say whose exposure.';
      throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
    }
    const rows = await services.limitReader.totals(whose, by as LimitDimension, currency, first);
    return rows.map(exposureTotalView(currency));
  }

  @FieldResolver(() => Organisation, { description: 'Whose limit it is.' })
  async insurer(@Root() limit: LimitView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    return loaders.organisation.load(limit.insurerId);
  }

  @FieldResolver(() => [LimitChange], { description: 'Every setting, oldest first; empty of a limit made by terms.' })
  async history(@Root() limit: LimitView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return (await loaders.changesOfLimit.load(limit.id)).map((change) => limitChangeView(change, limit));
  }
}
