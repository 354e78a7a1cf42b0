import { Field, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { GraphQLDecimal } from './scalars.js';

@ObjectType({
  simpleResolvers: true,
  description:
    "What an offer's cover changes for the lender, on the probabilities and the schedule the offer was priced by. Rates are nominal fractions a year, to six decimals.",
})
export class CreditEnhancement {
  @Field(() => GraphQLDecimal, { description: 'Rate the lender pays for its money; losses are discounted at it.' })
  fundingRate!: string;

  @Field(() => Money, { description: 'Present value of the loss the lender expects without cover.' })
  expectedLossWithoutCover!: Money;

  @Field(() => Money, { description: 'The part that is left to the lender with cover.' })
  expectedLossWithCover!: Money;

  @Field(() => Money, { description: 'The part that the insurer takes: the difference of the two.' })
  expectedLossTaken!: Money;

  @Field(() => Money, { description: 'What the lender pays for the cover, at once; zero where the obligor does.' })
  premiumByLender!: Money;

  @Field(() => GraphQLDecimal, { description: 'Lowest contract rate that pays for funding and losses without cover.' })
  breakEvenRateWithoutCover!: string;

  @Field(() => GraphQLDecimal, { description: "Lowest such rate with cover, the lender's premium included." })
  breakEvenRateWithCover!: string;

  @Field(() => GraphQLDecimal, {
    description: 'By how much the cover lets the lender lower its rate; below zero when its premium costs more.',
  })
  rateSupported!: string;
}
