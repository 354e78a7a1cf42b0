import { Field, ID, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { PlannedJournal } from './ledger.js';
import { Premium, PremiumLine } from './premium.js';
import { GraphQLCalendarDate } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'An invoice as it would be issued now.' })
export class PlannedInvoice {
  @Field(() => GraphQLCalendarDate, { description: 'When it would be due.' })
  dueOn!: string;

  @Field(() => Money, { description: 'The amount, above zero, tax included.' })
  amount!: Money;

  @Field(() => [PremiumLine], { description: 'Its parts; they add up to the amount.' })
  lines!: PremiumLine[];
}

@ObjectType({ ...SIMPLE, description: 'What one insurer has reserved for a policy and would utilise from then on.' })
export class PlannedUse {
  @Field(() => ID, { description: 'The insurer, one of several of a co-insured policy.' })
  insurer!: string;

  @Field(() => Money, { description: 'How much moves from reserved to utilised in its limits.' })
  amount!: Money;
}

@ObjectType({
  ...SIMPLE,
  description:
    'What the start of cover would move now; nothing was written. What insurers cede to their reinsurers is not shown: only they see it.',
})
export class PolicyActivatePreview {
  @Field(() => ID, { description: 'The policy.' })
  policyId!: string;

  @Field(() => GraphQLCalendarDate, { description: 'First day of cover: when the loan was paid out.' })
  startsOn!: string;

  @Field(() => GraphQLCalendarDate, { description: 'First day without cover.' })
  endsOn!: string;

  @Field(() => Money, { description: 'Principal of the loan that would be insured.' })
  principal!: Money;

  @Field(() => Money, { description: 'Sum insured.' })
  sumInsured!: Money;

  @Field(() => [PlannedUse], { description: 'Exposure by insurer, which adds up to the sum insured.' })
  exposures!: PlannedUse[];

  @Field(() => Premium, { description: 'The premium that would be written, with every line of it.' })
  premium!: Premium;

  @Field(() => Money, { description: 'Commission that the partner would be owed, part of the premium.' })
  commission!: Money;

  @Field(() => Money, { description: 'Premium tax that the state would be owed, part of the premium.' })
  tax!: Money;

  @Field(() => [PlannedInvoice], {
    description: 'How the premium would be asked for, first due first; they add up to it.',
  })
  invoices!: PlannedInvoice[];

  @Field(() => [PlannedJournal], {
    description: 'The entries in the books: of the insurer, and of every co-insurer for its part.',
  })
  ledger!: PlannedJournal[];

  @Field(() => String, {
    description: 'Stands for these figures: `policyActivate` takes it and refuses when they have changed.',
  })
  token!: string;
}
