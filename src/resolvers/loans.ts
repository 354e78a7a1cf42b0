import { Ctx, Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import { type ScheduleText, scheduleText } from '../policies/loan-branch.js';
import { Instalment, Loan } from '../schema/loan.js';
import { Policy } from '../schema/policy.js';
import { writtenList } from '../schema/written-list.js';
import type { RequestContext } from './context.js';
import { INSTALMENT_ROW, LoanView, scheduleView } from './views/loan-view.js';
import type { PolicyView } from './views/policy-view.js';

@Resolver(() => Policy)
export class PolicyLoanResolver {
  @FieldResolver(() => Loan, { nullable: true, description: 'The insured loan; null until it is paid out.' })
  async loan(@Root() policy: PolicyView, @Ctx() { loaders, services }: RequestContext): Promise<object | null> {
    const { loan: read } = policy.branches;
    if (read) return new LoanView(read.loan, services.clock, read);
    if (read === null) return null;
    const [loan] = await loaders.loansOfPolicy.load(policy.id);
    return loan ? new LoanView(loan, services.clock) : null;
  }
}

async function scheduleOf(loan: LoanView, { loaders }: RequestContext): Promise<ScheduleText> {
  return loan.scheduleText ?? scheduleText(await loaders.instalmentsOfLoan.load(loan.id));
}

@Resolver(() => Loan)
export class LoanResolver {
  @FieldResolver(() => [Instalment], { description: 'The repayment schedule in force, by due date.' })
  @Extensions(
    writtenList({
      row: INSTALMENT_ROW,
      read: async (loan: LoanView, context: RequestContext) => ({
        text: await scheduleOf(loan, context),
        currency: loan.currency,
      }),
    }),
  )
  async schedule(@Root() loan: LoanView, @Ctx() context: RequestContext): Promise<readonly object[]> {
    return scheduleView(await scheduleOf(loan, context), loan.currency);
  }
}
