import { Field, InputType, Int, ObjectType } from 'type-graphql';
import type { RefundMethod } from '../finance/index.js';
import { Money, MoneyInput } from '../scenarios/contract/index.js';
import { RefundMethodEnum } from './calculator-enums.js';
import { GraphQLCalendarDate, GraphQLDecimal } from './scalars.js';

@InputType({ description: 'A row of a short-rate table.' })
export class ShortRateRowInput {
  @Field(() => Int, { description: 'Last day of a policy of 365 days that it holds for, above the row before.' })
  upToDays!: number;

  @Field(() => GraphQLDecimal, { description: 'Share of the premium that is kept, 0 to 1.' })
  earnedRate!: string;
}

@InputType({ description: 'What is kept when the policyholder cancels: exactly one member.' })
export class ShortRateInput {
  @Field(() => [ShortRateRowInput], {
    nullable: true,
    description: 'By a table, 1 to 1200 rows, the last for day 365.',
  })
  table?: ShortRateRowInput[] | null;

  @Field(() => GraphQLDecimal, {
    nullable: true,
    description: 'The earned premium and this share of the rest, 0 to 1: "0.1" is the 90 % short rate.',
  })
  penaltyRate?: string | null;
}

@InputType({ description: 'Cover that is cancelled.' })
export class RefundEstimateInput {
  @Field(() => RefundMethodEnum, { description: 'How the refund is computed.' })
  method!: RefundMethod;

  @Field(() => MoneyInput, { description: 'Premium of the whole term; all amounts are in its currency.' })
  premium!: MoneyInput;

  @Field(() => MoneyInput, { nullable: true, description: 'What was paid of it; all when absent.' })
  paid?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true, description: 'Commission on the premium; zero when absent.' })
  commission?: MoneyInput | null;

  @Field(() => GraphQLCalendarDate, { description: 'First day of cover.' })
  startsOn!: string;

  @Field(() => GraphQLCalendarDate, { description: 'First day without cover: the anniversary. After startsOn.' })
  endsOn!: string;

  @Field(() => GraphQLCalendarDate, { description: 'Last day of cover; a part of a day counts as a day.' })
  cancelledOn!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Days from the start in which everything is given back, 0 to 366; 0 when absent.',
  })
  freeLookDays?: number | null;

  @Field(() => MoneyInput, { nullable: true, description: 'A refund below it is waived; zero when absent.' })
  minimumRefund?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true, description: 'What the books hold as unearned; caps the refund.' })
  bookedUnearned?: MoneyInput | null;

  @Field(() => Int, {
    nullable: true,
    description: 'RULE_OF_78 and MEAN: periods of the cover, 1 to 1200; its months when absent.',
  })
  periods?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Methods that count periods: how many have run, 0 to all; months begun when absent.',
  })
  elapsedPeriods?: number | null;

  @Field(() => [MoneyInput], {
    nullable: true,
    description: 'SUM_OF_BALANCES and ACTUARIAL: insured balance at the start of each period, 1 to 1200.',
  })
  openingBalances?: MoneyInput[] | null;

  @Field(() => GraphQLDecimal, {
    nullable: true,
    description: 'ACTUARIAL: nominal rate a year that balances are discounted at, -1 to 10, a twelfth a period.',
  })
  annualRate?: string | null;

  @Field(() => ShortRateInput, { nullable: true, description: 'SHORT_RATE: what is kept.' })
  shortRate?: ShortRateInput | null;

  @Field(() => [GraphQLDecimal], {
    nullable: true,
    description: 'CUMULATIVE_FACTORS: share earned by the end of each policy year, rising, the last "1".',
  })
  factors?: string[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'What goes back when cover is cancelled.' })
export class RefundEstimate {
  @Field(() => Money, { description: 'To whoever paid: what was paid less what is kept, zero or more.' })
  refund!: Money;

  @Field(() => Money, { description: 'Unearned premium: by days for PRO_RATA and SHORT_RATE, else by the method.' })
  unearned!: Money;

  @Field(() => Money, { description: 'The part of the premium that is taken back; unpaid premium is in it.' })
  returnedPremium!: Money;

  @Field(() => Money, { description: 'The part of the premium that is kept.' })
  retainedPremium!: Money;

  @Field(() => Money, { description: 'Commission to be given back, in proportion to the premium taken back.' })
  commissionClawback!: Money;

  @Field(() => Boolean, { description: 'Whether it falls within the free-look days.' })
  freeLook!: boolean;

  @Field(() => Boolean, { description: 'Whether the refund was below the minimum and is not paid.' })
  waived!: boolean;
}
