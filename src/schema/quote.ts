import { Field, ID, Int, ObjectType } from 'type-graphql';
import { InsuredRisk, Money } from '../scenarios/contract/index.js';
import { PremiumModeEnum } from './calculator-enums.js';
import { CreditData } from './credit-data.js';
import {
  ConditionKindEnum,
  CreditOutcomeEnum,
  LimitDimensionEnum,
  ObligorKindEnum,
  QuoteStatusEnum,
  RepaymentMethodEnum,
} from './enums.js';
import { Node } from './node.js';
import { Organisation } from './organisation.js';
import { Premium } from './premium.js';
import { AdverseActionReason, CoObligorCure, DecisionReason, ProductDecision } from './product-decision.js';
import { GraphQLCalendarDate, GraphQLDecimal, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'A change of the premium before tax that a decision table made.' })
export class PriceAdjustment {
  @Field(() => String, { description: 'Stable SCREAMING_CASE code.' })
  code!: string;

  @Field(() => String, { description: 'A sentence for people.' })
  message!: string;

  @Field(() => Money, { description: 'By how much it moved the premium before tax; negative is a discount.' })
  amount!: Money;
}

@ObjectType({ ...SIMPLE, description: 'The limit that kept an offer away, and what is left of it.' })
export class BindingLimit {
  @Field(() => String, { description: 'What it caps, in words.' })
  name!: string;

  @Field(() => LimitDimensionEnum, { description: 'What it caps.' })
  dimension!: string;

  @Field(() => Money, { description: 'What the offer would have taken.' })
  requested!: Money;

  @Field(() => Money, { description: 'What was left when the quote was made.' })
  available!: Money;
}

@ObjectType({ ...SIMPLE, description: "The loan's terms as they were quoted." })
export class QuotedLoan {
  @Field(() => Money, { description: 'Amount lent.' })
  principal!: Money;

  @Field(() => GraphQLDecimal, { description: 'Nominal rate a year, 0.12 is 12 %.' })
  annualRate!: string;

  @Field(() => Int, { description: 'Number of monthly instalments, 1 to 600.' })
  instalments!: number;

  @Field(() => RepaymentMethodEnum, { description: 'How it is repaid.' })
  method!: string;

  @Field(() => GraphQLCalendarDate, { description: 'When it is paid out.' })
  disbursedOn!: string;

  @Field(() => GraphQLCalendarDate, { description: 'When the first instalment is due.' })
  firstDueOn!: string;

  @Field(() => Money, { nullable: true, description: 'Part of the last instalment of LEVEL_WITH_BALLOON.' })
  balloon!: Money | null;
}

@ObjectType({ ...SIMPLE, description: 'A condition of an offer, or one that would cure a decision.' })
export class OfferCondition {
  @Field(() => ConditionKindEnum, { description: 'What must be so.' })
  kind!: string;

  @Field(() => Money, { nullable: true, description: 'The amount of LOWER_AMOUNT and DOWN_PAYMENT.' })
  amount!: Money | null;

  @Field(() => CoObligorCure, {
    nullable: true,
    description: 'Of a CO_OBLIGOR that would cure a decision: what they must bring at least.',
  })
  coObligor!: CoObligorCure | null;

  @Field(() => String, { nullable: true, description: 'In words.' })
  text!: string | null;
}

@ObjectType({
  ...SIMPLE,
  implements: Node,
  description: "An insurer's priced offer; never changes. Taken by policyBind.",
})
export class Offer extends Node {
  @Field(() => Organisation, { description: 'Who offers.' })
  insurer!: Organisation;

  @Field(() => Money, { description: 'The most that is paid in the event of loss.' })
  sumInsured!: Money;

  @Field(() => GraphQLDecimal, { description: 'Share of the covered loss that is paid, 0.9 is 90 %.' })
  insuredPercentage!: string;

  @Field(() => Premium, { description: 'Premium for the whole term, however it is paid.' })
  premium!: Premium;

  @Field(() => PremiumModeEnum, {
    description: 'How the premium is paid.',
  })
  premiumMode!: string;

  @Field(() => [Money], {
    description:
      'Premium of each month, tax included, for the monthly modes; empty for the others. Adds up to the premium.',
  })
  premiumInstalments!: Money[];

  @Field(() => [PriceAdjustment], {
    description: "What the product's decision tables changed about the price; in the premium and its lines already.",
  })
  priceAdjustments!: PriceAdjustment[];
  @Field(() => QuotedLoan, { nullable: true, description: 'The loan it insures; null for the loan of the quote.' })
  loan!: QuotedLoan | null;

  @Field(() => [OfferCondition], { description: 'What must be so for it to be taken; usually nothing.' })
  conditions!: OfferCondition[];

  @Field(() => GraphQLInstant, {
    nullable: true,
    description: 'Until when it can be taken; null: as long as its quote.',
  })
  expiresAt!: Date | null;
}

