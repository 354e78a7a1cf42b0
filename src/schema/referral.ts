import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { InsuredRisk, Money } from '../scenarios/contract/index.js';
import { ObligorKindEnum, ReferralEntryKindEnum, ReferralOutcomeEnum, ReferralStatusEnum } from './enums.js';
import { Node } from './node.js';
import { Organisation } from './organisation.js';
import { AdverseActionReason, CoObligorCure, DecisionReason, FiredRow } from './product-decision.js';
import { OfferCondition, QuotedLoan } from './quote.js';
import { GraphQLDecimal, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'That a person at an insurer looks at a quote, as its partner sees it.' })
export class QuoteReferral {
  @Field(() => Organisation, { description: 'Whose person.' })
  insurer!: Organisation;

  @Field(() => ReferralStatusEnum, { description: 'Where it stands.' })
  status!: string;

  @Field(() => ReferralOutcomeEnum, { nullable: true, description: 'What was decided; null until then.' })
  outcome!: string | null;

  @Field(() => GraphQLInstant, { description: 'Until when the insurer decides, business time.' })
  deadline!: Date;
}

@ObjectType({ ...SIMPLE, description: 'The credit report that was used.' })
export class ReferralCreditReport {
  @Field(() => Int, { description: 'Payments 30 days late or more in the last 24 months.' })
  delinquencies24Months!: number;

  @Field(() => Int, { description: 'Applications for credit in the last six months.' })
  inquiries6Months!: number;

  @Field(() => Float, { nullable: true, description: 'Share of revolving limits in use; null without any.' })
  revolvingUtilisation!: number | null;

  @Field(() => Int, { description: 'Open credit accounts.' })
  openAccounts!: number;
}

@ObjectType({ ...SIMPLE, description: 'Who borrows: a pseudonym and figures.' })
export class ReferralObligor {
  @Field(() => String, { description: "The partner's own reference." })
  reference!: string;

  @Field(() => ObligorKindEnum, { description: 'Person or company.' })
  kind!: string;

  @Field(() => String, { description: 'Country of residence, ISO 3166-1 alpha-2.' })
  country!: string;

  @Field(() => Int, { nullable: true, description: 'Age in years; null when not given.' })
  ageYears!: number | null;

  @Field(() => Money, { description: 'Gross income or revenue a year.' })
  annualIncome!: Money;

  @Field(() => Money, { description: 'Payments a month on other debt.' })
  monthlyDebtService!: Money;

  @Field(() => Int, { nullable: true, description: 'Months in the present employment; null when not given.' })
  employmentMonths!: number | null;

  @Field(() => ReferralCreditReport, { nullable: true, description: 'The credit report; null when none could be had.' })
  creditReport!: ReferralCreditReport | null;

  @Field(() => [ReferralObligor], {
    description: 'Who owes all of the loan too, jointly and severally; the amounts are their own.',
  })
  coObligors!: ReferralObligor[];
}

@ObjectType({ ...SIMPLE, description: 'A reason of a decline, as it was given.' })
export class GivenDeclineReason {
  @Field(() => String, { description: 'Its code.' })
  code!: string;

  @Field(() => String, {
    nullable: true,
    description: "The partner's reference of the co-obligor it is about; null: the obligor, or the loan.",
  })
  obligorReference!: string | null;
}

@ObjectType({ ...SIMPLE, description: "One line of the insurer's own record of a referral; never changed." })
export class ReferralEntry {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => ReferralEntryKindEnum, { description: 'What was done.' })
  kind!: string;

  @Field(() => ID, { description: 'Who did it: the key.' })
  keyId!: string;

  @Field(() => GraphQLInstant, { description: 'When, business time.' })
  recordedAt!: Date;

  @Field(() => String, { nullable: true, description: 'The note.' })
  text!: string | null;

  @Field(() => ID, { nullable: true, description: 'Of an ASSIGNMENT: to which key.' })
  assignedTo!: string | null;

  @Field(() => GraphQLDecimal, { nullable: true, description: 'Of an approval: the loading of the premium.' })
  loading!: string | null;

  @Field(() => [OfferCondition], { description: 'Of an approval: its conditions.' })
  conditions!: OfferCondition[];

  @Field(() => [String], { description: 'Of a decline: the codes of its reasons.' })
  reasonCodes!: string[];

  @Field(() => [GivenDeclineReason], { description: 'Of a decline: its reasons, and who they are about.' })
  reasons!: GivenDeclineReason[];
}

@ObjectType({
  ...SIMPLE,
  implements: Node,
  description: 'A request that the rules of one product passed on to a person of its insurer.',
})
export class Referral extends Node {
  @Field(() => ReferralStatusEnum, { description: 'Where it stands.' })
  status!: string;

  @Field(() => ReferralOutcomeEnum, { nullable: true, description: 'What was decided; null until then.' })
  outcome!: string | null;

  @Field(() => ID, {
    description: "The partner's quote, by id: it shows in events. The quote itself is the partner's.",
  })
  quoteId!: string;

  @Field(() => Organisation, { description: 'Who asks for cover.' })
  partner!: Organisation;

  @Field(() => Organisation, { description: 'Who decides.' })
  insurer!: Organisation;

  @Field(() => ID, { description: 'The product version whose rules referred it.' })
  productVersionId!: string;

  @Field(() => String, { description: 'Code of the scenario.' })
  scenario!: string;

  @Field(() => QuotedLoan, { description: 'The loan as asked for.' })
  loan!: QuotedLoan;

  @Field(() => ReferralObligor, { description: 'Who borrows.' })
  obligor!: ReferralObligor;

  @Field(() => InsuredRisk, { description: 'What the loan pays for.' })
  risk!: InsuredRisk;

  @Field(() => [DecisionReason], { description: 'Why a person must look.' })
  reasons!: DecisionReason[];

  @Field(() => Int, { description: 'Points of the scorecard.' })
  points!: number;

  @Field(() => Float, { description: 'Probability of default within twelve months, 0 to 1.' })
  probabilityOfDefault!: number;

  @Field(() => Int, { nullable: true, description: 'Authority level the rules ask for at least; null when none.' })
  authorityLevel!: number | null;

  @Field(() => CoObligorCure, {
    nullable: true,
    description:
      'The co-obligor with whom the rules would approve it; null where nobody would be enough, or the terms do not look.',
  })
  coObligorCure!: CoObligorCure | null;

  @Field(() => [FiredRow], { description: "Every row of the version's decision tables that fired, in order." })
  trace!: FiredRow[];

  @Field(() => Money, { description: 'What approving as asked would insure: the amount authority is measured by.' })
  sumInsured!: Money;

  @Field(() => Money, { description: 'What the rules would ask for it, tax included, without a loading.' })
  premium!: Money;

  @Field(() => [AdverseActionReason], { description: 'The reasons that quoteDecide takes for declining it.' })
  declineReasons!: AdverseActionReason[];

  @Field(() => ID, { nullable: true, description: 'Who looks at it: the key; null until it is assigned.' })
  assignedTo!: string | null;

  @Field(() => GraphQLInstant, { description: 'When it was referred, business time.' })
  createdAt!: Date;

  @Field(() => GraphQLInstant, { description: 'When it ends by itself, business time.' })
  deadline!: Date;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When it was decided, business time.' })
  decidedAt!: Date | null;

  @Field(() => [ReferralEntry], { description: "The insurer's own record, oldest first; never shown to the partner." })
  entries!: ReferralEntry[];
}
