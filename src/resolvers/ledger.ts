import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { CalendarDate } from '../kernel/index.js';
import { ACCOUNTS, type AccountCode } from '../ledger/accounts.js';
import type { Role } from '../partners/viewer.js';
import { connectionOf } from '../schema/connection.js';
import {
  AccountEntry,
  AccountStatement,
  Ledger,
  LedgerAccount,
  LedgerAccountCode,
  TrialBalance,
} from '../schema/ledger.js';
import { PageArgs } from '../schema/page-args.js';
import { GraphQLCalendarDate, GraphQLCurrencyCode } from '../schema/scalars.js';
import type { ClaimContext } from './claim-context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import { mustBeInOrder } from './period.js';
import { accountEntryView, accountStatementView, trialBalanceView } from './views/ledger-view.js';

const AccountEntryConnection = connectionOf(AccountEntry);
const dateOf = (date: string | null): CalendarDate | undefined => (date ?? undefined) as CalendarDate | undefined;

const CURRENCY = { description: 'Books are kept per currency.' };

interface LedgerView {
  /** Null: all insurers, for the operator. */
  readonly insurer: string | null;
}

@Resolver(() => Ledger)
export class LedgerResolver {
  @Authorized<Role>('INSURER_UNDERWRITER', 'INSURER_CLAIMS', 'OPERATOR')
  @Query(() => Ledger, { description: "An insurer's own books; the operator chooses whose." })
  ledger(
    @Arg('insurer', () => ID, { nullable: true, description: 'For the operator: whose books; all when absent.' })
    insurer: string | null,
    @Ctx() { viewer }: ClaimContext,
  ): LedgerView {
    return { insurer: viewer.role === 'OPERATOR' ? insurer : viewer.organisationId };
  }

  @FieldResolver(() => [LedgerAccount], { description: 'The chart of accounts.' })
  accounts(): readonly object[] {
    return ACCOUNTS;
  }

  @FieldResolver(() => TrialBalance, { description: 'What stands on every account.' })
  async trialBalance(
    @Root() { insurer }: LedgerView,
    @Arg('currency', () => GraphQLCurrencyCode, CURRENCY) currency: string,
    @Arg('asOf', () => GraphQLCalendarDate, {
      nullable: true,
      description: 'The last business date that counts; everything booked when absent.',
    })
    asOf: string | null,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const query = { currency, insurerId: insurer ?? undefined, asOf: dateOf(asOf) };
    return trialBalanceView(await services.ledger.trialBalance(viewer, query));
  }

  @FieldResolver(() => AccountStatement, { description: 'One account over a period; zero when nothing was booked.' })
  async account(
    @Root() { insurer }: LedgerView,
    @Arg('code', () => LedgerAccountCode, { description: 'The account.' }) code: AccountCode,
    @Arg('currency', () => GraphQLCurrencyCode, CURRENCY) currency: string,
    @Arg('from', () => GraphQLCalendarDate, { nullable: true, description: 'First business date; the first ever.' })
    from: string | null,
    @Arg('to', () => GraphQLCalendarDate, {
      nullable: true,
      description: 'Last business date, not before the first; the last ever.',
    })
    to: string | null,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    mustBeInOrder(from, to);
    const query = { code, currency, insurerId: insurer ?? undefined, from: dateOf(from), to: dateOf(to) };
    return accountStatementView(await services.ledger.account(viewer, query));
  }
}

@Resolver(() => AccountStatement)
export class AccountStatementResolver {
  @FieldResolver(() => AccountEntryConnection, { description: 'The journals that moved the account in the period.' })
  async entries(
    @Root() { statement }: ReturnType<typeof accountStatementView>,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const query = keysetQuery(args);
    const rows = await services.ledger.entries(viewer, statement, query);
    return connectionPage(args, query, rows, (row) => accountEntryView(row, statement.currency));
  }
}
