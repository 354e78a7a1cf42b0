import { Field, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { ClaimOriginEnum, ClaimOutcomeEnum, ClaimStatusEnum, RejectionCodeEnum } from './claim-enums.js';
import { ClaimDeadline, OtherInsurance } from './claim-evidence.js';
import { Indemnity } from './indemnity.js';
import { Node } from './node.js';
import { GraphQLCalendarDate, GraphQLCursor, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({
  ...SIMPLE,
  implements: Node,
  description: 'A claim for a loan in default: status and outcome are two things.',
})
export class Claim extends Node {
  @Field(() => String, { description: 'Number for people, e.g. "CL-2026-7K3M-Q9XP"; in no order.' })
  number!: string;

  @Field(() => ClaimStatusEnum, { description: 'Where it stands.' })
  status!: string;

  @Field(() => ClaimOutcomeEnum, { nullable: true, description: 'The decision; null until there is one.' })
  outcome!: string | null;

  @Field(() => ClaimOriginEnum, { description: 'How it began.' })
  origin!: string;

  @Field(() => GraphQLCalendarDate, { description: 'The oldest unpaid due date when it began.' })
  defaultedOn!: string;

  @Field(() => GraphQLCalendarDate, { description: 'When the waiting period ended: the day the loss is computed for.' })
  triggeredOn!: string;

  @Field(() => Indemnity, { description: 'The computed indemnity and how it follows from feed, policy and product.' })
  indemnity!: Indemnity;

  @Field(() => Money, { nullable: true, description: 'What was approved, at most the computed indemnity.' })
  approved!: Money | null;

  @Field(() => Money, { description: 'What was paid and may be kept, at most what was approved.' })
  paid!: Money;

  @Field(() => Money, {
    description: 'What the payees must give back after a lower decision, and have not given back.',
  })
  overpaid!: Money;

  @Field(() => Money, { description: 'What the claim is expected to cost beyond what was paid.' })
  reserved!: Money;

  @Field(() => String, { nullable: true, description: "The insurer's reason, at most 2,000 characters." })
  decisionReason!: string | null;

  @Field(() => RejectionCodeEnum, { nullable: true, description: 'Why it was refused; null otherwise.' })
  rejectionCode!: string | null;

  @Field(() => Boolean, {
    description: 'Whether the machine decided, as the product allows for small claims without flags.',
  })
  isAutomatic!: boolean;

  @Field(() => [OtherInsurance], { description: 'Other cover of the loss, as it was declared.' })
  otherInsurance!: OtherInsurance[];

  @Field(() => [ClaimDeadline], { description: 'What was waited for and promised, in the order it began.' })
  deadlines!: ClaimDeadline[];

  @Field(() => GraphQLInstant, { description: 'When it began, business time.' })
  notifiedAt!: Date;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When it was decided, business time.' })
  decidedAt!: Date | null;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When it was paid, business time.' })
  paidAt!: Date | null;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When it ended, business time.' })
  closedAt!: Date | null;
}

@ObjectType({ ...SIMPLE, description: 'Something that happened to a claim.' })
export class ClaimUpdate {
  @Field(() => GraphQLCursor, { description: 'Its place in the event log; resume with `after`.' })
  cursor!: bigint;

  @Field(() => GraphQLInstant, { description: 'When, business time.' })
  occurredAt!: Date;

  @Field(() => String, { description: 'What happened, e.g. "claim.paid".' })
  event!: string;

  @Field(() => Claim, { description: 'The claim as it then was.' })
  claim!: Claim;
}
