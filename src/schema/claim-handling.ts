import { Field, ID, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { ClaimOutcomeEnum, RejectionCodeEnum } from './claim-enums.js';
import { GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({
  ...SIMPLE,
  description: 'Something the machine looked at before it approved a claim or left it to a person.',
})
export class DecisionCheck {
  @Field(() => String, { description: 'Stable SCREAMING_CASE code, e.g. "AMOUNT_WITHIN_LIMIT".' })
  code!: string;

  @Field(() => Boolean, { description: 'Whether it spoke for an approval without a person.' })
  passed!: boolean;

  @Field(() => String, { description: 'The figures in words.' })
  message!: string;
}

@ObjectType({
  ...SIMPLE,
  description: 'A decision that one person made and another must agree to by deciding the same.',
})
export class ClaimProposal {
  @Field(() => ClaimOutcomeEnum, { description: 'The decision.' })
  outcome!: string;

  @Field(() => Money, { nullable: true, description: 'What would be approved; null for a rejection.' })
  approved!: Money | null;

  @Field(() => RejectionCodeEnum, { nullable: true, description: 'For a rejection.' })
  rejectionCode!: string | null;

  @Field(() => String, { nullable: true, description: 'Why, at most 2,000 characters.' })
  reason!: string | null;

  @Field(() => ID, { description: 'The key of the first person.' })
  proposedBy!: string;

  @Field(() => GraphQLInstant, { description: 'When, business time.' })
  proposedAt!: Date;
}

@ObjectType({ ...SIMPLE, description: 'How the insurer handles a claim; nobody else sees it.' })
export class ClaimHandling {
  @Field(() => ID, { nullable: true, description: 'The key of whoever works on it.' })
  assignee!: string | null;

  @Field(() => [DecisionCheck], {
    description: 'What the machine looked at; empty when the product leaves claims to people.',
  })
  checks!: DecisionCheck[];

  @Field(() => ClaimProposal, { nullable: true, description: 'Waits for a second person; null when nothing does.' })
  proposal!: ClaimProposal | null;

  @Field(() => ID, { nullable: true, description: 'The first of two persons who decided it.' })
  agreedBy!: string | null;

  @Field(() => ID, { nullable: true, description: 'The key that decided; null before, and when the machine did.' })
  decidedBy!: string | null;
}
