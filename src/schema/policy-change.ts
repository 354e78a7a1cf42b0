import { Field, Int, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { PolicyChangeKindEnum } from './enums.js';
import { Policy } from './policy.js';
import { Premium } from './premium.js';
import { GraphQLCalendarDate } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

/** The figures that a change and its preview share; not a type of the schema itself. */
@ObjectType(SIMPLE)
abstract class ChangeFigures {
  @Field(() => PolicyChangeKindEnum, { description: 'What kind of change it is.' })
  kind!: string;

  @Field(() => String, { description: 'What happened, for people.' })
  summary!: string;

  @Field(() => GraphQLCalendarDate, {
    description:
      'From when it counts; the start of cover when nothing of the premium counts as used. Of a cancellation: the last day of cover.',
  })
  effectiveOn!: string;

  @Field(() => Money, { description: 'By how much the principal that was lent shrinks; negative when more is lent.' })
  principalReduction!: Money;

  @Field(() => Money, { description: 'Sum insured before.' })
  sumInsuredBefore!: Money;

  @Field(() => Money, { description: 'Sum insured after; it shrinks as the outstanding principal does.' })
  sumInsuredAfter!: Money;

  @Field(() => Money, {
    description:
      "Premium that would go back were cover to end on the day, by the product's refund method, tax included.",
  })
  unearnedPremium!: Money;

  @Field(() => Premium, {
    description:
      'Premium that goes back, commission and tax with it: the share of the unearned premium. Before activation, premium no longer asked for.',
  })
  premiumRefund!: Premium;

  @Field(() => Premium, { description: 'Premium that is charged, commission and tax with it; zero for most changes.' })
  premiumCharge!: Premium;

  @Field(() => Money, { description: 'Premium of the policy before, tax included.' })
  premiumBefore!: Money;

  @Field(() => Money, { description: 'Premium of the policy after, tax included.' })
  premiumAfter!: Money;

  @Field(() => Boolean, { description: "Whether a refund under the product's minimum was waived." })
  isRefundWaived!: boolean;

  @Field(() => Boolean, {
    description:
      'Whether all of the premium counted as unearned: before activation, before the start, or in the free look.',
  })
  isFromTheStart!: boolean;

  @Field(() => GraphQLCalendarDate, { description: "The policy's `endsOn` before the change." })
  endsOnBefore!: string;

  @Field(() => GraphQLCalendarDate, {
    description:
      "The policy's `endsOn` after the change: the last day on which a default can become a claim, as the schedule has it. A cancellation leaves it; cover then ends with `effectiveOn`.",
  })
  endsOnAfter!: string;

  @Field(() => [Int], {
    description:
      'Sequences of later transactions that are taken back and computed again, because this one counts from an earlier day. The figures include that.',
  })
  computedAgain!: number[];
}

@ObjectType({ ...SIMPLE, description: 'A change of a policy that was carried out.' })
export class PolicyChange extends ChangeFigures {
  @Field(() => Policy, {
    nullable: true,
    description: 'The policy as it stands now; null for a lender that has just assigned its loan to another one.',
  })
  policy!: Policy | null;
}

@ObjectType({ ...SIMPLE, description: 'What a change would do now; nothing was written.' })
export class PolicyChangePreview extends ChangeFigures {
  @Field(() => String, {
    description:
      'Stands for these figures: give it with the change, which is refused when they are no longer the same.',
  })
  token!: string;
}
