import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { CreditOutcomeEnum, RuleEffectEnum } from './enums.js';
import { Organisation } from './organisation.js';
import { GraphQLDecimal } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'Why a request was not simply approved.' })
export class DecisionReason {
  @Field(() => String, { description: 'Stable SCREAMING_CASE code.' })
  code!: string;

  @Field(() => String, { description: 'A sentence for people.' })
  message!: string;

  @Field(() => Boolean, { description: 'True: it stands. False: a person may accept it, or `cure` removes it.' })
  hard!: boolean;

  @Field(() => String, { nullable: true, description: "What would remove it, in the applicant's hands." })
  cure!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The partner's reference of the co-obligor it is about; null: the obligor, or the loan.",
  })
  obligorReference!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'A principal reason to tell a person whose request was declined.' })
export class AdverseActionReason {
  @Field(() => String, { description: 'Stable SCREAMING_CASE code.' })
  code!: string;

  @Field(() => String, { description: 'Plain language.' })
  message!: string;

  @Field(() => String, {
    nullable: true,
    description: "The partner's reference of the co-obligor it is about; null: the obligor, or the loan.",
  })
  obligorReference!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'What a feature was when a row of a decision table looked at it.' })
export class FeatureValue {
  @Field(() => String, { description: 'Name of the feature.' })
  feature!: string;

  @Field(() => String, { nullable: true, description: 'Number or text; null: unknown.' })
  value!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'A row of a decision table that fired.' })
export class FiredRow {
  @Field(() => String, { description: 'Code of the table.' })
  table!: string;

  @Field(() => Int, { description: 'Position of the row in its table, from 1.' })
  row!: number;

  @Field(() => RuleEffectEnum, { description: 'What it did.' })
  effect!: string;

  @Field(() => String, { description: 'Code of the reason, adjustment or note.' })
  code!: string;

  @Field(() => [FeatureValue], {
    description: 'The features its conditions name, as they were; empty: it always fires.',
  })
  values!: FeatureValue[];

  @Field(() => String, {
    nullable: true,
    description: "The partner's reference of the co-obligor whose values they are; null: the obligor's.",
  })
  obligorReference!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'Credit that a co-obligor must have: as good as these figures in each of them.' })
export class CoObligorCredit {
  @Field(() => Int, { description: 'Payments 30 days late or more in the last 24 months, at most.' })
  delinquencies24Months!: number;

  @Field(() => Int, { description: 'Applications for credit in the last six months, at most.' })
  inquiries6Months!: number;

  @Field(() => Float, { description: 'Share of revolving limits in use, at most; 0.1 is 10 %.' })
  revolvingUtilisation!: number;

  @Field(() => Int, { description: 'Open credit accounts of whom it was tried with.' })
  openAccounts!: number;

  @Field(() => Int, { description: 'Months in the present employment, at least.' })
  employmentMonths!: number;
}

@ObjectType({
  ...SIMPLE,
  description:
    "What somebody who owes the loan too must bring at least for a request to be approved. Tried with one who brings it, of the obligor's kind, country and age, without debts of their own; room of the limits is not held.",
})
export class CoObligorCure {
  @Field(() => Money, {
    description: 'Gross income or revenue a year, to three digits; zero: none is needed.',
  })
  annualIncome!: Money;

  @Field(() => CoObligorCredit, { nullable: true, description: "Null: credit no worse than the obligor's is enough." })
  credit!: CoObligorCredit | null;
}

@ObjectType({ ...SIMPLE, description: 'What one product made of a request. For its insurer and the operator.' })
export class ProductDecision {
  @Field(() => Organisation, { description: 'Whose product.' })
  insurer!: Organisation;

  @Field(() => ID, { description: 'The version that decided.' })
  productVersionId!: string;

  @Field(() => CreditOutcomeEnum, { description: 'Its decision.' })
  outcome!: string;

  @Field(() => Float, { description: 'Points of its scorecard; more is better.' })
  points!: number;

  @Field(() => GraphQLDecimal, {
    description: 'Probability of default within twelve months after all factors, a fraction.',
  })
  probabilityOfDefault!: string;

  @Field(() => [DecisionReason], { description: 'Everything that kept it from a plain approval.' })
  reasons!: DecisionReason[];

  @Field(() => Int, {
    nullable: true,
    description: 'Authority level, 1 to 9, that its tables ask of whoever decides by hand; null: they ask none.',
  })
  authorityLevel!: number | null;

  @Field(() => String, {
    nullable: true,
    description: "The insurer's own name of the quote, when it decided in its own system.",
  })
  insurerReference!: string | null;

  @Field(() => CoObligorCure, {
    nullable: true,
    description:
      'Not approved, and what co-obligor would have it approved; null where nobody would, or the terms do not ask for it (coObligorCures).',
  })
  coObligorCure!: CoObligorCure | null;

  @Field(() => [FiredRow], { description: 'Every row that fired, in order; notes (INFO) included.' })
  trace!: FiredRow[];
}
