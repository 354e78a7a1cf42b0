import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { CreditOutcomeEnum } from './enums.js';
import { Node } from './node.js';
import { GraphQLCalendarDate, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@InputType({ description: 'Past quotes of a product, and the version to run them under.' })
export class BacktestInput {
  @Field(() => ID, { description: 'A version of one of your products: a draft, or one that is published.' })
  productVersion!: string;

  @Field(() => GraphQLCalendarDate, { description: 'First day of the quotes, UTC.' })
  from!: string;

  @Field(() => GraphQLCalendarDate, { description: 'Last day of the quotes, UTC.' })
  to!: string;

  @Field(() => ID, { nullable: true, description: 'Only quotes of this partner.' })
  partner?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only quotes of this programme.' })
  programme?: string | null;
}

@ObjectType({
  ...SIMPLE,
  description: 'What the quotes came to under one version, as if every approval were offered and no limit bound.',
})
export class BacktestSide {
  @Field(() => Int, { description: 'Quotes approved.' })
  approved!: number;

  @Field(() => Int, { description: 'Quotes a person had to look at.' })
  referred!: number;

  @Field(() => Int, { description: 'Quotes declined.' })
  declined!: number;

  @Field(() => Int, {
    description:
      'Of those not approved: how many a co-obligor who brings enough would have approved, as far as the terms say so.',
  })
  coObligorCures!: number;

  @Field(() => Money, { description: 'Premium of the approved, with tax.' })
  premium!: Money;

  @Field(() => Money, { description: 'Sum insured of the approved.' })
  sumInsured!: Money;

  @Field(() => Money, { description: 'Expected loss of the approved over their whole terms, discounted.' })
  expectedLoss!: Money;

  @Field(() => Float, { nullable: true, description: 'Mean twelve-month probability of default; null without quotes.' })
  averageProbability!: number | null;
}

@ObjectType({ ...SIMPLE, description: 'How many quotes went from one decision to another.' })
export class BacktestMove {
  @Field(() => CreditOutcomeEnum, { description: 'As decided then.' })
  from!: string;

  @Field(() => CreditOutcomeEnum, { description: 'As decided under the version.' })
  to!: string;

  @Field(() => Int, { description: 'Quotes.' })
  quotes!: number;
}

@ObjectType({ ...SIMPLE, description: 'A quote that the version decides another way.' })
export class BacktestChange {
  @Field(() => ID, { description: 'The quote.' })
  quoteId!: string;

  @Field(() => CreditOutcomeEnum, { description: 'As decided then.' })
  from!: string;

  @Field(() => CreditOutcomeEnum, { description: 'As decided under the version.' })
  to!: string;

  @Field(() => [String], { description: 'Codes of the reasons that came or went.' })
  reasons!: string[];
}

@ObjectType({ ...SIMPLE, description: 'What past quotes came to, then and under the version.' })
export class BacktestFigures {
  @Field(() => Int, { description: 'Quotes decided again.' })
  quotes!: number;

  @Field(() => Int, { description: 'Quotes that could not be: their scenario is gone, or another currency.' })
  skipped!: number;

  @Field(() => BacktestSide, { description: 'As decided then.' })
  before!: BacktestSide;

  @Field(() => BacktestSide, { description: 'As decided under the version.' })
  after!: BacktestSide;

  @Field(() => [BacktestMove], { description: 'Who changes side.' })
  moves!: BacktestMove[];

  @Field(() => Int, { description: 'Quotes that change side.' })
  changedQuotes!: number;
}

@ObjectType({ ...SIMPLE, implements: Node, description: 'A finished backtest; never changes.' })
export class PortfolioBacktest extends Node {
  @Field(() => ID, { description: 'The version.' })
  productVersionId!: string;

  @Field(() => String, { description: 'Hash of its terms as they were: a draft may have changed since.' })
  termsHash!: string;

  @Field(() => GraphQLCalendarDate, { description: 'First day of the quotes.' })
  from!: string;

  @Field(() => GraphQLCalendarDate, { description: 'Last day of the quotes.' })
  to!: string;

  @Field(() => BacktestFigures, { description: 'What came out.' })
  figures!: BacktestFigures;

  @Field(() => GraphQLInstant, { description: 'When it began, business time.' })
  startedAt!: Date;

  @Field(() => GraphQLInstant, { description: 'When it was finished, business time.' })
  finishedAt!: Date;
}

@ObjectType({ ...SIMPLE, description: 'How far a backtest is.' })
export class BacktestProgress {
  @Field(() => Int, { description: 'Quotes looked at.' })
  done!: number;

  @Field(() => Int, { description: 'Quotes there are.' })
  total!: number;

  @Field(() => BacktestFigures, { description: 'What came out so far.' })
  figures!: BacktestFigures;

  @Field(() => PortfolioBacktest, { nullable: true, description: 'With the last message: the kept result.' })
  result!: PortfolioBacktest | null;
}
