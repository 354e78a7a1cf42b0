import { Field, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { Policy } from './policy.js';
import { Premium } from './premium.js';
import { GraphQLCalendarDate } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

/** The figures that a change and its preview share; not a type of the schema itself. */
@ObjectType(SIMPLE)
abstract class ChangeFigures {
  @Field(() => String, { description: 'What happened, for people.' })
  summary!: string;

  @Field(() => GraphQLCalendarDate, {
    description: 'From when the smaller premium counts; the start of cover when nothing of it counts as used.',
  })
  effectiveOn!: string;

  @Field(() => Money, { description: 'By how much the principal of the loan shrinks.' })
  principalReduction!: Money;

  @Field(() => Money, { description: 'Sum insured before.' })
  sumInsuredBefore!: Money;

  @Field(() => Money, { description: 'Sum insured after; it shrinks as the outstanding principal does.' })
  sumInsuredAfter!: Money;

  @Field(() => Premium, {
    description:
      'Premium that goes back, commission and tax with it: the share of the unearned premium. Before activation, premium no longer asked for.',
  })
  premiumRefund!: Premium;

  @Field(() => Money, { description: 'Premium of the policy after, tax included.' })
  premiumAfter!: Money;

  @Field(() => Boolean, { description: "Whether a refund under the product's minimum was waived." })
  isRefundWaived!: boolean;
}

@ObjectType({ ...SIMPLE, description: 'A change of an insured thing that was carried out.' })
export class PolicyChange extends ChangeFigures {
  @Field(() => Policy, { description: 'The policy as it stands now.' })
  policy!: Policy;
}

@ObjectType({ ...SIMPLE, description: 'What a change would do now; nothing was written.' })
export class PolicyChangePreview extends ChangeFigures {
  @Field(() => String, {
    description:
      'Stands for these figures: give it with the change, which is refused when they are no longer the same.',
  })
  token!: string;
}
