import { Field, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { PremiumLineKindEnum } from './enums.js';

@ObjectType({ simpleResolvers: true, description: 'A part of a premium.' })
export class PremiumLine {
  @Field(() => PremiumLineKindEnum, { description: 'What the part pays for.' })
  kind!: string;

  @Field(() => Money, { description: 'The part.' })
  amount!: Money;
}

@ObjectType({ simpleResolvers: true, description: 'The price of cover.' })
export class Premium {
  @Field(() => Money, { description: 'Everything, tax included.' })
  total!: Money;

  @Field(() => [PremiumLine], { description: 'The parts; they add up to the total to the minor unit.' })
  lines!: PremiumLine[];
}
