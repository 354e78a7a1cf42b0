import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { CurrencyCode } from '../../kernel/index.js';
import {
  GraphQLCalendarDate,
  InsuredRisk,
  type InsuredRiskView,
  Money,
  MoneyInput,
  moneyView,
} from '../contract/index.js';
import { type AutoFacts, type AutoRisk, VehicleCondition } from './risk.js';

registerEnumType(VehicleCondition, {
  name: 'VehicleCondition',
  description: 'Whether anybody has driven the vehicle before.',
  valuesConfig: {
    NEW: { description: 'At most 200 km on the clock and registered for at most 180 days.' },
    USED: { description: 'Anything else.' },
  },
});

@InputType({ description: 'The vehicle a loan pays for.' })
export class AutoVehicleInput {
  @Field(() => String, {
    description:
      'Vehicle identification number: 17 letters and digits without I, O and Q, with the check digit of 49 CFR 565.15 ' +
      'in position 9. One vehicle can be insured once; case and spaces do not count.',
  })
  vin!: string;

  @Field(() => VehicleCondition, { description: 'NEW or USED.' })
  condition!: VehicleCondition;

  @Field(() => String, { description: 'Manufacturer, 1 to 60 characters.' })
  make!: string;

  @Field(() => String, { description: 'Model, 1 to 60 characters.' })
  model!: string;

  @Field(() => Int, { description: 'Model year, 1950 to next year.' })
  modelYear!: number;

  @Field(() => Int, { description: 'Kilometres on the clock, 0 to 2000000; at most 200 for a NEW vehicle.' })
  mileageKm!: number;

  @Field(() => MoneyInput, { description: 'Purchase price with taxes and extras; above zero, in the loan currency.' })
  price!: MoneyInput;

  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description:
      'First registration, not in the future and not before the year before the model year; absent when never registered or not known.',
  })
  firstRegisteredOn?: string | null;
}

@InputType({ description: 'The dealer that sells the vehicle and is paid with the loan.' })
export class AutoDealerInput {
  @Field(() => String, { description: "The dealer's reference with the lender, 1 to 64 characters." })
  reference!: string;

  @Field(() => String, { description: 'Trade name, 1 to 120 characters.' })
  name!: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code, e.g. "DE".' })
  country!: string;
}

@InputType({ description: 'A vehicle bought from a dealer.' })
export class AutoInput {
  @Field(() => AutoVehicleInput, { description: 'The vehicle.' })
  vehicle!: AutoVehicleInput;

  @Field(() => AutoDealerInput, { description: 'The dealer.' })
  dealer!: AutoDealerInput;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'What the buyer pays at once; zero or more. With trade-in and principal at most the price.',
  })
  downPayment?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true, description: 'What the dealer pays for the old vehicle; zero or more.' })
  tradeIn?: MoneyInput | null;
}

@ObjectType({ description: 'The insured vehicle.', implements: InsuredRisk, simpleResolvers: true })
export class AutoVehicle extends InsuredRisk {
  @Field(() => String, { description: 'Vehicle identification number, upper case.' })
  vin!: string;

  @Field(() => VehicleCondition, { description: 'NEW or USED when it was sold.' })
  condition!: VehicleCondition;

  @Field(() => String, { description: 'Manufacturer.' })
  make!: string;

  @Field(() => String, { description: 'Model.' })
  model!: string;

  @Field(() => Int, { description: 'Model year.' })
  modelYear!: number;

  @Field(() => Int, { description: 'Kilometres on the clock when it was sold.' })
  mileageKm!: number;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'First registration; null when not known.' })
  firstRegisteredOn!: string | null;

  @Field(() => Money, { description: 'Purchase price with taxes and extras.' })
  price!: Money;

  @Field(() => Money, { nullable: true, description: 'Market value at the quote; null when no source knew it.' })
  marketValue!: Money | null;

  @Field(() => String, { nullable: true, description: 'Who valued the vehicle.' })
  valuedBy!: string | null;

  @Field(() => Money, { description: 'Paid at once; zero when nothing was.' })
  downPayment!: Money;

  @Field(() => Money, { description: 'Paid by the old vehicle; zero when there was none.' })
  tradeIn!: Money;

  @Field(() => String, { description: "The dealer's trade name." })
  dealerName!: string;

  @Field(() => String, { description: "The dealer's reference: who may be paid with the loan." })
  dealerReference!: string;
}

export function vehicleView(risk: AutoRisk, facts: AutoFacts, currency: CurrencyCode): InsuredRiskView {
  const { vehicle, dealer } = risk;
  return {
    __typename: 'AutoVehicle',
    summary: `${vehicle.make} ${vehicle.model} ${vehicle.modelYear}, VIN ${vehicle.vin}`,
    ...vehicle,
    price: moneyView(vehicle.price, currency),
    marketValue: facts.marketValue === null ? null : moneyView(facts.marketValue, currency),
    valuedBy: facts.valuedBy,
    downPayment: moneyView(risk.downPayment, currency),
    tradeIn: moneyView(risk.tradeIn, currency),
    dealerName: dealer.name,
    dealerReference: dealer.reference,
  };
}
