import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Money, MoneyInput } from '../scenarios/contract/index.js';
import { PayeeRoleEnum, PaymentKindEnum } from './claim-enums.js';
import { PlannedJournal } from './ledger.js';
import { GraphQLCalendarDate, GraphQLDecimal, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'What somebody gets of a payment.' })
export class ClaimPayee {
  @Field(() => PayeeRoleEnum, { description: 'In which role.' })
  role!: string;

  @Field(() => ID, { nullable: true, description: 'The lender or loss payee; null for an investor.' })
  organisationId!: string | null;

  @Field(() => String, { nullable: true, description: 'How the platform calls an investor.' })
  reference!: string | null;

  @Field(() => GraphQLDecimal, { description: 'The share it was split by; only proportions count.' })
  share!: string;

  @Field(() => Money, { description: 'What it comes to; all payees add up to the payment.' })
  amount!: Money;
}

@ObjectType({ ...SIMPLE, description: 'Money that left for a claim, or came back of it; never edited.' })
export class ClaimPayment {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => PaymentKindEnum, { description: 'Which way it went.' })
  kind!: string;

  @Field(() => GraphQLCalendarDate, { description: 'The day the money moved.' })
  paidOn!: string;

  @Field(() => String, { description: "The bank's reference; unique within the claim." })
  reference!: string;

  @Field(() => Money, { description: 'How much; below zero when it came back.' })
  amount!: Money;

  @Field(() => [ClaimPayee], { description: 'To whom, in the order given.' })
  payees!: ClaimPayee[];

  @Field(() => GraphQLInstant, { description: 'When it was recorded, business time.' })
  recordedAt!: Date;
}

@ObjectType({ ...SIMPLE, description: 'What a payment would be and leave now; nothing was written.' })
export class ClaimPayPreview {
  @Field(() => Money, { description: 'What would leave.' })
  amount!: Money;

  @Field(() => [ClaimPayee], { description: 'To whom.' })
  payees!: ClaimPayee[];

  @Field(() => Money, { description: 'Paid on the claim afterwards.' })
  paid!: Money;

  @Field(() => Money, { description: 'Approved and still not paid afterwards.' })
  left!: Money;

  @Field(() => Money, { description: 'Sum insured of the policy that is left afterwards.' })
  remainingSumInsured!: Money;

  @Field(() => Money, { description: "The lender's covered loss that nobody compensates so far." })
  uncompensated!: Money;

  @Field(() => [PlannedJournal], {
    description:
      'Every entry the books would get today that the viewer could read later, parts of co-insurers and reinsurers included, in order.',
  })
  ledger!: PlannedJournal[];

  @Field(() => String, {
    description: 'Stands for these figures: `claimPay` takes it and refuses when they have changed.',
  })
  token!: string;
}

@InputType({ description: 'Somebody an indemnity goes to.' })
export class ClaimPayeeInput {
  @Field(() => PayeeRoleEnum, { description: 'In which role.' })
  role!: keyof typeof PayeeRoleEnum;

  @Field(() => String, {
    nullable: true,
    description: 'Of an investor, and only then: how the platform calls them, 1 to 100 characters, no personal data.',
  })
  reference?: string | null;

  @Field(() => GraphQLDecimal, {
    description: 'Above zero in any unit, e.g. units of the loan held; only proportions count.',
  })
  share!: string;
}

@InputType({ description: 'A payment to look at before it is made.' })
export class ClaimPayPreviewInput {
  @Field(() => ID, { description: 'The claim, DECIDED.' })
  claim!: string;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'Above zero, at most what is approved and not yet paid; all of that when absent.',
  })
  amount?: MoneyInput | null;

  @Field(() => [ClaimPayeeInput], {
    nullable: true,
    description:
      "1 to 200. When absent, the investors who hold the loan on the day, or without any the policy's loss payee. Split by largest remainder.",
  })
  payees?: ClaimPayeeInput[] | null;
}

@InputType({ description: 'Pays what was approved, at once or in parts.' })
export class ClaimPayInput extends ClaimPayPreviewInput {
  @Field(() => GraphQLCalendarDate, {
    description: "The day the money left: from the decision to today, in the loan's time zone.",
  })
  paidOn!: string;

  @Field(() => String, { description: "The bank's reference, 1 to 100 characters, once in a claim." })
  reference!: string;

  @Field(() => String, { nullable: true, description: 'Of a preview whose figures must still hold.' })
  token?: string | null;
}

@InputType({ description: 'Money that came back after a lower decision.' })
export class ClaimOverpaymentReturnInput {
  @Field(() => ID, { description: 'The claim.' })
  claim!: string;

  @Field(() => MoneyInput, { description: 'Above zero, at most what is overpaid.' })
  amount!: MoneyInput;

  @Field(() => GraphQLCalendarDate, {
    description: "The day the money came: from the decision to today, in the loan's time zone.",
  })
  paidOn!: string;

  @Field(() => String, { description: "The bank's reference, 1 to 100 characters, once in a claim." })
  reference!: string;
}
