import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import type { EuropeanIntervals, UnitPeriod as UnitPeriodTerms } from '../finance/index.js';
import { MoneyInput } from '../scenarios/contract/index.js';
import { EuropeanIntervalsEnum, UnitPeriodUnitEnum } from './calculator-enums.js';
import { RepaymentScheduleInput } from './calculator-loan.js';
import { GraphQLCalendarDate, GraphQLDecimal } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@InputType({ description: 'Money on a day.' })
export class DatedAmountInput {
  @Field(() => MoneyInput, { description: 'How much, above zero; everything in one currency.' })
  amount!: MoneyInput;

  @Field(() => GraphQLCalendarDate, { description: 'When.' })
  on!: string;
}

@InputType({ description: 'What the borrower receives and pays, in any order.' })
export class CreditFlowsInput {
  @Field(() => [DatedAmountInput], { description: 'Received: 1 to 1200. The term begins with the first.' })
  advances!: DatedAmountInput[];

  @Field(() => [DatedAmountInput], { description: 'Paid: 1 to 1200, none before the first advance.' })
  payments!: DatedAmountInput[];
}

@InputType({ description: 'A loan with what it costs beside its interest.' })
export class ChargedLoanInput {
  @Field(() => RepaymentScheduleInput, { description: 'The loan.' })
  terms!: RepaymentScheduleInput;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'Fees and premium kept back when the loan is paid out, zero or more, less than the principal.',
  })
  upfrontCharges?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true, description: 'Fees and premium with each instalment, zero or more.' })
  periodicCharges?: MoneyInput | null;
}

@InputType({ description: 'The credit: exactly one member.' })
export class CreditInput {
  @Field(() => CreditFlowsInput, { nullable: true, description: 'As dated amounts.' })
  flows?: CreditFlowsInput | null;

  @Field(() => ChargedLoanInput, { nullable: true, description: 'As a loan; its schedule is computed.' })
  loan?: ChargedLoanInput | null;
}

@InputType({ description: 'A unit-period of Regulation Z, at most a year.' })
export class UnitPeriodInput {
  @Field(() => UnitPeriodUnitEnum, { description: 'The unit.' })
  unit!: UnitPeriodTerms['unit'];

  @Field(() => Int, { description: 'How many, at most a year: 365 days, 52 weeks, 12 months; 1 of the others.' })
  count!: number;
}

@InputType({ description: 'A credit whose yearly rates are computed.' })
export class AnnualPercentageRateInput {
  @Field(() => CreditInput, { description: 'The credit.' })
  credit!: CreditInput;

  @Field(() => UnitPeriodInput, {
    nullable: true,
    description: 'For the rate of the United States, when it is known; else found from the dates.',
  })
  unitPeriod?: UnitPeriodInput | null;

  @Field(() => EuropeanIntervalsEnum, { nullable: true, description: 'For the European rate; DAYS when absent.' })
  intervals?: EuropeanIntervals | null;

  @Field(() => GraphQLDecimal, {
    nullable: true,
    description: 'Only for a loan: limit on the nominal all-in cost a year, 0 to 10, itself allowed: "0.24" is 24 %.',
  })
  costLimit?: string | null;
}

@ObjectType({ ...SIMPLE, description: 'A unit-period of Regulation Z.' })
export class UnitPeriod {
  @Field(() => UnitPeriodUnitEnum, { description: 'The unit.' })
  unit!: string;

  @Field(() => Int, { description: 'How many of them.' })
  count!: number;
}

@ObjectType({ ...SIMPLE, description: 'United States: actuarial method, 12 CFR 1026, Appendix J.' })
export class RegulationZRate {
  @Field(() => GraphQLDecimal, { description: 'Nominal a year, rounded to 0.01 %: "0.0969" is 9.69 %.' })
  rate!: string;

  @Field(() => GraphQLDecimal, { description: 'The same to 12 decimals.' })
  unrounded!: string;

  @Field(() => UnitPeriod, { description: 'The unit-period.' })
  unitPeriod!: UnitPeriod;

  @Field(() => Float, { description: 'Unit-periods a year.' })
  unitPeriodsPerYear!: number;
}

@ObjectType({ ...SIMPLE, description: 'European Union and United Kingdom: Directive 2008/48/EC, Annex I.' })
export class EuropeanRate {
  @Field(() => GraphQLDecimal, { description: 'Effective a year, rounded to 0.1 %: "0.128" is 12.8 %.' })
  rate!: string;

  @Field(() => GraphQLDecimal, { description: 'The same to 12 decimals.' })
  unrounded!: string;
}

@ObjectType({ ...SIMPLE, description: 'What a loan costs with its interest, fees and premium, by equal periods.' })
export class AllInCost {
  @Field(() => GraphQLDecimal, { description: 'Internal rate a period, to 12 decimals.' })
  periodRate!: string;

  @Field(() => GraphQLDecimal, {
    description: 'Period rate x periods a year, rounded to 0.01 %: what limits speak of.',
  })
  nominal!: string;

  @Field(() => GraphQLDecimal, {
    nullable: true,
    description: 'Compounded over a year, rounded to 0.01 %; null beyond 1,000,000 (a hundred million per cent).',
  })
  effective!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether nominal keeps costLimit; null without one.' })
  withinLimit!: boolean | null;
}

@ObjectType({ ...SIMPLE, description: 'The yearly rates of a credit.' })
export class AnnualPercentageRate {
  @Field(() => RegulationZRate, { description: 'As the United States count it.' })
  regulationZ!: RegulationZRate;

  @Field(() => EuropeanRate, { description: 'As the European Union and the United Kingdom count it.' })
  european!: EuropeanRate;

  @Field(() => AllInCost, {
    nullable: true,
    description: 'Only for a loan whose period is a whole part of a year (52 weeks, 365 days or 12 months).',
  })
  allInCost!: AllInCost | null;
}
