import { Field, ID, ObjectType } from 'type-graphql';
import { OrganisationKindEnum } from './enums.js';

@ObjectType({ simpleResolvers: true, description: 'A partner, lender or insurer that a visible object names.' })
export class Organisation {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => String, { description: 'Name.' })
  name!: string;

  @Field(() => OrganisationKindEnum, { description: 'What it is.' })
  kind!: string;

  @Field(() => String, { description: 'Country, ISO 3166-1 alpha-2.' })
  country!: string;

  @Field(() => String, { description: 'IANA time zone.' })
  timeZone!: string;
}
