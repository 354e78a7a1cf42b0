import { Field, ID, InputType } from 'type-graphql';
import { MoneyInput } from '../scenarios/contract/index.js';
import { ClaimOutcomeEnum, ClaimStatusEnum } from './claim-enums.js';
import { GraphQLCalendarDate } from './scalars.js';

@InputType({ description: 'Opens a claim by hand.' })
export class ClaimSubmitInput {
  @Field(() => ID, { description: 'The policy whose loan is in default.' })
  policy!: string;
}

@InputType({ description: 'Gives a document as evidence.' })
export class ClaimEvidenceAddInput {
  @Field(() => ID, { description: 'The claim.' })
  claim!: string;

  @Field(() => String, { description: "One of the kinds in the claim's `evidence`." })
  kind!: string;

  @Field(() => ID, { description: 'A document that was uploaded with POST /documents.' })
  document!: string;

  @Field(() => String, { nullable: true, description: 'What it shows, at most 1,000 characters.' })
  note?: string | null;
}

@InputType({ description: "The insurer's decision." })
export class ClaimDecideInput {
  @Field(() => ID, { description: 'The claim.' })
  claim!: string;

  @Field(() => ClaimOutcomeEnum, { description: 'The decision.' })
  outcome!: 'APPROVED' | 'PARTLY_APPROVED' | 'REJECTED';

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'For PARTLY_APPROVED: above zero, at most the computed indemnity.',
  })
  approved?: MoneyInput | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why, at most 2,000 characters; required unless everything is approved.',
  })
  reason?: string | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      'For secured loans: net proceeds of the collateral, zero or more; the claim is computed again with it.',
  })
  netCollateral?: MoneyInput | null;
}

@InputType({ description: 'Pays what was approved.' })
export class ClaimPayInput {
  @Field(() => ID, { description: 'The claim.' })
  claim!: string;

  @Field(() => GraphQLCalendarDate, {
    description: "The day the money left: from the decision to today, in the loan's time zone.",
  })
  paidOn!: string;

  @Field(() => String, { description: "The bank's reference, 1 to 100 characters." })
  reference!: string;
}

@InputType({ description: 'Takes a decision back before anything was paid.' })
export class ClaimReopenInput {
  @Field(() => ID, { description: 'The claim.' })
  claim!: string;

  @Field(() => String, { description: 'Why, 1 to 2,000 characters.' })
  reason!: string;
}

@InputType({ description: 'Gives a claim up before the decision.' })
export class ClaimWithdrawInput {
  @Field(() => ID, { description: 'The claim.' })
  claim!: string;
}

@InputType({ description: 'Narrows a list of claims; every member given must hold.' })
export class ClaimFilter {
  @Field(() => [ClaimStatusEnum], { nullable: true, description: 'Any of these states.' })
  status?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'Claims of this policy.' })
  policy?: string | null;
}

@InputType({ description: 'Narrows what is told; every member given must hold.' })
export class ClaimUpdateFilter {
  @Field(() => [ClaimStatusEnum], { nullable: true, description: 'Claims that have come into any of these states.' })
  statuses?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'Claims of this policy.' })
  policy?: string | null;
}
