import { Field, Float, ID, ObjectType } from 'type-graphql';
import { OfferMakerEnum } from './enums.js';
import { FeatureValue, ProductDecision } from './product-decision.js';
import { GraphQLJson } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'A field that comes out another way than it was stored.' })
export class ReplayDifference {
  @Field(() => String, { description: 'Where, e.g. "products[0].points" or "offers[0].premiumMinor".' })
  path!: string;

  @Field(() => GraphQLJson, { nullable: true, description: 'What the quote holds.' })
  stored!: unknown;

  @Field(() => GraphQLJson, { nullable: true, description: 'What comes out now.' })
  recomputed!: unknown;
}

@ObjectType({ ...SIMPLE, description: 'What the scenario knows of the thing moves the probability of default.' })
export class ReplayedFactor {
  @Field(() => String, { description: 'Stable code.' })
  code!: string;

  @Field(() => String, { description: 'In plain language.' })
  label!: string;

  @Field(() => Float, { description: 'Multiplies the probability; 1 changes nothing.' })
  multiplier!: number;
}

@ObjectType({ ...SIMPLE, description: 'Where a score lost points.' })
export class ScoreReason {
  @Field(() => String, { description: 'Code of the reason.' })
  code!: string;

  @Field(() => String, { description: 'The feature.' })
  feature!: string;

  @Field(() => String, { description: 'Plain language.' })
  message!: string;

  @Field(() => Float, { description: 'Points below the best the feature can have.' })
  pointsLost!: number;
}

@ObjectType({ ...SIMPLE, description: 'One product, decided again.' })
export class ReplayedProduct {
  @Field(() => ProductDecision, { description: 'What it decides.' })
  decision!: ProductDecision;

  @Field(() => String, { description: 'Name and version of its scorecard.' })
  scorecard!: string;

  @Field(() => [ScoreReason], { description: 'Where the score lost points, most first, at most four.' })
  scoreReasons!: ScoreReason[];

  @Field(() => [ReplayedFactor], { description: 'What moved the probability after the score.' })
  factors!: ReplayedFactor[];
}

@ObjectType({ ...SIMPLE, description: 'One offer of the quote, made again.' })
export class ReplayedOffer {
  @Field(() => ID, { description: 'The offer.' })
  offerId!: string;

  @Field(() => OfferMakerEnum, { description: 'Whose decision it follows.' })
  madeBy!: string;

  @Field(() => Boolean, {
    description: 'Whether price, cover, loan, conditions and shares came out the same, to the last bit.',
  })
  identical!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Why it could not be made again, in a sentence; null when it was.',
  })
  gap!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'An old decision, made again from the facts and versions stored with it.' })
export class DecisionReplay {
  @Field(() => ID, { description: 'The quote.' })
  quoteId!: string;

  @Field(() => Boolean, { description: 'Whether every field came out the same, to the last bit, prices included.' })
  identical!: boolean;

  @Field(() => [ReplayDifference], { description: 'The fields that did not; empty when identical.' })
  differences!: ReplayDifference[];

  @Field(() => String, { description: 'Code of the scenario.' })
  scenario!: string;

  @Field(() => String, { description: 'Version of the scenario that made the quote.' })
  scenarioVersion!: string;

  @Field(() => String, { nullable: true, description: 'Version that is installed; null: it no longer is.' })
  installedVersion!: string | null;

  @Field(() => [FeatureValue], { description: 'What was scored and ruled on, by name.' })
  features!: FeatureValue[];

  @Field(() => [ReplayedProduct], { description: "An insurer's own products; the operator sees all." })
  products!: ReplayedProduct[];

  @Field(() => [ReplayedOffer], {
    description: "Offers of the insurer's own products, a desk's from what it decided; the operator sees all.",
  })
  offers!: ReplayedOffer[];
}
