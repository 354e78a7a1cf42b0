import { Field, ID, InputType, Int } from 'type-graphql';
import { MoneyInput } from '../scenarios/contract/index.js';
import { RepaymentMethodEnum, register } from './enums.js';
import { oneOfInput } from './one-of.js';
import { GraphQLCalendarDate, GraphQLDecimal } from './scalars.js';

export const PostponementUnitEnum = register('PostponementUnit', 'What a postponement is counted in.', {
  MONTH: 'Calendar months; the day of the month is kept, clamped to the end of a shorter one.',
  DAY: 'Days.',
});

@InputType({
  description: 'The borrower paid ahead of schedule. For loans whose servicer does not report it in the feed.',
})
export class PrepaymentInput {
  @Field(() => MoneyInput, { description: 'What was paid, above zero; what is due on the day is taken from it first.' })
  amount!: MoneyInput;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether it pays the loan off: whatever is then unpaid is waived.',
  })
  settles!: boolean;
}

@InputType({ description: 'By how much due dates move.' })
export class PostponementInput {
  @Field(() => PostponementUnitEnum, { description: 'Months or days.' })
  unit!: 'MONTH' | 'DAY';

  @Field(() => Int, { description: 'How many: 1 to 36 months or 366 days, within what the product allows.' })
  count!: number;
}

@InputType({ description: 'Postpones unpaid instalments that are due in a range of dates.' })
export class ExtensionInput {
  @Field(() => GraphQLCalendarDate, { description: 'The first due date that moves.' })
  dueFrom!: string;

  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description: 'The last one; all from the first on when not given.',
  })
  dueThrough?: string | null;

  @Field(() => PostponementInput, { description: 'By how much.' })
  by!: PostponementInput;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Whether the postponed principal bears interest for the days won, ACT/365F.',
  })
  isInterestCharged!: boolean;
}

@InputType({
  description:
    'Another schedule over everything unpaid. Unpaid interest, and interest accrued to the day, goes into its first instalment and bears none.',
})
export class ReschedulingInput {
  @Field(() => Int, { description: 'Number of monthly instalments, 1 to 600.' })
  instalments!: number;

  @Field(() => GraphQLCalendarDate, {
    description:
      'The first due date: after the day of the change, at most as late as the product lets an extension postpone the next one.',
  })
  firstDueOn!: string;

  @Field(() => GraphQLDecimal, {
    nullable: true,
    description: 'Nominal rate a year, a fraction; as before when not given.',
  })
  annualRate?: string | null;

  @Field(() => RepaymentMethodEnum, { nullable: true, description: 'As before when not given.' })
  method?: string | null;
}

@InputType({
  description:
    'More is lent on the loan, over the instalments left. Decided and priced by the product as a new request is, from the facts of the quote.',
})
export class IncreaseInput {
  @Field(() => MoneyInput, { description: 'What is lent in addition, above zero.' })
  amount!: MoneyInput;
}

@InputType({
  description:
    'The loan goes to another lender, which reads the whole file of the policy from then on; the old one reads none of it.',
})
export class AssignmentInput {
  @Field(() => ID, { description: 'The new lender, one of the programme.' })
  lender!: string;

  @Field(() => GraphQLCalendarDate, { description: 'When the insurer was given notice; not in the future.' })
  noticeGivenOn!: string;
}

@InputType({ description: 'Somebody else is paid a loss.' })
export class BeneficiaryInput {
  @Field(() => ID, { description: 'The partner of the policy or a lender of its programme.' })
  organisation!: string;

  @Field(() => GraphQLCalendarDate, { description: 'When the insurer was given notice; not in the future.' })
  noticeGivenOn!: string;
}

@InputType({
  description:
    'Corrects who the obligor is. Where the right one is another for the insurer, by its identity number or, without one, by its reference, it is somebody who was not underwritten: the insurer alone makes the correction, and the exposure moves to the right limits.',
})
export class CorrectionInput {
  @Field(() => String, {
    description: 'The right reference, 1 to 100 characters; of nobody who owes the loan already.',
  })
  obligorReference!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Identity number of the right obligor, when another was given or none; 1 to 40 characters, not stored.',
  })
  identityNumber?: string | null;
}

export const POLICY_CHANGE_INPUT = 'PolicyChangeInput';

/** One member per kind of change; those that a scenario offers are mutations of their own. */
export interface PolicyChangeMembers {
  readonly prepayment?: PrepaymentInput | null;
  readonly extension?: ExtensionInput | null;
  readonly rescheduling?: ReschedulingInput | null;
  readonly increase?: IncreaseInput | null;
  readonly assignment?: AssignmentInput | null;
  readonly beneficiary?: BeneficiaryInput | null;
  readonly correction?: CorrectionInput | null;
}

export const PolicyChangeInput = oneOfInput(POLICY_CHANGE_INPUT, 'A change of a policy: exactly one member.', [
  { key: 'prepayment', type: PrepaymentInput, description: 'The borrower paid ahead of schedule.' },
  { key: 'extension', type: ExtensionInput, description: 'Due dates are postponed.' },
  { key: 'rescheduling', type: ReschedulingInput, description: 'What is owed gets another schedule.' },
  { key: 'increase', type: IncreaseInput, description: 'More is lent on the loan.' },
  { key: 'assignment', type: AssignmentInput, description: 'The loan goes to another lender.' },
  { key: 'beneficiary', type: BeneficiaryInput, description: 'Somebody else is paid a loss.' },
  { key: 'correction', type: CorrectionInput, description: 'Who the obligor is, is corrected.' },
]);

export const CancellationReasonEnum = register('CancellationReason', 'Why cover is ended early.', {
  POLICYHOLDER_REQUEST: 'Whoever took the cover wants it no longer.',
  DUPLICATE_COVER: 'The loan has other cover.',
  INTEREST_CEASED: 'There is nothing left to insure, e.g. the purchase was undone.',
  NON_DISCLOSURE: 'The insurer: facts were withheld or wrong.',
  RISK_INCREASED: 'The insurer: the risk is another than was insured.',
  REGULATORY: 'The insurer: law or a supervisor demands it.',
});

@InputType({ description: 'Ends the cover of a policy before its time.' })
export class PolicyCancelInput {
  @Field(() => CancellationReasonEnum, {
    description: 'Why; the last three are reasons of the insurer and are its alone, the first three of everybody else.',
  })
  reason!: string;

  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description:
      'When the insurer gave notice, which must stand (`cancellationNoticeGive`); needed when it cancels, on the day the notice names or later.',
  })
  noticeGivenOn?: string | null;

  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description: 'Last day of cover; today when not given, and not in the future.',
  })
  effectiveOn?: string | null;
}

@InputType({ description: 'Puts cover back in force that was cancelled or has lapsed, as if it had not ended.' })
export class PolicyReinstateInput {
  @Field(() => Boolean, { description: 'That no loss happened since cover ended; must be true.' })
  isFreeOfLoss!: boolean;

  @Field(() => String, { description: 'Who says so and on what grounds, 1 to 1,000 characters.' })
  statement!: string;
}
