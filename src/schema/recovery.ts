import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import {
  CostKindEnum,
  PlanStatusEnum,
  RecoveryEntryKindEnum,
  RecoveryStatusEnum,
  WaterfallRuleEnum,
  WriteOffCodeEnum,
} from './claim-enums.js';
import { InvestorPart } from './investor.js';
import { PlannedJournal } from './ledger.js';
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

@ObjectType({ ...SIMPLE, description: 'An entry of a recovery: money, costs or a correction. Never edited.' })
export class RecoveryReceipt {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => RecoveryEntryKindEnum, { description: 'What it is.' })
  kind!: string;

  @Field(() => String, { description: 'Of the bank or the bill; unique within the recovery.' })
  reference!: string;

  @Field(() => GraphQLCalendarDate, { description: 'The day the money came or the cost arose.' })
  receivedOn!: string;

  @Field(() => Money, { description: 'What came; below zero for a reversal.' })
  amount!: Money;

  @Field(() => Money, { description: 'Costs; below zero for a reversal.' })
  costs!: Money;

  @Field(() => CostKindEnum, { nullable: true, description: 'For a cost: of what.' })
  costKind!: string | null;

  @Field(() => ID, { nullable: true, description: 'The entry that this one takes back.' })
  reverses!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it was corrected, at most 500 characters.' })
  note!: string | null;

  @Field(() => RecoveryShares, {
    description: 'What it changed for everybody; a part is below zero when later costs rank before it.',
  })
  shares!: RecoveryShares;

  @Field(() => [InvestorPart], {
    description:
      "Whose the lender's part is: of everybody who held the loan on the day its money came; what is missing, or all of it, is the lender's own.",
  })
  investors!: InvestorPart[];

  @Field(() => GraphQLInstant, { description: 'When it was recorded, business time.' })
  recordedAt!: Date;
}

@ObjectType({ ...SIMPLE, description: 'An instalment of a plan; money counts against the oldest first.' })
export class RecoveryInstalment {
  @Field(() => Int, { description: 'From 1.' })
  number!: number;

  @Field(() => GraphQLCalendarDate, { description: 'When it is due.' })
  dueOn!: string;

  @Field(() => Money, { description: 'What is due.' })
  amount!: Money;

  @Field(() => Money, { description: 'What was received for it.' })
  paid!: Money;
}

@ObjectType({ ...SIMPLE, description: 'What the obligor promised to pay back by when.' })
export class RecoveryPlan {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => PlanStatusEnum, { description: 'Where it stands.' })
  status!: string;

  @Field(() => Money, { description: 'All instalments together.' })
  total!: Money;

  @Field(() => Money, { description: 'Received from the obligor since it was agreed.' })
  received!: Money;

  @Field(() => Int, { description: 'Days after a due date before it counts as broken, 0 to 60.' })
  graceDays!: number;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'Of the oldest instalment not wholly paid.' })
  nextDueOn!: string | null;

  @Field(() => [RecoveryInstalment], { description: 'In the order of their due dates.' })
  instalments!: RecoveryInstalment[];

  @Field(() => GraphQLInstant, { description: 'When it was agreed, business time.' })
  agreedAt!: Date;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When it ended, business time.' })
  endedAt!: Date | null;
}

@ObjectType({ ...SIMPLE, description: "Why the insurer gave up; not the lender's charge-off." })
export class RecoveryWriteOff {
  @Field(() => WriteOffCodeEnum, { description: 'The reason, for statistics.' })
  code!: string;

  @Field(() => String, { description: 'The reason in words, at most 2,000 characters.' })
  reason!: string;

  @Field(() => Money, { description: 'What the insurer paid and did not get back.' })
  amount!: Money;
}

@ObjectType({ ...SIMPLE, implements: Node, description: 'Getting back what was paid for a claim.' })
export class Recovery extends Node {
  @Field(() => RecoveryStatusEnum, { description: 'Where it stands.' })
  status!: string;

  @Field(() => WaterfallRuleEnum, { description: 'Who is paid first; set by the product version.' })
  rule!: string;

  @Field(() => WaterfallRuleEnum, {
    description: 'Who is paid first from collateral sold after the indemnity, which is shared before all other money.',
  })
  collateralRule!: string;

  @Field(() => Money, { description: 'What the insurer paid.' })
  indemnity!: Money;

  @Field(() => Money, { description: "The lender's covered loss that was not paid." })
  uncompensated!: Money;

  @Field(() => Money, { description: 'Everything received so far, collateral included.' })
  received!: Money;

  @Field(() => Money, { description: 'Of it, proceeds of collateral.' })
  collateral!: Money;

  @Field(() => Money, { description: 'Costs of collection and sale billed so far.' })
  costs!: Money;

  @Field(() => Money, { description: 'Of them, what was paid.' })
  costsPaid!: Money;

  @Field(() => Money, { description: 'Billed and not yet paid; below zero when paid bills turned out lower.' })
  costsPayable!: Money;

  @Field(() => Money, { description: 'What costs, insurer and lender still lack together.' })
  missing!: Money;

  @Field(() => RecoveryShares, { description: 'Whose everything received so far is.' })
  shares!: RecoveryShares;

  @Field(() => RecoveryWriteOff, { nullable: true, description: 'Why it was given up; null while it is not.' })
  writeOff!: RecoveryWriteOff | null;

  @Field(() => GraphQLInstant, { description: 'When the claim was first paid, business time.' })
  openedAt!: Date;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When it ended, business time.' })
  closedAt!: Date | null;
}

@ObjectType({ ...SIMPLE, description: 'What recovered money would change; nothing was written.' })
export class RecoveryPreview {
  @Field(() => RecoveryShares, { description: 'Whose money everything received so far is.' })
  before!: RecoveryShares;

  @Field(() => RecoveryShares, { description: 'What would change for everybody; also what would be booked.' })
  change!: RecoveryShares;

  @Field(() => RecoveryShares, { description: 'Whose money everything would then be.' })
  after!: RecoveryShares;

  @Field(() => Boolean, { description: 'Whether the insurer would have everything back.' })
  isInsurerWhole!: boolean;

  @Field(() => [PlannedJournal], {
    description:
      'Every entry the books would get today that the viewer could read later, parts of co-insurers and reinsurers included, in order.',
  })
  ledger!: PlannedJournal[];

  @Field(() => String, {
    description: 'Stands for these figures: `recoveryRecord` takes it and refuses when they have changed.',
  })
  token!: string;
}
