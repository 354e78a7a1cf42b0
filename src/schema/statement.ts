import { Field, ID, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { GraphQLCalendarDate } from './scalars.js';

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
}

@ObjectType({
  ...SIMPLE,
  description:
    'What a partner and an insurer have to do with each other over a period: opening + premium - commission - received = closing.',
})
export class PartnerStatement extends StatementFigures {
  @Field(() => Money, { description: 'What the partner owed before the period; below zero when it was owed.' })
  opening!: Money;

  @Field(() => Money, { description: 'The remittance: what the partner owes at the end; below zero when it is owed.' })
  closing!: Money;
}
