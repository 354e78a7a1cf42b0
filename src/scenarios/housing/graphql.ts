import { Field, Float, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { CurrencyCode } from '../../kernel/index.js';
import {
  GraphQLCalendarDate,
  InsuredRisk,
  type InsuredRiskView,
  Money,
  MoneyInput,
  moneyView,
} from '../contract/index.js';
import { type HousingFacts, type HousingRisk, PropertyKind, PropertyOccupancy } from './risk.js';

registerEnumType(PropertyKind, {
  name: 'PropertyKind',
  description: 'What kind of home a property is.',
  valuesConfig: {
    APARTMENT: { description: 'A flat with its own title.' },
    HOUSE: { description: 'A detached or semi-detached house for one family.' },
    TERRACED_HOUSE: { description: 'A house in a row.' },
    MULTI_FAMILY_HOUSE: { description: 'A house with several flats under one title.' },
  },
});

registerEnumType(PropertyOccupancy, {
  name: 'PropertyOccupancy',
  description: 'Who will live in a property.',
  valuesConfig: {
    OWNER: { description: 'The borrower.' },
    LET: { description: 'Tenants: the rent pays the loan.' },
  },
});

@InputType({ description: 'Where a property stands.' })
export class HousingAddressInput {
  @Field(() => String, { description: 'Street and number, 1 to 120 characters.' })
  line1!: string;

  @Field(() => String, { description: 'Town, 1 to 80 characters.' })
  city!: string;

  @Field(() => String, { description: 'Postal code, 1 to 16 characters.' })
  postalCode!: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code, e.g. "DE".' })
  country!: string;
}

@InputType({ description: 'What a valuer says a property is worth.' })
export class HousingValuationInput {
  @Field(() => MoneyInput, { description: 'Market value; above zero, in the currency of the loan.' })
  amount!: MoneyInput;

  @Field(() => GraphQLCalendarDate, {
    description: 'Day of the valuation; not in the future, at most 36 months ago. After 180 days a person looks at it.',
  })
  valuedOn!: string;

  @Field(() => String, { description: 'Who valued it, 1 to 120 characters.' })
  valuer!: string;
}

@InputType({ description: 'The home a loan pays for.' })
export class HousingPropertyInput {
  @Field(() => String, {
    description:
      'Title or folio number in the land registry, 1 to 80 characters. One title can be insured once; case and spaces do not count.',
  })
  titleNumber!: string;

  @Field(() => String, {
    description:
      'The land registry: ISO 3166-1 country code, with the ISO 3166-2 region where registries are regional, e.g. "DE-BY".',
  })
  registry!: string;

  @Field(() => HousingAddressInput, { description: 'Where it stands; in the country of the registry.' })
  address!: HousingAddressInput;

  @Field(() => PropertyKind, { description: 'What kind of home it is.' })
  kind!: PropertyKind;

  @Field(() => PropertyOccupancy, { description: 'Who will live in it.' })
  occupancy!: PropertyOccupancy;

  @Field(() => Float, { description: 'Living area in square metres, 5 to 10000.' })
  livingAreaM2!: number;

  @Field(() => Int, { description: 'Year it was or will be finished: 1000 to five years ahead.' })
  builtYear!: number;

  @Field(() => MoneyInput, {
    description:
      'Purchase price without taxes and fees; above zero, at least the principal, in the currency of the loan.',
  })
  price!: MoneyInput;

  @Field(() => HousingValuationInput, { description: 'An independent valuation.' })
  valuation!: HousingValuationInput;
}

@InputType({ description: 'A home bought with a mortgage.' })
export class HousingInput {
  @Field(() => HousingPropertyInput, { description: 'The home.' })
  property!: HousingPropertyInput;

  @Field(() => String, {
    description:
      'Who may be paid with the loan: the reference of the seller, or of the notary or conveyancer; 1 to 64 characters.',
  })
  seller!: string;
}

@ObjectType({ description: 'Where an insured property stands.', simpleResolvers: true })
export class HousingAddress {
  @Field(() => String, { description: 'Street and number.' })
  line1!: string;

  @Field(() => String, { description: 'Town.' })
  city!: string;

  @Field(() => String, { description: 'Postal code.' })
  postalCode!: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code.' })
  country!: string;
}

@ObjectType({ description: 'What an insured property was said to be worth.', simpleResolvers: true })
export class HousingValuation {
  @Field(() => Money, { description: 'Market value.' })
  amount!: Money;

  @Field(() => GraphQLCalendarDate, { description: 'Day of the valuation.' })
  valuedOn!: string;

  @Field(() => String, { description: 'Who valued it.' })
  valuer!: string;
}

@ObjectType({ description: 'The insured home.', implements: InsuredRisk, simpleResolvers: true })
export class HousingProperty extends InsuredRisk {
  @Field(() => String, { description: 'The land registry: country, and region where registries are regional.' })
  registry!: string;

  @Field(() => String, { description: 'Title number in its normal form.' })
  titleNumber!: string;

  @Field(() => HousingAddress, { description: 'Where it stands.' })
  address!: HousingAddress;

  @Field(() => PropertyKind, { description: 'What kind of home it is.' })
  kind!: PropertyKind;

  @Field(() => PropertyOccupancy, { description: 'Who lives in it.' })
  occupancy!: PropertyOccupancy;

  @Field(() => Float, { description: 'Living area in square metres.' })
  livingAreaM2!: number;

  @Field(() => Int, { description: 'Year it was or will be finished.' })
  builtYear!: number;

  @Field(() => Money, { description: 'Purchase price without taxes and fees.' })
  price!: Money;

  @Field(() => HousingValuation, { description: 'The independent valuation.' })
  valuation!: HousingValuation;

  @Field(() => Money, { nullable: true, description: 'What a model said at the quote; null when none knew the home.' })
  modelValue!: Money | null;

  @Field(() => String, { description: 'Who may be paid with the loan.' })
  seller!: string;
}

const KIND_WORDS: Readonly<Record<PropertyKind, string>> = {
  APARTMENT: 'Apartment',
  HOUSE: 'House',
  TERRACED_HOUSE: 'Terraced house',
  MULTI_FAMILY_HOUSE: 'Multi-family house',
};

export function propertyView(risk: HousingRisk, facts: HousingFacts, currency: CurrencyCode): InsuredRiskView {
  const { valuation, ...property } = risk;
  return {
    __typename: 'HousingProperty',
    summary: `${KIND_WORDS[risk.kind]} in ${risk.address.city}, title ${risk.registry} ${risk.titleNumber}`,
    ...property,
    price: moneyView(risk.price, currency),
    valuation: { ...valuation, amount: moneyView(valuation.amount, currency) },
    modelValue: facts.modelValue === null ? null : moneyView(facts.modelValue, currency),
  };
}
