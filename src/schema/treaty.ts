import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { GraphQLCalendarDate, GraphQLDecimal, GraphQLInstant } from './scalars.js';

@ObjectType({
  simpleResolvers: true,
  description: 'A quota share: a reinsurer takes its part of premium, losses and recoveries of the policies under it.',
})
export class Treaty {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => String, { description: 'Who takes its part.' })
  reinsurer!: string;

  @Field(() => GraphQLDecimal, { description: 'The part, 0.4 is 40 %.' })
  share!: string;

  @Field(() => GraphQLDecimal, { description: 'Commission on the ceded premium, 0.3 is 30 %.' })
  cedingCommission!: string;

  @Field(() => GraphQLCalendarDate, { description: 'The first day on which policies come under it.' })
  fromOn!: string;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'The first day on which none does any more.' })
  toOn!: string | null;

  @Field(() => GraphQLInstant, { description: 'When it was recorded, business time.' })
  createdAt!: Date;
}

@InputType({ description: 'A quota share as it is agreed.' })
export class TreatyCreateInput {
  @Field(() => String, { description: 'Who takes its part, 1 to 200 characters.' })
  reinsurer!: string;

  @Field(() => GraphQLDecimal, { description: 'The part: above 0, at most 1, at most 6 decimals.' })
  share!: string;

  @Field(() => GraphQLDecimal, { description: 'Commission on the ceded premium: at least 0, below 1.' })
  cedingCommission!: string;

  @Field(() => GraphQLCalendarDate, {
    description: 'The first day on which policies come under it; policies written before stay as they are.',
  })
  fromOn!: string;

  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description: 'The first day on which none does any more; null: until a later treaty begins.',
  })
  toOn?: string | null;
}
