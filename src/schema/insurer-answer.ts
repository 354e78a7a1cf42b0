import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { InsurerAnswerOutcomeEnum, LimitDimensionEnum } from './enums.js';
import { DecisionReason } from './product-decision.js';
import { GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'The limit that had no room, with what only its insurer and the operator see.' })
export class RefusingLimit {
  @Field(() => LimitDimensionEnum, { description: 'What it caps.' })
  dimension!: string;

  @Field(() => Money, { description: 'What the offer would have taken, in the currency of the quote.' })
  requested!: Money;

  @Field(() => Money, { description: 'What would still have fitted, in the currency of the quote.' })
  available!: Money;

  @Field(() => ID, { nullable: true, description: 'The limit; null when one that must exist does not.' })
  limit!: string | null;

  @Field(() => Money, { nullable: true, description: 'Its cap then; null of a limit on a number.' })
  cap!: Money | null;

  @Field(() => Money, { nullable: true, description: 'What was used of it then; null of a limit on a number.' })
  used!: Money | null;

  @Field(() => Int, { nullable: true, description: 'Its cap then, of a limit on a number.' })
  capCount!: number | null;

  @Field(() => String, { nullable: true, description: 'The rule it follows from.' })
  rule!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'Why an insurer of the programme made no offer on a quote.' })
export class InsurerAnswer {
  @Field(() => ID, { description: 'The quote.' })
  quoteId!: string;

  @Field(() => InsurerAnswerOutcomeEnum, { description: 'What became of it.' })
  outcome!: string;

  @Field(() => [DecisionReason], { description: "The insurer's own reasons." })
  reasons!: DecisionReason[];

  @Field(() => RefusingLimit, { nullable: true, description: 'Of NO_ROOM: the limit that refused.' })
  limit!: RefusingLimit | null;

  @Field(() => GraphQLInstant, { description: 'When, business time.' })
  answeredAt!: Date;
}

@InputType({ description: 'Narrows the answers; every member given must hold.' })
export class InsurerAnswerFilter {
  @Field(() => ID, { nullable: true, description: 'Of this quote.' })
  quote?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of this insurer, for the operator.' })
  insurer?: string | null;

  @Field(() => [InsurerAnswerOutcomeEnum], { nullable: true, description: 'Any of these.' })
  outcome?: string[] | null;
}
