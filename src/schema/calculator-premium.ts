import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { Money, MoneyInput } from '../scenarios/contract/index.js';
import { PremiumModeEnum } from './calculator-enums.js';
import { RepaymentScheduleInput } from './calculator-loan.js';
import { Premium } from './premium.js';
import { GraphQLCalendarDate, GraphQLDecimal } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@InputType({
  description:
    'How an expected loss becomes a premium: loss x (1 + riskMargin) / (1 - expense - commission - profit), then floor and cap, fee and tax.',
})
export class PremiumLoadingsInput {
  @Field(() => GraphQLDecimal, { description: 'On top of the expected loss, 0 to 10: "0.2" is 20 %.' })
  riskMargin!: string;

  @Field(() => GraphQLDecimal, { description: 'Share of the premium, 0 to 1; the three shares are less than 1.' })
  expense!: string;

  @Field(() => GraphQLDecimal, { description: 'Share of the premium, 0 to 1.' })
  commission!: string;

  @Field(() => GraphQLDecimal, { description: 'Share of the premium, 0 to 1.' })
  profit!: string;

  @Field(() => GraphQLDecimal, { description: 'Premium tax on premium and fee, 0 to 10: "0.06" is 6 %.' })
  taxRate!: string;

  @Field(() => MoneyInput, { nullable: true, description: 'Fixed fee of each charge, beyond floor and cap.' })
  fee?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true, description: 'Least premium of a charge before fee and tax.' })
  floor?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true, description: 'Greatest premium of a charge before fee and tax.' })
  cap?: MoneyInput | null;
}

@InputType({ description: 'Cover of a loan whose premium is estimated.' })
export class PremiumEstimateInput {
  @Field(() => RepaymentScheduleInput, { description: 'The loan, with instalments by the month.' })
  loan!: RepaymentScheduleInput;

  @Field(() => PremiumModeEnum, { description: 'How the premium is paid.' })
  mode!: 'SINGLE' | 'SINGLE_FINANCED' | 'LEVEL_MONTHLY' | 'MONTHLY_ON_OUTSTANDING';

  @Field(() => GraphQLDecimal, { description: 'Chance that the loan defaults within twelve months, 0 to 1.' })
  twelveMonthProbabilityOfDefault!: string;

  @Field(() => GraphQLDecimal, { description: 'Share of what is owed at default that is lost, 0 to 1.' })
  lossGivenDefault!: string;

  @Field(() => [GraphQLDecimal], {
    nullable: true,
    description:
      'Weight of each month since disbursement in the chance of default, 0 to 1,000,000, 1 to 1200 of them; the last repeats. Even when absent.',
  })
  seasoning?: string[] | null;

  @Field(() => GraphQLDecimal, {
    nullable: true,
    description: 'Nominal rate a year that losses are discounted at, -1 to 10; 0 when absent.',
  })
  discountAnnual?: string | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Months of interest owed on top of the balance at default, 0 to 24; 0 when absent.',
  })
  accruedInterestMonths?: number | null;

  @Field(() => PremiumLoadingsInput, { description: 'Loadings and tax.' })
  loadings!: PremiumLoadingsInput;
}

@ObjectType({ ...SIMPLE, description: 'A premium on the day it is charged.' })
export class PremiumCharge {
  @Field(() => Int, { description: 'Position, from 1.' })
  number!: number;

  @Field(() => GraphQLCalendarDate, { description: 'When: at disbursement, later charges with the instalment before.' })
  chargedOn!: string;

  @Field(() => Premium, { description: 'How much.' })
  premium!: Premium;
}

@ObjectType({ ...SIMPLE, description: 'The price of cover of a loan.' })
export class PremiumEstimate {
  @Field(() => PremiumModeEnum, { description: 'How it is paid.' })
  mode!: string;

  @Field(() => Premium, { description: 'The first charge: all of a single premium, the first month of the others.' })
  premium!: Premium;

  @Field(() => [PremiumCharge], { description: 'Every charge while the loan runs as agreed, in order.' })
  charges!: PremiumCharge[];

  @Field(() => Money, { description: 'All charges together, tax included.' })
  total!: Money;

  @Field(() => GraphQLDecimal, {
    nullable: true,
    description: 'MONTHLY_ON_OUTSTANDING: premium before fee and tax a month on what is owed, to 12 decimals.',
  })
  monthlyRate!: string | null;

  @Field(() => Money, {
    nullable: true,
    description: 'SINGLE_FINANCED: the loan with the premium in it; the whole loan grows in proportion.',
  })
  financedPrincipal!: Money | null;

  @Field(() => Money, { description: 'Present value of the expected loss, rounded to the minor unit only here.' })
  expectedLoss!: Money;

  @Field(() => GraphQLDecimal, { description: 'Chance of default within the term, to 12 decimals.' })
  lifetimeProbabilityOfDefault!: string;
}
