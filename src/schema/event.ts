import { Field, ID, ObjectType } from 'type-graphql';
import { GraphQLCursor, GraphQLInstant, GraphQLJson } from './scalars.js';

@ObjectType({ simpleResolvers: true, description: 'Something that happened, as the log holds it.' })
export class LogEvent {
  @Field(() => GraphQLCursor, { description: 'Its place in the log; resume with `after`.' })
  cursor!: bigint;

  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Field(() => String, { description: 'What happened, e.g. "policy.bound".' })
  kind!: string;

  @Field(() => String, { description: 'Kind of object it happened to.' })
  subjectKind!: string;

  @Field(() => ID, { description: 'The object it happened to.' })
  subjectId!: string;

  @Field(() => GraphQLInstant, { description: 'When, business time.' })
  occurredAt!: Date;

  @Field(() => String, { description: 'Mutation or job that caused it.' })
  cause!: string;

  @Field(() => GraphQLJson, { description: 'What it says, for machines; no personal data.' })
  payload!: unknown;
}

@ObjectType({ simpleResolvers: true, description: 'Events in the order of the log.' })
export class LogEventPage {
  @Field(() => [LogEvent], { description: 'At most as many as asked for.' })
  events!: LogEvent[];

  @Field(() => GraphQLCursor, { description: 'Where to go on: the last cursor, or the one that was given.' })
  endCursor!: bigint;

  @Field(() => Boolean, { description: 'Whether there may be more.' })
  hasMore!: boolean;
}
