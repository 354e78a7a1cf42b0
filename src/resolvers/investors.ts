import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { InvestorSet as StoredSet } from '../entities/index.js';
import type { CalendarDate } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import { InvestorSet, InvestorTotal, PolicyInvestorsSetInput } from '../schema/investor.js';
import { Policy } from '../schema/policy.js';
import { IdempotencyConflict, InvalidInput, NotFound, StateConflict } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import type { ClaimContext } from './claim-context.js';
import type { RequestContext } from './context.js';
import { investorSetView, investorTotalsView } from './views/investor-view.js';
import type { PolicyView } from './views/policy-view.js';
import { resultView } from './views/problem-view.js';

const PolicyInvestorsSetResult = resultUnion('PolicyInvestorsSetResult', InvestorSet, [
  InvalidInput,
  NotFound,
  StateConflict,
  IdempotencyConflict,
]);

@Resolver(() => Policy)
export class InvestorResolver {
  @Authorized<Role>('PARTNER')
  @Mutation(() => PolicyInvestorsSetResult, {
    description:
      'Says who holds the loan from a day on, by the partner or the lender. Indemnity and recoveries are split among who held it on their day.',
  })
  async policyInvestorsSet(
    @Arg('idempotencyKey', () => String, { description: 'Chosen by the caller, 1 to 200 characters.' }) key: string,
    @Arg('input', () => PolicyInvestorsSetInput, { description: 'Who, and from when.' }) input: PolicyInvestorsSetInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const { policy, investors, effectiveOn = null } = input;
    const set = {
      policy,
      investors: investors.map((one) => ({ ...one })),
      effectiveOn: effectiveOn as CalendarDate | null,
    };
    return resultView(await services.investors.set(viewer, key, set), investorSetView);
  }

  @FieldResolver(() => InvestorSet, {
    nullable: true,
    description:
      "Who holds the loan today; null when its lender never said. A new lender's loan is its own until it says.",
  })
  async investors(@Root() policy: PolicyView, @Ctx() context: RequestContext): Promise<object | null> {
    const current = await currentSet(policy, context);
    return current ? investorSetView(current) : null;
  }

  @FieldResolver(() => [InvestorSet], { description: 'Everything that was said of who holds the loan, oldest first.' })
  async investorHistory(@Root() policy: PolicyView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return (await loaders.investorsOfPolicy.load(policy.id)).map(investorSetView);
  }

  @FieldResolver(() => [InvestorTotal], {
    description: 'What everybody who ever held a part of the loan has got of indemnity and recoveries so far.',
  })
  async investorTotals(
    @Root() policy: PolicyView,
    @Ctx() context: RequestContext & ClaimContext,
  ): Promise<readonly object[]> {
    const { loaders } = context;
    const claims = await loaders.claimsOfPolicy.load(policy.id);
    const payments = (await loaders.paymentsOfClaim.loadMany(claims.map(({ id }) => id))).flatMap(rowsOf);
    const recoveries = await Promise.all(claims.map(({ id }) => loaders.recoveryOfClaim.load(id)));
    const receipts = await loaders.receiptsOfRecovery.loadMany(recoveries.flatMap((one) => one?.id ?? []));
    const sets = await loaders.investorsOfPolicy.load(policy.id);
    const current = await currentSet(policy, context);
    return investorTotalsView(
      { sets, current },
      { payments, receipts: receipts.flatMap(rowsOf) },
      policy.storedRisk.currency,
    );
  }
}

function rowsOf<Row>(loaded: readonly Row[] | Error): readonly Row[] {
  if (loaded instanceof Error) throw loaded;
  return loaded;
}

/** Nothing is said of days to come: the latest day of what the lender of today said is in force. */
async function currentSet({ id, lenderId }: PolicyView, { loaders }: RequestContext): Promise<StoredSet | undefined> {
  const said = (await loaders.investorsOfPolicy.load(id)).filter((set) => set.lenderId === lenderId);
  return said.reduce<StoredSet | undefined>(
    (latest, set) => (latest && latest.effectiveOn > set.effectiveOn ? latest : set),
    undefined,
  );
}
