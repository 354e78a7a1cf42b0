import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { register } from './enums.js';
import { CancellationReasonEnum } from './policy-change-input.js';
import { GraphQLCalendarDate } from './scalars.js';

export const CancellationNoticeStateEnum = register(
  'CancellationNoticeState',
  'Where a notice of cancellation stands.',
  {
    GIVEN: 'It stands: cover ends after its last day, once no default and no claim is under way.',
    WITHDRAWN: 'The insurer took it back.',
    EFFECTIVE: 'Cover ended by it.',
    OBSOLETE: 'Cover ended in another way first.',
  },
);

@ObjectType({ simpleResolvers: true, description: "The insurer's word that it will end the cover of a policy." })
export class CancellationNotice {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => CancellationNoticeStateEnum, { description: 'Where it stands.' })
  state!: string;

  @Field(() => CancellationReasonEnum, { description: 'Why.' })
  reason!: string;

  @Field(() => GraphQLCalendarDate, { description: 'When it was given, in the time zone of the programme.' })
  givenOn!: string;

  @Field(() => GraphQLCalendarDate, { description: 'Cover lasts at least until the end of this day.' })
  lastDayOfCover!: string;

  @Field(() => String, { nullable: true, description: 'For people.' })
  note!: string | null;
}

@InputType({ description: 'Announces that cover will end.' })
export class CancellationNoticeGiveInput {
  @Field(() => ID, { description: 'The policy; it awaits activation or is in force.' })
  policy!: string;

  @Field(() => CancellationReasonEnum, { description: 'Why: a reason of the insurer.' })
  reason!: string;

  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description:
      "The last day of cover, at least the product's days of notice (`changes.insurerNoticeDays`) ahead; the earliest when not given.",
  })
  lastDayOfCover?: string | null;

  @Field(() => String, { nullable: true, description: 'For people, 1 to 2,000 characters.' })
  note?: string | null;
}

@InputType({ description: 'Takes a notice of cancellation back.' })
export class CancellationNoticeWithdrawInput {
  @Field(() => ID, { description: 'The notice.' })
  notice!: string;
}
