import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { FeatureKindEnum, FindingSeverityEnum, ProductVersionStatusEnum } from './enums.js';
import { Node } from './node.js';
import { Organisation } from './organisation.js';
import { Premium } from './premium.js';
import { ProductDecision } from './product-decision.js';
import { ProductTerms, ProductTermsInput } from './product-terms.js';
import { PriceAdjustment } from './quote.js';
import { GraphQLDecimal, GraphQLInstant, GraphQLJson } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({
  ...SIMPLE,
  implements: Node,
  description: "An insurer's product in one scenario. Its terms stand in its versions.",
})
export class Product extends Node {
  @Field(() => Organisation, { description: 'Whose product.' })
  insurer!: Organisation;

  @Field(() => String, { description: "The insurer's code of it." })
  code!: string;

  @Field(() => String, { description: 'Name for people.' })
  name!: string;

  @Field(() => String, { description: 'Code of the scenario.' })
  scenario!: string;

  @Field(() => [ProductVersion], { description: 'Its versions, newest first; numbers have no gaps.' })
  versions!: ProductVersion[];
}

@ObjectType({
  ...SIMPLE,
  implements: Node,
  description: 'Terms of a product. A draft may change; once published they never do, and quotes stay on theirs.',
})
export class ProductVersion extends Node {
  @Field(() => Product, { description: 'Whose version.' })
  product!: Product;

  @Field(() => Int, { description: 'Number within the product: 1, 2, 3 and so on.' })
  number!: number;

  @Field(() => ProductVersionStatusEnum, { description: 'Draft or published.' })
  status!: string;

  @Field(() => ProductTerms, { description: 'Everything it fixes.' })
  terms!: object;

  @Field(() => String, {
    description: 'Changes with the terms: give it to productVersionPublish to publish what you read.',
  })
  contentHash!: string;

  @Field(() => GraphQLInstant, { description: 'When its draft was begun, business time.' })
  createdAt!: Date;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When it was published, business time; null: a draft.' })
  publishedAt!: Date | null;
}

@ObjectType({ ...SIMPLE, description: 'What scorecards and decision tables of a scenario may look at.' })
export class ScenarioFeature {
  @Field(() => String, { description: 'Name, as conditions write it.' })
  name!: string;

  @Field(() => FeatureKindEnum, { description: 'What it holds when it is known.' })
  kind!: string;

  @Field(() => [String], { nullable: true, description: 'The texts it may be; null: a number, or any text.' })
  values!: readonly string[] | null;
}

@ObjectType({ ...SIMPLE, description: 'Something about the terms of a version.' })
export class TermsFinding {
  @Field(() => FindingSeverityEnum, { description: 'Whether it keeps the version from being published.' })
  severity!: string;

  @Field(() => String, { description: 'Where in the terms, e.g. "rules[0].rows[2].when.age".' })
  path!: string;

  @Field(() => String, { description: 'Stable SCREAMING_CASE code.' })
  code!: string;

  @Field(() => String, { description: 'A sentence for people.' })
  message!: string;
}

@ObjectType({ ...SIMPLE, description: 'Something that is not the same in two versions.' })
export class TermsDifference {
  @Field(() => String, {
    description:
      'Where in the terms; items of lists by code, feature or level where they have one. Of a list whose items stand in another order, the list, with their names in both orders.',
  })
  path!: string;

  @Field(() => GraphQLJson, { nullable: true, description: 'What stood there; null: nothing.' })
  before!: unknown;

  @Field(() => GraphQLJson, { nullable: true, description: 'What stands there; null: nothing.' })
  after!: unknown;
}

@ObjectType({ ...SIMPLE, description: 'What a version would offer.' })
export class DryRunOffer {
  @Field(() => Money, { description: 'The most that would be paid in the event of loss.' })
  sumInsured!: Money;

  @Field(() => GraphQLDecimal, { description: 'Share of the covered loss that would be paid, 0.9 is 90 %.' })
  insuredPercentage!: string;

  @Field(() => Premium, { description: 'Single premium for the whole term.' })
  premium!: Premium;

  @Field(() => [PriceAdjustment], { description: 'What decision tables changed about the price.' })
  priceAdjustments!: PriceAdjustment[];
}

@ObjectType({ ...SIMPLE, description: 'What a version would make of a request. Nothing was written.' })
export class ProductVersionDryRun {
  @Field(() => ProductDecision, { description: 'Its decision, with the rows that fired.' })
  decision!: ProductDecision;

  @Field(() => DryRunOffer, {
    nullable: true,
    description: 'Its offer; null unless approved. Limits are not looked at.',
  })
  offer!: DryRunOffer | null;

  @Field(() => ProductDecision, {
    nullable: true,
    description: "What the insurer's product decided when the quote was made; null for a sample request.",
  })
  previous!: ProductDecision | null;
}

@InputType({ description: 'A product to make.' })
export class ProductCreateInput {
  @Field(() => ID, { nullable: true, description: 'Whose; needed by the operator only, an underwriter makes its own.' })
  insurer?: string | null;

  @Field(() => String, { description: '2 to 40 characters of A-Z, 0-9 and hyphen, unique with the insurer.' })
  code!: string;

  @Field(() => String, { description: 'Name for people, 1 to 200 characters.' })
  name!: string;

  @Field(() => String, { description: 'Code of an installed scenario.' })
  scenario!: string;
}

@InputType({ description: "Terms for a product's draft." })
export class ProductVersionDraftInput {
  @Field(() => ID, { description: 'The product.' })
  product!: string;

  @Field(() => ProductTermsInput, { description: 'Everything the version fixes; replaces what the draft held.' })
  terms!: object;
}

@InputType({ description: 'A version to publish.' })
export class ProductVersionPublishInput {
  @Field(() => ID, { description: 'The draft.' })
  version!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its contentHash as read; refused when the draft has changed since.',
  })
  contentHash?: string | null;
}
