import { Field, ID, Int, ObjectType } from 'type-graphql';
import { InsuredRisk, Money } from '../scenarios/contract/index.js';
import {
  PolicyChangeKindEnum,
  PolicyRoleEnum,
  PolicyStatusEnum,
  PolicyTransactionKindEnum,
  RefundPayeeEnum,
} from './enums.js';
import { Node } from './node.js';
import { Organisation } from './organisation.js';
import { Premium, PremiumLine } from './premium.js';
import { GraphQLCalendarDate, GraphQLDecimal, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'Who plays a role on a policy.' })
export class PolicyRole {
  @Field(() => PolicyRoleEnum, { description: 'The role.' })
  role!: string;

  @Field(() => Organisation, { nullable: true, description: 'The organisation; null when the obligor plays the role.' })
  organisation!: Organisation | null;

  @Field(() => String, {
    nullable: true,
    description: "The partner's reference of the obligor, when it plays the role.",
  })
  obligorReference!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'One change of cover and premium; never edited.' })
export class PolicyTransaction {
  @Field(() => Int, { description: 'Position in the history of the policy, from 1.' })
  sequence!: number;

  @Field(() => PolicyTransactionKindEnum, { description: 'What changed it.' })
  kind!: string;

  @Field(() => GraphQLCalendarDate, { description: 'From when it counts.' })
  effectiveOn!: string;

  @Field(() => GraphQLInstant, { description: 'When it was recorded, business time.' })
  recordedAt!: Date;

  @Field(() => Money, { description: 'By how much the sum insured changed, negative when it shrank.' })
  sumInsuredDelta!: Money;

  @Field(() => Money, { description: 'By how much the premium changed, negative when it was refunded.' })
  premiumDelta!: Money;

  @Field(() => [PremiumLine], { description: 'The parts of the premium change.' })
  premiumLines!: PremiumLine[];

  @Field(() => String, { description: 'Why, a code or the change in words.' })
  reason!: string;

  @Field(() => PolicyChangeKindEnum, { nullable: true, description: 'What was changed; null when it was issued.' })
  change!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Of a REVERSAL: the sequence of the transaction it takes back.',
  })
  reverses!: number | null;

  @Field(() => RefundPayeeEnum, { nullable: true, description: 'Who is given the refund; null when there is none.' })
  refundTo!: string | null;
}

@ObjectType({ ...SIMPLE, implements: Node, description: 'Cover of one instalment loan.' })
export class Policy extends Node {
  @Field(() => String, { description: 'Number for people, e.g. "CG-2026-2WT8-V5AH"; in no order.' })
  number!: string;

  @Field(() => PolicyStatusEnum, { description: 'Where it stands.' })
  status!: string;

  @Field(() => String, { description: 'Code of the scenario.' })
  scenario!: string;

  @Field(() => ID, { description: 'The programme it was sold in.' })
  programmeId!: string;

  @Field(() => String, { description: "The partner's own reference of the obligor." })
  obligorReference!: string;

  @Field(() => InsuredRisk, { description: 'What the loan pays for, as it stands after changes.' })
  risk!: InsuredRisk;

  @Field(() => Money, { description: 'The most that is paid in all.' })
  sumInsured!: Money;

  @Field(() => GraphQLDecimal, { description: 'Share of the covered loss that is paid.' })
  insuredPercentage!: string;

  @Field(() => Premium, { description: 'Single premium, after changes.' })
  premium!: Premium;

  @Field(() => Money, { description: 'Indemnity paid so far.' })
  indemnityPaid!: Money;

  @Field(() => GraphQLCalendarDate, { description: 'First day of cover.' })
  startsOn!: string;

  @Field(() => GraphQLCalendarDate, { description: 'Last day on which a default can become a claim.' })
  endsOn!: string;

  @Field(() => GraphQLInstant, { description: 'Activation must come before this.' })
  activationDeadline!: Date;

  @Field(() => GraphQLInstant, { description: 'When the offer was taken, business time.' })
  boundAt!: Date;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When cover started, business time.' })
  activatedAt!: Date | null;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When cover ended, business time.' })
  closedAt!: Date | null;
}
