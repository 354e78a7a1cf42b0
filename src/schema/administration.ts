import { Field, ID, InputType, Int } from 'type-graphql';
import { NewOrganisationKindEnum } from './enums.js';
import { GraphQLCurrencyCode } from './scalars.js';

@InputType({ description: 'A partner to make.' })
export class PartnerCreateInput {
  @Field(() => String, { description: 'Name, 1 to 200 characters.' })
  name!: string;

  @Field(() => String, { description: 'Country, ISO 3166-1 alpha-2, e.g. "DE".' })
  country!: string;

  @Field(() => String, { description: 'IANA time zone, e.g. "Europe/Berlin".' })
  timeZone!: string;
}

@InputType({ description: 'An organisation to make.' })
export class OrganisationCreateInput extends PartnerCreateInput {
  @Field(() => NewOrganisationKindEnum, { description: 'What it is.' })
  kind!: 'PARTNER' | 'LENDER' | 'INSURER';
}

@InputType({ description: 'A programme to make. It is open at once.' })
export class ProgrammeCreateInput {
  @Field(() => ID, { description: 'Who sells: a partner, or a lender that quotes itself.' })
  partner!: string;

  @Field(() => String, { description: '2 to 40 characters of A-Z, 0-9 and hyphen, unique with the partner.' })
  code!: string;

  @Field(() => String, { description: 'Name for people, 1 to 200 characters.' })
  name!: string;

  @Field(() => String, { description: 'Code of an installed scenario.' })
  scenario!: string;

  @Field(() => GraphQLCurrencyCode, { description: 'Currency of every loan in it.' })
  currency!: string;

  @Field(() => String, { description: 'IANA time zone of its business dates.' })
  timeZone!: string;

  @Field(() => [ID], { defaultValue: [], description: 'Whose loans can be insured: lenders, or partners that lend.' })
  lenders!: string[];

  @Field(() => [ID], {
    defaultValue: [],
    description: 'Published versions it sells, one of each insurer, in the order in which offers are shown.',
  })
  productVersions!: string[];
}

@InputType({ description: 'A version for a programme.' })
export class ProgrammeProductSetInput {
  @Field(() => ID, { description: 'The programme.' })
  programme!: string;

  @Field(() => ID, { description: "A published version in the programme's scenario and currency." })
  productVersion!: string;

  @Field(() => Int, {
    nullable: true,
    description: "Place among the insurers, from 1; the insurer's present one, or the last, when absent.",
  })
  place?: number | null;
}

@InputType({ description: 'An insurer to leave a programme.' })
export class ProgrammeProductRemoveInput {
  @Field(() => ID, { description: 'The programme.' })
  programme!: string;

  @Field(() => ID, { description: 'The insurer.' })
  insurer!: string;
}

@InputType({ description: 'A lender for a programme.' })
export class ProgrammeLenderAddInput {
  @Field(() => ID, { description: 'The programme.' })
  programme!: string;

  @Field(() => ID, { description: 'A lender, or a partner that lends.' })
  lender!: string;
}

@InputType({ description: 'A programme to suspend or resume.' })
export class ProgrammeMoveInput {
  @Field(() => ID, { description: 'The programme.' })
  programme!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters; stands in the event.' })
  reason!: string;
}
