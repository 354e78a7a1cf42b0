import { Field, ID, ObjectType } from 'type-graphql';
import { GraphQLDecimal, Money } from '../scenarios/contract/index.js';
import { FigureOriginEnum } from './claim-enums.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'A figure that another one was computed from.' })
export class IndemnityFigure {
  @Field(() => String, { description: 'Name; amounts end in "Minor" and are minor units of the currency.' })
  name!: string;

  @Field(() => String, { description: 'The figure as text.' })
  value!: string;

  @Field(() => String, { description: 'The record it was read from.' })
  source!: string;
}

@ObjectType({ ...SIMPLE, description: 'One figure of an indemnity; the figures below it add up to it exactly.' })
export class IndemnityNode {
  @Field(() => ID, { description: 'Unique within the tree, e.g. "INDEMNITY.COVERED_LOSS.INTEREST".' })
  id!: string;

  @Field(() => ID, { nullable: true, description: 'The figure it is a part of; null for the indemnity itself.' })
  parent!: string | null;

  @Field(() => String, { description: 'Stable SCREAMING_CASE code of the rule, e.g. "UNPAID_INTEREST".' })
  code!: string;

  @Field(() => Money, { description: 'What it adds; deductions are below zero.' })
  amount!: Money;

  @Field(() => FigureOriginEnum, { description: 'Where it comes from.' })
  origin!: string;

  @Field(() => String, { description: 'The figures in words.' })
  formula!: string;

  @Field(() => String, { description: 'The rule in words, or the clause it follows.' })
  source!: string;

  @Field(() => [IndemnityFigure], { description: 'What it was computed from; empty for sums.' })
  inputs!: IndemnityFigure[];
}

@ObjectType({ ...SIMPLE, description: 'What the insurer owes for a claim, with its reasoning.' })
export class Indemnity {
  @Field(() => GraphQLDecimal, { description: 'The amount, exact.' })
  amount!: string;

  @Field(() => String, { description: 'ISO 4217 code.' })
  currency!: string;

  @Field(() => Money, { description: 'The insured loss before deductible and insured percentage.' })
  coveredLoss!: Money;

  @Field(() => [IndemnityNode], {
    description: 'Every figure: first the indemnity itself, each before the figures that add up to it.',
  })
  tree!: IndemnityNode[];
}
