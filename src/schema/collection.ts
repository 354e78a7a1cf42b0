import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Money, MoneyInput } from '../scenarios/contract/index.js';
import { DelinquencyBucketEnum, OverdueStateEnum } from './loan.js';
import { GraphQLCalendarDate, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

export const WarningGradeEnum = { WATCH: 'WATCH', WARNING: 'WARNING', ALARM: 'ALARM' } as const;
registerEnumType(WarningGradeEnum, {
  name: 'WarningGrade',
  description: 'How grave a monitoring warning is.',
  valuesConfig: {
    WATCH: { description: 'Worth a look.' },
    WARNING: { description: 'Something should be done.' },
    ALARM: { description: 'A loss is likely.' },
  },
});

export const WarningKindEnum = {
  REPEATEDLY_LATE: 'REPEATEDLY_LATE',
  NOTICE_NOT_GIVEN: 'NOTICE_NOT_GIVEN',
  THIRTY_DAYS_LATE: 'THIRTY_DAYS_LATE',
  PROMISE_BROKEN: 'PROMISE_BROKEN',
  CONTACT_RULE_BROKEN: 'CONTACT_RULE_BROKEN',
  SIXTY_DAYS_LATE: 'SIXTY_DAYS_LATE',
  FIRST_PAYMENT_MISSED: 'FIRST_PAYMENT_MISSED',
} as const;
registerEnumType(WarningKindEnum, {
  name: 'WarningKind',
  description: 'What a monitoring warning says.',
  valuesConfig: {
    REPEATEDLY_LATE: { description: 'Fell behind for the third time within 365 days.' },
    NOTICE_NOT_GIVEN: { description: 'The insurer should have been told of the overdue and was not.' },
    THIRTY_DAYS_LATE: { description: '30 days past due.' },
    PROMISE_BROKEN: { description: 'What was promised did not come by its date.' },
    CONTACT_RULE_BROKEN: { description: 'Somebody was contacted outside the hours or more often than allowed.' },
    SIXTY_DAYS_LATE: { description: '60 days past due.' },
    FIRST_PAYMENT_MISSED: { description: 'Not even the first instalment was paid.' },
  },
});

export const ContactChannelEnum = {
  PHONE: 'PHONE',
  MESSAGE: 'MESSAGE',
  EMAIL: 'EMAIL',
  LETTER: 'LETTER',
  VISIT: 'VISIT',
} as const;
registerEnumType(ContactChannelEnum, {
  name: 'ContactChannel',
  description: 'How somebody who is behind was reached.',
  valuesConfig: {
    PHONE: { description: 'A call.' },
    MESSAGE: { description: 'A text or chat message.' },
    EMAIL: { description: 'An e-mail.' },
    LETTER: { description: 'A letter; hours do not matter for it.' },
    VISIT: { description: 'A visit.' },
  },
});

export const ContactOutcomeEnum = {
  NO_ANSWER: 'NO_ANSWER',
  SPOKE: 'SPOKE',
  DISPUTED: 'DISPUTED',
  WRONG_PERSON: 'WRONG_PERSON',
  DELIVERED: 'DELIVERED',
} as const;
registerEnumType(ContactOutcomeEnum, {
  name: 'ContactOutcome',
  description: 'What came of a contact.',
  valuesConfig: {
    NO_ANSWER: { description: 'Nobody answered.' },
    SPOKE: { description: 'The obligor was spoken to.' },
    DISPUTED: { description: 'The obligor disputes the debt.' },
    WRONG_PERSON: { description: 'Somebody else was reached.' },
    DELIVERED: { description: 'A message, e-mail or letter was delivered.' },
  },
});

export const ContactBreachEnum = { OUTSIDE_HOURS: 'OUTSIDE_HOURS', TOO_OFTEN: 'TOO_OFTEN' } as const;
registerEnumType(ContactBreachEnum, {
  name: 'ContactBreach',
  description: "Which of the product's rules on contacts is broken.",
  valuesConfig: {
    OUTSIDE_HOURS: { description: "Outside the hours allowed, in the loan's time zone." },
    TOO_OFTEN: { description: 'More contacts within seven days than allowed.' },
  },
});

export const PaymentPromiseStateEnum = {
  OPEN: 'OPEN',
  KEPT: 'KEPT',
  BROKEN: 'BROKEN',
  WITHDRAWN: 'WITHDRAWN',
} as const;
registerEnumType(PaymentPromiseStateEnum, {
  name: 'PaymentPromiseState',
  description: 'What became of a promise to pay.',
  valuesConfig: {
    OPEN: { description: 'Its date has not passed.' },
    KEPT: { description: 'The feed shows the amount, paid between the promise and its date.' },
    BROKEN: { description: 'Its date passed without the amount.' },
    WITHDRAWN: { description: 'Taken back by those who recorded it.' },
  },
});

@ObjectType({ ...SIMPLE, description: 'Notice of an overdue, given to the insurer.' })
export class OverdueNotice {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => GraphQLCalendarDate, { description: 'The oldest unpaid due date it is about.' })
  overdueSince!: string;

  @Field(() => GraphQLCalendarDate, { description: 'When it was given.' })
  givenOn!: string;

  @Field(() => Int, { description: 'Days past due on that day.' })
  daysPastDue!: number;

  @Field(() => String, { nullable: true, description: 'What was said with it.' })
  note!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'A sign that a loan may go wrong, for a person to look at.' })
