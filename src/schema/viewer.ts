import { Field, ID, Int, ObjectType } from 'type-graphql';
import { RoleEnum } from './enums.js';
import { Organisation } from './organisation.js';
import { GraphQLCurrencyCode, GraphQLInstant } from './scalars.js';

@ObjectType({ simpleResolvers: true, description: 'Who the key belongs to and what it may do.' })
export class Viewer {
  @Field(() => Organisation, { description: 'The organisation.' })
  organisation!: Organisation;

  @Field(() => ID, { description: 'The key: whom decisions and notes name.' })
  keyId!: string;

  @Field(() => RoleEnum, { description: 'What the key may do.' })
  role!: string;

  @Field(() => Int, { description: 'How much it decides by hand, 0 to 9; product versions say up to which amount.' })
  authorityLevel!: number;
}

@ObjectType({ simpleResolvers: true, description: 'What a programme sells of one insurer.' })
export class ProgrammeProduct {
  @Field(() => Organisation, { description: 'The insurer.' })
  insurer!: Organisation;

  @Field(() => ID, { description: 'The published version that quotes are made with now.' })
  productVersionId!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What a partner sells: a scenario in one currency with its lenders and insurers.',
})
export class Programme {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => Organisation, { description: 'Whose programme.' })
  partner!: Organisation;

  @Field(() => String, { description: "The partner's code of it; quoteCreate takes this or the id." })
  code!: string;

  @Field(() => String, { description: 'Name for people.' })
  name!: string;

  @Field(() => String, { description: 'Code of the scenario.' })
  scenario!: string;

  @Field(() => GraphQLCurrencyCode, { description: 'Currency of every loan in it.' })
  currency!: string;

  @Field(() => String, { description: 'IANA time zone of its business dates.' })
  timeZone!: string;

  @Field(() => String, { description: 'OPEN or SUSPENDED.' })
  status!: string;

  @Field(() => [Organisation], { description: 'Whose loans can be insured.' })
  lenders!: Organisation[];

  @Field(() => [Organisation], { description: 'Whose offers are asked for, in the order they are shown.' })
  insurers!: Organisation[];

  @Field(() => [ProgrammeProduct], { description: 'What is sold of each of them, in the same order.' })
  products!: ProgrammeProduct[];
}

@ObjectType({ simpleResolvers: true, description: 'An API key without its secret.' })
export class ApiKey {
  @Field(() => ID, { description: 'Opaque id, for apiKeyRevoke.' })
  id!: string;

  @Field(() => String, { description: 'First part of the key, to tell keys apart.' })
  prefix!: string;

  @Field(() => String, { description: 'What it is for.' })
  name!: string;

  @Field(() => RoleEnum, { description: 'What it may do.' })
  role!: string;

  @Field(() => Int, { description: 'How much it decides by hand, 0 to 9.' })
  authorityLevel!: number;

  @Field(() => GraphQLInstant, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When it stops working by itself.' })
  expiresAt!: Date | null;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When it was revoked.' })
  revokedAt!: Date | null;

  @Field(() => GraphQLInstant, { nullable: true, description: 'Last use, to the minute.' })
  lastUsedAt!: Date | null;
}

@ObjectType({ simpleResolvers: true, description: 'A new key; the only time its secret is shown.' })
export class NewApiKey {
  @Field(() => ID, { description: 'Opaque id, for apiKeyRevoke.' })
  id!: string;

  @Field(() => String, { description: 'The key itself. Keep it; it cannot be shown again.' })
  token!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Business time of this installation.' })
export class BusinessClock {
  @Field(() => GraphQLInstant, { description: 'Now, in business time.' })
  now!: Date;

  @Field(() => Boolean, { description: 'Whether it can be advanced.' })
  simulated!: boolean;
}
