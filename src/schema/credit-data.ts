import { Field, ID, ObjectType } from 'type-graphql';
import { ConsentPurposeEnum, CreditReportGapEnum, CreditReportSourceEnum, IdentityOutcomeEnum } from './enums.js';
import { GraphQLCalendarDate, GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@ObjectType({ ...SIMPLE, description: 'What an obligor agreed to; never changes.' })
export class Consent {
  @Field(() => ID, { description: 'Our record of it.' })
  id!: string;

  @Field(() => String, { description: "Who gave it: the partner's reference of the obligor." })
  obligorReference!: string;

  @Field(() => ConsentPurposeEnum, { description: 'What for.' })
  purpose!: string;

  @Field(() => GraphQLInstant, { description: 'When it was given.' })
  givenAt!: Date;

  @Field(() => GraphQLCalendarDate, { description: 'Until which day, inclusive.' })
  until!: string;

  @Field(() => String, { nullable: true, description: "The partner's own record of it." })
  reference!: string | null;

  @Field(() => GraphQLInstant, { description: 'When it was stored; never after a call it allowed.' })
  recordedAt!: Date;
}

@ObjectType({ ...SIMPLE, description: "What a decision knew of the obligor's credit, and from whom." })
export class CreditData {
  @Field(() => CreditReportSourceEnum, { description: 'Where the report came from.' })
  source!: string;

  @Field(() => CreditReportGapEnum, { nullable: true, description: 'Why there is none; null when there is one.' })
  gap!: string | null;

  @Field(() => String, { nullable: true, description: "Name of the bureau; null without a bureau's report." })
  reportedBy!: string | null;

  @Field(() => GraphQLInstant, { nullable: true, description: 'When the report was had, business time.' })
  obtainedAt!: Date | null;

  @Field(() => IdentityOutcomeEnum, {
    nullable: true,
    description: 'What the check of the identity gave; null without one.',
  })
  identity!: string | null;

  @Field(() => Consent, { nullable: true, description: 'The consent that came with the request.' })
  consent!: Consent | null;
}
