import { Field, ID, InputType } from 'type-graphql';
import { MoneyInput } from '../scenarios/contract/index.js';
import { ClaimOutcomeEnum, ClaimQueueEnum, ClaimStatusEnum, RejectionCodeEnum } from './claim-enums.js';
import { GraphQLInstant } from './scalars.js';

@InputType({ description: 'Cover of the same loss with another insurer.' })
export class OtherInsuranceInput {
  @Field(() => String, { description: 'The other insurer, 1 to 200 characters.' })
  insurer!: string;

  @Field(() => String, { description: "The other policy's number, 1 to 200 characters." })
  policyNumber!: string;

  @Field(() => MoneyInput, { description: 'Its sum insured, above zero, in the currency of the loan.' })
  sumInsured!: MoneyInput;
}

@InputType({ description: 'Opens a claim by hand.' })
export class ClaimSubmitInput {
  @Field(() => ID, { description: 'The policy whose loan is in default.' })
  policy!: string;

  @Field(() => [OtherInsuranceInput], { nullable: true, description: 'Other cover of the loss, at most 10.' })
  otherInsurance?: OtherInsuranceInput[] | null;
}

@InputType({ description: 'Declares other cover of the loss; the indemnity is computed again with it.' })
export class ClaimOtherInsuranceDeclareInput {
  @Field(() => ID, { description: 'The claim, not yet decided.' })
  claim!: string;

  @Field(() => [OtherInsuranceInput], { description: 'Everything known now, at most 10; replaces what was declared.' })
  otherInsurance!: OtherInsuranceInput[];
}

@InputType({ description: 'Gives a claim to somebody at the insurer.' })
export class ClaimAssignInput {
  @Field(() => ID, { description: 'The claim.' })
  claim!: string;

  @Field(() => ID, { nullable: true, description: 'A claims key of the insurer; nobody when absent.' })
  assignee?: string | null;
}

@InputType({ description: 'Gives a document as evidence.' })
export class ClaimEvidenceAddInput {
  @Field(() => ID, { description: 'The claim.' })
  claim!: string;

  @Field(() => String, { description: "One of the kinds in the claim's `checklist`." })
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

  @Field(() => RejectionCodeEnum, { nullable: true, description: 'For REJECTED, and only then: why, for statistics.' })
  rejectionCode?: string | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      'For secured loans: net proceeds of the collateral, zero or more; the claim is computed again with it.',
  })
  netCollateral?: MoneyInput | null;
}

@InputType({ description: 'Takes a decision back.' })
export class ClaimReopenInput {
  @Field(() => ID, { description: 'The claim.' })
  claim!: string;

  @Field(() => String, { description: 'Why, 1 to 2,000 characters.' })
  reason!: string;
}

@InputType({ description: 'Gives a claim up before anything was paid on it.' })
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

  @Field(() => ClaimQueueEnum, { nullable: true, description: "A list of the insurer's desk." })
  queue?: keyof typeof ClaimQueueEnum | null;

  @Field(() => ID, { nullable: true, description: 'Assigned to this key.' })
  assignee?: string | null;

  @Field(() => String, { nullable: true, description: 'Exact claim number.' })
  number?: string | null;

  @Field(() => [ClaimOutcomeEnum], { nullable: true, description: 'Decided with any of these outcomes.' })
  outcome?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'Of policies that this partner sold.' })
  partner?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of loans owed to this lender.' })
  lender?: string | null;

  @Field(() => GraphQLInstant, { nullable: true, description: 'Notified then or later, business time.' })
  notifiedFrom?: Date | null;

  @Field(() => GraphQLInstant, { nullable: true, description: 'Notified before then.' })
  notifiedBefore?: Date | null;
}

@InputType({ description: 'Narrows what is told; every member given must hold.' })
export class ClaimUpdateFilter {
  @Field(() => [ClaimStatusEnum], { nullable: true, description: 'Claims that have come into any of these states.' })
  statuses?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'Claims of this policy.' })
  policy?: string | null;
}