export class MonitoringWarning {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => WarningKindEnum, { description: 'What it says.' })
  kind!: string;

  @Field(() => WarningGradeEnum, { description: 'How grave it is.' })
  grade!: string;

  @Field(() => GraphQLInstant, { description: 'When it was raised.' })
  raisedAt!: Date;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When a person acknowledged it; null while nobody has.' })
  acknowledgedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'What that person noted.' })
  note!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'A contact with somebody who is behind.' })
export class CollectionContact {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => ContactChannelEnum, { description: 'How.' })
  channel!: string;

  @Field(() => ContactOutcomeEnum, { description: 'What came of it.' })
  outcome!: string;

  @Field(() => GraphQLInstant, { description: 'When.' })
  contactedAt!: Date;

  @Field(() => ContactBreachEnum, { nullable: true, description: 'The rule it broke; null when it kept them all.' })
  breach!: string | null;

  @Field(() => String, { nullable: true, description: 'What was noted.' })
  note!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'What somebody who is behind promised to pay.' })
export class PaymentPromise {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => PaymentPromiseStateEnum, { description: 'What became of it, as the feed shows.' })
  state!: string;

  @Field(() => Money, { description: 'How much.' })
  amount!: Money;

  @Field(() => GraphQLCalendarDate, { description: 'When it was promised.' })
  madeOn!: string;

  @Field(() => GraphQLCalendarDate, { description: 'Last day on which paying keeps it.' })
  payBy!: string;
}

@ObjectType({
  ...SIMPLE,
  description:
    "The lender took the loan off its books. An accounting fact: it ends no cover, and giving up collecting is a recovery's write-off.",
})
export class ChargeOff {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => GraphQLCalendarDate, { description: 'When.' })
  chargedOffOn!: string;

  @Field(() => Money, { description: 'How much.' })
  amount!: Money;

  @Field(() => String, { nullable: true, description: 'Why.' })
  note!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'Running loans of one bucket and currency.' })
export class DelinquencyBucketTotal {
  @Field(() => DelinquencyBucketEnum, { description: 'The bucket.' })
  bucket!: string;

  @Field(() => Int, { description: 'Loans in it.' })
  loans!: number;

  @Field(() => Money, { description: 'Their outstanding principal, the whole of it.' })
  outstandingPrincipal!: Money;

  @Field(() => Money, {
    nullable: true,
    description:
      'What of it the insurer that asks carries: its share of loans of several insurers; null for everybody else.',
  })
  ownPrincipal!: Money | null;
}

@InputType({ description: 'Narrows the list of overdue loans; every member given must hold.' })
export class OverdueLoanFilter {
  @Field(() => [OverdueStateEnum], {
    nullable: true,
    description: 'Any of these states; NOTICE_DUE for notices to give.',
  })
  states?: string[] | null;

  @Field(() => [DelinquencyBucketEnum], { nullable: true, description: 'In any of these buckets now.' })
  buckets?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'Of policies that this partner sold.' })
  partner?: string | null;

  @Field(() => ID, { nullable: true, description: 'Owed to this lender.' })
  lender?: string | null;

  @Field(() => String, { nullable: true, description: "The lender's own number of the loan, exactly." })
  reference?: string | null;
}

@InputType({ description: 'Narrows the list of monitoring warnings.' })
export class MonitoringWarningFilter {
  @Field(() => [WarningGradeEnum], { nullable: true, description: 'Only these grades.' })
  grades!: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Only those that a person has, or has not, acknowledged.' })
  acknowledged!: boolean | null;
}

const NOTE = { nullable: true, description: 'For people, 1 to 2,000 characters.' } as const;
const POLICY = { description: 'The policy that covers the loan.' } as const;

@InputType({ description: 'Notice of the overdue that runs now.' })
export class OverdueNoticeGiveInput {
  @Field(() => ID, POLICY)
  policy!: string;

  @Field(() => String, NOTE)
  note!: string | null;
}

@InputType({ description: 'A contact that has been made.' })
export class CollectionContactRecordInput {
  @Field(() => ID, POLICY)
  policy!: string;

  @Field(() => ContactChannelEnum, { description: 'How.' })
  channel!: keyof typeof ContactChannelEnum;

  @Field(() => ContactOutcomeEnum, { description: 'What came of it.' })
  outcome!: string;

  @Field(() => GraphQLInstant, { description: 'When, within the last year.' })
  contactedAt!: Date;

  @Field(() => String, NOTE)
  note!: string | null;
}

@InputType({ description: 'A promise to pay.' })
export class PaymentPromiseRecordInput {
  @Field(() => ID, POLICY)
  policy!: string;

  @Field(() => MoneyInput, { description: 'How much, up to what the schedule still asks for.' })
  amount!: MoneyInput;

  @Field(() => GraphQLCalendarDate, { description: 'By when: today to 92 days ahead.' })
  payBy!: string;
}

@InputType({ description: 'Takes an open promise back.' })
export class PaymentPromiseWithdrawInput {
  @Field(() => ID, { description: 'The promise.' })
  promise!: string;
}

@InputType({ description: 'A person has seen a warning.' })
export class WarningAcknowledgeInput {
  @Field(() => ID, { description: 'The warning.' })
  warning!: string;

  @Field(() => String, NOTE)
  note!: string | null;
}

@InputType({ description: 'The lender takes a loan off its books.' })
export class ChargeOffRecordInput {
  @Field(() => ID, POLICY)
  policy!: string;

  @Field(() => GraphQLCalendarDate, { description: 'When; not ahead.' })
  on!: string;

  @Field(() => MoneyInput, { description: 'How much, up to what the schedule still asks for.' })
  amount!: MoneyInput;

  @Field(() => String, NOTE)
  note!: string | null;
}
