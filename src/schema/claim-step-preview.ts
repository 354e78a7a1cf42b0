import { Field, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import {
  ClaimOutcomeEnum,
  ClaimStatusEnum,
  CostKindEnum,
  RecoveryEntryKindEnum,
  RecoveryStatusEnum,
} from './claim-enums.js';
import { ClaimPayee } from './claim-payment.js';
import { InvestorPart } from './investor.js';
import { PlannedJournal } from './ledger.js';
import { RecoveryShares } from './recovery.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'Where a claim stands, as the claim itself says it.' })
export class ClaimFigures {
  @Field(() => ClaimStatusEnum, { description: 'Where it stands.' })
  status!: string;

  @Field(() => ClaimOutcomeEnum, { nullable: true, description: 'The decision; null without one.' })
  outcome!: string | null;

  @Field(() => Money, { description: 'The computed indemnity.' })
  indemnity!: Money;

  @Field(() => Money, { nullable: true, description: 'What was approved.' })
  approved!: Money | null;

  @Field(() => Money, { description: 'What was paid and may be kept.' })
  paid!: Money;

  @Field(() => Money, { description: 'What the payees must give back.' })
  overpaid!: Money;

  @Field(() => Money, { description: 'What the claim is expected to cost beyond what was paid.' })
  reserved!: Money;
}

@ObjectType({ ...SIMPLE, description: 'Where a recovery stands, as the recovery itself says it.' })
export class RecoveryFigures {
  @Field(() => RecoveryStatusEnum, { description: 'Where it stands.' })
  status!: string;

  @Field(() => Money, { description: 'What the insurer paid.' })
  indemnity!: Money;

  @Field(() => Money, { description: "The lender's covered loss that was not paid." })
  uncompensated!: Money;

  @Field(() => Money, { description: 'Everything received.' })
  received!: Money;

  @Field(() => Money, { description: 'Costs of collection and sale billed.' })
  costs!: Money;

  @Field(() => Money, { description: 'Billed and not yet paid; below zero when paid bills turned out lower.' })
  costsPayable!: Money;

  @Field(() => Money, { description: 'What costs, insurer and lender lack together.' })
  missing!: Money;

  @Field(() => RecoveryShares, { description: 'Whose everything received is.' })
  shares!: RecoveryShares;

  @Field(() => Boolean, { description: 'Whether the insurer has everything back.' })
  isInsurerWhole!: boolean;
}

@ObjectType({ ...SIMPLE, description: 'An entry that a recovery would get.' })
export class RecoveryEntryPreview {
  @Field(() => RecoveryEntryKindEnum, { description: 'What it is.' })
  kind!: string;

  @Field(() => Money, { description: 'What came; below zero for a reversal.' })
  amount!: Money;

  @Field(() => Money, { description: 'Costs; below zero for a reversal.' })
  costs!: Money;

  @Field(() => CostKindEnum, { nullable: true, description: 'For a cost: of what.' })
  costKind!: string | null;

  @Field(() => RecoveryShares, { description: 'What it would change for everybody.' })
  shares!: RecoveryShares;

  @Field(() => [InvestorPart], {
    description: "Whose the lender's part would be; empty when the lender holds the loan itself.",
  })
  investors!: InvestorPart[];
}

@ObjectType({ ...SIMPLE, description: 'What a step would make of a recovery.' })
export class RecoveryChange {
  @Field(() => RecoveryFigures, { nullable: true, description: 'As it is; null for one that would be opened.' })
  before!: RecoveryFigures | null;

  @Field(() => RecoveryFigures, { description: 'As it would be.' })
  after!: RecoveryFigures;

  @Field(() => RecoveryShares, { description: 'What would change for everybody; also what would be booked.' })
  change!: RecoveryShares;

  @Field(() => Money, {
    nullable: true,
    description: 'What the insurer would give up: paid and not got back; null unless it is written off.',
  })
  writeOff!: Money | null;

  @Field(() => [RecoveryEntryPreview], { description: 'The entries it would get, in order.' })
  entries!: RecoveryEntryPreview[];
}

@ObjectType({
  ...SIMPLE,
  description: 'What a step of a claim or its recovery would leave and book now; nothing was written.',
})
export class ClaimStepPreview {
  @Field(() => ClaimFigures, { nullable: true, description: 'The claim as it is; null for one that would begin.' })
  before!: ClaimFigures | null;

  @Field(() => ClaimFigures, { description: 'The claim as the step would leave it.' })
  after!: ClaimFigures;

  @Field(() => Boolean, {
    description:
      'Whether the decision would wait, `handling.proposal`, until another key decides the same: the figures are those of the decision, and nothing of them is booked before.',
  })
  needsSecondPerson!: boolean;

  @Field(() => [ClaimPayee], { description: 'From whom money comes back, below zero; empty when none moves.' })
  payees!: ClaimPayee[];

  @Field(() => RecoveryChange, {
    nullable: true,
    description: 'The recovery; null when there is none or it stays as it is.',
  })
  recovery!: RecoveryChange | null;

  @Field(() => [PlannedJournal], {
    description:
      'Every entry the books would get that the viewer could read later, parts of co-insurers and reinsurers included, in order.',
  })
  ledger!: PlannedJournal[];

  @Field(() => String, {
    description: 'Stands for these figures: the step takes it and is refused when they have changed.',
  })
  token!: string;
}
