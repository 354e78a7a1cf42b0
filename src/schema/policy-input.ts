import { Field, ID, InputType } from 'type-graphql';
import { MoneyInput } from '../scenarios/contract/index.js';
import { PolicyStatusEnum } from './enums.js';
import { InvestorShareInput } from './investor.js';
import { GraphQLCalendarDate, GraphQLInstant } from './scalars.js';

const INVESTORS = 'Who holds the loan from today on, at most 200; `policyInvestorsSet` changes it.';

@InputType({ description: 'Takes an offer.' })
export class PolicyBindInput {
  @Field(() => ID, { description: 'The offer to take.' })
  offer!: string;

  @Field(() => MoneyInput, {
    description: 'The most the caller will pay, tax included; the offer must not be above it.',
  })
  premiumAtMost!: MoneyInput;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True when the conditions of the offer are met; needed only for CO_OBLIGOR and EVIDENCE.',
  })
  conditionsMet?: boolean | null;

  @Field(() => [InvestorShareInput], { nullable: true, description: INVESTORS })
  investors?: InvestorShareInput[] | null;
}

@InputType({ description: 'How the loan was paid out.' })
export class DisbursementInput {
  @Field(() => GraphQLCalendarDate, { description: 'When: not in the future, before the first due date.' })
  disbursedOn!: string;

  @Field(() => MoneyInput, { description: 'How much: exactly the principal that was insured.' })
  amount!: MoneyInput;

  @Field(() => String, { description: "The lender's own number of the loan, 1 to 100 characters." })
  loanReference!: string;
}

@InputType({ description: 'What shows that the loan went where it was meant to go.' })
export class PurposeEvidenceInput {
  @Field(() => String, { description: 'Kind of paper; the scenario says which it accepts.' })
  kind!: string;

  @Field(() => String, { description: 'The thing as the paper names it: order reference, VIN, title number.' })
  reference!: string;

  @Field(() => String, { description: 'Who was paid, as the paper names it.' })
  payee!: string;
}

@InputType({ description: 'The start of cover, to look at before it is made.' })
export class PolicyActivatePreviewInput {
  @Field(() => ID, { description: 'The policy.' })
  policy!: string;

  @Field(() => DisbursementInput, { description: 'How the loan was paid out.' })
  disbursement!: DisbursementInput;

  @Field(() => PurposeEvidenceInput, { description: 'What shows where it went.' })
  purposeEvidence!: PurposeEvidenceInput;

  @Field(() => [InvestorShareInput], { nullable: true, description: INVESTORS })
  investors?: InvestorShareInput[] | null;
}

@InputType({ description: 'Starts the cover of a bound policy.' })
export class PolicyActivateInput extends PolicyActivatePreviewInput {
  @Field(() => String, { nullable: true, description: 'Of a preview whose figures must still hold.' })
  token?: string | null;
}

@InputType({ description: 'A point in two times: what was true on a day, as far as it was known at an instant.' })
export class PolicyAsOfInput {
  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description: "End of this day in the programme's time zone; that of `known` in UTC when not given.",
  })
  effective?: string | null;

  @Field(() => GraphQLInstant, {
    nullable: true,
    description: 'What was recorded by then, business time; now when not given.',
  })
  known?: Date | null;
}

@InputType({ description: 'Narrows a list of policies; every member given must hold.' })
export class PolicyFilter {
  @Field(() => [PolicyStatusEnum], { nullable: true, description: 'Any of these states.' })
  status?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Code of the scenario.' })
  scenario?: string | null;

  @Field(() => String, { nullable: true, description: 'Exact policy number.' })
  number?: string | null;

  @Field(() => ID, { nullable: true, description: 'Sold in this programme.' })
  programme?: string | null;

  @Field(() => ID, { nullable: true, description: 'Sold by this partner.' })
  partner?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of loans owed to this lender now.' })
  lender?: string | null;

  @Field(() => ID, { nullable: true, description: 'Led by this insurer.' })
  insurer?: string | null;

  @Field(() => String, { nullable: true, description: "The partner's reference of the obligor, exactly." })
  obligorReference?: string | null;

  @Field(() => String, { nullable: true, description: "The lender's own number of the loan, exactly." })
  loanReference?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Of the real thing that the loan is for, as in `purposeLock`: the shop's order number, a VIN, a title number; exactly, in any letters. Also of things that are released again.",
  })
  purposeReference?: string | null;

  @Field(() => GraphQLInstant, { nullable: true, description: 'Bound then or later, business time.' })
  boundFrom?: Date | null;

  @Field(() => GraphQLInstant, { nullable: true, description: 'Bound before then.' })
  boundBefore?: Date | null;
}
