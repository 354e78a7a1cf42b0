import { Field, ID, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { AskedByEnum, ChecklistStateEnum, DeadlineKindEnum, DeadlineStateEnum } from './claim-enums.js';
import { Document } from './document.js';
import { GraphQLCalendarDate, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

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

@ObjectType({ ...SIMPLE, description: 'A kind of evidence the claim is asked for, and what was given of it.' })
export class ClaimChecklistItem {
  @Field(() => String, { description: 'Stable SCREAMING_CASE kind, e.g. "OVERDUE_STATEMENT".' })
  kind!: string;

  @Field(() => String, { description: 'The kind for people.' })
  label!: string;

  @Field(() => Boolean, { description: 'Whether the claim cannot be approved without it.' })
  required!: boolean;

  @Field(() => AskedByEnum, { description: 'Who asks for it.' })
  askedBy!: string;

  @Field(() => ChecklistStateEnum, { description: 'How it stands.' })
  state!: string;

  @Field(() => [EvidenceDocument], { description: 'What was given, oldest first.' })
  documents!: EvidenceDocument[];
}

@ObjectType({ ...SIMPLE, description: 'A period with an end that matters to the claimant; calendar days.' })
export class ClaimDeadline {
  @Field(() => DeadlineKindEnum, { description: 'What is promised or waited for.' })
  kind!: string;

  @Field(() => GraphQLCalendarDate, { description: "When it began, in the loan's time zone." })
  startedOn!: string;

  @Field(() => GraphQLCalendarDate, { description: 'The last day in time.' })
  dueOn!: string;

  @Field(() => DeadlineStateEnum, { description: 'How it stands.' })
  state!: string;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'When it ended; null while it runs.' })
  endedOn!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'Cover of the same loss with another insurer, as it was declared.' })
export class OtherInsurance {
  @Field(() => String, { description: 'The other insurer.' })
  insurer!: string;

  @Field(() => String, { description: "The other policy's number." })
  policyNumber!: string;

  @Field(() => Money, { description: 'Its sum insured; the loss is shared in proportion to the sums insured.' })
  sumInsured!: Money;
}
