import { Field, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { GraphQLCalendarDate } from './scalars.js';

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
