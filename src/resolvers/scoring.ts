import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CalendarDate } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import { connectionOf } from '../schema/connection.js';
import { PageArgs } from '../schema/page-args.js';
import { IdempotencyConflict, InvalidInput, NotFound } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import { GraphQLCalendarDate, GraphQLJson } from '../schema/scalars.js';
import { Challenger, ChallengerInput, ChallengerReport, Scorecard, ScorecardDrift } from '../schema/scoring.js';
import type { RequestContext } from './context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import { mustBeInOrder } from './period.js';
import { resultView } from './views/problem-view.js';
import {
  type ChallengerView,
  challengerReportView,
  challengerView,
  driftView,
  scorecardView,
} from './views/scoring-view.js';

const KEY = 'Chosen by the caller, 1 to 200 characters.';
const ScorecardConnection = connectionOf(Scorecard);
const ScorecardRegisterResult = resultUnion('ScorecardRegisterResult', Scorecard, [InvalidInput, IdempotencyConflict]);
const ChallengerStartResult = resultUnion('ChallengerStartResult', Challenger, [InvalidInput, IdempotencyConflict]);
const ChallengerEndResult = resultUnion('ChallengerEndResult', Challenger, [NotFound]);

@Resolver()
export class ScorecardResolver {
  @Authorized<Role>('INSURER_UNDERWRITER')
  @Mutation(() => ScorecardRegisterResult, {
    description: 'Registers a scorecard as `covergraph model train` wrote it. It never changes afterwards.',
  })
  async scorecardRegister(
    @Arg('idempotencyKey', () => String, { description: KEY }) key: string,
    @Arg('artefact', () => GraphQLJson, { description: 'The JSON of the card.' }) artefact: unknown,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return resultView(await services.scorecards.register(viewer, key, artefact), scorecardView);
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'OPERATOR')
  @Query(() => ScorecardConnection, { description: 'Scorecards the key may see.' })
  async scorecards(@Args(() => PageArgs) args: PageArgs, @Ctx() { viewer, services }: RequestContext): Promise<object> {
    const query = keysetQuery(args);
    return connectionPage(args, query, await services.scorecards.page(viewer, query), scorecardView);
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'OPERATOR')
  @Query(() => ScorecardDrift, {
    nullable: true,
    description:
      'How the quotes of a product version compare with the loans a card was trained on; null when there is no such version or card.',
  })
  async scorecardDrift(
    @Arg('productVersion', () => ID, { description: 'Whose quotes.' }) productVersion: string,
    @Arg('from', () => GraphQLCalendarDate, { description: 'First day, UTC.' }) from: CalendarDate,
    @Arg('to', () => GraphQLCalendarDate, { description: 'Last day, UTC, not before the first.' }) to: CalendarDate,
    @Arg('scorecard', () => ID, { nullable: true, description: "The card; the version's own when absent." })
    scorecardId: string | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object | null> {
    mustBeInOrder(from, to);
    const drift = await services.scoreReports.drift(viewer, productVersion, { from, to, scorecardId });
    return drift ? driftView(drift) : null;
  }
}

@Resolver(() => Challenger)
export class ChallengerResolver {
  @Authorized<Role>('INSURER_UNDERWRITER')
  @Mutation(() => ChallengerStartResult, {
    description: 'Lets a scorecard score a share of the quotes beside the one that decides. It influences nothing.',
  })
  async challengerStart(
    @Arg('idempotencyKey', () => String, { description: KEY }) key: string,
    @Arg('input', () => ChallengerInput) input: ChallengerInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return resultView(await services.challengers.start(viewer, key, { ...input }), challengerView);
  }

  @Authorized<Role>('INSURER_UNDERWRITER')
  @Mutation(() => ChallengerEndResult, { description: 'Ends a trial; what it said stays. Repeating it is harmless.' })
  async challengerEnd(
    @Arg('challenger', () => ID, { description: 'The trial.' }) challenger: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return resultView(await services.challengers.end(viewer, challenger), challengerView);
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'OPERATOR')
  @Query(() => [ChallengerReport], {
    description: "Every trial on a product's versions, champion and challenger side by side; empty without any.",
  })
  async challengerReport(
    @Arg('product', () => ID, { description: 'The product.' }) product: string,
    @Arg('from', () => GraphQLCalendarDate, { description: 'First day of the quotes, UTC.' }) from: CalendarDate,
    @Arg('to', () => GraphQLCalendarDate, { description: 'Last day of the quotes, UTC, not before the first.' })
    to: CalendarDate,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<readonly object[]> {
    mustBeInOrder(from, to);
    return (await services.scoreReports.challengers(viewer, product, { from, to })).map(challengerReportView);
  }

  @FieldResolver(() => Scorecard)
  async scorecard(@Root() trial: ChallengerView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    const row = await loaders.scorecard.load(trial.scorecardId);
    return row && scorecardView(row);
  }
}
