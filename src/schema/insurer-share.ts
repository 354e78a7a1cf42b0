import { Field, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { GraphQLDecimal } from './scalars.js';

@ObjectType({ simpleResolvers: true, description: 'What one of several insurers carries of an offer or a policy.' })
export class InsurerShare {
  @Field(() => GraphQLDecimal, { description: 'Fraction with six decimals; all shares add up to 1.' })
  share!: string;

  @Field(() => Money, { description: 'Its part of the sum insured.' })
  sumInsured!: Money;

  @Field(() => Money, { description: 'Its part of the premium, tax included.' })
  premium!: Money;
}
