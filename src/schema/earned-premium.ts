import { Field, ID, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { GraphQLCalendarDate, GraphQLCurrencyCode } from './scalars.js';

@ObjectType({
  simpleResolvers: true,
  description: "What of a policy's premium was for cover already given, without tax, for the insurer's own account.",
})
export class EarnedPremium {
  @Field(() => GraphQLCalendarDate, { description: 'The day whose end it is about; the day itself counts as given.' })
  asOf!: string;

  @Field(() => Money, { description: 'Everything written until now, changes and refunds included.' })
  written!: Money;

  @Field(() => Money, { description: 'For cover given by then.' })
  earned!: Money;

  @Field(() => Money, { description: 'For cover still to be given: written less earned.' })
  unearned!: Money;

  @Field(() => Money, { description: 'Commission on the earned part.' })
  commissionEarned!: Money;
}

@ObjectType({ simpleResolvers: true, description: 'What closes would book for one insurer and lender of a programme.' })
export class EarnedPremiumCloseFigures {
  @Field(() => ID, { description: 'In whose books.' })
  insurer!: string;

  @Field(() => ID, { description: 'To whom the loans are owed.' })
  lender!: string;

  @Field(() => GraphQLCurrencyCode, { description: 'Books are kept per currency.' })
  currency!: string;

  @Field(() => Money, {
    description:
      'Premium earned, without tax, for the own account; below zero when a change gives back what was closed.',
  })
  premium!: Money;

  @Field(() => Money, { description: 'Commission on it.' })
  commission!: Money;

  @Field(() => Money, { description: 'The part of the premium that reinsurers carry.' })
  ceded!: Money;

  @Field(() => Money, { description: 'Ceding commission on that part.' })
  cedingCommission!: Money;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What closing all days that are over would book; nothing is written.',
})
export class EarnedPremiumClosePreview {
  @Field(() => ID, { description: 'The programme.' })
  programme!: string;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'The last day that is closed; null when none is.' })
  closedOn!: string | null;

  @Field(() => GraphQLCalendarDate, { description: "The day before today in the programme's time zone." })
  through!: string;

  @Field(() => [EarnedPremiumCloseFigures], {
    description: 'The sum over the days still to be closed, by insurer, lender and currency; empty when all are.',
  })
  figures!: EarnedPremiumCloseFigures[];
}
