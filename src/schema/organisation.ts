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
}
