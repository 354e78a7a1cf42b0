import { Arg, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { ACCOUNTS, type AccountCode } from '../ledger/accounts.js';
import type { Role } from '../partners/viewer.js';
import { AccountBalance, Ledger, LedgerAccount, LedgerAccountCode, TrialBalance } from '../schema/ledger.js';
import { GraphQLCurrencyCode } from '../schema/scalars.js';
import type { ClaimContext } from './claim-context.js';
import { balanceView, trialBalanceView } from './views/ledger-view.js';

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
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    return trialBalanceView(await services.ledger.trialBalance(viewer, currency, insurer ?? undefined));
  }

  @FieldResolver(() => AccountBalance, { description: 'What stands on one account; zero when nothing was booked.' })
  async account(
    @Root() { insurer }: LedgerView,
    @Arg('code', () => LedgerAccountCode, { description: 'The account.' }) code: AccountCode,
    @Arg('currency', () => GraphQLCurrencyCode, CURRENCY) currency: string,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const question = { code, currency, ...(insurer ? { insurerId: insurer } : {}) };
    return balanceView(await services.ledger.account(viewer, question), currency);
  }
}
