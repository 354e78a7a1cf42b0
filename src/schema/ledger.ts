import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { ACCOUNTS, type AccountCode } from '../ledger/accounts.js';
import { Money } from '../scenarios/contract/index.js';
import { GraphQLCalendarDate, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

export const LedgerAccountCode = Object.fromEntries(ACCOUNTS.map(({ code }) => [code, code])) as {
  readonly [K in AccountCode]: K;
};
registerEnumType(LedgerAccountCode, {
  name: 'LedgerAccountCode',
  description: "An account of an insurer's books.",
  valuesConfig: Object.fromEntries(ACCOUNTS.map(({ code, purpose }) => [code, { description: purpose }])),
});

export const LedgerAccountClass = {
  ASSET: 'ASSET',
  LIABILITY: 'LIABILITY',
  INCOME: 'INCOME',
  EXPENSE: 'EXPENSE',
} as const;
registerEnumType(LedgerAccountClass, {
  name: 'LedgerAccountClass',
  description: 'Where an account belongs.',
  valuesConfig: {
    ASSET: { description: 'Owned; debits raise it.' },
    LIABILITY: { description: 'Owed; credits raise it.' },
    INCOME: { description: 'Earned; credits raise it.' },
    EXPENSE: { description: 'Spent; debits raise it.' },
  },
});

@ObjectType({ ...SIMPLE, description: 'An account of the chart of accounts.' })
export class LedgerAccount {
  @Field(() => LedgerAccountCode, { description: 'Code of the account.' })
  code!: string;

  @Field(() => String, { description: 'Position in the chart: 1 assets, 2 liabilities, 4 income, 5 expenses.' })
  number!: string;

  @Field(() => String, { description: 'Name for people.' })
  name!: string;

  @Field(() => LedgerAccountClass, { description: 'Where it belongs.' })
  class!: string;

  @Field(() => String, { description: 'What is booked on it.' })
  purpose!: string;
}

@ObjectType({ ...SIMPLE, description: 'What stands on an account in one currency, over all journals.' })
export class AccountBalance {
  @Field(() => LedgerAccount, { description: 'The account.' })
  account!: LedgerAccount;

  @Field(() => Money, { description: 'Sum of all debits.' })
  debit!: Money;

  @Field(() => Money, { description: 'Sum of all credits.' })
  credit!: Money;

  @Field(() => Money, { description: 'Debits less credits; below zero for what is owed or earned.' })
  balance!: Money;
}

@ObjectType({ ...SIMPLE, description: 'An account over a period: what stood on it, what moved, what stands on it.' })
export class AccountStatement {
  @Field(() => LedgerAccount, { description: 'The account.' })
  account!: LedgerAccount;

  @Field(() => Money, { description: 'What stood on it before the period; zero when the period has no beginning.' })
  opening!: Money;

  @Field(() => Money, { description: 'Sum of the debits of the period.' })
  debit!: Money;

  @Field(() => Money, { description: 'Sum of the credits of the period.' })
  credit!: Money;

  @Field(() => Money, { description: 'Opening and debits less credits; below zero for what is owed or earned.' })
  balance!: Money;

  @Field(() => Money, { description: 'What stands on it at the end of the period: the balance.' })
  closing!: Money;
}

@ObjectType({ ...SIMPLE, description: 'Every account with entries in one currency; debits equal credits.' })
export class TrialBalance {
  @Field(() => [AccountBalance], { description: 'In the order of the account codes.' })
  accounts!: AccountBalance[];

  @Field(() => Money, { description: 'Sum of all debits.' })
  debit!: Money;

  @Field(() => Money, { description: 'Sum of all credits; equal to the debits.' })
  credit!: Money;
}

@ObjectType({ ...SIMPLE, description: 'One line of a journal; either debit or credit is given.' })
export class Posting {
  @Field(() => LedgerAccount, { description: 'The account it changes.' })
  account!: LedgerAccount;

  @Field(() => Money, { nullable: true, description: 'The amount when it is a debit.' })
  debit!: Money | null;

  @Field(() => Money, { nullable: true, description: 'The amount when it is a credit.' })
  credit!: Money | null;
}

@ObjectType({ ...SIMPLE, description: 'An entry in the books: its lines add up to zero and never change.' })
export class Journal {
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => String, { description: 'What happened, e.g. "CLAIM_PAID".' })
  kind!: string;

  @Field(() => ID, { description: 'What caused it: policy, policy transaction, claim or receipt.' })
  subject!: string;

  @Field(() => GraphQLCalendarDate, { description: 'Business date of the books.' })
  bookedOn!: string;

  @Field(() => GraphQLInstant, { description: 'When it was recorded, business time.' })
  recordedAt!: Date;

  @Field(() => ID, { nullable: true, description: 'The journal that this one takes back.' })
  reverses!: string | null;

  @Field(() => [Posting], { description: 'Its lines, in order.' })
  postings!: Posting[];
}

@ObjectType({ ...SIMPLE, description: 'An entry in the books as it would be written now; nothing was.' })
export class PlannedJournal {
  @Field(() => ID, { description: 'In whose books.' })
  insurer!: string;

  @Field(() => ID, { nullable: true, description: 'Of which policy; null for what concerns none alone.' })
  policyId!: string | null;

  @Field(() => String, { description: 'What would happen, e.g. "PREMIUM_WRITTEN".' })
  kind!: string;

  @Field(() => GraphQLCalendarDate, { description: 'Business date of the books.' })
  bookedOn!: string;

  @Field(() => ID, { nullable: true, description: 'The journal that it would take back.' })
  reverses!: string | null;

  @Field(() => [Posting], { description: 'Its lines, in order.' })
  postings!: Posting[];
}

@ObjectType({ description: "An insurer's books." })
export class Ledger {
  @Field(() => ID, { nullable: true, description: 'Whose books; null for the sum over all insurers.' })
  insurer!: string | null;
}

@ObjectType({ ...SIMPLE, description: 'A journal as one account sees it; either debit or credit is given.' })
export class AccountEntry {
  @Field(() => ID, { description: 'Id of the journal.' })
  id!: string;

  @Field(() => Money, { nullable: true, description: 'The amount when it is a debit.' })
  debit!: Money | null;

  @Field(() => Money, { nullable: true, description: 'The amount when it is a credit.' })
  credit!: Money | null;

  @Field(() => Journal, { description: 'The whole journal.' })
  journal!: Journal;
}
