import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Money, MoneyInput } from '../scenarios/contract/index.js';
import { RuleConfidenceEnum } from './enums.js';
import { GraphQLCalendarDate, GraphQLCurrencyCode, GraphQLDecimal, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'A rule of a regulation, with where its number comes from.' })
export class RegulatoryRule {
  @Field(() => String, { description: 'Unique in its pack; its limits carry "pack:rule".' })
  id!: string;

  @Field(() => String, { description: 'What it says, in a sentence. Limits are inclusive.' })
  statement!: string;

  @Field(() => String, { description: 'Where that stands.' })
  source!: string;

  @Field(() => RuleConfidenceEnum, { description: 'How sure the number is.' })
  confidence!: string;

  @Field(() => GraphQLCalendarDate, { description: 'First day in force.' })
  effectiveFrom!: string;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'Last day in force; null: still in force.' })
  effectiveUntil!: string | null;

  @Field(() => Boolean, { description: 'False: shown, but binds nobody.' })
  isOn!: boolean;

  @Field(() => String, { nullable: true, description: 'Why it is off, or what to know.' })
  note!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'Rules of one regulation; binding for programmes that select it.' })
export class RulePack {
  @Field(() => String, { description: 'Code for rulePackSelect.' })
  code!: string;

  @Field(() => String, { description: 'What it regulates.' })
  title!: string;

  @Field(() => String, { description: 'Where, ISO 3166-1 alpha-2.' })
  jurisdiction!: string;

  @Field(() => [RegulatoryRule], { description: 'Its rules, those that are off too.' })
  rules!: RegulatoryRule[];
}

@InputType({ description: 'The rule packs a programme must keep.' })
export class RulePackSelectInput {
  @Field(() => ID, { description: 'The programme.' })
  programme!: string;

  @Field(() => [String], { description: 'Codes of rule packs; empty for none.' })
  rulePacks!: string[];
}

@ObjectType({ ...SIMPLE, description: 'The rule packs of a programme.' })
export class RulePackSelection {
  @Field(() => ID, { description: 'The programme.' })
  programme!: string;

  @Field(() => [String], { description: 'Codes of rule packs.' })
  rulePacks!: string[];
}

@InputType({ description: 'What an insurer states about itself.' })
export class InsurerFiguresInput {
  @Field(() => ID, { nullable: true, description: 'For the operator: which insurer.' })
  insurer?: string | null;

  @Field(() => GraphQLCalendarDate, { description: 'From which day it counts; e.g. the day after a quarter ended.' })
  effectiveOn!: string;

  @Field(() => MoneyInput, { description: 'Net assets, zero or more. Limits of multiples are in this currency.' })
  netAssets!: MoneyInput;

  @Field(() => Boolean, { description: 'Whether it does nothing but credit and guarantee insurance.' })
  isSpecialist!: boolean;

  @Field(() => GraphQLDecimal, {
    defaultValue: '0',
    description: 'Share of small and micro loans in the insured balance, 0 to 1.',
  })
  inclusiveShare!: string;

  @Field(() => String, { description: 'Where the figures stand, 1 to 500 characters.' })
  source!: string;
}

@ObjectType({ ...SIMPLE, description: 'A version of what an insurer states about itself; never edited.' })
export class InsurerFigures {
  @Field(() => ID, { description: 'The insurer.' })
  insurerId!: string;

  @Field(() => Int, { description: 'Number of the statement, from 1.' })
  version!: number;

  @Field(() => GraphQLCalendarDate, { description: 'From which day it counts.' })
  effectiveOn!: string;

  @Field(() => Money, { description: 'Net assets.' })
  netAssets!: Money;

  @Field(() => Boolean, { description: 'Whether it does nothing but credit and guarantee insurance.' })
  isSpecialist!: boolean;

  @Field(() => GraphQLDecimal, { description: 'Share of small and micro loans in the insured balance.' })
  inclusiveShare!: string;

  @Field(() => String, { description: 'Where the figures stand.' })
  source!: string;

  @Field(() => GraphQLInstant, { description: 'When it was stated, business time.' })
  statedAt!: Date;
}

@InputType({ description: 'A rate at which exposure in one currency counts in limits of another.' })
export class ExchangeRateInput {
  @Field(() => ID, { nullable: true, description: 'For the operator: which insurer.' })
  insurer?: string | null;

  @Field(() => GraphQLCurrencyCode, { description: 'Currency of the exposure.' })
  from!: string;

  @Field(() => GraphQLCurrencyCode, { description: 'Currency of the limit.' })
  to!: string;

  @Field(() => GraphQLDecimal, { description: 'Units of `to` for one unit of `from`, at most 15 decimals.' })
  rate!: string;

  @Field(() => String, { description: 'Where the rate comes from, 1 to 500 characters.' })
  source!: string;
}

@ObjectType({ ...SIMPLE, description: 'A version of a stated rate; never edited.' })
export class ExchangeRate {
  @Field(() => GraphQLCurrencyCode, { description: 'Currency of the exposure.' })
  from!: string;

  @Field(() => GraphQLCurrencyCode, { description: 'Currency of the limit.' })
  to!: string;

  @Field(() => Int, {
    description: 'Number of the statement for this pair, from 1; exposures keep the one they were counted at.',
  })
  version!: number;

  @Field(() => GraphQLDecimal, { description: 'Units of `to` for one unit of `from`.' })
  rate!: string;

  @Field(() => String, { description: 'Where the rate comes from.' })
  source!: string;

  @Field(() => GraphQLInstant, { description: 'When it was stated, business time.' })
  statedAt!: Date;
}
