import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { register } from './enums.js';
import { Journal } from './ledger.js';
import { PremiumLine } from './premium.js';
import { GraphQLCalendarDate, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

export const PremiumInvoiceKindEnum = register('PremiumInvoiceKind', 'What an invoice does.', {
  INVOICE: 'Asks for premium.',
  CREDIT_NOTE: 'Gives premium back: first what is still open need not be paid, the rest is owed to the partner.',
});

@ObjectType({ ...SIMPLE, description: 'What a payment or a credit note settled of an invoice.' })
export class PremiumAllocation {
  @Field(() => ID, { description: 'The payment, the credit note, or the repayment of a credit note.' })
  source!: string;

  @Field(() => Money, { description: 'How much; below zero when a payment was taken back.' })
  amount!: Money;

  @Field(() => GraphQLInstant, { description: 'When, business time.' })
  recordedAt!: Date;
}

@ObjectType({ ...SIMPLE, description: 'Premium that is asked for or given back, never edited.' })
export class PremiumInvoice {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => Int, { description: 'Position among the invoices of its policy, from 1.' })
  sequence!: number;

  @Field(() => PremiumInvoiceKindEnum, { description: 'Whether it asks for premium or gives it back.' })
  kind!: string;

  @Field(() => GraphQLCalendarDate, { description: 'When it was issued.' })
  issuedOn!: string;

  @Field(() => GraphQLCalendarDate, { description: 'When it is due.' })
  dueOn!: string;

  @Field(() => Money, { description: 'The amount, tax included.' })
  amount!: Money;

  @Field(() => Money, { description: 'What is settled of it; of a credit note, what it settled and what was repaid.' })
  settled!: Money;

  @Field(() => Money, { description: 'What is not settled.' })
  open!: Money;

  @Field(() => [PremiumLine], { description: 'Its parts; they add up to the amount.' })
  lines!: PremiumLine[];

  @Field(() => [PremiumAllocation], { description: 'What settled it, oldest first.' })
  allocations!: PremiumAllocation[];

  @Field(() => [Journal], { description: 'Entries in the books of what caused it, oldest first.' })
  ledger!: Journal[];
}

@ObjectType({ ...SIMPLE, description: 'A reminder of overdue premium.' })
export class DunningNotice {
  @Field(() => Int, { description: 'First, second and so on.' })
  level!: number;

  @Field(() => GraphQLCalendarDate, { description: 'When it goes out.' })
  on!: string;

  @Field(() => Boolean, { description: 'Whether that day has come.' })
  isDue!: boolean;

  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description: 'When premium.dunningDue told of it. Cover lapses on a later day than the last of them.',
  })
  toldOn!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'Premium of a policy in force that was not paid when it was due.' })
export class OverduePremium {
  @Field(() => Money, { description: 'Everything past its due date.' })
  amount!: Money;

  @Field(() => GraphQLCalendarDate, { description: 'The oldest due date that passed.' })
  oldestDueOn!: string;

  @Field(() => Int, { description: 'Days since.' })
  daysOverdue!: number;

  @Field(() => Int, { description: 'The last reminder whose day has come; 0 before the first.' })
  stage!: number;

  @Field(() => [DunningNotice], { description: "Reminders by the product's terms." })
  notices!: DunningNotice[];

  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description:
      'The first day on which cover may end for want of payment, as things stand: today or later, after grace, on no day of a hold and not on the day of the last reminder. Cover stays beyond it while the loan is overdue or a claim is under way. Null when cover stays although nobody pays (`changes.unpaidPremium`).',
  })
  lapsesOn!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'Premium an insurer received from a partner, or a payment that it takes back.' })
export class PremiumPayment {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => String, { description: "The bank's reference." })
  reference!: string;

  @Field(() => GraphQLCalendarDate, { description: 'When it came; of a reversal, when it was taken back.' })
  receivedOn!: string;

  @Field(() => Money, { description: 'How much; below zero when it takes another payment back.' })
  amount!: Money;

  @Field(() => Money, { description: 'What no invoice asked for: a deposit for the invoices to come.' })
  unallocated!: Money;

  @Field(() => ID, { nullable: true, description: 'The payment that it takes back.' })
  reverses!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it was taken back.' })
  reason!: string | null;

  @Field(() => [PremiumInvoice], { description: 'The invoices it settled, or opened again.' })
  invoices!: PremiumInvoice[];

  @Field(() => [Journal], { description: 'Its entries in the books, oldest first.' })
  ledger!: Journal[];
}
