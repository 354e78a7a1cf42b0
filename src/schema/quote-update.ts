import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { GraphQLCursor, GraphQLInstant } from './scalars.js';

@ObjectType({
  simpleResolvers: true,
  description: 'Something that happened to a quote or to a referral of one, its bind last.',
})
export class QuoteUpdate {
  @Field(() => GraphQLCursor, { description: 'Its place in the event log; resume with `after`.' })
  cursor!: bigint;

  @Field(() => GraphQLInstant, { description: 'When, business time.' })
  occurredAt!: Date;

  @Field(() => String, { description: 'What happened, e.g. "quote.offered", "referral.opened" or "policy.bound".' })
  event!: string;

  @Field(() => ID, { description: 'The quote; its partner asks `quote(id:)` for what it now is.' })
  quoteId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The referral; its insurer asks `referral(id:)`. Null for the quote.',
  })
  referralId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The policy, when the quote was bound; null otherwise.' })
  policyId!: string | null;
}

@InputType({ description: 'Narrows what is told; every member given must hold.' })
export class QuoteUpdateFilter {
  @Field(() => [String], { nullable: true, description: 'Any of these events, e.g. "quote.offered".' })
  events?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'This quote and its referrals.' })
  quote?: string | null;
}
