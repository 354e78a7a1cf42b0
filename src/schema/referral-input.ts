import { Field, ID, InputType } from 'type-graphql';
import { MoneyInput } from '../scenarios/contract/index.js';
import { ConditionKindEnum, DeskDecisionEnum, ReferralStatusEnum } from './enums.js';
import { GraphQLDecimal, GraphQLInstant } from './scalars.js';

@InputType({ description: 'Narrows a list of referrals; every member given must hold.' })
export class ReferralFilter {
  @Field(() => [ReferralStatusEnum], { nullable: true, description: 'Any of these states.' })
  statuses?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'Assigned to this key.' })
  assignedTo?: string | null;

  @Field(() => GraphQLInstant, { nullable: true, description: 'With a deadline before this, business time.' })
  dueBefore?: Date | null;
}

@InputType({ description: 'Gives a referral to somebody.' })
export class ReferralAssignInput {
  @Field(() => ID, { description: 'The referral.' })
  referral!: string;

  @Field(() => ID, { description: 'A live INSURER_UNDERWRITER key of the same insurer.' })
  key!: string;
}

@InputType({ description: 'A note for colleagues.' })
export class ReferralNoteAddInput {
  @Field(() => ID, { description: 'The referral.' })
  referral!: string;

  @Field(() => String, { description: '1 to 2,000 characters; no personal data.' })
  text!: string;
}

@InputType({ description: 'A condition of an approval.' })
export class DecisionConditionInput {
  @Field(() => ConditionKindEnum, { description: 'What must be so. At most one of LOWER_AMOUNT and DOWN_PAYMENT.' })
  kind!: 'LOWER_AMOUNT' | 'DOWN_PAYMENT' | 'CO_OBLIGOR' | 'EVIDENCE';

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'For LOWER_AMOUNT what is lent, for DOWN_PAYMENT what is paid at once besides: below the principal.',
  })
  amount?: MoneyInput | null;

  @Field(() => String, { nullable: true, description: 'At most 500 characters; required for EVIDENCE.' })
  text?: string | null;
}

@InputType({ description: 'Why a request is declined, and who it is about.' })
export class DeclineReasonInput {
  @Field(() => String, { description: "A code of the referral's `declineReasons`." })
  code!: string;

  @Field(() => String, {
    nullable: true,
    description: "The partner's reference of the borrower it is about; absent: the obligor, or the loan.",
  })
  obligorReference?: string | null;
}

@InputType({ description: "An underwriter's decision on a referral." })
export class QuoteDecideInput {
  @Field(() => ID, { description: 'The referral.' })
  referral!: string;

  @Field(() => DeskDecisionEnum, { description: 'The decision.' })
  decision!: 'APPROVE' | 'DECLINE';

  @Field(() => GraphQLDecimal, {
    nullable: true,
    description:
      'Share by which the premium before tax is raised, or lowered when below zero: "0.25" asks a quarter more. Within the price adjustment bounds of the product, rules included; its floor and cap still hold. APPROVE only.',
  })
  loading?: string | null;

  @Field(() => [DecisionConditionInput], { nullable: true, description: 'At most five. APPROVE only.' })
  conditions?: DecisionConditionInput[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      "One to four codes of the referral's `declineReasons`, each about whom it is listed with there. DECLINE only; this or `reasons`.",
  })
  reasonCodes?: string[] | null;

  @Field(() => [DeclineReasonInput], {
    nullable: true,
    description: 'One to four reasons, each about the borrower it names. DECLINE only; this or `reasonCodes`.',
  })
  reasons?: DeclineReasonInput[] | null;

  @Field(() => String, { nullable: true, description: 'For the record of the insurer, at most 2,000 characters.' })
  note?: string | null;
}
