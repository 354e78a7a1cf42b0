import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Money, MoneyInput } from '../scenarios/contract/index.js';
import { CommissionPeriod } from './commission-agreement.js';
import { register } from './enums.js';
import { Journal } from './ledger.js';
import { PremiumInvoice } from './premium-invoice.js';
import { GraphQLCalendarDate, GraphQLCurrencyCode, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;
const TOKEN = 'Stands for these figures: the payout takes it and refuses when they have changed.';

export const PartnerPayoutKindEnum = register('PartnerPayoutKind', 'What an insurer paid a partner.', {
  COMMISSION: 'Commission the partner earned.',
  PREMIUM: 'Premium that credit notes give back.',
});

@ObjectType({ ...SIMPLE, description: 'Money an insurer paid a partner, never edited.' })
export class PartnerPayout {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => PartnerPayoutKindEnum, { description: 'Commission or premium.' })
  kind!: string;

  @Field(() => ID, { description: 'Who paid.' })
  insurer!: string;

  @Field(() => ID, { description: 'Who was paid.' })
  partner!: string;

  @Field(() => Money, { description: 'How much, above zero.' })
  amount!: Money;

  @Field(() => GraphQLCalendarDate, { description: 'The day the money left.' })
  paidOn!: string;

  @Field(() => String, { description: "The bank's reference." })
  reference!: string;

  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description: 'Of commission: the last business date whose accruals it pays; null when all.',
  })
  upTo!: string | null;

  @Field(() => GraphQLInstant, { description: 'When it was recorded, business time.' })
  recordedAt!: Date;

  @Field(() => [PremiumInvoice], { description: 'The credit notes it settled, oldest first; none of commission.' })
  creditNotes!: PremiumInvoice[];

  @Field(() => [Journal], { description: 'Its entries in the books, oldest first.' })
  ledger!: Journal[];
}

@ObjectType({
  ...SIMPLE,
  description: 'Commission as it would be paid now: accrued - clawedBack + bounds - paid, at least zero.',
})
export class CommissionPayoutPreview {
  @Field(() => Money, { description: 'Commission on premium written, up to the asked date.' })
  accrued!: Money;

  @Field(() => Money, { description: 'Commission that went back with premium, whatever its date.' })
  clawedBack!: Money;

  @Field(() => Money, {
    description: 'What the bounds of payout periods add; below zero when they take.',
  })
  bounds!: Money;

  @Field(() => [CommissionPeriod], {
    description: 'The payout periods with bounds that have begun, oldest first; none without an agreement.',
  })
  periods!: CommissionPeriod[];

  @Field(() => Money, { description: 'Paid out before, whatever its date.' })
  paid!: Money;

  @Field(() => Money, { description: 'What a payout would pay; zero when the partner owes commission back.' })
  payable!: Money;

  @Field(() => String, { description: TOKEN })
  token!: string;
}

@ObjectType({ ...SIMPLE, description: 'What a repayment takes of one credit note.' })
export class PremiumRepayPart {
  @Field(() => PremiumInvoice, { description: 'The credit note, as it stands before.' })
  creditNote!: PremiumInvoice;

  @Field(() => Money, { description: 'How much of it is repaid.' })
  amount!: Money;
}

@ObjectType({ ...SIMPLE, description: 'Premium as it would be paid back now.' })
export class PremiumRepayPreview {
  @Field(() => Money, {
    description:
      'What the 500 oldest open credit notes give back, less what is still asked for on invoices of the same policies.',
  })
  open!: Money;

  @Field(() => Money, { description: 'What would be repaid.' })
  amount!: Money;

  @Field(() => [PremiumRepayPart], { description: 'Of which credit notes, oldest first; they add up to the amount.' })
  parts!: PremiumRepayPart[];

  @Field(() => String, { description: TOKEN })
  token!: string;
}

/** Whom a payout is for; not a type of the schema itself. */
@InputType()
abstract class PayeeInput {
  @Field(() => ID, { nullable: true, description: 'The insurer that pays; only the operator has to say which.' })
  insurer?: string | null;

  @Field(() => ID, { description: 'The partner that is paid.' })
  partner!: string;

  @Field(() => GraphQLCurrencyCode, { description: 'Books are kept per currency.' })
  currency!: string;
}

@InputType({ description: 'Commission to look at before it is paid.' })
export class CommissionPayoutPreviewInput extends PayeeInput {
  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description: 'The last business date whose accruals count; all when absent.',
  })
  upTo?: string | null;
}

const PAID_ON = 'The day the money left, not in the future.';
const REFERENCE = "The bank's reference, 1 to 100 characters.";
const OF_PREVIEW = 'Of a preview whose figures must still hold.';

@InputType({ description: 'Pays all commission that is payable.' })
export class CommissionPayoutInput extends CommissionPayoutPreviewInput {
  @Field(() => GraphQLCalendarDate, { description: PAID_ON })
  paidOn!: string;

  @Field(() => String, { description: REFERENCE })
  reference!: string;

  @Field(() => String, { nullable: true, description: OF_PREVIEW })
  token?: string | null;
}

@InputType({ description: 'A repayment of premium to look at before it is made.' })
export class PremiumRepayPreviewInput extends PayeeInput {
  @Field(() => MoneyInput, {
    nullable: true,
    description: 'Above zero, at most what is open; all of that when absent.',
  })
  amount?: MoneyInput | null;
}

@InputType({ description: 'Pays premium of credit notes back, the oldest first.' })
export class PremiumRepayInput extends PremiumRepayPreviewInput {
  @Field(() => GraphQLCalendarDate, { description: PAID_ON })
  paidOn!: string;

  @Field(() => String, { description: REFERENCE })
  reference!: string;

  @Field(() => String, { nullable: true, description: OF_PREVIEW })
  token?: string | null;
}