@ObjectType({ ...SIMPLE, description: 'What a counter-offer changes; null for what stays as it was asked for.' })
export class CounterOfferChange {
  @Field(() => Money, { nullable: true, description: 'Amount lent.' })
  principal!: Money | null;

  @Field(() => Money, { nullable: true, description: 'What the customer pays at once besides, so that less is lent.' })
  downPayment!: Money | null;

  @Field(() => Int, { nullable: true, description: 'Number of monthly instalments.' })
  instalments!: number | null;

  @Field(() => GraphQLDecimal, { nullable: true, description: 'Share of the covered loss that is paid.' })
  insuredPercentage!: string | null;
}

@ObjectType({
  ...SIMPLE,
  description:
    'A bindable offer on other terms than a declined request asked for. Taken like any other by policyBind; the policy and its loan have these terms.',
})
export class CounterOffer {
  @Field(() => QuotedLoan, { description: 'The whole loan it insures.' })
  loan!: QuotedLoan;

  @Field(() => CounterOfferChange, { description: 'What is different from the request.' })
  changed!: CounterOfferChange;

  @Field(() => Offer, { description: 'The offer: the cheapest of the programme on these terms.' })
  offer!: Offer;
}

@ObjectType({ ...SIMPLE, description: 'What was decided about a request, and why.' })
export class CreditDecision {
  @Field(() => CreditOutcomeEnum, { description: 'The best that any insurer of the programme decided.' })
  outcome!: string;

  @Field(() => [DecisionReason], { description: 'Reasons of those insurers; empty when approved.' })
  reasons!: DecisionReason[];

  @Field(() => [AdverseActionReason], { description: 'Reasons to tell the person, at most four; only when declined.' })
  adverseActionReasons!: AdverseActionReason[];

  @Field(() => [ProductDecision], {
    description:
      'What each product decided and why, for the operator; partners and lenders see none. An insurer reads its own at a referral, in a replay and in a dry run.',
  })
  products!: ProductDecision[];

  @Field(() => [CounterOffer], {
    description:
      'Up to three bindable offers on other terms, for a declined request that they cure: the whole amount over another term or at a lower insured percentage, less over the same term, the amount that keeps the instalment.',
  })
  counterOffers!: CounterOffer[];

  @Field(() => [OfferCondition], {
    description:
      'What would cure it: the counter-offers that lend less, as LOWER_AMOUNT and DOWN_PAYMENT, and CO_OBLIGOR where somebody who owes the loan too would have it approved (quote again with `coObligors`). Empty when approved or decided by a person.',
  })
  conditions!: OfferCondition[];
}

@ObjectType({ ...SIMPLE, description: 'Somebody who owes all of the loan with the obligor.' })
export class CoObligor {
  @Field(() => String, { description: "The partner's own reference." })
  reference!: string;

  @Field(() => ObligorKindEnum, { description: 'Person or company.' })
  kind!: string;

  @Field(() => String, { description: 'Country of residence, ISO 3166-1 alpha-2.' })
  country!: string;

  @Field(() => CreditData, { description: 'What was known of their credit.' })
  creditData!: CreditData;
}

@ObjectType({ ...SIMPLE, implements: Node, description: 'A request for cover with its decision and offers.' })
export class Quote extends Node {
  @Field(() => QuoteStatusEnum, { description: 'Where it stands.' })
  status!: string;

  @Field(() => String, { description: 'Code of the scenario.' })
  scenario!: string;

  @Field(() => String, { description: 'Version of the scenario module that made it.' })
  scenarioVersion!: string;

  @Field(() => GraphQLInstant, { description: 'When it was made, business time.' })
  createdAt!: Date;

  @Field(() => GraphQLInstant, { description: 'Until when its offers can be taken.' })
  expiresAt!: Date;

  @Field(() => String, { description: "The partner's own reference of the obligor." })
  obligorReference!: string;

  @Field(() => [CoObligor], { description: 'Who owes all of the loan too, jointly and severally; usually nobody.' })
  coObligors!: CoObligor[];

  @Field(() => QuotedLoan, { description: 'The loan.' })
  loan!: QuotedLoan;

  @Field(() => InsuredRisk, { description: 'What the loan pays for.' })
  risk!: InsuredRisk;

  @Field(() => Organisation, { description: 'Who lends.' })
  lender!: Organisation;

  @Field(() => ID, { description: 'Programme it was made in.' })
  programmeId!: string;

  @Field(() => CreditData, { description: "What was known of the obligor's credit." })
  creditData!: CreditData;

  @Field(() => CreditDecision, { description: 'What was decided.' })
  decision!: CreditDecision;

  @Field(() => [Offer], { description: 'Offers in the order of the programme; empty unless approved.' })
  offers!: Offer[];

  @Field(() => BindingLimit, { nullable: true, description: 'The limit that kept an offer away; null when none did.' })
  bindingLimit!: BindingLimit | null;

  @Field(() => String, { nullable: true, description: 'Why the customer opted out.' })
  refusalReason!: string | null;
}
