import { Field, InputType, ObjectType } from 'type-graphql';
import type { IndemnityInput, WaterfallRule } from '../finance/index.js';
import { Money, MoneyInput } from '../scenarios/contract/index.js';
import { InsuredInterestEnum } from './calculator-enums.js';
import { WaterfallRuleEnum } from './claim-enums.js';
import { RecoveryShares } from './recovery.js';
import { GraphQLCalendarDate, GraphQLDecimal } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@InputType({ description: 'What the lender bears first: exactly one member.' })
export class DeductibleInput {
  @Field(() => GraphQLDecimal, { nullable: true, description: 'Share of the covered loss, 0 to 1.' })
  rate?: string | null;

  @Field(() => MoneyInput, { nullable: true, description: 'Fixed amount, zero or more.' })
  amount?: MoneyInput | null;
}

@InputType({ description: "A loan in default. Penalties and the lender's costs are not insured." })
export class IndemnityEstimateInput {
  @Field(() => MoneyInput, { description: 'All principal still owed, due or not; all amounts are in its currency.' })
  outstandingPrincipal!: MoneyInput;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'Unpaid scheduled interest of instalments due up to the trigger; zero when absent.',
  })
  unpaidInterest?: MoneyInput | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'The part of the principal not yet due, on which interest runs to the trigger; zero when absent.',
  })
  notDuePrincipal?: MoneyInput | null;

  @Field(() => GraphQLDecimal, { description: 'Contract rate a year, 0 to 10.' })
  annualRate!: string;

  @Field(() => GraphQLDecimal, { nullable: true, description: 'Legal rate a year that caps all interest, 0 to 10.' })
  interestCapAnnual?: string | null;

  @Field(() => GraphQLCalendarDate, {
    description: 'Last due date on or before the trigger; the day of disbursement when there is none.',
  })
  lastDueOn!: string;

  @Field(() => GraphQLCalendarDate, { description: 'When the waiting period ended; not before lastDueOn.' })
  triggerOn!: string;

  @Field(() => MoneyInput, { nullable: true, description: 'What the lender recovered itself; zero when absent.' })
  recoveredByLender?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true, description: 'Net value of the collateral; zero when absent.' })
  netCollateral?: MoneyInput | null;

  @Field(() => DeductibleInput, { nullable: true, description: 'What the lender bears first.' })
  deductible?: DeductibleInput | null;

  @Field(() => GraphQLDecimal, { description: 'Share of the loss that is insured, 0 to 1.' })
  insuredPercentage!: string;

  @Field(() => InsuredInterestEnum, { description: 'Whether interest is insured.' })
  insures!: IndemnityInput['insures'];

  @Field(() => MoneyInput, { description: 'What is left of the sum insured, zero or more.' })
  remainingSumInsured!: MoneyInput;
}

@ObjectType({ ...SIMPLE, description: 'One step of the computation. Deductions are below zero.' })
export class AssessmentStep {
  @Field(() => String, { description: 'Stable SCREAMING_CASE code, e.g. "UNPAID_INTEREST".' })
  code!: string;

  @Field(() => Money, { description: 'What it adds or takes off; the steps but the last add up to the last.' })
  amount!: Money;

  @Field(() => String, { description: 'The figures in words.' })
  formula!: string;

  @Field(() => String, { description: 'The rule it follows.' })
  source!: string;
}

@ObjectType({ ...SIMPLE, description: 'What an insurer would owe, with its reasoning.' })
export class IndemnityEstimate {
  @Field(() => Money, { description: 'The indemnity.' })
  indemnity!: Money;

  @Field(() => Money, { description: 'The insured loss before deductible and insured percentage.' })
  coveredLoss!: Money;

  @Field(() => Money, { description: 'What of it the lender bears.' })
  retainedByLender!: Money;

  @Field(() => [AssessmentStep], { description: 'Step by step; the last is the indemnity.' })
  steps!: AssessmentStep[];
}

@InputType({ description: 'Totals of a recovery at an earlier time.' })
export class RecoveryTotalsInput {
  @Field(() => MoneyInput, { description: 'Received by then, zero or more.' })
  received!: MoneyInput;

  @Field(() => MoneyInput, { nullable: true, description: 'Costs by then; zero when absent.' })
  costs?: MoneyInput | null;
}

@InputType({ description: 'Recovered money to be shared out. All amounts are totals so far.' })
export class RecoveryAllocationInput {
  @Field(() => WaterfallRuleEnum, { description: 'Who is paid first.' })
  rule!: WaterfallRule;

  @Field(() => MoneyInput, { description: 'Everything received, zero or more; all amounts are in its currency.' })
  received!: MoneyInput;

  @Field(() => MoneyInput, { nullable: true, description: 'Costs of collection; zero when absent.' })
  costs?: MoneyInput | null;

  @Field(() => MoneyInput, { description: 'What the insurer paid, zero or more.' })
  indemnity!: MoneyInput;

  @Field(() => MoneyInput, { nullable: true, description: "The lender's loss that was not paid; zero when absent." })
  uncompensated?: MoneyInput | null;

  @Field(() => RecoveryTotalsInput, { nullable: true, description: 'What was shared out the last time, if anything.' })
  before?: RecoveryTotalsInput | null;
}

@ObjectType({ ...SIMPLE, description: 'Whose recovered money is.' })
export class RecoveryAllocation {
  @Field(() => RecoveryShares, { description: 'Of everything received.' })
  shares!: RecoveryShares;

  @Field(() => RecoveryShares, {
    description: 'What is new since `before`; a part is below zero when it is taken back.',
  })
  change!: RecoveryShares;
}

/** Inputs of calculators of which exactly one member is given. */
export const CALCULATOR_ONE_OFS: readonly string[] = ['CreditInput', 'DeductibleInput', 'ShortRateInput'];
