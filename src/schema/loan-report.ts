import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Money, MoneyInput } from '../scenarios/contract/index.js';
import { GraphQLCalendarDate } from './scalars.js';

@InputType({ description: 'A payment the servicer received.' })
export class ReportedPaymentInput {
  @Field(() => MoneyInput, {
    description:
      "What counts against principal and interest of the schedule, in the currency of the loan, without the lender's own fees: all payments together at most a tenth of the principal more than it asks.",
  })
  amount!: MoneyInput;
}

@InputType({ description: 'An instalment that was not paid. Moves no balance.' })
export class MissedInstalmentInput {
  @Field(() => MoneyInput, { nullable: true, description: 'What was due, when the servicer says it.' })
  amount!: MoneyInput | null;
}

export const ReversalReasonEnum = { BOUNCED: 'BOUNCED', ERROR: 'ERROR' } as const;
registerEnumType(ReversalReasonEnum, {
  name: 'ReversalReason',
  description: 'Why a reported payment is taken back.',
  valuesConfig: {
    BOUNCED: { description: 'The bank took the money back: no funds, or the borrower objected to the debit.' },
    ERROR: { description: 'It was reported wrongly: for another loan, of another amount or day.' },
  },
});

@InputType({ description: 'Takes a reported repayment, prepayment or settlement back, as though it had never been.' })
export class ReversedPaymentInput {
  @Field(() => Int, {
    description: 'Sequence of the report it takes back, of the same loan; one that has not come yet is waited for.',
  })
  sequence!: number;

  @Field(() => ReversalReasonEnum, { description: 'Why.' })
  reason!: 'BOUNCED' | 'ERROR';
}

@InputType({
  description: 'One fact about one loan. Exactly one of repayment, missed, prepayment, settled and reversed is given.',
})
export class LoanReportInput {
  @Field(() => ID, { description: 'The policy that covers the loan.' })
  policy!: string;

  @Field(() => Int, {
    description:
      'Number the servicer gives the fact, unique within the loan, from 1; gaps and any order of arrival are fine. The same fact sent again counts once.',
  })
  sequence!: number;

  @Field(() => GraphQLCalendarDate, {
    description: 'The day it happened: from disbursement up to the business date of the loan.',
  })
  effectiveOn!: string;

  @Field(() => ReportedPaymentInput, {
    nullable: true,
    description:
      'An ordinary payment: the oldest unpaid instalment first, interest before principal; more than is due pays the next instalments.',
  })
  repayment!: ReportedPaymentInput | null;

  @Field(() => MissedInstalmentInput, { nullable: true, description: 'A due payment that did not come.' })
  missed!: MissedInstalmentInput | null;

  @Field(() => ReportedPaymentInput, {
    nullable: true,
    description:
      'A payment ahead of schedule: what is due first, then principal; the remaining instalments are computed anew.',
  })
  prepayment!: ReportedPaymentInput | null;

  @Field(() => ReportedPaymentInput, {
    nullable: true,
    description: 'The lender is owed nothing more; the amount is the last payment and may be 0. Ends the cover.',
  })
  settled!: ReportedPaymentInput | null;

  @Field(() => ReversedPaymentInput, {
    nullable: true,
    description:
      'An earlier report did not hold. It never counted: the loan is overdue from the original due date, and cover that ended with it is back.',
  })
  reversed!: ReversedPaymentInput | null;
}

@InputType({ description: "A piece of the lender's servicing feed." })
export class LoanReportBatchInput {
  @Field(() => [LoanReportInput], {
    description: '1 to 1,000 reports about any loans, in any order, any number of times.',
  })
  reports!: LoanReportInput[];
}

@ObjectType({ simpleResolvers: true, description: 'A report that was not taken. The others of the call were.' })
export class RejectedLoanReport {
  @Field(() => Int, { description: 'Position in `reports`, from 0.' })
  index!: number;

  @Field(() => ID, { description: 'The policy of the report.' })
  policy!: string;

  @Field(() => Int, { description: 'The sequence of the report.' })
  sequence!: number;

  @Field(() => String, { description: 'Stable SCREAMING_CASE code, e.g. UNKNOWN_POLICY or SEQUENCE_CONFLICT.' })
  code!: string;

  @Field(() => String, { description: 'A sentence for the developer.' })
  message!: string;

  @Field(() => Money, {
    nullable: true,
    description: 'What the amount could have paid, where it exceeds that (AMOUNT_EXCEEDS_OWED).',
  })
  owed!: Money | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'A reversal that was accepted and waits for the report it takes back.',
})
export class WaitingLoanReport {
  @Field(() => Int, { description: 'Position in `reports`, from 0.' })
  index!: number;

  @Field(() => ID, { description: 'The policy of the report.' })
  policy!: string;

  @Field(() => Int, { description: 'The sequence of the reversal.' })
  sequence!: number;

  @Field(() => Int, { description: 'The sequence it waits for.' })
  reverses!: number;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What became of the reports; accepted, duplicates and rejected add up to what was sent.',
})
export class LoanReportReceipt {
  @Field(() => Int, { description: 'Reports that were new.' })
  accepted!: number;

  @Field(() => Int, { description: 'Reports that were known already, word for word; nothing happened again.' })
  duplicates!: number;

  @Field(() => [WaitingLoanReport], {
    description:
      'Of the accepted ones, reversals of reports that have not come yet, in the order sent: their sequence may be wrong.',
  })
  waiting!: WaitingLoanReport[];

  @Field(() => [RejectedLoanReport], { description: 'Reports that were not taken, in the order sent.' })
  rejected!: RejectedLoanReport[];
}
