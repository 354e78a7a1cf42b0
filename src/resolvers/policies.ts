import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Info, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type CalendarDate, dateInZone } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import { InsuredRisk } from '../scenarios/contract/index.js';
import { connectionOf } from '../schema/connection.js';
import { Organisation } from '../schema/organisation.js';
import { PageArgs } from '../schema/page-args.js';
import { Policy, PolicyRole, PolicyTransaction } from '../schema/policy.js';
import { PolicyAsOfInput, PolicyBindInput, PolicyFilter } from '../schema/policy-input.js';
import {
  IdempotencyConflict,
  InvalidInput,
  NotFound,
  OfferExpired,
  PremiumAboveGuard,
  PurposeLocked,
  StateConflict,
} from '../schema/problem.js';
import { Quote } from '../schema/quote.js';
import { resultUnion } from '../schema/result-union.js';
import { readAmounts } from './amounts.js';
import type { RequestContext } from './context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import { columnsAskedFor, readBranches } from './policy-branches.js';
import { type PolicyView, policyRoleView, policyTransactionView, policyView } from './views/policy-view.js';
import { problemView, resultView } from './views/problem-view.js';
import { quoteView } from './views/quote-view.js';
import { riskView } from './views/risk-view.js';

export const PolicyConnection = connectionOf(Policy);

const PolicyBindResult = resultUnion('PolicyBindResult', Policy, [
  InvalidInput,
  NotFound,
  StateConflict,
  IdempotencyConflict,
  OfferExpired,
  PremiumAboveGuard,
  PurposeLocked,
]);
/** Absent when not given: a request of before is still the same request. */
const investorsOf = ({ investors }: PolicyBindInput) =>
  investors ? { investors: investors.map((one) => ({ ...one })) } : {};

@Resolver(() => Policy)
export class PolicyResolver {
  @Authorized<Role>('PARTNER')
  @Mutation(() => PolicyBindResult, {
    description: 'Takes an offer. However often it is repeated with one key, there is one policy.',
  })
  async policyBind(
    @Arg('idempotencyKey', () => String, { description: 'Chosen by the caller, 1 to 200 characters.' }) key: string,
    @Arg('input', () => PolicyBindInput) input: PolicyBindInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const amounts = readAmounts({ premiumAtMost: input.premiumAtMost });
    if (!amounts.ok) return problemView(amounts.error);
    const outcome = await services.policies.bind(viewer, key, {
      offer: input.offer,
      conditionsMet: input.conditionsMet ?? false,
      ...investorsOf(input),
      ...amounts.value,
    });
    return resultView(outcome, (policy) => policyView(policy));
  }

  @Authorized<Role>()
  @Query(() => Policy, {
    nullable: true,
    description:
      'A policy by id; null when there is none the key may see, and as of a time or day before it was bound.',
  })
  async policy(
    @Arg('id', () => ID, { description: 'The policy.' }) id: string,
    @Arg('asOf', () => PolicyAsOfInput, {
      nullable: true,
      description:
        'Shows cover, premium, parties, transactions, loan and claims as they were, and as they were known. Documents and books are those of now.',
    })
    asOf: PolicyAsOfInput | null,
    @Ctx() { loaders, viewer, services }: RequestContext,
  ): Promise<object | null> {
    if (asOf) {
      const known = asOf.known ?? services.clock.now();
      const effective = (asOf.effective ?? dateInZone(known, 'UTC')) as CalendarDate;
      const past = await services.policyHistory.asOf(viewer, id, { effective, known });
      return past ? policyView(past.policy, { loan: past.loan, asOf: { effective, known } }) : null;
    }
    const row = await loaders.policy.load(id);
    return row && policyView(row);
  }

  @Authorized<Role>()
  @Query(() => PolicyConnection, { description: 'Policies the key may see.' })
  async policies(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => PolicyFilter, { nullable: true, description: 'Narrows the list.' })
    filter: PolicyFilter | null,
    @Ctx() { viewer, services }: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const query = keysetQuery(args);
    const columns = columnsAskedFor(info);
    const rows = await services.policyReader.page(viewer, { ...query, ...filter }, columns);
    return connectionPage(args, query, rows, (row) => policyView(row, readBranches(row, columns)));
  }

  @FieldResolver(() => InsuredRisk)
  risk(@Root() policy: PolicyView, @Ctx() { services }: RequestContext): object {
    return riskView(services.scenarios, policy.storedRisk);
  }

  @FieldResolver(() => Organisation, { description: 'Who sold it.' })
  async partner(@Root() policy: PolicyView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    return loaders.organisation.load(policy.partnerId);
  }

  @FieldResolver(() => Organisation, { description: 'Who carries the risk.' })
  async insurer(@Root() policy: PolicyView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    return loaders.organisation.load(policy.insurerId);
  }

  @FieldResolver(() => Organisation, { description: 'Who lends and is compensated.' })
  async lender(@Root() policy: PolicyView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    return loaders.organisation.load(policy.lenderId);
  }

  @FieldResolver(() => Quote, { nullable: true, description: 'The quote it came from; only for the partner.' })
  async quote(@Root() policy: PolicyView, @Ctx() { loaders, services }: RequestContext): Promise<object | null> {
    const row = await loaders.quote.load(policy.quoteId);
    return row && quoteView(row, services.scenarios);
  }

  @FieldResolver(() => [PolicyRole], { description: 'Who plays which role.' })
  async roles(@Root() policy: PolicyView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return (await loaders.rolesOfPolicy.load(policy.id)).map(policyRoleView);
  }

  @FieldResolver(() => [PolicyTransaction], { description: 'Every change of cover and premium, oldest first.' })
  async transactions(@Root() policy: PolicyView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    const all = await loaders.transactionsOfPolicy.load(policy.id);
    const { asOf } = policy.branches;
    const history = asOf
      ? all.filter(({ recordedAt, effectiveOn }) => recordedAt <= asOf.known && effectiveOn <= asOf.effective)
      : all;
    return history.map((transaction) => policyTransactionView(transaction, history));
  }
}

@Resolver(() => PolicyRole)
export class PolicyRoleResolver {
  @FieldResolver(() => Organisation, { nullable: true })
  async organisation(
    @Root() role: ReturnType<typeof policyRoleView>,
    @Ctx() { loaders }: RequestContext,
  ): Promise<object | null> {
    return role.organisationId ? loaders.organisation.load(role.organisationId) : null;
  }
}
