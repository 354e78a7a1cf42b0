import { Field, ID, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { ClaimOriginEnum, ClaimOutcomeEnum, ClaimStatusEnum } from './claim-enums.js';
import { Document } from './document.js';
import { Node } from './node.js';
import { GraphQLCalendarDate, GraphQLCursor, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'One step of the computation. Deductions are below zero.' })
export class AssessmentStep {
  @Field(() => String, { description: 'Stable SCREAMING_CASE code, e.g. "UNPAID_INTEREST".' })
  code!: string;

  @Field(() => Money, { description: 'What it adds or takes off; the steps but the last add up to the last.' })
  amount!: Money;

  @Field(() => String, { description: 'The figures in words.' })
  formula!: string;

  @Field(() => String, { description: 'The rule it follows.' })
  source!: string;
}

@ObjectType({ ...SIMPLE, description: 'A figure the computation started from.' })
export class AssessmentFigure {
  @Field(() => String, { description: 'Name; amounts end in "Minor" and are minor units of the currency.' })
  name!: string;

  @Field(() => String, { description: 'The figure as text.' })
  value!: string;

  @Field(() => String, { description: 'The record it was read from.' })
  source!: string;
}

@ObjectType({ ...SIMPLE, description: 'How the indemnity follows from the repayment feed and the product.' })
export class Assessment {
  @Field(() => Money, { description: 'The insured loss before deductible and insured percentage.' })
  coveredLoss!: Money;

  @Field(() => [AssessmentStep], { description: 'Step by step; the last is the indemnity.' })
  steps!: AssessmentStep[];

  @Field(() => [AssessmentFigure], { description: 'Everything it rests on.' })
  figures!: AssessmentFigure[];
}

@ObjectType({ ...SIMPLE, description: 'A document given as evidence.' })
export class EvidenceDocument {
  @Field(() => ID, { description: 'Opaque id of the evidence.' })
  id!: string;

  @Field(() => Document, { description: 'The file.' })
  document!: Document;

  @Field(() => String, { nullable: true, description: 'What its sender said about it, at most 1,000 characters.' })
  note!: string | null;

  @Field(() => GraphQLInstant, { description: 'When it was given, business time.' })
  addedAt!: Date;
}

@ObjectType({ ...SIMPLE, description: 'A kind of evidence the scenario knows, and what was given of it.' })
export class ClaimEvidence {
  @Field(() => String, { description: 'Stable SCREAMING_CASE kind, e.g. "OVERDUE_STATEMENT".' })
  kind!: string;

  @Field(() => String, { description: 'The kind for people.' })
  label!: string;

  @Field(() => Boolean, { description: 'Whether the claim cannot be approved without it.' })
  required!: boolean;

  @Field(() => Boolean, { description: 'Whether at least one document was given.' })
  provided!: boolean;

  @Field(() => [EvidenceDocument], { description: 'What was given, oldest first.' })
  documents!: EvidenceDocument[];
}

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

  @Field(() => Money, { description: 'The computed indemnity.' })
  indemnity!: Money;

  @Field(() => Money, { nullable: true, description: 'What was approved, at most the computed indemnity.' })
  approved!: Money | null;

  @Field(() => Money, { description: 'What was paid: zero or exactly what was approved.' })
  paid!: Money;

  @Field(() => Assessment, { description: 'How the indemnity was computed.' })
  assessment!: Assessment;

  @Field(() => String, { nullable: true, description: "The insurer's reason, at most 2,000 characters." })
  decisionReason!: string | null;

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
