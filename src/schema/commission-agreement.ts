import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Money, MoneyInput } from '../scenarios/contract/index.js';
import { register } from './enums.js';
import { GraphQLCalendarDate, GraphQLCurrencyCode, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

export const CommissionPeriodEnum = register('CommissionPeriodKind', 'How long a payout period is.', {
  MONTH: 'A calendar month.',
  QUARTER: 'A calendar quarter.',
  YEAR: 'A calendar year.',
});

@ObjectType({
  ...SIMPLE,
  description: 'Bounds on the commission of each payout period, never edited: a later one takes over.',
})
export class CommissionAgreement {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => ID, { description: 'The insurer that pays.' })
  insurer!: string;

  @Field(() => ID, { description: 'The partner that is paid.' })
  partner!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'The programme whose commission it bounds; null: of all that have no agreement of their own, together.',
  })
  programme!: string | null;

  @Field(() => GraphQLCurrencyCode, { description: 'Books are kept per currency.' })
  currency!: string;

  @Field(() => CommissionPeriodEnum, { description: 'How long a period is.' })
  period!: string;

  @Field(() => Money, { description: 'Least commission of a period, granted when it is over; zero: none.' })
  minimum!: Money;

  @Field(() => Money, { nullable: true, description: 'Greatest commission of a period; null: none.' })
  maximum!: Money | null;

  @Field(() => GraphQLCalendarDate, { description: 'The first day of the first period.' })
  fromOn!: string;

  @Field(() => GraphQLInstant, { description: 'When it was recorded, business time.' })
  createdAt!: Date;
}

@InputType({ description: 'Bounds to agree on.' })
export class CommissionAgreementSetInput {
  @Field(() => ID, { description: 'The partner.' })
  partner!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'One of its programmes, instead of what is agreed for the others; all that have none when absent.',
  })
  programme?: string | null;

  @Field(() => GraphQLCurrencyCode, { description: 'Books are kept per currency.' })
  currency!: string;

  @Field(() => CommissionPeriodEnum, { description: 'How long a period is.' })
  period!: 'MONTH' | 'QUARTER' | 'YEAR';

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'Least commission of a period, zero or more; none when absent.',
  })
  minimum?: MoneyInput | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'Greatest commission of a period, not below the minimum; none when absent.',
  })
  maximum?: MoneyInput | null;

  @Field(() => GraphQLCalendarDate, {
    description:
      'The first day of a period, not before that of the present one, and not before what was agreed before begins; at most a year ahead.',
  })
  fromOn!: string;
}

@ObjectType({
  ...SIMPLE,
  description: 'A payout period with bounds: the commission of the policies that were first written in it.',
})
export class CommissionPeriod {
  @Field(() => ID, { nullable: true, description: 'The programme; null: all that have no agreement of their own.' })
  programme!: string | null;

  @Field(() => GraphQLCalendarDate, { description: 'First day.' })
  from!: string;

  @Field(() => GraphQLCalendarDate, { description: 'Last day.' })
  to!: string;

  @Field(() => Money, { description: 'What was written for its policies, less what went back, whenever.' })
  commission!: Money;

  @Field(() => Money, { description: 'The same within the bounds.' })
  bounded!: Money;

  @Field(() => Money, { description: 'Least commission, granted when the period is over; zero: none.' })
  minimum!: Money;

  @Field(() => Money, { nullable: true, description: 'Greatest commission; null: none.' })
  maximum!: Money | null;
}
