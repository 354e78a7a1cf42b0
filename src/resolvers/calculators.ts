import { Arg, Authorized, Extensions, Query, Resolver } from 'type-graphql';
import { annualRatesOf } from '../calculators/annual-rate.js';
import { estimateIndemnity } from '../calculators/indemnity-estimate.js';
import { scheduleOfLoan } from '../calculators/loan-terms.js';
import { estimatePremium } from '../calculators/premium-estimate.js';
import { allocateRecovery } from '../calculators/recovery-allocation.js';
import { estimateRefund } from '../calculators/refund-estimate.js';
import type { Role } from '../partners/viewer.js';
import {
  IndemnityEstimate,
  IndemnityEstimateInput,
  RecoveryAllocation,
  RecoveryAllocationInput,
} from '../schema/calculator-claim.js';
import { RepaymentSchedule, RepaymentScheduleInput } from '../schema/calculator-loan.js';
import { PremiumEstimate, PremiumEstimateInput } from '../schema/calculator-premium.js';
import { AnnualPercentageRate, AnnualPercentageRateInput } from '../schema/calculator-rate.js';
import { RefundEstimate, RefundEstimateInput } from '../schema/calculator-refund.js';
import { InvalidInput } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import {
  annualRatesView,
  indemnityEstimateView,
  premiumEstimateView,
  recoveryAllocationView,
  refundEstimateView,
  scheduleView,
} from './views/calculator-view.js';
import { resultView } from './views/problem-view.js';

const PROBLEMS = [InvalidInput] as const;
const RepaymentScheduleResult = resultUnion('RepaymentScheduleResult', RepaymentSchedule, PROBLEMS);
const AnnualPercentageRateResult = resultUnion('AnnualPercentageRateResult', AnnualPercentageRate, PROBLEMS);
const PremiumEstimateResult = resultUnion('PremiumEstimateResult', PremiumEstimate, PROBLEMS);
const RefundEstimateResult = resultUnion('RefundEstimateResult', RefundEstimate, PROBLEMS);
const IndemnityEstimateResult = resultUnion('IndemnityEstimateResult', IndemnityEstimate, PROBLEMS);
const RecoveryAllocationResult = resultUnion('RecoveryAllocationResult', RecoveryAllocation, PROBLEMS);

/** Where an input says how much there is to compute; the cost limit counts it. */
const workloadFrom = (...paths: readonly string[]) => Extensions({ workload: paths });

/** Any key may ask; nothing is read or written. */
@Resolver()
export class CalculatorResolver {
  @Authorized<Role>()
  @workloadFrom('input.instalments')
  @Query(() => RepaymentScheduleResult, { description: 'Computes how a loan is repaid. Costs by the instalment.' })
  repaymentSchedule(@Arg('input', () => RepaymentScheduleInput) input: RepaymentScheduleInput): object {
    return resultView(scheduleOfLoan(input), scheduleView);
  }

  @Authorized<Role>()
  @workloadFrom('input.credit.loan.terms.instalments', 'input.credit.flows.advances', 'input.credit.flows.payments')
  @Query(() => AnnualPercentageRateResult, {
    description: 'Computes the yearly rates of a credit: United States, European Union, all-in. Costs by the payment.',
  })
  annualPercentageRate(@Arg('input', () => AnnualPercentageRateInput) input: AnnualPercentageRateInput): object {
    return resultView(annualRatesOf(input), annualRatesView);
  }

  @Authorized<Role>()
  @workloadFrom('input.loan.instalments')
  @Query(() => PremiumEstimateResult, {
    description: 'Prices cover of a loan from its expected loss, without a quote. Costs by the instalment.',
  })
  premiumEstimate(@Arg('input', () => PremiumEstimateInput) input: PremiumEstimateInput): object {
    return resultView(estimatePremium(input), premiumEstimateView);
  }

  @Authorized<Role>()
  @workloadFrom('input.openingBalances')
  @Query(() => RefundEstimateResult, {
    description: 'Computes what goes back when cover is cancelled, by any method. Costs by the balance given.',
  })
  refundEstimate(@Arg('input', () => RefundEstimateInput) input: RefundEstimateInput): object {
    return resultView(estimateRefund(input), refundEstimateView);
  }

  @Authorized<Role>()
  @Query(() => IndemnityEstimateResult, {
    description: 'Computes what an insurer would owe for a loan in default, step by step.',
  })
  indemnityEstimate(@Arg('input', () => IndemnityEstimateInput) input: IndemnityEstimateInput): object {
    return resultView(estimateIndemnity(input), indemnityEstimateView);
  }

  @Authorized<Role>()
  @Query(() => RecoveryAllocationResult, {
    description: 'Shares recovered money out by a waterfall, and says what a later receipt or correction changes.',
  })
  recoveryAllocation(@Arg('input', () => RecoveryAllocationInput) input: RecoveryAllocationInput): object {
    return resultView(allocateRecovery(input), recoveryAllocationView);
  }
}
