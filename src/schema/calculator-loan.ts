import { Field, InputType, Int, ObjectType } from 'type-graphql';
import type { DayCount, OddFirstPeriod, RepaymentMethod, RepaymentPeriod } from '../finance/index.js';
import { Money, MoneyInput } from '../scenarios/contract/index.js';
import { DayCountEnum, OddFirstPeriodEnum, PeriodUnitEnum } from './calculator-enums.js';
import { RepaymentMethodEnum } from './enums.js';
import { GraphQLCalendarDate, GraphQLDecimal } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@InputType({ description: 'The regular time between two instalments.' })
export class RepaymentPeriodInput {
  @Field(() => PeriodUnitEnum, { description: 'Months, weeks or days.' })
  unit!: RepaymentPeriod['unit'];

  @Field(() => Int, { description: 'How many of them, 1 to 120.' })
  count!: number;
}

@InputType({ description: 'The terms of a loan whose schedule is computed.' })
export class RepaymentScheduleInput {
  @Field(() => MoneyInput, { description: 'Amount lent, above zero; all amounts are in its currency.' })
  principal!: MoneyInput;

  @Field(() => GraphQLDecimal, {
    description: 'Nominal rate a year as a fraction, -1 to 10: "0.12" is 12 %. "0" for ZERO_INTEREST and FLAT_FEE.',
  })
  annualRate!: string;

  @Field(() => Int, { description: 'Number of instalments, 1 to 1200; the last falls due by 2299.' })
  instalments!: number;

  @Field(() => RepaymentMethodEnum, { description: 'How it is repaid.' })
  method!: RepaymentMethod;

  @Field(() => GraphQLCalendarDate, { description: 'When it is paid out.' })
  disbursedOn!: string;

  @Field(() => GraphQLCalendarDate, {
    description: 'First due date, not before disbursedOn; on that day only when no interest accrues.',
  })
  firstDueOn!: string;

  @Field(() => RepaymentPeriodInput, {
    nullable: true,
    description: 'Time between instalments; one month when absent.',
  })
  period?: RepaymentPeriodInput | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Day of month of monthly due dates, 1 to 31, at most the last of the month; told from the first dates.',
  })
  anchorDay?: number | null;

  @Field(() => DayCountEnum, {
    nullable: true,
    description: 'When absent: rate / 12 a month, actual days / 365 for weeks and days.',
  })
  dayCount?: DayCount | null;

  @Field(() => OddFirstPeriodEnum, { nullable: true, description: 'REGULAR when absent.' })
  oddFirstPeriod?: OddFirstPeriod | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Only LEVEL_WITH_BALLOON: periods the payment is computed over, from instalments to 1200.',
  })
  amortisedOver?: number | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      'LEVEL_WITH_BALLOON, instead of amortisedOver: what is paid with the last instalment. LEVEL_TO_RESIDUAL: what stays due outside the schedule. Zero to the principal.',
  })
  residual?: MoneyInput | null;

  @Field(() => GraphQLDecimal, {
    nullable: true,
    description: 'Only FLAT_FEE: fee a period as a fraction of the principal, 0 to 10: "0.006" is 0.6 %.',
  })
  flatFeeRate?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Even out the last instalment by changing the level payment a little; false when absent.',
  })
  smooth?: boolean | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'Payments but the last are rounded to this multiple, above zero; not for INTEREST_ONLY.',
  })
  paymentMultiple?: MoneyInput | null;
}

@ObjectType({ ...SIMPLE, description: 'One instalment of a computed schedule.' })
export class ScheduledInstalment {
  @Field(() => Int, { description: 'Position, from 1.' })
  number!: number;

  @Field(() => GraphQLCalendarDate, { description: 'When it is due.' })
  dueOn!: string;

  @Field(() => Money, { description: 'What is owed before it.' })
  openingBalance!: Money;

  @Field(() => Money, { description: 'Principal and interest.' })
  payment!: Money;

  @Field(() => Money, { description: 'The part that repays; below zero when a payment is less than its interest.' })
  principal!: Money;

  @Field(() => Money, { description: 'The part that is interest, or the flat fee.' })
  interest!: Money;

  @Field(() => Money, { description: 'What is owed after it.' })
  closingBalance!: Money;
}

@ObjectType({ ...SIMPLE, description: 'How a loan is repaid, to the minor unit.' })
export class RepaymentSchedule {
  @Field(() => [ScheduledInstalment], { description: 'All instalments, in order.' })
  instalments!: ScheduledInstalment[];

  @Field(() => Money, {
    nullable: true,
    description: 'The payment of every instalment but the last; null when the method changes it.',
  })
  levelPayment!: Money | null;

  @Field(() => Money, { description: 'Interest and flat fees of all instalments.' })
  totalInterest!: Money;

  @Field(() => Money, { description: "All payments; a lease's residual is not in it." })
  totalPayment!: Money;

  @Field(() => Money, { description: 'What stays due after the last instalment: zero but for LEVEL_TO_RESIDUAL.' })
  residual!: Money;
}
