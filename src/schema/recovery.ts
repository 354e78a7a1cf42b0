import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Money, MoneyInput } from '../scenarios/contract/index.js';
import { RecoveryPursuitEnum, RecoveryStatusEnum, WaterfallRuleEnum } from './claim-enums.js';
import { Node } from './node.js';
import { GraphQLCalendarDate, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'Whose recovered money is; the parts add up to what was received.' })
export class RecoveryShares {
  @Field(() => Money, { description: 'Costs of collection.' })
  costs!: Money;

  @Field(() => Money, { description: "The insurer's, at most the indemnity." })
  insurer!: Money;

  @Field(() => Money, { description: "The lender's, at most its uncompensated loss." })
  lender!: Money;

  @Field(() => Money, { description: "The obligor's: what nobody else has lost." })
  obligor!: Money;
}

@ObjectType({ ...SIMPLE, description: 'Money received; never edited.' })
export class RecoveryReceipt {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => String, { description: "The bank's reference; unique within the recovery." })
  reference!: string;

  @Field(() => GraphQLCalendarDate, { description: 'The day the money came.' })
  receivedOn!: string;

  @Field(() => Money, { description: 'What came.' })
  amount!: Money;

  @Field(() => Money, { description: 'Costs of collection reported with it.' })
  costs!: Money;

  @Field(() => RecoveryShares, {
    description: 'What it changed for everybody; a part is below zero when later costs rank before it.',
  })
  shares!: RecoveryShares;

  @Field(() => GraphQLInstant, { description: 'When it was recorded, business time.' })
  recordedAt!: Date;
}

@ObjectType({ ...SIMPLE, implements: Node, description: 'Getting back what was paid for a claim.' })
export class Recovery extends Node {
  @Field(() => RecoveryStatusEnum, { description: 'Where it stands.' })
  status!: string;

  @Field(() => WaterfallRuleEnum, { description: 'Who is paid first; set by the product version.' })
  rule!: string;

  @Field(() => Money, { description: 'What the insurer paid.' })
  indemnity!: Money;

  @Field(() => Money, { description: "The lender's covered loss that was not paid." })
  uncompensated!: Money;

  @Field(() => Money, { description: 'Everything received so far.' })
  received!: Money;

  @Field(() => Money, { description: 'Costs of collection so far.' })
  costs!: Money;

  @Field(() => RecoveryShares, { description: 'Whose everything received so far is.' })
  shares!: RecoveryShares;

  @Field(() => GraphQLInstant, { description: 'When the claim was paid, business time.' })
  openedAt!: Date;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When it ended, business time.' })
  closedAt!: Date | null;
}

@InputType({ description: 'Records money recovered.' })
export class RecoveryRecordInput {
  @Field(() => ID, { description: 'The recovery.' })
  recovery!: string;

  @Field(() => String, {
    description: "The bank's reference, 1 to 100 characters; the same reference again is the same money.",
  })
  reference!: string;

  @Field(() => GraphQLCalendarDate, {
    description: "The day the money came, from the default to today in the loan's time zone.",
  })
  receivedOn!: string;

  @Field(() => MoneyInput, { description: 'What came, above zero, in the currency of the claim.' })
  amount!: MoneyInput;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'Costs of collection to be met from recoveries, zero or more; none when absent.',
  })
  costs?: MoneyInput | null;
}

@InputType({ description: 'Says how the money is pursued.' })
export class RecoveryPursueInput {
  @Field(() => ID, { description: 'The recovery.' })
  recovery!: string;

  @Field(() => RecoveryPursuitEnum, { description: 'How.' })
  status!: 'IN_COLLECTION' | 'INSTALMENT_PLAN' | 'LEGAL';
}

@InputType({ description: 'Gives up what is still missing.' })
export class RecoveryWriteOffInput {
  @Field(() => ID, { description: 'The recovery.' })
  recovery!: string;

  @Field(() => String, { description: 'Why, 1 to 2,000 characters.' })
  reason!: string;
}
