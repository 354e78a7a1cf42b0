import { Arg, Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Role } from '../partners/viewer.js';
import {
  ChargeOff,
  CollectionContact,
  DelinquencyBucketTotal,
  MonitoringWarning,
  MonitoringWarningFilter,
  OverdueLoanFilter,
  OverdueNotice,
  PaymentPromise,
} from '../schema/collection.js';
import { connectionOf } from '../schema/connection.js';
import { Loan } from '../schema/loan.js';
import { PageArgs } from '../schema/page-args.js';
import { Policy } from '../schema/policy.js';
import type { RequestContext } from './context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import { chargeOffView, contactView, noticeView, promiseView, warningView } from './views/collection-view.js';
import { LoanView } from './views/loan-view.js';
import { moneyView } from './views/money-view.js';
import { policyView } from './views/policy-view.js';

const OverdueLoanConnection = connectionOf(Loan);
const MonitoringWarningConnection = connectionOf(MonitoringWarning);

/** The desk of those who watch and collect loans that are behind. */
@Resolver()
export class CollectionResolver {
  @Authorized<Role>()
  @Query(() => OverdueLoanConnection, { description: 'Running loans with something due and unpaid.' })
  async overdueLoans(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => OverdueLoanFilter, { nullable: true, description: 'Narrows the list.' })
    filter: OverdueLoanFilter | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const query = keysetQuery(args);
    const loans = await services.collectionReader.overdueLoans(viewer, { ...query, ...filter }, services.clock.now());
    return connectionPage(args, query, loans, (loan) => new LoanView(loan, services.clock));
  }

  @Authorized<Role>()
  @Query(() => MonitoringWarningConnection, { description: 'Monitoring warnings.' })
  async monitoringWarnings(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => MonitoringWarningFilter, { nullable: true, description: 'Narrows the list.' })
    filter: MonitoringWarningFilter | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const query = keysetQuery(args);
    const { grades = null, acknowledged = null } = filter ?? {};
    const rows = await services.collectionReader.warnings(viewer, { ...query, grades, acknowledged });
    return connectionPage(args, query, rows, warningView);
  }

  @Authorized<Role>()
  @Query(() => [DelinquencyBucketTotal], {
    description: 'The running book by days past due, now; empty buckets are left out.',
  })
  async delinquencyBuckets(@Ctx() { viewer, services }: RequestContext): Promise<readonly object[]> {
    const totals = await services.collectionReader.buckets(viewer, services.clock.now());
    return totals.map(({ bucket, currency, loans, outstandingMinor, ownMinor }) => ({
      bucket,
      loans,
      outstandingPrincipal: moneyView(outstandingMinor, currency),
      ownPrincipal: ownMinor === null ? null : moneyView(ownMinor, currency),
    }));
  }
}

/** What collecting adds to a loan. */
@Resolver(() => Loan)
export class LoanCollectionResolver {
  @FieldResolver(() => Policy, { nullable: true, description: 'The policy that covers it.' })
  async policy(@Root() loan: LoanView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    const row = await loaders.policy.load(loan.policyId);
    return row && policyView(row);
  }

  @FieldResolver(() => [OverdueNotice], { description: 'Notices of overdue given to the insurer, oldest first.' })
  async notices(@Root() { id }: LoanView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return (await loaders.noticesOfLoan.load(id)).map(noticeView);
  }

  @FieldResolver(() => [MonitoringWarning], { description: 'Warnings, oldest first.' })
  async warnings(@Root() { id }: LoanView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return (await loaders.warningsOfLoan.load(id)).map(warningView);
  }

  @FieldResolver(() => [CollectionContact], { description: 'Contacts with the obligor, in the order recorded.' })
  async contacts(@Root() { id }: LoanView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return (await loaders.contactsOfLoan.load(id)).map(contactView);
  }

  @FieldResolver(() => [PaymentPromise], { description: 'Promises to pay, oldest first.' })
  async promises(@Root() { id }: LoanView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return (await loaders.promisesOfLoan.load(id)).map(promiseView);
  }

  @FieldResolver(() => ChargeOff, { nullable: true, description: "The charge-off in the lender's books, if any." })
  async chargeOff(@Root() { id }: LoanView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    const [row] = await loaders.chargeOffsOfLoan.load(id);
    return row ? chargeOffView(row) : null;
  }
}
