import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { GraphQLCalendarDate, GraphQLDecimal, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'What an investor holds of an insured loan.' })
export class InvestorShare {
  @Field(() => String, { description: 'How the platform calls them.' })
  reference!: string;

  @Field(() => GraphQLDecimal, { description: 'Fraction of the loan; all of a set add up to exactly 1.' })
  share!: string;
}

@ObjectType({ ...SIMPLE, description: 'Who holds an insured loan from a day on; never edited.' })
export class InvestorSet {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => Int, { description: 'In the order in which they were recorded, from 1.' })
  version!: number;

  @Field(() => GraphQLCalendarDate, {
    description: 'The first day on which they hold it. Of sets for one day the last counts.',
  })
  effectiveOn!: string;

  @Field(() => [InvestorShare], { description: 'In the order given; empty when the lender holds all of it.' })
  shares!: InvestorShare[];

  @Field(() => GraphQLInstant, { description: 'When it was recorded, business time.' })
  recordedAt!: Date;
}

@ObjectType({ ...SIMPLE, description: 'Of recovered money, what an investor gets.' })
export class InvestorPart extends InvestorShare {
  @Field(() => Money, { description: 'What it comes to; below zero when an entry takes it back.' })
  amount!: Money;
}

@ObjectType({ ...SIMPLE, description: 'What an investor, also a former one, has got for a loan so far.' })
export class InvestorTotal {
  @Field(() => String, { description: 'How the platform calls them.' })
  reference!: string;

  @Field(() => GraphQLDecimal, { description: 'What they hold today, a fraction of the loan; 0 when no more.' })
  share!: string;

  @Field(() => Money, { description: 'Indemnity that was paid to them, less what is to come back of it.' })
  indemnity!: Money;

  @Field(() => Money, { description: 'Their part of what was recovered for the lender.' })
  recovered!: Money;
}

@InputType({ description: 'What an investor holds of a loan.' })
export class InvestorShareInput {
  @Field(() => String, { description: 'How the platform calls them: 1 to 100 characters, no personal data.' })
  reference!: string;

  @Field(() => GraphQLDecimal, {
    description: 'Fraction of the loan, above 0, at most 12 decimals; all together are exactly 1.',
  })
  share!: string;
}

@InputType({ description: 'Who holds the loan of a policy from a day on.' })
export class PolicyInvestorsSetInput {
  @Field(() => ID, { description: 'The policy.' })
  policy!: string;

  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description:
      "The first day, from the bind to today in the programme's time zone, after any earlier day on which money was split; today when not given. A trade of today counts for what is split after it was said.",
  })
  effectiveOn?: string | null;

  @Field(() => [InvestorShareInput], {
    description: 'All of them, at most 200; none when the lender holds all of the loan.',
  })
  investors!: InvestorShareInput[];
}
