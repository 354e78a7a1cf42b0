import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { PolicyHoldReasonEnum } from './policy-hold.js';
import { Premium } from './premium.js';
import { GraphQLCalendarDate, GraphQLCurrencyCode, GraphQLInstant } from './scalars.js';

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

@ObjectType({ ...SIMPLE, description: 'What the order of a moratorium would do to one policy now.' })
export class MoratoriumEffect {
  @Field(() => ID, { description: 'The policy.' })
  policyId!: string;

  @Field(() => String, { description: 'Its number.' })
  number!: string;

  @Field(() => Boolean, { description: 'Whether its days would stop the overdue too, as its product says.' })
  stopsClaims!: boolean;

  @Field(() => Int, { description: 'Instalments that would be postponed.' })
  instalments!: number;

  @Field(() => Money, { description: 'Unpaid principal and interest of those, before the interest for the days won.' })
  postponed!: Money;

  @Field(() => Premium, { description: 'Premium that would be charged for the longer cover, with every line of it.' })
  premiumCharge!: Premium;

  @Field(() => Money, {
    description: 'By how much the sum insured would grow: interest for the days won, where a product insures interest.',
  })
  sumInsuredIncrease!: Money;

  @Field(() => Money, {
    description:
      'Premium that is asked for by the last day and open: it stays due, nobody is reminded of it meanwhile.',
  })
  heldPremium!: Money;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'First day without cover now; null when it stays.' })
  endsOnBefore!: string | null;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'And then; null when it stays.' })
  endsOnAfter!: string | null;

  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description: 'First day on which a claim may be made now if nothing more is paid; null when all is paid.',
  })
  claimableOnBefore!: string | null;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'And then; null when all is paid.' })
  claimableOnAfter!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Why its instalments cannot be postponed; it would be held all the same. Null when nothing is refused.',
  })
  refusal!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'What those policies come to in one currency.' })
export class MoratoriumAmounts {
  @Field(() => GraphQLCurrencyCode, { description: 'Amounts are added up per currency.' })
  currency!: string;

  @Field(() => Money, { description: 'Unpaid principal and interest that would be postponed.' })
  postponed!: Money;

  @Field(() => Money, { description: 'Premium that would be charged, tax included.' })
  premiumCharge!: Money;

  @Field(() => Money, { description: 'Commission on it.' })
  commission!: Money;

  @Field(() => Money, { description: 'Premium tax in it.' })
  tax!: Money;

  @Field(() => Money, { description: 'By how much sums insured would grow.' })
  sumInsuredIncrease!: Money;

  @Field(() => Money, { description: 'Premium that stays due without reminders meanwhile.' })
  heldPremium!: Money;
}

@ObjectType({
  ...SIMPLE,
  description:
    'What the order itself would do, policy by policy: to the first 200 it reaches, by id. The day’s tasks do the same to the others.',
})
export class MoratoriumAtOnce {
  @Field(() => Int, { description: 'How many policies, at most 200.' })
  policies!: number;

  @Field(() => Boolean, { description: 'Whether these are all that it reaches now.' })
  isAll!: boolean;

  @Field(() => Int, { description: 'Of those, whose instalments could not be postponed.' })
  refused!: number;

  @Field(() => Int, { description: 'Of those, whose claims could be made only later than now.' })
  waitingLonger!: number;

  @Field(() => [MoratoriumAmounts], { description: 'What they come to, by currency.' })
  amounts!: MoratoriumAmounts[];

  @Field(() => [MoratoriumEffect], { description: 'Each of them, by id.' })
  effects!: MoratoriumEffect[];
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

  @Field(() => MoratoriumAtOnce, { description: 'What follows for money and cover, computed policy by policy.' })
  atOnce!: MoratoriumAtOnce;

  @Field(() => String, {
    description:
      'Stands for the order, for `atOnce` and for every policy that it reaches: `moratoriumOrder` takes it and refuses when anything has changed by now on which it depends how one of them fares (cover, loan, what is unpaid, holds, claims), or when it reaches others.',
  })
  token!: string;
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
