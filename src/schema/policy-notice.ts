import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Document } from './document.js';
import { register } from './enums.js';
import { GraphQLCalendarDate, GraphQLInstant } from './scalars.js';

export const PolicyNoticeKindEnum = register('PolicyNoticeKind', 'What is told about a policy on paper, and to whom.', {
  PREMIUM_REMINDER: 'Premium is unpaid, as `premium.dunningDue` told it: to the policyholder.',
  CANCELLATION_NOTICE: 'The insurer will end cover: to policyholder and insured.',
  CANCELLATION_WITHDRAWN: 'The insurer takes such a notice back: to policyholder and insured.',
  CANCELLATION: 'Cover was cancelled, by whomever: to policyholder and insured.',
  LAPSE: 'Cover ended because premium stayed unpaid: to policyholder and insured.',
  REINSTATEMENT: 'Cover is in force again: to policyholder and insured.',
  OVERDUE_NOTICE: 'The loan is overdue (`overdueNoticeGive`): from who gave it to the insurer.',
});

@ObjectType({
  simpleResolvers: true,
  description:
    'A notice about a policy as a document: what was said is kept when it is said, and printed some seconds later; never edited.',
})
export class PolicyNotice {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => PolicyNoticeKindEnum, { description: 'What it tells.' })
  kind!: string;

  @Field(() => String, {
    description:
      'What it is about: the id of a notice of cancellation or of an overdue, or of the transaction that ended or reinstated cover; of a reminder, the oldest due date of the premium.',
  })
  about!: string;

  @Field(() => Int, {
    description:
      'From 1; a higher version about the same thing takes its place: of reminders the level, of a notice of cancellation 2 when it is withdrawn.',
  })
  version!: number;

  @Field(() => GraphQLCalendarDate, { description: 'The day it says, in the time zone of the programme.' })
  givenOn!: string;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When it was printed, business time; null until then.' })
  madeAt!: Date | null;

  @Field(() => Document, {
    nullable: true,
    description:
      "The PDF, in the addressee's language and then the other of English and Chinese; null until it is made.",
  })
  pdf!: Document | null;
}
