import { GraphQLError } from 'graphql';
import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { Role } from '../partners/viewer.js';
import { BacktestChange, BacktestInput, BacktestProgress, PortfolioBacktest } from '../schema/backtest.js';
import { connectionOf } from '../schema/connection.js';
import { PageArgs } from '../schema/page-args.js';
import type { BacktestRequest, BacktestProgress as Progress } from '../underwriting/replay/backtest-service.js';
import type { RequestContext } from './context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import { type BacktestView, backtestChangeView, backtestView, progressView } from './views/backtest-view.js';

const BacktestChangeConnection = connectionOf(BacktestChange);

/** A subscription has no union for refusals: what is wrong with the input is an error of the operation. */
async function openBacktest(input: BacktestRequest, { viewer, services }: RequestContext) {
  const opened = await services.backtests.open(viewer, input);
  if (opened.ok) return opened.value;
  const { error } = opened;
  const issues = error.problem === 'InvalidInput' ? error.issues : [];
  throw new GraphQLError(issues.map(({ path, code, message }) => `${path} ${code}: ${message}`).join('; '), {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

@Resolver(() => PortfolioBacktest)
export class BacktestResolver {
  @Authorized<Role>('INSURER_UNDERWRITER', 'OPERATOR')
  @Subscription(() => BacktestProgress, {
    description:
      'Runs past quotes of a product under another of its versions and tells how far it is several times a second; the last message holds the kept result. It stops when nobody listens any more.',
    subscribe: ({ args, context }) =>
      openBacktest((args as { input: BacktestRequest }).input, context as RequestContext),
  })
  portfolioBacktest(@Root() progress: Progress, @Arg('input', () => BacktestInput) _input: BacktestInput): object {
    return progressView(progress);
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'OPERATOR')
  @Query(() => PortfolioBacktest, {
    name: 'portfolioBacktest',
    nullable: true,
    description: 'A finished backtest by id; null when there is none the key may see.',
  })
  async portfolioBacktestById(
    @Arg('id', () => ID, { description: 'The backtest.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object | null> {
    const [row] = await services.backtests.byIds(viewer, [id]);
    return row ? backtestView(row) : null;
  }

  @FieldResolver(() => BacktestChangeConnection, {
    description: 'The quotes that change side, by their ids; the first 10,000 are kept.',
  })
  async changed(
    @Root() backtest: BacktestView,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const query = keysetQuery(args);
    const rows = await services.backtests.changes(viewer, backtest.id, query);
    const named = rows.map((row) => ({ id: row.quoteId, row }));
    return connectionPage(args, query, named, ({ row }) => backtestChangeView(row));
  }
}
