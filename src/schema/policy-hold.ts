import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { register } from './enums.js';
import { GraphQLCalendarDate } from './scalars.js';

export const PolicyHoldReasonEnum = register('PolicyHoldReason', 'Why cover does not lapse for a while.', {
  MORATORIUM: 'A law or the lender lets people pay later.',
  DISPUTE: 'It is disputed what is owed, or whether the goods were delivered as agreed.',
  DISASTER: 'A disaster where the obligor lives or works.',
  DECEASED: 'The obligor died; the estate is being settled.',
  HARDSHIP: 'Illness, loss of work or another hardship of the obligor.',
});

export const PolicyHoldStateEnum = register('PolicyHoldState', 'Where a hold stands.', {
  PLACED: 'It runs, or will from its first day on.',
  LIFTED: 'Somebody ended it before its last day.',
  ENDED: 'Its last day is over.',
});

@ObjectType({
  simpleResolvers: true,
  description: 'Days on which cover does not lapse, and which count neither towards grace nor towards reminders.',
})
export class PolicyHold {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => PolicyHoldStateEnum, { description: 'Where it stands.' })
  state!: string;

  @Field(() => PolicyHoldReasonEnum, { description: 'Why.' })
  reason!: string;

  @Field(() => Boolean, {
    description:
      'Whether it also stops the overdue: its days count towards no waiting period and no claim opens by itself on them.',
  })
  stopsClaims!: boolean;

  @Field(() => GraphQLCalendarDate, { description: 'The first day, in the time zone of the programme.' })
  from!: string;

  @Field(() => GraphQLCalendarDate, { description: 'The last day, as planned.' })
  until!: string;

  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description: 'The first day on which it counts no more, when it was lifted.',
  })
  liftedOn!: string | null;

  @Field(() => ID, { nullable: true, description: 'The moratorium it is part of.' })
  moratoriumId!: string | null;

  @Field(() => String, { nullable: true, description: 'For people.' })
  note!: string | null;
}

@InputType({ description: 'A hold on a policy in force.' })
export class PolicyHoldPlaceInput {
  @Field(() => ID, { description: 'The policy.' })
  policy!: string;

  @Field(() => PolicyHoldReasonEnum, { description: 'Why.' })
  reason!: string;

  @Field(() => GraphQLCalendarDate, { description: 'The first day: today to 366 days ahead.' })
  from!: string;

  @Field(() => GraphQLCalendarDate, { description: 'The last day; a hold lasts 1 to 366 days.' })
  until!: string;

  @Field(() => String, { nullable: true, description: 'For people, 1 to 2,000 characters.' })
  note!: string | null;
}

@InputType({ description: 'Ends a hold before its last day.' })
export class PolicyHoldLiftInput {
  @Field(() => ID, { description: 'The hold.' })
  hold!: string;
}
