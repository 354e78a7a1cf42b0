import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Role } from '../partners/viewer.js';
import { LoanReportBatchInput, LoanReportReceipt } from '../schema/loan-report.js';
import type { RequestContext } from './context.js';

@Resolver()
export class LoanReportResolver {
  @Authorized<Role>('PARTNER')
  @Mutation(() => LoanReportReceipt, {
    description:
      'Takes the servicing feed in bulk, from the partner or the lender. A wrong report is rejected on its own; repeating a call is safe.',
  })
  loanReport(
    @Arg('input', () => LoanReportBatchInput) input: LoanReportBatchInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return services.loanReports.report(viewer, input.reports);
  }
}
