import { Arg, Args, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CalendarDate } from '../kernel/index.js';
import type { AccountQuery } from '../ledger/co-insurance-account.js';
import type { Role } from '../partners/viewer.js';
import {
  CoInsuranceAccount,
  CoInsuranceAccountInput,
  CoInsuranceLine,
  CoInsuranceSettleInput,
  CoInsuranceSettlement,
  CoInsuranceSettlePreview,
  CoInsuranceSettlePreviewInput,
} from '../schema/co-insurance.js';
import { connectionOf } from '../schema/connection.js';
import { PageArgs } from '../schema/page-args.js';
import { IdempotencyConflict, InvalidInput, NotFound, StateConflict } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import type { RequestContext } from './context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import {
  type AccountView,
  accountLineView,
  accountView,
  settlementView,
  settlePreviewView,
} from './views/co-insurance-view.js';
import { resultView } from './views/problem-view.js';

const INSURERS: readonly Role[] = ['INSURER_UNDERWRITER', 'INSURER_CLAIMS', 'OPERATOR'];
const CoInsuranceLineConnection = connectionOf(CoInsuranceLine);
const CoInsuranceSettlePreviewResult = resultUnion('CoInsuranceSettlePreviewResult', CoInsuranceSettlePreview, [
  InvalidInput,
  NotFound,
]);
const CoInsuranceSettleResult = resultUnion('CoInsuranceSettleResult', CoInsuranceSettlement, [
  InvalidInput,
  NotFound,
  StateConflict,
  IdempotencyConflict,
]);

const dueOf = ({ leader, follower, currency, upTo }: CoInsuranceSettlePreviewInput) => ({
  leader: leader ?? null,
  follower,
  currency,
  upTo: (upTo ?? null) as CalendarDate | null,
});

@Resolver(() => CoInsuranceAccount)
export class CoInsuranceResolver {
  @Authorized<Role>(...INSURERS)
  @Query(() => CoInsuranceAccount, {
    nullable: true,
    description: 'What a leading insurer and one that follows it owe each other, for either; null for anybody else.',
  })
  async coInsuranceAccount(
    @Arg('input', () => CoInsuranceAccountInput, { description: 'Whose, of which period.' })
    { leader, follower, currency, from, to }: CoInsuranceAccountInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object | null> {
    const period = { from: (from ?? null) as CalendarDate | null, to: (to ?? null) as CalendarDate | null };
    const query: AccountQuery = { leaderId: leader, followerId: follower, currency, ...period };
    const totals = await services.settlements.account(viewer, query);
    return totals ? accountView(totals, query) : null;
  }

  @FieldResolver(() => CoInsuranceLineConnection, { description: 'The journals behind the figures.' })
  async lines(
    @Root() { query }: AccountView,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const keys = keysetQuery(args);
    const rows = await services.settlements.lines(viewer, query, keys);
    return connectionPage(args, keys, rows, (line) => accountLineView(line, query.currency));
  }

  @Authorized<Role>(...INSURERS)
  @Query(() => CoInsuranceSettlePreviewResult, {
    description: 'What the leader and a follower owe each other now, and who pays; nothing is written.',
  })
  async coInsuranceSettlePreview(
    @Arg('input', () => CoInsuranceSettlePreviewInput, { description: 'With whom, up to when.' })
    input: CoInsuranceSettlePreviewInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return resultView(await services.settlements.preview(viewer, dueOf(input)), settlePreviewView);
  }

  @Authorized<Role>(...INSURERS)
  @Mutation(() => CoInsuranceSettleResult, {
    description: 'Records that all that is due between the two was paid, by the leader; in the books of both.',
  })
  async coInsuranceSettle(
    @Arg('idempotencyKey', () => String, { description: 'Chosen by the caller, 1 to 200 characters.' }) key: string,
    @Arg('input', () => CoInsuranceSettleInput, { description: 'With whom, up to when, and how it was paid.' })
    input: CoInsuranceSettleInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const { paidOn, reference, token = null } = input;
    const settlement = { ...dueOf(input), paidOn: paidOn as CalendarDate, reference, token };
    return resultView(await services.settlements.settle(viewer, key, settlement), settlementView);
  }
}
