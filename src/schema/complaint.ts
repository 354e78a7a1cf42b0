import { Field, ID, InputType, ObjectType } from 'type-graphql';
import {
  ComplainantEnum,
  ComplaintMoveEnum,
  ComplaintOutcomeEnum,
  ComplaintStatusEnum,
  ComplaintSubjectEnum,
} from './claim-enums.js';
import { ClaimDeadline } from './claim-evidence.js';
import { Node } from './node.js';
import { GraphQLInstant } from './scalars.js';

@ObjectType({
  simpleResolvers: true,
  implements: Node,
  description: 'Somebody is not content with a policy or with what became of a claim.',
})
export class Complaint extends Node {
  @Field(() => String, { description: 'Number for people, e.g. "CO-2026-9D4F-TT1B"; in no order.' })
  number!: string;

  @Field(() => ComplaintStatusEnum, { description: 'Where it stands.' })
  status!: string;

  @Field(() => ComplainantEnum, { description: 'Whose complaint it is.' })
  complainant!: string;

  @Field(() => ComplaintSubjectEnum, { description: 'What it is about.' })
  about!: string;

  @Field(() => String, { description: 'The complaint in words, at most 5,000 characters.' })
  text!: string;

  @Field(() => ComplaintOutcomeEnum, { nullable: true, description: 'Of the last answer; null before.' })
  outcome!: string | null;

  @Field(() => String, { nullable: true, description: "The insurer's last answer, at most 5,000 characters." })
  answer!: string | null;

  @Field(() => [ClaimDeadline], { description: 'By when the answer is due, and whether it was.' })
  deadlines!: ClaimDeadline[];

  @Field(() => ID, { nullable: true, description: 'The claim it is about, if any.' })
  claimId!: string | null;

  @Field(() => GraphQLInstant, { description: 'When it came, business time.' })
  receivedAt!: Date;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When it was last answered, business time.' })
  answeredAt!: Date | null;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When it ended, business time.' })
  closedAt!: Date | null;
}

@InputType({ description: 'Registers a complaint.' })
export class ComplaintOpenInput {
  @Field(() => ID, { description: 'The policy.' })
  policy!: string;

  @Field(() => ID, { nullable: true, description: 'A claim of it, when the complaint is about one.' })
  claim?: string | null;

  @Field(() => ComplainantEnum, { description: 'Whose complaint it is, whoever sends it.' })
  complainant!: keyof typeof ComplainantEnum;

  @Field(() => ComplaintSubjectEnum, { description: 'What it is about.' })
  about!: keyof typeof ComplaintSubjectEnum;

  @Field(() => String, { description: 'In words, 1 to 5,000 characters.' })
  text!: string;
}

@InputType({ description: 'Takes a complaint up, further, back, or lets it rest.' })
export class ComplaintMoveInput {
  @Field(() => ID, { description: 'The complaint.' })
  complaint!: string;

  @Field(() => ComplaintMoveEnum, { description: 'Where to.' })
  to!: keyof typeof ComplaintMoveEnum;
}

@InputType({ description: "The insurer's answer." })
export class ComplaintAnswerInput {
  @Field(() => ID, { description: 'The complaint.' })
  complaint!: string;

  @Field(() => ComplaintOutcomeEnum, { description: 'Whether it was right.' })
  outcome!: keyof typeof ComplaintOutcomeEnum;

  @Field(() => String, { description: 'The answer, 1 to 5,000 characters.' })
  answer!: string;
}

@InputType({ description: 'Narrows a list of complaints; every member given must hold.' })
export class ComplaintFilter {
  @Field(() => [ComplaintStatusEnum], { nullable: true, description: 'Any of these states.' })
  status?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'About this policy.' })
  policy?: string | null;

  @Field(() => ID, { nullable: true, description: 'About this claim.' })
  claim?: string | null;
}
