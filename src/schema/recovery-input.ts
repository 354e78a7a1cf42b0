import { Field, ID, InputType, Int } from 'type-graphql';
import { MoneyInput } from '../scenarios/contract/index.js';
import {
  CostKindEnum,
  PlanPeriodEnum,
  RecoveryMoneyEnum,
  RecoveryMoveEnum,
  RecoveryStatusEnum,
  WriteOffCodeEnum,
} from './claim-enums.js';
import { GraphQLCalendarDate, GraphQLInstant } from './scalars.js';

const WIRE_DATE = "The day the money came, from the default to today in the loan's time zone.";

@InputType({ description: 'Recovered money to look at before it is recorded.' })
export class RecoveryPreviewInput {
  @Field(() => ID, { description: 'The recovery.' })
  recovery!: string;

  @Field(() => RecoveryMoneyEnum, { nullable: true, description: 'Where it comes from; the obligor when absent.' })
  kind?: keyof typeof RecoveryMoneyEnum | null;

  @Field(() => MoneyInput, { description: 'What came, above zero, in the currency of the claim.' })
  amount!: MoneyInput;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'Costs of collection or sale to be met from it, zero or more; none when absent.',
  })
  costs?: MoneyInput | null;
}

@InputType({ description: 'Records money recovered.' })
export class RecoveryRecordInput extends RecoveryPreviewInput {
  @Field(() => String, {
    description: "The bank's reference, 1 to 100 characters; the same reference again is the same money.",
  })
  reference!: string;

  @Field(() => GraphQLCalendarDate, { description: WIRE_DATE })
  receivedOn!: string;

  @Field(() => String, { nullable: true, description: 'Of a preview whose figures must still hold.' })
  token?: string | null;
}

@InputType({ description: 'Records what the pursuit costs; met from money that comes, before everybody else.' })
export class RecoveryCostRecordInput {
  @Field(() => ID, { description: 'The recovery.' })
  recovery!: string;

  @Field(() => CostKindEnum, { description: 'Of what.' })
  kind!: keyof typeof CostKindEnum;

  @Field(() => String, { description: 'Of the bill, 1 to 100 characters, once in a recovery.' })
  reference!: string;

  @Field(() => GraphQLCalendarDate, { description: "From the default to today in the loan's time zone." })
  incurredOn!: string;

  @Field(() => MoneyInput, { description: 'Above zero, in the currency of the claim.' })
  amount!: MoneyInput;
}

@InputType({ description: 'What an entry should have said.' })
export class RecoveryReplacementInput {
  @Field(() => String, { description: 'A reference of its own, 1 to 100 characters.' })
  reference!: string;

  @Field(() => GraphQLCalendarDate, { description: WIRE_DATE })
  receivedOn!: string;

  @Field(() => MoneyInput, { description: 'Above zero; for a cost, the cost.' })
  amount!: MoneyInput;

  @Field(() => MoneyInput, { nullable: true, description: 'Costs to be met from it; none when absent or for a cost.' })
  costs?: MoneyInput | null;
}

@InputType({ description: 'Takes a wrong entry back and records the right one.' })
export class RecoveryCorrectInput {
  @Field(() => ID, { description: 'The recovery.' })
  recovery!: string;

  @Field(() => ID, { description: 'The wrong entry: money or a cost.' })
  receipt!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters.' })
  reason!: string;

  @Field(() => RecoveryReplacementInput, {
    nullable: true,
    description: 'What is right; absent when there was no such money.',
  })
  replacement?: RecoveryReplacementInput | null;
}

@InputType({ description: 'Agrees with the obligor on instalments.' })
export class RecoveryPlanAgreeInput {
  @Field(() => ID, { description: 'The recovery.' })
  recovery!: string;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'All of it together, at most what is missing; that when absent.',
  })
  total?: MoneyInput | null;

  @Field(() => Int, { description: 'How many, 1 to 120; odd cents go to the first ones.' })
  instalments!: number;

  @Field(() => GraphQLCalendarDate, { description: "When the first is due, from today in the loan's time zone." })
  firstDueOn!: string;

  @Field(() => PlanPeriodEnum, { description: 'How far they are apart.' })
  every!: keyof typeof PlanPeriodEnum;

  @Field(() => Int, {
    defaultValue: 5,
    description: 'Days after a due date before the plan counts as broken, 0 to 60.',
  })
  graceDays!: number;
}

@InputType({ description: 'Says how the money is pursued. A plan is agreed with `recoveryPlanAgree`.' })
export class RecoveryMoveInput {
  @Field(() => ID, { description: 'The recovery.' })
  recovery!: string;

  @Field(() => RecoveryMoveEnum, { description: 'How.' })
  to!: keyof typeof RecoveryMoveEnum;
}

@InputType({ description: 'Gives up what is still missing.' })
export class RecoveryWriteOffInput {
  @Field(() => ID, { description: 'The recovery.' })
  recovery!: string;

  @Field(() => WriteOffCodeEnum, { description: 'Why, for statistics.' })
  code!: keyof typeof WriteOffCodeEnum;

  @Field(() => String, { description: 'Why in words, 1 to 2,000 characters.' })
  reason!: string;
}

@InputType({ description: 'Narrows a list of recoveries; every member given must hold.' })
export class RecoveryFilter {
  @Field(() => [RecoveryStatusEnum], { nullable: true, description: 'Any of these states.' })
  statuses?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'Of claims under this policy.' })
  policy?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of policies that this partner sold.' })
  partner?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of loans owed to this lender.' })
  lender?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether bills wait to be paid.' })
  hasCostsPayable?: boolean | null;

  @Field(() => GraphQLInstant, { nullable: true, description: 'Opened then or later, business time.' })
  openedFrom?: Date | null;

  @Field(() => GraphQLInstant, { nullable: true, description: 'Opened before then.' })
  openedBefore?: Date | null;
}
