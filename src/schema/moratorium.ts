import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { PolicyHoldReasonEnum } from './policy-hold.js';
import { GraphQLCalendarDate, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'How far a moratorium is, of the policies that the viewer sees.' })
export class MoratoriumProgress {
  @Field(() => Int, { description: 'Policies it was applied to.' })
  applied!: number;

  @Field(() => Int, { description: 'Policies it reaches and was not applied to yet.' })
  remaining!: number;

  @Field(() => Int, {
    description: 'Its holds that run, or will, without those that went to another lender with their loan.',
  })
  held!: number;

  @Field(() => Int, { description: 'Instalments that were postponed.' })
  movedInstalments!: number;

  @Field(() => Int, { description: 'Policies that are held but whose instalments could not be postponed.' })
  refused!: number;
}

@ObjectType({ ...SIMPLE, description: 'A policy whose instalments could not be postponed.' })
export class MoratoriumRefusal {
  @Field(() => ID, { description: 'The policy.' })
  policyId!: string;

  @Field(() => String, { description: 'Why.' })
  reason!: string;
}

@ObjectType({
  ...SIMPLE,
  description:
    'A hold on every policy of a programme, of a lender or of both that is in force or comes into force before it ends.',
})
export class Moratorium {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => ID, { nullable: true, description: 'The programme; null: every one.' })
  programmeId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The lender; null: every one.' })
  lenderId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The insurer whose policies alone it reaches; null: every one.' })
  insurerId!: string | null;

  @Field(() => PolicyHoldReasonEnum, { description: 'Why; by it the product says whether claims are stopped.' })
  reason!: string;

  @Field(() => GraphQLCalendarDate, { description: 'The first day, in the time zone of each programme.' })
  from!: string;

  @Field(() => GraphQLCalendarDate, { description: 'The last day, as planned.' })
  until!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'By how many months instalments are postponed; null: they are not.',
  })
  postponeMonths!: number | null;

  @Field(() => Boolean, { description: 'Whether postponed principal bears interest for the days won.' })
  isInterestCharged!: boolean;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'When it was ended early, a UTC date.' })
  liftedOn!: string | null;

  @Field(() => String, { nullable: true, description: 'For people.' })
  note!: string | null;

  @Field(() => GraphQLInstant, { description: 'When it was ordered, business time.' })
  orderedAt!: Date;
}

@ObjectType({ ...SIMPLE, description: 'A policy and the first of its instalments that would be postponed.' })
export class MoratoriumExample {
  @Field(() => ID, { description: 'The policy.' })
  policyId!: string;

  @Field(() => String, { description: 'Its number.' })
  number!: string;

  @Field(() => GraphQLCalendarDate, { description: 'The due date now.' })
  dueOn!: string;

  @Field(() => GraphQLCalendarDate, { description: 'And then; later instalments move by as many months.' })
  postponedTo!: string;
}

@ObjectType({
  ...SIMPLE,
  description: 'What a moratorium would reach now. Policies that come into force later come to it.',
})
export class MoratoriumPreview {
  @Field(() => Int, { description: 'Policies in force that would be held.' })
  policies!: number;

  @Field(() => Int, { description: 'Of those, whose product also stops the overdue for this reason.' })
  stoppedPolicies!: number;

  @Field(() => Int, { description: 'Policies with an unpaid instalment due within the period.' })
  movingPolicies!: number;

  @Field(() => Int, {
    description: 'Instalments that would be postponed: all unpaid ones of those, from the first day on.',
  })
  instalments!: number;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'Earliest due date among them; null when none.' })
  firstDueOn!: string | null;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'Latest due date among them; null when none.' })
  lastDueOn!: string | null;

  @Field(() => [MoratoriumExample], { description: 'The first 20 of those policies.' })
  examples!: MoratoriumExample[];
}

@InputType({
  description:
    'A moratorium. For the lender over its own loans, the insurer over its own policies (without postponing), the operator over all.',
})
export class MoratoriumInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Only this programme; insurer and operator must give it or `lender`.',
  })
  programme?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only loans of this lender; for a lender always itself.' })
  lender?: string | null;

  @Field(() => PolicyHoldReasonEnum, { description: 'Why.' })
  reason!: string;

  @Field(() => GraphQLCalendarDate, { description: 'The first day: today in UTC to 366 days ahead.' })
  from!: string;

  @Field(() => GraphQLCalendarDate, { description: 'The last day; it lasts 1 to 366 days.' })
  until!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'Payment holiday: where an unpaid instalment falls due within the period, it and all later ones move by so many months, 1 to 12.',
  })
  postponeMonths?: number | null;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Whether postponed principal bears interest for the days won, ACT/365F.',
  })
  isInterestCharged!: boolean;

  @Field(() => String, { nullable: true, description: 'For people, 1 to 2,000 characters.' })
  note?: string | null;
}

@InputType({ description: 'Ends a moratorium before its last day.' })
export class MoratoriumLiftInput {
  @Field(() => ID, { description: 'The moratorium.' })
  moratorium!: string;
}
