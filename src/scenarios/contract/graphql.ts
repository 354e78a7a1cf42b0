import 'reflect-metadata';
import { Field, InputType, InterfaceType, ObjectType } from 'type-graphql';
import { GraphQLCalendarDate, GraphQLCurrencyCode, GraphQLDecimal } from './scalars.js';

export { GraphQLCalendarDate, GraphQLCurrencyCode, GraphQLDecimal };

@InputType({ description: 'An exact amount of money. More decimals than the currency has are refused.' })
export class MoneyInput {
  @Field(() => GraphQLDecimal, { description: 'Decimal text in whole currency units, e.g. "1249.90".' })
  amount!: string;

  @Field(() => GraphQLCurrencyCode, { description: 'ISO 4217 alphabetic code.' })
  currency!: string;
}

@ObjectType({ description: 'An exact amount of money.', simpleResolvers: true })
export class Money {
  @Field(() => GraphQLDecimal, {
    description: 'Decimal text in whole currency units, with all decimals of the currency.',
  })
  amount!: string;

  @Field(() => GraphQLCurrencyCode, { description: 'ISO 4217 alphabetic code.' })
  currency!: string;
}

@InterfaceType({
  description: 'The thing a loan pays for, as its scenario sees it.',
  autoRegisterImplementations: false,
  resolveType: (value: { readonly __typename?: string }) => value.__typename,
})
export abstract class InsuredRisk {
  @Field(() => String, { description: 'One line a person recognises the thing by.' })
  summary!: string;
}
