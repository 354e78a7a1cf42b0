import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type CalendarDate, invariant, isId } from '../kernel/index.js';
import type { StatementQuery } from '../ledger/statement.js';
import type { Role } from '../partners/viewer.js';
import { connectionOf } from '../schema/connection.js';
import { Journal } from '../schema/ledger.js';
import { PageArgs } from '../schema/page-args.js';
import { IdempotencyConflict, InvalidInput, NotFound } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import { Statement, StatementFilter, StatementInput, StatementLine, StatementPreview } from '../schema/statement.js';
import type { RequestContext } from './context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import { journalView } from './views/ledger-view.js';
import { resultView } from './views/problem-view.js';
import { previewView, type StatementView, statementLineView, statementView } from './views/statement-view.js';

const READERS: readonly Role[] = ['PARTNER', 'INSURER_UNDERWRITER', 'INSURER_CLAIMS', 'OPERATOR'];
const StatementConnection = connectionOf(Statement);
const StatementLineConnection = connectionOf(StatementLine);
const StatementPreviewResult = resultUnion('StatementPreviewResult', StatementPreview, [InvalidInput, NotFound]);
const StatementCreateResult = resultUnion('StatementCreateResult', Statement, [
  InvalidInput,
  NotFound,
  IdempotencyConflict,
]);
const LINES = 'The journals behind the figures.';

const queryOf = ({ insurer, partner, currency, from, to }: StatementInput): StatementQuery => ({
  insurerId: insurer,
  partnerId: partner,
  currency,
  from: from as CalendarDate,
  to: to as CalendarDate,
});

@Resolver(() => Statement)
export class StatementResolver {
  @Authorized<Role>(...READERS)
  @Query(() => StatementPreviewResult, {
    description: 'A statement between one insurer and one partner as it would be now, for either of them.',
  })
  async statementPreview(
    @Arg('input', () => StatementInput, { description: 'Whose, of which period.' }) input: StatementInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const query = queryOf(input);
    return resultView(await services.statements.preview(viewer, query), (totals) => previewView(totals, query));
  }

  @Authorized<Role>(...READERS)
  @Mutation(() => StatementCreateResult, {
    description:
      'Stores the statement of a period as it is now. Asked for again, it is the next version when something was booked since, otherwise the same.',
  })
  async statementCreate(
    @Arg('idempotencyKey', () => String, { description: 'Chosen by the caller, 1 to 200 characters.' }) key: string,
    @Arg('input', () => StatementInput, { description: 'Whose, of which period; its last day not in the future.' })
    input: StatementInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return resultView(await services.statements.create(viewer, key, queryOf(input)), statementView);
  }

  @Authorized<Role>(...READERS)
  @Query(() => Statement, {
    nullable: true,
    description: 'A stored statement; null when there is none the key may see.',
  })
  async statement(
    @Arg('id', () => ID, { description: 'The statement.' }) id: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<object | null> {
    const statement = isId('statement', id) ? await loaders.statement.load(id) : null;
    return statement && statementView(statement);
  }

  @Authorized<Role>(...READERS)
  @Query(() => StatementConnection, { description: "Stored statements; the viewer's own, the operator's all." })
  async statements(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => StatementFilter, { nullable: true, description: 'Narrows the list.' })
    filter: StatementFilter | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const keys = keysetQuery(args);
    const { insurer = null, partner = null, currency = null, latestOnly } = filter ?? {};
    const wanted = { insurer, partner, currency, latestOnly: latestOnly ?? false };
    return connectionPage(args, keys, await services.statements.page(viewer, wanted, keys), statementView);
  }

  @FieldResolver(() => Statement)
  async supersedes(
    @Root() { supersededId }: StatementView,
    @Ctx() { loaders }: RequestContext,
  ): Promise<object | null> {
    const earlier = supersededId === null ? null : await loaders.statement.load(supersededId);
    return earlier && statementView(earlier);
  }

  @FieldResolver(() => StatementLineConnection, { description: LINES })
  async lines(
    @Root() { id, currency }: StatementView,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const keys = keysetQuery(args);
    const rows = await services.statements.lines(viewer, id, keys);
    return connectionPage(args, keys, rows, (line) => statementLineView(line, currency));
  }
}

@Resolver(() => StatementPreview)
export class StatementPreviewResolver {
  @FieldResolver(() => StatementLineConnection, { description: LINES })
  async lines(
    @Root() { query }: { query: StatementQuery },
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const keys = keysetQuery(args);
    const rows = await services.statements.previewLines(viewer, query, keys);
    return connectionPage(args, keys, rows, (line) => statementLineView(line, query.currency));
  }
}

@Resolver(() => StatementLine)
export class StatementLineResolver {
  @FieldResolver(() => Journal)
  async journal(@Root() { id }: { id: string }, @Ctx() { loaders }: RequestContext): Promise<object> {
    const journal = await loaders.journal.load(id);
    invariant(journal, `journal ${id} of a statement is visible to its parties`);
    return journalView(journal);
  }
}
