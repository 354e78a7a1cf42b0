import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Money, MoneyInput } from '../scenarios/contract/index.js';
import {
  ExposureStateEnum,
  LimitBasisEnum,
  LimitDimensionEnum,
  LimitMeasureEnum,
  LimitObligorKindEnum,
  ObligorKindEnum,
} from './enums.js';
import { Node } from './node.js';
import { GraphQLCurrencyCode, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'What a limit was set to.' })
export class LimitChange {
  @Field(() => Int, { description: 'Number of the setting, from 1.' })
  revision!: number;

  @Field(() => Money, { nullable: true, description: 'The cap from then on; null of a limit on a number.' })
  cap!: Money | null;

  @Field(() => Int, { nullable: true, description: 'The cap of a limit on a number.' })
  capCount!: number | null;

  @Field(() => Money, { nullable: true, description: 'Live exposure when it was set; null of a limit on a number.' })
  used!: Money | null;

  @Field(() => String, { description: 'Why.' })
  reason!: string;

  @Field(() => ID, { description: 'Organisation that set it.' })
  changedBy!: string;

  @Field(() => GraphQLInstant, { description: 'When, business time.' })
  changedAt!: Date;
}

@ObjectType({
  ...SIMPLE,
  implements: Node,
  description:
    'A cap on an insurer: on its live exposure, or on new business in a rolling window. Inclusive. Amounts are null of a limit on a number, numbers of a limit on an amount.',
})
export class Limit extends Node {
  @Field(() => String, { description: 'What it caps, in words.' })
  name!: string;

  @Field(() => LimitDimensionEnum, { description: 'What it caps.' })
  dimension!: string;

  @Field(() => String, {
    description:
      'Id or code of what it caps; a keyed hash of an obligor; "partner|obligor" of an obligor at a partner; ends in "*" for a pattern of one limit per subject.',
  })
  subject!: string;

  @Field(() => LimitMeasureEnum, { description: 'What is measured.' })
  measure!: string;

  @Field(() => Int, { description: 'Days of the rolling window, today included; 0 for live exposure.' })
  windowDays!: number;

  @Field(() => LimitBasisEnum, { description: 'Whether quota shares are taken off first.' })
  basis!: string;

  @Field(() => LimitObligorKindEnum, { description: 'Whose exposure counts.' })
  obligorKind!: string;

  @Field(() => Boolean, { description: 'Whether exposure in other currencies counts, at the stated rate.' })
  countsOtherCurrencies!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The rule it follows from, "pack:rule", or TERMS for the terms of a product; null when people set it.',
  })
  rule!: string | null;

  @Field(() => Money, { nullable: true, description: 'At most this much.' })
  cap!: Money | null;

  @Field(() => Money, { nullable: true, description: 'Held by open quotes and policies not yet active.' })
  reserved!: Money | null;

  @Field(() => Money, { nullable: true, description: 'Held by active policies.' })
  utilised!: Money | null;

  @Field(() => Money, { nullable: true, description: 'Counted now: live exposure, or new business in the window.' })
  used!: Money | null;

  @Field(() => Money, { nullable: true, description: 'Still free; zero when the cap is below what is used.' })
  available!: Money | null;

  @Field(() => Int, { nullable: true, description: 'At most so many.' })
  capCount!: number | null;

  @Field(() => Int, { nullable: true, description: 'So many in the window now.' })
  usedCount!: number | null;

  @Field(() => Boolean, {
    description:
      'False while a new limit still counts what was there before it: what was found so far and all new business bind already.',
  })
  isComplete!: boolean;

  @Field(() => Boolean, {
    description: 'True when the cap was set below what is used: no new business until use has run off.',
  })
  isExceeded!: boolean;
}

@InputType({ description: 'Narrows a list of limits; every member given must hold.' })
export class LimitFilter {
  @Field(() => ID, { nullable: true, description: 'Whose, for the operator.' })
  insurer?: string | null;

  @Field(() => [LimitDimensionEnum], { nullable: true, description: 'Any of these.' })
  dimension?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Id or code of what they cap, or "*" for patterns.' })
  subject?: string | null;

  @Field(() => String, { nullable: true, description: 'The rule they follow from.' })
  rule?: string | null;
}

@InputType({ description: 'Who borrows, by identity. Kept as a keyed hash only.' })
export class LimitObligorInput {
  @Field(() => ObligorKindEnum, { description: 'Person or company.' })
  kind!: 'PERSON' | 'COMPANY';

  @Field(() => String, { description: 'Country, ISO 3166-1 alpha-2.' })
  country!: string;

  @Field(() => String, { description: 'Identity number, as quotes give it.' })
  identityNumber!: string;
}

