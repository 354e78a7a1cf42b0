import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { Document } from './document.js';
import { Journal } from './ledger.js';
import { Node } from './node.js';
import { GraphQLCalendarDate, GraphQLCurrencyCode, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

/** The figures that a statement and its lines share; not a type of the schema itself. */
@ObjectType(SIMPLE)
abstract class StatementFigures {
  @Field(() => Money, { description: 'Premium written, tax included, less what went back.' })
  premium!: Money;

  @Field(() => Money, { description: 'Of which what went back, zero or more.' })
  refund!: Money;

  @Field(() => Money, { description: "The partner's commission on that premium, less what was paid out." })
  commission!: Money;

  @Field(() => Money, { description: 'Premium received, less payments that were taken back and premium repaid.' })
  received!: Money;

  @Field(() => Money, { description: 'Indemnity paid to lenders; for information, it does not change what is owed.' })
  claimsPaid!: Money;
}

@ObjectType({ ...SIMPLE, description: 'One journal of a statement.' })
export class StatementLine extends StatementFigures {
  @Field(() => ID, { description: 'Id of the journal.' })
  id!: string;

  @Field(() => String, { description: 'What happened, e.g. "PREMIUM_WRITTEN".' })
  kind!: string;

  @Field(() => GraphQLCalendarDate, { description: 'Business date of the books.' })
  bookedOn!: string;

  @Field(() => String, { nullable: true, description: 'Number of the policy; null for what concerns many.' })
  policyNumber!: string | null;

  @Field(() => Journal, { description: 'The journal with its entries.' })
  journal!: Journal;
}

@ObjectType({ ...SIMPLE, description: 'What is to be paid after a statement: its closing balance, and by whom.' })
export class StatementRemittance {
  @Field(() => ID, { nullable: true, description: 'Who pays; null when nothing is payable.' })
  payer!: string | null;

  @Field(() => ID, { nullable: true, description: 'Who is paid; null when nothing is payable.' })
  payee!: string | null;

  @Field(() => Money, { description: 'How much, zero or more: premium less commission.' })
  amount!: Money;

  @Field(() => Money, { description: 'Premium the partner is to pay; below zero when it is to be paid back.' })
  premium!: Money;

  @Field(() => Money, { description: 'Commission the insurer is to pay; below zero when the partner owes it back.' })
  commission!: Money;
}

/** What a statement says, stored or not; not a type of the schema itself. */
@ObjectType(SIMPLE)
abstract class StatementContent extends StatementFigures {
  @Field(() => Money, { description: 'What the partner owed before the period; below zero when it was owed.' })
  opening!: Money;

  @Field(() => Money, { description: 'What the partner owes at the end; below zero when it is owed.' })
  closing!: Money;

  @Field(() => StatementRemittance, { description: 'What is payable to whom at the end.' })
  remittance!: StatementRemittance;
}

@ObjectType({
  ...SIMPLE,
  description:
    'What a statement would say now. Opening + premium - commission - received = closing. Nothing is written.',
})
export class StatementPreview extends StatementContent {}

@ObjectType({
  ...SIMPLE,
  implements: Node,
  description:
    'What a partner and an insurer have to do with each other over a period, as it was stored; never edited. Opening + premium - commission - received = closing.',
})
export class Statement extends StatementContent implements Node {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => ID, { description: 'The insurer.' })
  insurer!: string;

  @Field(() => ID, { description: 'The partner.' })
  partner!: string;

  @Field(() => GraphQLCurrencyCode, { description: 'Books are kept per currency.' })
  currency!: string;

  @Field(() => GraphQLCalendarDate, { description: 'First business date.' })
  from!: string;

  @Field(() => GraphQLCalendarDate, { description: 'Last business date.' })
  to!: string;

  @Field(() => Int, { description: 'From 1; the highest of a pair, currency and period counts.' })
  version!: number;

  @Field(() => Statement, {
    nullable: true,
    description: 'The version before, which this one replaces; null for the first.',
  })
  supersedes!: Statement | null;

  @Field(() => ID, { description: 'The organisation that asked for it.' })
  requestedBy!: string;

  @Field(() => GraphQLInstant, { description: 'Of which moment it is, business time.' })
  createdAt!: Date;

  @Field(() => Int, { description: 'How many lines it has, at most 50,000.' })
  lineCount!: number;

  @Field(() => Document, { nullable: true, description: 'All lines as CSV (RFC 4180); null until some seconds later.' })
  csv!: Document | null;

  @Field(() => Document, {
    nullable: true,
    description: 'For people, in English and Chinese, with the first 2,000 lines; null until some seconds later.',
  })
  pdf!: Document | null;
}

@InputType({ description: 'Whose statement, of which period.' })
export class StatementInput {
  @Field(() => ID, { description: "The insurer; of an insurer's key its own." })
  insurer!: string;

  @Field(() => ID, { description: "The partner; of a partner's key its own." })
  partner!: string;

  @Field(() => GraphQLCurrencyCode, { description: 'Books are kept per currency.' })
  currency!: string;

  @Field(() => GraphQLCalendarDate, { description: 'First business date.' })
  from!: string;

  @Field(() => GraphQLCalendarDate, { description: 'Last business date, not before the first.' })
  to!: string;
}

@InputType({ description: 'Narrows a list of statements; every member given must hold.' })
export class StatementFilter {
  @Field(() => ID, { nullable: true, description: 'Between this insurer and its partners.' })
  insurer?: string | null;

  @Field(() => ID, { nullable: true, description: 'Between this partner and its insurers.' })
  partner?: string | null;

  @Field(() => GraphQLCurrencyCode, { nullable: true, description: 'In this currency.' })
  currency?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Without those that a later version replaces.' })
  latestOnly?: boolean | null;
}
