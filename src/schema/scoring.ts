import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { DriftBandEnum } from './enums.js';
import { Node } from './node.js';
import { GraphQLCalendarDate, GraphQLDecimal, GraphQLInstant, GraphQLJson } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'How a scorecard did on one sample of loans.' })
export class SampleMetrics {
  @Field(() => Int, { description: 'Loans.' })
  rows!: number;

  @Field(() => Int, { description: 'Of them defaulted.' })
  bads!: number;

  @Field(() => Float, { description: 'Chance that a default had the higher probability, 0.5 is no better than dice.' })
  auc!: number;

  @Field(() => Float, { description: 'Largest distance of the two distributions, 0 to 1.' })
  ks!: number;

  @Field(() => Float, { description: 'Mean squared error of the probabilities, 0 is perfect.' })
  brier!: number;
}

@ObjectType({ ...SIMPLE, description: 'What a scorecard was trained on.' })
export class ScorecardTraining {
  @Field(() => String, { description: 'Hash of the data file.' })
  dataHash!: string;

  @Field(() => GraphQLCalendarDate, { description: 'Day of the training.' })
  trainedOn!: string;

  @Field(() => SampleMetrics, { description: 'On the loans it was fitted on.' })
  train!: SampleMetrics;

  @Field(() => SampleMetrics, { nullable: true, description: 'On loans it never saw; null without any.' })
  test!: SampleMetrics | null;
}

@ObjectType({
  ...SIMPLE,
  implements: Node,
  description: 'A scorecard of an insurer, as it was trained; never changes.',
})
export class Scorecard extends Node {
  @Field(() => String, { description: 'Name.' })
  name!: string;

  @Field(() => String, { description: 'Version; a name and version is registered once.' })
  version!: string;

  @Field(() => String, { description: 'Hash of the artefact in canonical JSON.' })
  contentHash!: string;

  @Field(() => [String], { description: 'Features it looks at, strongest first.' })
  features!: string[];

  @Field(() => ScorecardTraining, { nullable: true, description: 'What it was trained on; null when written by hand.' })
  training!: ScorecardTraining | null;

  @Field(() => GraphQLInstant, { description: 'When it was registered.' })
  registeredAt!: Date;

  @Field(() => GraphQLJson, { description: 'The artefact itself.' })
  artefact!: unknown;
}

@ObjectType({
  ...SIMPLE,
  description: "A scorecard on trial: it scores a share of a product version's quotes in silence.",
})
export class Challenger {
  @Field(() => ID, { description: 'The trial.' })
  id!: string;

  @Field(() => ID, { description: 'The product version whose quotes it scores.' })
  productVersionId!: string;

  @Field(() => Scorecard, { description: 'The card on trial.' })
  scorecard!: Scorecard;

  @Field(() => GraphQLDecimal, { description: 'Share of the quotes, above 0 to 1. Which ones is fixed by their ids.' })
  share!: string;

  @Field(() => GraphQLInstant, { description: 'Since when.' })
  startedAt!: Date;

  @Field(() => GraphQLInstant, { nullable: true, description: 'Until when; null while it runs.' })
  endedAt!: Date | null;
}

@InputType({ description: 'A trial of a scorecard.' })
export class ChallengerInput {
  @Field(() => ID, { description: 'A published product version of yours without a running trial.' })
  productVersion!: string;

  @Field(() => ID, { description: 'A scorecard of yours whose features the scenario has.' })
  scorecard!: string;

  @Field(() => GraphQLDecimal, { description: 'Share of the quotes it scores, above 0 to 1, at most six decimals.' })
  share!: string;
}

@ObjectType({ ...SIMPLE, description: "How a card's twelve-month probabilities of default met the outcomes." })
export class CardOnTrial {
  @Field(() => Float, { nullable: true, description: 'Mean over all quotes; null without any.' })
  averageProbability!: number | null;

  @Field(() => Float, { nullable: true, description: 'Null until there are defaults and others.' })
  auc!: number | null;

  @Field(() => Float, { nullable: true, description: 'Null until there are defaults and others.' })
  ks!: number | null;

  @Field(() => Float, { nullable: true, description: 'Null until an outcome is known.' })
  brier!: number | null;
}

@ObjectType({ ...SIMPLE, description: 'Champion and challenger side by side, on the quotes that both scored.' })
export class ChallengerReport {
  @Field(() => Challenger, { description: 'The trial.' })
  trial!: Challenger;

  @Field(() => Int, { description: 'Quotes both scored in the period.' })
  quotes!: number;

  @Field(() => Float, {
    nullable: true,
    description: "Spearman's rank correlation of the two probabilities, -1 to 1; null when one of them never varies.",
  })
  rankAgreement!: number | null;

  @Field(() => Int, { description: 'Policies of these quotes whose first twelve months are over.' })
  outcomes!: number;

  @Field(() => Int, { description: 'Of them with a claim for a default within these twelve months.' })
  defaults!: number;

  @Field(() => CardOnTrial, { description: "The product version's own card." })
  champion!: CardOnTrial;

  @Field(() => CardOnTrial, { description: 'The card on trial.' })
  challenger!: CardOnTrial;
}

@ObjectType({ ...SIMPLE, description: 'How full one bin is, as a share of all cases.' })
export class DriftBin {
  @Field(() => String, { description: 'Values of the bin.' })
  name!: string;

  @Field(() => Float, { nullable: true, description: 'In the training; null when the card does not say.' })
  expected!: number | null;

  @Field(() => Float, { description: 'In the period.' })
  actual!: number;
}

@ObjectType({ ...SIMPLE, description: 'How far a distribution has moved from that of the training.' })
export class Drift {
  @Field(() => String, { description: 'Feature, or "points" for the score.' })
  name!: string;

  @Field(() => String, { description: 'In plain language.' })
  label!: string;

  @Field(() => Float, {
    nullable: true,
    description:
      'Population stability index; null when the card does not hold its training counts or there are no cases.',
  })
  stability!: number | null;

  @Field(() => DriftBandEnum, { nullable: true, description: 'What it calls for; null with `stability`.' })
  band!: string | null;

  @Field(() => [DriftBin], { description: 'The distribution.' })
  bins!: DriftBin[];
}

@ObjectType({ ...SIMPLE, description: 'Whether a scorecard still meets the population it was trained on.' })
export class ScorecardDrift {
  @Field(() => String, { description: 'Name and version of the card.' })
  scorecard!: string;

  @Field(() => Int, { description: 'Quotes of the period.' })
  cases!: number;

  @Field(() => Float, { description: 'Stability from which on WATCH is said.' })
  watchFrom!: number;

  @Field(() => Float, { description: 'Stability from which on ACT is said.' })
  actFrom!: number;

  @Field(() => Drift, { description: 'Of the score.' })
  score!: Drift;

  @Field(() => [Drift], { description: 'Of each feature, in the order of the card.' })
  features!: Drift[];
}
