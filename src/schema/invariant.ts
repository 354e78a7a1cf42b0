import { Field, Int, ObjectType } from 'type-graphql';
import { GraphQLJson } from './scalars.js';

@ObjectType({ simpleResolvers: true, description: 'A sentence that must hold of all data at any time.' })
export class Invariant {
  @Field(() => String, { description: 'Its number, I1 to I14, and the sentence.' })
  name!: string;

  @Field(() => Boolean, { description: 'Whether nothing breaks it.' })
  holds!: boolean;

  @Field(() => Int, { description: 'How many rows break it.' })
  violations!: number;

  @Field(() => [GraphQLJson], { description: 'The first rows that break it, at most five.' })
  samples!: object[];
}
