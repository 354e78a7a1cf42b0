import { Field, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { GraphQLDecimal } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'What one of several insurers carries of an offer or a policy.' })
export class InsurerShare {
  @Field(() => GraphQLDecimal, { description: 'Fraction with six decimals; all shares add up to 1.' })
  share!: string;

  @Field(() => Money, { description: 'Its part of the sum insured.' })
  sumInsured!: Money;

  @Field(() => Money, { description: 'Its part of the premium, tax included.' })
  premium!: Money;
}

@ObjectType({ ...SIMPLE, description: 'What one of several insurers carries of a claim: its part of each figure.' })
export class ClaimInsurerShare {
  @Field(() => GraphQLDecimal, { description: 'Its share of the policy, a fraction with six decimals.' })
  share!: string;

  @Field(() => Money, { description: 'Of what the claim is expected to cost beyond what was paid.' })
  reserved!: Money;

  @Field(() => Money, { nullable: true, description: 'Of what was approved; null until there is a decision.' })
  approved!: Money | null;

  @Field(() => Money, { description: 'Of what was paid and may be kept. The leader pays it for all.' })
  paid!: Money;
}

@ObjectType({ ...SIMPLE, description: 'What one of several insurers has of a recovery: its part of each figure.' })
export class RecoveryInsurerShare {
  @Field(() => GraphQLDecimal, { description: 'Its share of the policy, a fraction with six decimals.' })
  share!: string;

  @Field(() => Money, { description: 'Of the indemnity that is to be got back.' })
  indemnity!: Money;

  @Field(() => Money, { description: 'Of what the insurers got back so far. The leader receives it for all.' })
  recovered!: Money;

  @Field(() => Money, { description: 'Of what the insurers still lack; given up when the recovery is written off.' })
  missing!: Money;
}
