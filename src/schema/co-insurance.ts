import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { GraphQLCalendarDate, GraphQLCurrencyCode, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

/** The figures that an account and its lines share; not a type of the schema itself. */
@ObjectType(SIMPLE)
abstract class CoInsuranceFigures {
  @Field(() => Money, { description: "The follower's part of premium and tax, less its part of commission." })
  premium!: Money;

  @Field(() => Money, { description: 'Its part of indemnity that the leader paid, less what came back.' })
  claims!: Money;

  @Field(() => Money, {
    description:
      'Its part of recoveries that the leader received, less its part of bills that nothing recovered has met.',
  })
  recoveries!: Money;

  @Field(() => Money, { description: 'What the leader has paid to it, less what it paid to the leader.' })
  settled!: Money;
}

@ObjectType({ ...SIMPLE, description: "One journal of the account, in the follower's books." })
export class CoInsuranceLine extends CoInsuranceFigures {
  @Field(() => ID, { description: 'Id of the journal.' })
  id!: string;

  @Field(() => String, { description: 'What happened, e.g. "PREMIUM_CO_INSURED".' })
  kind!: string;

  @Field(() => GraphQLCalendarDate, { description: 'Business date of the books.' })
  bookedOn!: string;

  @Field(() => String, { nullable: true, description: 'Number of the policy; null of a settlement.' })
  policyNumber!: string | null;
}

@ObjectType({
  ...SIMPLE,
  description:
    'What a leading insurer and one that follows it have to do with each other. Opening + premium - claims + recoveries - settled = closing.',
})
export class CoInsuranceAccount extends CoInsuranceFigures {
  @Field(() => Money, { description: 'What the leader owed before the period; below zero when it was owed.' })
  opening!: Money;

  @Field(() => Money, { description: 'What the leader owes at the end; below zero when it is owed.' })
  closing!: Money;
}

@InputType({ description: 'Whose account, of which period.' })
export class CoInsuranceAccountInput {
  @Field(() => ID, { description: 'The insurer that leads the policies.' })
  leader!: string;

  @Field(() => ID, { description: 'The insurer that follows.' })
  follower!: string;

  @Field(() => GraphQLCurrencyCode, { description: 'Books are kept per currency.' })
  currency!: string;

  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description: 'First business date; from the beginning when not given.',
  })
  from?: string | null;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'Last business date; all when not given.' })
  to?: string | null;
}

@InputType({ description: 'What is to be settled with whom.' })
export class CoInsuranceSettlePreviewInput {
  @Field(() => ID, {
    nullable: true,
    description: "For the operator: the leader. An insurer's key settles what it leads.",
  })
  leader?: string | null;

  @Field(() => ID, { description: 'The insurer that follows.' })
  follower!: string;

  @Field(() => GraphQLCurrencyCode, { description: 'Books are kept per currency.' })
  currency!: string;

  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description: 'The last business date that counts; all when not given. What was settled counts whatever its date.',
  })
  upTo?: string | null;
}

@InputType({ description: 'How it was settled.' })
export class CoInsuranceSettleInput extends CoInsuranceSettlePreviewInput {
  @Field(() => GraphQLCalendarDate, { description: 'The day the money moved, at most today in UTC.' })
  paidOn!: string;

  @Field(() => String, { description: "The bank's reference, 1 to 100 characters, once between the two." })
  reference!: string;

  @Field(() => String, { nullable: true, description: 'Of a preview whose figures must still hold.' })
  token?: string | null;
}

/** Who pays whom; not a type of the schema itself. */
@ObjectType(SIMPLE)
abstract class CoInsurancePayment {
  @Field(() => Money, { description: 'How much, zero or more.' })
  amount!: Money;

  @Field(() => ID, { nullable: true, description: 'Who pays; null when nothing is due.' })
  payer!: string | null;

  @Field(() => ID, { nullable: true, description: 'Who is paid; null when nothing is due.' })
  payee!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'What a settlement would be now; nothing was written.' })
export class CoInsuranceSettlePreview extends CoInsurancePayment {
  @Field(() => String, {
    description: 'Stands for these figures: `coInsuranceSettle` takes it and refuses when they have changed.',
  })
  token!: string;
}

@ObjectType({ ...SIMPLE, description: 'Money with which two insurers settled what they owed; never edited.' })
export class CoInsuranceSettlement extends CoInsurancePayment {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => GraphQLCalendarDate, { description: 'The day the money moved.' })
  paidOn!: string;

  @Field(() => String, { description: "The bank's reference." })
  reference!: string;

  @Field(() => GraphQLInstant, { description: 'When it was recorded, business time.' })
  recordedAt!: Date;
}
