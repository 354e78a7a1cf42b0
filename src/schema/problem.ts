import { Field, ID, Int, InterfaceType, ObjectType } from 'type-graphql';
import { Money } from '../scenarios/contract/index.js';
import { GraphQLInstant } from './scalars.js';

const SIMPLE = { simpleResolvers: true } as const;

@InterfaceType({
  description: 'Why a well-formed request was not carried out. Nothing was written.',
  autoRegisterImplementations: false,
  resolveType: (value: { readonly __typename?: string }) => value.__typename,
})
export abstract class Problem {
  @Field(() => String, { description: 'Stable SCREAMING_CASE code.' })
  code!: string;

  @Field(() => String, { description: 'A sentence for the developer; wording may change.' })
  message!: string;
}

@ObjectType({ ...SIMPLE, description: 'One thing wrong with an input.' })
export class InputIssue {
  @Field(() => String, {
    description: 'Where: dotted from the input, list positions in brackets, e.g. "loan.firstDueOn".',
  })
  path!: string;

  @Field(() => String, { description: 'Stable SCREAMING_CASE code.' })
  code!: string;

  @Field(() => String, { description: 'A sentence for the developer.' })
  message!: string;
}

@ObjectType({
  ...SIMPLE,
  implements: Problem,
  description: 'The input is not acceptable; every problem is listed at once.',
})
export class InvalidInput extends Problem {
  @Field(() => [InputIssue], { description: 'Everything that is wrong, at least one.' })
  issues!: InputIssue[];
}

@ObjectType({ ...SIMPLE, implements: Problem, description: 'No object with this id is visible to the key.' })
export class NotFound extends Problem {
  @Field(() => ID, { description: 'The id that was asked for.' })
  id!: string;
}

@ObjectType({
  ...SIMPLE,
  implements: Problem,
  description: 'The object is in a state from which this step is not possible.',
})
export class StateConflict extends Problem {
  @Field(() => String, { description: 'The state the object is in.' })
  from!: string;

  @Field(() => String, { description: 'The state that was asked for.' })
  to!: string;
}

@ObjectType({
  ...SIMPLE,
  implements: Problem,
  description: 'The idempotency key belongs to a request with another input.',
})
export class IdempotencyConflict extends Problem {
  @Field(() => String, { description: 'The key.' })
  key!: string;
}

@ObjectType({ ...SIMPLE, implements: Problem, description: 'A limit has no room for the amount.' })
export class LimitExceeded extends Problem {
  @Field(() => String, { description: 'Name of the limit.' })
  limit!: string;

  @Field(() => Money, { description: 'The amount that was asked for.' })
  requested!: Money;

  @Field(() => Money, { description: 'The amount that is still available.' })
  available!: Money;
}

@ObjectType({ ...SIMPLE, implements: Problem, description: 'The offer ended before the request; ask for a new quote.' })
export class OfferExpired extends Problem {
  @Field(() => GraphQLInstant, { description: 'When the offer ended.' })
  expiredAt!: Date;
}

@ObjectType({
  ...SIMPLE,
  implements: Problem,
  description: 'The premium of the offer is above what the caller accepts.',
})
export class PremiumAboveGuard extends Problem {
  @Field(() => Money, { description: 'Premium of the offer, tax included.' })
  premium!: Money;

  @Field(() => Money, { description: 'What the caller accepts at most.' })
  atMost!: Money;
}

@ObjectType({ ...SIMPLE, implements: Problem, description: 'The amount is more than the key may decide by hand.' })
export class AuthorityExceeded extends Problem {
  @Field(() => Int, { description: "The key's own level, 0 to 9." })
  authorityLevel!: number;

  @Field(() => Int, { nullable: true, description: "The lowest level that is enough, 1 to 9; null when nobody's is." })
  requiredLevel!: number | null;
}

@ObjectType({
  ...SIMPLE,
  implements: Problem,
  description: 'Two persons must agree to this amount, and this key already has: another key must.',
})
export class SecondPersonRequired extends Problem {}

@ObjectType({
  ...SIMPLE,
  implements: Problem,
  description: 'The thing this loan is for already has live cover somewhere.',
})
export class PurposeLocked extends Problem {}

@ObjectType({ ...SIMPLE, implements: Problem, description: 'The evidence does not prove the purpose of the loan.' })
export class PurposeNotProven extends Problem {
  @Field(() => String, { description: 'What did not match, a stable code.' })
  reason!: string;
}

export const problemTypes = [
  InvalidInput,
  NotFound,
  StateConflict,
  IdempotencyConflict,
  LimitExceeded,
  OfferExpired,
  PremiumAboveGuard,
  AuthorityExceeded,
  SecondPersonRequired,
  PurposeLocked,
  PurposeNotProven,
] as const;