@InputType({
  description:
    'A limit to set: a known one by `limit`, or one described by what it caps; setting the same again changes its cap.',
})
export class LimitSetInput {
  @Field(() => ID, { nullable: true, description: 'For the operator: whose limit.' })
  insurer?: string | null;

  @Field(() => ID, { nullable: true, description: 'A limit that is there; the description below is then left out.' })
  limit?: string | null;

  @Field(() => LimitDimensionEnum, { nullable: true, description: 'What it caps.' })
  dimension?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Id or code of what it caps; left out for INSURER. OBLIGOR_AT_PARTNER: the partner, beside obligor or each.',
  })
  subject?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'One limit for every subject of the dimension; for every obligor of the partner where subject names one.',
  })
  each!: boolean;

  @Field(() => LimitObligorInput, { nullable: true, description: 'The obligor, or the head of the group.' })
  obligor?: LimitObligorInput | null;

  @Field(() => LimitMeasureEnum, { defaultValue: 'BALANCE', description: 'What is measured.' })
  measure!: string;

  @Field(() => Int, { defaultValue: 0, description: 'Days of the window of VOLUME and COUNT, 1 to 366.' })
  windowDays!: number;

  @Field(() => LimitBasisEnum, { defaultValue: 'GROSS', description: 'Whether quota shares are taken off first.' })
  basis!: string;

  @Field(() => LimitObligorKindEnum, { defaultValue: 'ANY', description: 'Whose exposure counts.' })
  obligorKind!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Count other currencies at the stated rates; without a rate a currency gets no room.',
  })
  countsOtherCurrencies!: boolean;

  @Field(() => MoneyInput, { nullable: true, description: 'At most this much, zero or more.' })
  cap?: MoneyInput | null;

  @Field(() => Int, { nullable: true, description: 'For COUNT: at most so many, zero or more.' })
  capCount?: number | null;

  @Field(() => String, { description: 'Why, 1 to 500 characters.' })
  reason!: string;
}

@ObjectType({ ...SIMPLE, description: 'What a limit counts of an exposure where that is not simply its amount.' })
export class CountedPart {
  @Field(() => ID, { description: 'The limit.' })
  limit!: string;

  @Field(() => String, { description: "What it counts, in minor units of the limit's currency, or pieces." })
  countedMinor!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What minor units are multiplied by: retained share x stated rate; null for pieces.',
  })
  factor!: string | null;

  @Field(() => Int, { nullable: true, description: 'Version of the exchange rate that was used.' })
  rateVersion!: number | null;
}

@ObjectType({ ...SIMPLE, description: 'Capacity of an insurer that an offer or a policy takes.' })
export class Exposure {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => ExposureStateEnum, { description: 'Where it stands.' })
  state!: string;

  @Field(() => Money, { description: 'What is taken, or was taken last.' })
  amount!: Money;

  @Field(() => ID, { nullable: true, description: 'The policy; null while only an offer holds it.' })
  policyId!: string | null;

  @Field(() => ID, { description: 'The insurer.' })
  insurerId!: string;

  @Field(() => [ID], { description: 'The limits it counts in.' })
  limitIds!: string[];

  @Field(() => [CountedPart], { description: 'Limits that count something else than the amount.' })
  counted!: CountedPart[];

  @Field(() => GraphQLInstant, { description: 'When it last changed, business time.' })
  changedAt!: Date;
}

@InputType({ description: 'Narrows a list of exposures; every member given must hold.' })
export class ExposureFilter {
  @Field(() => ID, { nullable: true, description: 'Whose, for the operator.' })
  insurer?: string | null;

  @Field(() => [ExposureStateEnum], { nullable: true, description: 'Any of these.' })
  state?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'Only what counts in this limit.' })
  ofLimit?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only of this policy.' })
  policy?: string | null;
}

@ObjectType({ ...SIMPLE, description: 'Live exposure of one subject.' })
export class ExposureTotal {
  @Field(() => String, { description: 'Id or code of the subject; a keyed hash of an obligor.' })
  subject!: string;

  @Field(() => Money, { description: 'Held by open quotes and policies not yet active.' })
  reserved!: Money;

  @Field(() => Money, { description: 'Held by active policies.' })
  utilised!: Money;

  @Field(() => Int, { description: 'Number of live exposures.' })
  count!: number;
}

@ArgsType()
export class ExposureTotalArgs {
  @Field(() => LimitDimensionEnum, { description: 'By what; REGION is the country here.' })
  by!: string;

  @Field(() => GraphQLCurrencyCode, { description: 'Exposure in this currency.' })
  currency!: string;

  @Field(() => Int, { description: 'Subjects at most, 1 to 100.' })
  first!: number;

  @Field(() => ID, { nullable: true, description: 'For the operator: whose.' })
  insurer?: string | null;
}
