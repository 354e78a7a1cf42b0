import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { GraphQLCalendarDate } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

export const LoanStatusEnum = { ACTIVE: 'ACTIVE', SETTLED: 'SETTLED', CLAIMED: 'CLAIMED' } as const;
registerEnumType(LoanStatusEnum, {
  name: 'LoanStatus',
  description: 'Where an insured loan stands.',
  valuesConfig: {
    ACTIVE: { description: 'Being repaid.' },
    SETTLED: { description: 'Nothing more is owed.' },
    CLAIMED: { description: 'The indemnity was paid; what is still collected is a recovery.' },
  },
});

export const OverdueStateEnum = {
  CURRENT: 'CURRENT',
  LATE: 'LATE',
  NOTICE_DUE: 'NOTICE_DUE',
  CLAIMABLE: 'CLAIMABLE',
} as const;
registerEnumType(OverdueStateEnum, {
  name: 'OverdueState',
  description: 'How far a loan is behind, by the days since its oldest unpaid due date.',
  valuesConfig: {
    CURRENT: { description: 'Nothing due is unpaid.' },
    LATE: { description: 'At least one day behind.' },
    NOTICE_DUE: { description: 'The insurer must be told.' },
    CLAIMABLE: { description: 'The waiting period has passed; a claim may be made.' },
  },
});

@ObjectType({ ...SIMPLE, description: 'One instalment of the schedule in force, with what was paid on it.' })
export class Instalment {
  @Field(() => Int, { description: 'Position in the schedule, from 1.' })
  number!: number;

  @Field(() => GraphQLCalendarDate, { description: 'When it is due.' })
  dueOn!: string;

  @Field(() => Money, { description: 'Principal it asks for.' })
  principal!: Money;

  @Field(() => Money, { description: 'Interest it asks for.' })
  interest!: Money;

  @Field(() => Money, { description: 'Principal and interest together.' })
  total!: Money;

  @Field(() => Money, { description: 'Principal paid on it.' })
  paidPrincipal!: Money;

  @Field(() => Money, { description: 'Interest paid on it; interest is paid before principal.' })
  paidInterest!: Money;
}

export const DelinquencyBucketEnum = {
  CURRENT: 'CURRENT',
  DPD_1_29: 'DPD_1_29',
  DPD_30_59: 'DPD_30_59',
  DPD_60_89: 'DPD_60_89',
  DPD_90_PLUS: 'DPD_90_PLUS',
} as const;
registerEnumType(DelinquencyBucketEnum, {
  name: 'DelinquencyBucket',
  description: 'Loans by their days past due, as the trade reports them.',
  valuesConfig: {
    CURRENT: { description: 'Nothing due is unpaid.' },
    DPD_1_29: { description: '1 to 29 days past due.' },
    DPD_30_59: { description: '30 to 59 days past due.' },
    DPD_60_89: { description: '60 to 89 days past due.' },
    DPD_90_PLUS: { description: '90 days past due or more.' },
  },
});

@ObjectType({ ...SIMPLE, description: 'The insured loan and where its repayment stands.' })
export class Loan {
  @Field(() => ID, { description: 'Opaque, sortable id.' })
  id!: string;

  @Field(() => String, { description: "The lender's own number of the loan." })
  reference!: string;

  @Field(() => LoanStatusEnum, { description: 'Where it stands.' })
  status!: string;

  @Field(() => Money, { description: 'The principal that was paid out.' })
  principal!: Money;

  @Field(() => Money, { description: 'Principal not yet repaid, due or not.' })
  outstandingPrincipal!: Money;

  @Field(() => Money, {
    description:
      "Received beyond what the schedule asks, at most a tenth of the principal: the lender's fees, interest of a broken period, or the borrower's to get back from the lender.",
  })
  excess!: Money;

  @Field(() => OverdueStateEnum, { description: 'How far it is behind, as of the last report or day roll.' })
  overdueState!: string;

  @Field(() => Int, {
    description:
      'Days since the oldest unpaid due date on the business date of the loan, those on which a hold stops the overdue not counted; 0 when none.',
  })
  daysPastDue!: number;

  @Field(() => DelinquencyBucketEnum, { description: 'The bucket of its days past due.' })
  bucket!: string;

  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description: 'The oldest due date with anything unpaid, also when it lies ahead; null when all is paid.',
  })
  oldestUnpaidDueOn!: string | null;

  @Field(() => GraphQLCalendarDate, {
    nullable: true,
    description:
      'First day on which a claim may be made if nothing more is paid, later by the days of holds that stop the overdue; null when all is paid.',
  })
  claimableOn!: string | null;
}
