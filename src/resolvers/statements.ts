import { GraphQLError } from 'graphql';
import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { CalendarDate, CurrencyCode } from '../kernel/index.js';
import { type StatementFigures, type StatementQuery, statementCsv } from '../ledger/statement.js';
import type { Role } from '../partners/viewer.js';
import { connectionOf } from '../schema/connection.js';
import { PageArgs } from '../schema/page-args.js';
import { GraphQLCalendarDate, GraphQLCurrencyCode } from '../schema/scalars.js';
import { PartnerStatement, StatementLine } from '../schema/statement.js';
import type { RequestContext } from './context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import { moneyView } from './views/money-view.js';

const StatementLineConnection = connectionOf(StatementLine);
/** More are read page by page. */
const MAX_CSV_LINES = 5_000;

const figuresView = (figures: StatementFigures, currency: string) => ({
  premium: moneyView(figures.premiumMinor, currency),
  refund: moneyView(figures.refundMinor, currency),
  commission: moneyView(figures.commissionMinor, currency),
  received: moneyView(figures.receivedMinor, currency),
  claimsPaid: moneyView(figures.claimsPaidMinor, currency),
});

@Resolver(() => PartnerStatement)
export class StatementResolver {
  @Authorized<Role>('PARTNER', 'INSURER_UNDERWRITER', 'INSURER_CLAIMS', 'OPERATOR')
  @Query(() => PartnerStatement, {
    description: 'A statement between one insurer and one partner. Each of the two sees its own; the operator all.',
  })
  async statement(
    @Arg('insurer', () => ID, { description: "The insurer; of an insurer's key its own." }) insurer: string,
    @Arg('partner', () => ID, { description: "The partner; of a partner's key its own." }) partner: string,
    @Arg('currency', () => GraphQLCurrencyCode, { description: 'Books are kept per currency.' }) currency: string,
    @Arg('from', () => GraphQLCalendarDate, { description: 'First business date.' }) from: CalendarDate,
    @Arg('to', () => GraphQLCalendarDate, { description: 'Last business date.' }) to: CalendarDate,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    // Another's statement, also of loans that one is owed, is as empty as that of organisations that do not exist.
    const isParty = viewer.role === 'OPERATOR' || [insurer, partner].includes(viewer.organisationId);
    const query: StatementQuery = { insurerId: isParty ? insurer : '', partnerId: partner, currency, from, to };
    const totals = await services.ledger.statement(viewer, query);
    return {
      ...figuresView(totals, currency),
      opening: moneyView(totals.openingMinor, currency),
      closing: moneyView(totals.closingMinor, currency),
      query,
    };
  }

  @FieldResolver(() => StatementLineConnection, { description: 'The journals behind the figures.' })
  async lines(
    @Root() { query }: { query: StatementQuery },
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const keys = keysetQuery(args);
    const rows = await services.ledger.statementLines(viewer, query, keys);
    return connectionPage(args, keys, rows, ({ id, kind, bookedOn, policyNumber, ...figures }) => ({
      id,
      kind,
      bookedOn,
      policyNumber,
      ...figuresView(figures, query.currency),
    }));
  }

  @FieldResolver(() => String, {
    description: `The lines as CSV (RFC 4180), oldest first, at most ${MAX_CSV_LINES}; a longer period is refused.`,
  })
  async csv(
    @Root() { query }: { query: StatementQuery },
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<string> {
    const page = { above: '', below: '~', direction: 'ASC', limit: MAX_CSV_LINES + 1 } as const;
    const rows = await services.ledger.statementLines(viewer, query, page);
    if (rows.length > MAX_CSV_LINES) {
      throw new GraphQLError(`More than ${MAX_CSV_LINES} lines; ask for a shorter period.`, {
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
    return statementCsv(rows, query.currency as CurrencyCode);
  }
}
