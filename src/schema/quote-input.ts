import { Field, Float, ID, InputType, Int } from 'type-graphql';
import { MoneyInput } from '../scenarios/contract/index.js';
import {
  ConsentPurposeEnum,
  CreditOutcomeEnum,
  ObligorKindEnum,
  QuoteStatusEnum,
  RepaymentMethodEnum,
} from './enums.js';
import { GraphQLCalendarDate, GraphQLDecimal, GraphQLInstant } from './scalars.js';

@InputType({ description: 'The loan that asks for cover.' })
export class LoanInput {
  @Field(() => MoneyInput, { description: "Amount lent, above zero, in the programme's currency." })
  principal!: MoneyInput;

  @Field(() => GraphQLDecimal, { description: 'Nominal rate a year as a fraction, 0 to 10: "0.12" is 12 %.' })
  annualRate!: string;

  @Field(() => Int, { description: 'Number of monthly instalments, 1 to 600.' })
  instalments!: number;

  @Field(() => RepaymentMethodEnum, {
    description: 'How it is repaid; LEVEL_TO_RESIDUAL and FLAT_FEE are not insured.',
  })
  method!: 'LEVEL_PAYMENT';

  @Field(() => GraphQLCalendarDate, { description: 'When it is paid out: today to 90 days ahead.' })
  disbursedOn!: string;

  @Field(() => GraphQLCalendarDate, { description: 'First due date: after disbursedOn, at most three months later.' })
  firstDueOn!: string;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'Only for LEVEL_WITH_BALLOON: the part of the principal that is paid with the last instalment.',
  })
  balloon?: MoneyInput | null;
}

@InputType({ description: 'A credit report the partner already holds; without it the bureau is asked.' })
export class CreditReportInput {
  @Field(() => Int, { description: 'Payments 30 days late or more in the last 24 months, 0 to 1000.' })
  delinquencies24Months!: number;

  @Field(() => Int, { description: 'Applications for credit in the last six months, 0 to 1000.' })
  inquiries6Months!: number;

  @Field(() => Float, { nullable: true, description: 'Share of revolving limits in use, 0 to 10; null without any.' })
  revolvingUtilisation!: number | null;

  @Field(() => Int, { description: 'Open credit accounts, 0 to 1000.' })
  openAccounts!: number;
}

@InputType({
  description: 'What the obligor agreed to. Kept as it is; without it no bureau is asked.',
})
export class ConsentInput {
  @Field(() => ConsentPurposeEnum, { description: 'What for; only CREDIT_ASSESSMENT lets a bureau be asked now.' })
  purpose!: 'CREDIT_ASSESSMENT' | 'CREDIT_MONITORING';

  @Field(() => GraphQLInstant, {
    nullable: true,
    description: 'When it was given: not in the future, at most ten years ago; the time of the request when absent.',
  })
  givenAt?: Date | null;

  @Field(() => GraphQLCalendarDate, { description: 'Until which day, inclusive; today or later.' })
  until!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Your own record of it, at most 100 characters; no personal data.',
  })
  reference?: string | null;
}

@InputType({ description: 'A group of related parties. Kept as a keyed hash only.' })
export class ObligorGroupInput {
  @Field(() => String, {
    description:
      "The partner's own name of the group, 1 to 100 characters; what it is known by without an identity number.",
  })
  reference!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Country of the company at its head, ISO 3166-1 alpha-2; needed with identityNumber.',
  })
  country?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Identity number of the company at its head, at most 40 characters: known by it over all partners.',
  })
  identityNumber?: string | null;
}

@InputType({
  description:
    'Somebody who owes all of the loan with the obligor, jointly and severally. No names: a pseudonym, figures, and an identity number that is never stored.',
})
export class CoObligorInput {
  @Field(() => String, { description: "The partner's own reference, 1 to 100 characters; no personal data." })
  reference!: string;

  @Field(() => ObligorKindEnum, { description: 'Person or company.' })
  kind!: 'PERSON' | 'COMPANY';

  @Field(() => String, { description: 'Country of residence, ISO 3166-1 alpha-2.' })
  country!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Region of the country, ISO 3166-2, e.g. "US-IL". Limits of a region count that of the obligor.',
  })
  region?: string | null;

  @Field(() => ObligorGroupInput, {
    nullable: true,
    description: 'The group of related parties it belongs to: limits of a group count all its members and its head.',
  })
  group?: ObligorGroupInput | null;

  @Field(() => String, {
    nullable: true,
    description:
      'National or company identity number, at most 40 characters: for the bureau, and as a keyed hash for limits.',
  })
  identityNumber?: string | null;

  @Field(() => GraphQLCalendarDate, { nullable: true, description: 'Date of birth of a person; only the age is kept.' })
  birthDate?: string | null;

  @Field(() => MoneyInput, { description: "Gross income or revenue a year, zero or more, in the loan's currency." })
  annualIncome!: MoneyInput;

  @Field(() => MoneyInput, {
    nullable: true,
    description: "Payments a month on other debt, zero or more, in the loan's currency.",
  })
  monthlyDebtService?: MoneyInput | null;

  @Field(() => Int, { nullable: true, description: 'Months in the present employment or business, 0 to 720.' })
  employmentMonths?: number | null;

  @Field(() => ConsentInput, {
    nullable: true,
    description: 'Lets the bureau be asked; without it and without `creditReport` a person must look at the request.',
  })
  consent?: ConsentInput | null;

  @Field(() => CreditReportInput, { nullable: true, description: 'A credit report the partner already holds.' })
  creditReport?: CreditReportInput | null;
}

@InputType({ description: 'Who borrows. No names: a pseudonym, figures, and an identity number that is never stored.' })
export class ObligorInput extends CoObligorInput {
  @Field(() => [CoObligorInput], {
    nullable: true,
    description:
      'Who owes all of the loan too, at most three: each with consent and credit report of their own, nobody twice. Incomes and other debts count together, and the loan in the limits of everybody.',
  })
  coObligors?: CoObligorInput[] | null;
}

@InputType({ description: 'Narrows a list of quotes; every member given must hold.' })
export class QuoteFilter {
  @Field(() => [QuoteStatusEnum], { nullable: true, description: 'Any of these states.' })
  status?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Code of the scenario.' })
  scenario?: string | null;

  @Field(() => ID, { nullable: true, description: 'Programme, by id.' })
  programmeId?: string | null;

  @Field(() => [CreditOutcomeEnum], { nullable: true, description: 'Any of these outcomes of the rules.' })
  outcome?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'Asked for by this partner.' })
  partner?: string | null;

  @Field(() => ID, { nullable: true, description: 'For loans of this lender.' })
  lender?: string | null;

  @Field(() => String, { nullable: true, description: "The partner's reference of the obligor, exactly." })
  obligorReference?: string | null;

  @Field(() => GraphQLInstant, { nullable: true, description: 'Asked for then or later, business time.' })
  createdFrom?: Date | null;

  @Field(() => GraphQLInstant, { nullable: true, description: 'Asked for before then.' })
  createdBefore?: Date | null;
}
