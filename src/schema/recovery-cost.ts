import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Money, MoneyInput } from '../scenarios/contract/index.js';
import { Journal, PlannedJournal } from './ledger.js';
import { GraphQLCalendarDate, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'Money the insurer paid for the pursuit of a debt, never edited.' })
export class RecoveryCostPayment {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => Money, { description: 'How much, above zero.' })
  amount!: Money;

  @Field(() => GraphQLCalendarDate, { description: 'The day the money left.' })
  paidOn!: string;

  @Field(() => String, { description: "The bank's reference." })
  reference!: string;

  @Field(() => GraphQLInstant, { description: 'When it was recorded, business time.' })
  recordedAt!: Date;

  @Field(() => [Journal], { description: 'Its entries in the books.' })
  ledger!: Journal[];
}

@ObjectType({ ...SIMPLE, description: 'A payment of costs as it would be made now.' })
export class RecoveryCostPayPreview {
  @Field(() => Money, { description: 'Billed and not yet paid; below zero when paid bills turned out lower.' })
  payable!: Money;

  @Field(() => Money, { description: 'What would be paid.' })
  amount!: Money;

  @Field(() => Money, { description: 'What would stay payable.' })
  left!: Money;

  @Field(() => [PlannedJournal], {
    description:
      'Every entry the books would get today that the viewer could read later, parts of co-insurers and reinsurers included, in order.',
  })
  ledger!: PlannedJournal[];

  @Field(() => String, {
    description: 'Stands for these figures: `recoveryCostPay` takes it and refuses when they have changed.',
  })
  token!: string;
}

@InputType({ description: 'A payment of costs to look at before it is made.' })
export class RecoveryCostPayPreviewInput {
  @Field(() => ID, { description: 'The recovery.' })
  recovery!: string;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'Above zero, at most what is payable; all of that when absent.',
  })
  amount?: MoneyInput | null;
}

@InputType({ description: 'Pays bills of a recovery.' })
export class RecoveryCostPayInput extends RecoveryCostPayPreviewInput {
  @Field(() => GraphQLCalendarDate, {
    description: "The day the money left, from the default to today in the loan's time zone.",
  })
  paidOn!: string;

  @Field(() => String, { description: "The bank's reference, 1 to 100 characters, once in a recovery." })
  reference!: string;

  @Field(() => String, { nullable: true, description: 'Of a preview whose figures must still hold.' })
  token?: string | null;
}
