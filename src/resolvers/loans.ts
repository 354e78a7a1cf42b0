import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Instalment, Loan } from '../schema/loan.js';
import { Policy } from '../schema/policy.js';
import type { RequestContext } from './context.js';
import { BranchedInstalmentView, instalmentView, LoanView } from './views/loan-view.js';
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

@Resolver(() => Loan)
export class LoanResolver {
  @FieldResolver(() => [Instalment], { description: 'The repayment schedule in force, by due date.' })
  async schedule(@Root() loan: LoanView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    const { currency, instalments } = loan;
    if (instalments) return instalments.map((row) => new BranchedInstalmentView(row, currency));
    return (await loaders.instalmentsOfLoan.load(loan.id)).map((row) => instalmentView(row, currency));
  }
}
