import { Field, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { PurposeLockStateEnum } from './enums.js';
import { GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'What was shown at activation to prove what the loan paid for.' })
export class PurposeLockEvidence {
  @Field(() => String, { description: 'Kind of paper, e.g. "REGISTRATION".' })
  kind!: string;

  @Field(() => String, { description: 'Identity of the thing as it stands on the paper.' })
  reference!: string;

  @Field(() => String, { description: 'Who was paid.' })
  payee!: string;

  @Field(() => GraphQLInstant, { description: 'When it was accepted, business time.' })
  verifiedAt!: Date;
}

@ObjectType({ ...SIMPLE, description: 'A state the lock came to.' })
export class PurposeLockStep {
  @Field(() => PurposeLockStateEnum, { description: 'The state.' })
  state!: string;

  @Field(() => GraphQLInstant, { description: 'When, business time.' })
  at!: Date;

  @Field(() => String, { description: 'Operation or daily task that brought it there, e.g. "policyActivate".' })
  cause!: string;
}

@ObjectType({
  ...SIMPLE,
  description:
    'The real thing the loan is for. While the lock lives no other policy, of whatever partner, can be bound for the thing.',
})
export class PurposeLock {
  @Field(() => PurposeLockStateEnum, { description: 'Where it stands.' })
  state!: string;

  @Field(() => String, {
    description: 'Identity of the thing in one normal form, unique within the scenario, e.g. a VIN or a land title.',
  })
  thing!: string;

  @Field(() => String, { description: 'What a person calls the thing.' })
  label!: string;

  @Field(() => String, { description: 'Who may be paid with the loan.' })
  payee!: string;

  @Field(() => Money, { description: 'Amount lent for it, less what came back through returns.' })
  amount!: Money;

  @Field(() => PurposeLockEvidence, { nullable: true, description: 'What proved the purpose; null before activation.' })
  evidence!: PurposeLockEvidence | null;
}
