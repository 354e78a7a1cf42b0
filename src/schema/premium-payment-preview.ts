import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Money, MoneyInput } from '../scenarios/contract/index.js';
import { PlannedJournal } from './ledger.js';
import { PremiumInvoice } from './premium-invoice.js';
import { GraphQLCalendarDate } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;
const OF_PREVIEW = 'Of a preview whose figures must still hold.';

@ObjectType({ ...SIMPLE, description: 'What a payment settles of one invoice, or opens again.' })
export class PremiumPaymentPart {
  @Field(() => ID, { description: 'The policy it asks premium for.' })
  policyId!: string;

  @Field(() => PremiumInvoice, { description: 'The invoice, as it stands before.' })
  invoice!: PremiumInvoice;

  @Field(() => Money, { description: 'How much of it, above zero.' })
  amount!: Money;
}

@ObjectType({
  ...SIMPLE,
  description:
    'What premium that came would settle now; nothing was written. Commission and tax were booked when the premium was written: a payment moves neither.',
})
export class PremiumPaymentPreview {
  @Field(() => Money, { description: 'What came: the parts and what is over.' })
  amount!: Money;

  @Field(() => [PremiumPaymentPart], {
    description: 'The invoices it would settle, oldest due date first, at most 500.',
  })
  parts!: PremiumPaymentPart[];

  @Field(() => Money, { description: 'What no invoice asks for: it would be a deposit for the invoices to come.' })
  unallocated!: Money;

  @Field(() => [PlannedJournal], { description: 'The entries in the books, one a policy and one of the deposit.' })
  ledger!: PlannedJournal[];

  @Field(() => String, {
    description: 'Stands for these figures: `premiumPaymentRecord` takes it and refuses when they have changed.',
  })
  token!: string;
}

@ObjectType({ ...SIMPLE, description: 'What a credit note would settle of an invoice that is open again.' })
export class PremiumNetting {
  @Field(() => PremiumInvoice, { description: 'The credit note, as it stands before.' })
  creditNote!: PremiumInvoice;

  @Field(() => PremiumInvoice, { description: 'The invoice, as it stands before.' })
  invoice!: PremiumInvoice;

  @Field(() => Money, { description: 'How much, above zero.' })
  amount!: Money;
}

@ObjectType({
  ...SIMPLE,
  description:
    'What taking a payment back would do now; nothing was written. Commission and tax stay as they were written: the premium is only not paid.',
})
export class PremiumPaymentReversePreview {
  @Field(() => ID, { description: 'Whose money it was: it never came, or goes back to this partner.' })
  partner!: string;

  @Field(() => Money, { description: 'What leaves cash again: all of the payment.' })
  amount!: Money;

  @Field(() => [PremiumPaymentPart], { description: 'The invoices it had settled, which are open again by so much.' })
  reopened!: PremiumPaymentPart[];

  @Field(() => Money, { description: 'What was still a deposit of it and is none any more.' })
  deposit!: Money;

  @Field(() => [PremiumNetting], {
    description: 'What open credit notes of the same policies settle of those invoices at once, oldest first.',
  })
  netted!: PremiumNetting[];

  @Field(() => [PlannedJournal], {
    description: 'The entries in the books: those of the payment, the other way round.',
  })
  ledger!: PlannedJournal[];

  @Field(() => String, {
    description: 'Stands for these figures: `premiumPaymentReverse` takes it and refuses when they have changed.',
  })
  token!: string;
}

@InputType({ description: 'Premium that came, to look at before it is recorded.' })
export class PremiumPaymentRecordPreviewInput {
  @Field(() => ID, { description: 'The partner that paid.' })
  partner!: string;

  @Field(() => ID, {
    nullable: true,
    description: "Settles invoices of this policy only; without it, the partner's, oldest due date first.",
  })
  policy?: string | null;

  @Field(() => MoneyInput, { description: 'How much, above zero.' })
  amount!: MoneyInput;

  @Field(() => GraphQLCalendarDate, { description: 'When it came: not in the future, at most a year ago.' })
  receivedOn!: string;

  @Field(() => String, {
    description:
      "The bank's reference, 1 to 100 characters. Each counts once for a partner, unless its payment was taken back; capitals and blanks make no difference.",
  })
  reference!: string;
}

@InputType({ description: 'Premium that came.' })
export class PremiumPaymentRecordInput extends PremiumPaymentRecordPreviewInput {
  @Field(() => String, { nullable: true, description: OF_PREVIEW })
  token?: string | null;
}

@InputType({ description: 'Takes a payment back that did not hold.' })
export class PremiumPaymentReverseInput {
  @Field(() => ID, { description: 'The payment.' })
  payment!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters.' })
  reason!: string;

  @Field(() => String, { nullable: true, description: OF_PREVIEW })
  token?: string | null;
}
